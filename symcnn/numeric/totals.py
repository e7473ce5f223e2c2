"""Sums of one tensor along whole axes, the gradient of a bias among them: NumPy's own, in whatever order it lies."""

from __future__ import annotations

from symcnn.numeric.builder import Builder
from symcnn.numeric.patterns import Product
from symcnn.numeric.steps import number


def fits_total(found: Product, builder: Builder) -> bool:
    """Whether one tensor is read at letters alone, each running over its whole axis, and some are summed."""
    if len(found.factors) != 1 or not found.summed or found.guards:
        return False
    factor = found.factors[0]
    letters = [i.letter for i in factor.indices]
    axes = builder.axes[factor.tensor]
    return (None not in letters and len(set(letters)) == len(letters)
            and all(builder.boxes[v] == box for v, box in zip(letters, axes, strict=True) if v is not None)
            and set(letters) == {*found.free, *found.summed})


def write_total(found: Product, builder: Builder) -> None:
    """Writes the sum."""
    factor = found.factors[0]
    letters = [i.letter for i in factor.indices]
    name, _ = builder.array(factor.tensor)
    axes = tuple(sorted(letters.index(v) for v in found.summed))
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
