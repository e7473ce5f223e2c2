"""A batch letter that an author writes in the axes of a tensor too: `batch n` and `x[n,c,i,j]: N×C×H×W`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from symcnn.reading.statements import Batch, Data, Definition, Leaf, Statement
from symcnn.reading.tree import Tree


def with_batch_once(statements: Sequence[Statement]) -> list[Statement]:
    """The statements with the batch letter left off the axes it leads; an extent given there is the batch's.

    >>> from symcnn.reading.network import read_network
    >>> with_batch_once(read_network("batch n; x[n,i]: N×4"))[1].letters
    ('i',)
    """
    batch = next((s for s in statements if isinstance(s, Batch)), None)
    if batch is None:
        return list(statements)
    sizes = [s.sizes[0] for s in statements if _leads(s, batch.letter) and isinstance(s, Leaf | Definition) and s.sizes
             and len(s.sizes) == len(s.letters or ())]
    size: Tree | None = batch.size or next(iter(sizes), None)
    return [replace(s, size=size) if isinstance(s, Batch) else _shorter(s) if _leads(s, batch.letter) else s
            for s in statements]


def _leads(statement: Statement, letter: str) -> bool:
    return isinstance(statement, Leaf | Definition | Data) and (statement.letters or ("",))[0] == letter


def _shorter(statement: Statement) -> Statement:
    assert isinstance(statement, Leaf | Definition | Data) and statement.letters
    rest = statement.letters[1:]
    if isinstance(statement, Data) or not statement.sizes or len(statement.sizes) != len(statement.letters):
        return replace(statement, letters=rest)
    return replace(statement, letters=rest, sizes=statement.sizes[1:])
