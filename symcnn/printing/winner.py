"""Prints the switch of a maximum: a bracket that holds at the places which pass the gradient on."""

from __future__ import annotations

from symcnn.equation import Equation
from symcnn.expression.nodes import Access, Greatest, Maximum, Node, Range, Winner
from symcnn.expression.walk import (
    accesses,
    bound_letters,
    canonical,
    free_letters,
    substitute,
    substitute_guard,
)
from symcnn.notation.affine import ONE, Affine, divide_exactly, whole
from symcnn.notation.letters import Letter, index
from symcnn.printing.condition import show_guards, show_range
from symcnn.printing.context import Context
from symcnn.printing.quantity import show_quantity
from symcnn.printing.rules import related
from symcnn.printing.show import positive, show
from symcnn.printing.shown import Rank, Shown
from symcnn.system import System


@positive.register
def _(node: Winner, context: Context) -> Shown:
    if isinstance(node.of, Greatest):
        return _of_values(node.of, node.at[0].number or 0, context)
    if node.of.tie == "first":
        return _of_the_first(*(absolute(node.of, node.at, context.system) or (node.of, node.at)), context)
    here = substitute(node.of.body, {r.letter: q for r, q in zip(node.of.ranges, node.at, strict=True)})
    value = show(maximum_entry(node.of, context.system) or node.of, context)
    wins = context.style.bracket(related(show(here, context), "==", value, context))
    return wins if node.of.tie == "all" else context.style.fraction(wins, _winners(node.of, value, context))


def _of_the_first(maximum: Maximum, at: tuple[Affine, ...], context: Context) -> Shown:
    """The place is the first at which the body is greatest."""
    inside = context.within(r.letter for r in maximum.ranges)
    places = [show_quantity(q, context).text for q in at]
    place = Shown(context.style.signs["near_comma"].join(places))
    place = place if len(places) == 1 else context.style.parenthesised(place)
    conditions = [show_range(r, inside) for r in maximum.ranges] + show_guards(maximum.guards, maximum.body, inside)
    greatest = context.style.argmax(conditions) + show(maximum.body, inside).text
    return context.style.bracket(related(place, "==", Shown(greatest, Rank.OPEN), context))


def _winners(maximum: Maximum, value: Shown, context: Context) -> Shown:
    """How many places of the window hold the maximum."""
    inside = context.within(r.letter for r in maximum.ranges)
    wins = inside.style.bracket(related(show(maximum.body, inside), "==", value, inside))
    conditions = [show_range(r, inside) for r in maximum.ranges] + show_guards(maximum.guards, maximum.body, inside)
    return Shown(context.style.sum_where(conditions) + wins.text, Rank.OPEN, True)


def _of_values(greatest: Greatest, place: int, context: Context) -> Shown:
    """The value is above those before it and not below those after it; under the other rules it is the maximum."""
    values = [show(v, context) for v in greatest.values]
    if greatest.tie == "first" or (len(values) == 2 and greatest.tie == "all"):
        relations = [">" if other < place and greatest.tie == "first" else ">=" for other in range(len(values))]
        beaten = [related(values[place], relations[q], v, context) for q, v in enumerate(values) if q != place]
        text = context.style.signs["comma"].join(b.text for b in beaten)
        return context.style.bracket(Shown(text, tall=any(b.tall for b in beaten)))
    top = context.style.extreme("max", values)
    wins = [context.style.bracket(related(v, "==", top, context)) for v in values]
    if greatest.tie == "all":
        return wins[place]
    number = Shown(context.style.signs["plus"].join(w.text for w in wins), Rank.ADDITIVE, True)
    return context.style.fraction(wins[place], number)


def absolute(
    maximum: Maximum, at: tuple[Affine, ...], system: System
) -> tuple[Maximum, tuple[Affine, ...]] | None:
    """The maximum over positions of the tensor it reads, where it reads one entry whose indices the window shifts."""
    body = maximum.body
    if not isinstance(body, Access) or body.tensor not in system.tensors:
        return None
    letters = {r.letter for r in maximum.ranges}
    axes = system.tensors[body.tensor].axes
    ranges, places, values = list[Range](), list[Affine](), dict[Letter, Affine]()
    unused = 1 + max(v.mark for v in (*free_letters(body), *letters))
    for r, place in zip(maximum.ranges, at, strict=True):
        axis = [n for n, i in enumerate(body.indices) if r.letter in i.letters]
        if len(axis) != 1 or not _shifts(body.indices[axis[0]], r, letters):
            return None
        shift = body.indices[axis[0]].without(r.letter)
        letter = index(axes[axis[0]].letter, unused + len(ranges))
        values[r.letter] = whole(letter) - shift
        ranges.append(Range(letter, tuple(q + shift for q in r.lower), tuple(q + shift for q in r.upper)))
        places.append(place + shift)
    guards = tuple(substitute_guard(g, values) for g in maximum.guards)
    return Maximum(tuple(ranges), guards, substitute(body, values), maximum.tie), tuple(places)


def _shifts(position: Affine, r: Range, letters: set[Letter]) -> bool:
    """Whether the position is the letter plus something that no letter of the window stands in."""
    bounds = set().union(*(q.letters for q in (*r.lower, *r.upper)))
    rest = position - r.letter
    return rest.letters.isdisjoint(letters) and bounds.isdisjoint(letters) and position.coefficient(r.letter) == ONE


def maximum_entry(maximum: Maximum, system: System) -> Access | None:
    """The entry of the tensor which an equation gives as this maximum."""
    for equation in system.equations:
        pattern = equation.right
        if isinstance(pattern, Maximum) and None not in equation.letters and len(pattern.ranges) == len(maximum.ranges):
            values = _solved(equation, pattern, maximum)
            if len(values) == len(equation.letters) and _same(substitute(pattern, values), maximum):
                return Access(equation.tensor, tuple(values[v] for v in equation.letters))
    return None


def _solved(equation: Equation, pattern: Maximum, maximum: Maximum) -> dict[Letter, Affine]:
    """The values of the equation's letters, read off the indices one after the other."""
    renamed = {a.letter: whole(b.letter) for a, b in zip(pattern.ranges, maximum.ranges, strict=True)}
    values: dict[Letter, Affine] = {}
    for one, other in zip(accesses(pattern.body), accesses(maximum.body), strict=False):
        for mine, theirs in zip(one.indices, other.indices, strict=False):
            open_letters = [v for v in equation.letters if v in mine.letters and v not in values]
            if len(open_letters) == 1 and not mine.floors():
                slope = mine.coefficient(open_letters[0])
                known = mine.without(open_letters[0]).substitute({**renamed, **values})
                part = divide_exactly(theirs - known, slope)
                if part is not None:
                    values[open_letters[0]] = part
    return values


def _same(one: Node, other: Node) -> bool:
    return len(bound_letters(one)) == len(bound_letters(other)) and canonical(one) == canonical(other)
