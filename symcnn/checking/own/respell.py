"""An equation of a sheet in the network's own language, so that it can take the place of the network's equation."""

from __future__ import annotations

from dataclasses import replace
from functools import singledispatch
from itertools import product
from math import prod

from symcnn.checking.binding.domains import ranged_letters, shifted
from symcnn.checking.binding.dots import with_entries, with_numbers
from symcnn.checking.judge.unknown import linear
from symcnn.checking.meaning.link import is_numeric
from symcnn.errors import NotSupportedYet
from symcnn.reading.tree import (
    Application,
    Bracket,
    Call,
    Cases,
    Convolved,
    Entry,
    Extremum,
    Matrix,
    Name,
    Negation,
    Number,
    Operation,
    SumOver,
    Text,
    Transposed,
    Tree,
    Tuple,
    has,
    mapped,
)

SIGNS = {"juxtapose": " * ", "*": " * ", "+": " + ", "-": " - ", "/": " / ", "odot": " \\odot ", "^": "^",
         "==": " == ", "!=": " != ", ">": " > ", "<": " < ", ">=": " >= ", "<=": " <= "}

MOST_ITEMS = 64


def equation(left: Tree, right: Tree) -> str:
    """A line of a network: ``z[i,k] = max(...)``."""
    return f"{respelled(with_entries(left))} = {respelled(with_entries(right))}"


@singledispatch
def respelled(tree: Tree) -> str:
    """A tree in the network's language; raises ``NotSupportedYet`` for what has no word there."""
    raise NotSupportedYet(f"{type(tree).__name__.lower()} has no place in a network's equation")


@respelled.register
def _(tree: Number) -> str:
    return tree.text


@respelled.register
def _(tree: Name) -> str:
    return tree.name


@respelled.register
def _(tree: Entry) -> str:
    return f"{respelled(tree.base)}[{','.join(respelled(moved(i)) for i in tree.indices)}]"


@respelled.register
def _(tree: Application) -> str:
    return f"{respelled(tree.base)}[{','.join(respelled(moved(i)) for i in tree.arguments)}]"


def moved(tree: Tree) -> Tree:
    """An index with ``c_j + 1`` for ``c_{j+1}``."""
    shift = shifted(tree.name) if isinstance(tree, Name) else None
    if shift is None:
        return mapped(tree, moved)
    return Operation("+" if shift[1] > 0 else "-", Name(shift[0]), Number(str(abs(shift[1]))))


@respelled.register
def _(tree: Negation) -> str:
    return f"-({respelled(tree.argument)})"


@respelled.register
def _(tree: Operation) -> str:
    if tree.operator not in SIGNS:
        raise NotSupportedYet(f"the sign {tree.operator} has no place in a network's equation")
    tree = number_apart(tree)
    left, right = (f"({respelled(t)})" if isinstance(t, Operation) else respelled(t) for t in (tree.left, tree.right))
    if tree.operator == "juxtapose" and all(is_array_name(t) for t in (tree.left, tree.right)):
        # names side by side may be matrices, a star between them multiplies entry by entry
        return f"{left} {right}"
    if tree.operator == "juxtapose" and any(is_turned(t) for t in (tree.left, tree.right)):
        # so may products be in which something is transposed; X(X^T w) would be an entry
        return f"({left}) {right}" if isinstance(tree.left, Name) else f"{left} {right}"
    if tree.operator == "^" and not isinstance(tree.right, Number):
        # without brackets a letter above a name is part of it
        return f"({left})^({right})"
    return left + SIGNS[tree.operator] + right


def number_apart(tree: Operation) -> Operation:
    r"""A number before a product with what is transposed as a factor of the whole product: ``\frac1n c^T c``."""
    front = tree.left
    if tree.operator != "juxtapose" or not isinstance(front, Operation) or front.operator != "juxtapose":
        return tree
    top = front.left.left if isinstance(front.left, Operation) and front.left.operator == "/" else front.left
    pair = (front.right, tree.right)
    if not is_numeric(top) or not all(is_array_name(t) for t in pair) or not any(isinstance(t, Transposed) for t in pair):
        return tree
    return Operation("juxtapose", front.left, Operation("juxtapose", *pair))


def is_array_name(tree: Tree) -> bool:
    """Whether a tree is a name, one transposed, or what a function makes of others: it may be a matrix."""
    return isinstance(tree, Name | Call) or (isinstance(tree, Transposed) and isinstance(tree.argument, Name))


def is_turned(tree: Tree) -> bool:
    """Whether a factor is transposed, or a product or sum of what is."""
    if isinstance(tree, Operation) and tree.operator in ("juxtapose", "*", "+", "-"):
        return is_turned(tree.left) or is_turned(tree.right)
    return isinstance(tree, Transposed)


@respelled.register
def _(tree: Call) -> str:
    given = [respelled(a) for a in tree.arguments] + [f"{name}={respelled(value)}" for name, value in tree.keywords]
    return f"{tree.function}({', '.join(given)})"


