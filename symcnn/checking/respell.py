"""An equation of a sheet in the network's own language, so that it can take the place of the network's equation."""

from __future__ import annotations

from functools import singledispatch

from symcnn.checking.domains import shifted
from symcnn.checking.dots import with_entries
from symcnn.errors import NotSupportedYet
from symcnn.reading.tree import Application, Call, Entry, Extremum, Name, Negation, Number, Operation, Tree, Tuple

SIGNS = {"juxtapose": " * ", "*": " * ", "+": " + ", "-": " - ", "/": " / "}


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
    shift = shifted(tree.name)
    return tree.name if shift is None else f"{shift[0]}{shift[1]:+d}"


@respelled.register
def _(tree: Entry) -> str:
    return f"{respelled(tree.base)}[{','.join(respelled(i) for i in tree.indices)}]"


@respelled.register
def _(tree: Application) -> str:
    return f"{respelled(tree.base)}[{','.join(respelled(i) for i in tree.arguments)}]"


@respelled.register
def _(tree: Negation) -> str:
    return f"-({respelled(tree.argument)})"


@respelled.register
def _(tree: Operation) -> str:
    if tree.operator not in SIGNS:
        raise NotSupportedYet(f"the sign {tree.operator} has no place in a network's equation")
    left, right = (f"({respelled(t)})" if isinstance(t, Operation) else respelled(t) for t in (tree.left, tree.right))
    return left + SIGNS[tree.operator] + right


@respelled.register
def _(tree: Call) -> str:
    return f"{tree.function}({', '.join(respelled(a) for a in tree.arguments)})"


@respelled.register
def _(tree: Extremum) -> str:
    if tree.conditions or not isinstance(tree.body, Tuple):
        raise NotSupportedYet("a maximum over a range has no place in a network's equation here")
    found = respelled(tree.body.items[0])
    for item in tree.body.items[1:]:
        found = f"{tree.function}({found}, {respelled(item)})"
    return found
