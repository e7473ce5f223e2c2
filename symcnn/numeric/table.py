"""The lowering table: which array code a line becomes, by its access pattern and its sizes.

The first rule that fits and pays writes the line. Reasons are ratios to PyTorch's eager mode, or times on one core.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import prod

from symcnn.expression.nodes import Maximum, Sum
from symcnn.expression.walk import accesses, descend
from symcnn.numeric import large
from symcnn.numeric.builder import Builder
from symcnn.numeric.chains import is_chain, write_chain
from symcnn.numeric.columns import batch_last, fits_columns, is_slid, wants_columns, write_columns
from symcnn.numeric.contractions import fits_taken, wants_taken, write_taken
from symcnn.numeric.greatest import is_greatest, write_greatest
from symcnn.numeric.lines import Line
from symcnn.numeric.patterns import Product, product
from symcnn.numeric.rows import fits_rows, pays_rows, write_rows
from symcnn.numeric.scalars import is_scalar, write_scalars
from symcnn.numeric.scatters import adds_less, fits_spread, work_spread, write_spread
from symcnn.numeric.slices import few_cells, fits_sliced, wants_sliced, write_sliced
from symcnn.numeric.sums import fits_counted, work_counted, write_counted
from symcnn.numeric.switches import is_return, is_share, is_window, window_size, write_return, write_share, write_window
from symcnn.numeric.totals import fits_total, write_total
from symcnn.numeric.unfolding import (
    entries_opened,
    fits_opened,
    fits_unfolded,
    pays_unfolded,
    write_opened,
    write_unfolded,
)

SMALL_PRODUCT = 40_000
SMALL_COUNT = 40_000
LEAST_SLICED = 8_000
SMALL_TOTAL = 4_000
SMALL_OUTER = 100_000
SMALL_WINDOWS = 2_000
FEW_WEIGHTS = 5_000
SMALL_LAYER = 400_000
SMALL_STRIDES = 40_000


@dataclass(frozen=True)
class Rule:
    """One row: where it holds, where it is fastest, what it asks of the tensors it reads, what it writes, and why."""

    name: str
    fits: Callable[[Line, Builder], bool]
    pays: Callable[[Line, Builder], bool]
    write: Callable[[Line, Builder], None]
    reason: str
    wants: Callable[[Line, Builder], None] | None = None
    calls: bool = False


def _always(line: Line, builder: Builder) -> bool:
    return True


def _product(line: Line, builder: Builder) -> Product | None:
    if line.tensor not in builder.patterns:
        builder.patterns[line.tensor] = product(line, dict(builder.axes), builder.boxes)
    return builder.patterns[line.tensor]


def _with_pattern(rule: Callable[[Product, Builder], bool]) -> Callable[[Line, Builder], bool]:
    def holds(line: Line, builder: Builder) -> bool:
        found = _product(line, builder)
        return found is not None and rule(found, builder)
    return holds


def _writing(rule: Callable[[Product, Builder], None]) -> Callable[[Line, Builder], None]:
    def write(line: Line, builder: Builder) -> None:
        found = _product(line, builder)
        assert found is not None
        rule(found, builder)
    return write


def _few_entries(found: Product, builder: Builder) -> bool:
    """Whether what would have to be taken is little."""
    sizes = (builder.layout_size(found.letters(f)) for f in found.factors)
    return max(sizes) <= SMALL_PRODUCT


def _one_kernel(found: Product, builder: Builder, work: int | None = None) -> bool:
    """Whether windows are read with few weights, or their gradient is wanted: of many images, or in a small layer."""
    held = [builder.volume(f.tensor) for f in found.factors]
    weights = min(*held, prod(builder.counts(found.free)))
    entries = max(builder.layout_size(found.letters(f)) for f in found.factors)
    if not any(is_slid(f) for f in found.factors) or entries <= SMALL_PRODUCT // 8:
        return False
    many = builder.images_last or any(is_slid(f) and batch_last(f, found, builder) for f in found.factors)
    work = builder.layout_size((*found.free, *found.summed)) if work is None else work
    return weights <= FEW_WEIGHTS if many else work <= SMALL_LAYER


def _enough(fits: Callable[[Line, Builder], bool]) -> Callable[[Line, Builder], bool]:
    """The same, asked only where there may be enough work for it: to recognise a layer takes 10 ms."""
    def holds(line: Line, builder: Builder) -> bool:
        bound = [r.letter for n in descend(line.right) if isinstance(n, Sum | Maximum) for r in n.ranges]
        read = [v for a in accesses(line.right) for i in a.indices for v in i.letters]
        work = builder.layout_size({*line.letters, *bound, *read})
        return work >= min(large.LEAST_WORK.values()) and fits(line, builder)
    return holds


def _few_windows(line: Line, builder: Builder) -> bool:
    return window_size(line, builder) <= SMALL_WINDOWS


def _from_winners(line: Line, builder: Builder) -> bool:
    """Whether the maxima that the line belongs to are written by their winners."""
    shares = [line.tensor, *builder.reads[line.tensor]]
    of = [builder.shares[k][0] for k in shares if k in builder.shares]
    return len(of) == 1 and builder.chosen.get(of[0]) == "winners"


def _many_summed(found: Product, builder: Builder) -> bool:
    return builder.volume(found.factors[0].tensor) > SMALL_TOTAL


def _few_results(found: Product, builder: Builder) -> bool:
    return builder.layout_size(found.free) <= SMALL_OUTER


def _no_matrices(found: Product, builder: Builder) -> bool:
    """Whether both factors hold letters of the result, or a matrix of what is taken would be full of zeros."""
    if not found.free or len(found.factors) != 2:
        return False
    if any(g.relation == "|" for g in found.guards):
        return True
    both = found.letters(found.factors[0]) & found.letters(found.factors[1])
    return bool(both & set(found.free)) and not fits_taken(found, builder) and not fits_columns(found, builder)


RULES: tuple[Rule, ...] = (
    Rule("return", is_return, _from_winners, write_return,
         "rows of a table that mark the winners, or a count of their places: 0.4 to 1 us; a product with all shares 6 us"),
    Rule("row tiles", _enough(large.is_row_tiled), large.is_paying_row_tiled, large.write_row_tiles_line,
         "long rows and channels enough: Toom and Cook's multiplication along rows 0.65 to 0.9 of bands or columns",
         large.wants_row_tiles),
    Rule("numbers", is_scalar, _always, write_scalars,
         "a head of four entries or fewer: 20 ns a step as Python numbers, 200 to 400 ns as arrays"),
    Rule("outer", _with_pattern(lambda p, b: not p.summed and fits_taken(p, b)), _with_pattern(_few_results),
         _writing(write_taken),
         "an outer product of 4,000 entries: one dot 3 us, a multiply that broadcasts 20 us (of 40 million: 48 ms against 11)"),
    Rule("slices", _with_pattern(fits_sliced),
         _with_pattern(lambda p, b: few_cells(p, b) and work_counted(p, b) > LEAST_SLICED), _writing(write_sliced),
         "windows of 10 pixels or more: slice adds, rows then columns; a sum over a strided view takes 3 to 10 times that",
         _writing(wants_sliced)),
    Rule("pool", _enough(large.is_pool), lambda line, b: not b.images_last and large.is_large_pool(line, b),
         large.write_pool_line,
         "a sum or maximum of windows, and back: a pass for each cell of the window 0.2 to 1.5, a strided view's 2 to 12",
         large.wants_pool, calls=True),
    Rule("chain", is_chain, _always, write_chain,
         "elementwise steps in place: half the time of a + b * c, which makes an array for each step"),
    Rule("greatest", is_greatest, _always, write_greatest,
         "a maximum along whole axes, below which exponentials are taken: argmax and item 0.2 us; a window's take 2 us"),
    Rule("winners", is_window, _few_windows, write_window,
         "maxima of a small image: take, argmax and take 2 us (of four windows 1.4, as numbers), and the winners are known; a "
         "strided view's max 8 us"),
    Rule("shares", is_share, _from_winners, write_share,
         "nothing to write: a maximum's gradient goes to where its winners stand"),
    Rule("bands", _enough(large.is_band), large.is_paying_band, large.write_band_line,
         "8 images or more, few channels: several rows at once by a kernel with zeros beside it 0.4 to 1.0, columns 0.5 to 1.9",
         large.wants_band),
    Rule("rows", _with_pattern(fits_rows), _with_pattern(lambda p, b: _one_kernel(p, b, work_spread(p, b)) and pays_rows(p, b)),
         _writing(write_rows),
         "a gradient by one image: shifted rows, a product that sums over columns too, rows added: 0.4 of every offset added"),
    Rule("offsets", _with_pattern(fits_spread),
         _with_pattern(lambda p, b: _one_kernel(p, b, work_spread(p, b)) and adds_less(p, b)), _writing(write_spread),
         "a gradient by an image: one product and a slice add for each kernel offset 0.36, columns of the gradient 1.1"),
    Rule("few channels", _with_pattern(fits_columns), _with_pattern(_one_kernel), _writing(write_columns),
         "few channels: columns in whatever order the images lie, images last where there are 8: 0.4 against 1.2",
         _writing(wants_columns)),
    Rule("convolution", _enough(large.is_convolution), large.is_large_convolution, large.write_convolution_line,
         "a large convolution or a gradient of one: blocks of columns and one product each, 0.2 to 1.2 in double precision",
         calls=True),
    Rule("total", _with_pattern(fits_total), _with_pattern(_many_summed), _writing(write_total),
         "a sum along whole axes, such as a bias's gradient: 0.1 to 0.3 ns an entry; taken in another order first 10 ns"),
    Rule("count", _with_pattern(fits_counted), _with_pattern(lambda p, b: work_counted(p, b) <= SMALL_COUNT),
         _writing(write_counted),
         "a sum over windows of a small image: one dot with a matrix of counts 0.6 us, sum over a strided view 4 us"),
    Rule("unfold", _with_pattern(fits_unfolded), _with_pattern(lambda p, b: _few_entries(p, b) and pays_unfolded(p, b)),
         _writing(write_unfolded),
         "a gradient by a very small image: a product, then one with counts 0.7 us; slopes taken for every entry 0.9"),
    Rule("strides", _with_pattern(lambda p, b: _no_matrices(p, b) and fits_opened(p, b)),
         _with_pattern(lambda p, b: entries_opened(p, b) <= SMALL_STRIDES), _writing(write_opened),
         "a gradient by a small image, with a stride: products of any two entries, then the sums of some 0.6 to 3 us; both "
         "factors taken for each place and einsum 6 to 15 us"),
    Rule("take", _with_pattern(lambda p, b: bool(p.summed) and fits_taken(p, b)), _with_pattern(_few_entries),
         _writing(write_taken),
         "a product over windows of a small image: take by a kept table and dot 1 us, as_strided and matmul 6 us",
         _writing(wants_taken)),
    Rule("columns", _with_pattern(fits_columns), _always, _writing(write_columns),
         "a product of matrices: views where there are, else columns copied once for both passes; images last in memory",
         _writing(wants_columns)),
)


def choose(line: Line, builder: Builder, rules: tuple[Rule, ...] = RULES) -> Rule | None:
    """The first rule that fits and pays; None for the general path. Lines are to be asked for in order."""
    rule = next((r for r in rules if r.fits(line, builder) and r.pays(line, builder)), None)
    builder.chosen[line.tensor] = "" if rule is None else rule.name
    return rule