@respelled.register
def _(tree: Text) -> str:
    return f'"{tree.value}"'


@respelled.register
def _(tree: Transposed) -> str:
    inner = respelled(tree.argument)
    return f"{inner}^T" if isinstance(tree.argument, Name) else f"transpose({inner})"


@respelled.register
def _(tree: Convolved) -> str:
    if tree.mode not in ("valid", "same"):
        raise NotSupportedYet(f"a convolution called {tree.mode} has no place in a network's equation")
    border = ', padding="same"' if tree.mode == "same" else ""
    return f"conv({respelled(tree.left)}, {respelled(tree.right)}{border})"


@respelled.register
def _(tree: Bracket) -> str:
    return f"1[{respelled(tree.condition)}]"


@respelled.register
def _(tree: Cases) -> str:
    rows = [f"{respelled(value)} & " + (r"\text{otherwise}" if condition is None else respelled(condition))
            for value, condition in tree.branches]
    return r"\begin{cases} " + r" \\ ".join(rows) + r" \end{cases}"


@respelled.register
def _(tree: SumOver) -> str:
    if tree.conditions:
        return conditioned(tree)
    if not tree.letters and has(tree.body, Entry, SumOver):
        raise NotSupportedYet("a sum that does not say over what has no place in a network's equation")
    if not tree.letters:
        # of whole arrays all entries are meant
        return f"sum({respelled(entry_by_entry(tree.body))})"
    bounds = "" if tree.lower is None or tree.upper is None else f"={respelled(tree.lower)}"
    above = "" if tree.lower is None or tree.upper is None else f"^{{{respelled(tree.upper)}}}"
    signs = [f"sum_{{{name}{bounds}}}{above} " for name in tree.letters]
    return "(" + "".join(signs) + f"({respelled(tree.body)}))"


def entry_by_entry(tree: Tree) -> Tree:
    """The tree with products of names as products of their entries."""
    tree = mapped(tree, entry_by_entry)
    if isinstance(tree, Operation) and tree.operator in ("*", "juxtapose") and not isinstance(tree.left, Number):
        return replace(tree, operator="odot")
    return tree


def conditioned(tree: SumOver) -> str:
    r"""A sum whose letters are compared with others: ``\sum_{j \ne i}``."""
    plain = all(isinstance(c, Operation) and c.operator in ("!=", "<", ">", "<=", ">=") and isinstance(c.left, Name)
                for c in tree.conditions)
    if not plain or len(tree.letters) != 1 or tree.lower is not None or tree.upper is not None:
        raise NotSupportedYet("a sum with such conditions has no place in a network's equation")
    below = ", ".join((tree.letters[0], *map(respelled, tree.conditions)))
    return f"(sum_{{{below}}} ({respelled(tree.body)}))"


def literal(tree: Tree) -> str | None:
    """A number or a list of numbers in the network's language, or None for anything else."""
    match tree:
        case Number():
            return tree.text
        case Negation(argument=Number() as number):
            return f"-{number.text}"
        case Transposed(argument=Matrix() as inner) if not any(isinstance(r, Matrix) for r in inner.rows):
            return literal(inner)
        case Matrix():
            rows = [literal(r) for r in tree.rows]
            return None if not rows or any(r is None for r in rows) else f"[{', '.join(r for r in rows if r)}]"
    return None


@respelled.register
def _(tree: Extremum) -> str:
    letters = [respelled(c) for c in tree.conditions if isinstance(c, Name)]
    if tree.function == "max" and tree.body is not None and letters and len(letters) == len(tree.conditions):
        return f"(max_{{{','.join(letters)}}} ({respelled(tree.body)}))"
    items = tree.body.items if isinstance(tree.body, Tuple) and not tree.conditions else window(tree)
    found = respelled(items[0])
    for item in items[1:]:
        found = f"{tree.function}({found}, {respelled(item)})"
    return found


def window(tree: Extremum) -> tuple[Tree, ...]:
    """What a maximum over a range of numbers is taken of, one by one; raises ``NotSupportedYet`` for another range."""
    ranges = ranged_letters(tree.conditions, set())
    ends = {name: (linear(low), linear(high)) for name, (low, high) in ranges.items()}
    if tree.body is None or not ends or any(end is None or end[0] for pair in ends.values() for end in pair):
        raise NotSupportedYet("a maximum over such a range has no place in a network's equation here")
    spans = [range(low[1], high[1] + 1) for low, high in ends.values() if low is not None and high is not None]
    if not 0 < prod(len(r) for r in spans) <= MOST_ITEMS or any(len(r) > MOST_ITEMS for r in spans):
        raise NotSupportedYet("a maximum over so many numbers has no place in a network's equation here")
    return tuple(with_numbers(with_entries(tree.body), dict(zip(ends, numbers, strict=True))) for numbers in product(*spans))
