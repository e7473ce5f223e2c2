"""A node of the syntax tree, whatever its kind: where it was written, what stands below it, the same after a rule.

Nodes are compared without their spans.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from operator import is_
from typing import ClassVar, TypeVar, cast


@dataclass(frozen=True)
class Tree:
    """A node; `span` is its first and one past its last position in the source."""

    bit: ClassVar[int] = 0

    def __init_subclass__(cls) -> None:
        cls.bit = 1 << len(Tree.__subclasses__())

    span: tuple[int, int] = field(default=(0, 0), kw_only=True, compare=False, repr=False)

    @cached_property
    def _below(self) -> "tuple[Tree, ...]":
        found: list[Tree] = []
        for name in parts_of(type(self)):
            value = getattr(self, name)
            if isinstance(value, Tree):
                found.append(value)
            elif isinstance(value, tuple):
                found.extend(_trees(value))
        return tuple(found)

    @cached_property
    def _kinds_below(self) -> int:
        kinds = 0
        for node in self._below:
            kinds |= node.bit | node._kinds_below
        return kinds


Kind = TypeVar("Kind", bound=Tree)


def parts_of(kind: type[Tree]) -> tuple[str, ...]:
    """The names of what a kind of node holds, in order; the span, which is given by name, is not among them."""
    return kind.__match_args__


def children(tree: Tree) -> tuple[Tree, ...]:
    """The nodes directly below a node, in the order written."""
    return tree._below


def walk(tree: Tree) -> Iterator[Tree]:
    """The node and every node below it, without recursion."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(node._below[::-1])


def find(tree: Tree, *kinds: type[Kind]) -> Iterator[Kind]:
    """The nodes of these kinds, in the order of `walk`; what holds none of them is passed over."""
    wanted = _bits(kinds)
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if node.bit & wanted:
            yield cast(Kind, node)
        if node._kinds_below & wanted:
            waiting.extend(node._below[::-1])


def has(tree: Tree, *kinds: type[Tree]) -> bool:
    """Whether the node or one below it is of one of these kinds."""
    return bool((tree.bit | tree._kinds_below) & _bits(kinds))


def height(tree: Tree) -> int:
    """The number of levels of a tree, counted without recursion."""
    highest, waiting = 0, [(tree, 1)]
    while waiting:
        node, level = waiting.pop()
        highest = max(highest, level)
        waiting.extend((child, level + 1) for child in children(node))
    return highest


def mapped(tree: Tree, rule: Callable[[Tree], Tree]) -> Tree:
    """The tree with a rule applied to everything directly below it."""
    changes: dict[str, object] = {}
    for part in parts_of(type(tree)):
        value = getattr(tree, part)
        new = _mapped(value, rule)
        if new is not value:
            changes[part] = new
    return replace(tree, **changes) if changes else tree  # type: ignore[arg-type]


def _mapped(value: object, rule: Callable[[Tree], Tree]) -> object:
    if isinstance(value, Tree):
        return rule(value)
    if isinstance(value, tuple):
        new = tuple(rule(v) if isinstance(v, Tree) else _mapped(v, rule) for v in value)
        return value if all(map(is_, value, new)) else new
    return value


def _bits(kinds: tuple[type[Tree], ...]) -> int:
    bits = 0
    for kind in kinds:
        bits |= kind.bit
    return bits


def _trees(value: object) -> Iterator[Tree]:
    if isinstance(value, Tree):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _trees(item)
