"""Letters side by side: ``qz`` is q times z where both are known and the whole is not, ``xW_1`` is x times W_1."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace

from symcnn.checking.binding.dots import with_entries
from symcnn.notation.spelling import parts_of_name
from symcnn.reading.tree import Entry, Name, Operation, Tree, mapped, walk

LONGEST = 4


def is_run(name: str) -> bool:
    """Whether a name may be letters side by side."""
    return 1 < len(name) <= LONGEST and name.isascii() and name.isalpha() and len({c.islower() for c in name}) == 1


def run_of_letters(name: str) -> tuple[str, ...]:
    """The letters of a name side by side, its scripts with the last of them: ``x``, ``W_1``; none where it is no run."""
    parts = parts_of_name(name)
    if parts is None:
        return ()
    base = parts.base
    if not (1 < len(base) <= LONGEST and base.isascii() and base.isalpha()):
        return ()
    return (*base[:-1], replace(parts, base=base[-1]).join())


def is_product_of(name: str, names: Set[str]) -> bool:
    """Whether a name is several others side by side: ``xW_1`` and ``Wx``, and ``AW_2``, whose number is the last one's."""
    letters = run_of_letters(name)
    several = bool(letters) and letters[0] not in ("d", "D") and (
        len({c[0].islower() for c in letters}) == 2 or len(letters[-1]) > 1)
    return several and (set(letters) <= names or is_first_layer(letters, names))


def is_first_layer(letters: Sequence[str], names: Set[str]) -> bool:
    """Whether letters are an input and weights of one layer, where those of another have a name: ``XW_1`` beside ``W_2``."""
    one, *others = letters
    parts = parts_of_name(others[0]) if len(others) == 1 else None
    return one in ("X", "x") and parts is not None and parts.subscript.isdigit() and any(
        (p := parts_of_name(n)) is not None and p != parts and replace(p, subscript=parts.subscript) == parts
        and p.subscript.isdigit() for n in names)


def product_of(name: str) -> Tree:
    """The product of single letters."""
    letters = run_of_letters(name) or tuple(name)
    found: Tree = Name(letters[0])
    for letter in letters[1:]:
        found = Operation("juxtapose", found, Name(letter))
    return found


def runs_below(name: str) -> list[str]:
    """The letters side by side in sums below a name: ``si`` in ``y_{si+k}``."""
    entry = with_entries(Name(name))
    found = [t for i in entry.indices for t in walk(i)] if isinstance(entry, Entry) else []
    return [t.name for t in found if isinstance(t, Name) and is_run(t.name)]


def entries_with(tree: Tree, runs: Set[str]) -> Tree:
    """The tree with an entry for a name that has one of these below it."""
    if isinstance(tree, Name):
        return with_entries(tree) if set(runs_below(tree.name)) & runs else tree
    return mapped(tree, lambda t: entries_with(t, runs))


def apart(tree: Tree, letters: Set[str]) -> Tree:
    """An index with ``iS`` as i times S, where i is one of these letters."""
    if isinstance(tree, Name):
        parts = run_of_letters(tree.name)
        return product_of(tree.name) if len(parts) == 2 and tree.name.isalpha() and set(parts) & letters else tree
    if isinstance(tree, Operation):
        return replace(tree, left=apart(tree.left, letters), right=apart(tree.right, letters))
    return tree
