"""The syntax tree: what was written, before anything is known of its meaning. Each kind of node, digits kept as written.

The usual ways through trees are at hand here too.
"""

from dataclasses import dataclass, field
from functools import cached_property

from symcnn.errors import ReadError
from symcnn.reading.node import Tree as Tree
from symcnn.reading.node import children as children
from symcnn.reading.node import find as find
from symcnn.reading.node import has as has
from symcnn.reading.node import mapped as mapped
from symcnn.reading.node import walk as walk


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
    """`f'(z)`; the function may be a slope itself: `f''(z)` is that of `f'`."""

    function: str
    argument: Tree

    @property
    def plain(self) -> str:
        """The function without its primes."""
        return self.function.rstrip("'")


PRODUCTS = ("juxtapose", "*", "·")
"""The operators of an `Operation` that may be a product of matrices."""
ENTRYWISE_PRODUCTS = (*PRODUCTS, "odot")
"""Those that are a product of numbers, entry by entry."""


@dataclass(frozen=True)
class Operation(Tree):
    """Two operands; the operator is one of `+ - * / ^ juxtapose odot star == != >= <= > <`."""

    operator: str
    left: Tree
    right: Tree

    @cached_property
    def adds_dots(self) -> bool:
        """Whether parts left out stand among the terms of the sum that this is."""
        return self.operator in ("+", "-") and any(
            isinstance(t, Dots) or (isinstance(t, Operation) and t.adds_dots) for t in (self.left, self.right))


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
    """`sum_{i=1}^{N} body`; without bounds the letters run over their whole range.

    Conditions stand under the sign beside or instead of letters: `sum_{i+u=h}`, `sum_{k \\ne i}`. `braced` says that
    the body stood in braces, which group in the source and not on paper.
    """

    letters: tuple[str, ...]
    lower: Tree | None
    upper: Tree | None
    body: Tree
    conditions: tuple[Tree, ...] = ()
    braced: bool = field(default=False, kw_only=True, compare=False, repr=False)


@dataclass(frozen=True)
class Matrix(Tree):
    """`[[1, 2], [3, 4]]`: each row is a `Matrix` again, or an expression."""

    rows: tuple[Tree, ...]


@dataclass(frozen=True)
class Tuple(Tree):
    """`(1, 2)`; ``in_parentheses`` where it is written so, and neither bare nor in braces."""

    items: tuple[Tree, ...]
    in_parentheses: bool = field(default=False, kw_only=True, compare=False, repr=False)


@dataclass(frozen=True)
class Bracket(Tree):
    """`1[x > 0]`: one where the condition holds, else zero."""

    condition: Tree


@dataclass(frozen=True)
class Derivative(Tree):
    """`dE/dw[i,j]`."""

    of: Tree
    by: Tree


@dataclass(frozen=True)
class Application(Tree):
    """`C(r, c)`, `y(1-y)`: a name that is no known function before a parenthesis; an entry, a product or a call."""

    base: Tree
    arguments: tuple[Tree, ...]


@dataclass(frozen=True)
class Nabla(Tree):
    """`\\nabla W`, `\\nabla_W E`, `\\nabla_P`: what stands below the sign, and what stands behind it."""

    by: Tree | None
    of: Tree | None


@dataclass(frozen=True)
class Differential(Tree):
    """`\\partial w`, `d\\hat{y}` where no quotient is written."""

    argument: Tree


@dataclass(frozen=True)
class Change(Tree):
    """`\\Delta w`."""

    argument: Tree


@dataclass(frozen=True)
class Extremum(Tree):
    """`\\max_{0 \\le j < K} body`: max, min, argmax or argmin, with letters, relations or a `Text` below it."""

    function: str
    conditions: tuple[Tree, ...]
    body: Tree | None


@dataclass(frozen=True)
class Cases(Tree):
    """Values with their conditions; None stands for `otherwise`."""

    branches: tuple[tuple[Tree, Tree | None], ...]


@dataclass(frozen=True)
class All(Tree):
    """Relations that hold together: `0 <= j < K`, `i = 1 and j = 2`."""

    conditions: tuple[Tree, ...]


@dataclass(frozen=True)
class Family(Tree):
    """`\\{x_i\\}_{i=1}^{N}`."""

    body: Tree
    conditions: tuple[Tree, ...]
    upper: Tree | None


@dataclass(frozen=True)
class Convolved(Tree):
    """`A *_{full} B`: an operator with a word at it, in small letters."""

    operator: str
    mode: str
    left: Tree
    right: Tree


@dataclass(frozen=True)
class Cancelled(Tree):
    """A part struck out, and what the writer puts for it, if anything."""

    argument: Tree
    value: Tree | None = None


@dataclass(frozen=True)
class Slice(Tree):
    """`0:2` or `:` as an index."""

    lower: Tree | None
    upper: Tree | None


@dataclass(frozen=True)
class Dots(Tree):
    """`...` in any direction: parts the writer leaves out."""


@dataclass(frozen=True)
class Blank(Tree):
    """Nothing, where something can stand: an empty cell, the side of a chain that another line holds."""


@dataclass(frozen=True)
class Unread(Tree):
    """A side of a chain that cannot be read, and why."""

    error: ReadError = field(compare=False)
