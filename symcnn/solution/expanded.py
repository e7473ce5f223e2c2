"""A closed form written out term by term: with its own letters where that says all, else at some entries."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from symcnn.derivation import Derivation
from symcnn.document.blocks import Block, Formula, paragraph
from symcnn.document.parts import Line, Scope, Tree, scope_of
from symcnn.equation import Equation
from symcnn.expression.nodes import Maximum, Node, Sum, Winner
from symcnn.expression.walk import canonical, descend, free_letters, range_quantities
from symcnn.formula import Formula as Written
from symcnn.notation.affine import Affine, whole
from symcnn.notation.letters import Letter
from symcnn.solution.ends import written_out
from symcnn.solution.lines import laid_out
from symcnn.solution.subject import Subject
from symcnn.system import System

FEW = 9


def expanded(subject: Subject, derivation: Derivation) -> Iterator[Block]:
    """The sums written out; nothing where there are none, or where their bounds are sizes."""
    written = _written(derivation, subject)
    right = written.equation.right
    if waiting := waiting_letters(right):
        lines = [line for place in border_places(derivation, waiting) for line in _at(derivation, place, subject)]
        if lines:
            yield paragraph("Written out, entry by entry:")
            yield Formula(tuple(lines))
    elif canonical(right) != canonical(derivation.equation.right):
        yield paragraph("Written out:")
        yield Formula(written_lines(written, subject, row_length(derivation.equation.right)))


def _written(derivation: Derivation, subject: Subject) -> Written:
    """The closed form without its sums; of long ones only the ends are made."""
    options = subject.options
    if options.into is not None:
        return derivation.expand(into=options.into)
    return Written(written_out(derivation.equation, {}, options.terms), derivation.system)


def written_lines(written: Written, subject: Subject, length: int = 0) -> tuple[Line, ...]:
    """A formula without sums, its terms laid out."""
    return equation_lines(written.equation, written.system, subject, length)


def equation_lines(equation: Equation, system: System, subject: Subject, length: int = 0) -> tuple[Line, ...]:
    """An equation without sums, its terms laid out."""
    scope: Scope = scope_of(equation, system)
    return laid_out(Tree(equation.left, scope), "==", equation.right, scope, most=subject.options.terms,
                    row_length=length)


Values = dict[Letter, Affine]


def _at(derivation: Derivation, values: Values, subject: Subject) -> tuple[Line, ...]:
    most = None if subject.options.terms is None else min(subject.options.terms, FEW)
    equation = written_out(derivation.equation, values, most)
    if waiting_letters(equation.right):
        return ()
    return equation_lines(equation, derivation.system, subject)


def border_places(derivation: Derivation, waiting: frozenset[Letter]) -> list[Values]:
    """Numbers for the letters that sums wait for: all of them where they are few, else a corner, one beside it, one in
    the middle, and the last."""
    axes = derivation.system.tensors[derivation.key].axes
    pairs = [(v, a) for v, a in zip(derivation.equation.letters, axes, strict=True) if v in waiting]
    extents = [a.extent.number for _, a in pairs]
    if not pairs or None in extents:
        return []
    spans = [range(a.origin, a.origin + (n or 0)) for (_, a), n in zip(pairs, extents, strict=True)]
    places = list(product(*spans))
    if len(places) > FEW:
        middle, beside = tuple(s[len(s) // 2] for s in spans), (*places[0][:-1], places[0][-1] + 1)
        places = list(dict.fromkeys((places[0], beside, middle, places[-1])))
    return [{v: whole(n) for (v, _), n in zip(pairs, place, strict=True)} for place in places]


def waiting_letters(node: Node) -> frozenset[Letter]:
    """The free index letters that a sum, a bracket or a switch waits for."""
    found: set[Letter] = set()
    for each in descend(node):
        if isinstance(each, Sum | Maximum):
            found |= {v for q in range_quantities(each) for v in q.letters}
        if isinstance(each, Winner):
            found |= {v for q in each.at for v in q.letters}
    return frozenset(v for v in found & free_letters(node) if v.is_index)


def row_length(node: Node) -> int:
    """How many terms one row of positions gives: those of the innermost range of the outermost sum."""
    sums = [n for n in descend(node) if isinstance(n, Sum) and n.ranges]
    if not sums or len(sums[0].ranges) < 2:
        return 0
    inner = sums[0].ranges[-1]
    lower, upper = inner.lower[0].number, inner.upper[0].number
    return upper - lower + 1 if lower is not None and upper is not None and len(inner.upper) == 1 else 0

