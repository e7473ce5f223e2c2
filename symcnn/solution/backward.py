"""A gradient step by step: chain rule, local derivatives, contraction, closed form, terms, numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symcnn.calculus.adjoint import Adjoint
from symcnn.calculus.ranges import retightened
from symcnn.calculus.stages import CONTRACT, GIVEN, LOCAL, Solved, Stage
from symcnn.derivation import Derivation
from symcnn.document.blocks import Block, Formula, Run, heading, paragraph
from symcnn.document.parts import Gap, Line, Measure, Part, Scope, Tree, line, row, scope_of
from symcnn.equation import Equation
from symcnn.expression.build import total
from symcnn.expression.nodes import Maximum, Multiply, Node, Partial, Sum, Winner
from symcnn.expression.walk import descend, free_letters, substitute
from symcnn.notation.affine import whole
from symcnn.notation.letters import Letter
from symcnn.solution.expanded import expanded, row_length, written_lines
from symcnn.solution.forward import calculated
from symcnn.solution.levels import BACKWARD
from symcnn.solution.lines import PAGE, laid_out, width
from symcnn.solution.parts import accumulation_lines, listed, matrix_lines, named, operator_lines
from symcnn.solution.subject import Subject
from symcnn.system import System


def backward(subject: Subject) -> Iterator[Block]:
    """All gradients asked for, from the loss back."""
    if not subject.levels & set(BACKWARD):
        return
    found = [(derivation, tuple(gradient(subject, derivation))) for derivation in subject.derivations]
    if any(blocks for _, blocks in found):
        yield heading(2, "Backward pass")
    for derivation, blocks in found:
        if blocks:
            yield heading(3, "Gradient ", named(derivation.key, derivation.system))
            yield from blocks


def gradient(subject: Subject, derivation: Derivation) -> Iterator[Block]:
    """One gradient at the levels asked for."""
    if derivation.stages[0].rule == GIVEN:
        yield paragraph("It is given.")
    elif subject.is_blank(derivation.key):
        yield Formula((line(named(derivation.key, derivation.system), "==", Gap(16)),))
    else:
        yield from _stages(subject, derivation, derivation.stages)
        shown = "operators" in subject.levels and derivation.equation.letters
        lines = operator_lines(derivation, subject.options.correlation) if shown else ()
        if lines:
            yield paragraph("In operators on whole arrays:")
            yield Formula(lines)
        yield from _other_forms(subject, derivation)
        if "expanded" in subject.levels:
            yield from expanded(subject, derivation)
    yield from _numbers(subject, derivation)


def _other_forms(subject: Subject, derivation: Derivation) -> Iterator[Block]:
    """The closed form as a matrix times a column, and as accumulations."""
    lines = matrix_lines(derivation) if "matrix" in subject.levels else ()
    if lines:
        yield paragraph("As a matrix times a column:")
        yield Formula(lines)
    if "accumulated" in subject.levels:
        yield paragraph("As accumulations, each position adding its share to the entries that it read:")
        yield Formula(accumulation_lines(derivation.scatter()))


def _stages(subject: Subject, derivation: Derivation, found: tuple[Stage, ...]) -> Iterator[Block]:
    system, shown = derivation.system, subject.levels
    trivial = isinstance(found[0].equation.right, Partial)
    if "chain" in shown and not trivial:
        yield paragraph(*_reason(subject, derivation))
        yield Formula(_stage_lines(found[0], system))
    if "local" in shown and not trivial:
        local = _local_lines(derivation)
        yield paragraph("with the local derivative" + ("s" if len(local) > 1 else ""))
        yield Formula(tuple(local))
    for stage in found[1:len(found) - 1] if "closed" in shown else found[1:]:
        lines = _stage_lines(stage, system)
        fits = len(lines) > 1 or width(lines[0].left) + width(lines[0].right) <= PAGE
        if stage.rule == LOCAL and "local" in shown and fits:
            if not trivial:
                yield paragraph("Put in:")
            yield Formula(lines)
        if stage.rule == CONTRACT and "contract" in shown:
            yield from _contraction(stage, derivation)
            yield Formula(lines)
    if "closed" in shown:
        last = found[-1]
        if last.rule == CONTRACT and "contract" in shown and any(s.value.letter is None for s in last.solved):
            yield from _contraction(last, derivation)
        elif shown & {"chain", "local"} and not trivial:
            yield paragraph("In closed form:")
        yield Formula(_stage_lines(last, system), boxed=True)


def _stage_lines(stage: Stage, system: System) -> tuple[Line, ...]:
    scope = scope_of(stage.equation, system)
    return laid_out(Tree(stage.equation.left, scope), "==", stage.equation.right, scope)


def _reason(subject: Subject, derivation: Derivation) -> tuple[Run, ...]:
    """Which tensors read this one, so that the chain rule goes through them."""
    net, by = subject.net, derivation.by
    path = net.adjoint.path()
    through = [e.tensor for e in net.forward_system.consumers(by) if e.tensor in path and e.tensor != net.loss]
    if not through:
        return (named(by, net.system), " stands in the loss itself:")
    return (named(by, net.system), " reaches ", named(net.loss, net.system) if net.loss in net.system.tensors else net.loss,
            " only through ", *listed([named(k, net.system) for k in through]), ", so by the chain rule")


def _local_lines(derivation: Derivation) -> list[Line]:
    """The derivative of every tensor that reads this one, worked out."""
    chain, system = derivation.stages[0].equation, derivation.system
    found: list[Line] = []
    for partial in dict.fromkeys(n for n in descend(chain.right) if isinstance(n, Partial)):
        direct = Adjoint(derivation.adjoint.system, partial.of.tensor).direct(derivation.by)
        values = dict(zip(direct.letters, (*partial.of.indices, *partial.by.indices), strict=True))
        right = without_windows(retightened(substitute(direct.right, values), system.facts))
        found += laid_out(Tree(partial, _scope(partial, chain, system)), "==", right, _scope(partial, chain, system))
    return found


def without_windows(node: Node) -> Node:
    """Without brackets that say no more than the switch beside them: that a place lies in its window."""
    if not isinstance(node, Sum) or node.ranges:
        return node
    factors = node.body.factors if isinstance(node.body, Multiply) else (node.body,)
    known = {q for f in factors if isinstance(f, Winner) and isinstance(f.of, Maximum) and f.of.tie == "first"
             for r, at in zip(f.of.ranges, f.at, strict=True)
             for q in (*(at - bound for bound in r.lower), *(bound - at for bound in r.upper))}
    return total((), (g for g in node.guards if g.relation != ">=" or g.quantity not in known), node.body)


def _scope(partial: Partial, chain: Equation, system: System) -> Scope:
    """The letters of the left side first, as in the chain rule itself."""
    return Scope(system, (*scope_of(chain, system).letters, *sorted(free_letters(partial), key=lambda v: (v.mark, v))))


def _contraction(stage: Stage, derivation: Derivation) -> Iterator[Block]:
    """Which letters the brackets fix, and what becomes of their ranges."""
    system = derivation.system
    free = [v for i in stage.equation.left.indices for v in sorted(i.letters)]
    solved = in_turn([s for s in dict.fromkeys(stage.solved) if s.value.letter is None])
    if not solved:
        return
    one = len(solved) == 1
    left = any(isinstance(n, Sum) and n.ranges for n in descend(stage.equation.right))
    yield paragraph("The bracket holds only where " if one else "The brackets hold only where ",
                    *listed([_solved(s, free, system) for s in solved]),
                    "; the sum over this letter keeps one term" if one else "; the sums over these letters keep one term",
                    (", and its range now bounds what is left:" if one else ", and their ranges now bound what is left:")
                    if left else ":")


def in_turn(solved: Sequence[Solved]) -> list[Solved]:
    """Letters whose values read other ones behind these."""
    waiting, found = list(solved), list[Solved]()
    while waiting:
        names = {s.letter for s in waiting}
        ready = [s for s in waiting if not (s.value.letters - {s.letter}) & names] or waiting[:1]
        found += ready
        waiting = [s for s in waiting if s not in ready]
    return found


def _solved(solved: Solved, free: list[Letter], system: System) -> Part:
    others = sorted(v for v in solved.value.letters if v.is_index and v not in free)
    scope = Scope(system, (*free, *others, solved.letter))
    return row(Measure(whole(solved.letter), scope), "==", Measure(solved.value, scope))


def _numbers(subject: Subject, derivation: Derivation) -> Iterator[Block]:
    """Numbers put into the closed form, and the whole gradient."""
    how = subject.calculation
    if "numbers" in subject.levels and how is not None and derivation.key in how.numbers.tables:
        equation = how.numbers.system.equation(derivation.key)
        if subject.levels & {"chain", "closed", "expanded"}:
            yield paragraph("In numbers:")
        yield from calculated(equation, how, subject, stated=not subject.levels.isdisjoint({"closed", "expanded"}))


def entries(subject: Subject) -> Iterator[Block]:
    """The entries asked for, each written out, and in numbers where there are some."""
    for name in subject.expansions:
        derivation = subject.net.gradient(name)
        written = derivation.expand(into=subject.options.into)
        yield heading(3, "Expanded ", Tree(derivation.equation.left, scope_of(derivation.equation, derivation.system)))
        yield Formula(written_lines(written, subject, row_length(derivation.equation.right)))
