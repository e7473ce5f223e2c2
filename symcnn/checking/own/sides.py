"""The sides of an equation as the network's language takes them: steps in indices, products of columns, whole arrays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from symcnn.checking.binding.dots import with_entries
from symcnn.checking.meaning.letter_runs import apart
from symcnn.notation.letters import unused
from symcnn.notation.spelling import split, undressed
from symcnn.reading.tree import (
    PRODUCTS,
    Application,
    Call,
    Entry,
    Name,
    Operation,
    SumOver,
    Transposed,
    Tree,
    children,
    find,
    has,
    mapped,
)


def with_steps(left: Tree, right: Tree) -> Tree:
    """The right side with ``x_{iS+m}`` as an entry at i times S, where i is an index on the left."""
    letters = {t.name for t in left.indices if isinstance(t, Name)} if isinstance(left, Entry) else set()

    def put(tree: Tree) -> Tree:
        if isinstance(tree, Entry):
            return replace(tree, indices=tuple(apart(i, letters) for i in tree.indices))
        return mapped(tree, put)
    return put(right) if letters else right


def inner_products(left: Tree, right: Tree) -> Tree:
    """The right side with sums of products for bold letters side by side, where the left side is one number."""
    if isinstance(left, Entry):
        return rows_times(left, right)
    if not isinstance(left, Name) or is_bold(left) or not split(left.name).base.islower():
        return right

    def put(tree: Tree) -> Tree:
        tree = mapped(tree, put)
        inner = isinstance(tree, Operation) and tree.operator in ("*", "juxtapose") and all(
            is_bold(t) for t in (tree.left, tree.right))
        return Call("sum", (replace(tree, operator="odot"),)) if inner else tree  # type: ignore[call-arg]
    return put(right)


def rows_times(left: Entry, right: Tree) -> Tree:
    """The right side of an equation for numbers with rows times columns written out: ``w_j^T x`` for each j."""
    names = {n.name for t in (left, right) for n in find(with_entries(t), Name)}
    letter = Name(unused(("d", "m", "n", "r"), names))

    def put(tree: Tree) -> Tree:
        tree = mapped(tree, put)
        if not (isinstance(tree, Operation) and tree.operator in PRODUCTS and isinstance(tree.left, Transposed)
                and isinstance(tree.right, Name)):
            return tree
        row = with_entries(tree.left.argument)
        if not isinstance(row, Entry) or row.indices != left.indices or isinstance(with_entries(tree.right), Entry):
            return tree
        return SumOver((letter.name,), None, None, replace(
            tree, left=Entry(row.base, (*row.indices, letter)), right=Entry(tree.right, (letter,))))
    return put(right)


def is_bold(tree: Tree) -> bool:
    """Whether a tree is a name of a vector by its font: a small letter, bold or under an arrow."""
    base = split(tree.name).base if isinstance(tree, Name) else ""
    return undressed(base) != base and undressed(base).islower()


def without_argument(head: Tree, right: Tree) -> Tree:
    """``s(z)_i`` as the entry i of s, and ``f(w_1, w_2)`` as f where both are factors or terms of what it is."""
    if isinstance(head, Application) and len(head.arguments) > 1 and set(head.arguments) <= set(operands(right)):
        return head.base
    if not isinstance(head, Entry) or not isinstance(head.base, Application) or not all(
            isinstance(t, Name) for t in (head.base.base, *head.base.arguments)):
        return head
    return replace(head, base=head.base.base)


def operands(tree: Tree) -> Iterator[Tree]:
    """The names in a tree that are no indices."""
    if isinstance(tree, Name):
        yield tree
    elif not isinstance(tree, Entry | Application):
        for part in children(tree):
            yield from operands(part)


def wholes(left: Tree, right: Tree) -> tuple[Tree, Tree]:
    """Both sides without indices where they have the same ones: ``p_i = softmax(y)_i``."""
    same = isinstance(left, Entry) and isinstance(right, Entry) and isinstance(right.base, Call) and (
        left.indices == right.indices)
    return (left.base, right.base) if same else (left, right)  # type: ignore[attr-defined]


def adds_to_a_sum(tree: Operation) -> bool:
    r"""Whether a term stands behind a sum that does not say over what: ``-\sum y \log p + (1 - y) \log(1 - p)``."""
    return tree.operator in ("+", "-") and has(tree.right, Name) and any(not t.letters for t in find(tree.left, SumOver))
