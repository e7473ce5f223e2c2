"""What the entries of an operator form are: each form as an equation in the engine's own terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import singledispatch

from symcnn.expression.build import ONE, add, multiply, power, quantity, total
from symcnn.expression.nodes import Access, Apply, Compare, Greatest, Guard, Node, Range
from symcnn.expression.walk import freshened, substitute
from symcnn.forms.extents import extents
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
from symcnn.notation.affine import Affine, floor_divide, remainder, whole
from symcnn.notation.letters import Fresh, Letter

Places = tuple[Affine, ...]


@dataclass(frozen=True)
class Meaning:
    """Where new letters come from, and the index of a first entry."""

    fresh: Fresh
    origin: int

    def over(self, counts: Sequence[Affine], name: str = "q") -> list[Range]:
        """A range over all entries of each axis."""
        return [Range(self.fresh.named(name), (whole(self.origin),), (n + (self.origin - 1),)) for n in counts]


def entry(form: Form, places: Places, how: Meaning) -> Node:
    """The entry at some places; a scalar is the same at all of them."""
    return _entry(form, places if extents(form) else (), how)


@singledispatch
def _entry(form: Form, places: Places, how: Meaning) -> Node:
    raise TypeError(f"no rule for the entries of {type(form).__name__}")


@_entry.register
def _(form: Slice, places: Places, how: Meaning) -> Node:
    moving = iter(places)
    return Access(form.tensor, tuple(next(moving) if p is None else p for p in form.places))


@_entry.register
def _(form: Scalar, places: Places, how: Meaning) -> Node:
    return freshened(form.node, how.fresh)


@_entry.register
def _(form: Ones, places: Places, how: Meaning) -> Node:
    return ONE


@_entry.register
def _(form: OneHot, places: Places, how: Meaning) -> Node:
    return Compare("==", quantity(places[0]), freshened(form.at, how.fresh))


@_entry.register
def _(form: Kronecker, places: Places, how: Meaning) -> Node:
    sizes, offsets = extents(form.other), [p - how.origin for p in places]
    outer = tuple(floor_divide(p, k) + how.origin for p, k in zip(offsets, sizes, strict=True))
    inner = tuple(remainder(p, k) + how.origin for p, k in zip(offsets, sizes, strict=True))
    return multiply(entry(form.one, outer, how), entry(form.other, inner, how))


@_entry.register
def _(form: Turned, places: Places, how: Meaning) -> Node:
    last = [n + 2 * how.origin - 1 for n in extents(form.of)]
    return entry(form.of, tuple(n - p for n, p in zip(last, places, strict=True)), how)


@_entry.register
def _(form: Transposed, places: Places, how: Meaning) -> Node:
    back = {axis: places[n] for n, axis in enumerate(form.order)}
    return entry(form.of, tuple(back[n] for n in range(len(places))), how)


@_entry.register
def _(form: Dilated, places: Places, how: Meaning) -> Node:
    offsets = [p - how.origin for p in places]
    guards = [Guard("|", p, s) for p, s in zip(offsets, form.steps, strict=True) if s != 1]
    inner = tuple(floor_divide(p, s) + how.origin for p, s in zip(offsets, form.steps, strict=True))
    return total((), guards, entry(form.of, inner, how))


@_entry.register
def _(form: Subsampled, places: Places, how: Meaning) -> Node:
    return entry(form.of, tuple(s * (p - how.origin) + how.origin for p, s in zip(places, form.steps, strict=True)), how)


@_entry.register
def _(form: Padded, places: Places, how: Meaning) -> Node:
    return within(form.of, tuple(p - n for p, n in zip(places, form.before, strict=True)), how)


@_entry.register
def _(form: Cropped, places: Places, how: Meaning) -> Node:
    return within(form.of, tuple(p + n for p, n in zip(places, form.before, strict=True)), how)


def within(form: Form, places: Places, how: Meaning) -> Node:
    """The entry, or 0 outside the axes."""
    guards = []
    for place, count in zip(places, extents(form), strict=True):
        guards += [Guard(">=", place - how.origin), Guard(">=", count + (how.origin - 1) - place)]
    return total((), guards, entry(form, places, how))


@_entry.register
def _(form: Slid, places: Places, how: Meaning) -> Node:
    kernel = extents(form.other)
    ranges = how.over(kernel, "k")
    steps = form.strides or (whole(1),) * len(kernel)
    border = [_border(form.mode, k) for k in kernel]
    offsets = [whole(r.letter) - how.origin for r in ranges]
    covered = tuple(s * (p - how.origin) + o - b + how.origin
                    for s, p, o, b in zip(steps, places, offsets, border, strict=True))
    at = tuple((k - 1 - o if form.turned else o) + how.origin for k, o in zip(kernel, offsets, strict=True))
    inside = entry(form.one, covered, how) if not any(border) else within(form.one, covered, how)
    return total(ranges, (), multiply(inside, entry(form.other, at, how)))


def _border(mode: str, kernel: Affine) -> Affine:
    """The zeros in front."""
    return {FULL: kernel - 1, SAME: floor_divide(kernel - 1, 2)}.get(mode, whole(0))


@_entry.register
def _(form: MatrixProduct, places: Places, how: Meaning) -> Node:
    (r,) = how.over(extents(form.one)[-1:])
    rows = len(extents(form.one)) - 1
    one = entry(form.one, (*places[:rows], whole(r.letter)), how)
    return total([r], (), multiply(one, entry(form.other, (whole(r.letter), *places[rows:]), how)))


@_entry.register
def _(form: Outer, places: Places, how: Meaning) -> Node:
    rows = len(extents(form.one))
    return multiply(entry(form.one, places[:rows], how), entry(form.other, places[rows:], how))


@_entry.register
def _(form: Inner, places: Places, how: Meaning) -> Node:
    ranges = how.over(extents(form.one))
    at = tuple(whole(r.letter) for r in ranges)
    return total(ranges, (), multiply(entry(form.one, at, how), entry(form.other, at, how)))


@_entry.register
def _(form: SumOfEntries, places: Places, how: Meaning) -> Node:
    ranges = how.over(extents(form.of))
    return total(ranges, (), entry(form.of, tuple(whole(r.letter) for r in ranges), how))


@_entry.register
def _(form: Hadamard, places: Places, how: Meaning) -> Node:
    return multiply(*(entry(f, places, how) for f in form.factors))


@_entry.register
def _(form: Plus, places: Places, how: Meaning) -> Node:
    return add(*(entry(t, places, how) for t in form.terms))


@_entry.register
def _(form: Raised, places: Places, how: Meaning) -> Node:
    return power(entry(form.of, places, how), form.exponent)


@_entry.register
def _(form: Applied, places: Places, how: Meaning) -> Node:
    return Apply(form.function, entry(form.of, places, how), form.parameters)


@_entry.register
def _(form: Compared, places: Places, how: Meaning) -> Node:
    return Compare(form.relation, entry(form.left, places, how), entry(form.right, places, how))


@_entry.register
def _(form: Greater, places: Places, how: Meaning) -> Node:
    return Greatest(tuple(entry(v, places, how) for v in form.values))


@_entry.register
def _(form: Total, places: Places, how: Meaning) -> Node:
    inner = entry(form.of, places, how)
    letters: dict[Letter, Affine] = {r.letter: whole(how.fresh.like(r.letter)) for r in form.ranges}
    ranges = [Range(letters[r.letter].letter, tuple(q.substitute(letters) for q in r.lower),  # type: ignore[arg-type]
                    tuple(q.substitute(letters) for q in r.upper)) for r in form.ranges]
    return total(ranges, (), substitute(inner, letters, how.fresh))


@_entry.register
def _(form: Reshaped, places: Places, how: Meaning) -> Node:
    flat = whole(0)
    for place, count in zip(places, form.extents, strict=True):
        flat = flat * count + (place - how.origin)
    inner: list[Affine] = []
    for count in reversed(extents(form.of)):
        inner.insert(0, remainder(flat, count) + how.origin)
        flat = floor_divide(flat, count)
    return entry(form.of, tuple(inner), how)
