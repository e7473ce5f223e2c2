"""Numbers that a document gives to the entries of an array one by one: ``w_{11} = 0.1``, ``w_{12} = 0.3``, ..."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product

from symcnn.checking.binding.dots import with_entries
from symcnn.checking.own.chains import Placed
from symcnn.checking.own.lines import GIVING, Forward
from symcnn.checking.own.respell import literal
from symcnn.checking.own.respeller import Respeller
from symcnn.reading.tree import Entry, Matrix, Name, Number, Tree, Unread, has, walk

MOST_AXES = 3
Entries = dict[tuple[int, ...], Tree]


def numbers_by_entries(chains: Iterable[Placed], respeller: Respeller, worked_out: bool = False) -> list[Forward]:
    """The arrays of which every entry is given a number, from the first to the last, as lines of numbers.

    Or those of which every entry is ``worked_out`` of numbers: ``y_{11} = 1 \\cdot 2 + 3 = 5``.
    """
    lines = []
    found, places = entries_given(chains, respeller, worked_out)
    for name, entries in found.items():
        rows = array_of(entries)
        if rows is not None and (digits := literal(rows)) is not None:
            lines.append(Forward(places[name], name, f"{name} = {digits}", frozenset(), "", sides=(Name(name), rows)))
    return lines


def numbered_weights(chains: Sequence[Placed], respeller: Respeller) -> frozenset[str]:
    """The names whose pairs of numbers are no places in an array: ``W_{13}`` and ``W_{35}`` lead from unit to unit."""
    found, _ = entries_given(chains, respeller)
    gaps = {n for n, entries in found.items() if len(entries) > 1 and all(len(at) == 2 for at in entries)
            and array_of(entries) is None}
    nodes = [t for _, _, chain in chains for m in chain.members for t in walk(with_entries(m))] if gaps else []
    whole = {t.name for t in nodes if isinstance(t, Name)} - {
        t.base.name for t in nodes if isinstance(t, Entry) and isinstance(t.base, Name) and len(place_of(t)) == 2}
    lettered = {t.base.name for t in nodes if isinstance(t, Entry) and isinstance(t.base, Name) and len(place_of(t)) != 2}
    return frozenset(gaps - whole - lettered)


def entries_given(chains: Iterable[Placed], respeller: Respeller, worked_out: bool = False,
                  ) -> tuple[dict[str, Entries], dict[str, tuple[int, int]]]:
    """The numbers given to entries, or ``worked_out``, by the names of their arrays, and where the first of each stands."""
    found: dict[str, Entries] = {}
    places: dict[str, tuple[int, int]] = {}
    for place, _, chain in chains:
        if chain.kind != "claim" or (len(chain.members) > 2) != worked_out or chain.relations[0] not in GIVING:
            continue
        head, *between, right = chain.members
        if any(has(m, Name, Unread) for m in between):
            continue
        if isinstance(head, Unread) or isinstance(right, Unread) or literal(right) is None:
            continue
        head = respeller.entries(head)
        at = place_of(head)
        if at and isinstance(head, Entry) and isinstance(head.base, Name):
            # the first number given is the one that holds
            found.setdefault(head.base.name, {}).setdefault(at, right)
            places.setdefault(head.base.name, place)
    return found, places


def place_of(head: Tree) -> tuple[int, ...]:
    """The numbers at which an entry is, empty where there are none or letters."""
    indices = head.indices if isinstance(head, Entry) else ()
    numbers = [int(i.text) for i in indices if isinstance(i, Number) and i.text.isdigit()]
    return tuple(numbers) if len(numbers) == len(indices) <= MOST_AXES else ()


def array_of(entries: Mapping[tuple[int, ...], Tree]) -> Matrix | None:
    """The entries as rows, or None where one is missing."""
    if len({len(at) for at in entries}) != 1:
        return None
    ends = [(min(n), max(n)) for n in zip(*entries, strict=True)]
    places = list(product(*(range(a, b + 1) for a, b in ends)))
    if any(a > 1 for a, _ in ends) or set(places) != set(entries) or len(places) < 2:
        return None
    rows: list[Tree] = [entries[at] for at in places]
    for first, last in reversed(ends[1:]):
        width = last - first + 1
        rows = [Matrix(tuple(rows[n:n + width])) for n in range(0, len(rows), width)]
    return Matrix(tuple(rows))
