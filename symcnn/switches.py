"""Where each maximum came from: the switches of a pooling at given values, with the ties and the rule that broke them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np

from symcnn.display import Display, Worded
from symcnn.drawing.axes import grid_axes
from symcnn.drawing.footprint import footprint
from symcnn.errors import MeaninglessError
from symcnn.expression.nodes import Access, Greatest, Maximum
from symcnn.printing.latex import latex_entry
from symcnn.printing.matrices import Place, latex_matrix, sheets, text_matrix
from symcnn.printing.text import text_entry
from symcnn.programs import Program, infer_sizes
from symcnn.system import System

RULES = {"first": "the first in row-major order takes all of the gradient", "all": "each takes all of the gradient",
         "split": "they share the gradient evenly"}
DIGITS = 12


@dataclass(frozen=True)
class Choice(Worded):
    """One maximum: its entry, its value, the places that reach it in row-major order, and the share of each."""

    entry: Place
    value: float
    places: tuple[Place, ...]
    shares: tuple[Fraction, ...]

    @property
    def is_tie(self) -> bool:
        """Whether more than one place reaches the maximum."""
        return len(self.places) > 1

    @property
    def taken(self) -> tuple[Place, ...]:
        """The places that get some of the gradient."""
        return tuple(p for p, s in zip(self.places, self.shares, strict=True) if s)

    def text(self) -> str:
        """The entry, its value, and the places it was taken from, by their numbers."""
        others = [str(list(p)) for p in self.places if p not in self.taken]
        taken = ", ".join(str(list(p)) for p in self.taken)
        equal = f", equal to {', '.join(others)}" if others else ""
        return f"{list(self.entry)} is {self.value:.6g}, from {taken}{equal}"

    def markdown(self) -> str:
        return self.text()


@dataclass(frozen=True)
class Switches(Display):
    """The switches of ``by``, a maximum over windows of ``of``: for every entry of it the place it was taken from.

    ``array`` has the shape of ``of``: how much of the windows' gradients each place is passed, 0 or 1 where no two
    windows choose the same place. Values that agree to 12 digits are equal.
    """

    by: str
    of: str
    choices: tuple[Choice, ...]
    shape: tuple[int, ...]
    system: System

    @property
    def rule(self) -> str:
        """How ties are broken: "first", "all" or "split"."""
        return self.system.ties

    @property
    def ties(self) -> tuple[Choice, ...]:
        """The maxima that several places reach."""
        return tuple(c for c in self.choices if c.is_tie)

    @property
    def array(self) -> np.ndarray:
        """The shares, added up for each place."""
        found = np.zeros(self.shape)
        for place, share in self._shares().items():
            found[tuple(p - a.origin for p, a in zip(place, self._axes, strict=True))] = float(share)
        return found

    @property
    def _axes(self) -> tuple[Any, ...]:
        return self.system.tensors[self.of].axes

    def _shares(self) -> dict[Place, Fraction]:
        found: dict[Place, Fraction] = {}
        for choice in self.choices:
            for place, share in zip(choice.places, choice.shares, strict=True):
                found[place] = found.get(place, Fraction(0)) + share
        return found

    def grids(self) -> list[tuple[Place, list[list[str]]]]:
        """The shares as written, a grid for each choice of the indices that are no rows or columns."""
        shares = self._shares()
        spans = [(a.origin, a.origin + n - 1) for a, n in zip(self._axes, self.shape, strict=True)]
        axes = grid_axes(self.system, self.system.equations)[self.of]
        return list(sheets(spans, axes, lambda p: str(shares.get(p, 0))))

    def latex(self) -> str:
        lines = [" ".join(latex_matrix(rows) for _, rows in self.grids())]
        lines += [self._latex_line(c) for c in self.choices]
        if self.ties:
            lines.append(rf"\text{{of equal values, {RULES[self.rule]}}}")
        return "\\begin{gathered}\n" + " \\\\\n".join(lines) + "\n\\end{gathered}"

    def _latex_line(self, choice: Choice) -> str:
        taken = ",\\; ".join(latex_entry(self._entry(self.of, p), self.system) for p in choice.taken)
        line = f"{latex_entry(self._entry(self.by, choice.entry), self.system)} = {choice.value:.6g} = {taken}"
        others = [latex_entry(self._entry(self.of, p), self.system) for p in choice.places if p not in choice.taken]
        return line + (r" \quad \text{(equal: } " + ",\\; ".join(others) + r"\text{)}" if others else "")

    def text(self) -> str:
        by, of = (text_entry(Access(k), self.system) for k in (self.by, self.of))
        named = len(self.grids()) > 1
        parts = [f"where {by} was taken from {of}"]
        for place, rows in self.grids():
            parts.append((f"at {','.join(map(str, place))}\n" if named else "") + text_matrix(rows))
        parts.append("\n".join(self._text_line(c) for c in self.choices))
        return "\n\n".join([*parts, *([f"of equal values, {RULES[self.rule]}"] if self.ties else [])])

    def _text_line(self, choice: Choice) -> str:
        taken = ", ".join(text_entry(self._entry(self.of, p), self.system) for p in choice.taken)
        line = f"{text_entry(self._entry(self.by, choice.entry), self.system)} = {choice.value:.6g} = {taken}"
        others = [text_entry(self._entry(self.of, p), self.system) for p in choice.places if p not in choice.taken]
        return line + (f"  (equal: {', '.join(others)})" if others else "")

    def _entry(self, key: str, place: Place) -> Access:
        return self.system.tensors[key].entry(*place) if place else Access(key)


def switches(system: System, key: str, values: Mapping[str, np.ndarray]) -> Switches:
    """The switches of the tensor that an equation gives as a maximum; ``values`` are arrays by key.

    Raises ``MeaninglessError`` where the equation is no maximum of entries of one tensor, ``ValueProblem`` for values
    that are missing.
    """
    equation = system.equation(key)
    if not isinstance(equation.right, Maximum | Greatest):
        raise MeaninglessError(f"{key} is no maximum: ask for the switches of a maximum pooling")
    sizes = infer_sizes(system, values, {})
    letters = [dict(zip(equation.letters, place, strict=True)) | sizes for place in product(*(
        range(a.origin, a.origin + a.extent.value(sizes)) for a in system.tensors[key].axes))]
    prints = [footprint(equation, at, system) for at in letters]
    read = sorted({c.tensor for f in prints for t in f.counted for c in t})
    if len(read) != 1 or any(len(t) != 1 for f in prints for t in f.counted):
        raise MeaninglessError(f"{key} is no maximum of entries of one tensor: name what it compares by an equation")
    array = values[read[0]] if read[0] in values else Program(system, (read[0],))(values)[read[0]]
    origins = [a.origin for a in system.tensors[read[0]].axes]
    choices = []
    for at, found in zip(letters, prints, strict=True):
        cells = {t[0].place: float(array[tuple(p - o for p, o in zip(t[0].place, origins, strict=True))])
                 for t in found.counted}
        choices.append(_choice(tuple(at[v] for v in equation.letters), cells, system.ties))
    return Switches(key, read[0], tuple(choices), np.shape(array), system)


def _choice(entry: Place, cells: Mapping[Place, float], rule: str) -> Choice:
    best = max(cells.values())
    places = tuple(p for p, v in cells.items() if f"{v:.{DIGITS}g}" == f"{best:.{DIGITS}g}")
    shares = {"first": [Fraction(n == 0) for n in range(len(places))], "all": [Fraction(1)] * len(places),
              "split": [Fraction(1, len(places))] * len(places)}
    return Choice(entry, best, places, tuple(shares[rule]))
