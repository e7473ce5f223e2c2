"""A window that is turned, and its name: by what the line is about, a value, a gradient by a weight, or one by an input."""

from __future__ import annotations

from dataclasses import replace

from symcnn.checking.document import Reading
from symcnn.checking.places import everywhere
from symcnn.reading.tree import Name, Number, Operation, SumOver, Tree, walk


def turn_tag(reading: Reading, trees: tuple[Tree, ...]) -> str:
    """The cause of a window read the wrong way round on a line; ``trees`` are its sides."""
    tensors = reading.names.model.system.tensors
    for tree in trees:
        key = reading.head_key(tree)
        partial = tensors[key].partial if key is not None else None
        if partial is not None:
            return "filter-gradient-turned" if tensors[partial[1]].role == "parameter" else "kernel-not-turned"
    return "kernel-flipped"


def counted_back(base: int, indices: tuple[Tree, ...], around: tuple[Tree, ...]) -> tuple[Tree, ...]:
    """Indices such as ``m+u-1`` with the letters of sums counted from the other end: ``m-u+1``."""
    bound = {n for tree in around for t in walk(tree) if isinstance(t, SumOver) for n in t.letters}
    found = []
    for index in indices:
        letters = [t for t in walk(index) if isinstance(t, Name)]
        for letter in letters if len(letters) > 1 else ():
            if isinstance(letter, Name) and letter.name in bound:
                index = _back(index, letter, base)
        found.append(index)
    return tuple(found)


def _back(index: Tree, letter: Name, base: int) -> Tree:
    """An index whose letter is counted from the other end."""
    if not base and isinstance(index, Operation) and index.right == letter and index.operator in ("+", "-"):
        return replace(index, operator="-" if index.operator == "+" else "+")
    return everywhere(index, letter, Operation("-", Number(str(2 * base)), letter))
