"""Odd sizes: inside, K is kept as 2h + 1; a reader is shown K wherever h stands for it in whole numbers."""

from __future__ import annotations

from collections.abc import Mapping

from symcnn.notation.affine import Affine, constant, whole
from symcnn.notation.letters import Letter


def with_odd_sizes(quantity: Affine, halves: Mapping[Letter, Letter]) -> Affine:
    """The quantity with (K - 1)/2 for h, for each h where no fraction is left.

    >>> from symcnn.notation.letters import size
    >>> with_odd_sizes(2 * whole(size("h")) + 1, {size("h"): size("K")}) == whole(size("K"))
    True
    """
    for half in sorted(halves):
        if half in quantity.letters:
            quantity = _with_one(quantity, half, halves[half]) or quantity
    return quantity


def _with_one(quantity: Affine, half: Letter, odd: Letter) -> Affine | None:
    degree = max(m.count(half) for m, _ in quantity.terms)
    scaled = constant(0)
    for monomial, value in quantity.terms:
        times = monomial.count(half)
        term = Affine({tuple(a for a in monomial if a != half): value * 2 ** (degree - times)})
        for _ in range(times):
            term = term * (whole(odd) - 1)
        scaled = scaled + term
    if any(value % 2**degree for _, value in scaled.terms):
        return None
    return Affine({m: value // 2**degree for m, value in scaled.terms})
