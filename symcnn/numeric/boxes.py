"""Quantities over boxes of letters: their least and greatest value, all their values, and NumPy source for these."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from math import prod
from typing import NamedTuple

import numpy as np

from symcnn.expression.build import quantity
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
    Partial,
    Power,
    Range,
    Size,
    Sum,
    Winner,
)
from symcnn.expression.walk import children, rebuild
from symcnn.notation.affine import Affine, Floor, constant, floor_divide
from symcnn.notation.letters import Letter

TABLE_LIMIT = 4_000_000


class Box(NamedTuple):
    """The numbers a letter takes: ``extent`` of them from ``first`` on."""

    first: int
    extent: int


Boxes = Mapping[Letter, Box]


def volume(letters: Iterable[Letter], boxes: Boxes) -> int:
    """How many places a set of letters has."""
    return prod(boxes[v].extent for v in letters)


def is_linear(value: Affine) -> bool:
    """Whether every term is a number or a multiple of one letter."""
    return all(len(m) == 0 or (len(m) == 1 and isinstance(m[0], Letter)) for m, _ in value.terms)


def in_order(values: Iterable[Affine]) -> tuple[Letter, ...]:
    """The letters of the quantities, sorted, those of an earlier quantity first."""
    return tuple(dict.fromkeys(v for value in values for v in sorted(value.letters)))


def values_on(value: Affine, letters: Sequence[Letter], boxes: Boxes) -> np.ndarray:
    """All values, one axis for each of the letters (of extent 1 where the quantity does not hold it)."""
    shape = [1] * len(letters)
    total = np.zeros(shape, dtype=np.int64)
    for monomial, coefficient in value.terms:
        part = np.full(shape, coefficient, dtype=np.int64)
        for atom in monomial:
            part = part * _atom_values(atom, letters, boxes)
        total = total + part
    return total


def _atom_values(atom: Letter | Floor, letters: Sequence[Letter], boxes: Boxes) -> np.ndarray:
    if isinstance(atom, Floor):
        return values_on(atom.numerator, letters, boxes) // values_on(atom.denominator, letters, boxes)
    box = boxes[atom]
    numbers = np.arange(box.first, box.first + box.extent, dtype=np.int64)
    return numbers.reshape([-1 if v == atom else 1 for v in letters])


def bounds(value: Affine, boxes: Boxes) -> tuple[int, int]:
    """Numbers that the quantity stays between; the least and the greatest value where the box is not huge."""
    if not is_linear(value) and volume(value.letters, boxes) <= TABLE_LIMIT:
        table = values_on(value, sorted(value.letters), boxes)
        return int(table.min()), int(table.max())
    low = high = 0
    for monomial, coefficient in value.terms:
        ends = (coefficient, coefficient)
        for atom in monomial:
            corners = [a * b for a in ends for b in _atom_bounds(atom, boxes)]
            ends = min(corners), max(corners)
        low, high = low + ends[0], high + ends[1]
    return low, high


def _atom_bounds(atom: Letter | Floor, boxes: Boxes) -> tuple[int, int]:
    if isinstance(atom, Floor):
        corners = [n // d for n in bounds(atom.numerator, boxes) for d in bounds(atom.denominator, boxes)]
        return min(corners), max(corners)
    box = boxes[atom]
    return box.first, box.first + box.extent - 1


def written(value: Affine, letters: Sequence[Letter], boxes: Boxes) -> str:
    """NumPy source of ``values_on``."""
    text = ""
    for monomial, coefficient in sorted(value.terms, key=lambda term: not term[0]):
        factors = [] if abs(coefficient) == 1 and monomial else [str(abs(coefficient))]
        factors += [_atom_written(atom, letters, boxes) for atom in monomial]
        sign = "-" if coefficient < 0 else "+" if text else ""
        text += (f" {sign} " if text else sign) + " * ".join(factors)
    return text or "0"


def _atom_written(atom: Letter | Floor, letters: Sequence[Letter], boxes: Boxes) -> str:
    if isinstance(atom, Floor):
        return f"(({written(atom.numerator, letters, boxes)}) // ({written(atom.denominator, letters, boxes)}))"
    box = boxes[atom]
    numbers = f"np.arange({box.first}, {box.first + box.extent})" if box.first else f"np.arange({box.extent})"
    behind = len(letters) - 1 - list(letters).index(atom)
    return numbers + (f"[:{', None' * behind}]" if behind else "")


def map_quantities(node: Node, change: Callable[[Affine], Affine]) -> Node:
    """The node with every quantity in it changed; bound letters keep their names."""
    match node:
        case Number() | Partial():
            return node
        case Size():
            return quantity(change(node.quantity))
        case Access():
            return Access(node.tensor, tuple(change(i) for i in node.indices))
        case Winner():
            return Winner(map_quantities(node.of, change), tuple(change(q) for q in node.at))  # type: ignore[arg-type]
        case Sum() | Maximum():
            ranges = tuple(Range(r.letter, *(tuple(change(q) for q in s) for s in (r.lower, r.upper)))
                           for r in node.ranges)
            guards = tuple(map_guard(g, change) for g in node.guards)
            body = map_quantities(node.body, change)
            return replace(node, ranges=ranges, guards=guards, body=body)
        case Add() | Multiply() | Power() | Apply() | Greatest() | Compare():
            return rebuild(node, tuple(map_quantities(child, change) for child in children(node)))
    raise TypeError(f"no rule for the quantities of {type(node).__name__}")


def map_guard(guard: Guard, change: Callable[[Affine], Affine]) -> Guard:
    """The guard with its quantities changed."""
    return Guard(guard.relation, change(guard.quantity), None if guard.modulus is None else change(guard.modulus))


def settled(value: Affine, boxes: Boxes) -> Affine:
    """The quantity with floors taken out that the box decides: floor((W*q + r)/(H*W)) is floor(q/H) for 0 <= r < W."""
    if not value.floors():
        return value
    total = constant(0)
    for monomial, coefficient in value.terms:
        part = constant(coefficient)
        for atom in monomial:
            part = part * (_settled_floor(atom, boxes) if isinstance(atom, Floor) else Affine({(atom,): 1}))
        total = total + part
    return total


def _settled_floor(atom: Floor, boxes: Boxes) -> Affine:
    top, bottom = settled(atom.numerator, boxes), atom.denominator.number
    same = floor_divide(top, settled(atom.denominator, boxes))
    if bottom is None:
        return same
    low, high = bounds(same, boxes)
    if low == high:
        return constant(low)
    for step in sorted({abs(c) for m, c in top.terms if m and bottom % c == 0 and abs(c) > 1}, reverse=True):
        above = Affine({m: c // step for m, c in top.terms if c % step == 0 or not m})
        rest = top - above * step
        low, high = bounds(rest, boxes)
        if low >= 0 and high < step:
            return settled(floor_divide(above, bottom // step), boxes)
    return same
