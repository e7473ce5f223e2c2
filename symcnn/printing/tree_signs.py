"""Big signs in trees of what was read: sums, products, maxima, derivatives, Iverson brackets, cases; and calls."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from symcnn.printing.tree_parts import arguments, flat, head, listed, shown, within
from symcnn.printing.tree_style import LATEX, Piece, Rank, TreeStyle
from symcnn.reading import tree as nodes


@shown.register
def _(tree: nodes.Call, style: TreeStyle) -> Piece:
    keywords = [f"{style.keyword(word)}={shown(part, style).text}" for word, part in tree.keywords]
    if tree.function == "prod" and len(tree.arguments) == 1 and isinstance(tree.arguments[0], nodes.SumOver):
        # a product over letters is read as that of the terms of a sum
        return _over_letters("prod", tree.arguments[0], style)
    if tree.function == "det" and style is LATEX and (rows := flat(tree.arguments[0])):
        return Piece(style.determinant([listed(row, style) for row in rows]))
    return Piece(style.call(tree.function, arguments(tree.arguments, style) + keywords))


@shown.register
def _(tree: nodes.SumOver, style: TreeStyle) -> Piece:
    return _over_letters("sum", tree, style)


def _over_letters(sign: str, tree: nodes.SumOver, style: TreeStyle) -> Piece:
    said = tree.lower is None and _said_by(tree.conditions) == tree.letters
    below = [] if said else [style.name(letter) for letter in tree.letters]
    if tree.lower is not None and below:
        below[-1] += f"={shown(tree.lower, style).text}"
    below += [shown(condition, style).text for condition in tree.conditions]
    above = "" if tree.upper is None else shown(tree.upper, style).text
    body = shown(tree.body, style)
    inner = body.text if body.rank >= Rank.PAIRING else style.bracket(body.text)
    return Piece(f"{style.under(sign, ', '.join(below), above)} {inner}", Rank.PAIRING, True)


def _said_by(conditions: Sequence[nodes.Tree]) -> tuple[str, ...]:
    """The letters that conditions below a sum bind: at the left of a relation, or between two bounds."""
    found: dict[str, None] = {}
    for condition in conditions:
        bound = condition.left if isinstance(condition, nodes.Operation) and condition.operator in ("in", "!=") else None
        if isinstance(condition, nodes.All) and isinstance(condition.conditions[0], nodes.Operation):
            bound = condition.conditions[0].right
        for item in bound.items if isinstance(bound, nodes.Tuple) else (bound,):
            if isinstance(item, nodes.Name):
                found[item.name] = None
    return tuple(found)


@shown.register
def _(tree: nodes.Extremum, style: TreeStyle) -> Piece:
    sign = style.under(tree.function, ", ".join(listed(tree.conditions, style)), "")
    if tree.body is None:
        return Piece(sign, opened=True)
    piece = shown(tree.body, style)
    body = piece.text
    plain = isinstance(tree.body, nodes.Number | nodes.Name | nodes.Entry | nodes.Matrix)
    # a maximum without anything below it is a call before a bracket
    plain = plain or (not tree.conditions and piece.rank >= Rank.PRODUCT and not body.startswith(("(", r"\left(")))
    return Piece(f"{sign} {body if plain else style.bracket(body)}", Rank.PAIRING, True)


@shown.register
def _(tree: nodes.Derivative, style: TreeStyle) -> Piece:
    by: list[nodes.Tree] = []
    of: nodes.Tree = tree
    while isinstance(of, nodes.Derivative):
        by.append(of.by)
        of = of.of
    if isinstance(of, nodes.Blank):
        return Piece(style.bracket(style.derivative("", [_divisor(each, style) for each in by])))
    above = within(of, Rank.PRODUCT, style) if isinstance(of, nodes.Operation) else shown(of, style).text
    return Piece(style.derivative(above, [_divisor(each, style) for each in by]))


def _divisor(tree: nodes.Tree, style: TreeStyle) -> str:
    return within(tree, Rank.FACTOR, style)


@shown.register
def _(tree: nodes.Nabla, style: TreeStyle) -> Piece:
    by = "" if tree.by is None else f"_{{{shown(tree.by, style).text}}}"
    if tree.of is None:
        return Piece(style.signs["nabla"] + by)
    if by and not isinstance(tree.of, nodes.Name):
        return Piece(f"{style.signs['nabla']}{by} {style.bracket(shown(tree.of, style).text)}")
    return Piece(f"{style.signs['nabla']}{by} {head(tree.of, style)}")


@shown.register
def _(tree: nodes.Differential, style: TreeStyle) -> Piece:
    return Piece(style.signs["partial"] + head(tree.argument, style), Rank.FACTOR)


@shown.register
def _(tree: nodes.Change, style: TreeStyle) -> Piece:
    return Piece(style.signs["Delta"] + head(tree.argument, style), Rank.FACTOR)


@shown.register
def _(tree: nodes.Bracket, style: TreeStyle) -> Piece:
    return Piece(f"{style.signs['one']}[{shown(tree.condition, style).text}]")


@shown.register
def _(tree: nodes.All, style: TreeStyle) -> Piece:
    """`0 <= j < K` where each goes on with what the one before ended in, else one after the other."""
    relations = [part for part in tree.conditions if isinstance(part, nodes.Operation)]
    if len(relations) < len(tree.conditions) or any(a.right != b.left for a, b in pairwise(relations)):
        return Piece(style.signs["and"].join(listed(tree.conditions, style)), Rank.RELATION)
    text = within(relations[0].left, Rank.SUM, style)
    for part in relations:
        text += style.signs.get(part.operator, f" {part.operator} ") + within(part.right, Rank.SUM, style)
    return Piece(text, Rank.RELATION)


@shown.register
def _(tree: nodes.Family, style: TreeStyle) -> Piece:
    inner = tree.body.items if isinstance(tree.body, nodes.Tuple) and len(tree.body.items) > 1 else (tree.body,)
    below = ", ".join(listed(tree.conditions, style))
    above = "" if tree.upper is None else f"^{{{shown(tree.upper, style).text}}}"
    return Piece(f"{style.signs['open']}{', '.join(listed(inner, style))}{style.signs['close']}_{{{below}}}{above}")


@shown.register
def _(tree: nodes.Cases, style: TreeStyle) -> Piece:
    branches = [(shown(value, style).text, "" if when is None else shown(when, style).text)
                for value, when in tree.branches]
    return Piece(style.cases(branches), opened=style is not LATEX)
