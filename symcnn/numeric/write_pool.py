"""Pools as calls: one function for each pattern."""

from __future__ import annotations

from symcnn.numeric import pool_kernels
from symcnn.numeric.orders import Order, ordered
from symcnn.numeric.pools import MAXIMUM, SHARES, SPREAD, SUM, WINNERS, Pool
from symcnn.numeric.source import Source
from symcnn.numeric.write_convolution import Arrays, geometry, padded, unframed


def write_pool(found: Pool, arrays: Arrays, source: Source) -> tuple[str, Order]:
    """The variable of the left side after its statements, and the order of its axes."""
    read = [ordered(arrays[n][0], len(arrays[n][1]), o) for n, o in zip(found.names, found.orders[1:], strict=True)]
    name = {SUM: _sum, SPREAD: _spread, MAXIMUM: _maximum, WINNERS: _winners, SHARES: _shares}[found.pattern](
        found, read, source)
    if found.scale != 1:
        name = source.assign(f"{found.scale!r} * {name}").source
    return name, found.orders[0]


def _outer(found: Pool) -> tuple[int, ...]:
    """Images and channels."""
    return (1,) * (2 - len(found.extents)) + tuple(found.extents)


def _sum(found: Pool, read: list[str], source: Source) -> str:
    places, taps, stride, _ = geometry(found.slides)
    image = padded(read[0], _outer(found), found.slides, source)
    return source.pass_on(source.call(pool_kernels.window_sums, image, taps, places, stride))


def _spread(found: Pool, read: list[str], source: Source) -> str:
    _, taps, stride, _ = geometry(found.slides)
    cells = tuple(s.reach for s in found.slides)
    name = source.pass_on(source.call(pool_kernels.spread_sums, read[0], taps, cells, stride))
    return unframed(name, found.slides, source)


def _maximum(found: Pool, read: list[str], source: Source) -> str:
    places, taps, stride, dilation = geometry(found.slides)
    image = padded(read[0], _outer(found), found.slides, source, "-np.inf")
    return source.pass_on(source.call(pool_kernels.window_maxima, image, taps, places, stride, dilation))


def _winners(found: Pool, read: list[str], source: Source) -> str:
    _, taps, stride, dilation = geometry(found.slides)
    image, best = padded(read[0], _outer(found), found.slides, source, "-np.inf"), _maximum(found, read, source)
    return source.pass_on(source.call(pool_kernels.window_winners, image, best, taps, stride, dilation))


def _shares(found: Pool, read: list[str], source: Source) -> str:
    _, _, stride, dilation = geometry(found.slides)
    cells = tuple(s.reach for s in found.slides)
    name = source.pass_on(source.call(pool_kernels.spread_shares, read[0], read[1], cells, stride, dilation))
    return unframed(name, found.slides, source)
