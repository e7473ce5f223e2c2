r"""``\Delta w = ...``: the step that a parameter takes, or its gradient; whichever makes the line right."""

from __future__ import annotations

from contextlib import suppress

from symcnn.checking.judge.judge import Judge
from symcnn.checking.judge.unknown import unknown_names
from symcnn.checking.lines.outcome import Outcome
from symcnn.checking.lines.stepping import by_error, unknown_error, with_step_sizes
from symcnn.checking.lines.update import RATES, Updates, judge_update
from symcnn.checking.meaning.document import Reading
from symcnn.checking.meaning.link import is_numeric
from symcnn.errors import SymcnnError
from symcnn.reading.tree import Change, Derivative, Name, Operation, Tree, find, has

GOOD = ("right", "rounding")


def change_claim(reading: Reading, head: Tree, others: list[Tree], updates: Updates) -> Outcome | None:
    """The claim on a change of a parameter, or None where it is a name for numbers, or nothing that is learned."""
    if not isinstance(head, Change) or all(is_numeric(t) for t in others):
        return None
    try:
        reading.names.gradient(head.argument)
    except SymcnnError:
        return None
    if error := unknown_error(reading, others):
        # the change of a parameter is minus a gradient times a rate, or a gradient
        return by_error(reading, error, lambda: change_claim(reading, head, others, updates))
    readings = []
    is_step = any(unknown_names(reading, t) or any(n.name in RATES for n in find(t, Name)) for t in others)
    for kind in (step, gradient) if is_step else (gradient, step):
        with suppress(SymcnnError):
            readings.append(kind(reading, head.argument, others, updates))
    found = max(readings, key=lambda o: sum(x.verdict in GOOD for x in o.links), default=None)
    is_learned = reading.head_key(head.argument) in reading.names.model.network.parameters
    if found is not None and not is_learned and not any(x.verdict in GOOD for x in found.links):
        # the change of what is worked out may be anything
        return None
    return found


def step(reading: Reading, parameter: Tree, others: list[Tree], updates: Updates) -> Outcome:
    """The line as a step: the parameter and its change are the new value; numbers are held against the formula.

    Where a line of the page takes changes off, ``w - \\Delta w``, a change is minus the step.
    """
    with_step_sizes(reading, others)
    formulas = [t for t in others if not is_numeric(t)]
    off = any(t.operator == "-" and has(t.right, Change) for right in reading.rights for t in find(right, Operation))
    members: list[Tree] = [Operation("-" if off else "+", parameter, t, span=t.span) for t in formulas]
    judge = judge_update(reading, parameter, members, Updates(rate=updates.rate))
    worked_out = Judge(reading, formulas[0], [t for t in others if is_numeric(t)])
    return Outcome("claim", (*judge.links(), *worked_out.links()), parameter, None, judge)


def gradient(reading: Reading, parameter: Tree, others: list[Tree], updates: Updates) -> Outcome:
    """The line as a gradient."""
    head = Derivative(Name(reading.names.model.losses[0]), parameter)
    judge = Judge(reading, head, others)
    return Outcome("claim", tuple(judge.links()), head, judge.key, judge)
