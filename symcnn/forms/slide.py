"""From the relations of two operands, axis by axis, to correlations and convolutions that may give their sum.

A stride of the forward pass comes back as zeros put between the entries, padding as a border taken off; see Dumoulin and
Visin, "A guide to convolution arithmetic for deep learning" (2016), for the shapes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from symcnn.forms.extents import extents
from symcnn.forms.nodes import FULL, SAME, VALID, Cropped, Dilated, Form, Ones, Padded, Slid, Turned
from symcnn.forms.relation import MEET, SLIDE, Relation
from symcnn.notation.affine import Affine, floor_divide, whole
from symcnn.notation.facts import Facts

Border = tuple[Affine, ...]


@dataclass(frozen=True)
class Pair:
    """Two operands, the extents of the result, and what is known of the sizes."""

    one: Form
    other: Form
    counts: tuple[Affine, ...]
    facts: Facts


def slid(pair: Pair, along: Sequence[Relation]) -> Iterator[Form]:
    """The forms for one relation on each axis; none where the signs differ from axis to axis."""
    if all(r.kind == SLIDE for r in along):
        yield from _sliding(pair, along)
    elif all(r.kind == MEET for r in along):
        yield from _meeting(pair, along)


def _sign(values: Sequence[Affine]) -> int:
    """The sign that all share, or 0: a coefficient with letters is positive as its last term is."""
    signs = {1 if v.terms and v.terms[-1][1] > 0 else -1 for v in values}
    return signs.pop() if len(signs) == 1 else 0


def dilated(form: Form, steps: Sequence[Affine]) -> Form:
    """The form with zeros between its entries, or itself where every step is 1."""
    return form if all(s == 1 for s in steps) else Dilated(form, tuple(steps))


def padded(form: Form, before: Border, after: Border, facts: Facts) -> Form:
    """The form with a border of zeros; one that takes entries off on every side is a crop."""
    if not any(q != 0 for q in (*before, *after)):
        return form
    numbers = [q.number for q in (*before, *after)]
    if None not in numbers and min(numbers) < 0 < max(numbers):  # type: ignore[type-var, operator]
        taken = Cropped(form, *(tuple(whole(max(0, -q.number)) for q in side) for side in (before, after)))  # type: ignore
        return Padded(taken, *(tuple(whole(max(0, q.number)) for q in side) for side in (before, after)))  # type: ignore
    borders = [q for q in before if q != 0] or after
    if all(facts.proves(-q) for q in borders):
        return Cropped(form, tuple(-q for q in before), tuple(-q for q in after))
    return Padded(form, before, after)


def _sliding(pair: Pair, along: Sequence[Relation]) -> Iterator[Form]:
    turned, backwards = _sign([r.step for r in along]) < 0, _sign([r.stride for r in along]) < 0
    if not _sign([r.step for r in along]) or not _sign([r.stride for r in along]):
        return
    strides = [-r.stride if backwards else r.stride for r in along]
    steps = [-r.step if turned else r.step for r in along]
    kernel = dilated(pair.other, steps)
    sizes, long = extents(kernel), extents(pair.one)
    before = [r.shift + (k - 1 if turned else 0) + (s * (u - 1) if backwards else 0)
              for r, k, s, u in zip(along, sizes, strides, pair.counts, strict=True)]
    after = [_after(*each, pair.facts) for each in zip(before, long, sizes, strides, pair.counts, strict=True)]
    form = _placed(pair, kernel, tuple(before), tuple(after), strides, turned)
    yield Turned(form) if backwards else form


def _after(before: Affine, long: Affine, kernel: Affine, stride: Affine, count: Affine, facts: Facts) -> Affine:
    """The border behind: none, the one in front, or what the result calls for."""
    for after in (whole(0), before):
        spare = long + before + after - kernel
        if (after == 0) <= (before == 0) and facts.equal(floor_divide(spare, stride) + 1, count):
            return after
    return stride * (count - 1) + kernel - before - long


def _placed(pair: Pair, kernel: Form, before: Border, after: Border, strides: Sequence[Affine], turned: bool) -> Form:
    """One operand slid over by the kernel, the borders said by a mode where there is one."""
    sizes, plain = extents(kernel), all(s == 1 for s in strides)
    every = () if plain else tuple(strides)
    turned = turned and not isinstance(pair.other, Ones)
    if all(b == k - 1 and a == k - 1 for b, a, k in zip(before, after, sizes, strict=True)) and any(
            k != 1 for k in sizes):
        return Slid(pair.one, kernel, FULL, turned, every)
    halves = all(b == floor_divide(k - 1, 2) for b, k in zip(before, sizes, strict=True))
    same = all(n == c for n, c in zip(extents(pair.one), pair.counts, strict=True))
    if plain and same and halves and any(b != 0 for b in (*before, *after)):
        return Slid(pair.one, kernel, SAME, turned)
    return Slid(padded(pair.one, before, after, pair.facts), kernel, VALID, turned, every)


def _meeting(pair: Pair, along: Sequence[Relation]) -> Iterator[Form]:
    turned = _sign([r.step for r in along]) > 0
    said = turned and not isinstance(pair.other, Ones)
    if not _sign([r.step for r in along]) or _sign([r.stride for r in along]) < 0:
        return
    one = dilated(pair.one, [r.stride for r in along])
    other = dilated(pair.other, [r.step if turned else -r.step for r in along])
    long, sizes = extents(one), extents(other)
    front = tuple(r.shift + (0 if turned else k - 1) for r, k in zip(along, sizes, strict=True))
    back = tuple(n + k - 1 - f - u for n, k, f, u in zip(long, sizes, front, pair.counts, strict=True))
    halves = all(k - 1 - f == floor_divide(k - 1, 2) for f, k in zip(front, sizes, strict=True))
    if any(q != 0 for q in (*front, *back)) and halves and all(
            n == u for n, u in zip(long, pair.counts, strict=True)):
        yield Slid(one, other, SAME, said)
        return
    yield padded(Slid(one, other, FULL, said), tuple(-f for f in front), tuple(-b for b in back), pair.facts)
    if any(q != 0 for q in (*front, *back)):
        before = tuple(k - 1 - f for f, k in zip(front, sizes, strict=True))
        after = tuple(k - 1 - b for b, k in zip(back, sizes, strict=True))
        yield Slid(padded(one, before, after, pair.facts), other, VALID, said)
