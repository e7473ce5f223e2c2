"""What stands behind a formula as its case: ``da_j/dz_i = a_i (1 - a_i), i = j`` is said where the two letters agree."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from symcnn.checking.binding.domains import is_letter
from symcnn.notation.spelling import parts_of_name, split
from symcnn.reading.claims import Chain
from symcnn.reading.tree import All, Cases, Name, Number, Operation, Tree, mapped, walk


def tied(chains: Sequence[Chain], classes: Callable[[], AbstractSet[str]] = frozenset) -> list[Chain]:
    r"""The chains, one followed by ``i = j`` with one letter for both; ``i != j`` says what is tried anyway.

    ``j \ne c`` of one of the ``classes`` says where a line holds.
    """
    found: list[Chain] = []
    for chain in chains:
        pair = letters_related(chain)
        if pair is None or not found or not stands_in(pair[0], found[-1]):
            found.append(chain)
        elif of_class(pair[1], classes()):
            head, *others = found[-1].members
            condition = Operation("!=" if chain.relations[0] == "!=" else "==", *map(Name, pair))
            found[-1] = replace(found[-1], members=(head, *(Cases(((m, condition),), span=m.span) for m in others)))
        elif chain.relations[0] == "=" and stands_in(pair[1], found[-1]):
            found[-1] = tied_together(found[-1], pair)
        elif not stands_in(pair[1], found[-1]):
            found.append(chain)
    return found


def tied_together(chain: Chain, pair: tuple[str, str]) -> Chain:
    """A formula with the first letter for both."""
    return replace(chain, members=tuple(with_letter(m, pair[1], pair[0]) for m in chain.members))


def ranges_behind(chains: Sequence[Chain], number: int) -> list[Tree]:
    """What the chains right behind one say of its letters: ``2 <= i <= 7``."""
    found: list[Tree] = []
    for chain in chains[number + 1:]:
        if len(chain.members) != 3 or set(chain.relations) - {"<", "<="} or not isinstance(chain.members[1], Name):
            break
        one, letter, other = chain.members
        found.append(All((Operation(chain.relations[0], one, letter), Operation(chain.relations[1], letter, other))))
    return found


def letters_related(chain: Chain) -> tuple[str, str] | None:
    """The two letters of ``i = j`` or ``i != j``."""
    if chain.relations not in (("=",), ("!=",)):
        return None
    names = [m.name for m in chain.members if isinstance(m, Name)]
    if len(names) != 2 or names[0] == names[1] or not is_letter(names[0]):
        return None
    # j \\ne y_i: the class of a sample
    is_pair = is_letter(names[1]) or (chain.relations == ("!=",) and any(map(is_letter, of_subscript(names[1]))))
    return (names[0], names[1]) if is_pair else None


def of_class(name: str, classes: AbstractSet[str]) -> bool:
    """Whether a name is that of a class, or of the class of a sample: ``y_i``."""
    parts = parts_of_name(name)
    return name in classes or (parts is not None and is_letter(parts.subscript or "0") and replace(
        parts, subscript="").join() in classes)


def stands_in(letter: str, chain: Chain) -> bool:
    """Whether a letter stands as an index in a chain."""
    return any(stands(letter, m) for m in chain.members)


def stands(letter: str, tree: Tree) -> bool:
    """Whether a letter stands as an index in a tree."""
    return any(isinstance(t, Name) and (letter in of_subscript(t.name) or t.name == letter) for t in walk(tree))


def of_subscript(name: str) -> tuple[str, ...]:
    """The letters that a name's subscript is made of: ``a_j`` has j, ``y_{ij}`` has i and j."""
    parts = parts_of_name(name)
    if parts is None:
        return ()
    below = parts.subscript
    if "_" in below:
        return (below,)
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
