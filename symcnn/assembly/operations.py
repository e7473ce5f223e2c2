"""Every operation by the names it is written with: layers, losses, and the scalar functions."""

from __future__ import annotations

from functools import cache

from symcnn.draft.layer import Layer
from symcnn.layers.table import LAYERS
from symcnn.losses.table import LOSSES


@cache
def operations() -> dict[str, type[Layer]]:
    """The classes of layers and losses by operation."""
    return {name: kind for kind in (*LAYERS, *LOSSES) for name in (kind.operation, *kind.aliases)}
