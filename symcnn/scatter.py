"""The scatter form of a gradient, as a value to show: what each position adds to the entries it read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from symcnn.calculus.scatter import Accumulation
from symcnn.display import Display, Legible
from symcnn.errors import NotSupportedYet
from symcnn.expression.nodes import Access, Guard, Node, Range
from symcnn.expression.walk import substitute, substitute_guard, substitute_range
from symcnn.notation.affine import Affine, whole
from symcnn.notation.letters import Letter
from symcnn.printing.accumulations import show_accumulation, show_set
from symcnn.printing.latex import LATEX
from symcnn.printing.style import Style
from symcnn.printing.text import TEXT
from symcnn.system import System

Values = dict[Letter, Affine]


@dataclass(frozen=True)
class AccumulationSet(Legible):
    """One value and the entries it is added to: ``targets += value``."""

    targets: tuple[Access, ...]
    value: Node


@dataclass(frozen=True)
class Scatter(Display):
    """A gradient as accumulations ``+=``, one for each reading of the tensor in the forward equations.

    The accumulators start at 0.
    """

    accumulations: tuple[Accumulation, ...]
    system: System

    def sets(self) -> tuple[AccumulationSet, ...]:
        """Position by position: the entries that take the same value together.

        Raises ``NotSupportedYet`` where a range has letters for sizes: put numbers in first.
        """
        found: dict[tuple[int, Node], list[Access]] = {}
        for place, accumulation in enumerate(self.accumulations):
            for values in _walk(accumulation.outer + accumulation.inner, accumulation.guards):
                value = substitute(accumulation.value, values)
                target = Access(accumulation.target.tensor,
                                tuple(i.substitute(values) for i in accumulation.target.indices))
                found.setdefault((place, value), []).append(target)
        return tuple(AccumulationSet(tuple(targets), value) for (_, value), targets in found.items())

    def _sets(self) -> tuple[AccumulationSet, ...] | None:
        try:
            return self.sets()
        except NotSupportedYet:
            return None

    def sides(self, style: Style) -> list[tuple[str, str]]:
        """For each line the entries and what is added to them, printed in a style."""
        sets = self._sets()
        if sets is None:
            return [show_accumulation(a, self.system, style) for a in self.accumulations]
        return [show_set(s.targets, s.value, self.system, style) for s in sets]

    def _lines(self, style: Style) -> list[str]:
        return [target + style.relations["+="] + value for target, value in self.sides(style)]

    def latex(self) -> str:
        lines = self._lines(LATEX)
        return lines[0] if len(lines) == 1 else "\\begin{aligned}\n" + " \\\\\n".join(lines) + "\n\\end{aligned}"

    def text(self) -> str:
        return "\n".join(self._lines(TEXT))


def _walk(ranges: tuple[Range, ...], guards: tuple[Guard, ...]) -> Iterator[Values]:
    """All numbers of the letters of the ranges where the guards hold, the last letter fastest."""
    steps = [_numbers(r) for r in ranges]
    for numbers in product(*steps):
        values = {r.letter: whole(n) for r, n in zip(ranges, numbers, strict=True)}
        if all(_holds(substitute_guard(g, values)) for g in guards):
            yield values


def _numbers(r: Range) -> range:
    r = substitute_range(r, {})
    lower, upper = ([n for q in side if (n := q.number) is not None] for side in (r.lower, r.upper))
    if len(lower) < len(r.lower) or len(upper) < len(r.upper):
        raise NotSupportedYet(f"the range of {r.letter.name} has no plain numbers: put numbers in for the sizes")
    return range(max(lower), min(upper) + 1)


def _holds(guard: Guard) -> bool:
    number = guard.quantity.number
    if number is None:
        raise NotSupportedYet("a bracket of the accumulation has letters left: put numbers in for the sizes")
    if guard.modulus is not None:
        modulus = guard.modulus.number
        if modulus is None:
            raise NotSupportedYet("a divisor in the accumulation is a letter: put numbers in for the sizes")
        return number % modulus == 0
    return number >= 0 if guard.relation == ">=" else number == 0
