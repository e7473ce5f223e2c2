"""What a turned window is called: by what the line is about, a value, a gradient by a weight, or one by an input."""

from __future__ import annotations

from symcnn.checking.document import Reading
from symcnn.reading.tree import Tree


def turn_tag(reading: Reading, trees: tuple[Tree, ...]) -> str:
    """The cause of a window read the wrong way round on a line; ``trees`` are its sides."""
    tensors = reading.names.model.system.tensors
    for tree in trees:
        key = reading.head_key(tree)
        partial = tensors[key].partial if key is not None else None
        if partial is not None:
            return "filter-gradient-turned" if tensors[partial[1]].role == "parameter" else "kernel-not-turned"
    return "kernel-flipped"
