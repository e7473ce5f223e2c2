"""A network in text to a system: one statement after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from symcnn.assembly.assembled import Assembled
from symcnn.assembly.assumptions import assume
from symcnn.assembly.batches import with_batch_once
from symcnn.assembly.bound_subscripts import with_bound_subscripts
from symcnn.assembly.define import define
from symcnn.assembly.finish import finished, named_like_a_loss
from symcnn.assembly.first_index import first_index
from symcnn.assembly.index_sets import with_sets
from symcnn.assembly.run_together import with_factors_apart
from symcnn.assembly.scope import Scope
from symcnn.assembly.sizes import quantity_of
from symcnn.assembly.survey import Survey, squeezed, survey
from symcnn.assembly.weight_vectors import with_weight_vectors
from symcnn.draft.array import Pending
from symcnn.draft.combine import whole_array
from symcnn.draft.draft import Draft
from symcnn.draft.knowledge import Knowledge
from symcnn.draft.quantities import arithmetic
from symcnn.errors import ShapeError, SymcnnError
from symcnn.expression.nodes import Range
from symcnn.notation.affine import Affine, whole
from symcnn.notation.names import without_letters
from symcnn.reading.statements import (
    Abbreviation,
    Assume,
    Batch,
    Data,
    Definition,
    Digits,
    FunctionName,
    Layout,
    Leaf,
    Let,
    Origin,
    Statement,
    Tie,
)
from symcnn.reading.tree import Derivative, Entry, Name, Tree
from symcnn.reading.words import function_key


@dataclass
class Progress:
    """What has been gathered so far of a text."""

    draft: Draft
    survey: Survey
    sources: dict[str, int] = field(default_factory=dict)
    meanings: dict[str, str] = field(default_factory=dict)
    functions: dict[str, str] = field(default_factory=dict)
    abbreviations: dict[str, str] = field(default_factory=dict)
    upstream: dict[str, Digits] = field(default_factory=dict)
    upstream_loss: str | None = None
    arithmetic: dict[str, tuple[str, ...]] = field(default_factory=dict)
    extents: dict[str, tuple[Affine, ...]] = field(default_factory=dict)
    unit_sum: set[str] = field(default_factory=set)
    lossy: set[str] = field(default_factory=set)

    def scope(self) -> Scope:
        return Scope(self.draft, self.survey, meanings=self.meanings, functions=self.functions)


def assemble(statements: Sequence[Statement], layout: str | None = None, origin: int | None = None) -> Assembled:
    """The system that the statements of a text state; arguments given outweigh lines of the text.

    Raises a `SymcnnError` that opens with the line.
    """
    statements = with_weight_vectors(with_bound_subscripts(with_factors_apart(with_sets(with_batch_once(
        statements)))))
    progress = begin(statements, layout, origin)
    for statement in statements:
        with at_line(statement):
            _take(progress, statement)
    for statement in statements:
        if isinstance(statement, Leaf):
            _settle_rest(progress, statement)
    return conclude(progress)


@contextmanager
def at_line(statement: Statement) -> Iterator[None]:
    """Puts the line of a statement before the message of an error."""
    try:
        yield
    except SymcnnError as error:
        if statement.line and not str(error).startswith("line "):
            raise type(error)(f"line {statement.line}: {error}") from error
        raise


def begin(statements: Sequence[Statement], layout: str | None, origin: int | None) -> Progress:
    """A first look at all statements, conventions and assumptions taken."""
    named = survey(statements)
    for statement in statements:
        if isinstance(statement, Origin) and origin is None:
            origin = statement.value
        if isinstance(statement, Layout) and layout is None:
            layout = statement.value
    origin = first_index(statements, origin)
    ties = next((s.rule for s in statements if isinstance(s, Tie)), "first")
    knowledge = Knowledge(numbers=named.numbers, used=set(named.sizes), spoken=set(named.spoken), named=named.tensors,
                          letters=named.letters - named.sizes - named.spoken)
    draft = Draft(origin=origin, channels_last=layout == "channels_last", ties=ties,
                  named=named.tensors, knowledge=knowledge)
    progress = Progress(draft, named)
    for odd_first in (True, False):
        for statement in statements:
            if isinstance(statement, Assume) and (statement.kind == "odd") == odd_first:
                with at_line(statement):
                    assume(statement, draft, named, progress.unit_sum)
    for statement in statements:
        if isinstance(statement, Batch):
            with at_line(statement):
                _batch(progress, statement)
    return progress


def _batch(progress: Progress, statement: Batch) -> None:
    draft = progress.draft
    if statement.size is None:
        extent = draft.knowledge.choose(((statement.letter.upper(),), ("B",), ("N_b",)))[0]
    else:
        extent = quantity_of(statement.size, draft.knowledge)
    draft.batch = Range(draft.fresh.named(statement.letter), (whole(draft.origin),), (extent + (draft.origin - 1),))


def _take(progress: Progress, statement: Statement) -> None:
    match statement:
        case Leaf():
            key = progress.survey.key(statement.name, statement.letters)
            progress.sources[key] = statement.line
            progress.draft.shown[key] = statement.name
        case Definition():
            define(progress, statement)
        case Data():
            _data(progress, statement)
        case Let():
            progress.meanings[statement.glyph] = statement.meaning
        case FunctionName():
            _function_name(progress, statement)
        case Abbreviation():
            progress.abbreviations[statement.name] = statement.source.split("=", 1)[1].strip()


def _function_name(progress: Progress, statement: FunctionName) -> None:
    progress.functions[function_key(statement.name)] = statement.function


def _data(progress: Progress, statement: Data) -> None:
    name = statement.name
    if isinstance(name, Derivative):
        progress.upstream_loss = _base_name(name.of)
        progress.upstream[progress.survey.key(_base_name(name.by))] = statement.value
        return
    if name in progress.survey.numbers:
        return
    key = progress.survey.key(name, statement.letters)
    progress.sources.setdefault(key, statement.line)
    if key not in progress.draft.arrays:
        progress.scope().tensor(name, statement.letters)


def _base_name(tree: Tree) -> str:
    return tree.name if isinstance(tree, Name) else _base_name(tree.base) if isinstance(tree, Entry) else ""


def _settle_rest(progress: Progress, statement: Leaf) -> None:
    """A leaf that no equation reads still has its axes."""
    with at_line(statement):
        operand = progress.scope().tensor(statement.name, statement.letters)
        if isinstance(operand, Pending):
            whole_array(progress.draft, operand, role="")


def conclude(progress: Progress) -> Assembled:
    """The system and all that goes with it."""
    draft = progress.draft
    for key in [k for k in progress.survey.data if k not in draft.arrays]:
        operand = progress.scope().tensor(without_letters(key), None)
        if isinstance(operand, Pending):
            whole_array(draft, operand, role="")
    scalars = [e.tensor for e in draft.equations if not draft.tensors[e.tensor].axes]
    loss = next((k for k in reversed(scalars)
                 if k in progress.lossy or (k == draft.equations[-1].tensor
                                            and named_like_a_loss(draft.shown.get(k, k)))), None)
    letter = progress.upstream_loss
    if loss is None and letter in draft.tensors and draft.tensors[letter].axes:
        raise ShapeError(f"{letter} has {len(draft.tensors[letter].axes)} axes, and a loss is one number: give the loss "
                         "whose gradient comes from above another name")
    order = {k: n for n, k in enumerate(progress.sources)}
    system = finished(draft, order, loss, frozenset(progress.unit_sum))
    data = {k: squeezed(v, draft.arrays[k].rank) for k, v in progress.survey.data.items() if k in draft.arrays}
    data |= draft.constants
    return Assembled(system, data, progress.sources, _arithmetic(draft), progress.abbreviations, progress.upstream,
                     progress.upstream_loss, loss, dict(progress.functions), progress.extents, dict(progress.meanings))


def _arithmetic(draft: Draft) -> dict[str, tuple[str, ...]]:
    """How the extents of the results come about, with the number where there is one."""
    halves, solved = draft.knowledge.halves, draft.knowledge.solved
    found: dict[str, tuple[str, ...]] = {}
    for equation in draft.equations:
        array = draft.arrays[equation.tensor]
        texts = []
        for pieces, axis in zip(array.pieces, array.axes, strict=False):
            if pieces:
                text = arithmetic(pieces, halves, solved)
                number = axis.extent.substitute(solved).number
                texts.append(text if number is None else f"{text} = {number}")
        if texts:
            found[equation.tensor] = tuple(texts)
    return found

