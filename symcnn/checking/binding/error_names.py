"""The gradients that an error, a delta with or without a layer, can stand for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from symcnn.calculus.fragment import ends
from symcnn.checking.binding.subscripts import bare
from symcnn.expression.nodes import Access, Apply
from symcnn.expression.walk import descend, tensors
from symcnn.notation.spelling import Parts, parts_of_name, split, undressed
from symcnn.system import System

if TYPE_CHECKING:
    from symcnn.checking.binding.names import Names


def errors(names: Names, name: str) -> list[str]:
    """The gradients that a delta nobody defined can stand for, the likeliest first.

    ``\\delta_z`` is that by ``z``, ``\\delta^{(2)}`` that by ``z^{(2)}``, what a function is applied to before the rest.
    """
    parts = parts_of_name(name)
    if parts is None:
        return []
    if undressed(parts.base) != "\\delta" or not names.delta_is_error:
        return []
    forward = names.model.network.forward_system
    found = named_by(names, parts)
    if found:
        # \delta_o of a unit with output o may be the error before its activation
        before = [n.argument.tensor for e in forward.equations if e.tensor in found and isinstance(n := e.right, Apply)
                  and isinstance(n.argument, Access)]
        # \delta_h beside h = f(z_h) is the error of what has the label
        labelled = [k for k in before if split(forward.tensors[k].shown).subscript == parts.subscript != ""]
        return names.gradients([*labelled, *found, *before])
    if parts.subscript:
        return names.gradients(of_label(names, parts.subscript))
    if not parts.superscript:
        # of several layers with numbers, a delta without one says not which
        layers = {split(forward.tensors[e.tensor].shown).superscript for e in forward.equations}
        return names.gradients(ends(forward)) if names.model.network.is_fragment and len(layers) < 3 else []
    layer = bare(parts.superscript)
    applied = functions_are_applied_to(forward)
    found = [k for k in dict.fromkeys([*(e.tensor for e in forward.equations), *sorted(applied)])
             if bare(split(forward.tensors[k].shown).superscript) == layer]
    if not found and layer.isdigit() and not any(split(t.shown).superscript for t in forward.tensors.values()):
        # \delta^{(2)} beside z_2
        return names.gradients(of_label(names, layer))
    return names.gradients(sorted(found, key=lambda k: k not in applied))


def named_by(names: Names, parts: Parts) -> list[str]:
    """The tensors that are called what an error wears below it, or above it: ``o`` of ``\\delta^{o}``, no layer or loss."""
    forward = names.model.network.forward_system
    layers = {bare(split(t.shown).superscript) for t in forward.tensors.values()}
    above = bare(parts.superscript)
    if parts.subscript or not above or above in layers:
        return list(names.keys(parts.subscript)) if parts.subscript else []
    return [k for k in names.keys(above) if k != names.model.network.loss]


def as_said_of_others(names: Names, name: str) -> list[str]:
    """The gradient by what has this error's layer, as another error was said to be that by its own layer's: by ``z^{(2)}``."""
    parts, tensors = split(name), names.model.network.forward_system.tensors
    if not parts.superscript or parts.subscript:
        return []
    found = set()
    for other, key in names.said.items():
        if replace(split(other), superscript=parts.superscript) != parts or other == name:
            continue
        bases = {split(t.shown).base for k, t in tensors.items() if key in names.gradients([k])
                 and bare(split(t.shown).superscript) == bare(split(other).superscript)}
        found |= {k for k, t in tensors.items() if split(t.shown).base in bases
                  and bare(split(t.shown).superscript) == bare(parts.superscript)}
    return names.gradients(sorted(found)) if len(found) == 1 else []


def functions_are_applied_to(forward: System) -> set[str]:
    """The tensors that a function is applied to, ``net`` in ``o = f(net)``."""
    return {n.argument.tensor for e in forward.equations for n in descend(e.right)
            if isinstance(n, Apply) and isinstance(n.argument, Access)}


def of_label(names: Names, label: str) -> list[str]:
    """The tensors that bear a label below them, those that a function is applied to if there are any: ``z_d``, not ``a_d``."""
    forward = names.model.network.forward_system
    read = [tensors(e.right) for e in forward.equations]
    applied = {k for found in read if len(found) == 1 for k in found}
    # z_2 of a_2 = f(z_2), where nothing says what it is made of
    before = functions_are_applied_to(forward)
    given = sorted(before & set(forward.leaves))
    found = [k for k in dict.fromkeys([*(e.tensor for e in forward.equations), *given])
             if split(forward.tensors[k].shown).subscript == label]
    return sorted((k for k in found if k in applied), key=lambda k: k not in before) or found


def is_labelled(names: Names, name: str) -> bool:
    """Whether what stands below an error is a label, as below the tensors of the network: ``\\delta_o`` beside ``z_o``."""
    parts, forward = split(name), names.model.network.forward_system
    results = [e.tensor for e in forward.equations if e.tensor != names.model.network.loss]
    labels = {split(forward.tensors[k].shown).subscript for k in results} - {""}
    return undressed(parts.base) == "\\delta" and parts.subscript.isalpha() and any(label.isalpha() for label in labels)


def of_tensor(names: Names, name: str) -> bool:
    """Whether an error bears the name of a tensor below or above it: ``\\delta_z``."""
    parts = split(name)
    return undressed(parts.base) == "\\delta" and bool(named_by(names, parts))


def is_word(parts: Parts) -> bool:
    """Whether an error is told by a word, ``\\delta^{fc}``, which counts no layers: it is that of what has the word too."""
    return len(parts.superscript) > 1 and parts.superscript.isalpha()
