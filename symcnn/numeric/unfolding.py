"""A gradient by a small image as two products: of slopes and kernel, then with counts that add each entry where it belongs.

``dx[i] = Sum_{k,f} g[i - f + b, k]*w[f, k]`` is ``d[c, f] = Sum_k g[c, k]*w[f, k]``, then ``dx[i] = Sum_f d[i - f + b, f]``.
"""

from __future__ import annotations

from symcnn.expression.build import multiply
from symcnn.expression.nodes import Access, Number, Range, Sum
from symcnn.notation.affine import Affine, constant
from symcnn.notation.letters import Letter
from symcnn.numeric.boxes import Box
from symcnn.numeric.builder import Builder
from symcnn.numeric.contractions import fits_taken, write_taken
from symcnn.numeric.lines import Line
from symcnn.numeric.patterns import Product, product
from symcnn.numeric.scatters import spread
from symcnn.numeric.sums import fits_counted, work_counted, write_counted

# what a table's entry costs to take and multiply, in multiplications of a matrix that is kept
ENTRY = 10


def unfolded(found: Product, builder: Builder) -> tuple[Line, Line] | None:
    """The two lines, where the sum has them."""
    parts = spread(found, builder)
    if parts is None:
        return None
    places: dict[Letter, Affine] = {}
    for one, other in zip(parts.factors, found.factors, strict=True):
        places |= {a.letter: b for a, b in zip(one.indices, other.indices, strict=True) if a.letter is not None}
    inner = set(parts.inner)
    letters = tuple(v for v in places if v not in inner)
    key = f"the product of {found.tensor}"
    builder.axes[key] = tuple(builder.boxes[v] for v in letters)
    first = Sum(_ranges(parts.inner, builder), (), multiply(*parts.factors))
    entry = Access(key, tuple(places[v] for v in letters))
    second = Sum(_ranges([v for v in found.summed if v not in inner], builder), (), multiply(Number(found.scale), entry))
    return Line(key, letters, first, part=True), Line(found.tensor, found.free, second)


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
    """Whether there are two such products."""
    both = _products(found, builder)
    return both is not None and fits_taken(both[0], builder) and fits_counted(both[1], builder)


def pays_unfolded(found: Product, builder: Builder) -> bool:
    """Whether the counts are few beside the entries that would be taken otherwise."""
    both = _products(found, builder)
    taken = max(builder.layout_size(found.letters(f)) for f in found.factors)
    return both is not None and work_counted(both[1], builder) <= ENTRY * taken


def write_unfolded(found: Product, builder: Builder) -> None:
    """Writes the two products."""
    both = _products(found, builder)
    assert both is not None
    write_taken(both[0], builder)
    write_counted(both[1], builder)
