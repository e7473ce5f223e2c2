r"""Entries whose letters stand in brackets: ``p(c) = e^{t_c} / S`` gives the entries of p, as ``p_c`` would."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symcnn.checking.binding.domains import is_letter
from symcnn.checking.binding.dots import with_entries
from symcnn.checking.binding.pages import chains_of, with_trees
from symcnn.notation.spelling import split
from symcnn.reading.claims import Chain
from symcnn.reading.items import Item
from symcnn.reading.tree import Application, Call, Entry, Name, Operation, SumOver, Tree, find, has, mapped


def with_bracketed_entries(items: Sequence[Item]) -> list[Item]:
    """The items of a document, names whose equation has the letters in their brackets for indices as entries at these."""
    names = {(head.base, len(head.arguments)) for c in chains_of(items) if (head := given_at_letters(c)) is not None}

    def rule(tree: Tree) -> Tree:
        tree = mapped(tree, rule)
        if isinstance(tree, Application) and (tree.base, len(tree.arguments)) in names:
            return Entry(tree.base, tree.arguments, span=tree.span)
        return tree

    return with_trees(items, rule) if names else list(items)


def given_at_letters(chain: Chain) -> Application | None:
    """The left side of an equation that gives the entries of an array at letters in brackets, or None."""
    head = chain.members[0]
    if chain.kind != "claim" or chain.relations[0] not in ("=", ":=") or not isinstance(head, Application) or not isinstance(
            head.base, Name):
        return None
    letters = {a.name for a in head.arguments if isinstance(a, Name) and is_letter(a.name)}
    # C_p(i, j) beside k_p(u, v): the letter below is an index too
    others = {c for m in chain.members[1:] for n in find(m, Name) for c in split(n.name).subscript}
    if len(letters) < len(head.arguments) or set(split(head.base.name).subscript) & others:
        return None
    return head if letters <= {n for m in chain.members[1:] for n in running(with_entries(m))} else None


def running(tree: Tree) -> Iterator[str]:
    """The letters of indices: those added up over, those of entries, those reckoned with in brackets, ``x(i + m)``."""
    for node in find(tree, SumOver, Application, Entry):
        if isinstance(node, SumOver):
            yield from node.letters
        elif isinstance(node, Entry):
            yield from (n.name for i in node.indices for n in find(i, Name))  # type: ignore[attr-defined]
        elif isinstance(node, Application):
            yield from (n.name for i in node.arguments if isinstance(i, Operation) and not has(i, Call)
                        for n in find(i, Name))  # type: ignore[attr-defined]
