"""Prints conditions on letters: the ranges of a maximum, and guards as an author writes them, ``1 <= i+k-2 <= N``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from symcnn.expression.nodes import Guard, Node, Range
from symcnn.expression.walk import accesses
from symcnn.notation.affine import ONE, Affine, whole
from symcnn.notation.letters import Letter
from symcnn.printing.collect import Piece
from symcnn.printing.context import Context
from symcnn.printing.ordering import arranged, has_index
from symcnn.printing.quantity import show_bound, show_pieces, show_quantity
from symcnn.printing.shown import Shown


def show_range(r: Range, context: Context) -> str:
    """``1 <= i <= K``."""
    return _between(r.lower, whole(r.letter), r.upper, context)


def show_guards(guards: Iterable[Guard], body: Node, context: Context) -> list[str]:
    """The conditions; two guards that keep one index of the body in range are one chain."""
    left, shown = list(guards), []
    indices = dict.fromkeys(i for a in accesses(body) for i in a.indices if _varies(i))
    for index in indices:
        low = [g for g in left if g.relation == ">=" and not _varies(index - g.quantity)]
        high = [g for g in left if g.relation == ">=" and not _varies(index + g.quantity)]
        if low or high:
            lower, upper = [index - g.quantity for g in low], [index + g.quantity for g in high]
            shown.append(_between(lower, index, upper, context))
            left = [g for g in left if g not in low and g not in high]
    while (pair := _pair(left)) is not None:
        first, second, letter = pair
        least, most = whole(letter) - first.quantity, whole(letter) + second.quantity
        shown.append(_between((least,), whole(letter), (most,), context))
        left = [g for g in left if g not in (first, second)]
    return shown + [_alone(g, context) for g in left]


def _pair(guards: list[Guard]) -> tuple[Guard, Guard, Letter] | None:
    """Two guards that keep a letter between bounds a fixed distance apart."""
    for low in (g for g in guards if g.relation == ">="):
        letters = sorted(v for v in low.quantity.letters if v.is_index and low.quantity.coefficient(v) == ONE)
        for high in (g for g in guards if g.relation == ">=" and g != low and letters):
            if not _varies(low.quantity + high.quantity):
                return low, high, letters[0]
    return None


def show_bracket(guards: Sequence[Guard], body: Node, context: Context) -> Shown:
    """The Iverson bracket of guards that all hold; it is as high as the quotients in it."""
    conditions = show_guards(guards, body, context)
    tall = any(q.floors() for g in guards for q in (g.quantity, g.modulus) if q is not None)
    return context.style.bracket(Shown(context.style.signs["comma"].join(conditions), tall=tall))


def _varies(quantity: Affine) -> bool:
    return any(v.is_index for v in quantity.letters)


def _between(lower: Iterable[Affine], quantity: Affine, upper: Iterable[Affine], context: Context) -> str:
    below, above = tuple(lower), tuple(upper)
    middle = show_quantity(quantity, context).text
    at_most, at_least = context.style.relations["<="], context.style.relations[">="]
    least = show_bound(below, "lower", context).text if below else ""
    most = show_bound(above, "upper", context).text if above else ""
    if not below or not above:
        return middle + (at_least + least if below else at_most + most)
    return least + at_most + middle + at_most + most


def _alone(guard: Guard, context: Context) -> str:
    pieces = arranged(guard.quantity, context.custom)
    if guard.modulus is not None:
        if all(p.coefficient < 0 for p in pieces if has_index(p)):
            pieces = arranged(-guard.quantity, context.custom)
        modulus = show_quantity(guard.modulus, context).text
        return context.style.divides(modulus, show_pieces(pieces, context).text)
    plus = tuple(p for p in pieces if p.coefficient > 0)
    minus = tuple(Piece(-p.coefficient, p.factors) for p in pieces if p.coefficient < 0)
    relation = guard.relation
    if not any(map(has_index, plus)) and any(map(has_index, minus)):
        plus, minus, relation = minus, plus, {">=": "<=", "==": "=="}[relation]
    return show_pieces(plus, context).text + context.style.relations[relation] + show_pieces(minus, context).text
