r"""Nets over time: stars in their steps, ``f_t * C_{t-1}`` and ``W * x_t``, and weights by gates, ``W_{xi}``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace

from symcnn.checking.binding.pages import chains_of, trees_of, with_trees
from symcnn.checking.own.label_runs import below, is_capital, is_step, time_of
from symcnn.notation.spelling import split, undressed
from symcnn.reading.items import Item
from symcnn.reading.tree import Derivative, Entry, Name, Operation, Tree, children, find, mapped


def with_gates(items: Sequence[Item]) -> list[Item]:
    """The items of a document, such stars as products entry by entry, and such weights under names of their own."""
    time = time_of((c.members[0], m) for c in chains_of(items) if c.kind == "claim" for m in c.members[1:])
    if not time:
        return list(items)
    names = {n.name for tree in trees_of(items) for n in find(tree, Name)}
    steps = {undressed(split(n).base).lower() for n in names if is_step(below(n), time)}
    others = any(t.operator == "odot" for tree in trees_of(items) for t in find(tree, Operation))
    return with_trees(items, Gates(time, frozenset(steps), frozenset(names), others).put)


@dataclass(frozen=True)
class Gates:
    """The letter of time, the arrays that a net has in each step, by small letters, and all names of a page.

    Stars beside ``other_signs`` for products entry by entry are convolutions with weights, if not products.
    """

    time: str
    steps: Set[str]
    names: Set[str]
    other_signs: bool = False

    def put(self, tree: Tree) -> Tree:
        """A tree with products entry by entry, and with names for weights that are read as entries at two gates."""
        tree = mapped(tree, self.put)
        if isinstance(tree, Operation) and tree.operator == "*" and self.is_of_step(tree.left) and self.is_of_step(tree.right):
            return replace(tree, operator="odot")
        match tree:
            case Operation(operator="*", left=Name() as weights, right=Name() as column) if not self.other_signs and is_capital(
                    weights) and not is_capital(column) and self.is_of_step(column):
                return replace(tree, operator="juxtapose")
            # the grammar takes W_{xi} for W_\\xi
            case Entry(base=Name(name=base), indices=(Name(name=one), Name(name=other))) if (
                    {one, other} <= self.steps and f"{base}_{{{other}{one}}}" not in self.names):
                return Name(f"{base}_{{{other}{one}}}", span=tree.span)
        return tree

    def is_of_step(self, tree: Tree) -> bool:
        """Whether all that stands in a tree is of a step, a loss that is differentiated apart."""
        names = list(spoken_of(tree))
        return bool(names) and all(is_step(below(n), self.time) for n in names)


def spoken_of(tree: Tree) -> Iterator[str]:
    """The names in a tree, what is differentiated apart."""
    if isinstance(tree, Name):
        yield tree.name
    for part in (tree.by,) if isinstance(tree, Derivative) else children(tree):
        yield from spoken_of(part)
