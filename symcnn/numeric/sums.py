"""A sum over one tensor, pooling and its adjoint among them, as one product with a matrix of counts."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import prod

from symcnn.expression.nodes import Access
from symcnn.notation.affine import whole
from symcnn.notation.letters import Letter
from symcnn.numeric.builder import Builder
from symcnn.numeric.contractions import SMALL_WHOLE, place_product, vector_first
from symcnn.numeric.homes import Home, row_major
from symcnn.numeric.masks import guard_letters
from symcnn.numeric.patterns import Product
from symcnn.numeric.steps import number
from symcnn.numeric.taking import table, take

LARGEST_COUNT = 1 << 20


def fits_counted(found: Product, builder: Builder) -> bool:
    """Whether the sum reads one tensor at indices that hold all its letters, its matrix small enough to keep."""
    if len(found.factors) != 1 or not found.summed or not found.factors[0].indices:
        return False
    held = found.letters(found.factors[0]) | {v for g in found.guards for v in guard_letters(g)}
    if any(v not in held for v in found.free):
        return False
    own = carried(found, builder)
    if _whole(found, builder):
        return True
    steps = prod(builder.counts([v for v in (*found.free, *found.summed) if v not in own]))
    return steps * builder.volume(found.factors[0].tensor) // prod(builder.counts(own)) <= LARGEST_COUNT


def carried(found: Product, builder: Builder) -> tuple[Letter, ...]:
    """The free letters that run over a whole axis and stand nowhere else; none where a matrix of all entries is small."""
    factor = found.factors[0]
    guarded = {v for g in found.guards for v in guard_letters(g)}
    own: list[Letter] = []
    if prod(builder.counts(found.free)) * builder.volume(factor.tensor) <= SMALL_WHOLE and not _whole(found, builder):
        return ()
    for axis, index in enumerate(factor.indices):
        letter = index.letter
        if (letter in found.free and letter not in guarded and sum(letter in i.letters for i in factor.indices) == 1
                and builder.boxes[letter] == builder.axes[factor.tensor][axis]):
            own.append(letter)
    return tuple(own)


def _whole(found: Product, builder: Builder) -> bool:
    """Whether the sum is over whole axes, each entry once."""
    axes = zip(found.factors[0].indices, builder.axes[found.factors[0].tensor], strict=True)
    return not found.guards and all(i.letter is not None and builder.boxes[i.letter] == b for i, b in axes) and len(
        {i.letter for i in found.factors[0].indices}) == len(found.factors[0].indices)


def work_counted(found: Product, builder: Builder) -> int:
    """The multiplications that the product costs; nothing where a sum could do no less."""
    if _whole(found, builder):
        return 0
    own = prod(builder.counts(carried(found, builder)))
    return prod(builder.counts(found.free)) * builder.volume(found.factors[0].tensor) // own


def write_counted(found: Product, builder: Builder) -> None:
    """Writes the matrix and one ``dot``."""
    factor = found.factors[0]
    home = builder.home(factor.tensor)
    own = carried(found, builder)
    stand = {a: builder.layout.letter(b.first, b.extent) for a, b in enumerate(home.axes)
             if factor.indices[a].letter not in own}
    mixed = tuple(stand[a] for a in sorted(stand, key=lambda a: -home.strides[a]))
    along = {i.letter: a for a, i in enumerate(factor.indices) if i.letter in own}
    own = tuple(sorted(own, key=lambda v: -home.strides[along[v]]))
    entry = Access(factor.tensor, tuple(whole(stand[a]) if a in stand else i for a, i in enumerate(factor.indices)))
    groups = [g for g in (mixed, own) if g]
    seen = builder.view(entry)
    operand = (builder.text(seen, groups) if seen is not None else None) or take(entry, groups, (), builder)
    front = tuple(v for v in found.free if v not in own)
    first = bool(front) and not own and vector_first(prod(builder.counts(front)), prod(builder.counts(mixed)))
    matrix = _matrix(found, front, mixed, stand, builder, turned=first)
    found = replace(found, scale=Fraction(1))
    if own and found.free[:len(own)] == own:
        turned = f"{operand[:-2]}" if operand.endswith(".T") else f"{operand}.T"
        right = builder.source.constant(f"{matrix}.T") if front else matrix
        place_product(found, builder, f"{turned}.dot({right}", own, front)
    elif first:
        place_product(found, builder, f"{operand}.dot({matrix}", (), front)
    else:
        place_product(found, builder, f"{matrix}.dot({operand}", front, own)


def _matrix(found: Product, front: tuple[Letter, ...], mixed: tuple[Letter, ...], stand: dict[int, Letter],
            builder: Builder, *, turned: bool) -> str:
    """How often each entry is added, the scale included: one row, or column if turned, for each place of the result."""
    if _whole(found, builder):
        every = prod(builder.counts(mixed))
        return builder.source.constant(f"np.full({every}, {number(found.scale)}, dtype={builder.source.dtype})")
    axes = {v: a for a, v in stand.items()}
    boxes = builder.boxes
    order = [axes[v] for v in mixed]
    shape = builder.counts(mixed)
    alone = Home("", shape, tuple(boxes[v] for v in mixed), row_major(shape))
    indices = [found.factors[0].indices[a] for a in order]
    letters = (*front, *found.summed)
    places = table(alone, indices, letters, found.guards, boxes, -1)
    rows, columns = prod(builder.counts(front)), prod(shape)
    text = (f"np.arange({columns})[:, None, None] == {places}.reshape({rows}, -1)" if turned else
            f"{places}.reshape({rows}, -1, 1) == np.arange({columns})")
    text = f"np.sum({text}, axis={2 if turned else 1}, dtype={builder.source.dtype})"
    text = text if front else f"{text}.ravel()"
    return builder.source.constant(text + (f" * {number(found.scale)}" if found.scale != 1 else ""))
