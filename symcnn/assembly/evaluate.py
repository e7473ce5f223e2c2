"""A right side as an array: one rule per kind of syntax tree."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from functools import partial

from symcnn.assembly.calls import call
from symcnn.assembly.entries import entry, span_from
from symcnn.assembly.matrices import matrix
from symcnn.assembly.operations import operations
from symcnn.assembly.products import KERNELS, RATES, as_rate, is_capital, letter_of, product, transposed
from symcnn.assembly.scope import Scope
from symcnn.assembly.sizes import MOST_EXPONENT, rational
from symcnn.draft.array import Array, Operand, Pending, scalar
from symcnn.draft.bias import settled_bias
from symcnn.draft.combine import combined, like, whole_array
from symcnn.draft.draft import Draft
from symcnn.errors import NotSupportedYet, ShapeError, SymcnnError
from symcnn.expression.build import add, divide, negate, number, power, quantity, subtract, total
from symcnn.expression.nodes import Compare, Maximum, Node, Range, Size
from symcnn.expression.nodes import Number as Numeral
from symcnn.expression.walk import accesses
from symcnn.notation.affine import Affine, whole
from symcnn.notation.letters import Letter
from symcnn.notation.spelling import split
from symcnn.reading.tree import (
    Bracket,
    Call,
    Entry,
    Extremum,
    Matrix,
    Name,
    Negation,
    Number,
    Operation,
    SumOver,
    Transposed,
    Tree,
)

Evaluate = Callable[[Scope, Tree], Operand]
LARGEST = 10_000


def evaluate(scope: Scope, tree: Tree) -> Operand:
    """The value of a tree, or the leaf it names if its axes are still open."""
    match tree:
        case Number():
            return scalar(number(rational(tree.text)))
        case Name():
            return _name(scope, tree.name)
        case Entry():
            return entry(scope, tree)
        case Negation():
            inner = value(scope, tree.argument)
            return replace(inner, body=negate(inner.body), kind="")
        case Transposed():
            return transposed(scope, evaluate(scope.without_hint(), tree.argument))
        case Operation():
            return _operation(scope, tree)
        case Call():
            return call(scope, tree, evaluate)
        case SumOver():
            return _sum(scope, tree)
        case Extremum():
            return _greatest(scope, tree)
        case Bracket():
            return value(scope, tree.condition)
        case Matrix():
            return matrix(scope, tree, evaluate)
    raise NotSupportedYet(f"a {type(tree).__name__.lower()} inside a network is not supported yet: write it out")


def value(scope: Scope, tree: Tree) -> Array:
    """The value of a tree; a leaf of which nothing is known has the axes of the result, or is a vector."""
    operand = evaluate(scope, tree)
    return settled(scope, operand)


def settled(scope: Scope, operand: Operand) -> Array:
    """The operand as an array; a leaf of which nothing is known is a scalar beside indexed entries."""
    if isinstance(operand, Pending) and operand.rank is None and scope.marks.indexed:
        return scope.draft.settle(operand, (), (), "")
    return whole_array(scope.draft, operand, 1 if scope.hint is None else len(scope.hint), "")


def _name(scope: Scope, name: str) -> Operand:
    if scope.is_given(name):
        return scope.tensor(name)
    if name in scope.letters:
        return scalar(Size(whole(scope.letters[name])))
    parts = split(name)
    if parts.subscript and (found := _subscripted(scope, replace(parts, subscript="").join(), parts.subscript)):
        return found
    if scope.is_size(name):
        return scalar(quantity(scope.draft.knowledge.size(name)))
    return scope.tensor(name)


def _subscripted(scope: Scope, base: str, subscript: str) -> Operand | None:
    """``x_i`` and ``x_2`` are entries of a vector ``x`` or ``X``, ``x_{12}`` and ``x_{ij}`` of a matrix."""
    for known in (base, base[:1].upper() + base[1:]):
        if not scope.is_given(known):
            continue
        extents = scope.tensor(known).extents or ()
        parts = (subscript,) if len(extents) == 1 else tuple(subscript)
        fits = extents and len(parts) == len(extents) and all(map(partial(_is_index, scope), parts, extents))
        # another number of axes is refused where the entry is built
        if fits or (extents and subscript.isalpha() and set(subscript) <= set(scope.letters)):
            return entry(scope, Entry(Name(known), tuple(Number(p) if p.isdigit() else Name(p) for p in parts)))
    return None


def _is_index(scope: Scope, text: str, extent: Affine) -> bool:
    """Whether the text is a letter bound here, or a number that the axis has."""
    if not text.isdigit() or len(text) > 9:
        return text in scope.letters
    place = int(text) - scope.draft.origin
    return place >= 0 and (extent.number is None or place < extent.number)


def _operation(scope: Scope, tree: Operation) -> Operand:
    meaning = scope.meanings.get(tree.operator)
    if tree.operator == "star" or meaning in ("convolution", "correlation"):
        flip = (("flip", Name("True")),) if meaning == "convolution" else ()
        return call(scope, Call("conv", (tree.left, tree.right), flip), evaluate)
    match tree.operator:
        case "+" | "-":
            return _sum_of_two(scope, tree)
        case "*":
            return _starred(scope, tree)
        case "juxtapose" | "odot":
            left = evaluate(scope, tree.left)
            _settle_power(scope, left, tree.right)
            return product(scope, tree.operator, left, evaluate(scope, tree.right))
        case "/":
            return _quotient(scope, tree)
        case "^":
            return _raised(value(scope, tree.left), _exponent(scope, tree.right))
        case "==" | ">=" | "<=" | ">" | "<":
            left, right = value(scope, tree.left), value(scope, tree.right)
            return combined(scope.draft, left, right, lambda a, b: Compare(tree.operator, a, b))
    raise NotSupportedYet(f"the operator {tree.operator} is not supported yet: write it out")


def _settle_power(scope: Scope, left: Operand, right: Tree) -> None:
    """In ``a x^2``, of which nothing is known, both are numbers, as in ``a x``."""
    match right:
        case Operation(operator="^", left=Name(name=name)) if isinstance(left, Pending) and left.rank is None:
            base = scope.tensor(name)
            if isinstance(base, Pending) and base.rank is None and not is_capital(scope.draft, left):
                scope.draft.settle(base, (), (), "")


def _starred(scope: Scope, tree: Operation) -> Operand:
    """A product; ``x * w`` whose sizes fit none slides the kernel, on whichever side it stands."""
    left, right = evaluate(scope, tree.left), evaluate(scope, tree.right)
    try:
        return product(scope, "*", left, right)
    except ShapeError:
        operands = (right, left) if letter_of(scope.draft, left) in KERNELS else (left, right)
        with suppress(SymcnnError):
            return operations()["conv"]().forward(scope.draft, *operands, letters=scope.hint)
        raise


def _sum_of_two(scope: Scope, tree: Operation) -> Array:
    join: Callable[[Node, Node], Node] = add if tree.operator == "+" else subtract
    draft = scope.draft
    left, right = evaluate(scope, tree.left), evaluate(scope, tree.right)
    if is_scaled(scope, tree.left):
        # \gamma \hat{x} + \beta
        right = as_rate(scope, right)
    if isinstance(left, Pending) and isinstance(right, Pending):
        left = settled(scope, left)
    if isinstance(left, Pending):
        left = _joined(scope, left, settled(scope, right), tree.operator)
    if isinstance(right, Pending):
        right = _joined(scope, right, settled(scope, left), tree.operator)
    return combined(draft, settled(scope, left), settled(scope, right), join)


def is_scaled(scope: Scope, tree: Tree) -> bool:
    """Whether a tree is an array times one number that is called what rates are called."""
    match tree:
        case Operation(operator="juxtapose" | "*", left=Name(name=name)):
            found = scope.tensor(name)
            return isinstance(found, Array) and not found.rank and letter_of(scope.draft, found) in RATES
    return False


def _joined(scope: Scope, leaf: Pending, other: Array, operator: str) -> Array:
    """A leaf that is added is a bias; one that is subtracted has the other's axes."""
    return settled_bias(scope.draft, other, leaf) if operator == "+" else like(scope.draft, leaf, other, "")


