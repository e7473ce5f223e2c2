"""Right sides whose ranges are boxes: bounds that depend on outer letters become a shift and a condition.

A sum over p from ceil((c-1)/2) to floor(c/2)+1 would be a full rectangle of c by p with nearly all of it masked; with
``p = ceil((c-1)/2) + t`` it is as wide as the widest range.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import lcm

from symcnn.errors import NotSupportedYet, ValueProblem
from symcnn.expression.build import ZERO
from symcnn.expression.nodes import Guard, Maximum, Node, Range, Sum, Winner
from symcnn.expression.walk import children, descend, rebuild, substitute, substitute_guard
from symcnn.notation.affine import Affine, Floor, constant, whole
from symcnn.notation.letters import Fresh, Letter
from symcnn.numeric.boxes import Box, bounds, map_guard, map_quantities, settled

MINTED = "#"
SPLIT_LIMIT = 64
ROOM = 1.5


@dataclass(frozen=True)
class Layout:
    """The boxes of all letters met so far, and new letters; one for each equation."""

    boxes: dict[Letter, Box] = field(default_factory=dict)
    fresh: Fresh = field(default_factory=Fresh)

    def letter(self, first: int, count: int) -> Letter:
        """A new letter that runs over a box."""
        letter = self.fresh.named(MINTED)
        self.boxes[letter] = Box(first, count)
        return letter


def rectangular(node: Node, layout: Layout) -> Node:
    """The node with boxes for ranges, each bound letter new, and only those guards that the boxes do not decide."""
    match node:
        case Sum():
            found = _under_boxes(node, layout)
            if found is None:
                return ZERO
            ranges, guards, values = found
            return Sum(ranges, guards, rectangular(substitute(node.body, values), layout))
        case Maximum():
            return _maximum(node, layout)[0]
        case Winner():
            return _winner(node, layout)
    below = children(node)
    return rebuild(node, tuple(rectangular(child, layout) for child in below)) if below else _settle(node, layout)


def _settle(node: Node, layout: Layout) -> Node:
    return map_quantities(node, lambda q: settled(q, layout.boxes))


Shifts = dict[Letter, Affine]


def _under_boxes(node: Sum | Maximum, layout: Layout) -> tuple[tuple[Range, ...], tuple[Guard, ...], Shifts] | None:
    """The boxes, the guards left, and what each bound letter now is; None where no place is left."""
    values: Shifts = {}
    ranges, guards = [], []
    for r in node.ranges:
        lower, upper = ([q.substitute(values) for q in side] for side in (r.lower, r.upper))
        base, width = _narrowest(lower, upper, layout)
        if width < 1:
            return None
        letter = layout.letter(0 if base.number is None else base.number, width)
        values[r.letter] = whole(letter) if base.number is not None else base + letter
        ranges.append(_box_range(letter, layout))
        guards += [Guard(">=", values[r.letter] - q) for q in lower]
        guards += [Guard(">=", q - values[r.letter]) for q in upper]
    guards += [substitute_guard(g, values) for g in node.guards]
    decided = [(g, decide(g, layout)) for g in dict.fromkeys(_reduced(g, layout) for g in guards)]
    if any(verdict is False for _, verdict in decided):
        return None
    return tuple(ranges), tuple(g for g, verdict in decided if verdict is None), values


def _box_range(letter: Letter, layout: Layout) -> Range:
    box = layout.boxes[letter]
    return Range(letter, (constant(box.first),), (constant(box.first + box.extent - 1),))


def _narrowest(lower: list[Affine], upper: list[Affine], layout: Layout) -> tuple[Affine, int]:
    """The lower bound to count from, and how far; a number where that is as good."""
    numbers = constant(max(bounds(q, layout.boxes)[0] for q in lower))
    candidates = [numbers, *(q for q in lower if q.number is None)]
    widths = [min(bounds(q - base, layout.boxes)[1] for q in upper) + 1 for base in candidates]
    # a number keeps every index linear, so that it may be somewhat wider
    best = 0 if widths[0] <= ROOM * min(widths) else widths.index(min(widths))
    return candidates[best], widths[best]


def _reduced(guard: Guard, layout: Layout) -> Guard:
    guard = map_guard(guard, lambda q: settled(q, layout.boxes))
    if guard.relation != "|" or guard.modulus is None or guard.modulus.number is None:
        return guard
    modulus = guard.modulus.number
    return Guard("|", Affine({m: c % modulus for m, c in guard.quantity.terms}), guard.modulus)


def decide(guard: Guard, layout: Layout) -> bool | None:
    """Whether the guard holds everywhere in the box, nowhere, or here and there."""
    low, high = bounds(guard.quantity, layout.boxes)
    match guard.relation:
        case ">=":
            return True if low >= 0 else False if high < 0 else None
        case "==":
            return True if low == high == 0 else False if low > 0 or high < 0 else None
        case "|" if guard.modulus is not None:
            number, modulus = guard.quantity.number, guard.modulus.number
            return None if number is None or modulus is None else number % modulus == 0
    raise NotSupportedYet(f"a guard with the relation {guard.relation!r} has no rule: use >=, == or |")


def _maximum(node: Maximum, layout: Layout) -> tuple[Maximum, Shifts]:
    found = _under_boxes(node, layout)
    if found is None:
        raise ValueProblem("a maximum is taken over no value: look at its ranges and guards")
    ranges, guards, values = found
    return Maximum(ranges, guards, rectangular(substitute(node.body, values), layout), node.tie), values


def _winner(node: Winner, layout: Layout) -> Node:
    if not isinstance(node.of, Maximum):
        of = rebuild(node.of, tuple(rectangular(v, layout) for v in node.of.values))
        return Winner(of, tuple(settled(q, layout.boxes) for q in node.at))  # type: ignore[arg-type]
    of, values = _maximum(node.of, layout)
    places: Shifts = {}
    for old, new, place in zip(node.of.ranges, of.ranges, node.at, strict=True):
        shift = values[old.letter] - new.letter
        places[new.letter] = place - shift.substitute(places)
    return Winner(of, tuple(settled(places[r.letter], layout.boxes) for r in of.ranges))


def spacing(node: Node, letter: Letter) -> int:
    """The least common multiple of all numbers that a letter is divided by in an index, 1 where there is none.

    A floor in an inequality only makes a mask, and splits nothing.
    """
    found = 1
    for inner in descend(node):
        for value in (*getattr(inner, "indices", ()), *getattr(inner, "at", ())):
            for atom in value.floors():
                found = lcm(found, _divisor(atom, letter))
        for guard in getattr(inner, "guards", ()):
            if guard.modulus is not None and guard.modulus.number and letter in guard.quantity.letters:
                found = lcm(found, guard.modulus.number)
    return found


def _divisor(atom: Floor, letter: Letter) -> int:
    inner = 1
    for deeper in atom.numerator.floors():
        inner = lcm(inner, _divisor(deeper, letter))
    number = atom.denominator.number
    return inner if number is None or letter not in atom.numerator.letters else lcm(inner, number)


def worth_splitting(node: Node, letter: Letter, count: int) -> int:
    """The number to split a free letter by, so that its floors go; 1 where it stays whole.

    ``node`` is a right side with boxes for ranges.
    """
    if not any(isinstance(n, Sum | Maximum | Winner) for n in descend(node)):
        return 1
    step = spacing(node, letter)
    return step if 1 < step < count and step <= SPLIT_LIMIT else 1
