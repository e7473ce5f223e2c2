"""Every operation by the names it is written with: layers, losses, and the scalar functions."""

from __future__ import annotations

import re
from functools import cache

from symcnn.draft.layer import Layer
from symcnn.functions.table import FUNCTIONS
from symcnn.layers.table import LAYERS
from symcnn.losses.table import LOSSES
from symcnn.reading.words import function_key

SHORT = {"gap": "globalavgpool"}


@cache
def operations() -> dict[str, type[Layer]]:
    """The classes of layers and losses by operation."""
    return {name: kind for kind in (*LAYERS, *LOSSES) for name in (kind.operation, *kind.aliases)}


@cache
def scalar_functions() -> dict[str, str]:
    """The names of the scalar functions by every way of writing them."""
    return {function_key(n): f.name for f in FUNCTIONS.values() for n in (f.name, *f.aliases)}


def operation_of(function: str) -> str:
    """The operation that a function of a framework or an abbreviation names: ``MaxPooling2D``, ``GAP``; else the function.

    >>> operation_of("maxpooling2d"), operation_of("gap"), operation_of("relu")
    ('maxpool', 'globalavgpool', 'relu')
    """
    if function in operations() or function in scalar_functions():
        return function
    plain = re.sub("[123]d$", "", function).replace("pooling", "pool").replace("globalaverage", "globalavg")
    plain = SHORT.get(function, plain)
    return plain if plain in operations() else function
