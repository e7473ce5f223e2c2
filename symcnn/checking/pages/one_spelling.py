r"""Names that a page writes in two ways, ``w5`` beside ``w_5``, ``W_2`` beside ``W^{[2]}``, units ``a_{o_1}``: in one way."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from symcnn.checking.binding.pages import chains_of, trees_of, with_trees
from symcnn.checking.own.label_runs import INDICES
from symcnn.notation.spelling import Parts, parts_of_name
from symcnn.reading.items import Item
from symcnn.reading.replacing import renamed
from symcnn.reading.tree import Entry, Name, SumOver, Tree, find

# what batches are called below their means and variances
BATCHES = ("B", "\\mathcal{B}", "batch")
_UNIT = re.compile(r"([A-Za-z])_\{?([0-9]+)\}?")
_NUMBERED = re.compile(r"([A-Za-z]+)([0-9]+)")


def with_one_spelling(items: Sequence[Item]) -> list[Item]:
    r"""The items of a document, ``a_{o_1}`` and ``w5`` as ``a_{o1}`` and ``w_5`` where these are other spellings alone."""
    trees = trees_of(items)
    names = {t.name for member in trees for t in find(member, Name)}
    known = {n: p for n in names if (p := parts_of_name(n)) is not None}
    units = units_in(trees, known) - letters_of_heads(items)
    heads = {c.members[0].name for c in chains_of(items) if len(c.members) > 1 and isinstance(c.members[0], Name)}
    # a_1^{[2]} is a unit of a layer
    entries = {p.base for p in known.values() if p.subscript and p.superscript.startswith("[")}
    spelled = {}
    for name, parts in known.items():
        layer = as_layer(parts) if parts.base not in entries and name not in heads else None
        others = [as_number(parts), of_batch(parts), layer]
        found = [n for n in others if n in names and not {name, n} <= heads]
        if unit := as_unit(parts, units):
            spelled[name] = unit
        elif found:
            spelled[name] = str(found[0])
    if not spelled:
        return list(items)
    return with_trees(items, lambda t: renamed(t, spelled))


def as_unit(parts: Parts, units: frozenset[str]) -> str | None:
    """The name with ``o1`` below it for ``o_1``, where o is a letter of units."""
    match = _UNIT.fullmatch(parts.subscript)
    return replace(parts, subscript=match[1] + match[2]).join() if match and match[1] in units else None


def as_number(parts: Parts) -> str | None:
    """The name ``w_5`` for ``w5``."""
    match = _NUMBERED.fullmatch(parts.base)
    return replace(parts, base=match[1], subscript=match[2]).join() if match and not parts.subscript else None


def of_batch(parts: Parts) -> str | None:
    r"""The name ``\mu`` for ``\mu_B``, where both stand for what is taken over the batch."""
    return replace(parts, subscript="").join() if parts.subscript in BATCHES else None


def as_layer(parts: Parts) -> str | None:
    """The name ``z^{[2](i)}`` for ``z_2^{(i)}``, which has the number of its layer below."""
    if not parts.subscript.isdigit() or "[" in parts.superscript:
        return None
    sample = f"({parts.superscript})" if parts.superscript else ""
    return replace(parts, subscript="", superscript=f"[{parts.subscript}]{sample}").join()


def units_in(trees: Sequence[Tree], known: dict[str, Parts]) -> frozenset[str]:
    """The letters that stand below names with a number below them, none of which is an index or is summed over."""
    nodes = [t for member in trees for t in find(member, SumOver, Entry)]
    counted = {c for t in nodes if isinstance(t, SumOver) for c in t.letters} | {
        n.name for t in nodes if isinstance(t, Entry) for i in t.indices for n in find(i, Name)}
    found = {(m[1], m[0]) for p in known.values() if (m := _UNIT.fullmatch(p.subscript))}
    indices = {letter for letter, script in found if script in counted or f"{letter}_{script[len(letter):]}" in counted}
    return frozenset({letter for letter, _ in found} - indices - INDICES)


def letters_of_heads(items: Sequence[Item]) -> set[str]:
    """The letters below what equations give for any unit: where ``y_o`` is given, ``y_{o_1}`` is its entry."""
    heads = [c.members[0] for c in chains_of(items) if len(c.members) > 1]
    parts = [parts_of_name(h.name) for h in heads if isinstance(h, Name)]
    return {p.subscript for p in parts if p is not None}
