"""Arrays that a page gives by their transposes alone: ``X^T = [[1, 0, 1], [0, 1, 1]]`` where no other line says what X is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from symcnn.checking.binding.pages import chains_of, with_chains
from symcnn.checking.meaning.link import is_numeric
from symcnn.reading.claims import Chain
from symcnn.reading.items import Item
from symcnn.reading.tree import Matrix, Name, Transposed


def with_given_transposed(items: Sequence[Item]) -> list[Item]:
    """The items of a document, the first line that gives an array turned as one that gives the array."""
    chains = chains_of(items)
    told = {c.members[0].name for c in chains if c.kind == "claim" and isinstance(c.members[0], Name)}
    first: dict[str, Chain] = {}
    for chain in chains:
        if (name := turned_name(chain)) and name not in told:
            first.setdefault(name, chain)

    def rule(chain: Chain) -> Chain:
        if first.get(turned_name(chain)) is not chain:
            return chain
        return replace(chain, members=(Name(turned_name(chain), span=chain.members[0].span),
                                       Transposed(chain.members[1], span=chain.members[1].span)))
    return with_chains(items, rule) if first else list(items)


def turned_name(chain: Chain) -> str:
    """The name of which a line gives the transpose as numbers in several rows; nothing for another line."""
    head, right = chain.members[0], chain.members[-1]
    if len(chain.members) != 2 or chain.relations[0] not in ("=", ":=") or not isinstance(head, Transposed):
        return ""
    rows = isinstance(right, Matrix) and len(right.rows) > 1 and all(isinstance(r, Matrix) for r in right.rows)
    return head.argument.name if isinstance(head.argument, Name) and rows and is_numeric(right) else ""
