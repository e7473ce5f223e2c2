"""How a scalar function is written: those of the table by their own operator, a generic one by its name."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from symcnn.functions.scalar import Scalar
from symcnn.functions.table import function, known


def tabled(name: str) -> type[Scalar] | None:
    """The function of the table, or None for a generic one such as ``f`` or its slope ``f'``."""
    return function(name) if known(name) else None


def parameters_shown(scalar: type[Scalar] | None, given: Sequence[Fraction]) -> tuple[str, ...]:
    """The parameters, or none where all are what they are when nothing is said."""
    if scalar is not None and tuple(given) == tuple(scalar.parameters.values())[: len(given)]:
        return ()
    return tuple(str(p) for p in given)
