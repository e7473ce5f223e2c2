"""Names written with something left out or added: a superscript, a case, the number of a sample."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from symcnn.checking.subscripts import bare, undressed
from symcnn.checking.target import Target
from symcnn.errors import NameProblem, NameUnknown
from symcnn.notation.spelling import Parts, split
from symcnn.reading.tree import Tree

if TYPE_CHECKING:
    from symcnn.checking.names import Names


def loosely_named(names: Names, name: str, indices: tuple[Tree, ...]) -> Target | None:
    """A name that leaves out a superscript, or has the other case: ``W`` for ``W^x``, ``w^o`` for ``W^o``."""
    try:
        parts = split(name)
    except NameProblem:
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
        if dressed != parts.base and other.base != parts.base:
            # a bold W is no w
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


def of_sample(names: Names, name: str, indices: tuple[Tree, ...]) -> Target | None:
    """``y^n``, ``z^{[l](i)}``, the sample's number above: the same name without it."""
    try:
        parts = split(name)
    except NameProblem:
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
    base = Parts(parts.base, parts.subscript, parts.primes).join()
    try:
        return names.target(base, indices)
    except NameUnknown:
        return None
