"""A matrix given by a formula for its entries, ``T_{i,j} = k_{j-i}``: a row for each result, a column for each number read."""

from __future__ import annotations

from contextlib import suppress

import numpy as np

from symcnn.calculus.fragment import ends
from symcnn.checking.binding.domains import is_letter
from symcnn.checking.judge.unknown import is_unknown
from symcnn.checking.meaning.document import Reading
from symcnn.checking.numbers.value import Value, along, exact, spread
from symcnn.errors import SymcnnError
from symcnn.reading.tree import Entry, Name, Operation, Tree


def defined_by_entries(reading: Reading, head: Tree, tree: Tree) -> bool:
    """Whether a head is a matrix that nothing knows at two letters, known from there on, or what a sign is between two."""
    if isinstance(head, Entry) and isinstance(head.base, Operation):
        # (I * K)[i, j] of two unknown arrays says what the sign means
        return all(is_unknown(reading, t) for t in (head.base.left, head.base.right))
    letters = [t.name for t in head.indices if isinstance(t, Name) and is_letter(t.name)] if isinstance(head, Entry) else []
    if not isinstance(head, Entry) or len(letters) != 2 or letters[0] == letters[1] or not is_unknown(reading, head.base):
        return False
    sides = rows_and_columns(reading)
    if sides is None or not isinstance(head.base, Name):
        return False
    known = {letter: along(letter, range(reading.base, reading.base + n)) for letter, n in zip(letters, sides, strict=True)}
    with suppress(SymcnnError):
        values = {n: matrix(reading.interpreter(world, [head, tree], known=known).only(tree), tuple(letters), sides)
                  for n, world in enumerate(reading.worlds)}
        reading.defined[head.base.name] = values
        return True
    return False


def rows_and_columns(reading: Reading) -> tuple[int, int] | None:
    """How many entries the one result and the one image of a network have, where both are lists."""
    model = reading.names.model
    forward = model.network.forward_system
    data = [k for k in forward.leaves if forward.tensors[k].role == "data" and len(forward.tensors[k].axes) == 1]
    last = [k for k in ends(forward) if len(forward.tensors[k].axes) == 1]
    return (model.shape(last[0])[0], model.shape(data[0])[0]) if len(data) == len(last) == 1 else None


def matrix(value: Value, letters: tuple[str, ...], sides: tuple[int, int]) -> Value:
    """A value with two letters as an array with two axes."""
    data, _ = spread(value, letters, 0)
    return exact(np.array(np.broadcast_to(data, sides)))
