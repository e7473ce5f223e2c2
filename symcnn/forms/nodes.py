"""The algebra of operator forms: inert frozen values, each an array over its axes; what its entries are is said elsewhere.

An array of no axes is a scalar. Letters that stand in a form and are none of its axes are labels: ``K_{o,c}`` is an array
over the two axes of the kernel.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from symcnn.expression.nodes import Node, Range
from symcnn.notation.affine import Affine

VALID, FULL, SAME = "valid", "full", "same"


@dataclass(frozen=True)
class Form:
    """An array, or an operation on arrays."""


@dataclass(frozen=True)
class Slice(Form):
    """A tensor, or the part of it at some labels: ``places`` has None for an axis that is kept."""

    tensor: str
    places: tuple[Affine | None, ...]
    extents: tuple[Affine, ...]


@dataclass(frozen=True)
class Scalar(Form):
    """A value that does not move with any axis."""

    node: Node


@dataclass(frozen=True)
class Ones(Form):
    """An array whose entries are all 1."""

    extents: tuple[Affine, ...]


@dataclass(frozen=True)
class OneHot(Form):
    """1 at one place of a column, else 0."""

    at: Node
    extents: tuple[Affine, ...]


@dataclass(frozen=True)
class Kronecker(Form):
    """Every entry of one times the whole of the other, block by block."""

    one: Form
    other: Form


@dataclass(frozen=True)
class Turned(Form):
    """Every axis reversed: half a turn."""

    of: Form


@dataclass(frozen=True)
class Transposed(Form):
    """The axes of another in a new order: axis n is axis ``order[n]`` of ``of``."""

    of: Form
    order: tuple[int, ...]


@dataclass(frozen=True)
class Dilated(Form):
    """``steps - 1`` zeros between neighbours."""

    of: Form
    steps: tuple[Affine, ...]


@dataclass(frozen=True)
class Subsampled(Form):
    """The first entry of every ``steps``."""

    of: Form
    steps: tuple[Affine, ...]


@dataclass(frozen=True)
class Padded(Form):
    """Zeros put around; a negative border takes entries off."""

    of: Form
    before: tuple[Affine, ...]
    after: tuple[Affine, ...]


@dataclass(frozen=True)
class Cropped(Form):
    """A border taken off; a negative one puts zeros around."""

    of: Form
    before: tuple[Affine, ...]
    after: tuple[Affine, ...]


@dataclass(frozen=True)
class Slid(Form):
    """``one`` slid over by ``other``: a cross-correlation, or with ``turned`` a convolution.

    ``valid`` keeps the places where the whole of ``other`` lies on ``one``, ``full`` all where they meet, ``same`` as many
    as ``one`` has, ``(n-1)//2`` of the border in front. Only every ``strides``-th place is looked at.
    """

    one: Form
    other: Form
    mode: str = VALID
    turned: bool = False
    strides: tuple[Affine, ...] = ()


@dataclass(frozen=True)
class MatrixProduct(Form):
    """The product of matrices, or of a matrix and a column."""

    one: Form
    other: Form


@dataclass(frozen=True)
class Outer(Form):
    """``u v^T``: the axes of one, then those of the other."""

    one: Form
    other: Form


@dataclass(frozen=True)
class Inner(Form):
    """The sum of the products of entries at the same place."""

    one: Form
    other: Form


@dataclass(frozen=True)
class Hadamard(Form):
    """The product entry by entry; scalars among the factors multiply every entry."""

    factors: tuple[Form, ...]


@dataclass(frozen=True)
class Plus(Form):
    """The sum entry by entry; scalars among the terms are added to every entry."""

    terms: tuple[Form, ...]


@dataclass(frozen=True)
class Raised(Form):
    """Every entry to a rational exponent."""

    of: Form
    exponent: Fraction


@dataclass(frozen=True)
class Applied(Form):
    """A scalar function applied to every entry."""

    function: str
    of: Form
    parameters: tuple[Fraction, ...] = ()


@dataclass(frozen=True)
class Compared(Form):
    """1 where the entries of two arrays stand in a relation, else 0."""

    relation: str
    left: Form
    right: Form


@dataclass(frozen=True)
class Greater(Form):
    """The greatest of several values, entry by entry."""

    values: tuple[Form, ...]


@dataclass(frozen=True)
class SumOfEntries(Form):
    """All entries added up."""

    of: Form


@dataclass(frozen=True)
class Total(Form):
    """The sum over labels."""

    ranges: tuple[Range, ...]
    of: Form


@dataclass(frozen=True)
class Reshaped(Form):
    """The same entries in row-major order on other axes; a single axis is flattening."""

    of: Form
    extents: tuple[Affine, ...]
