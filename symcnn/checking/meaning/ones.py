r"""Arrays of ones without a size beside another array: ``\mathbf{1}^T G`` adds up the rows of G."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from symcnn.checking.binding.pages import trees_of, with_trees
from symcnn.checking.meaning.operations import Option
from symcnn.checking.numbers.value import reshaped
from symcnn.notation.spelling import parts_of_name
from symcnn.reading.items import Item
from symcnn.reading.tree import Call, Name, Operation, Transposed, Tree, find, mapped

LETTER = "\\iota"


def is_ones(tree: Tree) -> bool:
    """Whether a tree is an array of ones whose size nobody says."""
    inner = tree.argument if isinstance(tree, Transposed) else tree
    return isinstance(inner, Call) and inner.function == "ones" and not inner.arguments


def added_up(left: Tree, right: Tree, one: Option, other: Option) -> Iterator[Option]:
    """The other factor's entries added up where one factor is ones: over the rows before it, along them behind it."""
    if is_ones(left) == is_ones(right):
        return
    value, said = other if is_ones(left) else one
    if value.rank == 2:
        axis = -2 if is_ones(left) else -1
        yield reshaped(value, lambda a: a.sum(axis=axis)), said
    elif value.rank == 1 and isinstance(left, Transposed):
        yield reshaped(value, lambda a: a.sum(axis=-1)), said


def with_ones(items: Sequence[Item]) -> list[Item]:
    r"""The items of a document, ``\iota_N`` as ones where every iota has a size below it; ``\mathbf{1} b^T`` is a bias."""
    names = {t.name for m in trees_of(items) for t in find(m, Name) if LETTER in t.name}
    if not all(is_iota(n) for n in names):
        names = set()

    def rule(tree: Tree) -> Tree:
        if isinstance(tree, Name) and tree.name in names:
            return Call("ones", (), span=tree.span)
        inner = mapped(tree, rule)
        if not isinstance(inner, Operation) or inner.operator != "+" or (bias := spread(inner.right)) is None:
            return inner
        return replace(inner, right=bias)

    return with_trees(items, rule)


def spread(tree: Tree) -> Name | None:
    """What ones spread over all rows, ``b`` of ``\\mathbf{1} b^T``; None for other products."""
    if not (isinstance(tree, Operation) and tree.operator in ("juxtapose", "·") and is_ones(tree.left)):
        return None
    row = tree.right.argument if isinstance(tree.right, Transposed) else None
    return row if isinstance(row, Name) else None


def is_iota(name: str) -> bool:
    """Whether a name is an iota with a capital, a size, below it."""
    parts = parts_of_name(name)
    if parts is None:
        return False
    return parts.base == LETTER and parts.subscript[:1].isupper() and not parts.superscript
