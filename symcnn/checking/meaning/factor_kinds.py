"""Of which kind a factor of a product is as it is written: a table of slopes, a matrix of windows, a convolution."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.checking.meaning.window_matrices import WINDOWS, is_rearranged
from symcnn.reading.tree import Call, Derivative, Name, Operation, Transposed, Tree, walk

if TYPE_CHECKING:
    from symcnn.checking.meaning.interpret import Interpreter


def is_loose(glyph: str, left: Tree, right: Tree) -> bool:
    """Whether an outer product stands without a sign for it or a transpose."""
    return glyph in ("juxtapose", "·") and not any(isinstance(n, Transposed) for t in (left, right) for n in walk(t))


def is_laid_out(tree: Tree) -> bool:
    """Whether a tree is a kernel or a result laid out as a matrix, or its transpose."""
    return is_rearranged(tree.argument if isinstance(tree, Transposed) else tree)


def right_end(tree: Tree) -> Tree:
    """The last factor of a product."""
    return right_end(tree.right) if isinstance(tree, Operation) and tree.operator in ("juxtapose", "*", "·") else tree


def is_table(reader: Interpreter, tree: Tree) -> bool:
    """Whether a tree is a derivative of what an equation gives that is no loss: a link of a chain, a table of slopes."""
    if not isinstance(tree, Derivative) or not isinstance(tree.of, Name):
        return False
    network = reader.names.model.network
    given = {e.tensor for e in network.forward_system.equations} - {network.loss}
    return bool(given.intersection(reader.names.keys(tree.of.name)))


def is_columns(tree: Tree) -> bool:
    """Whether a tree is the matrix of an image's windows, or its transpose."""
    inner = tree.argument if isinstance(tree, Transposed) else tree
    return isinstance(inner, Call) and inner.function in WINDOWS


def is_convolution(tree: Tree) -> bool:
    """Whether a tree is made with a sign that may mean a convolution."""
    return isinstance(tree, Operation) and tree.operator in ("star", "*")
