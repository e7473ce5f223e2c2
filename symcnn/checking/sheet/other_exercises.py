"""Sheets of exercises: a line about a name that several of them give, and its own does not, speaks of none that is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace

from symcnn.checking.binding.own_evidence import names_in
from symcnn.checking.meaning.link import AS_BEFORE, OTHER_CASE
from symcnn.checking.own.lines import given_name
from symcnn.checking.report.verdict import Judged, Verdict
from symcnn.checking.sheet.sections import BLAMED, Said, headings
from symcnn.reading.items import Item, Mathematics
from symcnn.reading.tree import Application, Derivative, Name, Tree

NO_ROOT = "it agrees with another line, but not with the equations that the page is judged by"
# a name that so many sections give, each in its way, is any result
LEAST = 3
# the lines in which names are given, with the formulas
Given = Mapping[str, Sequence[tuple[int, Tree]]]


def of_another_exercise(source: str, items: Sequence[Item], judged: Sequence[Judged]) -> list[Judged]:
    """The lines of a page, none blamed that stands in an exercise without what other exercises give, each in its way."""
    if not any(each.verdict.verdict in BLAMED for each in judged):
        return without_roots(judged)
    marks, given, heads = headings(source), formulas(items), heads_said(items)
    sound = {each.claim.line for each in judged if each.verdict.verdict in ("right", "rounding")}
    rows = [n for n, line in enumerate(source.splitlines(), start=1) if line.lstrip().startswith("|")]
    found = []
    for each in judged:
        head = heads.get((each.claim.line, each.claim.latex))
        name = subject(head) if head is not None and each.verdict.verdict in BLAMED else ""
        apart = bool(name) and (stands_apart(each.claim.line, name, given, marks) or (
            isinstance(head, Name) and is_given_anew(each.claim.line, given.get(name, ()), marks, rows, sound)))
        found.append(replace(each, verdict=Verdict("undecided", OTHER_CASE)) if apart else each)
    return without_roots(found)


def without_roots(judged: Sequence[Judged]) -> list[Judged]:
    """The lines, those open that follow from others of which none is wrong as it was judged in the end."""
    found: list[Judged] = []
    wrong: set[str] = set()
    for each in judged:
        chain = f"line {each.claim.line}: {each.claim.latex}"
        follows = {chain} if each.verdict.evidence == AS_BEFORE else set(each.verdict.follows_from)
        lost = each.verdict.verdict == "carried" and bool(follows) and not wrong & follows
        if each.verdict.verdict in BLAMED and not lost:
            # a chain has the name of its claim, its links one each
            wrong |= {each.claim.id, each.claim.id.rpartition(".")[0], f"line {each.claim.line}", chain}
        found.append(replace(each, verdict=Verdict("undecided", NO_ROOT)) if lost else each)
    return found


def subject(head: Tree) -> str:
    """The name that a line differentiates, or gives a value of."""
    tree = head.of if isinstance(head, Derivative) else head
    tree = tree.base if isinstance(tree, Application) else tree
    return tree.name if isinstance(tree, Name) else ""


def formulas(items: Sequence[Item]) -> dict[str, list[tuple[int, Tree]]]:
    """Where names are given by others, and by which formula."""
    found: dict[str, list[tuple[int, Tree]]] = {}
    for item in items:
        for chain in item.chains if isinstance(item, Mathematics) else ():
            name = given_name(chain.members[0]) if chain.kind == "claim" and len(chain.members) > 1 else None
            if name is not None and names_in(chain.members[1]) - {name}:
                found.setdefault(name, []).append((item.line, chain.members[1]))
    return found


def heads_said(items: Sequence[Item]) -> dict[Said, Tree]:
    """The heads of the lines, by where they stand and what they say."""
    return {(item.line, item.source[c.spans[0][0]:c.spans[-1][1]]): c.members[0]
            for item in items if isinstance(item, Mathematics) for c in item.chains if c.spans}


def is_given_anew(line: int, formulas: Sequence[tuple[int, Tree]], marks: Sequence[tuple[int, int]], rows: Sequence[int],
                  sound: Set[int]) -> bool:
    """Whether a line gives a name as no other does, in one of three sections or of two rows of a table that each do so.

    Where another of these lines is ``sound``, they mean the same.
    """
    kinds: dict[int, set[Tree]] = {}
    for at, right in formulas:
        kinds.setdefault(sum(start <= at for start, _ in marks), set()).add(right)
    places = {at for at, _ in formulas}
    apart = sum(map(len, kinds.values())) == len({right for _, right in formulas})
    if line not in places or places & sound or not apart:
        return False
    in_rows = line in rows and len(places & set(rows)) > 1
    return in_rows or (len(kinds) >= LEAST and len(kinds[sum(start <= line for start, _ in marks)]) == 1)


def stands_apart(line: int, name: str, given: Given, marks: Sequence[tuple[int, int]]) -> bool:
    """Whether exercises give a name in different ways, and that of a line does not give it."""
    reached, names = {name}, [name]
    while names:
        behind = {n for _, right in given.get(names.pop(), ()) for n in names_in(right)} - reached
        reached |= behind
        names += behind & given.keys()
    for depth in sorted({d for _, d in marks}):
        starts = [start for start, d in marks if d <= depth]
        places = {at: sum(start <= at for start in starts) for n in reached for at, _ in given.get(n, ())}
        anew = any(len({right for _, right in given.get(n, ())}) > 1 and len({places[at] for at, _ in given[n]}) > 1
                   for n in reached if n in given)
        if anew:
            return sum(start <= line for start in starts) not in places.values()
    return False
