"""A step of gradient descent, the forward pass after it, and the losses compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from symcnn.calculus.adjoint import gradient_key
from symcnn.document.blocks import Block, Formula, Run, heading, paragraph
from symcnn.document.parts import NOTHING, Digits, Gap, Grid, Line, Named, Part, Times, Whole, Worked, line, row
from symcnn.errors import SymcnnError
from symcnn.numeric.reals import Real
from symcnn.solution.calculation import Calculation
from symcnn.solution.forward import calculated
from symcnn.solution.grids import value_lines
from symcnn.solution.lines import PAGE, width
from symcnn.solution.parts import gradient_name, whole_name
from symcnn.solution.subject import Subject
from symcnn.solution.values import Numbers, evaluated, rounded

RATE = Named(r"\eta")


def update(subject: Subject) -> Iterator[Block]:
    """The rule of the step, and the new numbers of every parameter."""
    keys, how = learned(subject), subject.calculation
    if not keys:
        return
    yield heading(2, "Update")
    yield paragraph("Each parameter takes a step of gradient descent"
                    + (" with learning rate " if subject.rate else " with a learning rate "),
                    row(RATE, "==", Digits(subject.rate)) if subject.rate else RATE, ":")
    if how is None or not in_numbers(subject):
        yield Formula(tuple(_rule(key, subject) for key in keys))
        return
    new = subject.calculated(stepped(subject))
    for key in keys:
        yield Formula(tuple(_in_numbers(key, subject, how, new)))


def in_numbers(subject: Subject) -> bool:
    """Whether there are numbers for the step: a rate, and a gradient for every parameter."""
    numbers, loss = subject.numbers, subject.net.loss
    return numbers is not None and subject.rate is not None and all(
        gradient_key(loss, key) in numbers.tables for key in learned(subject))


def learned(subject: Subject) -> tuple[str, ...]:
    """The parameters whose gradients are shown."""
    return tuple(k for k in subject.net.parameters if k in subject.order)


def _rule(key: str, subject: Subject) -> Line:
    name = whole_name(key, subject.whole_system)
    return line(name, ":=", name, "minus", Times((RATE, gradient_name(subject, key))))


def stepped(subject: Subject) -> Numbers:
    """All numbers after the step."""
    numbers, rate = subject.numbers, Fraction(subject.rate or "0")
    if numbers is None:
        raise SymcnnError("an update has no numbers without those of the leaves: give values")
    leaves = dict(subject.leaves)
    for key in learned(subject):
        leaves[key] = _stepped(key, numbers, rate, gradient_key(subject.net.loss, key))
    written = {at: text for at, text in numbers.written.items() if at[0] not in learned(subject)}
    return evaluated(subject.backward, numbers.sizes, leaves, written)


def _stepped(key: str, numbers: Numbers, rate: Fraction, gradient: str) -> Any:
    old, slope = numbers.tables[key], numbers.tables[gradient]
    if isinstance(old, Mapping) and isinstance(slope, Mapping):
        return {place: value - rate * slope[place] for place, value in old.items()}
    return np.asarray(old) - float(rate) * np.asarray(slope)


def _in_numbers(key: str, subject: Subject, how: Calculation, new: Calculation) -> Iterator[Line]:
    """``F := F - eta dC/dF = [...] - 0.5 [...] = [...]``."""
    yield _rule(key, subject)
    if subject.is_blank(key):
        yield line(NOTHING, "==", Gap())
    elif len(new.numbers.shape(key)) > 2:
        yield from value_lines(key, new, Whole(key, new.numbers.system))
    else:
        old, slope = (_value(k, how) for k in (key, gradient_key(subject.net.loss, key)))
        rate = Digits(subject.rate or "")
        step = row(old, "minus", row(rate, "dot", slope) if isinstance(slope, Grid) else Worked(Times((rate, slope))))
        if width(step) <= PAGE:
            yield line(NOTHING, "==", step)
        yield line(NOTHING, *value_lines(key, new, NOTHING)[0].right.parts)


def _value(key: str, how: Calculation) -> Part:
    """A scalar or a matrix of numbers."""
    return value_lines(key, how, NOTHING)[0].right.parts[-1]


def after(subject: Subject) -> Iterator[Block]:
    """The forward pass with the new parameters, and the loss beside the one before."""
    how, net = subject.calculation, subject.net
    if how is None or not in_numbers(subject) or not learned(subject):
        return
    new = subject.calculated(stepped(subject))
    yield heading(2, "After the update")
    yield paragraph("The forward pass with the new parameters:")
    for equation in subject.equations:
        if equation.tensor in new.numbers.tables:
            yield from calculated(equation, new, subject, walked=False)
    if net.loss in new.numbers.tables and not net.is_fragment and not net.system.tensors[net.loss].axes:
        yield paragraph(*_compared(net.loss, how, new, subject))


def _compared(loss: str, how: Calculation, new: Calculation, subject: Subject) -> tuple[Run, ...]:
    before: Real = how.numbers.at(loss, ())
    now: Real = new.numbers.at(loss, ())
    verdict = "fell" if now < before else "rose" if now > before else "stayed"
    difference = rounded(now - before if now > before else before - now, subject.options.digits)
    name = Whole(loss, subject.system)
    return (f"The loss {verdict} from ", row(name, "~=", Digits(how.written(loss, ()).text)), " to ",
            row(name, "~=", Digits(new.written(loss, ()).text)),
            *((", by ", Digits(difference.text), ".") if verdict != "stayed" else (".",)))
