r"""Matrices that a line names and nobody writes out: the T of ``vec(Y) = T vec(X)`` is the slopes of Y by X."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import prod

import numpy as np

from symcnn.checking.judge.judge import Judge
from symcnn.checking.judge.unknown import is_unknown
from symcnn.checking.meaning.document import Reading
from symcnn.checking.meaning.link import Link
from symcnn.checking.meaning.window_matrices import is_rearranged
from symcnn.checking.numbers.value import exact
from symcnn.errors import SymcnnError
from symcnn.reading.tree import Application, Call, Derivative, Name, Operation, Transposed, Tree, walk

LISTS = ("vec", "flatten", "reshape")


def with_named_maps(reading: Reading, head: Tree, others: Sequence[Tree]) -> tuple[Judge, tuple[Link, ...]] | None:
    """The line judged with the matrices that it names, where it is right then; None where it names none."""
    maps = named_maps(reading, head, others)
    judge = Judge(reading, head, list(others))
    links = tuple(judge.links()) if maps else ()
    if links and all(x.verdict == "right" for x in links):
        reading.mapping.update(maps)
        # what leads from one tensor to the other lies as it does there
        reading.transposes = True
        return judge, links
    for name in maps:
        del reading.defined[name]
    return None


def named_maps(reading: Reading, head: Tree, others: Sequence[Tree]) -> list[str]:
    """The names in a line of the matrices that lead from a tensor to the head; they are defined from here on."""
    found = []
    for name, turned, right in _candidates(reading, others):
        of, by = _key(reading, head), _key(reading, right)
        if of is None or by is None or name in reading.defined:
            continue
        try:
            matrices = [_slopes(reading, number, of, by) for number in range(len(reading.worlds))]
        except SymcnnError:
            continue
        if has_name(reading, matrices):
            # the layer's own weights, for which the page has another name
            continue
        reading.defined[name] = {n: exact(m.T if turned else m) for n, m in enumerate(matrices)}
        found.append(name)
    return found


def has_name(reading: Reading, matrices: Sequence[np.ndarray]) -> bool:
    """Whether a matrix is made of a table of the network, as it lies or turned, once or for every row or column by itself."""
    tables = [k for k, t in reading.names.model.network.forward_system.tensors.items() if len(t.axes) <= 2]
    held = [[np.atleast_2d(w.truth(key)) for w in reading.worlds] for key in tables]
    return any(all(is_made_of(matrix, table, after) for matrix, table in zip(matrices, each, strict=True))
               for each in (*held, *([t.T for t in tables] for tables in held)) for after in (False, True))


def is_made_of(matrix: np.ndarray, table: np.ndarray, after: bool) -> bool:
    """Whether a matrix is a table applied to each column of an array, or ``after`` it to each row."""
    count = matrix.shape[0] // max(1, table.shape[0])
    if (table.shape[0] * count, table.shape[1] * count) != matrix.shape:
        return False
    return bool(np.allclose(matrix, np.kron(np.eye(count), table) if after else np.kron(table, np.eye(count))))


def _candidates(reading: Reading, trees: Sequence[Tree]) -> Iterator[tuple[str, bool, Tree]]:
    """Names that nothing knows before what they may be the matrix of, and whether they are written transposed."""
    for node in (t for tree in trees for t in walk(tree)):
        if isinstance(node, Operation) and node.operator in ("juxtapose", "*"):
            left = node.left.argument if isinstance(node.left, Transposed) else node.left
            if isinstance(left, Name) and is_unknown(reading, left):
                yield left.name, isinstance(node.left, Transposed), node.right


def _key(reading: Reading, tree: Tree) -> str | None:
    """The tensor or gradient that a tree is as a whole, perhaps laid out as a list."""
    if isinstance(tree, Application) and isinstance(tree.base, Name) and len(tree.arguments) == 1:
        tree = Call(tree.base.name, tree.arguments)
    if is_rearranged(tree) and isinstance(tree, Call) and tree.function in LISTS:
        tree = tree.arguments[0]
    if isinstance(tree, Derivative):
        return reading.head_key(tree)
    try:
        found = reading.names.named(tree)
    except SymcnnError:
        return None
    return None if found.indices else found.key


def _slopes(reading: Reading, number: int, of: str, by: str) -> np.ndarray:
    """The matrix of the derivatives of one tensor by another, or between the gradients by them, in one world."""
    tensors, world = reading.names.model.system.tensors, reading.worlds[number]
    one, other = tensors[of].partial, tensors[by].partial
    if (one is None) != (other is None):
        raise SymcnnError("no matrix leads from a tensor to a gradient")
    above, below = (of, by) if one is None or other is None else (other[1], one[1])
    table = world.jacobian(above, below)
    matrix = np.asarray(table).reshape(prod(world.model.shape(above)), -1)
    return matrix if one is None else matrix.T
