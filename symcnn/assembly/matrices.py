"""Brackets inside a formula: numbers, or blocks set side by side and below each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from symcnn.assembly.scope import Scope
from symcnn.assembly.survey import shape_of
from symcnn.draft.array import Array, Operand, at
from symcnn.draft.combine import shape, whole_array
from symcnn.draft.draft import Digits, Draft
from symcnn.errors import ShapeError
from symcnn.expression.build import ZERO, add, total
from symcnn.notation.affine import ONE, Affine, whole
from symcnn.notation.letters import unused
from symcnn.reading.tree import Matrix, Negation, Number, Tree

Evaluate = Callable[[Scope, Tree], Operand]
NAMES = {1: ("i",), 2: ("i", "j")}


def matrix(scope: Scope, tree: Matrix, evaluate: Evaluate) -> Array:
    """Numbers become a leaf that holds them; anything else is put together of blocks."""
    digits = _digits(tree)
    if digits is not None:
        return _constant(scope.draft, digits)
    if not all(isinstance(row, Matrix) for row in tree.rows):
        return _stacked(scope.draft, [_block(scope, t, evaluate, 1) for t in tree.rows], 0)
    blocks = [[None if t == Number("0") else _block(scope, t, evaluate, 2) for t in row.rows]
              for row in tree.rows if isinstance(row, Matrix)]
    rows = [_stacked(scope.draft, _filled(scope.draft, blocks, n), 1) for n in range(len(blocks))]
    return _stacked(scope.draft, rows, 0)


def _filled(draft: Draft, blocks: Sequence[Sequence[Array | None]], row: int) -> list[Array]:
    """A row of blocks; a block of zeros is as high as its row and as wide as its column."""
    height = next((b.axes[0].extent for b in blocks[row] if b is not None), ONE)
    found: list[Array] = []
    for column, block in enumerate(blocks[row]):
        above = [r[column] for r in blocks if column < len(r)]
        width = next((b.axes[1].extent for b in above if b is not None), ONE)
        found.append(block or Array((draft.axis("i", height), draft.axis("j", width)), ZERO))
    return found


def _digits(tree: Tree) -> Digits | None:
    match tree:
        case Number():
            return tree.text
        case Negation(argument=Number() as inner):
            return f"-{inner.text}"
        case Matrix():
            rows = tuple(_digits(row) for row in tree.rows)
            return None if None in rows else rows  # type: ignore[return-value]
    return None


def _constant(draft: Draft, digits: Digits) -> Array:
    extents = tuple(whole(n) for n in shape_of(digits))
    name = unused((f"M_{n}" for n in range(1, 1001)), (*draft.named, *draft.tensors))
    draft.constants[name] = digits
    draft.roles[name] = "data"
    return draft.enter(name, draft.chosen(*("m", "n", "p", "q", "r", "s", "u", "v")[:len(extents)]), extents)


def _block(scope: Scope, tree: Tree, evaluate: Evaluate, rank: int) -> Array:
    """A block with this many axes; a number is a block of one entry."""
    draft = scope.draft
    found = draft.inline(whole_array(draft, evaluate(scope.without_hint(), tree), 0))
    if found.rank == 0:
        return Array(tuple(draft.axis(n, ONE) for n in NAMES[rank]), found.body)
    if found.rank != rank:
        raise ShapeError(f"a block of {shape(found, draft)} among blocks with {rank} axes: give all as many axes")
    return found


def _stacked(draft: Draft, blocks: Sequence[Array], axis: int) -> Array:
    """The blocks one after the other along an axis; their other axes agree."""
    first = blocks[0]
    for other in blocks[1:]:
        for n in range(first.rank):
            if n != axis and not draft.knowledge.same(first.axes[n].extent, other.axes[n].extent):
                raise ShapeError(f"the blocks {shape(first, draft)} and {shape(other, draft)} do not fit side by side: "
                                 "give them the same number of rows, or of columns")
    extent: Affine = sum((b.axes[axis].extent for b in blocks), whole(0))
    names = draft.chosen(*NAMES[first.rank])
    axes = tuple(draft.axis(v, extent if n == axis else first.axes[n].extent) for n, v in enumerate(names))
    target = Array(axes, first.body)
    terms, offset = [], whole(0)
    for block in blocks:
        places = [whole(v) - (offset if n == axis else 0) for n, v in enumerate(target.letters)]
        bounds = (places[axis] - draft.origin, block.axes[axis].last - places[axis])
        if block.body != ZERO:
            guards = draft.guards(bounds, zip(target.letters, axes, strict=True), ())
            terms.append(total((), guards, at(block, places)))
        offset = offset + block.axes[axis].extent
    return Array(axes, add(*terms))
