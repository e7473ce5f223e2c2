"""Long sums laid out as an author would: shared factors out, a line for each row of positions, dots in the middle."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from symcnn.document.parts import NOTHING, Factors, Line, Part, Row, Scope, Terms, Tree, row
from symcnn.expression.build import multiply
from symcnn.expression.nodes import Add, Multiply, Node, Number, Sum
from symcnn.expression.walk import children, rebuild
from symcnn.printing.context import Context
from symcnn.printing.given import Dots
from symcnn.printing.rules import in_order
from symcnn.printing.show import bracketed, positive, signed
from symcnn.printing.shown import Rank
from symcnn.printing.width import WIDTH

PAGE = 80
"""The width of a line, in half ems."""
EDGE = 2


def width(part: Part) -> int:
    """How wide a piece is, in half ems."""
    return len(part.shown(WIDTH).text)


def laid_out(left: Part, relation: str, node: Node, scope: Scope, *, most: int | None = None,
             row_length: int = 0) -> tuple[Line, ...]:
    """``left = node`` over as many lines as it takes; of more than ``most`` terms those in the middle are dots."""
    node = shared_out(shortened(node, most))
    if isinstance(node, Add):
        return _sum_lines(left, relation, node, scope, row_length)
    if isinstance(node, Multiply) and isinstance(node.factors[-1], Add) and not _fits(node, left, scope):
        front = node.factors[:-1]
        before = ("negative",) if front == (Number(Fraction(-1)),) else (Tree(multiply(*front), scope),)
        return _sum_lines(left, relation, node.factors[-1], scope, row_length, row(*before, "open"), row("close"))
    node = _short(node, left, scope)
    if isinstance(node, Sum) and not _fits(node, left, scope):
        return tuple(_product_lines(left, row(relation), node, scope, ()))
    return single(left, relation, Tree(node, scope))


def _product_lines(left: Part, before: Row, node: Sum, scope: Scope, first: tuple[Part, ...]) -> Iterator[Line]:
    """A sum of a product over as many lines as its factors take; what goes on begins with a dot."""
    room, start, count = PAGE - width(left) - width(before), 0, Factors.count(node)
    while start < count:
        stop = start + 1
        while stop < count and width(Factors(node, scope, start, stop + 1)) <= room:
            stop += 1
        if start == 0 and stop > 2 and node.guards and width(Factors(node, scope, 2, count)) <= room:
            # the bracket and what it holds for read better apart
            stop = 2
        piece = Factors(node, scope, start, stop)
        yield Line(NOTHING, row("indent", *(("dot",) if start > 1 else ()), piece)) if start else Line(
            left, row(*before.parts, *first, piece))
        start = stop


def _sum_lines(left: Part, relation: str, node: Add, scope: Scope, row_length: int, before: Row = NOTHING,
               behind: Row = NOTHING) -> tuple[Line, ...]:
    """The terms over as many lines as they take, behind what stands before the sum."""
    context, room = scope.context(WIDTH), PAGE - width(left) - width(before) - 4
    terms, widths = list(in_order(node.terms)), []
    for place, term in enumerate(terms):
        widths.append(_width(term, context))
        if widths[-1] > room:
            terms[place] = _short(term, left, scope)
            widths[-1] = _width(terms[place], context)
    rows = _rows(widths, room, row_length)
    lines, place = list[Line](), 0
    for number, count in enumerate(rows):
        term = terms[place]
        if count == 1 and isinstance(term, Sum) and widths[place] > room and not signed(term)[0] and behind == NOTHING:
            sign: tuple[str, ...] = ("plus",) if number else ()
            start = row("indent") if number else row(relation, *before.parts)
            lines += _product_lines(NOTHING if number else left, start, term, scope, row(*sign).parts)
            place += count
            continue
        part = Terms(tuple(terms[place:place + count]), scope, number > 0)
        end = behind.parts if number == len(rows) - 1 else ()
        if lines and isinstance(lines[-1].right.parts[-1], Factors) and width(lines[-1].right) + width(part) <= room:
            lines[-1] = Line(lines[-1].left, row(lines[-1].right, part, *end))
            place += count
            continue
        lines.append(Line(NOTHING, row("indent", part, *end)) if number else Line(
            left, row(relation, *before.parts, part, *end)))
        place += count
    return tuple(lines)


def _short(node: Node, left: Part, scope: Scope) -> Node:
    """The node with fewer terms in the sums inside it, where it is too wide for a line otherwise."""
    shorter = (node, *(shortened(node, few) for few in (8, 5, 4)))
    return next((n for n in shorter if _fits(n, left, scope)), shorter[-1])


def _fits(node: Node, left: Part, scope: Scope) -> bool:
    return width(left) + width(Tree(node, scope)) + 4 <= PAGE


def shortened(node: Node, most: int | None) -> Node:
    """With dots in the middle of every sum of more than so many terms."""
    if most is None:
        return node
    below = children(node)
    inner = tuple(shortened(child, most) for child in below)
    if isinstance(node, Add) and len(inner) > most:
        return Add((*inner[:EDGE], Dots(), inner[-1]))
    if inner == below:
        return node
    return Add(inner) if isinstance(node, Add) else Multiply(inner) if isinstance(node, Multiply) else rebuild(node, inner)


def single(left: Part, relation: str, right: Part) -> tuple[Line, ...]:
    """``left = right`` in a line, or over two where one is too short for both."""
    if width(left) + width(right) + 4 <= PAGE or width(left) < 20:
        return (Line(left, row(relation, right)),)
    return Line(left, row()), Line(NOTHING, row("indent", relation, right))


def _width(term: Node, context: Context) -> int:
    negative, rest = signed(term)
    shown = positive(rest, context)
    return len(bracketed(shown, Rank.OPEN, context).text if negative else shown.text) + 3


def _rows(widths: Sequence[int], room: int, row_length: int) -> list[int]:
    """How many terms stand on each line."""
    if sum(widths) <= room:
        return [len(widths)]
    if row_length > 1 and len(widths) % row_length == 0:
        rows = [sum(widths[i:i + row_length]) for i in range(0, len(widths), row_length)]
        if max(rows) <= room:
            return [row_length] * len(rows)
    if max(widths) > room // 2:
        return [1] * len(widths)
    found, used = [0], 0
    for wide in widths:
        if used + wide > room and found[-1]:
            found.append(0)
            used = 0
        found[-1] += 1
        used += wide
    return found


def shared_out(node: Node) -> Node:
    """A sum with the factors that all its terms share in front of it, where the sum is short."""
    if not isinstance(node, Add) or len(node.terms) < 2:
        return node
    first, *others = [_factors(term) for term in node.terms]
    shared = [f for f in first if all(f in other for other in others)]
    if not shared or any(len(t) == len(shared) for t in (first, *others)):
        return node
    rest = [_without(factors, shared) for factors in (first, *others)]
    return Multiply((*shared, Add(tuple(rest)))) if len(rest) <= 6 else node


def _factors(term: Node) -> tuple[Node, ...]:
    return term.factors if isinstance(term, Multiply) else (term,)


def _without(factors: Sequence[Node], shared: Sequence[Node]) -> Node:
    left = list(factors)
    for factor in shared:
        left.remove(factor)
    return multiply(*left)

