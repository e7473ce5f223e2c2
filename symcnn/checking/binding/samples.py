"""The letters that count samples: ``1/m`` of a mean."""

from __future__ import annotations

from collections.abc import Iterable

from symcnn.reading.tree import Name, Number, Operation, Tree, walk

COUNTS = frozenset("mnNMB") | {
    "batch_{size}", "batchsize", "batchSize", "BatchSize", "N_{batch}", "n_{batch}", "n_{samples}", "N_{samples}",
    "num_{samples}"}


def divisors(trees: Iterable[Tree]) -> list[str]:
    """The capitals that stand nowhere but below a number, ``1/S``: numbers themselves, of samples or of positions."""
    nodes = [t for tree in trees for t in walk(tree)]
    below = [t.right.name for t in nodes if isinstance(t, Operation) and t.operator == "/"
             and isinstance(t.left, Number) and isinstance(t.right, Name)]
    names = [t.name for t in nodes if isinstance(t, Name)]
    return sorted(n for n in set(below) if len(n) == 1 and n.isupper() and n not in COUNTS and below.count(n) == names.count(n))
