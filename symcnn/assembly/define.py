"""One equation of a text: its right side evaluated, its left side given axes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from symcnn.assembly.entries import extents_of, in_range, known_spans
from symcnn.assembly.evaluate import evaluate, settled
from symcnn.assembly.finish import named_like_a_loss
from symcnn.assembly.scope import Scope
from symcnn.assembly.sizes import quantity_of
from symcnn.assembly.survey import LetterNames
from symcnn.draft.array import Array, at
from symcnn.draft.draft import Draft, renamed
from symcnn.draft.quantities import written
from symcnn.errors import ShapeError
from symcnn.expression.walk import free_letters, tensors
from symcnn.notation.affine import Affine
from symcnn.notation.letters import Letter, index
from symcnn.reading.statements import Definition

if TYPE_CHECKING:
    from symcnn.assembly.text import Progress


def define(progress: Progress, statement: Definition) -> None:
    """Adds the equation; a name defined before is replaced from here on."""
    draft, names = progress.draft, progress.survey
    if statement.name not in names.tensors:
        _size(progress, statement)
        return
    key = names.key(statement.name, statement.letters)
    leaf = names.leaves.get(key)
    letters = statement.letters or (leaf.letters if leaf is not None else None)
    sizes = statement.sizes or (leaf.sizes if leaf is not None else None)
    scope = replace(progress.scope(), letters={n: index(n) for n in letters or ()}, hint=letters)
    if key in draft.arrays and not any(e.tensor == key for e in draft.equations) and key not in names.data:
        raise ShapeError(f"{key} is read before this line gives it: move the line up")
    scope.marks.spans.update(known_spans(scope, statement.right))
    array = _of_one_entry(draft, statement, settled(scope, evaluate(scope, statement.right)))
    named = None if sizes is None else tuple(quantity_of(s, draft.knowledge) for s in sizes)
    progress.sources[key] = statement.line
    take_equation(progress, scope, key, statement.name, letters, named, array)


def _of_one_entry(draft: Draft, statement: Definition, array: Array) -> Array:
    """A loss of arrays with one entry is a number: ``L = (s - t)^2`` where s is 1×1."""
    if statement.letters or statement.sizes or not array.axes or not named_like_a_loss(statement.name):
        return array
    extents = [e.substitute(draft.knowledge.solved).number for e in array.extents]
    return Array((), at(array, [a.origin for a in array.axes])) if set(extents) == {1} else array


def take_equation(progress: Progress, scope: Scope, key: str, name: str, letters: LetterNames | None,
                  named: Sequence[Affine] | None, array: Array) -> None:
    """Adds the equation of a right side that is evaluated; ``named`` are the extents its author gave it."""
    draft = progress.draft
    letters = _with_own(scope, array, letters)
    array = _with_axes(draft, scope, array, letters, named)
    if named is not None:
        progress.extents[key] = tuple(named)
        _meet(draft, key, named, array)
    array = _make_way(draft, key, array)
    draft.shown[key] = name
    draft.define(key, array, letters)
    if scope.marks.loss or tensors(array.body) & progress.lossy:
        progress.lossy.add(key)


def _size(progress: Progress, statement: Definition) -> None:
    """``H_o = (H-K)/s+1`` says what a size is; where a result is named by it, that is a claim and not taken."""
    knowledge = progress.draft.knowledge
    if any(statement.name in {v.name for v in q.letters} for sizes in progress.extents.values() for q in sizes):
        return
    value = quantity_of(statement.right, knowledge)
    letter = knowledge.size(statement.name).letter
    if letter is not None and letter not in value.letters:
        knowledge.solve(letter, value)


def _with_own(scope: Scope, array: Array, letters: LetterNames | None) -> LetterNames | None:
    """The letters of the left side, and behind them those of the rows that are given: ``y_i = x_i`` of a matrix."""
    rows = letters and scope.marks.parts and array.rank and not set(array.names) & set(letters)
    return (*letters, *array.names) if rows and letters else letters


def _with_axes(draft: Draft, scope: Scope, array: Array, letters: LetterNames | None,
               named: Sequence[Affine] | None) -> Array:
    """The array with an axis for every letter of the left side."""
    loose = sorted(v for v in free_letters(array.body) if v.is_index and v not in array.letters and v.mark == 0)
    if not letters:
        return array
    if array.rank == len(letters) and not loose:
        return array
    if not loose:
        array = without_unit_axes(array, len(letters))
    if array.rank:
        array = _bound_by_name(array, letters)
    own = tuple(index(n) for n in letters)
    known = dict(zip(array.letters, array.extents, strict=True))
    extents = _known_extents(draft, array, own, known, named)
    axes = tuple(draft.axis(v.name, e) for v, e in zip(own, extents, strict=True))
    facts = draft.knowledge.facts.within({v: a.interval for v, a in zip(own, axes, strict=True)})
    body = in_range(draft, array.body, facts) if scope.marks.indexed else array.body
    return Array(axes, body, lettered=True, kind=array.kind)


def without_unit_axes(array: Array, rank: int) -> Array:
    """The array without its axes of one entry, where just so many axes are left: those that the author does not write."""
    wide = [a for a in array.axes if a.extent.number != 1]
    if len(wide) != rank or array.rank == rank:
        return array
    places = [v if a in wide else a.origin for v, a in zip(array.letters, array.axes, strict=True)]
    channel = array.axes[array.channel] if array.channel is not None else None
    return replace(array, axes=tuple(wide), body=at(array, places), pieces=(),
                   channel=wide.index(channel) if channel in wide else None)


def _known_extents(draft: Draft, array: Array, own: Sequence[Letter], known: dict[Letter, Affine],
                   named: Sequence[Affine] | None) -> tuple[Affine, ...]:
    if named is not None and len(named) == len(own):
        return tuple(named)
    return tuple(known[v] if v in known else extents_of(draft, array.body, (v,))[0] for v in own)


def _bound_by_name(array: Array, letters: LetterNames) -> Array:
    """An array beside indexed entries lies along the axes of its letters, or along all in order."""
    if array.rank == len(letters):
        axes = tuple(replace(a, letter=n) for a, n in zip(array.axes, letters, strict=True))
        return replace(array, axes=axes, body=at(array, [index(n) for n in letters]))
    if not set(array.names) <= set(letters):
        raise ShapeError(f"the right side has the axes {', '.join(array.names)}, the left side {', '.join(letters)}: "
                         "give both the same")
    return array


def _meet(draft: Draft, key: str, named: Sequence[Affine], array: Array) -> None:
    """The sizes an author names a result by; a bare letter stands for what was worked out."""
    if len(named) != array.rank:
        raise ShapeError(f"{key} is said to have {len(named)} axes and has {array.rank}: give it {array.rank} sizes")
    for size, extent in zip(named, array.extents, strict=True):
        if size.letter is not None and size.letter not in extent.letters and size.letter not in draft.knowledge.solved:
            if not any(size.letter in a.extent.letters for t in draft.tensors.values() for a in t.axes):
                draft.knowledge.solve(size.letter, extent)
        elif size.number is not None and extent.number is not None and size != extent:
            shapes = ["×".join(written(q) for q in s) for s in (named, array.extents)]
            raise ShapeError(f"{key} is said to be {shapes[0]} and is {shapes[1]}: leave its sizes out or change them")


def _make_way(draft: Draft, key: str, array: Array) -> Array:
    """A tensor given again: the old one keeps its readers under a name of its own, or goes."""
    if key not in draft.arrays:
        return array
    if key in tensors(array.body) or any(key in tensors(e.right) for e in draft.equations):
        name = draft.retire(key)
        return replace(array, body=renamed(array.body, key, name))
    draft.equations = [e for e in draft.equations if e.tensor != key]
    del draft.arrays[key], draft.tensors[key]
    return array
