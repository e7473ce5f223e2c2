"""Numbers that are wrong where they were worked out, and written once more: what is right but for them costs nothing."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

import numpy as np

from symcnn.checking.judge.judge import Judge
from symcnn.checking.lines.outcome import Outcome
from symcnn.checking.meaning.link import Link, is_numeric
from symcnn.errors import SymcnnError
from symcnn.reading.tree import Negation, Number, Operation, Tree, find, mapped

# so many slips back a writer takes a number up again
MOST = 20


@dataclass
class Slips:
    """The single numbers found wrong so far: as they were written without a sign, the right ones, and the claims."""

    known: list[tuple[str, float, str]] = field(default_factory=list)

    def put_right(self, outcome: Outcome) -> Outcome:
        """The outcome of a line, its members as carried that are right where such numbers are put right in them."""
        if not self.known or not isinstance(outcome.judge, Judge):
            return outcome
        return replace(outcome, links=tuple(self._put_right(outcome.judge, link) for link in outcome.links))

    def _put_right(self, judge: Judge, link: Link) -> Link:
        tree = link.member
        if link.verdict != "wrong" or tree is None or not is_numeric(tree) or not any(True for _ in find(tree, Operation)):
            return link
        written = {n.text for n in find(tree, Number)}
        for text, right, claim in reversed(self.known):
            if text not in written:
                continue
            with suppress(SymcnnError):
                mended = replace(judge, others=[exchanged(tree, text, right)]).links()[0]
                if mended.verdict in ("right", "rounding"):
                    return replace(link, verdict="carried", causes=(), follows_from=(claim,))
        return link

    def note(self, links: Sequence[Link], claim: str) -> None:
        """Keep the single numbers of a line that are wrong."""
        for link in links:
            number = link.member.argument if isinstance(link.member, Negation) else link.member
            if link.verdict in ("wrong", "carried", "slip") and isinstance(number, Number) and link.expected is not None and (
                    np.size(link.expected.data) == 1):
                # only its sign stands apart from it
                sign = -1 if isinstance(link.member, Negation) else 1
                self.known.append((number.text, sign * float(np.ravel(link.expected.data)[0]), claim))
        del self.known[:-MOST]


def exchanged(tree: Tree, text: str, right: float) -> Tree:
    """The tree with another number for one, wherever it stands."""
    if isinstance(tree, Number):
        new = Number(repr(abs(right)))
        return tree if tree.text != text else new if right >= 0 else Negation(new)
    return mapped(tree, lambda t: exchanged(t, text, right))
