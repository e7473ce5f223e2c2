"""What sums and extrema run over, and the values there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from symcnn.checking.binding.domains import Domains, bare_letters, listed_letters, ranged_letters, set_of
from symcnn.checking.meaning.options import (
    whole_numbers,
)
from symcnn.checking.numbers.intervals import interval
from symcnn.checking.numbers.value import Value, along, combine, exact
from symcnn.errors import MeaninglessError, NotSupportedYet
from symcnn.expression.nodes import Greatest, Maximum
from symcnn.expression.walk import descend
from symcnn.reading.tree import (
    Dots,
    Entry,
    Extremum,
    Name,
    Number,
    Operation,
    SumOver,
    Tree,
    Tuple,
    find,
)

if TYPE_CHECKING:
    from symcnn.checking.binding.model import Model
    from symcnn.checking.binding.names import Names
    from symcnn.checking.meaning.interpret import Interpreter


def along_bracket(reader: Interpreter, tree: Tree, letter: str) -> range:
    """How far a letter runs that picks entries of what stands in a bracket: i in ``(P - Y)_{i,:}``."""
    for entry in find(tree, Entry):
        inner = entry.indices[0].items if isinstance(entry.indices[0], Tuple) else entry.indices
        if isinstance(entry.base, Operation) and Name(letter) in inner:
            shape = reader.only(entry.base).shape
            if len(shape) == len(inner):
                return range(reader.base, reader.base + shape[inner.index(Name(letter))])
    return range(0)


def bound(reader: Interpreter, tree: SumOver) -> tuple[Interpreter, Value]:
    """An interpreter that knows the letters of a sum, and a mask that is 1 where they are in range."""
    letters, mask = dict(reader.letters), exact(1.0)
    domains = Domains(reader.names, reader.base)
    for place, name in enumerate(tree.letters):
        low, high = (None if end is None else reader.only(of_letter(end, place, len(tree.letters)))
                     for end in (tree.lower, tree.upper))
        if low is None and high is None and (ends := interval(tree.conditions, name)) is not None:
            low, high = reader.only(ends[0]), reader.only(ends[1])
        if low is None or high is None:
            found = reader.once(tree.body, name, partial(domains.anywhere, tree.body, name))
            numbers = list(found or along_bracket(reader, tree.body, name))
            if not numbers:
                raise NotSupportedYet(f"the sum over {name} has no range")
        else:
            if not (np.isfinite(low.data).all() and np.isfinite(high.data).all()):
                raise NotSupportedYet(f"the range of {name} has no numbers")
            first, last = int(whole_numbers(low.data).min()), int(whole_numbers(high.data).max())
            if not low.names and not high.names and (by := reader.once(tree.body, (name, first, last), partial(
                    domains.counted_apart, tree.body, name, first, last))):
                # this letter is counted from nought where others are from one, or the other way round
                low, high = combine(low, exact(by), np.add), combine(high, exact(by), np.add)
                first, last = first + by, last + by
            reader.budget.spend(max(0, last - first))
            numbers = list(range(first, last + 1))
        letters[name] = along(name, numbers or [first])
        here = letters[name]
        if low is not None and high is not None:
            mask = combine(mask, combine(here, low, np.greater_equal), np.multiply)
            mask = combine(mask, combine(here, high, np.less_equal), np.multiply)
        else:
            mask = combine(mask, combine(here, here, np.equal), np.multiply)
    inner = replace(reader, letters=letters)
    for condition in tree.conditions:
        if not (isinstance(condition, Operation) and condition.operator == "in"):
            mask = combine(mask, inner.only(condition), np.multiply)
    return inner, mask


def window_sides(model: Model) -> list[int]:
    """How long the sides of the windows are of which a network takes the greatest, each length once."""
    ranges = [r for e in model.network.forward_system.equations for n in descend(e.right) if isinstance(n, Maximum)
              for r in n.ranges if len(r.lower) == len(r.upper) == 1]
    return sorted({r.upper[0].value(model.sizes) - r.lower[0].value(model.sizes) + 1 for r in ranges})


def numbers_of(reader: Interpreter, items: tuple[Tree, ...]) -> list[int]:
    """The whole numbers of ``{0, 1, 2}`` or of ``{0, ..., K-1}``."""
    if len(items) > 2 and isinstance(items[-2], Dots):
        first, last = reader.whole(items[0]), reader.whole(items[-1])
        reader.budget.spend(max(0, last - first))
        items = tuple(Number(str(n)) for n in range(first, last + 1))
    if not items:
        raise MeaninglessError("the set that a maximum runs over is empty")
    return [reader.whole(t) for t in items]


def of_letter(end: Tree, place: int, count: int) -> Tree:
    """The bound of one letter of several: ``i, j = (1, 1)`` up to ``(2, 3)`` has one for each."""
    return end.items[place] if isinstance(end, Tuple) and len(end.items) == count else end


def one_maximum(names: Names) -> str:
    """The tensor that is the one maximum of the network."""
    equations = names.model.network.forward_system.equations
    found = [e.tensor for e in equations if any(isinstance(n, Maximum | Greatest) for n in descend(e.right))]
    if len(found) != 1:
        raise NotSupportedYet("it is not said what this is the maximum of")
    return found[0]


def pooled(reader: Interpreter) -> Value:
    """The one maximum of the network at the letters of its own axes: what is meant by a maximum without a body."""
    key = one_maximum(reader.names)
    axes = reader.names.model.network.forward_system.tensors[key].axes
    if not all(a.letter in reader.letters for a in axes):
        raise NotSupportedYet("it is not said at which window this maximum is taken")
    return reader.at(exact(reader.world.truth(key)), tuple(Name(a.letter) for a in axes))


def over_range(reader: Interpreter, tree: Extremum, rule: Callable[..., np.ndarray]) -> Value:
    """The greatest or smallest value in a range."""
    found, names, _ = in_range(reader, tree)
    axes = tuple(i for i, n in enumerate(found.names) if n in names)
    kept = tuple(n for n in found.names if n not in names)
    return Value(kept, rule(found.data, axis=axes), np.max(found.radius, axis=axes))


def place_in_range(reader: Interpreter, tree: Extremum) -> Value:
    """The letters at which a value is the greatest or smallest of a range: the first where several are."""
    found, names, letters = in_range(reader, tree)
    axes = [found.names.index(n) for n in names]
    data = np.moveaxis(found.data, axes, range(-len(axes), 0))
    flat = data.reshape((*data.shape[:data.ndim - len(axes)], -1))
    places = np.unravel_index((np.argmax if tree.function == "argmax" else np.argmin)(flat, axis=-1), data.shape[-len(axes):])
    numbers = [letters[n].data[p] for n, p in zip(names, places, strict=True)]
    kept = tuple(n for n in found.names if n not in names)
    place = numbers[0] if len(numbers) == 1 else np.stack(numbers, axis=-1)
    return Value(kept, place, np.zeros(place.shape))


def in_range(reader: Interpreter, tree: Extremum) -> tuple[Value, tuple[str, ...], dict[str, Value]]:
    """The values in a range, infinite outside it; the letters that run over it, in order, and their numbers."""
    letters = dict(reader.letters)
    names = ranged_letters(tree.conditions, set(letters))
    for name, (low, high) in names.items():
        first, last = reader.only(low), reader.only(high)
        start, end = int(whole_numbers(first.data).min()), int(whole_numbers(last.data).max())
        reader.budget.spend(max(0, end - start))
        if end < start:
            raise MeaninglessError(f"the range of {name} is empty")
        letters[name] = along(name, range(start, end + 1))
    lists = listed_letters(tree.conditions)
    for name, items in lists.items():
        letters[name] = along(name, numbers_of(reader, items))
        names[name] = (items[0], items[-1])
    named = bare_letters(tree.conditions, set(letters))
    sides = window_sides(reader.names.model) if named else []
    if named and len(sides) != 1:
        raise NotSupportedYet(f"the maximum over {', '.join(named)} has no range")
    letters |= {name: along(name, range(reader.base, reader.base + sides[0])) for name in named}
    names |= {name: (Number("0"), Number("0")) for name in named}
    inner = replace(reader, letters=letters)
    value, mask = inner.only(tree.body), exact(1.0)  # type: ignore[arg-type]
    for condition in (c for c in tree.conditions if not (isinstance(c, Name) or set_of(c) is not None)):
        mask = combine(mask, inner.only(condition), np.multiply)
    worst = -np.inf if tree.function in ("max", "argmax") else np.inf
    found = combine(value, mask, lambda a, m: np.where(m > 0, a, worst))
    return found, tuple(n for n in names if n in found.names), letters
