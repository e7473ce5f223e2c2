"""Accumulations ``+=``: for numbers position by position, for letters once with the ranges they run over."""

from __future__ import annotations

from collections.abc import Sequence

from symcnn.calculus.scatter import Accumulation
from symcnn.expression.nodes import Access, Node
from symcnn.printing.condition import show_guards, show_range
from symcnn.printing.context import context
from symcnn.printing.printer import print_node
from symcnn.printing.show import show
from symcnn.printing.style import Style
from symcnn.system import System


def show_set(targets: Sequence[Access], value: Node, system: System, style: Style) -> tuple[str, str]:
    """The entries that take one value, and the value."""
    entries = style.signs["comma"].join(print_node(t, system, style) for t in targets)
    return entries, print_node(value, system, style)


def show_accumulation(accumulation: Accumulation, system: System, style: Style) -> tuple[str, str]:
    """The entry, and what is added to it with the ranges behind it."""
    ranges = accumulation.outer + accumulation.inner
    bound = [r.letter for r in ranges]
    free = sorted({v for i in accumulation.target.indices for v in i.letters} - set(bound))
    inside = context(style, system, [*free, *bound])
    conditions = [show_range(r, inside) for r in ranges] + show_guards(
        accumulation.guards, accumulation.value, inside)
    value = show(accumulation.value, inside).text
    return show(accumulation.target, inside).text, value + style.signs["for"] + style.signs["among"].join(conditions)
