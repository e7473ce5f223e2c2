r"""Letters side by side the last of which is transposed or squared: ``XW^T`` is X times ``W^T``, and ``(XW)^T`` is not."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace

from symcnn.checking.binding.pages import trees_of, with_trees
from symcnn.checking.meaning.letter_runs import product_of
from symcnn.checking.own.respeller import run_together
from symcnn.reading.items import Item
from symcnn.reading.tree import Name, Operation, Transposed, Tree, mapped


def with_last_transposed(items: Sequence[Item]) -> list[Item]:
    """The items of a document, what stands above a product of letters side by side said of the last of them."""
    runs = run_together(trees_of(items))
    return with_trees(items, lambda t: of_last(t, runs)) if runs else list(items)


def of_last(tree: Tree, runs: Set[str]) -> Tree:
    """The tree with scripts of runs above their last letters, where no bracket stands round them."""
    inner = tree.argument if isinstance(tree, Transposed) else (
        tree.left if isinstance(tree, Operation) and tree.operator == "^" else None)
    if not isinstance(inner, Name) or inner.name not in runs or inner.span[0] != tree.span[0]:
        return mapped(tree, lambda t: of_last(t, runs))
    whole = product_of(inner.name)
    assert isinstance(whole, Operation)
    last = replace(tree, argument=whole.right) if isinstance(tree, Transposed) else replace(tree, left=whole.right)  # type: ignore[call-arg]
    return replace(whole, right=last, span=tree.span)
