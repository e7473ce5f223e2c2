"""Points in the first member of a chain that mean times: ``1.1 + 6.2 + 5. - 1``."""

from __future__ import annotations

from dataclasses import replace

from symcnn.checking.judge.judge import Judge
from symcnn.checking.judge.points import is_worked, with_points
from symcnn.checking.meaning.document import Reading
from symcnn.checking.meaning.link import Link, is_numeric
from symcnn.reading.tree import Tree


def pointed_head(reading: Reading, head: Tree, others: list[Tree], links: tuple[Link, ...]
                 ) -> tuple[Judge, tuple[Link, ...]] | None:
    """The chain judged with points that mean times in its head, ``1.1 + 6.2 + 5. - 1``; None where that makes no more right."""
    tree = with_points(head) if is_numeric(head) and is_worked(head) else None
    if tree is None or all(x.verdict in ("right", "rounding") for x in links):
        return None
    judge = Judge(reading, tree, others)
    found = tuple(judge.links())
    better = sum(x.verdict == "right" for x in found) > sum(x.verdict in ("right", "rounding") for x in links)
    return (judge, tuple(replace(x, notes=(*x.notes, "the point means times")) for x in found)) if better else None
