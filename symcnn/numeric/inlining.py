"""Entries spread over blocks read where they are needed: ``c[i,j] = s[floor(i/2), floor(j/2)]/4`` takes no array of its own.

The gradient through an average or a sum of windows that stand side by side is such a tensor; the step after it, the slope of
an activation, reads blocks as easily as entries. The number in front is multiplied in before, where entries are fewer.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from math import prod

from symcnn.expression.nodes import Access, Node, Number
from symcnn.expression.walk import accesses, children, rebuild, tensors
from symcnn.notation.affine import Affine, whole
from symcnn.numeric.boxes import is_linear
from symcnn.numeric.lines import STEPS, Line, Parts, at_letters

# entries: smaller tensors are taken by a kept table, which needs their own array
LEAST = 4096
Place = tuple[Affine, ...]


def inline_blocks(parts: Parts, results: Collection[str]) -> None:
    """Rewrites the lines: no tensor of blocks that only elementwise lines read, each at letters alone."""
    for line in list(parts.lines):
        place = _blocks(line, parts)
        readers = [other for other in parts.lines if line.tensor in tensors(other.right)]
        if place is None or line.tensor in results or not readers or _volume(line.tensor, parts) <= LEAST:
            continue
        if all(_is_elementwise(other, line.tensor) for other in readers):
            _inline(line, place, readers, parts)


def _blocks(line: Line, parts: Parts) -> Place | None:
    """Where a line reads all its entries, if that is one place with an index that is divided."""
    found = accesses(line.right)
    if not found or not _has_only_steps(line.right) or all(is_linear(i) for i in found[0].indices):
        return None
    alike = {(a.indices, parts.axes[a.tensor]) for a in found}
    return found[0].indices if len(alike) == 1 else None


def _volume(tensor: str, parts: Parts) -> int:
    return prod(b.extent for b in parts.axes[tensor])


def _is_elementwise(line: Line, tensor: str) -> bool:
    """Whether a line takes steps, reads the tensor at its own letters, and is no tensor of blocks itself."""
    return _has_only_steps(line.right) and all(
        [i.letter for i in a.indices] == list(line.letters) for a in accesses(line.right) if a.tensor == tensor)


def _has_only_steps(node: Node) -> bool:
    return isinstance(node, (Access, Number, *STEPS)) and all(map(_has_only_steps, children(node)))


def _inline(line: Line, place: Place, readers: Collection[Line], parts: Parts) -> None:
    """Works out what is spread before it is, unless it is a tensor already, and lets the readers read that."""
    number, axes = parts.lines.index(line), parts.axes[accesses(line.right)[0].tensor]
    letters = tuple(parts.layout.letter(b.first, b.extent) for b in axes)
    within = at_letters(line.right, letters)
    if isinstance(within, Access):
        tensor = within.tensor
        del parts.lines[number]
    else:
        tensor = f"{line.tensor} before it is spread"
        parts.axes[tensor] = axes
        parts.lines[number] = Line(tensor, letters, within, part=True)
    for reader in readers:
        values = dict(zip(line.letters, map(whole, reader.letters), strict=True))
        at = Access(tensor, tuple(i.substitute(values) for i in place))
        parts.lines[parts.lines.index(reader)] = replace(reader, right=_put(reader.right, line.tensor, at))


def _put(node: Node, tensor: str, entry: Access) -> Node:
    if isinstance(node, Access):
        return entry if node.tensor == tensor else node
    return rebuild(node, tuple(_put(child, tensor, entry) for child in children(node)))
