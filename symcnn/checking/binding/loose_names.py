"""Names written with something left out or added: a superscript, a case, the number of a sample."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from symcnn.checking.binding.subscripts import bare, run_of
from symcnn.checking.binding.target import Target
from symcnn.errors import NameProblem, NameUnknown
from symcnn.notation.spelling import Parts, parts_of_name, split, undressed
from symcnn.reading.tree import Entry, Name, Number, Tree

if TYPE_CHECKING:
    from symcnn.checking.binding.names import Names

# how code calls a loss between two d
LOSSES = ("Loss", "loss", "Cost", "cost", "L", "E", "J", "C", "l", "e")


def loosely_named(names: Names, name: str, indices: tuple[Tree, ...]) -> Target | None:
    """A name that leaves out a superscript, or has the other case: ``W`` for ``W^x``, ``w^o`` for ``W^o``."""
    parts = parts_of_name(name)
    if parts is None:
        return None
    dressed, parts = parts.base, replace(parts, base=undressed(parts.base))
    if parts.base != dressed and len(parts.base) != 1:
        # a bar over a bold letter
        return names.target(parts.join(), indices) if names.knows(parts.join()) else None
    if len(parts.base) != 1:
        return None
    found = []
    for key, tensor in names.model.network.forward_system.tensors.items():
        other = split(tensor.shown)
        other = replace(other, base=undressed(other.base))
        same = other.base.lower() == parts.base.lower() and other.subscript == parts.subscript
        if (dressed != parts.base or parts.primes) and other.base != parts.base:
            # a bold W is no w, and W' none either
            continue
        if same and bare(parts.superscript) in ("", bare(other.superscript)):
            found.append(key)
    fitting = [k for k in found if names.rank(k) == len(indices)] if indices else found
    matching = [k for k in fitting if bare(split(names.model.system.tensors[k].shown).superscript) == bare(
        parts.superscript)]
    chosen = matching or fitting
    if not chosen:
        return None
    return Target(chosen[0], indices, f"{name} read as {names.model.system.tensors[chosen[0]].shown}")


def by_number(names: Names, name: str, indices: tuple[Tree, ...]) -> Target | None:
    """``W_1``, ``W^{(1)}``, ``W^{[1]}``, ``W1`` for the one tensor with this letter and number."""
    found = [(k, shown) for shown in in_other_spelling(names, name) for k in names.keys(shown) if names.rank(k) >= len(indices)]
    return Target(found[0][0], indices, f"{name} read as {found[0][1]}") if len(found) == 1 else None


def behind_the_loss(name: str) -> list[str]:
    """What a gradient named as in code is by: ``Z`` of ``dLdZ``, ``dL_dZ`` and ``dEdZ``."""
    rest = next((name[1 + len(loss):].removeprefix("_").strip("{}") for loss in LOSSES if name.startswith(f"d{loss}")), "")
    return [rest[1:]] if rest.startswith("d") and len(rest) > 1 else []


def in_other_spelling(names: Names, name: str) -> list[str]:
    """The tensors with the letter and the number of a name, wherever that stands."""
    numbered = _numbered(name)
    tensors = names.model.network.forward_system.tensors
    return [] if numbered is None else list(dict.fromkeys(t.shown for t in tensors.values() if _numbered(t.shown) == numbered))


def of_layer(names: Names, tree: Tree) -> Tree:
    """``z_{2,j}``, ``W_{2,jk}`` as entries of ``z_2``, ``W_2``, where nothing is called z, or W."""
    if not isinstance(tree, Entry) or not isinstance(tree.base, Name) or len(tree.indices) < 2 or (
            names.knows(tree.base.name) and names.rank(names.target(tree.base.name).key) >= len(tree.indices)):
        return tree
    number, *rest = tree.indices
    with suppress(NameProblem):
        parts = split(tree.base.name)
        layer = replace(parts, subscript=number.text).join() if (
            isinstance(number, Number) and number.text.isdigit() and not parts.subscript) else ""
        if layer and names.knows(layer):
            run = run_of(rest[0]) if len(rest) == 1 and names.rank(names.target(layer).key) > 1 else None
            return replace(tree, base=Name(layer), indices=run or tuple(rest))
    return tree


@lru_cache(maxsize=4096)
def _numbered(name: str) -> tuple[str, str] | None:
    """The letter of a name and its one number, wherever that stands."""
    parts = parts_of_name(name)
    if parts is None:
        return None
    base = undressed(parts.base)
    # a number may stand below the accent: \hat{y1}
    closing = "}" if base.endswith("}") else ""
    inner = base.removesuffix(closing)
    letter = inner.rstrip("0123456789")
    numbers = [n for n in (inner[len(letter):], parts.subscript.strip("()[]"), bare(parts.superscript)) if n]
    is_numbered = letter and not parts.primes and len(numbers) == 1 and numbers[0].isdigit()
    return (letter + closing, numbers[0]) if is_numbered else None


def of_sample(names: Names, name: str, indices: tuple[Tree, ...]) -> Target | None:
    """``y^n``, ``z^{[l](i)}``, the sample's number above: the same name without it."""
    parts = parts_of_name(name)
    if parts is None:
        return None
    layer, _, number = parts.superscript.rpartition("(")
    if layer.endswith(("]", ")")) and len(number) == 2 and number[0].isalpha():
        try:
            found = names.target(replace(parts, superscript=layer).join(), indices)
        except NameUnknown:
            return None
        # a matrix may hold the samples as its columns
        return found if names.rank(found.key) < 2 else None
    if len(parts.superscript) != 1 or not parts.superscript.isalpha():
        return None
    bare_letter = undressed(parts.base)
    if any((other := split(shown)).superscript == parts.superscript and undressed(other.base) == bare_letter
           for shown in names.shown):
        # a layer
        return None
    base = Parts(parts.base, parts.subscript, parts.primes).join()
    try:
        return names.target(base, indices)
    except NameUnknown:
        return None
