r"""Lines that say where a maximum lies, ``1(X_{pq} = O_{ij})``, on a page whose equations take none: of another layer."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from symcnn.checking.judge.judge import Judge
from symcnn.checking.lines.outcome import Outcome
from symcnn.checking.meaning.link import Link
from symcnn.errors import SymcnnError
from symcnn.reading.tree import Bracket, Operation, Tree, find


def told_of_maxima(outcome: Outcome, declared: bool) -> tuple[Link, ...]:
    """The links, undecided where one array is held against what a layer gives, and no layer of the page takes a maximum."""
    judge = outcome.judge
    if declared or judge is None or judge._routed():
        return outcome.links
    said = "it tells where a maximum lies, and no equation here takes one"
    return tuple(replace(x, verdict="undecided", causes=(), evidence=said) if x.verdict == "wrong" and x.member is not None
                 and any(compares_arrays(judge, b.condition) for b in find(x.member, Bracket)) else x for x in outcome.links)


def compares_arrays(judge: Judge, tree: Tree) -> bool:
    """Whether a condition says that an entry of one array is that of another, which the network gives."""
    if not isinstance(tree, Operation) or tree.operator != "==":
        return False
    names, given = judge.reading.names, judge.reading.names.model.network.forward_system
    with suppress(SymcnnError):
        one, other = (names.named(side).key for side in (tree.left, tree.right))
        return one != other and {one, other} <= set(given.tensors) and not {one, other} <= set(given.leaves)
    return False
