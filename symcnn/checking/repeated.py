"""A mistake in a formula that is written once more for the same thing costs once: the second line only carries it on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from symcnn.checking.link import Link


@dataclass
class Repeated:
    """The mistakes so far: what they are in, their cause in words, and the claim that made them first."""

    first: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def carried(self, key: str | None, links: Sequence[Link], claim: str) -> list[Link]:
        """The links, those that repeat a mistake of an earlier claim as carried."""
        found, made = [], dict(self.first)
        for link in links:
            cause = link.causes[0] if link.causes else None
            if key is None or link.verdict != "wrong" or link.written is not None or cause is None or cause.tag == "unknown":
                found.append(link)
                continue
            mark = (key, cause.tag, cause.message)
            before = self.first.get(mark)
            made.setdefault(mark, claim)
            if before is None or before == claim:
                found.append(link)
            else:
                found.append(replace(link, verdict="carried", evidence=f"the mistake of {before} once more: {cause.message}",
                                     causes=(), follows_from=(before,)))
        self.first = made
        return found
