"""The lines below the picture of an entry: how many terms it has, the one chosen, and how the window moves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from symcnn.drawing.footprint import Cell, Footprint, Term
from symcnn.drawing.label import Label, Run, of_tensor, plain, spelled
from symcnn.drawing.panels import Place, shown_number
from symcnn.equation import Equation
from symcnn.expression.nodes import Access, Maximum, Multiply, Sum
from symcnn.expression.walk import accesses, descend
from symcnn.notation.affine import Affine
from symcnn.notation.letters import Letter
from symcnn.system import System

Tables = Mapping[str, Mapping[Place, Any]]


@dataclass(frozen=True)
class Caption:
    """A line; the first is the strongest."""

    label: Label
    strong: bool = False

    @property
    def said(self) -> str:
        """The line without heights."""
        return spelled(self.label)


def captions(equation: Equation, system: System, at: Place, now: Footprint, chosen: Term, number: int | None,
             tables: Tables) -> tuple[Caption, ...]:
    """The lines below a picture."""
    lines = [Caption(_heading(equation, system, at, now), strong=True)]
    if chosen:
        lines.append(Caption(_term(equation, system, chosen, number, tables)))
    moves = _moves(equation, system)
    outside = {c.tensor for t in now.terms for c in t if not c.inside}
    if outside:
        whole = sum(1 for t in now.terms if outside & {c.tensor for c in t})
        kind = "products" if _is_sum(equation) else "places"
        moves.append(f"{len(now.terms) - len(now.counted)} of {whole} {kind} fall on the padding")
    if moves:
        lines.append(Caption(plain(" · ".join(moves))))
    return tuple(lines)


def _is_sum(equation: Equation) -> bool:
    return not any(isinstance(n, Maximum) for n in descend(equation.right))


def entry(cell: Cell, system: System) -> Label:
    """The name of a cell."""
    return of_tensor(system.tensors[cell.tensor], system, tuple(str(p) for p in cell.place))


def _heading(equation: Equation, system: System, at: Place, now: Footprint) -> Label:
    name = entry(Cell(equation.tensor, at), system)
    count, kind = len(now.counted), "term" if _is_sum(equation) else "value"
    joined = "the greatest of " if not _is_sum(equation) and count != 1 else ""
    return (*name, Run(f":  {joined}{count} {kind}{'s' * (count != 1)}"))


def _term(equation: Equation, system: System, chosen: Term, number: int | None, tables: Tables) -> Label:
    joint = " · " if _is_product(equation) else ", "
    line = [Run(f"term {number}:  " if number and _is_sum(equation) else "lit:  ")]
    for place, cell in enumerate(chosen):
        line += [Run(joint)] * bool(place) + list(entry(cell, system))
    values = [tables[c.tensor].get(c.place) for c in chosen if c.tensor in tables]
    if len(values) == len(chosen) and None not in values:
        line.append(Run(" = " + joint.join(_bracketed(v, place) for place, v in enumerate(values))))
        if len(values) > 1 and _is_product(equation):
            line.append(Run(" = " + shown_number(_product(values))))
    return tuple(line)


def _product(values: list[Any]) -> float:
    found = 1.0
    for value in values:
        found *= float(value)
    return found


def _bracketed(value: Any, place: int) -> str:
    return f"({shown_number(value)})" if place and float(value) < 0 else shown_number(value)


def _is_product(equation: Equation) -> bool:
    """Whether a term is the bare product of the cells it reads."""
    sums = [n.body for n in descend(equation.right) if isinstance(n, Sum) and n.ranges]
    return len(sums) == 1 and isinstance(sums[0], Multiply) and all(isinstance(f, Access) for f in sums[0].factors)


def _moves(equation: Equation, system: System) -> list[str]:
    """How the window moves: stride, dilation, and a kernel that is met turned."""
    free = {v for v in equation.letters if v is not None}
    strides, steps = set[int](), set[int]()
    for access in accesses(equation.right):
        for index in access.indices:
            slopes = _slopes(index)
            summed = {v: s for v, s in slopes.items() if v not in free}
            if len(slopes) < 2 or not summed:
                continue
            strides |= {abs(s) for v, s in slopes.items() if v in free}
            steps |= {abs(s) for s in summed.values()}
    said = [f"the window moves by {max(strides)}"] if strides and max(strides) > 1 else []
    said += [f"its cells are {max(steps)} apart"] if steps and max(steps) > 1 else []
    return said + [f"{name} is met turned" for name in _turned(equation, free, system)]


def _turned(equation: Equation, free: set[Letter], system: System) -> list[str]:
    """The tensor whose window runs against the other's: an index holds a summed letter with a minus."""
    against = {v for a in accesses(equation.right) for i in a.indices for v, s in _slopes(i).items()
               if s < 0 and v not in free and any(t > 0 for u, t in _slopes(i).items() if u in free)}
    met = {a.tensor for a in accesses(equation.right) if any(against & i.letters for i in a.indices)}
    kernels = sorted(k for k in met if system.tensors[k].role == "parameter") or sorted(met)[:1]
    return [spelled(of_tensor(system.tensors[k], system)) for k in kernels]


def _slopes(index: Affine) -> dict[Letter, int]:
    if index.floors():
        return {}
    found = {v: index.coefficient(v).number for v in sorted(index.letters) if v.is_index}
    return {v: s for v, s in found.items() if s is not None}
