"""Letters that usually name a label, where they name something else in a network too."""

from __future__ import annotations

from collections.abc import Sequence

from symcnn.checking.binding.model import Model
from symcnn.expression.walk import tensors
from symcnn.reading.tree import Number, Tree

LABELS = frozenset({"y", "t", "d", "y^{*}", "Y", "T"})


def label_of(model: Model, name: str, known: Sequence[str], indices: Sequence[Tree]) -> str | None:
    """The one target with so many axes, if a name may stand for it; ``known`` are the tensors that have the name.

    ``Y_f`` is a map of a layer ``Y`` within the network; ``y_1`` is a label even where a layer is called y.
    """
    if name not in LABELS:
        return None
    forward, rank = model.network.forward_system, len(indices)
    compared = {k for e in forward.equations if e.tensor in model.losses for k in tensors(e.right)}
    layers = [k for k in known if len(model.system.tensors[k].axes) > rank and k not in compared]
    if layers and name.isupper() and not all(isinstance(i, Number) for i in indices):
        return None
    found = [k for k, t in forward.tensors.items() if t.role == "target" and len(t.axes) == rank]
    return found[0] if len(found) == 1 else None
