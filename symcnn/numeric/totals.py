"""Sums of one tensor along whole axes, the gradient of a bias among them: NumPy's own, in whatever order it lies."""

from __future__ import annotations

from math import prod

from symcnn.notation.letters import Letter
from symcnn.numeric.builder import Builder
from symcnn.numeric.homes import View, view
from symcnn.numeric.patterns import Product
from symcnn.numeric.steps import number

# entries in all, and of one piece in memory, from which on several products with ones are faster than NumPy's sums; where one
# is enough it takes a third to a half of the time of a sum however few there are
LEAST, PIECE = 8_000, 48


def fits_total(found: Product, builder: Builder) -> bool:
    """Whether one tensor is read at letters alone, each running over its whole axis, and some are summed.

    An axis of one entry needs no letter.
    """
    if len(found.factors) != 1 or not found.summed or found.guards:
        return False
    factor = found.factors[0]
    read = [*zip(factor.indices, builder.axes[factor.tensor], strict=True)]
    letters = [i.letter for i, _ in read if i.letter is not None]
    return (all(box.extent == 1 if i.letter is None else builder.boxes[i.letter] == box for i, box in read)
            and len(set(letters)) == len(letters) and set(letters) == {*found.free, *found.summed})


def write_total(found: Product, builder: Builder) -> None:
    """Writes the sum."""
    factor = found.factors[0]
    text = _by_products(found, builder)
    if text is not None:
        scaled = text if found.scale == 1 else f"{number(found.scale)} * {text}"
        builder.put(found.tensor, builder.source.variable(scaled))
        return
    letters = [i.letter for i in factor.indices]
    name, _ = builder.array(factor.tensor)
    axes = tuple(a for a, v in enumerate(letters) if v not in found.free)
    text = f"{name}.sum(axis={axes})"
    if found.scale != 1:
        text = f"{number(found.scale)} * {text}"
    left = [v for v in letters if v in found.free]
    order = [left.index(v) for v in found.free]
    if order != sorted(order):
        text = f"({text}).transpose({', '.join(map(str, order))})"
    if not found.free:
        builder.numbers[found.tensor] = (builder.source.variable(f"float({text})"),)
        return
    builder.put(found.tensor, builder.source.variable(text))


def _by_products(found: Product, builder: Builder) -> str | None:
    """The source of a sum over all axes but one as products with ones, which take a quarter to two thirds of the time.

    What is summed lies in pieces behind the axis that stays, before it, or both: where the tensor lives, or, if a copy has
    other things between, where it was given.
    """
    factor = found.factors[0]
    homes = [h for place in (builder.homes, builder.given) if (h := place.get(factor.tensor)) is not None]
    views = [v for h in homes if (v := view(h, factor.indices, builder.boxes)) is not None]
    return next((text for v in views if (text := _in_pieces(found, v, builder)) is not None), None)


def _in_pieces(found: Product, seen: View, builder: Builder) -> str | None:
    moving = sorted((v for v in seen.steps if builder.boxes[v].extent > 1), key=lambda v: -seen.steps[v])
    if len(found.free) != 1 or found.free[0] not in moving:
        return None
    place = moving.index(found.free[0])
    before, behind = moving[:place], moving[place + 1:]
    run = behind or list(found.free)
    if len(moving) == 1 or seen.axis(run, builder.boxes) != (prod(builder.counts(run)), 1):
        return None
    few = prod(builder.counts(behind)) < PIECE or prod(builder.counts(moving)) < LEAST
    text = None if before and behind and few else builder.text(seen, [g for g in (before, found.free, behind) if g])
    if text is None:
        return None
    if not behind:
        return f"{_ones(before, builder)}.dot({text})"
    if not before:
        return f"{text}.dot({_ones(behind, builder)})"
    return f"{_ones(before, builder)}.dot(np.matmul({text}, {_ones(behind, builder)}))"


def _ones(letters: list[Letter], builder: Builder) -> str:
    return builder.source.constant(f"np.full({prod(builder.counts(letters))}, 1.0, dtype={builder.source.dtype})")
