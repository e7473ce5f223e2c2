"""Kronecker's delta and unit vectors: what ``\\delta_{ij}`` and ``e_c`` stand for where nothing has these names."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

import numpy as np

from symcnn.checking.binding.class_vectors import UNITS
from symcnn.checking.binding.error_names import errors
from symcnn.checking.binding.subscripts import subscripts
from symcnn.checking.meaning.indexing import index
from symcnn.checking.numbers.value import Value, combine, exact
from symcnn.errors import SymcnnError
from symcnn.notation.spelling import Parts, split
from symcnn.reading.tree import Bracket, Entry, Name, Operation, Tree, find

if TYPE_CHECKING:
    from symcnn.checking.meaning.interpret import Interpreter


def unit_index(reader: Interpreter, tree: Tree) -> Value | None:
    r"""The index of a unit vector, ``c`` of ``e_c``, where nothing has its name."""
    if not (isinstance(tree, Entry) and isinstance(tree.base, Name) and tree.base.name in UNITS and len(tree.indices) == 1):
        return None
    if reader.names.keys(tree.base.name):
        return None
    with suppress(SymcnnError):
        return index(reader, tree.indices[0])
    return None


def unit_vectors(reader: Interpreter, where: Value) -> Iterator[Value]:
    """The unit vectors with their one at an index, as long as what they may be added to or multiplied by."""
    for extent in sorted({n for shape in reader.names.model.shapes.values() for n in shape}):
        places = exact(np.arange(reader.base, reader.base + extent))
        yield combine(where, places, lambda a, b: (a == b).astype(float))


def kronecker_name(reader: Interpreter, name: str) -> Bracket | None:
    """``\\delta_i^j`` read as a name."""
    if not name.startswith("\\delta") or reader.names.keys("\\delta") or "\\delta" in reader.names.aliases:
        return None
    parts = split(name)
    if is_error(reader, parts):
        return None
    below = subscripts(parts.subscript) if parts.subscript else ()
    above = subscripts(parts.superscript) if parts.superscript else ()
    both = (*(above[0] if above else ()), *(below[0] if below else ()))
    letters = [isinstance(t, Name) and t.name in reader.letters for t in both]
    if parts.base != "\\delta" or len(both) != 2 or not any(letters):
        return None
    names = [t.name for index in both for t in find(index, Name)]
    known = all(n in reader.letters or reader.names.size(n) is not None for n in names)
    return Bracket(Operation("==", *both)) if known and (all(letters) or above) else None


def is_error(reader: Interpreter, parts: Parts) -> bool:
    """Whether a delta with a layer above it is the error of that layer, or one that a line has said what it is."""
    name = Parts(parts.base, "", parts.primes, parts.superscript).join()
    return name in reader.names.aliases or parts.superscript.startswith(("(", "[")) or bool(errors(reader.names, name))


def kronecker(reader: Interpreter, tree: Entry) -> Bracket | None:
    """``\\delta^i_j`` and ``\\delta_{i,j}`` where no array is called delta: one where the indices agree."""
    parts = split(tree.base.name) if isinstance(tree.base, Name) else None
    if parts is None or parts.base != "\\delta" or reader.names.knows("\\delta") or is_error(reader, parts):
        return None
    indices = (*((Name(parts.superscript),) if parts.superscript else ()), *tree.indices)
    return Bracket(Operation("==", *indices)) if len(indices) == 2 and not parts.subscript else None
