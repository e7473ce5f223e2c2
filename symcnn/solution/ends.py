"""Sums written out, of long ones only the ends: the terms in the middle, which dots stand for, are never made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice, product
from math import prod

from symcnn.equation import Equation
from symcnn.expanding import far_from, unrolled
from symcnn.expression.build import ZERO, total
from symcnn.expression.nodes import Access, Add, Node, Range, Sum
from symcnn.expression.walk import children, rebuild, substitute
from symcnn.notation.affine import Affine, whole
from symcnn.notation.letters import Letter
from symcnn.numeric.unroll import unroll
from symcnn.printing.given import Dots

FRONT, BACK = 2, 1
SWITCH = 4
"""Values that are compared one by one in a switch; of more the place of the greatest is named."""
TRIES = 200
"""Places looked at for a term whose bracket holds."""


def written_out(equation: Equation, values: Mapping[Letter, Affine], most: int | None) -> Equation:
    """The equation with values for letters and every sum written out that has numbers for bounds.

    Of a sum of more than ``most`` terms the first ones and the last are kept, dots between them.
    """
    if most is None:
        return unrolled(equation, values, SWITCH)
    left = Access(equation.tensor, tuple(i.substitute(values) for i in equation.left.indices))
    right = substitute(equation.right, values, far_from(equation))
    return unrolled(Equation(left, cut(right, most)), {}, SWITCH)


def cut(node: Node, most: int) -> Node:
    """The node with every long sum cut down to its ends."""
    if isinstance(node, Sum) and node.ranges and (ends := _ends(node, most)) is not None:
        return ends
    below = children(node)
    changed = tuple(cut(child, most) for child in below)
    return node if changed == below else rebuild(node, changed)


def _ends(node: Sum, most: int) -> Node | None:
    """The first terms and the last; None where the sum is short or its bounds wait for letters."""
    spans = [_span(r) for r in node.ranges]
    known = [s for s in spans if s is not None]
    if len(known) < len(spans) or prod(map(len, known)) <= most:
        return None
    letters = [r.letter for r in node.ranges]
    front = _terms(node, letters, product(*known), FRONT)
    back = _terms(node, letters, product(*(reversed(s) for s in known)), BACK)
    if len(front) < FRONT or len(back) < BACK:
        return None
    return Add((*front, Dots(), *back))


def _span(r: Range) -> range | None:
    lower, upper = [q.number for q in r.lower], [q.number for q in r.upper]
    if None in lower or None in upper:
        return None
    return range(max(n for n in lower if n is not None), min(n for n in upper if n is not None) + 1)


def _terms(node: Sum, letters: Sequence[Letter], places: Iterable[tuple[int, ...]], count: int) -> list[Node]:
    """The first terms whose brackets hold."""
    found: list[Node] = []
    for place in islice(places, TRIES):
        values = {v: whole(n) for v, n in zip(letters, place, strict=True)}
        term = unroll(substitute(total((), node.guards, node.body), values), {}, {}, SWITCH)
        if term != ZERO:
            found.append(term)
        if len(found) == count:
            break
    return found
