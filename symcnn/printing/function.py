"""How a scalar function is written: those of the table by their own operator, a generic one by its name."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from symcnn.functions.absolute import Absolute
from symcnn.functions.exp import Exp
from symcnn.functions.leaky_relu import LeakyRelu
from symcnn.functions.log import Log
from symcnn.functions.relu import Relu
from symcnn.functions.scalar import Scalar
from symcnn.functions.sigmoid import Sigmoid
from symcnn.functions.tanh import Tanh

SCALARS = {c.name: c for c in (Absolute, Exp, LeakyRelu, Log, Relu, Sigmoid, Tanh)}


def known(name: str) -> type[Scalar] | None:
    """The function of the table, or None for a generic one such as ``f`` or its slope ``f'``."""
    return SCALARS.get(name)


def parameters_shown(function: type[Scalar] | None, given: Sequence[Fraction]) -> tuple[str, ...]:
    """The parameters, or none where all are what they are when nothing is said."""
    if function is not None and tuple(given) == tuple(function.parameters.values())[: len(given)]:
        return ()
    return tuple(str(p) for p in given)
