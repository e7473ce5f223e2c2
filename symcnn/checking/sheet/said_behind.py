"""Names that a line uses and that are said behind it: ``v = T u, T = [...]`` in one display, errors anywhere."""

from __future__ import annotations

from collections.abc import Sequence

from symcnn.checking.binding.dots import with_entries
from symcnn.checking.judge.unknown import is_unknown
from symcnn.checking.meaning.document import Reading
from symcnn.notation.spelling import split, undressed
from symcnn.reading.claims import Chain
from symcnn.reading.items import Item, Mathematics
from symcnn.reading.tree import Derivative, Entry, Name, Tree, Unread, find, walk


def said_behind(reading: Reading, chains: Sequence[Chain]) -> list[Chain]:
    """The chains that define a name which nothing knows and which a chain in front of them uses."""
    used: set[str] = set()
    found = []
    for chain in chains:
        head = chain.members[0] if chain.kind == "claim" and len(chain.members) == 2 else None
        if isinstance(head, Name) and head.name in used and is_unknown(reading, head):
            found.append(chain)
        used |= {t.name for m in chain.members for t in find(m, Name)}
    return found


def errors_said_behind(items: Sequence[Item]) -> dict[int, list[Chain]]:
    r"""The lines that say what an error is, ``\delta_j = \frac{\partial E}{\partial o_j} f'(z_j)``, by the first that uses it.

    Those count that stand behind it; items are told by their number.
    """
    chains = [(n, c) for n, item in enumerate(items) if isinstance(item, Mathematics) for c in item.chains
              if c.kind == "claim" and not any(isinstance(m, Unread) for m in c.members)]
    found: dict[int, list[Chain]] = {}
    met: set[str] = set()
    for at, (place, chain) in enumerate(chains):
        head, *others = [errors_in(m) for m in chain.members]
        for name in sorted(set().union(*others) - head - met):
            behind = next((c for _, c in chains[at + 1:] if name in errors_in(c.members[0]) and is_said(c)), None)
            if behind is not None:
                found.setdefault(place, []).append(behind)
        met = met.union(head, *others)
    return found


def errors_in(tree: Tree) -> set[str]:
    """The names of errors in a tree, without their indices."""
    return {t.name for t in find(with_entries(tree), Name) if is_error(t.name)}


def is_error(name: str) -> bool:
    """Whether a name is a delta."""
    return "\\delta" in name and undressed(split(name).base) == "\\delta"


def is_said(chain: Chain) -> bool:
    """Whether a line says what an error is: by derivatives, and by no other error."""
    head, *others = chain.members
    return isinstance(head, Name | Entry) and not any(errors_in(m) for m in others) and any(
        isinstance(t, Derivative) for m in others for t in walk(m))