def _quotient(scope: Scope, tree: Operation) -> Array:
    left, right = (evaluate(scope, t) for t in (tree.left, tree.right))
    left = settled(scope, as_rate(scope, left))
    right = settled(scope, as_rate(scope, right, is_number=not left.rank))
    kind = left.kind
    return replace(combined(scope.draft, left, right, divide), kind=kind)


def _raised(base: Array, exponent: Fraction) -> Array:
    if abs(exponent) > MOST_EXPONENT or (isinstance(base.body, Numeral) and base.body.value.numerator.bit_length()
                                         + base.body.value.denominator.bit_length() > LARGEST):
        raise NotSupportedYet(f"the power {exponent} of this is not supported yet: use at most {MOST_EXPONENT}")
    return replace(base, body=power(base.body, exponent), kind="")


def _exponent(scope: Scope, tree: Tree) -> Fraction:
    match tree:
        case Number():
            return rational(tree.text)
        case Negation():
            return -_exponent(scope, tree.argument)
        case Operation(operator="/"):
            below = _exponent(scope, tree.right)
            if below:
                return _exponent(scope, tree.left) / below
    raise NotSupportedYet("an exponent that is no number is not supported yet: write a number, or exp and log")


def _greatest(scope: Scope, tree: Extremum) -> Array:
    """The greatest over whole axes: of every ``i`` and ``j`` in ``max_{i,j} a[k,i,j]``."""
    if tree.body is None:
        raise NotSupportedYet("a maximum of nothing is not supported: write what it is of")
    draft = scope.draft
    letters = {c.name: draft.fresh.named(c.name) for c in tree.conditions if isinstance(c, Name)}
    body = value(scope.without_hint().binding(letters), tree.body)
    ranges = tuple(span_from(draft, body.body, letter) for letter in letters.values())
    return replace(body, body=Maximum(ranges, (), body.body, draft.ties), kind="")


