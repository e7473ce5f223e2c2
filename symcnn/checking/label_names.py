"""Letters that usually name a label, where they name something else in a network too."""

from __future__ import annotations

from collections.abc import Sequence

from symcnn.checking.model import Model
from symcnn.expression.walk import tensors

LABELS = frozenset({"y", "t", "d", "y^{*}", "Y", "T"})


def label_of(model: Model, name: str, known: Sequence[str], rank: int) -> str | None:
    """The one target with so many axes, if a name may stand for it; ``known`` are the tensors that have the name.

    A layer within the network is no label, whose entries and maps may have any number of indices.
    """
    if name not in LABELS:
        return None
    forward = model.network.forward_system
    compared = {k for e in forward.equations if e.tensor in model.losses for k in tensors(e.right)}
    if any(len(model.system.tensors[k].axes) > rank and k not in compared for k in known):
        return None
    found = [k for k, t in forward.tensors.items() if t.role == "target" and len(t.axes) == rank]
    return found[0] if len(found) == 1 else None
