"""Functions that nobody named: what stands in for them is not spoken of."""

from __future__ import annotations

from collections.abc import Mapping

from symcnn.checking.binding.blocks import SMOOTH
from symcnn.functions.table import known
from symcnn.network import Network


def as_written(message: str, functions: Mapping[str, str]) -> str:
    """A sentence with the writer's function for the one that stands in for it; ``functions`` says which stands for which.

    >>> as_written("the slope of softplus in A is left out", {"g": "softplus"})
    'the slope of g in A is left out'
    >>> as_written("softplus is not applied in A", {"f": "softplus", "g": "silu", "h": "softplus"})
    'the function is not applied in A'
    """
    names: dict[str, str] = {}
    for name, kind in functions.items():
        if kind in SMOOTH and not known(name):
            names[kind] = "the function" if kind in names else name
    return " ".join(names.get(word, word) for word in message.split(" "))


def stand_ins(network: Network) -> set[str]:
    """The functions that stand in for those that a network applies and nobody defines."""
    return {kind for name, kind in network.assembled.functions.items() if kind in SMOOTH and not known(name)}
