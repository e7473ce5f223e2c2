r"""Sums, products and maxima over letters and over what conditions leave of their ranges: ``\sum_{j \ne c}``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from math import prod

from symcnn.assembly.calls import call
from symcnn.assembly.entries import span_from
from symcnn.assembly.scope import Scope
from symcnn.draft.array import Array, Operand, at, scalar
from symcnn.draft.combine import whole_array
from symcnn.draft.draft import Draft
from symcnn.errors import MeaninglessError, NotSupportedYet, ShapeError
from symcnn.expression.build import add, multiply, number, subtract, total
from symcnn.expression.nodes import Compare, Maximum, Node, Range, Size
from symcnn.expression.walk import accesses, substitute
from symcnn.notation.affine import Affine, whole
from symcnn.notation.letters import Letter
from symcnn.reading.below import between
from symcnn.reading.tree import Call, Extremum, Name, Operation, SumOver, Tree

Evaluate = Callable[[Scope, Tree], Operand]
MOST_FACTORS = 64


def settled(scope: Scope, operand: Operand) -> Array:
    """The operand as an array; a leaf of which nothing is known is a scalar beside indexed entries."""
    if not isinstance(operand, Array) and operand.rank is None and scope.marks.indexed:
        return scope.draft.settle(operand, (), (), "")
    return whole_array(scope.draft, operand, 1 if scope.hint is None else len(scope.hint), "")


def greatest(scope: Scope, tree: Extremum, evaluate: Evaluate) -> Array:
    """The greatest over whole axes, of every ``i`` and ``j`` in ``max_{i,j} a[k,i,j]``, or between two ends."""
    if tree.body is None:
        raise NotSupportedYet("a maximum of nothing is not supported: write what it is of")
    draft = scope.draft
    ends = {name: found for each in tree.conditions for name, *found in [between(each)] if name}
    names = (*ends, *(c.name for c in tree.conditions if isinstance(c, Name)))
    if len(names) < len(tree.conditions):
        raise NotSupportedYet("a maximum over such a range is not supported yet: write its letters with two ends each")
    letters = {n: draft.fresh.named(n) for n in names}
    body = settled(scope, evaluate(scope.without_hint().binding(letters), tree.body))
    ranges = tuple(
        Range(letter, (scope.quantity(ends[n][0]),), (scope.quantity(ends[n][1]),)) if n in ends
        else span_from(draft, body.body, letter) for n, letter in letters.items())
    return replace(body, body=Maximum(ranges, (), body.body, draft.ties), kind="")


def summed(scope: Scope, tree: SumOver, evaluate: Evaluate) -> Array:
    """The sum of what stands behind the sign over its letters, where the conditions hold."""
    if not tree.letters and tree.upper is None and not tree.conditions:
        return call(scope, Call("sum", (tree.body,), span=tree.span), evaluate)
    body, ranges, holding = over(scope, tree, evaluate)
    return replace(body, body=total(ranges, (), multiply(*holding, body.body) if holding else body.body), kind="")


def product_over(scope: Scope, tree: SumOver, evaluate: Evaluate) -> Array:
    """The product over letters that run over numbers, factor by factor."""
    holding: list[Node] = []
    if not tree.letters and tree.upper is None and not tree.conditions:
        body = settled(scope, evaluate(scope.without_hint(), tree.body))
        ranges = [scope.draft.span(a.letter, a.extent) for a in body.axes]
        body = scalar(at(body, [whole(r.letter) for r in ranges]))
    else:
        body, ranges, holding = over(scope, tree, evaluate)
    factor = body.body
    if holding:
        # where a condition fails, the factor is one
        factor = add(subtract(number(1), multiply(*holding)), multiply(*holding, factor))
    spans = [_numbers(scope.draft, r) for r in ranges]
    if prod(map(len, spans)) > MOST_FACTORS:
        raise NotSupportedYet(f"a product of more than {MOST_FACTORS} factors is not supported yet: take its logarithm")
    letters = [r.letter for r in ranges]
    made = [substitute(factor, {v: whole(n) for v, n in zip(letters, place, strict=True)}) for place in product(*spans)]
    return replace(body, body=multiply(*made) if made else number(1), kind="")


def _numbers(draft: Draft, span: Range) -> range:
    """The numbers that a letter runs over."""
    ends = [e.substitute(draft.knowledge.solved).number for e in (*span.lower, *span.upper)]
    low, high = ends[:len(span.lower)], ends[len(span.lower):]
    if None in ends:
        raise NotSupportedYet("a product over a range without numbers is not supported yet: give sizes, or take its logarithm")
    return range(max(n for n in low if n is not None), min(n for n in high if n is not None) + 1)


def over(scope: Scope, tree: SumOver, evaluate: Evaluate) -> tuple[Array, list[Range], list[Node]]:
    """What stands behind a sign, the ranges of its letters, and the brackets of conditions that are no ranges."""
    draft = scope.draft
    batch = draft.batch
    letters = {n: batch.letter if batch is not None and n == batch.letter.name else draft.fresh.named(n)
               for n in tree.letters or _compared(tree.conditions)}
    marks = scope.marks
    outer = {n: marks.spans[n] for n in letters if n in marks.spans}
    if tree.upper is not None:
        marks.spans.update({n: scope.quantity(tree.upper) + (1 - draft.origin) for n in letters})
    inside = scope.without_hint().binding(letters)
    body = settled(scope, evaluate(inside, tree.body))
    holding = list(_holding(inside, tree.conditions, letters, evaluate))
    marks.spans.update(outer)
    ranges = [_range(scope, tree, letter, body) for letter in letters.values()]
    for condition in tree.conditions:
        ranges = [_cut(inside, r, condition, letters) for r in ranges]
    return body, ranges, holding


def _range(scope: Scope, tree: SumOver, letter: Letter, body: Array) -> Range:
    draft = scope.draft
    batch = draft.batch
    if batch is not None and letter == batch.letter:
        if tree.upper is not None and not draft.knowledge.same(scope.quantity(tree.upper), draft.batch_size):
            raise ShapeError(f"the sum over {batch.letter.name} ends elsewhere than the batch: leave bounds out")
        return batch
    if tree.upper is None:
        return span_from(draft, body.body, letter)
    _check_end(draft, body, letter, scope.quantity(tree.upper))
    lower = whole(draft.origin) if tree.lower is None else scope.quantity(tree.lower)
    return Range(letter, (lower,), (scope.quantity(tree.upper),))


def _compared(conditions: Sequence[Tree]) -> tuple[str, ...]:
    r"""The letter of ``\sum_{j < i}``."""
    return tuple(c.left.name for c in conditions[:1] if isinstance(c, Operation) and isinstance(c.left, Name))


def _cut(scope: Scope, span: Range, condition: Tree, letters: Mapping[str, Letter]) -> Range:
    """The range with an end that a condition puts to it."""
    match condition:
        case Operation(operator="<" | "<=" | ">" | ">=" as sign, left=Name(name=name), right=end) if letters.get(
                name) == span.letter:
            bound = scope.quantity(end)
            if sign.startswith("<"):
                return replace(span, upper=(*span.upper, bound - (1 if sign == "<" else 0)))
            return replace(span, lower=(*span.lower, bound + (1 if sign == ">" else 0)))
    return span


def _holding(scope: Scope, conditions: Sequence[Tree], letters: Mapping[str, Letter], evaluate: Evaluate) -> Iterator[Node]:
    """The brackets of the conditions that put no end to a range."""
    for condition in conditions:
        match condition:
            case Operation(operator="<" | "<=" | ">" | ">=", left=Name(name=name)) if name in letters:
                continue
            case Operation(operator="!=" | "==" as sign, left=left, right=right):
                yield Compare(sign, *(_number(scope, t, evaluate) for t in (left, right)))
            case _:
                raise NotSupportedYet("such a condition below a sum is not supported yet: write it as a bracket, 1[j = c]")


def _number(scope: Scope, tree: Tree, evaluate: Evaluate) -> Node:
    found = settled(scope, evaluate(scope, tree))
    if found.rank:
        raise MeaninglessError("a condition below a sum compares numbers: give an entry or a letter")
    if not isinstance(found.body, Size):
        scope.draft.cast(found, "target")
    return found.body


def _check_end(draft: Draft, body: Array, letter: Letter, last: Affine) -> None:
    """A size of our own gives way to where a sum over the whole axis ends.

    Raises ``ShapeError`` where it goes past the last entry that its letter counts by itself.
    """
    uses = [(access, n, index) for access in accesses(body.body) for n, index in enumerate(access.indices)
            if letter in index.letters]
    for access, place, index in uses:
        extent = draft.tensors[access.tensor].axes[place].extent
        if index.letter != letter:
            continue
        alone = all(i.letter == letter for a, _, i in uses if a.tensor == access.tensor)
        count = last + (1 - draft.origin)
        own = [v for v in extent.letters if v in draft.knowledge.own]
        if alone and len(own) == 1 and extent.coefficient(own[0]) == whole(1) and not extent.floors() and (
                count.letter is not None or count.number is not None):
            # that of a result too: x is as much larger as windows are
            draft.knowledge.solve(own[0], count - extent.without(own[0]))
        elif extent.number is not None and last.number is not None and last.number > extent.number + draft.origin - 1:
            name, most = draft.shown.get(access.tensor, access.tensor), extent.number + draft.origin - 1
            raise ShapeError(f"the sum over {letter.name} ends at {last.number}, and {name} has {extent.number} entries there: "
                             f"end it at {most}")
