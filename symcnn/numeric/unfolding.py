"""A gradient by a small image as two products: of slopes and kernel, then with counts that add each entry where it belongs.

``dx[i] = Sum_{k,f} g[i - f + b, k]*w[f, k]`` is ``d[c, f] = Sum_k g[c, k]*w[f, k]``, then ``dx[i] = Sum_f d[i - f + b, f]``.
With strides, where both factors hold the letters of the image, there is no other product of matrices.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import prod

from symcnn.expression.build import multiply
from symcnn.expression.nodes import Access, Number, Range, Sum
from symcnn.notation.affine import Affine, constant, whole
from symcnn.notation.letters import Letter
from symcnn.numeric.boxes import Box
from symcnn.numeric.builder import Builder
from symcnn.numeric.contractions import fits_taken, place_product, write_taken
from symcnn.numeric.lines import Line
from symcnn.numeric.masks import guard_letters
from symcnn.numeric.patterns import Product, product
from symcnn.numeric.scatters import spread
from symcnn.numeric.steps import number
from symcnn.numeric.sums import fits_counted, work_counted, write_counted
from symcnn.numeric.taking import can_take, take, want_zero

# what a table's entry costs to take and multiply, in multiplications of a matrix that is kept
ENTRY = 10
# multiplications with counts that take as long as to take the entries that are added, 1 us
FEW_COUNTS = 5_000


def unfolded(found: Product, builder: Builder) -> tuple[Line, Line] | None:
    """The two lines, where the sum has them."""
    parts = spread(found, builder)
    factors, inner = (parts.factors, parts.inner) if parts is not None else _opened(found, builder) or ((), ())
    if not factors:
        return None
    places: dict[Letter, Affine] = {}
    for one, other in zip(factors, found.factors, strict=True):
        places |= {a.letter: b for a, b in zip(one.indices, other.indices, strict=True) if a.letter is not None}
    letters = tuple(v for v in places if v not in inner)
    key = f"the product of {found.tensor}"
    builder.axes[key] = tuple(builder.boxes[v] for v in letters)
    first = Sum(_ranges(inner, builder), (), multiply(*factors)) if inner else multiply(*factors)
    entry = Access(key, tuple(places[v] for v in letters))
    summed = [v for v in found.summed if v not in inner]
    second = Sum(_ranges(summed, builder), found.guards, multiply(Number(found.scale), entry))
    return Line(key, letters, first, part=True), Line(found.tensor, found.free, second)


def _opened(found: Product, builder: Builder) -> tuple[tuple[Access, ...], tuple[Letter, ...]] | None:
    """Two factors at letters alone, each index that is more than one a letter of its own, and the letters of both."""
    if len(found.factors) != 2 or not all(f.indices for f in found.factors):
        return None
    alone = [_alone(f, builder) for f in found.factors]
    guarded = {v for g in found.guards for v in guard_letters(g)}
    both = alone[0] & alone[1]
    if both & set(found.free) or both & guarded:
        return None
    factors = []
    for factor, own in zip(found.factors, alone, strict=True):
        axes = zip(factor.indices, builder.axes[factor.tensor], strict=True)
        letters = [i.letter if i.letter in own else builder.layout.letter(b.first, b.extent) for i, b in axes]
        factors.append(Access(factor.tensor, tuple(map(whole, letters))))
    return tuple(factors), tuple(v for v in found.summed if v in both)


def _alone(factor: Access, builder: Builder) -> frozenset[Letter]:
    """The letters that run over a whole axis of a factor and stand in no other of its indices."""
    axes = zip(factor.indices, builder.axes[factor.tensor], strict=True)
    return frozenset(i.letter for i, b in axes if i.letter is not None and builder.boxes[i.letter] == b
                     and sum(i.letter in other.letters for other in factor.indices) == 1)


def _ranges(letters: list[Letter] | tuple[Letter, ...], builder: Builder) -> tuple[Range, ...]:
    def ends(box: Box) -> tuple[tuple[Affine, ...], tuple[Affine, ...]]:
        return (constant(box.first),), (constant(box.first + box.extent - 1),)
    return tuple(Range(v, *ends(builder.boxes[v])) for v in letters)


def _products(found: Product, builder: Builder) -> tuple[Product, Product] | None:
    lines = unfolded(found, builder)
    both = [product(line, dict(builder.axes), builder.boxes) for line in lines or ()]
    if len(both) != 2 or both[0] is None or both[1] is None:
        return None
    return both[0], both[1]


def fits_unfolded(found: Product, builder: Builder) -> bool:
    """Whether there are two such products, each factor read at letters or at steps of one."""
    both = _products(found, builder) if spread(found, builder) is not None else None
    return both is not None and fits_taken(both[0], builder) and fits_counted(both[1], builder)


def fits_opened(found: Product, builder: Builder) -> bool:
    """Whether there are two such products, whatever the indices are."""
    both = _products(found, builder)
    return (both is not None and fits_taken(both[0], builder) and can_take(both[1].factors[0], builder)
            and all(set(guard_letters(g)) <= both[1].letters(both[1].factors[0]) for g in both[1].guards))


def pays_unfolded(found: Product, builder: Builder) -> bool:
    """Whether the counts are few beside the entries that would be taken otherwise."""
    both = _products(found, builder)
    taken = max(builder.layout_size(found.letters(f)) for f in found.factors)
    return both is not None and work_counted(both[1], builder) <= ENTRY * taken


def entries_opened(found: Product, builder: Builder) -> int:
    """How many entries of the first product are added up."""
    both = _products(found, builder)
    assert both is not None
    return builder.layout_size((*both[1].free, *both[1].summed))


def write_opened(found: Product, builder: Builder) -> None:
    """Writes the first product, and the second with counts where these are few, else with its entries taken by a table."""
    both = _products(found, builder)
    assert both is not None
    one, two = both
    if fits_counted(two, builder) and work_counted(two, builder) <= FEW_COUNTS:
        write_unfolded(found, builder)
        return
    (entry,) = two.factors
    want_zero(entry, two.guards, builder)
    write_taken(one, builder)
    entries = take(entry, [two.free, two.summed], two.guards, builder)
    ones = f"np.full({prod(builder.counts(two.summed))}, {number(two.scale)}, dtype={builder.source.dtype})"
    place_product(replace(two, scale=Fraction(1)), builder, f"{entries}.dot({builder.source.constant(ones)}", two.free, ())


def write_unfolded(found: Product, builder: Builder) -> None:
    """Writes the two products."""
    both = _products(found, builder)
    assert both is not None
    write_taken(both[0], builder)
    write_counted(both[1], builder)
