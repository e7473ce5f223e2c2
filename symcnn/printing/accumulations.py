"""Accumulations ``+=``: for numbers position by position, for letters once with the ranges they run over."""

from __future__ import annotations

from collections.abc import Sequence

from symcnn.calculus.scatter import Accumulation
from symcnn.expression.nodes import Access, Node
from symcnn.printing.condition import show_guards, show_range
from symcnn.printing.context import context
from symcnn.printing.latex import LATEX, latex_entry, latex_node
from symcnn.printing.show import show
from symcnn.printing.style import Style
from symcnn.printing.text import TEXT, text_entry, text_node
from symcnn.system import System

SEPARATOR = r",\; "


def latex_set(targets: Sequence[Access], value: Node, system: System) -> str:
    """The entries that take one value, and the value."""
    entries = ", ".join(latex_entry(t, system) for t in targets)
    return rf"{entries} \mathrel{{+}}= {latex_node(value, system)}"


def text_set(targets: Sequence[Access], value: Node, system: System) -> str:
    """The entries that take one value, and the value."""
    return f"{', '.join(text_entry(t, system) for t in targets)} += {text_node(value, system)}"


def latex_accumulation(accumulation: Accumulation, system: System) -> str:
    """The accumulation with its ranges behind it."""
    target, value, conditions = _shown(accumulation, system, LATEX)
    return rf"{target} \mathrel{{+}}= {value} \qquad {SEPARATOR.join(conditions)}"


def text_accumulation(accumulation: Accumulation, system: System) -> str:
    """The accumulation with its ranges behind it."""
    target, value, conditions = _shown(accumulation, system, TEXT)
    return f"{target} += {value}  for {', '.join(conditions)}"


def _shown(accumulation: Accumulation, system: System, style: Style) -> tuple[str, str, list[str]]:
    ranges = accumulation.outer + accumulation.inner
    bound = [r.letter for r in ranges]
    free = sorted({v for i in accumulation.target.indices for v in i.letters} - set(bound))
    inside = context(style, system, [*free, *bound])
    conditions = [show_range(r, inside) for r in ranges] + show_guards(
        accumulation.guards, accumulation.value, inside)
    return show(accumulation.target, inside).text, show(accumulation.value, inside).text, conditions
