"""Powers that get a name on the right, ``x^2 = g``: g is the square, where x alone stands on the page too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from symcnn.checking.binding.pages import chains_of, with_chains
from symcnn.reading.claims import Chain
from symcnn.reading.items import Item
from symcnn.reading.tree import Derivative, Name, Number, Operation, find


def with_powers_named(items: Sequence[Item]) -> list[Item]:
    """The items of a document, such equations with the name on the left, where no other gives it."""
    chains = chains_of(items)
    heads = {c.members[0] for c in chains if len(c.members) > 1}
    by = {t.by for c in chains for m in c.members for t in find(m, Derivative)}

    def turned(chain: Chain) -> Chain:
        match chain.members:
            case (Operation(operator="^", left=Name() as base, right=Number()) as power, Name() as name) if (
                    base in by and name not in heads and chain.relations == ("=",)):
                return replace(chain, members=(name, power))
        return chain
    return with_chains(items, turned)
