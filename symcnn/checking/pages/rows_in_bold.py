r"""Samples in bold beside their entries in a plain font: ``\mathbf{y}_i`` where the page has ``y_{ik}``."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace

from symcnn.checking.binding.dots import with_entries
from symcnn.checking.binding.pages import trees_of, with_trees
from symcnn.notation.spelling import parts_of_name, without_font
from symcnn.reading.items import Item
from symcnn.reading.tree import Entry, Name, Tree, find, mapped


def with_rows_in_one_font(items: Sequence[Item]) -> list[Item]:
    """The items of a document, rows of arrays in the font of their entries."""
    entries = [t for tree in trees_of(items) for t in find(with_entries(tree), Entry) if isinstance(t.base, Name)]
    at: dict[str, set[tuple[Tree, ...]]] = {}
    for each in entries:
        at.setdefault(each.base.name, set()).add(each.indices)  # type: ignore[attr-defined]
    rows = {name: without_font(name) for name in at if without_font(name) != name}
    fonts = {name for name, plain in rows.items() if plain in at and list(rows.values()).count(plain) == 1
             and are_rows(at[name], at[plain])}
    return with_trees(items, lambda t: in_plain(t, fonts)) if fonts else list(items)


def are_rows(rows: set[tuple[Tree, ...]], entries: set[tuple[Tree, ...]]) -> bool:
    """Whether all entries have one index more than the rows, and a letter of theirs first."""
    letters = {i[0] for i in rows if len(i) == 1 and isinstance(i[0], Name)}
    return len(letters) > 0 and all(len(i) == 1 for i in rows) and all(len(i) == 2 for i in entries) and any(
        i[0] in letters for i in entries)


def in_plain(tree: Tree, fonts: Set[str]) -> Tree:
    """The tree with arrays and their rows in the plain font."""
    if isinstance(tree, Name):
        parts = parts_of_name(tree.name)
        bold = parts is not None and replace(parts, subscript="").join() in fonts
        return replace(tree, name=without_font(tree.name)) if bold else tree
    return mapped(tree, lambda t: in_plain(t, fonts))
