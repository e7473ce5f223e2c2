r"""Errors of each sample on a page whose loss is a mean: ``\delta = (p - t) f'(z)`` before ``\frac1m \delta a^T``."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from symcnn.checking.binding.samples import COUNTS
from symcnn.checking.judge.judge import Judge
from symcnn.checking.lines.outcome import Outcome
from symcnn.checking.lines.sample_means import EACH, is_by_weight
from symcnn.checking.meaning.document import Reading
from symcnn.checking.meaning.link import Link
from symcnn.errors import SymcnnError
from symcnn.notation.spelling import parts_of_name
from symcnn.reading.tree import Derivative, Name, Number, Operation, SumOver, Tree, find, walk

SAID = "of the loss of each sample, whose mean is taken in the gradients of the weights"
HALF = "this is so for each sample where half the square is its loss: the factor 2 is left out, or meant to be so"


def of_each_sample(reading: Reading, head: Tree, others: Sequence[Tree], links: tuple[Link, ...]
                   ) -> tuple[Judge, tuple[Link, ...]] | None:
    """The line of an error held against the loss of each sample; None where it is right or wrong in any case.

    A page whose loss is a mean may divide by the number of samples where it comes to the weights, and there alone.
    """
    if reading.batch_kinds is None or reading.head_key(head) is None or reading.names.model.network.is_fragment or (
            is_by_weight(reading, head)) or not any(x.verdict == "wrong" for x in links) or len(links) != len(others):
        return None
    for letter in sorted(divided_twice(reading.rights)):
        for factor in ("1", "2"):
            share = Operation("/", Number(factor), Name(letter))
            trees = [Operation("juxtapose", share, t) if x.verdict == "wrong" else t
                     for t, x in zip(others, links, strict=True)]
            with suppress(SymcnnError):
                judge = Judge(reading, head, trees)
                found = tuple(judge.links())
                if all(x.verdict == "right" for x in found):
                    reading.batch_kinds.add(EACH)
                    return judge, tuple(said_of(new, old, factor) for new, old in zip(found, links, strict=True))
    return None


def with_each_sample(reading: Reading, outcome: Outcome) -> Outcome:
    """What became of a line that says what an error is, held against the loss of each sample where it is wrong."""
    if not isinstance(outcome.judge, Judge):
        return outcome
    first = len(outcome.links) - len(outcome.judge.others)
    found = of_each_sample(reading, outcome.judge.head, outcome.judge.others, outcome.links[first:])
    return outcome if found is None else replace(outcome, judge=found[0], links=(*outcome.links[:first], *found[1]))


def said_of(new: Link, old: Link, factor: str) -> Link:
    """A link with what was made of it."""
    if old.verdict != "wrong":
        return old
    if factor == "1":
        return replace(new, member=old.member, notes=(*new.notes, SAID))
    return Link("undecided", evidence=HALF, member=old.member)


def divided_twice(rights: Sequence[Tree]) -> set[str]:
    """The numbers of samples by which a sum over samples is divided, and errors or gradients elsewhere too."""
    found: dict[str, set[bool]] = {}
    for tree in rights:
        letters = {n.name for t in find(tree, Operation) if t.operator == "/" for n in find(t.right, Name) if n.name in COUNTS}
        summed = {t.upper.name for t in find(tree, SumOver) if isinstance(t.upper, Name)}
        for letter in letters:
            if speaks_of_errors(tree):
                found.setdefault(letter, set()).add(True)
            elif letter in summed:
                found.setdefault(letter, set()).add(False)
    return {letter for letter, places in found.items() if len(places) == 2}


def speaks_of_errors(tree: Tree) -> bool:
    """Whether an error or a gradient stands in a tree."""
    return any(isinstance(t, Derivative) or (isinstance(t, Name) and (p := parts_of_name(t.name)) is not None
               and p.base == "\\delta") for t in walk(tree))
