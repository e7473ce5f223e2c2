"""A right side as an array: one rule per kind of syntax tree."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from functools import partial

from symcnn.assembly.calls import call
from symcnn.assembly.entries import at_indices, entry, part, place_of
from symcnn.assembly.matrices import matrix
from symcnn.assembly.operations import operations
from symcnn.assembly.over_ranges import greatest, product_over, settled, summed
from symcnn.assembly.products import KERNELS, RATES, as_rate, is_capital, letter_of, product, transposed
from symcnn.assembly.scope import Marks, Scope
from symcnn.assembly.sizes import MOST_EXPONENT, rational
from symcnn.draft.array import Array, Operand, Pending, scalar
from symcnn.draft.bias import settled_bias
from symcnn.draft.combine import combined, like
from symcnn.errors import NotSupportedYet, ShapeError, SymcnnError
from symcnn.expression.build import add, divide, negate, number, power, quantity, subtract
from symcnn.expression.nodes import Compare, Node, Size
from symcnn.expression.nodes import Number as Numeral
from symcnn.notation.affine import Affine, whole
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
    Slice,
    SumOver,
    Transposed,
    Tree,
    Tuple,
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
        case Entry(base=Name()):
            return entry(scope, tree)
        case Entry():
            return _of_formula(scope, tree.base, tree.indices)
        case Negation():
            inner = value(scope, tree.argument)
            return replace(inner, body=negate(inner.body), kind="")
        case Transposed():
            return transposed(scope, evaluate(scope.without_hint(), tree.argument))
        case Operation():
            return _operation(scope, tree)
        case Call(function="prod", arguments=(SumOver() as over,)):
            return product_over(scope, over, evaluate)
        case Call():
            return call(scope, tree, evaluate)
        case SumOver():
            return summed(scope, tree, evaluate)
        case Extremum():
            return greatest(scope, tree, evaluate)
        case Bracket():
            return value(scope, tree.condition)
        case Matrix():
            return matrix(scope, tree, evaluate)
    raise NotSupportedYet(f"a {type(tree).__name__.lower()} inside a network is not supported yet: write it out")


def value(scope: Scope, tree: Tree) -> Array:
    """The value of a tree; a leaf of which nothing is known has the axes of the result, or is a vector."""
    operand = evaluate(scope, tree)
    return settled(scope, operand)


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
        return _slid(scope, tree, (("flip", Name("True")),) if meaning == "convolution" else ())
    match tree.operator:
        case "+" | "-":
            return _sum_of_two(scope, tree)
        case "*":
            return _starred(scope, tree)
        case "juxtapose" if isinstance(tree.right, Tuple) and tree.right.in_parentheses:
            return _of_formula(scope, tree.left, tree.right.items)
        case "juxtapose" | "odot":
            left = evaluate(scope, tree.left)
            _settle_power(scope, left, tree.right)
            return product(scope, tree.operator, left, evaluate(scope, tree.right))
        case "/":
            return _quotient(scope, tree)
        case "^":
            return _raised(value(scope, tree.left), _exponent(scope, tree.right))
        case "==" | "!=" | ">=" | "<=" | ">" | "<":
            left, right = value(scope, tree.left), value(scope, tree.right)
            return combined(scope.draft, left, right, lambda a, b: Compare(tree.operator, a, b))
    raise NotSupportedYet(f"the operator {tree.operator} is not supported yet: write it out")


def _slid(scope: Scope, tree: Operation, keywords: tuple[tuple[str, Tree], ...]) -> Operand:
    """A kernel slid over an image; one that is too large for it is the image, where it stands behind a kernel by name."""
    try:
        return call(scope, Call("conv", (tree.left, tree.right), keywords), evaluate)
    except ShapeError:
        if isinstance(tree.left, Name) and letter_of(scope.draft, evaluate(scope, tree.left)) in KERNELS:
            return call(scope, Call("conv", (tree.right, tree.left), keywords), evaluate)
        raise


def _of_formula(scope: Scope, base: Tree, indices: Sequence[Tree]) -> Array:
    r"""The entry of what is worked out: ``(X \ast K)_{i,j}``, ``(W x)_i``."""
    array = value(replace(scope.without_hint(), marks=Marks()), base)
    scope.marks.indexed = True
    for tree, extent in zip(indices, array.extents, strict=False):
        if isinstance(tree, Name) and tree.name in scope.letters:
            scope.marks.spans.setdefault(tree.name, extent)
    if array.rank != len(indices) or any(isinstance(t, Slice) for t in indices):
        return part(scope, array, indices)
    return at_indices(scope, array, [place_of(scope, t) for t in indices])


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
    operands = (right, left) if letter_of(scope.draft, left) in KERNELS else (left, right)
    if any(isinstance(o, Pending) and (o.rank or 0) > 2 for o in operands):
        # what has three axes multiplies no vector or matrix
        with suppress(SymcnnError):
            return operations()["conv"]().forward(scope.draft, *operands, letters=scope.hint)
    try:
        # w^T * x adds up
        return product(scope, "juxtapose" if isinstance(tree.left, Transposed) else "*", left, right)
    except ShapeError:
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
