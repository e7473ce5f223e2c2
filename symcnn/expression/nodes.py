"""The engine's own form of a right side: inert frozen values, each operation on them a function elsewhere.

Index letters bound by a node (`Sum`, `Maximum`) stand in its ranges. A tensor is named by its key; its indices are
whole-number quantities.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from symcnn.display import Appearing
from symcnn.notation.affine import Affine
from symcnn.notation.letters import Letter


@dataclass(frozen=True)
class Node(Appearing):
    """A right side or a part of one."""


@dataclass(frozen=True)
class Range:
    """An index letter that runs from the greatest lower bound to the least upper bound, both included."""

    letter: Letter
    lower: tuple[Affine, ...]
    upper: tuple[Affine, ...]


@dataclass(frozen=True)
class Guard:
    """A condition on letters: ``quantity >= 0``, ``quantity == 0``, or ``modulus`` divides it (``relation`` "|")."""

    relation: str
    quantity: Affine
    modulus: Affine | None = None


@dataclass(frozen=True)
class Number(Node):
    """A rational number."""

    value: Fraction


@dataclass(frozen=True)
class Size(Node):
    """A whole-number quantity used as a value, such as the count in a mean."""

    quantity: Affine


@dataclass(frozen=True)
class Access(Node):
    """An entry of a tensor."""

    tensor: str
    indices: tuple[Affine, ...] = ()


@dataclass(frozen=True)
class Add(Node):
    """A sum of terms, in the order they are shown."""

    terms: tuple[Node, ...]


@dataclass(frozen=True)
class Multiply(Node):
    """A product of factors, in the order they are shown."""

    factors: tuple[Node, ...]


@dataclass(frozen=True)
class Power(Node):
    """A base to a rational exponent."""

    base: Node
    exponent: Fraction


@dataclass(frozen=True)
class Apply(Node):
    """A scalar function by its name; ``parameters`` as the slope of a leaky ReLU."""

    function: str
    argument: Node
    parameters: tuple[Fraction, ...] = ()


@dataclass(frozen=True)
class Sum(Node):
    """The sum of the body over the ranges where every guard holds; without ranges an Iverson bracket times the body.

    The body is not looked at where a guard fails.
    """

    ranges: tuple[Range, ...]
    guards: tuple[Guard, ...]
    body: Node


@dataclass(frozen=True)
class Maximum(Node):
    """The maximum of the body over the ranges where every guard holds; ``tie`` says who gets the gradient."""

    ranges: tuple[Range, ...]
    guards: tuple[Guard, ...]
    body: Node
    tie: str = "first"


@dataclass(frozen=True)
class Greatest(Node):
    """The greatest of several values; gradient goes as ``tie`` says."""

    values: tuple[Node, ...]
    tie: str = "first"


@dataclass(frozen=True)
class Winner(Node):
    """The share of the gradient that a maximum gives to one place: 1 or 0, or a fraction under ``split``.

    ``of`` is a `Maximum` and ``at`` the values of its letters, or a `Greatest` and ``at`` a position from 0.
    """

    of: Maximum | Greatest
    at: tuple[Affine, ...]


@dataclass(frozen=True)
class Compare(Node):
    """The Iverson bracket of two values: 1 where ``left relation right`` holds, else 0; its slope is 0 everywhere."""

    relation: str
    left: Node
    right: Node


@dataclass(frozen=True)
class Partial(Node):
    """A named partial derivative of one entry by another, not worked out."""

    of: Access
    by: Access
