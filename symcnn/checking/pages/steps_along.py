r"""Gradients in a step that leave out by what they are: ``w \leftarrow w - \eta \nabla E(w)`` goes along ``dE/dw``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from symcnn.assembly.finish import named_like_a_loss
from symcnn.checking.binding.pages import with_chains
from symcnn.reading.claims import Chain
from symcnn.reading.items import Item
from symcnn.reading.tree import Application, Derivative, Nabla, Name, Operation, Tree, has, mapped


def with_gradients_by(items: Sequence[Item]) -> list[Item]:
    """The items of a document, gradients of a loss in a step as derivatives by what takes the step."""
    return with_chains(items, spelt_out)


def spelt_out(chain: Chain) -> Chain:
    """The chain with what its gradients are by, if it takes a step from an old value."""
    head = chain.members[0]
    if len(chain.members) < 2 or not isinstance(head, Name) or chain.relations[0] not in ("=", ":=", "<-") or not all(
            isinstance(m, Operation) and m.operator in ("+", "-") and m.left == head and has(m.right, Nabla)
            for m in chain.members[1:2]):
        return chain
    return replace(chain, members=(head, *(along(m, head) for m in chain.members[1:])))


def along(tree: Tree, head: Name) -> Tree:
    r"""The tree with ``dE/dw`` for ``\nabla E``, ``\nabla E(w)`` and ``\nabla_w E(w)``, in a step of w."""
    if not isinstance(tree, Nabla) or tree.by not in (None, head):
        return tree if isinstance(tree, Name) else mapped(tree, lambda t: along(t, head))
    of = tree.of.base if isinstance(tree.of, Application) and head in tree.of.arguments else tree.of
    if not isinstance(of, Name) or of == head or not named_like_a_loss(of.name):
        return tree
    return Derivative(of, head, span=tree.span)
