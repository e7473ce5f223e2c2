"""A hand-written backward pass, run over a sweep of small shapes and judged against the derived gradients."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from symcnn.assembly import assemble
from symcnn.calculus.adjoint import Adjoint
from symcnn.calculus.fragment import loss_letter, with_upstream
from symcnn.checking.backward.calls import Plan, plan, results
from symcnn.checking.backward.causes import Returned, causes, same
from symcnn.checking.backward.edges import slides
from symcnn.checking.backward.guess import Case, Judged
from symcnn.checking.backward.plain_pass import BackwardPass, passings
from symcnn.checking.backward.report import BackwardReport, Failure, Finding
from symcnn.checking.backward.sweep import choices, gradient_names, named, trial
from symcnn.checking.backward.where import where
from symcnn.checking.backward.words import words
from symcnn.errors import MeaninglessError, ValueProblem, escaped
from symcnn.lookup import find_tensor
from symcnn.programs import compile_program
from symcnn.proof import labels
from symcnn.reading.network import read_network
from symcnn.reading.statements import Statement
from symcnn.system import System

SHAPES = 84
REPEATS = 8
SAID = 100


@dataclass(frozen=True)
class Subject:
    """The network that a function is the backward pass of; ``leaves`` are those that have a gradient."""

    text: str
    statements: tuple[Statement, ...]
    system: System
    loss: str

    @property
    def leaves(self) -> tuple[str, ...]:
        path, system = Adjoint(self.system, self.loss).path(), self.system
        return tuple(k for k in system.leaves
                     if k in path and k not in labels(system) and system.tensors[k].role != "gradient")

    def numbers(self, case: Case) -> dict[str, Any]:
        """The numbers an argument can be given: size letters and the author's keywords."""
        sizes = {v.name: n for v, n in case.trial.sizes.items()}
        tensors = frozenset(t.shown for t in self.system.tensors.values())
        return {**words(self.statements, tensors, sizes), **sizes}


@dataclass(frozen=True)
class Run:
    """One call: what was returned, or the exception, and the arguments it changed."""

    case: Case
    returned: Any = None
    error: Exception | None = None
    changed: tuple[str, ...] = ()


def check_backward(function: Callable[..., Any], network: str, *,
                   sizes: Mapping[str, int | Iterable[int]] | None = None,
                   wrt: Sequence[str] | None = None, seed: int = 0, budget: int = SHAPES) -> BackwardReport:
    """A hand-written backward pass against the derived one, on up to ``budget`` small shapes with whole-number data.

    Arguments are matched by name: tensors by theirs, the upstream gradient as ``dY``, ``dL_dY``, ``dout`` or
    ``grad_output``, numbers as size letters or by the keywords of the network (``stride=s``). Results are a tuple in
    the order of the arguments, a dictionary (``dX`` or ``X``), or one array; ``wrt`` says which they are where that is
    not plain. ``sizes`` fixes size letters or lists their numbers. Raises a `SymcnnError` where the network cannot be
    read or the function cannot be called; what the function itself raises is part of the report.

    >>> def backward(dY, X, W):
    ...     return W.T @ dY, np.outer(dY, X)
    >>> print(check_backward(backward, "Y = W X", budget=20))
    2 of 2 gradients right on 20 shapes: backward for Y = W X
    ✓ dX right in all 20 shapes
    ✓ dW right in all 20 shapes
    """
    if budget < 1:
        raise ValueProblem(f"a budget of {budget} shapes tries nothing: give at least 1")
    subject = _subject(network)
    cases = _cases(subject, sizes or {}, seed, budget)
    asked = tuple(find_tensor(name, subject.system) for name in wrt or ())
    for key in asked:
        if key not in subject.leaves:
            raise MeaninglessError(f"{key} is no input with a gradient: choose from {', '.join(subject.leaves)}")
    calling = plan(function, subject.system, subject.leaves, subject.numbers(cases[0]))
    runs = [_call(function, calling, subject, case) for case in cases]
    keys, notes = _single(subject, calling, runs, asked)
    return _report(function, subject, runs, [_assigned(subject, calling, keys, run) for run in runs], notes)


