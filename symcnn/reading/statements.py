"""What a line of a network can state; every statement knows its line and its text."""

from dataclasses import dataclass, field

from symcnn.reading.tree import Derivative, Tree

Digits = str | tuple["Digits", ...]
"""A number with its digits as written, or nested tuples of them."""


@dataclass(frozen=True)
class Statement:
    """A line; the spans of its trees are places in `source`."""

    line: int = field(default=0, kw_only=True, compare=False)
    source: str = field(default="", kw_only=True, compare=False, repr=False)


@dataclass(frozen=True)
class Leaf(Statement):
    """`w[f_i,f_j,k]: 2×2×3`, `b: scalar`."""

    name: str
    letters: tuple[str, ...] | None = None
    sizes: tuple[Tree, ...] | None = None
    scalar: bool = False


@dataclass(frozen=True)
class Definition(Statement):
    """`y[i,j]: H_o×W_o = conv(x, w)`."""

    name: str
    letters: tuple[str, ...] | None
    sizes: tuple[Tree, ...] | None
    right: Tree


@dataclass(frozen=True)
class Data(Statement):
    """`X = [[2, 0], [1, 0.50]]`, `dL/dY = [[1]]`; the value keeps its digits."""

    name: str | Derivative
    letters: tuple[str, ...] | None
    value: Digits


@dataclass(frozen=True)
class Assume(Statement):
    """`assume N >= K`: kind is one of `== != >= <= > < divides odd even one-hot`."""

    kind: str
    left: Tree
    right: Tree | None = None


@dataclass(frozen=True)
class Origin(Statement):
    """`origin = 0`."""

    value: int


@dataclass(frozen=True)
class Layout(Statement):
    """`layout = channels_last`."""

    value: str


@dataclass(frozen=True)
class Let(Statement):
    """`let * = convolution`; the glyph is an operator of `tree.Operation`."""

    glyph: str
    meaning: str


@dataclass(frozen=True)
class Batch(Statement):
    """`batch n`, `batch n: 32`."""

    letter: str
    size: Tree | None = None


@dataclass(frozen=True)
class FunctionName(Statement):
    """`f = sigmoid`; the function in `function_key` form."""

    name: str
    function: str


@dataclass(frozen=True)
class Abbreviation(Statement):
    """`\\delta = dC/dZ^{(1)}`."""

    name: str
    derivative: Derivative
    letters: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Tie(Statement):
    """`ties = first`."""

    rule: str
