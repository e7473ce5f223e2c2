"""Sums that run past the last entry of what their own letter counts, or start before its first: nothing lies there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from symcnn.checking.binding.dots import with_entries
from symcnn.checking.binding.index_axes import axes_of
from symcnn.checking.causes.targets import target_of
from symcnn.checking.judge.judge import Judge
from symcnn.checking.lines.outcome import Outcome
from symcnn.checking.meaning.document import Reading
from symcnn.checking.meaning.link import Link
from symcnn.checking.report.verdict import Cause
from symcnn.checking.report.wording import say
from symcnn.errors import SymcnnError
from symcnn.reading.tree import Bracket, Cases, Entry, Name, SumOver, Tree, Tuple, find, has


def told_of_overruns(outcome: Outcome, declared: bool) -> tuple[Link, ...]:
    """The links, those slips that are right but for summands with entries that no tensor has.

    Such an entry counts as nought, as the border of an image does, so that the value is right. Where a page declares no
    network, its sizes may be others than they are taken for.
    """
    if outcome.judge is None or not declared:
        return outcome.links
    return tuple(_told(outcome.judge, x) if x.verdict == "right" and x.judge is None else x for x in outcome.links)


def _told(judge: Judge, link: Link) -> Link:
    sums = find(link.member, SumOver) if link.member is not None else ()
    said = next((s for tree in sums for s in overruns(judge, tree)), "")
    return replace(link, verdict="slip", causes=(Cause("index-off-by-one", said),)) if said else link


def overruns(judge: Judge, tree: SumOver) -> Iterator[str]:
    """What is said of a sum that goes past either end; one with conditions leaves out what it has to."""
    reading = judge.reading
    if tree.lower is None or tree.upper is None or tree.conditions or has(tree.body, Bracket, Cases):
        return
    reader = judge._reader(reading.worlds[0])
    for letter, lower, upper in zip(tree.letters, each_of(tree, tree.lower), each_of(tree, tree.upper), strict=True):
        try:
            first, last = reader.whole(lower), reader.whole(upper)
        except SymcnnError:
            # a bound that hangs on another letter
            continue
        for entry, extent in counted(reading, tree, letter):
            least, most = reading.base, reading.base + extent - 1
            # as many as there are may be counted from another first number
            if last - first >= extent:
                does = f"ends at {say(upper)}" if last > most else f"starts at {say(lower)}"
                yield f"the sum over {letter} {does}, where {letter} of {say(entry)} goes from {least} to {most}"


def each_of(tree: SumOver, bound: Tree) -> tuple[Tree, ...]:
    r"""The bound of each letter: of a pair its part, ``\sum_{i,j=(1,1)}^{(2,3)}``, else one for all."""
    if isinstance(bound, Tuple) and len(bound.items) == len(tree.letters):
        return bound.items
    return (bound,) * len(tree.letters)


def counted(reading: Reading, tree: SumOver, letter: str) -> Iterator[tuple[Entry, int]]:
    """The entries in a sum that its letter counts by itself, each with how many there are along that axis."""
    for entry in find(with_entries(tree.body), Entry):
        target = target_of(reading, entry) if Name(letter) in entry.indices else None
        # a delta may be Kronecker's
        if target is not None and not target.note:
            shape = reading.names.model.shape(target.key)
            for place, axis in enumerate(axes_of(reading.names.model, target)):
                if target.indices[place] == Name(letter):
                    yield entry, shape[axis]
