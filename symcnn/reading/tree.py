"""The syntax tree: what was written, and where, before anything is known of its meaning.

Trees are compared without their spans. Digits are kept as written.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields


@dataclass(frozen=True)
class Tree:
    """A node; `span` is its first and one past its last position in the source."""

    span: tuple[int, int] = field(default=(0, 0), kw_only=True, compare=False, repr=False)


@dataclass(frozen=True)
class Number(Tree):
    """`0.50`, with its digits as written."""

    text: str


@dataclass(frozen=True)
class Name(Tree):
    """`W^{(1)}`, in normal form."""

    name: str


@dataclass(frozen=True)
class Text(Tree):
    """`"same"`."""

    value: str


@dataclass(frozen=True)
class Entry(Tree):
    """`w[i,j]` or `w_{i,j}`."""

    base: Tree
    indices: tuple[Tree, ...]


@dataclass(frozen=True)
class Call(Tree):
    """`conv(x, w, stride=2)`; the function without underscores and in small letters."""

    function: str
    arguments: tuple[Tree, ...]
    keywords: tuple[tuple[str, Tree], ...] = ()


@dataclass(frozen=True)
class Slope(Tree):
    """`f'(z)`."""

    function: str
    argument: Tree


@dataclass(frozen=True)
class Operation(Tree):
    """Two operands; the operator is one of `+ - * / ^ juxtapose odot star == != >= <= > <`."""

    operator: str
    left: Tree
    right: Tree


@dataclass(frozen=True)
class Negation(Tree):
    """`-x`."""

    argument: Tree


@dataclass(frozen=True)
class Transposed(Tree):
    """`W^T`."""

    argument: Tree


@dataclass(frozen=True)
class SumOver(Tree):
    """`sum_{i=1}^{N} body`; without bounds the letters run over their whole range."""

    letters: tuple[str, ...]
    lower: Tree | None
    upper: Tree | None
    body: Tree


@dataclass(frozen=True)
class Matrix(Tree):
    """`[[1, 2], [3, 4]]`: each row is a `Matrix` again, or an expression."""

    rows: tuple[Tree, ...]


@dataclass(frozen=True)
class Tuple(Tree):
    """`(1, 2)`."""

    items: tuple[Tree, ...]


@dataclass(frozen=True)
class Bracket(Tree):
    """`1[x > 0]`: one where the condition holds, else zero."""

    condition: Tree


@dataclass(frozen=True)
class Derivative(Tree):
    """`dE/dw[i,j]`."""

    of: Tree
    by: Tree


def children(tree: Tree) -> tuple[Tree, ...]:
    """The nodes directly below a node, in the order written."""
    return tuple(child for part in fields(tree) for child in _trees(getattr(tree, part.name)))


def walk(tree: Tree) -> Iterator[Tree]:
    """The node and every node below it, without recursion."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(children(node)))


def height(tree: Tree) -> int:
    """The number of levels of a tree, counted without recursion."""
    highest, waiting = 0, [(tree, 1)]
    while waiting:
        node, level = waiting.pop()
        highest = max(highest, level)
        waiting.extend((child, level + 1) for child in children(node))
    return highest


def _trees(value: object) -> Iterator[Tree]:
    if isinstance(value, Tree):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _trees(item)