def _subject(text: str) -> Subject:
    statements = read_network(text)
    assembled = assemble(statements)
    loss = assembled.loss or assembled.upstream_loss or loss_letter(assembled.system)
    system = assembled.system if assembled.loss is not None else with_upstream(assembled.system, loss)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    shown = "".join(c if c.isprintable() else escaped(c) for c in "; ".join(lines))
    return Subject(shown, statements, system, loss)


def _cases(subject: Subject, sizes: Mapping[str, int | Iterable[int]], seed: int, budget: int) -> list[Case]:
    system, loss = subject.system, subject.loss
    given = {name: value if isinstance(value, int) else list(value) for name, value in sizes.items()}
    between = [e.tensor for e in system.equations]
    program = compile_program(system, loss, subject.leaves, between, {})
    steps, gradients = passings(system), gradient_names(loss, subject.leaves)
    chosen = choices(system, given, seed, budget)
    found: list[Case] = []
    for repeat in range(REPEATS if len(chosen) == 1 else 1):
        for numbers in chosen:
            data = trial(system, program, numbers, gradients, seed, repeat)
            found.append(Case(len(found), data, BackwardPass(system, loss, numbers, data.values, steps)))
    return found


def _call(function: Callable[..., Any], calling: Plan, subject: Subject, case: Case) -> Run:
    positional, by_name = calling.arguments(case.trial.values, subject.numbers(case))
    handed = {**dict(zip(calling.positional, positional, strict=True)), **by_name}
    try:
        with np.errstate(all="ignore"):
            returned = function(*positional, **by_name)
    except Exception as error:  # the outermost door of a batch: what a stranger's function raises becomes a record
        return Run(case, error=error)
    changed = tuple(n for n, key in calling.tensors.items()
                    if not np.array_equal(handed[n], case.trial.values[key], equal_nan=True))
    return Run(case, returned, changed=changed)


