"""Sums over letters that two operands share at bare places: matrix products, inner products, sums of all entries."""

from __future__ import annotations

from collections.abc import Iterator

from symcnn.expression.build import multiply
from symcnn.expression.nodes import Multiply, Node, Range, Sum
from symcnn.expression.walk import free_letters
from symcnn.forms.extents import extents
from symcnn.forms.nodes import Form, Hadamard, Inner, MatrixProduct, SumOfEntries
from symcnn.forms.read import Axes, combined, hadamard, read
from symcnn.forms.scene import Scene
from symcnn.notation.letters import Letter


def contractions(node: Sum, axes: Axes, scene: Scene) -> Iterator[Form]:
    """Products of two operands that contract every summed letter; they are still to be proved."""
    summed = tuple(r.letter for r in node.ranges)
    if node.guards or not summed or not all(_is_axis(r) for r in node.ranges):
        return
    groups: dict[frozenset[Letter], list[Node]] = {}
    for factor in node.body.factors if isinstance(node.body, Multiply) else (node.body,):
        groups.setdefault(free_letters(factor) & {*axes, *summed}, []).append(factor)
    scalars = [read(f, (), scene) for f in groups.pop(frozenset(), [])]
    inside = scene.within(node.ranges)
    operands = {letters: multiply(*factors) for letters, factors in groups.items()}
    if not axes and list(operands) == [frozenset(summed)]:
        whole = read(operands[frozenset(summed)], summed, inside)
        yield from combined([*scalars, whole], lambda f: hadamard([*f[:-1], total(f[-1])]))
    elif len(operands) == 2 and len(summed) == 1:
        yield from _products(operands, axes, summed, scalars, inside)


def _is_axis(r: Range) -> bool:
    """Whether a range has one bound on each side, neither of them moving."""
    return len(r.lower) == len(r.upper) == 1 and not any(v.is_index for q in (*r.lower, *r.upper) for v in q.letters)


def total(form: Form) -> Form:
    """All entries added up; those of a product of two arrays are their inner product."""
    if not isinstance(form, Hadamard):
        return SumOfEntries(form)
    scalars = [f for f in form.factors if not extents(f)]
    arrays = [f for f in form.factors if extents(f)]
    added = Inner(*arrays) if len(arrays) == 2 else SumOfEntries(hadamard(arrays))
    return hadamard([*scalars, added])


def _products(operands: dict[frozenset[Letter], Node], axes: Axes, summed: Axes, scalars: list[tuple[Form, ...]],
              scene: Scene) -> Iterator[Form]:
    """The product of a matrix and a matrix or a column."""
    if any(summed[0] not in letters for letters in operands):
        return
    left, right = sorted(operands, key=lambda letters: not (axes and axes[0] in letters))
    if set(left) != {*axes[:1], *summed} or set(right) != {*axes[1:], *summed} or not 1 <= len(axes) <= 2:
        return
    one = read(operands[left], (axes[0], summed[0]), scene)
    other = read(operands[right], (summed[0], *axes[1:]), scene)
    yield from combined([*scalars, one, other], lambda f: hadamard([*f[:-2], MatrixProduct(*f[-2:])]))
