"""A mistaken right side of an equation, and how one is made of the right one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from symcnn.errors import SymcnnError
from symcnn.expression.nodes import Node
from symcnn.expression.walk import descend, transform


@dataclass(frozen=True)
class RightSwap:
    """A mistaken right side: its cause, what was done in a sentence, and how unlikely it is."""

    tag: str
    message: str
    right: Node
    weight: float = 1.0


def exchange(right: Node, old: Node, new: Node) -> Node:
    """The right side with another node; as it is where none can stand there, as a factor that leaves nought below."""
    try:
        return transform(right, lambda n: new if n == old else n)
    except SymcnnError:
        return right


def replace_each(right: Node, kind: type[Node], change: Callable[[Node], Node | None]) -> Iterator[tuple[Node, Node]]:
    """The right side with one node of a kind changed, for every such node; with the node it was."""
    for target in dict.fromkeys(n for n in descend(right) if isinstance(n, kind)):
        other = change(target)
        if other is not None and other != target:
            # the node is met from below, where what it holds is still as it was
            yield target, exchange(right, target, other)
