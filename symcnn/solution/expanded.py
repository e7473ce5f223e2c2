"""A closed form written out term by term: with its own letters where that says all, else at some entries."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from math import prod

from symcnn.derivation import Derivation
from symcnn.document.blocks import Block, Formula, paragraph
from symcnn.document.parts import Line, Scope, Tree, scope_of
from symcnn.equation import Equation
from symcnn.expression.nodes import Maximum, Node, Sum, Winner
from symcnn.expression.walk import canonical, descend
from symcnn.formula import Formula as Written
from symcnn.formula import unrolled
from symcnn.notation.affine import whole
from symcnn.numeric.entrywise import Place
from symcnn.solution.lines import laid_out
from symcnn.solution.subject import Subject
from symcnn.system import System

FEW = 9


def expanded(subject: Subject, derivation: Derivation) -> Iterator[Block]:
    """The sums written out; nothing where there are none, or where their bounds are letters."""
    written = derivation.expand(into=subject.options.into)
    if canonical(written.equation.right) == canonical(derivation.equation.right):
        return
    if not _waits(written.equation.right):
        yield paragraph("Written out:")
        yield Formula(written_lines(written, subject, row_length(derivation.equation.right)))
        return
    lines = [line for place in border_places(derivation) for line in _at(derivation, place, subject)]
    if lines:
        yield paragraph("Written out, entry by entry:")
        yield Formula(tuple(lines))


def written_lines(written: Written, subject: Subject, length: int = 0) -> tuple[Line, ...]:
    """A formula without sums, its terms laid out."""
    return equation_lines(written.equation, written.system, subject, length)


def equation_lines(equation: Equation, system: System, subject: Subject, length: int = 0) -> tuple[Line, ...]:
    """An equation without sums, its terms laid out."""
    scope: Scope = scope_of(equation, system)
    return laid_out(Tree(equation.left, scope), "==", equation.right, scope, most=subject.options.terms,
                    row_length=length)


def _at(derivation: Derivation, place: Place, subject: Subject) -> tuple[Line, ...]:
    names = dict(zip(derivation.equation.letters, place, strict=True))
    equation = unrolled(derivation.equation, {v: whole(n) for v, n in names.items()})
    return equation_lines(equation, derivation.system, subject)


def border_places(derivation: Derivation) -> list[Place]:
    """All entries where they are few, else a corner, one beside it, one in the middle, and the last."""
    axes = derivation.system.tensors[derivation.key].axes
    extents = [a.extent.number for a in axes]
    if derivation.indices or None in extents:
        return []
    spans = [range(a.origin, a.origin + (n or 0)) for a, n in zip(axes, extents, strict=True)]
    if prod(len(s) for s in spans) <= FEW:
        return list(product(*spans))
    corner, last = tuple(s[0] for s in spans), tuple(s[-1] for s in spans)
    middle = tuple(s[len(s) // 2] for s in spans)
    beside = (*corner[:-1], corner[-1] + 1) if spans and len(spans[-1]) > 1 else corner
    return list(dict.fromkeys((corner, beside, middle, last)))


def _waits(node: Node) -> bool:
    """Whether a sum or a bracket is left that waits for the numbers of the free letters."""
    return any(isinstance(n, Sum | Maximum | Winner) for n in descend(node))


def row_length(node: Node) -> int:
    """How many terms one row of positions gives: those of the innermost range of the outermost sum."""
    sums = [n for n in descend(node) if isinstance(n, Sum) and n.ranges]
    if not sums or len(sums[0].ranges) < 2:
        return 0
    inner = sums[0].ranges[-1]
    lower, upper = inner.lower[0].number, inner.upper[0].number
    return upper - lower + 1 if lower is not None and upper is not None and len(inner.upper) == 1 else 0

