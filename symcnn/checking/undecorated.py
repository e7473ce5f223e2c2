r"""Indices that only say what a name is: ``\delta_{i,j} * rot180(w_{m,n})`` convolves whole arrays, and so is its head one."""

from __future__ import annotations

from dataclasses import replace

from symcnn.checking.domains import is_letter
from symcnn.checking.dots import mapped, with_entries
from symcnn.checking.judge import Judge
from symcnn.checking.link import Link
from symcnn.errors import SymcnnError
from symcnn.reading.tree import Call, Convolved, Derivative, Entry, Name, Operation, SumOver, Tree, walk

SLIDING = frozenset({"rot180", "flip", "pad", "crop", "dilate", "conv", "conv2", "convolve2d", "correlate2d", "convolution",
                     "correlation", "crosscorrelation"})
NOTE = "indices in a convolution name the arrays"
GOOD = ("right", "rounding")


def with_whole_arrays(judge: Judge, links: tuple[Link, ...]) -> tuple[Judge, tuple[Link, ...]]:
    """The judge and its links, those of members that convolve what they write with indices judged as whole arrays."""
    found = []
    plain = Judge(judge.reading, bare(judge.head), [bare(t) for t in judge.others])
    for link in links:
        other = again(plain, link) if link.member is not None and convolves_entries(link.member) else None
        found.append(other if other is not None and link.verdict not in (*GOOD, "given", "carried") else counted(judge, link))
    return plain if found and all(NOTE in x.notes for x in found) else judge, tuple(found)


def again(plain: Judge, link: Link) -> Link | None:
    """One link judged with its arrays, and its head, whole; None where that says nothing."""
    assert link.member is not None
    try:
        found = Judge(plain.reading, plain.head, [bare(link.member)]).links()[0]
    except SymcnnError:
        return None
    return replace(found, notes=(*found.notes, NOTE)) if found.verdict in (*GOOD, "wrong", "slip") else None


def counted(judge: Judge, link: Link) -> Link:
    """A link as it is, but not wrong where one index may count all entries of an array: ``dO_k/dF_i`` of matrices."""
    if link.verdict == "wrong" and link.member is not None and any(
            isinstance(t, Derivative) and is_short(judge, t.of) and is_short(judge, t.by) for t in walk(link.member)):
        return replace(link, verdict="undecided", evidence="one index stands at an array of several axes: write one for each")
    return link


def is_short(judge: Judge, tree: Tree) -> bool:
    """Whether a letter is the one index of an array of several axes."""
    if len(lettered(tree)) != 1:
        return False
    try:
        target = judge.reading.names.named(tree)
    except SymcnnError:
        return False
    return len(target.indices) == 1 and judge.reading.names.rank(target.key) > 1


def convolves_entries(tree: Tree) -> bool:
    """Whether a convolution, or a turn of an array, has an entry at letters for an operand that the other knows nothing of."""
    for node in walk(tree):
        if isinstance(node, Call) and node.function in SLIDING and any(lettered(t) for t in node.arguments):
            return True
        if isinstance(node, Convolved) and (lettered(node.left) or lettered(node.right)):
            return True
        if isinstance(node, Operation) and node.operator in ("*", "star"):
            one, other = lettered(leftmost(node.left)), lettered(leftmost(node.right))
            if one and other and not one & other:
                return True
    return False


def leftmost(tree: Tree) -> Tree:
    """The first factor of a product."""
    return leftmost(tree.left) if isinstance(tree, Operation) and tree.operator in ("*", "juxtapose", "odot") else tree


def lettered(tree: Tree) -> frozenset[str]:
    """The letters that stand alone as the indices of an entry; none where one of them is anything else."""
    entry = with_entries(tree)
    if isinstance(entry, Derivative):
        return lettered(entry.by) | lettered(entry.of)
    if not isinstance(entry, Entry) or not all(isinstance(i, Name) and is_letter(i.name) for i in entry.indices):
        return frozenset()
    return frozenset(i.name for i in entry.indices if isinstance(i, Name))


def bare(tree: Tree) -> Tree:
    """The tree with names for entries at letters."""
    if isinstance(tree, SumOver):
        return tree
    if isinstance(tree, Name | Entry) and lettered(tree):
        entry = with_entries(tree)
        assert isinstance(entry, Entry)
        return entry.base
    return mapped(tree, bare)
