"""The traversal of a tree of what was read: one rule for each kind of node; those of big signs stand beside it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import singledispatch

from symcnn.errors import MeaninglessError
from symcnn.notation.spelling import split
from symcnn.printing.tree_style import LATEX, TEXT, Piece, Rank, TreeStyle
from symcnn.reading import tree as nodes
from symcnn.reading.parser import BALANCED_FROM, balanced
from symcnn.reading.words import FUNCTIONS, function_key

_RELATIONS = ("==", "!=", ">=", "<=", ">", "<", "in", "->", "<-", ":=", "≈", "+=", "-=", "*=", "∝", "|")
_LEVELS = {"*": Rank.PRODUCT, "mod": Rank.PRODUCT, "juxtapose": Rank.PRODUCT, "odot": Rank.PAIRING, "star": Rank.PAIRING}


@singledispatch
def shown(tree: nodes.Tree, style: TreeStyle) -> Piece:
    """One node in a style."""
    raise TypeError(f"no rule for printing {type(tree).__name__}")


def within(tree: nodes.Tree, least: Rank, style: TreeStyle) -> str:
    """The text of a part, in brackets where its rank is lower than called for or what follows would join it."""
    piece = shown(tree, style)
    return style.bracket(piece.text) if piece.rank < least or (piece.opened and least > Rank.SUM) else piece.text


def listed(trees: Sequence[nodes.Tree], style: TreeStyle) -> list[str]:
    """Parts between commas."""
    return [shown(tree, style).text for tree in trees]


def arguments(trees: Sequence[nodes.Tree], style: TreeStyle) -> list[str]:
    """Parts between commas where a word is data: `'valid'`."""
    return [style.quoted(t.value) if isinstance(t, nodes.Text) else shown(t, style).text for t in trees]


def atom(tree: nodes.Tree, style: TreeStyle) -> str:
    """What a script can be put to: a name is put in braces, so that the script is not taken for a part of it."""
    if isinstance(tree, nodes.Number | nodes.Name | nodes.Entry | nodes.Transposed | nodes.Nabla):
        return style.group(shown(tree, style).text)
    return within(tree, Rank.ATOM, style)


@shown.register
def _(tree: nodes.Number, style: TreeStyle) -> Piece:
    return Piece(tree.text)


@shown.register
def _(tree: nodes.Name, style: TreeStyle) -> Piece:
    return Piece(style.name(tree.name))


@shown.register
def _(tree: nodes.Text, style: TreeStyle) -> Piece:
    return Piece(style.plain(tree.value))


@shown.register
def _(tree: nodes.Dots, style: TreeStyle) -> Piece:
    return Piece(style.signs["dots"])


@shown.register
def _(tree: nodes.Blank, style: TreeStyle) -> Piece:
    return Piece("")


@shown.register
def _(tree: nodes.Unread, style: TreeStyle) -> Piece:
    raise MeaninglessError("a side that could not be read has no printed form: look at its error")


@shown.register
def _(tree: nodes.Entry, style: TreeStyle) -> Piece:
    if not tree.indices:
        return shown(tree.base, style)
    # one index alone might be a part of the name, a condition cannot
    apart = len(tree.indices) > 1 or (isinstance(tree.indices[0], nodes.Operation) and tree.indices[0].operator in _RELATIONS)
    bare = isinstance(tree.base, nodes.Name) and apart and not split(tree.base.name).subscript
    base = shown(tree.base, style).text if bare else atom(tree.base, style)
    return Piece(style.entry(base, listed(tree.indices, style)))


@shown.register
def _(tree: nodes.Slice, style: TreeStyle) -> Piece:
    return Piece(":".join("" if part is None else shown(part, style).text for part in (tree.lower, tree.upper)))


def head(tree: nodes.Tree, style: TreeStyle) -> str:
    """A name with its indices and its transpose where no braces can stand: behind nabla, a differential, a change."""
    if style is TEXT:
        return shown(tree, style).text
    match tree:
        case nodes.Entry():
            return f"{head(tree.base, style)}[{', '.join(listed(tree.indices, style))}]"
        case nodes.Transposed(argument=nodes.Name(name)):
            return style.raised(name)
    return shown(tree, style).text


@shown.register
def _(tree: nodes.Slope, style: TreeStyle) -> Piece:
    return Piece(style.slope(tree.function, shown(tree.argument, style).text))


@shown.register
def _(tree: nodes.Application, style: TreeStyle) -> Piece:
    return Piece(f"{shown(tree.base, style).text}({', '.join(arguments(tree.arguments, style))})")


@shown.register
def _(tree: nodes.Operation, style: TreeStyle) -> Piece:
    operator = tree.operator
    if operator in ("+", "-"):
        return _sum(tree, style)
    if operator == "/":
        return _quotient(tree, style)
    if operator == "^":
        exponent = shown(tree.right, style).text
        # a bare T above would be a transpose
        exponent = style.bracket(exponent) if tree.right == nodes.Name("T") else exponent
        return Piece(style.power(atom(tree.left, style), exponent), Rank.FACTOR)
    if operator in _LEVELS:
        return _product(tree, style)
    if operator in _RELATIONS:
        left, right = (within(part, Rank.SUM, style) for part in (tree.left, tree.right))
        return Piece(left + style.signs.get(operator, f" {operator} ") + right, Rank.RELATION)
    raise TypeError(f"no rule for printing the operator {operator[:10]!r}")


def _sum(tree: nodes.Operation, style: TreeStyle) -> Piece:
    if tree.operator == "+" and (terms := _terms(tree)) is not None:
        text = _signed(terms[0], style)
        for term in terms[1:]:
            text += f" - {_negated(term, style)}" if isinstance(term, nodes.Negation) else f" + {_term(term, style)}"
        return Piece(text, Rank.SUM)
    left = shown(tree.left, style)
    before = left.text if left.rank >= Rank.SUM else style.bracket(left.text)
    return Piece(f"{before} {tree.operator} {_term(tree.right, style)}", Rank.SUM)


def _terms(tree: nodes.Tree) -> list[nodes.Tree] | None:
    """The terms of a sum so long that the reader made a low tree of it, else None."""
    found: list[nodes.Tree] = []
    waiting = [tree]
    while waiting:
        part = waiting.pop()
        if isinstance(part, nodes.Operation) and part.operator == "+":
            waiting += [part.right, part.left]
        else:
            found.append(part)
    return found if len(found) > BALANCED_FROM and balanced(found) == tree else None


def _term(tree: nodes.Tree, style: TreeStyle) -> str:
    piece = shown(tree, style)
    signed = isinstance(tree, nodes.Negation)
    return style.bracket(piece.text) if piece.rank < Rank.PAIRING or signed else piece.text


def _signed(tree: nodes.Tree, style: TreeStyle) -> str:
    return shown(tree, style).text if isinstance(tree, nodes.Negation) else _term(tree, style)


@shown.register
def _(tree: nodes.Negation, style: TreeStyle) -> Piece:
    return Piece("-" + _negated(tree, style), Rank.SUM)


def _negated(tree: nodes.Negation, style: TreeStyle) -> str:
    """What stands behind the minus."""
    argument = shown(tree.argument, style)
    return style.bracket(argument.text) if argument.rank < Rank.PAIRING else argument.text


def _product(tree: nodes.Operation, style: TreeStyle) -> Piece:
    level = _LEVELS[tree.operator]
    left = within(tree.left, level, style)
    piece = shown(tree.right, style)
    opened = isinstance(tree.right, nodes.SumOver | nodes.Extremum) and piece.opened
    right = piece.text if opened or (piece.rank > level and not piece.opened) else style.bracket(piece.text)
    sign = style.signs[tree.operator]
    if tree.operator == "juxtapose" and style is LATEX and _stand_together(tree.left, right):
        sign = " "
    if tree.operator == "*" and not any(isinstance(part, nodes.Number) for part in (tree.left, tree.right)):
        sign = " * "
    return Piece(left + sign + right, level, opened)


def _stand_together(left: nodes.Tree, right: str) -> bool:
    """Whether a product needs no sign: nothing on its left takes what follows for an argument."""
    while isinstance(left, nodes.Operation) and left.operator == "juxtapose":
        left = left.right
    if isinstance(left, nodes.Name):
        safe = function_key(left.name) not in FUNCTIONS and left.name not in ("d", "\\Delta")
    else:
        safe = isinstance(left, nodes.Number | nodes.Entry | nodes.Derivative) or (
            isinstance(left, nodes.Operation) and left.operator == "/")
    return safe and (right[0].isalpha() or right.startswith((r"\frac{", r"\hat{", r"\sum")))


def _quotient(tree: nodes.Operation, style: TreeStyle) -> Piece:
    below = shown(tree.right, style)
    if style is TEXT:
        return Piece(f"{within(tree.left, Rank.PRODUCT, style)}/{within(tree.right, Rank.FACTOR, style)}", Rank.PRODUCT)
    if isinstance(tree.left, nodes.Differential):
        if isinstance(tree.right, nodes.Differential):
            return Piece(f"({shown(tree.left, style).text}) / ({below.text})", Rank.PRODUCT)
        above = shown(tree.left.argument, style).text
        return Piece(style.fraction(style.differential(above), below.text))
    upper = shown(tree.left, style).text
    # a line that opens with a differential is read as a derivative
    upper = style.bracket(upper) if _opens_with_differential(tree.left) else upper
    return Piece(style.fraction(upper, below.text))


def _opens_with_differential(tree: nodes.Tree) -> bool:
    while isinstance(tree, nodes.Operation | nodes.Convolved) and not (
            isinstance(tree, nodes.Operation) and tree.operator in ("/", "^")):
        tree = tree.left
    return isinstance(tree, nodes.Differential)


@shown.register
def _(tree: nodes.Transposed, style: TreeStyle) -> Piece:
    return Piece(style.transposed(atom(tree.argument, style)))


@shown.register
def _(tree: nodes.Convolved, style: TreeStyle) -> Piece:
    level = Rank.PRODUCT if tree.operator == "*" else Rank.PAIRING
    sign = style.bare[tree.operator] if tree.operator != "*" else "*"
    left, right = within(tree.left, level, style), within(tree.right, Rank(level + 1), style)
    mode = rf"\text{{{tree.mode}}}" if style is LATEX else tree.mode
    return Piece(f"{left} {sign}_{{{mode}}} {right}", level)


@shown.register
def _(tree: nodes.Cancelled, style: TreeStyle) -> Piece:
    value = "" if tree.value is None else shown(tree.value, style).text
    return Piece(style.cancelled(shown(tree.argument, style).text, value))


@shown.register
def _(tree: nodes.Tuple, style: TreeStyle) -> Piece:
    inner = listed(tree.items, style)
    return Piece(style.bracket(", ".join(inner) + ("," if len(inner) == 1 else "")))


@shown.register
def _(tree: nodes.Matrix, style: TreeStyle) -> Piece:
    if style is LATEX and (rows := flat(tree)):
        return Piece(style.matrix([listed(row, style) for row in rows]))
    return Piece(f"[{', '.join(listed(tree.rows, style))}]")


def flat(tree: nodes.Tree) -> list[tuple[nodes.Tree, ...]]:
    """The rows of a matrix whose cells are no matrices; none of anything else."""
    if not isinstance(tree, nodes.Matrix):
        return []
    rows = [row.rows if isinstance(row, nodes.Matrix) else () for row in tree.rows]
    return rows if all(row and not any(isinstance(cell, nodes.Matrix) for cell in row) for row in rows) else []
