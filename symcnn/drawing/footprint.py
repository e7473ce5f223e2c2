"""What one entry of an equation reads: its terms, and the cells of each, those on the padding included."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import singledispatch
from itertools import product
from typing import NamedTuple

from symcnn.equation import Equation
from symcnn.errors import NotSupportedYet, ValueProblem
from symcnn.expression.nodes import (
    Access,
    Add,
    Apply,
    Compare,
    Greatest,
    Guard,
    Maximum,
    Multiply,
    Node,
    Number,
    Power,
    Range,
    Size,
    Sum,
    Winner,
)
from symcnn.expression.walk import accesses, descend, substitute
from symcnn.notation.affine import constant, whole
from symcnn.notation.letters import Letter
from symcnn.system import System

MOST_TERMS = 4096
Letters = dict[Letter, int]


class Cell(NamedTuple):
    """An entry of a tensor by number; ``inside`` is false on the padding."""

    tensor: str
    place: tuple[int, ...]
    inside: bool = True


Term = tuple[Cell, ...]


@dataclass(frozen=True)
class Footprint:
    """The terms of one entry, those with a cell on the padding among them."""

    terms: tuple[Term, ...]

    @property
    def counted(self) -> tuple[Term, ...]:
        """The terms that are there, which no padding cancels."""
        return tuple(t for t in self.terms if all(c.inside for c in t))

    def cells(self, tensor: str) -> dict[tuple[int, ...], bool]:
        """The places of a tensor that are read, and whether each lies inside."""
        return {c.place: c.inside for t in self.terms for c in t if c.tensor == tensor}

    @property
    def tensors(self) -> tuple[str, ...]:
        """The keys of what is read, in order."""
        return tuple(dict.fromkeys(c.tensor for t in self.terms for c in t))


def footprint(equation: Equation, letters: Mapping[Letter, int], system: System) -> Footprint:
    """What the entry reads at which the free letters have these numbers; sizes must be numbers by then.

    Bounds and guards that only keep an index from the padding are opened, so that the padding is read too.
    """
    reader = _Reader(system)
    found = [tuple(dict.fromkeys(t)) for t in reader.terms(equation.right, dict(letters)) if t]
    return Footprint(tuple(found))


@dataclass
class _Reader:
    """Collects terms; the number of them is bounded."""

    system: System
    seen: int = 0

    def terms(self, node: Node, letters: Letters) -> list[Term]:
        return _terms(node, letters, self)

    def count(self) -> None:
        self.seen += 1
        if self.seen > MOST_TERMS:
            raise NotSupportedYet(f"an entry with more than {MOST_TERMS} terms is not drawn: choose smaller sizes")

    def cell(self, access: Access, letters: Letters) -> Cell:
        place = tuple(_number(i.substitute({v: constant(n) for v, n in letters.items()})) for i in access.indices)
        axes = self.system.tensors[access.tensor].axes
        inside = all(a.origin <= p <= _number(a.last) for a, p in zip(axes, place, strict=True))
        return Cell(access.tensor, place, inside)


@singledispatch
def _terms(node: Node, letters: Letters, reader: _Reader) -> list[Term]:
    raise NotSupportedYet(f"a picture of {type(node).__name__} has no rule: draw a sum, a product or a maximum")


@_terms.register(Number)
@_terms.register(Size)
def _(node: Node, letters: Letters, reader: _Reader) -> list[Term]:
    return [()]


@_terms.register
def _(node: Access, letters: Letters, reader: _Reader) -> list[Term]:
    return [(reader.cell(node, letters),)]


@_terms.register
def _(node: Add, letters: Letters, reader: _Reader) -> list[Term]:
    return [t for part in node.terms for t in reader.terms(part, letters)]


@_terms.register
def _(node: Multiply, letters: Letters, reader: _Reader) -> list[Term]:
    # y(1 - y) reads one cell, it is not two terms; a sum within a product is
    factors = [reader.terms(f, letters) if _runs(f) else [_merged(reader.terms(f, letters))] for f in node.factors]
    return [_merged(chosen) for chosen in product(*factors)]


@_terms.register
def _(node: Power, letters: Letters, reader: _Reader) -> list[Term]:
    return reader.terms(node.base, letters)


@_terms.register
def _(node: Apply, letters: Letters, reader: _Reader) -> list[Term]:
    return reader.terms(node.argument, letters)


@_terms.register
def _(node: Greatest, letters: Letters, reader: _Reader) -> list[Term]:
    return [t for value in node.values for t in reader.terms(value, letters)]


@_terms.register
def _(node: Compare, letters: Letters, reader: _Reader) -> list[Term]:
    return [_merged(t for side in (node.left, node.right) for t in reader.terms(side, letters))]


@_terms.register
def _(node: Winner, letters: Letters, reader: _Reader) -> list[Term]:
    if isinstance(node.of, Greatest):
        return [_merged(reader.terms(node.of.values[node.at[0].number or 0], letters))]
    body = substitute(node.of.body, {r.letter: q for r, q in zip(node.of.ranges, node.at, strict=True)})
    return [_merged(reader.terms(body, letters))]


@_terms.register(Sum)
@_terms.register(Maximum)
def _(node: Sum | Maximum, letters: Letters, reader: _Reader) -> list[Term]:
    found = []
    for inner in walk(opened(node.ranges, node.body, reader.system), _kept(node.guards), letters):
        reader.count()
        found += reader.terms(node.body, inner)
    return found


def _merged(terms: Sequence[Term] | Iterator[Term]) -> Term:
    return tuple(c for t in terms for c in t)


def _runs(node: Node) -> bool:
    return any(isinstance(n, Sum | Maximum) and n.ranges for n in descend(node) if not isinstance(n, Winner))


def _kept(guards: tuple[Guard, ...]) -> tuple[Guard, ...]:
    """Guards by ``>=`` keep an index inside its tensor; the others choose terms."""
    return tuple(g for g in guards if g.relation != ">=")


def opened(ranges: tuple[Range, ...], body: Node, system: System) -> tuple[Range, ...]:
    """Ranges over whole axes where their bounds only keep another index from the padding."""
    read = accesses(body)
    return tuple(_opened(r, read, system) for r in ranges)


def _opened(r: Range, read: Sequence[Access], system: System) -> Range:
    axes = [axis for a in read for axis, i in zip(system.tensors[a.tensor].axes, a.indices, strict=True)
            if i.letter == r.letter]
    slopes = [i.coefficient(r.letter).number for a in read for i in a.indices
              if r.letter in i.letters and i.letter is None and not i.floors()]
    # a letter with slope -s, s above 1, steps over the places of a kernel and not over a padding
    if not axes or not slopes or any(s is None or s < -1 for s in slopes):
        return r
    return Range(r.letter, tuple(whole(a.origin) for a in axes), tuple(a.last for a in axes))


def walk(ranges: tuple[Range, ...], guards: tuple[Guard, ...], letters: Letters) -> Iterator[Letters]:
    """All numbers of the letters of the ranges where the guards hold, the last letter fastest."""
    if not ranges:
        if all(_holds(g, letters) for g in guards):
            yield letters
        return
    bound = {r.letter for r in ranges}
    first = next((r for r in ranges if not bound & _letters(r)), ranges[0])
    rest = tuple(r for r in ranges if r is not first)
    known = {v: constant(n) for v, n in letters.items()}
    lower = max(_number(q.substitute(known)) for q in first.lower)
    upper = min(_number(q.substitute(known)) for q in first.upper)
    for value in range(lower, upper + 1):
        yield from walk(rest, guards, {**letters, first.letter: value})


def _letters(r: Range) -> frozenset[Letter]:
    return frozenset().union(*(q.letters for q in (*r.lower, *r.upper)))


def _holds(guard: Guard, letters: Letters) -> bool:
    known = {v: constant(n) for v, n in letters.items()}
    value = _number(guard.quantity.substitute(known))
    if guard.relation == "|" and guard.modulus is not None:
        return value % _number(guard.modulus.substitute(known)) == 0
    return value == 0 if guard.relation == "==" else value >= 0


def _number(quantity: object) -> int:
    number: int | None = quantity.number  # type: ignore[attr-defined]
    if number is None:
        names = ", ".join(sorted({v.name for v in quantity.letters}))  # type: ignore[attr-defined]
        raise ValueProblem(f"a picture needs numbers: give one for {names}, as in draw({{\"{names.split(', ')[0]}\": 3}})")
    return number
