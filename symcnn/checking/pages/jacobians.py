r"""Jacobians written with a letter of their own, ``\mathbf{J}_{\mathbf{x}}(\mathbf{s})``: derivatives."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import partial

from symcnn.checking.binding.pages import chains_of, with_trees
from symcnn.notation.spelling import split, undressed
from symcnn.reading.items import Item
from symcnn.reading.tree import Application, Derivative, Name, Tree, find, mapped


def with_jacobians(items: Sequence[Item]) -> list[Item]:
    """A document with derivatives for Jacobians of what its equations give, by what stands elsewhere."""
    chains = chains_of(items)
    heads = {c.members[0].name for c in chains if isinstance(c.members[0], Name) and len(c.members) > 1}
    met = {t.name for c in chains for m in c.members for t in find(m, Name)}
    return with_trees(items, partial(put_in, heads, met)) if heads else list(items)


def put_in(heads: AbstractSet[str], met: AbstractSet[str], tree: Tree) -> Tree:
    """The tree with derivatives for Jacobians."""
    tree = mapped(tree, partial(put_in, heads, met))
    slopes = as_jacobian(tree) if isinstance(tree, Application) else None
    if slopes is None or slopes.of.name not in heads or slopes.by.name not in met:  # type: ignore[attr-defined]
        return tree
    return slopes


def as_jacobian(tree: Application) -> Derivative | None:
    r"""What ``\mathbf{J}_{\mathbf{x}}(\mathbf{s})`` differentiates, where it stands for a Jacobian."""
    if len(tree.arguments) != 1 or not isinstance(tree.base, Name) or not isinstance(tree.arguments[0], Name):
        return None
    parts = split(tree.base.name)
    if undressed(parts.base) != "J" or not parts.subscript or parts.subscript.isdigit():
        return None
    return Derivative(tree.arguments[0], Name(parts.subscript), span=tree.span)
