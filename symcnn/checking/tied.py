"""What stands behind a formula as its case: ``da_j/dz_i = a_i (1 - a_i), i = j`` is said where the two letters agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from symcnn.checking.domains import is_letter
from symcnn.notation.spelling import parts_of_name, split
from symcnn.reading.claims import Chain
from symcnn.reading.tree import Name, Number, Tree, mapped, walk


def tied(chains: Sequence[Chain]) -> list[Chain]:
    """The chains, one followed by ``i = j`` with one letter for both; ``i != j`` says what is tried anyway."""
    found: list[Chain] = []
    for chain in chains:
        pair = letters_related(chain)
        if pair is None or not found or not all(any(stands(letter, m) for m in found[-1].members) for letter in pair):
            found.append(chain)
        elif chain.relations[0] == "=":
            before = found[-1]
            found[-1] = replace(before, members=tuple(with_letter(m, pair[1], pair[0]) for m in before.members))
    return found


def letters_related(chain: Chain) -> tuple[str, str] | None:
    """The two letters of ``i = j`` or ``i != j``."""
    if chain.relations not in (("=",), ("!=",)):
        return None
    names = [m.name for m in chain.members if isinstance(m, Name) and is_letter(m.name)]
    return (names[0], names[1]) if len(names) == 2 and names[0] != names[1] else None


def stands(letter: str, tree: Tree) -> bool:
    """Whether a letter stands as an index in a tree."""
    return any(isinstance(t, Name) and (letter in of_subscript(t.name) or t.name == letter) for t in walk(tree))


def of_subscript(name: str) -> tuple[str, ...]:
    """The letters that a name's subscript is made of: ``a_j`` has j, ``y_{ij}`` has i and j."""
    parts = parts_of_name(name)
    if parts is None:
        return ()
    below = parts.subscript
    return (below,) if is_letter(below or "0") else tuple(below) if below.isalpha() and len(below) < 4 else ()


def with_letter(tree: Tree, old: str, new: str) -> Tree:
    """The tree with an index letter replaced, in entries and in the subscripts of names."""
    if isinstance(tree, Name):
        if tree.name == old:
            return replace(tree, name=new)
        letters = of_subscript(tree.name)
        if old not in letters:
            return tree
        parts = split(tree.name)
        below = "".join(new if each == old else each for each in letters)
        return replace(tree, name=replace(parts, subscript=below).join())
    return tree if isinstance(tree, Number) else mapped(tree, lambda t: with_letter(t, old, new))
