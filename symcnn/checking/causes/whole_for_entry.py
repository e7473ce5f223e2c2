"""A whole array in a sum over places, where its entry at the letters of the sum belongs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from symcnn.checking.causes.edits import Edit, inside_a_name
from symcnn.checking.causes.places import places
from symcnn.checking.causes.targets import target_of
from symcnn.checking.meaning.document import Reading
from symcnn.checking.report.wording import say
from symcnn.reading.tree import Derivative, Entry, Nabla, Name, SumOver, Tree


def entry_edits(reading: Reading, tree: Tree) -> Iterator[Edit]:
    """``sum_{r,c} dC_{r,c}/dw \\nabla C_{r,c}`` for ``sum_{r,c} dC_{r,c}/dw \\nabla C``."""
    for node, rebuild, parents in places(tree):
        letters = tuple(n for p in parents if isinstance(p, SumOver) for n in p.letters)
        if not letters or inside_a_name(parents) or any(isinstance(p, Derivative | Nabla) for p in parents):
            continue
        inner = node.by if isinstance(node, Derivative) else node.by or node.of if isinstance(node, Nabla) else node
        whole = target_of(reading, inner) if isinstance(inner, Name) else None
        rank = 0 if whole is None or whole.indices else len(reading.names.model.system.tensors[whole.key].axes)
        if not 0 < rank <= len(letters):
            continue
        new = at_letters(node, tuple(Name(n) for n in letters[-rank:]))
        yield Edit("index-missing", f"the indices are left off: right with {say(new)} for {say(node)}", 0.8, rebuild(new))


def at_letters(tree: Tree, indices: tuple[Tree, ...]) -> Tree:
    """What names an entry of a whole."""
    if isinstance(tree, Derivative):
        return replace(tree, by=Entry(tree.by, indices))
    if isinstance(tree, Nabla):
        return replace(tree, by=Entry(tree.by, indices)) if tree.by is not None else replace(
            tree, of=Entry(tree.of or Name("?"), indices))
    return Entry(tree, indices)
