"""A small t above matrices that transposes them: ``A^t``, in a document that has no other t."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from symcnn.checking.binding.pages import trees_of, with_trees
from symcnn.notation.spelling import parts_of_name
from symcnn.reading.items import Item
from symcnn.reading.tree import Name, Number, Operation, Transposed, Tree, mapped, walk


def with_small_transposes(items: Sequence[Item]) -> list[Item]:
    """The items of a document, powers of t as transposes where t is nothing else."""
    trees = trees_of(items)
    return with_trees(items, turned) if transposes(trees) else list(items)


def transposes(trees: Iterable[Tree]) -> bool:
    """Whether t stands nowhere but above arrays, these stand without it too, and nothing else transposes."""
    nodes = [t for tree in trees for t in walk(tree)]
    bases = [b for t in nodes if (b := base_of(t)) is not None]
    if not bases or any(isinstance(t, Transposed) for t in nodes) or any(isinstance(b, Number) for b in bases):
        return False
    powers = sum(isinstance(t, Operation) for t in nodes if base_of(t) is not None)
    alone = sum(t == Name("t") for t in nodes) == powers
    below = any(isinstance(t, Name) and ("_t" in t.name or "_{t" in t.name or "^{t" in t.name) and base_of(t) is None
                for t in nodes)
    return alone and not below and any(t in bases for t in nodes if base_of(t) is None)


def base_of(tree: Tree) -> Tree | None:
    """What stands below a lone t; None where there is none."""
    if isinstance(tree, Operation) and tree.operator == "^" and tree.right == Name("t"):
        return tree.left
    if isinstance(tree, Name) and "^" in tree.name:
        parts = parts_of_name(tree.name)
        if parts is None:
            return None
        return replace(tree, name=replace(parts, superscript="").join()) if parts.superscript == "t" else None
    return None


def turned(tree: Tree) -> Tree:
    """A tree with its powers of t as transposes."""
    inner = mapped(tree, turned)
    base = base_of(inner)
    return inner if base is None else Transposed(base, span=inner.span)
