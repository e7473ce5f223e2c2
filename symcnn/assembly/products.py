"""Products of two operands: scaling, entry by entry, or of matrices and vectors."""

from __future__ import annotations

from dataclasses import replace

from symcnn.assembly.scope import Scope
from symcnn.draft.array import Array, Operand, Pending
from symcnn.draft.choices import OUTPUT, OUTPUT_SIZES, VECTOR
from symcnn.draft.combine import combined, like, shape, whole_array
from symcnn.draft.draft import Draft
from symcnn.errors import ShapeError
from symcnn.expression.build import multiply
from symcnn.expression.nodes import Access
from symcnn.layers.dense import contracted
from symcnn.notation.spelling import split, undressed

# what single numbers are called that a vector is multiplied with
RATES = frozenset([*(f"\\{n}" for n in "alpha beta gamma epsilon varepsilon zeta eta kappa lambda mu nu rho tau".split()),
                   "lambda", "eta", "alpha", "eps"])
WEIGHTS = frozenset(["w", "W", "v", "V", "U", "K", "\\theta", "\\Theta"])
TARGETS = frozenset(["t", "y"])
KERNELS = WEIGHTS | {"k", "f", "F", "g", "h"}


def product(scope: Scope, operator: str, left: Operand, right: Operand) -> Array:
    """``W x`` contracts, ``odot`` goes entry by entry, ``*`` does so where both have one shape."""
    draft = scope.draft
    if operator == "odot":
        model = left if isinstance(left, Array) else whole_array(draft, right, role="")
        return combined(draft, like(draft, left, model, ""), like(draft, right, model, ""), multiply)
    left, right = _settled(scope, as_rate(scope, left), as_rate(scope, right))
    if not left.rank or not right.rank:
        return combined(draft, left, right, multiply)
    if operator == "*" and left.rank == right.rank and all(
            draft.knowledge.same(a.extent, b.extent) for a, b in zip(left.axes, right.axes, strict=True)):
        return combined(draft, left, right, multiply)
    if scope.marks.parts and left.rank == right.rank > 1 and all(
            draft.knowledge.same(a.extent, b.extent) for a, b in zip(left.axes, right.axes, strict=True)):
        # w \\cdot x_{i:i+2}: all that lies on each other
        return contracted(draft, left, right, {n: n for n in range(left.rank)})
    return matrix_product(scope, left, right)


def as_rate(scope: Scope, operand: Operand, is_number: bool = False) -> Operand:
    """A leaf of which nothing is known is one number where it is called what rates are called, or has to be one."""
    if isinstance(operand, Pending) and operand.rank is None and (is_number or letter_of(scope.draft, operand) in RATES):
        return scope.draft.settle(operand, (), (), "")
    return operand


def _settled(scope: Scope, left: Operand, right: Operand) -> tuple[Array, Array]:
    """A leaf before a vector or matrix is a matrix, one beside a number a number."""
    draft = scope.draft
    if isinstance(left, Pending) and isinstance(right, Pending) and left.rank is None and right.rank is None:
        if _is_units(draft, right, left) and not scope.marks.indexed:
            left = whole_array(draft, left, 2 if is_capital(draft, left) else 1)
        elif scope.marks.indexed or not left.key[:1].isupper():
            return draft.settle(left, (), (), ""), draft.settle(right, (), (), "")
        else:
            right = whole_array(draft, right)
    if isinstance(left, Pending) and isinstance(right, Pending) and left.extents and right.rank is None and _is_units(
            draft, right, left):
        left = whole_array(draft, left, role="")
    if isinstance(right, Pending):
        right = _beside(scope, right, left)
    if isinstance(left, Pending):
        left = _before(scope, left, right)
    if left.rank and right.rank:
        weight, data = (right, left) if _is_weight(draft, right) and not _is_weight(draft, left) else (left, right)
        draft.cast(weight, "parameter")
        draft.cast(data, "data")
    return left, right


def _is_weight(draft: Draft, operand: Array) -> bool:
    """Whether a matrix is called what weights are called: in x W the data stand first."""
    return operand.rank == 2 and letter_of(draft, operand) in WEIGHTS


