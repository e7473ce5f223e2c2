r"""Kernels turned half round by their name alone: ``K_{flipped}``, ``K^{rot180}``, ``\tilde{K}`` where only K is there."""

from __future__ import annotations

from dataclasses import replace

from symcnn.checking.binding.names import Names
from symcnn.notation.spelling import ACCENTS, parts_of_name
from symcnn.reading.tree import Name, Number, Tree

TURNED = frozenset("rot rot180 rotated rotate flip flipped 180 turned reversed R".split())


def turned_kernel(names: Names, name: str) -> str | None:
    """The kernel that a name with a mark of turning stands for; None where something bears the name itself."""
    if names.keys(name) or name in names.aliases:
        return None
    parts = parts_of_name(name)
    if parts is None:
        return None
    plain = [replace(parts, subscript="")] if parts.subscript.casefold() in TURNED else []
    plain += [replace(parts, superscript="")] if parts.superscript.strip("()") in TURNED else []
    accent, _, inner = parts.base.partition("{")
    if accent.removeprefix("\\") in ACCENTS - {"vec"} and inner.endswith("}"):
        plain.append(replace(parts, base=inner[:-1]))
    return next((n for n in (p.join() for p in plain) if is_kernel(names, n)), None)


def turned_power(names: Names, name: str, above: Tree) -> bool:
    """Whether ``K^{180}``, ``K^{flip}`` is the kernel K turned, and no power of it."""
    word = above.name if isinstance(above, Name) else above.text if isinstance(above, Number) else ""
    return word in TURNED and is_kernel(names, name)


def is_kernel(names: Names, name: str) -> bool:
    """Whether a name is that of a parameter with as many axes as a window that slides may have."""
    found = names.keys(name)
    tensors = names.model.network.forward_system.tensors
    return len(found) == 1 and tensors[found[0]].role == "parameter" and names.rank(found[0]) in (1, 2)