def _single(subject: Subject, calling: Plan, runs: Sequence[Run], asked: tuple[str, ...],
            ) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Which leaf a single result belongs to: the one whose shape it has oftenest; with a note where that is a guess."""
    shapes = [(run.case, np.shape(run.returned)) for run in runs
              if run.error is None and isinstance(run.returned, np.ndarray | float | int | np.generic)]
    leaves = [k for k in subject.leaves if subject.system.tensors[k].role != "target"]
    if asked or not shapes or len(leaves) < 2:
        return asked or tuple(leaves[:1] if shapes else ()), ()
    count = {k: sum(case.trial.right[k].shape == shape for case, shape in shapes) for k in leaves}
    best = max(count.values())
    likely = [k for k in leaves if count[k] == best]
    preferred = [k for k in likely if k in calling.order] or likely
    if len(preferred) > 1:
        names = " or ".join(f"d{subject.system.tensors[k].shown}" for k in preferred)
        raise ValueProblem(f"the function returns one array, which could be {names} by its shape: say which with wrt=")
    shown = subject.system.tensors[preferred[0]].shown
    return (preferred[0],), (f"the one array returned is taken as d{shown}, whose shape it has in "
                             f"{best} of {len(shapes)} shapes",)


def _assigned(subject: Subject, calling: Plan, keys: tuple[str, ...], run: Run) -> dict[str, Any]:
    if run.error is not None:
        return {}
    return results(run.returned, keys, subject.leaves, calling.order, subject.system)


def _report(function: Callable[..., Any], subject: Subject, runs: Sequence[Run],
            found: Sequence[Mapping[str, Any]], notes: tuple[str, ...]) -> BackwardReport:
    keys = [k for k in subject.leaves if any(k in f for f in found)]
    if not keys and not any(run.error for run in runs):
        raise ValueProblem("the function returned no gradient at all: return an array for each, not None")
    if not keys:
        keys = [k for k in subject.leaves if subject.system.tensors[k].role != "target"]
    returned = {k: [(run, f[k]) for run, f in zip(runs, found, strict=True) if k in f] for k in keys}
    findings, further = [], list(notes)
    for key in keys:
        finding, note = _finding(subject, key, returned[key])
        findings.append(finding)
        further += note
    changed = dict.fromkeys(name for run in runs for name in run.changed)
    further += [f"the function changes its argument {escaped(name)} in place" for name in changed]
    missing = [k for k in subject.leaves if k not in keys and subject.system.tensors[k].role != "target"]
    further += [f"d{subject.system.tensors[k].shown} was not returned, so it is not judged" for k in missing]
    return BackwardReport(_name(function), subject.text, len(runs), tuple(findings), _failures(subject, runs),
                          tuple(further), _unit(runs))


def _name(function: Callable[..., Any]) -> str:
    inner = getattr(function, "func", function)
    return escaped(str(getattr(inner, "__name__", type(inner).__name__)))[:SAID]


def _unit(runs: Sequence[Run]) -> str:
    """What is counted: shapes, or runs where there is but one shape."""
    return "run" if len(runs) > 1 and runs[0].case.trial.sizes == runs[1].case.trial.sizes else "shape"


def _finding(subject: Subject, key: str, returned: Sequence[tuple[Run, Any]]) -> tuple[Finding, list[str]]:
    judged = Judged(subject.system, subject.loss, key, subject.leaves, passings(subject.system))
    records, notes = [], []
    name = f"d{subject.system.tensors[key].shown}"
    for run, value in returned:
        truth = judged.truth(run.case)
        array, reshaped = _fitted(value, truth.shape)
        records.append(Returned(run.case, array, same(array, truth)))
        if reshaped:
            notes = [f"{name} is returned with axes of extent one that the network does not write: read without them"]
    wrong = [r for r in records if not r.right]
    if not wrong:
        return Finding(name, len(records), 0, {}, unit=_unit([r for r, _ in returned])), notes
    sizes = [r.case.trial.sizes for r in records]
    windows = [s for step in judged.readers for s in slides(step)]
    smallest = named(subject.system, wrong[0].case.trial.sizes)
    return Finding(name, len(records), len(wrong), smallest,
                   where(subject.system, windows, sizes, [not r.right for r in records]),
                   _detail(wrong[0], judged), causes(judged, records), _unit([r for r, _ in returned])), notes


def _fitted(value: Any, shape: tuple[int, ...]) -> tuple[np.ndarray, bool]:
    """A result as an array of floats; axes of extent one around the right shape are taken off."""
    try:
        array = np.asarray(value)
        array = array if array.dtype == np.float32 else array.astype(float)
    except (TypeError, ValueError):
        return np.full((0,), np.nan), False
    extra = array.ndim - len(shape)
    for before in range(extra + 1):
        if extra > 0 and array.shape == (1,) * before + shape + (1,) * (extra - before):
            return array.reshape(shape), True
    return array, False


def _detail(returned: Returned, judged: Judged) -> str:
    """What was returned there, and what is right."""
    array, truth = returned.array, judged.truth(returned.case)
    if array.shape != truth.shape:
        return f"returned shape {array.shape}, right is {truth.shape}"
    differs = ~np.isclose(array, truth, rtol=0, atol=1e-9 * max(1.0, float(np.abs(truth).max())))
    place = tuple(int(i) for i in np.argwhere(differs | np.isnan(array))[0])
    at = f"entry {list(place)} (from 0) is" if place else "it is"
    # adding zero turns minus zero into zero
    return (f"{at} {float(array[place]) + 0.0:.6g}, right is {float(truth[place]) + 0.0:.6g}; "
            f"{int(differs.sum())} of {truth.size} entries differ")


def _failures(subject: Subject, runs: Sequence[Run]) -> tuple[Failure, ...]:
    kinds = dict.fromkeys(type(run.error).__name__ for run in runs if run.error is not None)
    sizes = [run.case.trial.sizes for run in runs]
    windows = [s for step in passings(subject.system).values() for s in slides(step)]
    found = []
    for kind in kinds:
        raised = [run.error is not None and type(run.error).__name__ == kind for run in runs]
        first = next(run for run, bad in zip(runs, raised, strict=True) if bad)
        found.append(Failure(escaped(kind)[:SAID], escaped(str(first.error).partition("\n")[0])[:SAID], len(runs),
                             sum(raised), named(subject.system, first.case.trial.sizes),
                             where(subject.system, windows, sizes, raised), _unit(runs)))
    return tuple(found)

