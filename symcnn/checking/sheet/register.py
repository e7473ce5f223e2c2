"""The claims of a document as a report speaks of them: under which id, where in the source, for how many points."""

from __future__ import annotations

from dataclasses import dataclass, field

from symcnn.checking.lines.outcome import read_as
from symcnn.checking.report.verdict import Claim
from symcnn.reading.claims import Chain
from symcnn.reading.items import Mathematics


@dataclass
class Register:
    """The claims so far: how many there are, and the ids that they have."""

    counted: int = 0
    used: set[str] = field(default_factory=set)

    def claim(self, item: Mathematics, chain: Chain | None, place: int = 0, count: int = 1) -> Claim:
        """The next claim, of a piece of mathematics or of one link of ``count`` in a chain of it; no two have one id."""
        self.counted += 1
        ident = own_id(item) or f"c{self.counted}"
        unique = ident if count == 1 and ident not in self.used else next(
            f"{ident}.{n}" for n in range(1, 10_000) if f"{ident}.{n}" not in self.used)
        self.used.add(unique)
        points = next((float(d.points) for d in item.directives if d.points), None)
        span = None
        if chain is not None and place + 1 < len(chain.spans):
            start, (low, high) = chain.spans[0][0], chain.spans[place + 1]
            span = (low - start, high - start)
        latex = item.source if chain is None or not chain.spans else item.source[chain.spans[0][0]:chain.spans[-1][1]]
        return Claim(unique, item.line, latex, read_as(chain, place), points, span, item.cell)


def own_id(item: Mathematics) -> str:
    """The id that its author gave to a piece of mathematics, or nothing."""
    return next((d.id for d in item.directives if d.id), "")


def called(item: Mathematics) -> str:
    """What other lines call a piece of mathematics: by its id, else by its line."""
    return own_id(item) or f"line {item.line}"
