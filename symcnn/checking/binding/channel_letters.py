"""Which axes of tensors count channels: the letters of a sliding kernel's equation that no window moves along."""

from __future__ import annotations

from collections.abc import Mapping

from symcnn.equation import Equation
from symcnn.expression.nodes import Access, Multiply, Node, Sum
from symcnn.expression.walk import accesses, descend
from symcnn.notation.letters import Letter, index
from symcnn.system import System

Places = Mapping[str, tuple[Letter | None, ...]]
# the one channel of an image whose equation needs no letter for it
ONE = index("c", -1)


def channels(system: System) -> Places:
    """The letters that no window moves along, at the axes of tensors: one for the same channels in all layers."""
    found: dict[str, tuple[Letter | None, ...]] = {}
    sums = [(e, n) for e in system.equations for n in descend(e.right) if isinstance(n, Sum)]
    for number, rows in enumerate(filter(None, (_places(e, n) for e, n in sums))):
        spread = _spread(system, rows)
        here = {k: tuple(None if v is None else _of_layer(v, number) for v in row) for k, row in spread.items()}
        same = {new: old for k in here if k in found for old, new in zip(found[k], here[k], strict=True) if old and new}
        for key, row in here.items():
            found.setdefault(key, tuple(None if v is None else same.get(v, v) for v in row))
    return found


def _of_layer(letter: Letter, mark: int) -> Letter:
    """The letter, told apart from those of other layers."""
    return letter._replace(mark=1000 * mark + letter.mark)


def _places(equation: Equation, node: Sum) -> dict[str, tuple[Letter | None, ...]]:
    factors = node.body.factors if isinstance(node.body, Multiply) else ()
    read = [list(accesses(f)) for f in factors]
    if len(read) != 2 or any(len(r) != 1 for r in read):
        return {}
    for image, kernel in ((read[0][0], read[1][0]), (read[1][0], read[0][0])):
        offsets = {r.letter for r in node.ranges}
        moved = {v for i in image.indices if i.letter is None for v in i.letters if v.is_index}
        if moved & offsets and all(i.letter is not None or i.number is not None for i in kernel.indices):
            found = {a.tensor: _row(a, moved) for a in (image, kernel, equation.left)}
            others = [a for a in accesses(equation.right) if a.tensor not in found]
            return found | {a.tensor: _row(a, moved) for a in others if all(i.letter for i in a.indices)}
    return {}


def _row(access: Access, moved: set[Letter]) -> tuple[Letter | None, ...]:
    return tuple(ONE if i.number is not None else None if i.letter in moved else i.letter for i in access.indices)


def _spread(system: System, places: dict[str, tuple[Letter | None, ...]]) -> Places:
    """The letters at the axes of tensors too that are, entry by entry, functions of those known."""
    found = dict(places)
    for equation in (*system.equations, *reversed(system.equations)):
        same = {equation.tensor} | {a.tensor for a in accesses(equation.right)}
        if len(same) > 1 and _is_entrywise(equation.left, equation.right) and (known := [k for k in same if k in found]):
            found |= {k: found[known[0]] for k in same if k not in found}
    return found


def _is_entrywise(left: Access, right: Node) -> bool:
    return all(a.indices == left.indices for a in accesses(right)) and not any(isinstance(n, Sum) for n in descend(right))
