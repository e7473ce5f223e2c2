"""Numbers given side by side: ``(w_1, w_2) = (1, 0)`` gives each its own, ``m_0 = v_0 = 0`` both the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from symcnn.checking.meaning.link import is_numeric
from symcnn.reading.claims import Chain
from symcnn.reading.items import Item, Mathematics
from symcnn.reading.tree import Entry, Name, Number, Tuple


def with_tuples_apart(items: Sequence[Item]) -> list[Item]:
    """The items of a document, names that are given numbers side by side one by one."""
    return [replace(item, chains=tuple(c for chain in item.chains for c in apart(chain)))
            if isinstance(item, Mathematics) else item for item in items]


def apart(chain: Chain) -> Iterator[Chain]:
    """The chain, or one for each of the names."""
    head, right = (*chain.members, None, None)[:2]
    listed = isinstance(head, Tuple) and isinstance(right, Tuple) and len(head.items) == len(right.items)
    if listed and len(chain.members) == 2 and chain.relations == ("=",) and all(
            isinstance(n, Name | Entry) for n in head.items) and all(map(is_numeric, right.items)):  # type: ignore[union-attr]
        for name, number in zip(head.items, right.items, strict=True):  # type: ignore[union-attr]
            yield replace(chain, members=(name, number))
    elif are_nought(chain):
        for place, name in enumerate(chain.members[:-1]):
            spans = (chain.spans[place], chain.spans[-1]) if chain.spans else ()
            yield replace(chain, members=(name, chain.members[-1]), relations=("=",), spans=spans)
    else:
        yield chain


def are_nought(chain: Chain) -> bool:
    """Whether several names begin with nought, ``m_0 = v_0 = 0``: nobody says that they are the same."""
    *names, last = chain.members
    return len(names) > 1 and set(chain.relations) == {"="} and all(isinstance(n, Name) for n in names) and (
        isinstance(last, Number) and float(last.text) == 0)
