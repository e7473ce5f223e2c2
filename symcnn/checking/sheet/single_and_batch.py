"""Layers stated twice, for one sample in small letters and for a batch in capitals: a line may speak of either by both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from symcnn.checking.binding.own_evidence import names_in
from symcnn.checking.binding.pages import chains_of
from symcnn.notation.spelling import enlarged, parts_of_name
from symcnn.reading.items import Item
from symcnn.reading.tree import Name, Operation, Tree, mapped


def batch_letters(items: Sequence[Item]) -> dict[str, str]:
    r"""The letters of single samples, each with that of the batch: z and Z of ``z = h W + b`` and ``Z = H W + 1 b^T``."""
    given = {c.members[0].name: c.members[1] for c in chains_of(items)
             if c.kind == "claim" and len(c.members) > 1 and c.relations[0] == "=" and isinstance(c.members[0], Name)}
    found: dict[str, str] = {}
    for name, right in given.items():
        batch = given.get(enlarged(name))
        if batch is None or enlarged(name) == name:
            continue
        letters = dict(pairs({name, *names_in(right)}, {enlarged(name), *names_in(batch)}))
        if with_letters(first_term(right), letters) == first_term(batch) and names_in(right) & names_in(batch):
            found |= letters
    return found


def pairs(names: set[str], others: set[str]) -> Iterator[tuple[str, str]]:
    """The letters of names that stand among others as capitals, and there alone."""
    for name in sorted(names - others):
        parts, large = parts_of_name(name), parts_of_name(enlarged(name))
        if enlarged(name) in others - names and parts is not None and large is not None:
            yield parts.base, large.base


def with_letters(tree: Tree, letters: Mapping[str, str]) -> Tree:
    """The tree with names of a batch for those of a single sample."""
    if isinstance(tree, Name):
        parts = parts_of_name(tree.name)
        return tree if parts is None or parts.base not in letters else replace(
            tree, name=replace(parts, base=letters[parts.base]).join())
    return mapped(tree, lambda t: with_letters(t, letters))


def first_term(tree: Tree) -> Tree:
    """The first term of a sum: biases are added in other ways to a batch."""
    return first_term(tree.left) if isinstance(tree, Operation) and tree.operator == "+" else tree
