r"""Names told apart by letters: ``net_j`` and ``net_k``, ``\delta_j`` and ``\delta_k``, ``w_{ji}``, ``w_{kj}``."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from symcnn.checking.binding.subscripts import other_case
from symcnn.checking.binding.target import Target
from symcnn.notation.spelling import parts_of_name, split
from symcnn.reading.tree import Entry, Name, Tree

if TYPE_CHECKING:
    from symcnn.checking.binding.names import Names

Letters = tuple[str, ...]

_LAYER = re.compile(r"[(\[]?(?:l|\\ell)(?:[+-][1-9])?[)\]]?")


def key(name: str, letters: Letters) -> str:
    """The name of an array in the network's language where its letters tell it from another."""
    return f"{name}[{','.join(letters)}]"


def letters_of(tree: Tree) -> Letters:
    """The letters at which an entry is, empty where there are none or others."""
    return names_of(tree.indices) if isinstance(tree, Entry) else ()


def names_of(indices: tuple[Tree, ...]) -> Letters:
    """The letters that indices are, empty where one is another thing."""
    letters = tuple(i.name for i in indices if isinstance(i, Name))
    return letters if len(letters) == len(indices) else ()


def alias(names: Names, name: str, indices: tuple[Tree, ...]) -> Target | None:
    """What a writer's name for a tensor means at these indices."""
    if name not in names.aliases:
        return None
    letters = names_of(indices)
    if key(name, letters) in names.aliases:
        return Target(names.aliases[key(name, letters)], indices)
    if not is_of_other_letters(names, name, letters):
        return Target(names.aliases[name], indices)
    other = of_same_name(names, names.aliases[name], letters)
    return None if other is None else Target(other, indices)


def of_same_name(names: Names, gradient: str, letters: Letters) -> str | None:
    """The gradient by what has another layer's letters and the same name: by ``a_k`` for that by ``a_j``."""
    tensors = names.model.system.tensors
    partial = tensors[gradient].partial
    alike = [] if partial is None else [k for k in names.keys(tensors[partial[1]].shown) if axis_letters(names, k) == letters]
    return next(iter(names.gradients(alike)), None)


def is_of_other_letters(names: Names, name: str, letters: Letters) -> bool:
    r"""Whether a name that is known at letters of its own, ``\delta_k``, stands at letters that only other results have."""
    own = axis_letters(names, names.aliases[name])
    if not letters or letters == own or key(name, own) not in names.aliases:
        return False
    return any(axis_letters(names, e.tensor) == letters for e in names.model.network.forward_system.equations)


def axis_letters(names: Names, tensor: str) -> Letters:
    """The letters of the axes of a tensor or a gradient."""
    return tuple(a.letter for a in names.model.system.tensors[tensor].axes)


def without_superscripts(names: Names, name: str, letters: Letters) -> list[str]:
    """The one tensor that bears a name with a superscript and has axes of these letters: ``w_{kj}`` for ``w_{kj}^{(2)}``."""
    if len(letters) < 2 or (parts := split(name)).superscript:
        return []
    shown = {k: split(t.shown) for k, t in names.model.network.forward_system.tensors.items()}
    found = [k for k, other in shown.items() if other.superscript and replace(other, superscript="") == parts]
    fitting = [k for k in found if axis_letters(names, k) == letters]
    return fitting if len(found) > 1 and len(fitting) == 1 else []


def of_the_layer(names: Names, name: str) -> list[str]:
    """The one tensor that bears a name with the letter of a layer above it: entries ``a_{11}`` of ``a^{l-1}``."""
    found = [k for k, t in names.model.network.forward_system.tensors.items() if is_of_layer(t.shown, name)]
    return found if len(found) == 1 else []


def is_of_layer(name: str, bare: str) -> bool:
    """Whether a name is another one, in whatever case, with the letter of a layer above it."""
    parts = parts_of_name(name)
    return parts is not None and _LAYER.fullmatch(parts.superscript) is not None and not parts.subscript and (
        bare in (parts.base, *other_case(parts.base)))
