"""How many entries an operator form has along each of its axes."""

from __future__ import annotations

from functools import singledispatch

from symcnn.forms.nodes import (
    FULL,
    SAME,
    Applied,
    Compared,
    Cropped,
    Dilated,
    Form,
    Greater,
    Hadamard,
    Inner,
    Kronecker,
    MatrixProduct,
    OneHot,
    Ones,
    Outer,
    Padded,
    Plus,
    Raised,
    Reshaped,
    Scalar,
    Slice,
    Slid,
    Subsampled,
    SumOfEntries,
    Total,
    Transposed,
    Turned,
)
from symcnn.notation.affine import Affine, floor_divide

Extents = tuple[Affine, ...]


@singledispatch
def extents(form: Form) -> Extents:
    """The extents, axis by axis."""
    raise TypeError(f"no rule for the extents of {type(form).__name__}")


@extents.register(Slice)
@extents.register(Ones)
@extents.register(OneHot)
@extents.register(Reshaped)
def _(form: Slice | Ones | OneHot | Reshaped) -> Extents:
    return form.extents


@extents.register(Scalar)
@extents.register(Inner)
@extents.register(SumOfEntries)
def _(form: Form) -> Extents:
    return ()


@extents.register(Turned)
@extents.register(Raised)
@extents.register(Applied)
@extents.register(Total)
def _(form: Turned | Raised | Applied | Total) -> Extents:
    return extents(form.of)


@extents.register
def _(form: Transposed) -> Extents:
    inner = extents(form.of)
    return tuple(inner[n] for n in form.order)


@extents.register
def _(form: Kronecker) -> Extents:
    return tuple(n * k for n, k in zip(extents(form.one), extents(form.other), strict=True))


@extents.register
def _(form: Dilated) -> Extents:
    return tuple(s * (n - 1) + 1 for n, s in zip(extents(form.of), form.steps, strict=True))


@extents.register
def _(form: Subsampled) -> Extents:
    return tuple(floor_divide(n - 1, s) + 1 for n, s in zip(extents(form.of), form.steps, strict=True))


@extents.register
def _(form: Padded) -> Extents:
    return tuple(n + a + b for n, a, b in zip(extents(form.of), form.before, form.after, strict=True))


@extents.register
def _(form: Cropped) -> Extents:
    return tuple(n - a - b for n, a, b in zip(extents(form.of), form.before, form.after, strict=True))


@extents.register
def _(form: Slid) -> Extents:
    one, other = extents(form.one), extents(form.other)
    if form.mode == SAME:
        return one
    places = [n + k - 1 if form.mode == FULL else n - k + 1 for n, k in zip(one, other, strict=True)]
    if not form.strides:
        return tuple(places)
    return tuple(floor_divide(n - 1, s) + 1 for n, s in zip(places, form.strides, strict=True))


@extents.register
def _(form: MatrixProduct) -> Extents:
    return extents(form.one)[:-1] + extents(form.other)[1:]


@extents.register
def _(form: Outer) -> Extents:
    return extents(form.one) + extents(form.other)


@extents.register
def _(form: Hadamard) -> Extents:
    return _first(form.factors)


@extents.register
def _(form: Plus) -> Extents:
    return _first(form.terms)


@extents.register
def _(form: Greater) -> Extents:
    return _first(form.values)


@extents.register
def _(form: Compared) -> Extents:
    return _first((form.left, form.right))


def _first(parts: tuple[Form, ...]) -> Extents:
    """Those of the first part that is no scalar."""
    return next((e for e in map(extents, parts) if e), ())
