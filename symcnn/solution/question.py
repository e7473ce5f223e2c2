"""The question: the network, what is given, what is to be found, and lines to write on."""

from __future__ import annotations

from collections.abc import Iterator

from symcnn.document.blocks import Block, Formula, Items, Run, heading, paragraph
from symcnn.document.parts import Digits, Gap, Line, Named, Part, Whole, equation_line, line
from symcnn.expression.walk import tensors
from symcnn.solution.grids import value_lines
from symcnn.solution.lines import width
from symcnn.solution.parts import entry_of, gradient_name, listed, named, operator_lines, whole_name
from symcnn.solution.subject import Blank, Subject


def question(subject: Subject) -> Iterator[Block]:
    """The blocks of the question."""
    yield heading(2, "Question")
    yield paragraph("A network is given by")
    yield Formula(tuple(_stated(subject)))
    if given := tuple(given_lines(subject)):
        yield paragraph("with the numbers")
        yield Formula(given)
    if not subject.leaves and (leaves := _leaves(subject)):
        yield paragraph("where ", *listed(leaves), " are given." if len(leaves) > 1 else " is given.")
    yield paragraph("Find")
    yield Items(tuple(_tasks(subject)))
    yield from _lines_to_fill(subject)


def _stated(subject: Subject) -> Iterator[Line]:
    """The equations as operators on whole arrays where they are, which leaves the indices to the reader."""
    for equation in subject.equations:
        entries = equation_line(equation, subject.system)
        lines = operator_lines(subject.net.forward(equation.tensor), subject.options.correlation)
        short = [o for o in lines[:1] if width(o.left) + width(o.right) <= width(entries.left) + width(entries.right)]
        yield short[0] if short else entries


def given_lines(subject: Subject) -> Iterator[Line]:
    """The numbers of the leaves, and the learning rate."""
    how = subject.calculation
    for key in subject.leaves:
        if how is not None and key in how.numbers.tables:
            yield from value_lines(key, how, Whole(key, how.numbers.system))
    if subject.rate is not None:
        yield line(Named(r"\eta"), "==", Digits(subject.rate))


def _leaves(subject: Subject) -> list[Part]:
    read = {k for e in subject.equations for k in tensors(e.right)}
    return [whole_name(key, subject.system) for key in subject.system.leaves if key in read]


def _tasks(subject: Subject) -> Iterator[tuple[Run, ...]]:
    made = [e.tensor for e in subject.equations]
    yield ("the shape of ", *listed([whole_name(k, subject.system) for k in made]), ";")
    if subject.numbers is not None:
        yield ("the value of every one of them;" if len(made) > 1 else "its value;",)
    wanted = subject.wrt or [k for k in subject.order if k in subject.system.leaves]
    if wanted:
        end = ";" if subject.rate is not None and subject.net.parameters else "."
        names = listed([gradient_name(subject, k) for k in wanted])
        yield ("the gradients " if len(wanted) > 1 else "the gradient ", *names, end)
    if subject.rate is not None and subject.net.parameters:
        yield ("the parameters after a step of gradient descent with learning rate ", Named(r"\eta"),
               ", and the loss that they give.")


def _lines_to_fill(subject: Subject) -> Iterator[Block]:
    """A line for each blank: a grid of gaps where there are numbers, else room for a formula."""
    blanks = sorted(subject.blanks, key=lambda b: (b.key, b.place or ()))
    lines = [made for blank in blanks for made in _to_fill(subject, blank)]
    if lines:
        yield paragraph("Fill in:")
        yield Formula(tuple(lines))


def _to_fill(subject: Subject, blank: Blank) -> tuple[Line, ...]:
    system = subject.whole_system
    how = subject.calculation
    if blank.place is not None:
        return (line(entry_of(blank.key, blank.place, system), "==", Gap()),)
    if how is not None and blank.key in how.numbers.tables:
        return value_lines(blank.key, how, Whole(blank.key, how.numbers.system), blank=True)
    return (line(named(blank.key, system), "==", Gap(16)),)
