"""Letters of a page that name the entries of an array, ``X = [[a, b], [c, d]]``: read as those entries from there on."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from symcnn.checking.judge.unknown import is_unknown
from symcnn.checking.meaning.document import Reading
from symcnn.checking.numbers.value import exact
from symcnn.errors import SymcnnError
from symcnn.reading.tree import Entry, Matrix, Name, Number, Operation, SumOver, Tree, mapped


def name_entries(reading: Reading, head: Tree, matrix: Matrix, known: bool = False) -> bool:
    """Take in the letters of ``dL/dY = [[a, b], [c, d]]`` that nothing knows; False where there are none, or not as many.

    With ``known``, those that something has for a name too.
    """
    rows = [r.rows if isinstance(r, Matrix) else (r,) for r in matrix.rows]
    flat = [t for r in rows for t in r]
    new = {t.name for t in flat if isinstance(t, Name) and (known or is_free(reading, head, t))}
    try:
        values = [reading.interpreter(world, [head]).only(head) for world in reading.worlds]
    except SymcnnError:
        return False
    if not new or any(v.names or v.data.size != len(flat) for v in values):
        return False
    for number, value in enumerate(values):
        for tree, entry in zip(flat, value.data.ravel(), strict=True):
            if isinstance(tree, Name) and tree.name in new:
                reading.defined.setdefault(tree.name, {})[number] = exact(entry)
    if isinstance(head, Name) and values[0].rank == 2 and values[0].shape == (len(rows), len(rows[0])):
        for r, row in enumerate(rows, reading.base):
            for c, tree in enumerate(row, reading.base):
                if isinstance(tree, Name) and tree.name in new:
                    reading.entries[tree.name] = Entry(head, (Number(str(r)), Number(str(c))))
    return True


def only_names(reading: Reading, head: Tree, tree: Tree) -> bool:
    """Whether an array of different letters that nothing knows is written for a tensor: it gives its entries names."""
    if not isinstance(tree, Matrix) or not isinstance(head, Name) or reading.head_key(head) is None:
        return False
    flat = [t for r in tree.rows for t in (r.rows if isinstance(r, Matrix) else (r,))]
    names = [t.name for t in flat if isinstance(t, Name) and is_free(reading, head, t)]
    return len(set(names)) == len(flat) > 1


def lists_entries(reading: Reading, head: Tree, others: Sequence[Tree]) -> bool:
    """Whether a page writes an input or a parameter out, ``b^{[1]} = [b_1, b_2]``: it names its entries, whatever they were."""
    if reading.batch_kinds is None or not isinstance(head, Name) or len(others) != 1 or not isinstance(others[0], Matrix) or (
            reading.head_key(head) not in reading.names.model.network.system.leaves):
        return False
    flat = [t for r in others[0].rows for t in (r.rows if isinstance(r, Matrix) else (r,))]
    names = {t.name for t in flat if isinstance(t, Name)}
    return len(names) == len(flat) > 1 and name_entries(reading, head, others[0], known=True)


def is_free(reading: Reading, head: Tree, tree: Name) -> bool:
    """Whether nothing has a name, or only a row of the array itself, as `c_3` in ``C = [[c_1, c_2], [c_3, c_4]]``."""
    if is_unknown(reading, tree):
        return True
    with suppress(SymcnnError):
        found = reading.names.target(tree.name)
        return found.key == reading.head_key(head) and 0 < len(found.indices) < reading.names.rank(found.key)
    return False


def with_entries_named(reading: Reading, tree: Tree) -> Tree:
    """The tree with the entries for the letters that name them."""
    match tree:
        case Name(name=name) if name in reading.entries:
            return replace(reading.entries[name], span=tree.span)
        case Entry():
            return tree
        case SumOver() if set(tree.letters) & set(reading.entries):
            return tree
        case Operation(operator="^", left=Name(name="e")):
            return replace(tree, right=with_entries_named(reading, tree.right))
    return mapped(tree, lambda t: with_entries_named(reading, t))
