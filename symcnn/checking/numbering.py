"""The numbers of lines that have no name: lines judged apart from each other are numbered as one document."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from symcnn.checking.verdict import Judged

# the name of a line that has none
NUMBER = re.compile(r"c(?P<number>[0-9]+)(?P<part>(?:\.[0-9]+)?)")


def numbered(groups: Iterable[Sequence[Judged]]) -> list[Judged]:
    """The lines of several lists one behind the other, numbered through; what a line follows from is in its own list.

    Lines that their writer named keep their names.
    """
    found: list[Judged] = []
    for group in groups:
        names = renamed(group, len(found))
        found += [with_name(each, name, {x.claim.id: n for x, n in zip(group, names, strict=True)})
                  for each, name in zip(group, names, strict=True)]
    return found


def renumbered(lines: Sequence[Judged], *readings: Sequence[Judged]) -> list[Judged]:
    """Lines taken from several readings of a document, numbered through; each follows from lines of its own reading.

    Where the line that one follows from was taken from another reading, it is that which stands in its place.
    """
    names = renamed(lines, 0)
    places = [{(each.claim.line, n): each.claim.id for n, each in in_line(reading)} for reading in readings]
    taken = {(each.claim.line, n): name for (n, each), name in zip(in_line(lines), names, strict=True)}
    first = {line: taken[line, 0] for line, n in taken if n == 0}
    maps = [{ident: taken.get(place, first.get(place[0], ident)) for place, ident in known.items()} for known in places]
    own = {id(each): known for reading, known in zip(readings, maps, strict=True) for each in reading}
    return [with_name(each, name, own[id(each)]) for each, name in zip(lines, names, strict=True)]


def in_line(lines: Sequence[Judged]) -> list[tuple[int, Judged]]:
    """The lines, each with how many stand before it in the same line of the document."""
    count: Counter[int] = Counter()
    found = []
    for each in lines:
        found.append((count[each.claim.line], each))
        count[each.claim.line] += 1
    return found


def renamed(lines: Sequence[Judged], count: int) -> list[str]:
    """The names of lines that stand behind so many others."""
    matches = [NUMBER.fullmatch(each.claim.id) for each in lines]
    return [f"c{n}{match['part']}" if match is not None else each.claim.id
            for n, (each, match) in enumerate(zip(lines, matches, strict=True), start=count + 1)]


def with_name(judged: Judged, name: str, names: dict[str, str]) -> Judged:
    """A line with another name, and with those that the lines have which it follows from."""
    follows = tuple(names.get(n, n) for n in judged.verdict.follows_from)
    return replace(judged, claim=replace(judged.claim, id=name), verdict=replace(judged.verdict, follows_from=follows))
