"""Where the equations of a page begin anew, or lead elsewhere: places at which it may be cut."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from symcnn.assembly.finish import PARAMETERS, TARGETS
from symcnn.checking.binding.own_evidence import names_in
from symcnn.checking.own.chains import Chains
from symcnn.checking.own.lines import Forward
from symcnn.checking.own.respeller import Respeller
from symcnn.notation.names import without_letters
from symcnn.notation.spelling import split, undressed


def beginnings(equations: Sequence[Forward]) -> list[tuple[int, int]]:
    """The places of equations that have only parameters and targets in common with all before them."""
    seen: set[str] = set()
    found = []
    for line in sorted((e for e in equations if e.place != (-1, -1)), key=lambda e: e.place):
        names = {n for n in line.reads | {line.name} if undressed(split(without_letters(n)).base) not in PARAMETERS | TARGETS}
        if seen and not names & seen:
            found.append(line.place)
        seen |= names
    return found


def first_entries(by_entries: Iterable[Forward], equations: Iterable[Forward], chains: Chains, respeller: Respeller
                  ) -> frozenset[int]:
    """The first places of arrays that are named entry by entry, where these have nothing to do with other equations."""
    others = {n for line in equations for n in (line.name, *line.reads)}
    apart = [names for line in by_entries if not (names := {line.name, *line.reads}) & others] if others else []
    named = [(n, names_in(respeller.entries(m))) for (n, _), _, chain in chains.placed for m in chain.members]
    return frozenset(min(n for n, found in named if found & names) for names in apart)


def loose_ends(equations: Sequence[Forward]) -> list[tuple[int, int]]:
    """The places of equations that are not linked with any before: they lead to another end."""
    given: set[str] = set()
    read: set[str] = set()
    found = []
    for line in sorted((e for e in equations if e.place != (-1, -1)), key=lambda e: e.place):
        if given and not line.reads & given and line.name not in read | given:
            found.append(line.place)
        given, read = given | {line.name}, read | line.reads
    return found
