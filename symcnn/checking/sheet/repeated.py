"""What is written once more for the same thing: a mistake in a formula costs once, and a number is as good as before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from symcnn.checking.meaning.link import Link, is_numeric
from symcnn.reading.tree import Matrix, Negation, Number, Tree


@dataclass
class Repeated:
    """The mistakes so far: what they are in, their cause in words, and the claim that made them first.

    ``sound`` are the numbers that were found to be right for something, or to follow from the writer's own.
    """

    first: dict[tuple[str, str, str], str] = field(default_factory=dict)
    sound: dict[tuple[str, Tree], Link] = field(default_factory=dict)

    def carried(self, key: str | None, links: Sequence[Link], claim: str) -> list[Link]:
        """The links, those that repeat a mistake of an earlier claim as carried."""
        found, made = [], dict(self.first)
        for link in links:
            cause = link.causes[0] if link.causes else None
            known = self._as_before(key, link)
            if known is not None:
                found.append(known)
                continue
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

    def _as_before(self, key: str | None, link: Link) -> Link | None:
        """The link of a number that was sound before for the same thing, where it is not now."""
        sound = link.verdict in ("rounding", "carried")
        if sound and key is not None and link.member is not None and is_written_out(link.member):
            self.sound.setdefault((key, link.member), link)
        return self.again(key, link.member) if link.verdict in ("wrong", "slip", "suspect") else None

    def again(self, key: str | None, member: Tree | None) -> Link | None:
        """The link of a number that was found sound for something, where it is written once more."""
        return self.sound.get((key, member)) if key is not None and member is not None else None


def is_written_out(tree: Tree) -> bool:
    """Whether a side of a line is nothing but numbers."""
    return isinstance(tree, Number | Negation | Matrix) and is_numeric(tree)
