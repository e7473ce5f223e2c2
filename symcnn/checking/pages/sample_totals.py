r"""Losses of samples beside their total under the same letter, ``L = \frac1N \sum_i L_i``: two names for two things."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from symcnn.checking.binding.dots import with_entries
from symcnn.checking.binding.own_evidence import names_in
from symcnn.checking.binding.pages import chains_of, trees_of, with_trees
from symcnn.checking.own.label_runs import time_of
from symcnn.notation.spelling import split, undressed
from symcnn.reading.items import Item
from symcnn.reading.tree import Derivative, Entry, Name, SumOver, Tree, find, mapped


def with_totals_apart(items: Sequence[Item]) -> list[Item]:
    """The items of a document, losses of single samples in another font than the total that adds them up.

    So it is where their slopes alone are added up, and something else is given at each sample.
    """
    sides = [(c.members[0], m) for c in chains_of(items) if c.kind == "claim" for m in c.members[1:]]
    given = {entry for head, right in sides if names_in(right) and (entry := entry_of(head)) is not None}
    time = time_of(sides)
    several = {entry.indices for entry in given if sum(entry.indices == other.indices for other in given) > 1}
    totals = [(head.of, right, several) if isinstance(head, Derivative) else (head, right, None) for head, right in sides]
    bases = {total.name for total, right, at in totals if isinstance(total, Name)
             for entry in given if entry.base == total and adds_up(right, entry) and entry.indices != (Name(time),)
             and (at is None or entry.indices in at)}
    names = {t.name for tree in trees_of(items) for t in find(tree, Name)}
    heads = {head.name for head, _ in sides if isinstance(head, Name)}
    letters = {base: other for base in sorted(bases) if (other := in_another_font(base, names, base in heads))}
    return with_trees(items, lambda t: apart(t, letters)) if letters else list(items)


def entry_of(tree: Tree) -> Entry | None:
    """The tree as an entry at one letter of a name."""
    entry = with_entries(tree)
    if isinstance(entry, Entry) and isinstance(entry.base, Name) and len(entry.indices) == 1 and isinstance(
            index := entry.indices[0], Name) and len(index.name) == 1:
        return replace(entry, base=Name(entry.base.name), indices=(Name(index.name),))
    return None


def adds_up(tree: Tree, entry: Entry) -> bool:
    """Whether a tree has a sum over one letter in it, which adds up such entries, or their slopes, as they are."""
    terms = [(s.letters, s.body.of if isinstance(s.body, Derivative) else s.body) for s in find(tree, SumOver)]
    return any(entry_of(term) == replace(entry, indices=(Name(letter),)) for letters, term in terms for letter in letters)


def in_another_font(base: str, names: set[str], given: bool) -> str:
    """The letter of a name in a font in which a document has none; another letter where the name alone is not given."""
    letter, used = undressed(split(base).base), {split(n).base for n in names}
    dressed = given and len(letter) == 1 and letter.isupper()
    fonts = (f"\\mathcal{{{letter}}}", f"\\mathfrak{{{letter}}}") if dressed else ("\\ell",)
    return next((replace(split(base), base=f).join() for f in fonts if f not in used), "")


def apart(tree: Tree, letters: Mapping[str, str]) -> Tree:
    """The tree, entries of these names under others."""
    entry = with_entries(tree) if isinstance(tree, Name | Entry) else tree
    if isinstance(entry, Entry) and isinstance(entry.base, Name) and entry.base.name in letters and len(entry.indices) == 1:
        return Entry(Name(letters[entry.base.name], span=tree.span), entry.indices, span=tree.span)
    return tree if isinstance(tree, Name) else mapped(tree, lambda t: apart(t, letters))