def _sum(scope: Scope, tree: SumOver) -> Array:
    if not tree.letters and tree.upper is None and not tree.conditions:
        return call(scope, Call("sum", (tree.body,), span=tree.span), evaluate)
    draft = scope.draft
    batch = draft.batch
    letters = {n: batch.letter if batch is not None and n == batch.letter.name else draft.fresh.named(n)
               for n in tree.letters}
    marks = scope.marks
    outer = {n: marks.spans[n] for n in letters if n in marks.spans}
    if tree.upper is not None:
        marks.spans.update({n: scope.quantity(tree.upper) + (1 - draft.origin) for n in letters})
    body = value(scope.without_hint().binding(letters), tree.body)
    marks.spans.update(outer)
    ranges = []
    for letter in letters.values():
        if batch is not None and letter == batch.letter:
            if tree.upper is not None and not draft.knowledge.same(scope.quantity(tree.upper), draft.batch_size):
                raise ShapeError(f"the sum over {batch.letter.name} ends elsewhere than the batch: leave bounds out")
            ranges.append(batch)
        elif tree.upper is None:
            ranges.append(span_from(draft, body.body, letter))
        else:
            _check_end(draft, body, letter, scope.quantity(tree.upper))
            lower = whole(draft.origin) if tree.lower is None else scope.quantity(tree.lower)
            ranges.append(Range(letter, (lower,), (scope.quantity(tree.upper),)))
    return replace(body, body=total(ranges, (), body.body), kind="")


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
        if alone and extent.letter in draft.knowledge.own and (count.letter is not None or count.number is not None):
            draft.knowledge.same(extent, count)
        elif extent.number is not None and last.number is not None and last.number > extent.number + draft.origin - 1:
            name, most = draft.shown.get(access.tensor, access.tensor), extent.number + draft.origin - 1
            raise ShapeError(f"the sum over {letter.name} ends at {last.number}, and {name} has {extent.number} entries there: "
                             f"end it at {most}")
