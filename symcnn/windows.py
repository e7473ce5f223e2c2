"""Which windows of a tensor cover each entry of the tensor it reads: as ranges for any sizes, as a list for given ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product

from symcnn.display import Display
from symcnn.drawing.axes import grid_axes
from symcnn.equation import Equation
from symcnn.errors import MeaninglessError, NotSupportedYet
from symcnn.expression.nodes import Access, Guard, Maximum, Range, Sum
from symcnn.expression.walk import accesses, descend
from symcnn.notation.affine import Affine, ceiling_divide, floor_divide, whole
from symcnn.notation.letters import Fresh, Letter
from symcnn.printing.condition import show_guards, show_range
from symcnn.printing.context import context
from symcnn.printing.latex import LATEX, latex_entry
from symcnn.printing.matrices import Place, latex_matrix, sheets, text_matrix
from symcnn.printing.show import show
from symcnn.printing.style import Style
from symcnn.printing.text import TEXT, text_entry
from symcnn.system import System


@dataclass(frozen=True)
class Windows(Display):
    """The entries of one tensor whose windows hold an entry of another.

    ``ranges`` bound the indices of ``by`` that cover the entry of ``of`` at its own letters, ``guards`` are further
    conditions. Shapes: `at` takes and gives index tuples of the two.

    >>> import symcnn as sc
    >>> print(sc.Network("x: N; p = max_pool(x, K, stride=S)").windows("p"))
    x[i] lies in p[i'] for max(1, ceil((i-K)/S)+1) <= i' <= min(floor((N-K)/S)+1, floor((i-1)/S)+1)
    """

    by: str
    of: str
    entry: Access
    ranges: tuple[Range, ...]
    guards: tuple[Guard, ...]
    system: System

    def at(self, place: Place) -> tuple[Place, ...]:
        """The entries that cover one, for sizes that are numbers; raises ``NotSupportedYet`` where they are letters."""
        letters = {v: whole(n) for v, n in zip(self.system.tensors[self.of].letters, place, strict=True)}
        spans = [range(max(_numbers(r.lower, letters)), min(_numbers(r.upper, letters)) + 1) for r in self.ranges]
        found = []
        for numbers in product(*spans):
            known = letters | {r.letter: whole(n) for r, n in zip(self.ranges, numbers, strict=True)}
            if all(_holds(g, known) for g in self.guards):
                found.append(tuple(_number(i.substitute(known)) for i in self.entry.indices))
        return tuple(found)

    def table(self) -> dict[Place, tuple[Place, ...]]:
        """For every entry of ``of`` the entries of ``by`` that cover it."""
        spans = [range(a.origin, a.origin + _number(a.extent)) for a in self.system.tensors[self.of].axes]
        return {place: self.at(place) for place in product(*spans)}

    @property
    def is_numbered(self) -> bool:
        """Whether all sizes are numbers, so that the windows can be listed."""
        axes = (*self.system.tensors[self.of].axes, *self.system.tensors[self.by].axes)
        return all(a.extent.number is not None for a in axes)

    def latex(self) -> str:
        rule = self._rule(LATEX, r" \text{ lies in } ", r" \text{ for } ", ",\\; ")
        if not self.is_numbered:
            return rule
        table, entry = self.table(), self.system.tensors[self.by].entry
        grids = [latex_matrix(rows) for _, rows in self._sheets(lambda p: r",\; ".join(
            latex_entry(entry(*w), self.system) for w in table[p]) or r"\text{none}")]
        return "\\begin{gathered}\n" + " \\\\\n".join([rule, *grids]) + "\n\\end{gathered}"

    def text(self) -> str:
        rule = self._rule(TEXT, " lies in ", " for ", ", ")
        if not self.is_numbered:
            return rule
        table, entry = self.table(), self.system.tensors[self.by].entry
        grids = [text_matrix(rows) for _, rows in self._sheets(lambda p: " ".join(
            text_entry(entry(*w), self.system) for w in table[p]) or "none")]
        return "\n\n".join([rule, *grids])

    def _sheets(self, entry: Callable[[Place], str]) -> Iterator[tuple[Place, list[list[str]]]]:
        spans = [(a.origin, a.origin + _number(a.extent) - 1) for a in self.system.tensors[self.of].axes]
        axes = grid_axes(self.system, self.system.equations)[self.of]
        return sheets(spans, axes, entry)

    def _rule(self, style: Style, lies: str, when: str, comma: str) -> str:
        """The sentence for an entry at its own letters."""
        tensor = self.system.tensors[self.of]
        outer = context(style, self.system, tensor.letters)
        inner = outer.within(r.letter for r in self.ranges)
        said = [show_range(r, inner) for r in self.ranges] + show_guards(self.guards, self.entry, inner)
        conditions = when + comma.join(said) if said else ""
        return show(tensor.entry(), outer).text + lies + show(self.entry, inner).text + conditions


def windows(system: System, key: str, of: str | None = None) -> Windows:
    """The windows of the tensor that an equation gives, on a tensor it reads (the one a window moves over by default).

    Raises ``MeaninglessError`` where the equation moves no window, ``NotSupportedYet`` where one index holds several
    summed or free letters.
    """
    equation = system.equation(key)
    access, ranges = _moved(equation, of)
    tensor, fresh = system.tensors[access.tensor], Fresh((*system.tensors[access.tensor].letters, *equation.letters))
    named = {v: fresh.like(v) for v in equation.letters}
    spans = {named[v]: ([whole(a.origin)], [a.last]) for v, a in zip(equation.letters, system.tensors[key].axes, strict=True)}
    fixed, guards = dict[Letter, Affine](), list[Guard]()
    for place, letter in zip(access.indices, tensor.letters, strict=True):
        _solve(place, letter, {r.letter: r for r in ranges}, named, spans, fixed, guards)
    entry = Access(key, tuple(fixed.get(named[v], whole(named[v])) for v in equation.letters))
    left = tuple(Range(v, tuple(dict.fromkeys(low)), tuple(dict.fromkeys(high)))
                 for v, (low, high) in spans.items() if v not in fixed)
    return Windows(key, access.tensor, entry, tuple(map(_shortened, left)), tuple(guards), system)


def _moved(equation: Equation, of: str | None) -> tuple[Access, tuple[Range, ...]]:
    """The entry read within a window, and the ranges around it."""
    for node in descend(equation.right):
        if isinstance(node, Sum | Maximum) and node.ranges:
            letters = {r.letter for r in node.ranges}
            for access in accesses(node.body):
                mixed = any(i.letter is None and i.letters & letters for i in access.indices)
                if mixed and of in (None, access.tensor):
                    return access, node.ranges
    raise MeaninglessError(f"{equation.tensor} moves no window" + (f" over {of}" if of else "")
                           + ": ask for a convolution or a pooling")


def _solve(place: Affine, letter: Letter, summed: dict[Letter, Range], named: dict[Letter, Letter],
           spans: dict[Letter, tuple[list[Affine], list[Affine]]], fixed: dict[Letter, Affine], guards: list[Guard]) -> None:
    """What ``place = letter`` says of the free letter in it, where the summed letter may be anything in its range."""
    free = [v for v in sorted(place.letters) if v in named]
    inner = [v for v in sorted(place.letters) if v in summed]
    if len(free) > 1 or len(inner) > 1 or place.floors():
        raise NotSupportedYet("windows of an index with several letters of a kind have no rule: draw the entry instead")
    if not free:
        return
    new, target = named[free[0]], whole(letter)
    slope = place.coefficient(free[0])
    rest = place.without(free[0])
    if not inner:
        if slope.number == 1:
            fixed[new] = target - rest
            return
        inner_low = inner_high = rest
    else:
        step, r = rest.coefficient(inner[0]), summed[inner[0]]
        base = rest.without(inner[0])
        inner_low, inner_high = base + step * r.lower[0], base + step * r.upper[0]
        if step.number is None or step.number < 0:
            inner_low, inner_high = (inner_high, inner_low) if step.number else (inner_low, inner_high)
        if step.number not in (1, -1):
            guards.append(Guard("|", target - base - step * r.lower[0] - slope * new, step))
    low, high = spans[new]
    low.append(ceiling_divide(target - inner_high, slope))
    high.append(floor_divide(target - inner_low, slope))


def _shortened(r: Range) -> Range:
    """With the greatest of the bounds that are numbers alone."""
    return Range(r.letter, _without_weaker(r.lower, max), _without_weaker(r.upper, min))


def _without_weaker(bounds: tuple[Affine, ...], strongest: Callable[[list[int]], int]) -> tuple[Affine, ...]:
    numbers = [q.number for q in bounds if q.number is not None]
    kept = [q for q in bounds if q.number is None]
    return (*([whole(strongest(numbers))] if numbers else []), *kept)


def _numbers(bounds: tuple[Affine, ...], letters: dict[Letter, Affine]) -> list[int]:
    return [_number(q.substitute(letters)) for q in bounds]


def _number(quantity: Affine) -> int:
    if quantity.number is None:
        names = ", ".join(sorted({v.name for v in quantity.letters}))
        raise NotSupportedYet(f"windows are listed for sizes that are numbers: give numbers for {names}")
    return quantity.number


def _holds(guard: Guard, letters: dict[Letter, Affine]) -> bool:
    value = _number(guard.quantity.substitute(letters))
    return value % _number((guard.modulus or whole(1)).substitute(letters)) == 0
