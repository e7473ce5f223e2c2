r"""Letters for gradients, with what they are by below: ``g_z`` is ``dJ/dz`` where ``g_b`` is said to be ``dJ/db``."""

from __future__ import annotations

from collections.abc import Sequence

from symcnn.checking.binding.pages import chains_of, with_trees
from symcnn.checking.own.label_runs import below
from symcnn.notation.spelling import parts_of_name
from symcnn.reading.items import Item
from symcnn.reading.tree import Derivative, Name, Tree, find, mapped


def with_lettered_gradients(items: Sequence[Item]) -> list[Item]:
    """The items of a document, such letters as the gradients that they stand for; the line that says so stays."""
    chains = [c.members for c in chains_of(items)]
    said: dict[str, Tree] = {}
    for members in chains:
        if len(members) > 1 and isinstance(members[1], Derivative) and (found := letter(members[0], members[1])):
            said.setdefault(found, members[1].of)
    names = {t.name for m in chains for member in m for t in find(member, Name)}
    others = {n for n in names if of_letter(n) in said and below(n) in names}
    if len(others) < 2:
        return list(items)

    def rule(tree: Tree) -> Tree:
        if isinstance(tree, Name) and tree.name in others:
            return Derivative(said[of_letter(tree.name)], Name(below(tree.name)), span=tree.span)
        return mapped(tree, rule)

    return with_trees(items, rule)


def letter(head: Tree, right: Tree) -> str:
    """The letter of a name that is said to be the gradient by what stands below it; empty for others."""
    if not (isinstance(head, Name) and isinstance(right, Derivative) and isinstance(right.by, Name)):
        return ""
    return of_letter(head.name) if below(head.name) == right.by.name and isinstance(right.of, Name) else ""


def of_letter(name: str) -> str:
    """The single letter before a subscript that is no number; empty for others."""
    parts = parts_of_name(name)
    if parts is None:
        return ""
    bare = not parts.superscript and not parts.primes and len(parts.base) == 1
    return parts.base if bare and parts.subscript and not parts.subscript.isdigit() else ""
