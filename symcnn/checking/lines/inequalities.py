"""Inequalities: true or false between numbers, right where they hold at the numbers given, else conditions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from symcnn.checking.lines.outcome import Outcome
from symcnn.checking.meaning.document import Reading
from symcnn.checking.meaning.link import Link, is_numeric
from symcnn.checking.report.verdict import Cause
from symcnn.errors import SymcnnError
from symcnn.reading.claims import Chain
from symcnn.reading.tree import Blank, Operation, Tree

WORDS = {"<": "less than", "<=": "at most", ">": "greater than", ">=": "at least", "!=": "other than"}


def has_inequalities(chain: Chain) -> bool:
    """Whether a sign other than one of equality stands in a chain of claims."""
    return any(r in WORDS for r in chain.relations)


def judged_in_parts(reading: Reading, chain: Chain, previous: Tree | None, judge: Callable[[Chain], Outcome]) -> Outcome:
    """What stands between the inequalities of a chain judged on its own, and each inequality between its neighbours."""
    if isinstance(chain.members[0], Blank) and previous is not None:
        chain = replace(chain, members=(previous, *chain.members[1:]))
    links: list[Link] = []
    first: Outcome | None = None
    before: Tree | None = None
    for relation, part in parts(chain):
        if before is not None:
            links.append(inequality(reading, before, relation, part.members[0]))
        if len(part.members) > 1:
            found = judge(part)
            first = first or found
            loose = [Link("given", member=m) for m in part.members[1 + len(found.links):]]
            links += [*(x if x.judge is not None else replace(x, judge=found.judge) for x in found.links), *loose]
        before = part.members[-1]
    return Outcome("claim", tuple(links), chain.members[0], None if first is None else first.key,
                   None if first is None else first.judge)


def parts(chain: Chain) -> Iterator[tuple[str, Chain]]:
    """The chains of equalities between the inequalities, each with the inequality before it."""
    start, before = 0, ""
    for place, relation in enumerate((*chain.relations, "<")):
        if relation in WORDS:
            yield before, Chain(chain.members[start:place + 1], chain.relations[start:place], chain.spans[start:place + 1])
            start, before = place + 1, relation


def inequality(reading: Reading, left: Tree, relation: str, right: Tree) -> Link:
    """Whether an inequality holds: a false one between names is no mistake, but a condition of what stands beside it."""
    numbers = is_numeric(left) and is_numeric(right)
    holds = is_true(reading, left, relation, right)
    if holds:
        return Link("right", () if numbers else ("at the numbers given",), "", member=right)
    if holds is None or not numbers:
        return Link("given", member=right)
    said = Cause("arithmetic", f"the number on the left is not {WORDS[relation]} the one on the right")
    return Link("wrong", causes=(said,), member=right)


def is_true(reading: Reading, left: Tree, relation: str, right: Tree) -> bool | None:
    """Whether an inequality holds everywhere at the sheet's numbers, in one of its meanings; None where nobody can tell."""
    world = reading.data if reading.data is not None else reading.worlds[0] if is_numeric(left) and is_numeric(right) else None
    if world is None:
        return None
    try:
        found = reading.interpreter(world, [left, right]).options(Operation(relation, left, right))
    except SymcnnError:
        return None
    whole = np.any if relation == "!=" else np.all
    return any(bool(whole(v.data)) for v, _ in found)
