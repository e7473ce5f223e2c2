"""Names that a line uses and that are said behind it in the same display: ``v = T u, T = [...]``."""

from __future__ import annotations

from collections.abc import Sequence

from symcnn.checking.document import Reading
from symcnn.checking.unknown import is_unknown
from symcnn.reading.claims import Chain
from symcnn.reading.tree import Name, walk


def said_behind(reading: Reading, chains: Sequence[Chain]) -> list[Chain]:
    """The chains that define a name which nothing knows and which a chain in front of them uses."""
    used: set[str] = set()
    found = []
    for chain in chains:
        head = chain.members[0] if chain.kind == "claim" and len(chain.members) == 2 else None
        if isinstance(head, Name) and head.name in used and is_unknown(reading, head):
            found.append(chain)
        used |= {t.name for m in chain.members for t in walk(m) if isinstance(t, Name)}
    return found
