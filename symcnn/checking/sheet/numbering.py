"""The numbers of lines that have no name: lines judged apart from each other are numbered as one document."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from symcnn.checking.report.verdict import Judged

# the name of a line that has none
NUMBER = re.compile(r"c[0-9]+(?P<part>(?:\.[0-9]+)?)")


def numbered(lines: Iterable[Judged]) -> list[Judged]:
    """The lines numbered through; what one follows from is told by its line, or by the name that its writer gave it.

    Lines that their writer named keep their names.
    """
    found = []
    for n, each in enumerate(lines, start=1):
        match = NUMBER.fullmatch(each.claim.id)
        found.append(replace(each, claim=replace(each.claim, id=f"c{n}{match['part']}")) if match is not None else each)
    return found
