r"""Letters that nobody defines and that divide a sum over whole maps: the Z of ``1/Z \sum_i \sum_j A_{ij}``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symcnn.checking.binding.pages import chains_of, with_trees
from symcnn.reading.items import Item
from symcnn.reading.tree import Entry, Name, Number, Operation, SumOver, Tree, find, mapped, walk


def with_counted_means(items: Sequence[Item]) -> list[Item]:
    """The items of a document, such a letter as the product of how far the letters of the sum run."""
    chains = [c.members for c in chains_of(items)]
    means = dict(m for members in chains for m in means_in(members))
    if len(means) != 1:
        return list(items)
    (count, letters), = means.items()
    taken = {t.name for members in chains for m in members for t in find(m, Name)}
    ends = [name for name in ("H", "W", "P", "Q", "R", "S") if name not in taken]
    if len(ends) < len(letters):
        return list(items)
    limits = dict(zip(letters, map(Name, ends), strict=False))

    def rule(tree: Tree) -> Tree:
        if tree == Name(count):
            whole: Tree = limits[letters[0]]
            for letter in letters[1:]:
                whole = Operation("juxtapose", whole, limits[letter], span=tree.span)
            return whole
        if isinstance(tree, SumOver) and is_open(tree) and set(tree.letters) <= set(letters):
            body = rule(tree.body)
            for letter in reversed(tree.letters):
                body = SumOver((letter,), Number("1"), limits[letter], body, span=tree.span)
            return body
        return mapped(tree, rule)

    return with_trees(items, rule)


def means_in(members: Sequence[Tree]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The letters that divide a sum over two letters or more in an equation's right side, with these."""
    for tree in (t for m in members[1:2] for t in walk(m)):
        if isinstance(tree, Operation) and tree.operator in ("juxtapose", "·", "*") and (letters := summed(tree.right)):
            left = tree.left
            if isinstance(left, Operation) and left.operator == "/" and left.left == Number("1") and isinstance(
                    left.right, Name) and len(left.right.name) == 1 and len(letters) > 1 and is_entry(tree.right):
                yield left.right.name, letters


def is_entry(tree: Tree) -> bool:
    """Whether what is summed is an array alone, and no product such as that of targets and logarithms."""
    return is_entry(tree.body) if isinstance(tree, SumOver) else isinstance(tree, Name | Entry)


def summed(tree: Tree) -> tuple[str, ...]:
    """The letters of sums without bounds that stand one inside the other."""
    if not isinstance(tree, SumOver) or not is_open(tree):
        return ()
    return (*tree.letters, *summed(tree.body))


def is_open(tree: SumOver) -> bool:
    """Whether a sum has no bounds and no conditions."""
    return tree.lower is None and tree.upper is None and not tree.conditions
