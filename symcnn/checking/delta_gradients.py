r"""Pages that write ``\Delta w`` for the gradient by w, and say so: ``\Delta w = \frac{\partial L}{\partial w} = \dots``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from symcnn.checking.dots import mapped
from symcnn.reading.items import Item, Mathematics
from symcnn.reading.tree import Change, Derivative, Nabla, Tree


def with_gradients(items: Sequence[Item]) -> list[Item]:
    """The items of a document, gradients for changes where a line says that these are gradients."""
    chains = [c for item in items if isinstance(item, Mathematics) for c in item.chains if len(c.members) > 1]
    if not any(isinstance(c.members[0], Change) and isinstance(m, Derivative) and m.by == c.members[0].argument
               for c in chains for m in c.members[1:]):
        return list(items)
    return [replace(item, chains=tuple(replace(c, members=tuple(map(gradients, c.members))) for c in item.chains))
            if isinstance(item, Mathematics) else item for item in items]


def gradients(tree: Tree) -> Tree:
    """The tree with gradients for changes."""
    return Nabla(None, tree.argument, span=tree.span) if isinstance(tree, Change) else mapped(tree, gradients)