def _is_units(draft: Draft, leaf: Pending, left: Operand) -> bool:
    """Whether a leaf behind data is a matrix: ``W`` in ``x W`` has a column for each unit."""
    return is_capital(draft, leaf) and letter_of(draft, leaf) in WEIGHTS and letter_of(draft, left) not in WEIGHTS


def is_capital(draft: Draft, operand: Operand) -> bool:
    """Whether an operand is called what matrices are called."""
    return letter_of(draft, operand).lstrip("\\")[:1].isupper()


def letter_of(draft: Draft, operand: Operand) -> str:
    """The letter that an operand is called by, without what W wears as often as not; empty where it is worked out."""
    key = operand.key if isinstance(operand, Pending) else operand.body.tensor if isinstance(operand.body, Access) else ""
    return undressed(split(draft.shown.get(key, key)).base).rstrip("0123456789") if key else ""


def _beside(scope: Scope, leaf: Pending, left: Operand) -> Array:
    draft = scope.draft
    if leaf.rank is None and isinstance(left, Array):
        if left.rank == 0:
            return draft.settle(leaf, (), (), "")
        if _is_units(draft, leaf, left):
            sizes = (left.axes[-1].extent, draft.knowledge.choose(OUTPUT_SIZES)[0])
            return draft.settle(leaf, draft.chosen(VECTOR, OUTPUT), sizes, "parameter")
        return draft.settle(leaf, (draft.letter(VECTOR, left.names[:-1]),), (left.axes[-1].extent,), "data")
    if leaf.rank == 2 and leaf.extents is None and isinstance(left, Array) and left.rank:
        # a matrix of open sizes has as many rows as there are columns before it
        extents = (left.axes[-1].extent, draft.knowledge.choose(OUTPUT_SIZES)[0])
        return draft.settle(leaf, leaf.letters or (), extents, "parameter")
    return whole_array(draft, leaf)


def _before(scope: Scope, leaf: Pending, right: Array) -> Array:
    draft = scope.draft
    if leaf.rank is None and (right.rank == 0 or scope.marks.indexed):
        return draft.settle(leaf, (), (), "")
    if right.rank == 0:
        return whole_array(draft, leaf)
    is_target = leaf.rank is None and right.rank == 1 and letter_of(draft, leaf) in TARGETS
    if leaf.rank == 1 or is_target:
        # y \log p adds up over the classes
        return draft.settle(leaf, (right.names[0],), (right.axes[0].extent,), "parameter")
    names = draft.chosen(OUTPUT, VECTOR)
    extents = leaf.extents or (draft.knowledge.choose(OUTPUT_SIZES)[0], right.axes[0].extent)
    return draft.settle(leaf, names, extents, "parameter")


def matrix_product(scope: Scope, left: Array, right: Array) -> Array:
    """The last axis of the left against the first of the right; a vector as a matrix of one row or one column."""
    draft = scope.draft
    left, right = draft.inline(left), draft.inline(right)
    if not draft.knowledge.same(left.axes[-1].extent, right.axes[0].extent):
        raise ShapeError(f"{shape(left, draft)} times {shape(right, draft)}: the last size of the left factor and the "
                         "first of the right are summed over and must agree, or write \\odot, or conv(x, w)")
    # of X W the columns are units, of W X the rows
    is_last = _is_weight(draft, right) and not _is_weight(draft, left)
    result = contracted(draft, right, left, {0: left.rank - 1})
    return replace(result, channel=result.rank - 1 if is_last else 0) if left.rank > 1 and right.rank > 1 else result


def transposed(scope: Scope, operand: Operand) -> Operand:
    """A matrix with its axes swapped; a vector is its own transpose in a product."""
    draft = scope.draft
    if isinstance(operand, Pending):
        rank = operand.rank or 2
        if rank == 1:
            return operand
        if rank == 2:
            rows = draft.knowledge.choose((("N",), ("L",)))
            sizes = operand.extents or (*rows, *draft.knowledge.choose(OUTPUT_SIZES))
            operand = draft.settle(operand, draft.chosen(VECTOR, OUTPUT), sizes, "parameter")
        else:
            operand = whole_array(draft, operand, rank, "parameter")
    if operand.rank > 2:
        raise ShapeError(f"the transpose of {shape(operand, draft)}: give a matrix, or transpose(x, (0,2,1))")
    draft.cast(operand, "parameter")
    return draft.permuted(operand, range(operand.rank)[::-1])
