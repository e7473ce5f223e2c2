"""Rules for large layers: a line of a pattern that pays becomes a call of a function whose text the program carries."""

from __future__ import annotations

from collections.abc import Callable

from symcnn.expression.walk import tensors
from symcnn.numeric import (
    bands,
    convolution,
    pools,
    row_tiles,
    write_bands,
    write_convolution,
    write_pool,
    write_row_tiles,
)
from symcnn.numeric.builder import Builder
from symcnn.numeric.convolution import Convolution
from symcnn.numeric.lines import Line
from symcnn.numeric.orders import home
from symcnn.numeric.pools import Pool

# multiplications of a convolution, entries in the windows of a pool: below, calling the functions costs more than it saves
LEAST_WORK = {"convolution": 100_000, "pool": 4_000}


Holds = Callable[[Line, Builder], bool]
Writes = Callable[[Line, Builder], None]


def _where(rule: Callable[[Convolution, Builder], bool]) -> Holds:
    """Whether a line is a convolution, or a gradient of one, for which that holds."""
    def holds(line: Line, builder: Builder) -> bool:
        found = _convolution(line, builder)
        return found is not None and rule(found, builder)
    return holds


def _with(rule: Callable[[Convolution, Line, Builder], None]) -> Writes:
    """Asks or writes for the convolution that a line is."""
    def write(line: Line, builder: Builder) -> None:
        found = _convolution(line, builder)
        assert found is not None
        rule(found, line, builder)
    return write


def _is_large(found: Convolution, builder: Builder) -> bool:
    return found.work >= LEAST_WORK["convolution"]


def _write_convolution(found: Convolution, line: Line, builder: Builder) -> None:
    arrays = {key: builder.array(key) for key in sorted(tensors(line.right))}
    name, order = write_convolution.write_convolution(found, arrays, builder.source)
    builder.live(line.tensor, home(name, order, builder.axes[line.tensor]))


is_convolution, is_large_convolution = _where(lambda found, builder: True), _where(_is_large)
write_convolution_line = _with(_write_convolution)

is_band = _where(lambda found, builder: bands.fits(found))
is_paying_band = _where(lambda found, builder: _is_large(found, builder) and bands.pays(found))
wants_band, write_band_line = _with(write_bands.BANDS.wants), _with(write_bands.BANDS.write)

is_row_tiled = _where(lambda found, builder: row_tiles.fits(found))
is_paying_row_tiled = _where(lambda found, builder: _is_large(found, builder) and row_tiles.pays(found, builder.source.dtype))
wants_row_tiles, write_row_tiles_line = _with(write_row_tiles.ROW_TILES.wants), _with(write_row_tiles.ROW_TILES.write)


def is_pool(line: Line, builder: Builder) -> bool:
    """Whether a line is a pool, its winners, or a gradient through one."""
    return _pool(line, builder) is not None


def is_large_pool(line: Line, builder: Builder) -> bool:
    """Whether its windows hold enough."""
    found = _pool(line, builder)
    return found is not None and found.work >= LEAST_WORK["pool"]


def write_pool_line(line: Line, builder: Builder) -> None:
    """Writes the call."""
    found = _pool(line, builder)
    assert found is not None
    arrays = {key: builder.array(key) for key in sorted(tensors(line.right))}
    name, order = write_pool.write_pool(found, arrays, builder.source)
    readers = sum(line.tensor in read for read in builder.reads.values())
    if found.pattern == pools.WINNERS and builder.spread.get(line.tensor, 0) < readers:
        name = builder.source.assign(f"{name}.astype({builder.source.dtype})").source
    builder.live(line.tensor, home(name, order, builder.axes[line.tensor]))


def wants_pool(line: Line, builder: Builder) -> None:
    """Notes that the shares may be truth values, a byte each."""
    found = _pool(line, builder)
    if found is not None and found.pattern == pools.SHARES:
        builder.spread[found.names[1]] = builder.spread.get(found.names[1], 0) + 1


def _convolution(line: Line, builder: Builder) -> Convolution | None:
    key = "convolution", line.tensor
    if key not in builder.recognised:
        builder.recognised[key] = convolution.recognised(line, builder.axes, builder.boxes)
    found = builder.recognised[key]
    return found if isinstance(found, Convolution) else None


def _pool(line: Line, builder: Builder) -> Pool | None:
    key = "pool", line.tensor
    if key not in builder.recognised:
        builder.recognised[key] = pools.recognised(line, builder.axes, builder.boxes)
    found = builder.recognised[key]
    return found if isinstance(found, Pool) else None
