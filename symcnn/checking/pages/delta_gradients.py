r"""Pages that write ``\Delta w`` for the gradient by w, and say so: ``\Delta w = \frac{\partial L}{\partial w} = \dots``."""

from __future__ import annotations

from collections.abc import Sequence

from symcnn.checking.binding.pages import chains_of, with_trees
from symcnn.reading.items import Item
from symcnn.reading.tree import Change, Derivative, Nabla, Tree, mapped


def with_gradients(items: Sequence[Item]) -> list[Item]:
    """The items of a document, gradients for changes where a line says that these are gradients."""
    chains = [c for c in chains_of(items) if len(c.members) > 1]
    if not any(isinstance(c.members[0], Change) and isinstance(m, Derivative) and m.by == c.members[0].argument
               for c in chains for m in c.members[1:]):
        return list(items)
    return with_trees(items, gradients)


def gradients(tree: Tree) -> Tree:
    """The tree with gradients for changes."""
    return Nabla(None, tree.argument, span=tree.span) if isinstance(tree, Change) else mapped(tree, gradients)
