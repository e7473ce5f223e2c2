"""Lines of a page's own network that leave open what has to be settled before anybody is blamed for them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from symcnn.checking.binding.domains import Domains
from symcnn.checking.binding.model import behind
from symcnn.checking.judge.operator_indices import has_stars
from symcnn.checking.lines.doubts import hanging, over_steps
from symcnn.checking.meaning.document import Reading
from symcnn.checking.meaning.link import Link
from symcnn.checking.report.verdict import is_explained
from symcnn.errors import SymcnnError
from symcnn.reading.tree import Derivative, Name, SumOver, Tree, find, mapped


def told_of_open(reading: Reading, head: Tree | None, links: Sequence[Link], loose: set[str], hasty: bool) -> list[Link]:
    """The links, undecided where something is not said that what is wrong hangs on.

    What letters and tensors have to do with each other counts where no known mistake explains the line, which nobody looks for
    who is ``hasty``. What more hangs on than the equations say is kept as ``loose``.
    """
    links = [over_steps(hanging(x, head, reading, loose), reading) for x in links]
    return links if hasty else [replace(x, verdict="undecided", causes=(), evidence=said)
            if x.verdict == "wrong" and not is_explained(x.causes) and x.member is not None and head is not None
            and (said := loose_letters(reading, head, x.member) or unlinked(reading, x.member)) else x for x in links]


def loose_letters(reading: Reading, head: Tree, member: Tree) -> str:
    r"""That letters stand on the right alone and are summed over nowhere: ``\sum_i \delta_i w_m`` of dL/dx[j]; or nothing."""
    if has_stars(member):
        # between entries a star is one of whole arrays
        return ""
    domains = Domains(reading.names, reading.base)
    with suppress(SymcnnError):
        free = set(domains.free([without_bounds(member)])) - set(domains.free([head]))
        if not free:
            return ""
        # what other lines have as an index too is a wrong one here
        told = {n for tree in reading.rights if tree != member for n in domains.free([without_bounds(tree)])}
        found = sorted(n for n in free - told - in_bounds(reading.rights) if reading.names.size(n) is None)
        return f"what {' and '.join(found)} stands for is not said" if found else ""
    return ""


def in_bounds(trees: Sequence[Tree]) -> set[str]:
    """The names with which sums begin and end: sizes, also those of kernels that are counted from the middle."""
    ends = (end for tree in trees for t in find(tree, SumOver) for end in (t.lower, t.upper) if end is not None)
    return {t.name for end in ends for t in find(end, Name)}


def without_bounds(tree: Tree) -> Tree:
    """The tree, its sums without where they begin and end."""
    tree = mapped(tree, without_bounds)
    return replace(tree, lower=None, upper=None) if isinstance(tree, SumOver) else tree


def unlinked(reading: Reading, member: Tree) -> str:
    """That a slope in a chain is of two tensors which nothing known links; empty where all are linked."""
    names, forward = reading.names, reading.names.model.network.forward_system
    for slope in find(member, Derivative):
        with suppress(SymcnnError):
            of, by = (names.named(t).key for t in (slope.of, slope.by))
            apart = of not in behind(forward, by) and by not in behind(forward, of)
            if of != by and {of, by} <= set(forward.tensors) and apart:
                return f"how {of} hangs on {by} is not said"
    return ""
