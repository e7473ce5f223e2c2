"""Windows: sums and maxima whose offsets Python loops run over, one array operation for each offset."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from fractions import Fraction

from symcnn.code import quantities
from symcnn.code.arrays import array, factors, left_over
from symcnn.code.contraction import contracted
from symcnn.code.entries import guard_letters
from symcnn.code.expressions import Rank, Text
from symcnn.code.views import Array, Frame, NoArrayForm, aligned
from symcnn.expression.nodes import Access, Guard, Maximum, Node, Number, Range, Sum
from symcnn.expression.walk import free_letters
from symcnn.notation.letters import Letter

LONGEST_VIEW = 30


@contextmanager
def loops_over(ranges: Sequence[Range], guards: Sequence[Guard], frame: Frame) -> Iterator[None]:
    """Loops, and a condition once all of its letters have values; raises where a condition holds other letters."""
    left = list(guards)
    with ExitStack() as stack:
        for r in ranges:
            over = quantities.loop(r.lower, r.upper, frame.scope.letters)
            stack.enter_context(frame.scope.loop(r.letter, over))
            ready = [g for g in left if all(v in frame.scope.letters for v in guard_letters(g))]
            left = [g for g in left if g not in ready]
            if ready:
                header = " and ".join(quantities.conditions(ready, frame.scope.letters))
                stack.enter_context(frame.scope.block(f"if {header}:"))
        if left:
            raise NoArrayForm("a condition holds letters that are axes: write it as loops")
        yield


def window(node: Sum | Maximum, place: str, letters: Sequence[Letter], frame: Frame) -> None:
    """Loops over offsets, each adding to the left side or raising it."""
    is_sum = isinstance(node, Sum)
    inner = frame.inside(node.ranges).filled("0" if is_sum else "-np.inf")
    parts: Sequence[Node] = factors(node.body) if is_sum else (node.body,)
    waiting = left_over(node.guards, parts, inner)
    offsets = [r for r in node.ranges if r.letter in frame.looped]
    kept = [v for v in letters if v not in frame.looped]
    if is_sum:
        coefficient, steady, parts = apart(parts, {r.letter for r in offsets}, inner)
    with loops_over(offsets, waiting, inner):
        if is_sum:
            reading = read if len(parts) > 1 else array
            value = contracted([*steady, *(reading(f, inner) for f in parts)], kept, coefficient)
            covers(node.ranges, factors(node.body), inner)
            frame.scope.line(f"{place} += {aligned(value, kept).text}")
        else:
            body = array(node.body, inner)
            if set(body.axes) - set(kept):
                raise NoArrayForm("a maximum runs over offsets and axes: write it as loops")
            frame.scope.line(f"{place} = np.maximum({place}, {aligned(body, kept).text})")


def apart(parts: Sequence[Node], offsets: set[Letter], frame: Frame) -> tuple[Fraction, list[Array], list[Node]]:
    """The number in a product, what no offset changes, worked out before the loops, and the factors that are left."""
    coefficient = Fraction(1)
    left = []
    for part in parts:
        if isinstance(part, Number):
            coefficient *= part.value
        else:
            left.append(part)
    steady = [p for p in left if not free_letters(p) & frame.looped]
    if not offsets or (len(steady) < 2 and all(isinstance(p, Access) for p in steady)):
        return coefficient, [], left
    letters = [v for v in frame.spans if any(v in free_letters(p) for p in steady)]
    value = contracted([array(p, frame) for p in steady], letters)
    name = frame.scope.name("share")
    frame.scope.line(f"{name} = {value.text.text}")
    return coefficient, [Array(Text(name), value.axes)], [p for p in left if p not in steady]


def gathered(node: Sum | Maximum, frame: Frame) -> Array:
    """The name of an array that loops before it build up."""
    found = frame.scope.find(node)
    own = free_letters(node)
    kept = tuple(v for v in frame.spans if v in own and v not in frame.looped)
    if found is not None:
        return Array(found, kept)
    counts = [frame.scope.extent(frame.count(v)) if frame.count(v) in frame.scope.letters
              else frame.written(frame.count(v)) for v in kept]
    shape = counts[0] if len(counts) == 1 else f"({', '.join(counts)})"
    name = frame.scope.name("total" if isinstance(node, Sum) else "best")
    if isinstance(node, Sum):
        frame.scope.line(f"{name} = np.zeros({shape})" if kept else f"{name} = 0.0")
    else:
        frame.scope.line(f"{name} = np.full({shape}, -np.inf)" if kept else f"{name} = -np.inf")
    window(node, name, kept, frame)
    return Array(frame.scope.keep(node, Text(name)), kept)


def read(node: Node, frame: Frame) -> Array:
    """A factor within loops; a long view has a line of its own."""
    found = array(node, frame)
    if not isinstance(node, Access) or len(found.text.text) <= LONGEST_VIEW or not frame.looped:
        return found
    name = frame.scope.name("patch")
    frame.scope.line(f"{name} = {found.text.text}")
    return Array(Text(name), found.axes)


def covers(ranges: Sequence[Range], parts: Sequence[Node], frame: Frame) -> None:
    """Raises where a letter is summed over that no factor holds."""
    held = set().union(*(free_letters(p) for p in parts))
    if any(r.letter not in held and r.letter not in frame.looped for r in ranges):
        raise NoArrayForm("a letter is summed over that nothing holds: write it as loops")


@array.register
def _(node: Sum, frame: Frame) -> Array:
    inner = frame.inside(node.ranges)
    bound = {r.letter for r in node.ranges}
    if left_over(node.guards, factors(node.body), inner) or bound & frame.looped:
        return gathered(node, frame)
    coefficient, _, parts = apart(factors(node.body), set(), inner)
    covers(node.ranges, parts, inner)
    return contracted([array(f, inner) for f in parts], [v for v in frame.spans if v not in bound], coefficient)


@array.register
def _(node: Maximum, frame: Frame) -> Array:
    inner = frame.inside(node.ranges).filled("-np.inf")
    bound = {r.letter for r in node.ranges}
    if left_over(node.guards, (node.body,), inner) or bound & frame.looped:
        return gathered(node, frame)
    body = array(node.body, inner)
    places = [n for n, v in enumerate(body.axes) if v in bound]
    rest = tuple(v for v in body.axes if v not in bound)
    axis = "" if not rest else f"axis={places[0]}" if len(places) == 1 else f"axis=({', '.join(map(str, places))})"
    return Array(Text(f"{body.text.at_least(Rank.ATOM)}.max({axis})"), rest)
