r"""First indices that are one number wherever a page names an array: ``k_{1,p}(u, v)`` of a single input map."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from symcnn.checking.binding.centred import entry_of
from symcnn.checking.binding.dots import with_entries
from symcnn.checking.binding.pages import trees_of, with_trees
from symcnn.reading.items import Item
from symcnn.reading.tree import Entry, Name, Number, Tree, mapped


def without_one_number(items: Sequence[Item]) -> list[Item]:
    """The items of a document, arrays without a first index that is always one number, and letters stand behind it."""
    trees = trees_of(items)
    firsts: dict[str, set[str]] = {}
    for name, indices in (found for tree in trees for found in arrays(tree)):
        numbered = len(indices) > 2 and not all(isinstance(t, Number) for t in indices)
        firsts.setdefault(name, set()).add(indices[0].text if numbered and isinstance(indices[0], Number) else "")
    found = frozenset(n for n, texts in firsts.items() if len(texts) == 1 and "" not in texts)
    return with_trees(items, partial(shortened, names=found)) if found else list(items)


def arrays(tree: Tree) -> Iterator[tuple[str, tuple[Tree, ...]]]:
    """The entries in a tree, their names and indices, the outermost alone; arrays that stand whole without any."""
    found = entry_of(with_entries(tree) if isinstance(tree, Name) else tree)
    if found is not None:
        yield found
        return
    if isinstance(tree, Name):
        yield tree.name, ()
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
