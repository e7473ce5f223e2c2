r"""First indices that are one number wherever a page names an array: ``k_{1,p}(u, v)`` of a single input map."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from symcnn.checking.centred import entry_of
from symcnn.checking.dots import mapped, with_entries
from symcnn.checking.own_evidence import names_in
from symcnn.reading.items import Item, Mathematics
from symcnn.reading.tree import Entry, Name, Number, Tree


def without_one_number(items: Sequence[Item]) -> list[Item]:
    """The items of a document, arrays without a first index that is always one number, and letters stand behind it."""
    trees = [m for item in items if isinstance(item, Mathematics) for c in item.chains for m in c.members]
    firsts: dict[str, set[str]] = {}
    for name, indices in (found for tree in trees for found in arrays(tree)):
        first = indices[0]
        numbered = isinstance(first, Number) and len(indices) > 2 and not all(isinstance(t, Number) for t in indices)
        firsts.setdefault(name, set()).add(first.text if numbered and isinstance(first, Number) else "")
    whole = {n for tree in trees for n in names_in(with_entries(tree))} - set(firsts)
    found = frozenset(n for n, texts in firsts.items() if len(texts) == 1 and "" not in texts and n not in whole)
    if not found:
        return list(items)
    return [replace(item, chains=tuple(replace(c, members=tuple(shortened(m, found) for m in c.members)) for c in item.chains))
            if isinstance(item, Mathematics) else item for item in items]


def arrays(tree: Tree) -> Iterator[tuple[str, tuple[Tree, ...]]]:
    """The entries in a tree: their names and indices, the outermost alone."""
    found = entry_of(with_entries(tree) if isinstance(tree, Name) else tree)
    if found is not None:
        yield found
        return
    inner: list[Tree] = []
    mapped(tree, lambda t: inner.append(t) or t)  # type: ignore[func-returns-value]
    for part in inner:
        yield from arrays(part)


def shortened(tree: Tree, names: frozenset[str]) -> Tree:
    """The tree, entries of these arrays without their first index."""
    found = entry_of(with_entries(tree) if isinstance(tree, Name) else tree)
    if found is None or found[0] not in names:
        return tree if isinstance(tree, Name) else mapped(tree, lambda t: shortened(t, names))
    return Entry(Name(found[0]), found[1][1:], span=tree.span)
