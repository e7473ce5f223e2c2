"""A maximum over windows of a small image: its winners found once, its gradient sent back to where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod

import numpy as np

from symcnn.expression.nodes import Access, Maximum, Winner
from symcnn.expression.walk import descend
from symcnn.notation.affine import Affine, whole
from symcnn.notation.letters import Letter
from symcnn.numeric.boxes import values_on, volume
from symcnn.numeric.builder import Builder
from symcnn.numeric.floating import checked_float
from symcnn.numeric.homes import Home, plain_home
from symcnn.numeric.lines import Line
from symcnn.numeric.patterns import Product, product
from symcnn.numeric.scalars import MOST_ENTRIES, numbers_of
from symcnn.numeric.source import reshaped
from symcnn.numeric.steps import number
from symcnn.numeric.taking import can_take, outside, table, take

# a row of so few marks for each winner: 340 ns, the count of the winners' places 660
SMALL_MARKS = 1000
# entries of a table that is worked out once to see that a gradient goes back where a maximum came from
LARGEST_TABLE = 100_000


@dataclass(frozen=True)
class Switch:
    """A maximum that was taken: what it read, its letters, and the array of its winners' numbers in a list of windows.

    The numbers of few winners are variables, ``few`` in the order of the windows, and no array.
    """

    read: Access
    free: tuple[Letter, ...]
    window: tuple[Letter, ...]
    winners: str = ""
    few: tuple[str, ...] = ()


def is_window(line: Line, builder: Builder) -> bool:
    """Whether the line is the maximum of one tensor's entries over whole windows, the first of equals winning."""
    node = line.right
    if not isinstance(node, Maximum) or node.guards or node.tie != "first" or not isinstance(node.body, Access):
        return False
    held = {v for i in node.body.indices for v in i.letters}
    return bool(line.letters) and held >= set(line.letters) and held >= {r.letter for r in node.ranges} and (
        not outside(node.body, builder) and can_take(node.body, builder))


def window_size(line: Line, builder: Builder) -> int:
    """How many entries all windows have."""
    bound = [r.letter for n in descend(line.right) if isinstance(n, Maximum) for r in n.ranges]
    return prod(builder.counts((*line.letters, *bound)))


def write_window(line: Line, builder: Builder) -> None:
    """Writes the winners' numbers, their places and their values."""
    node, source = line.right, builder.source
    assert isinstance(node, Maximum) and isinstance(node.body, Access)
    window = tuple(r.letter for r in node.ranges)
    entries = take(node.body, [line.letters, window], (), builder)
    rows, width = prod(builder.counts(line.letters)), prod(builder.counts(window))
    if rows <= MOST_ENTRIES:
        few = _write_few(line.tensor, entries, rows, width, builder)
        builder.switches[line.tensor] = Switch(node.body, line.letters, window, few=few)
        return
    starts = source.constant(f"np.arange(0, {rows * width}, {width})")
    winners = source.buffer((rows,), kind="np.intp")
    source.write(f"{entries}.argmax(1, {winners})")
    source.write(f"np.add({winners}, {starts}, {winners})")
    out = builder.place(line.tensor)
    whole = builder.whole(out)
    flat = source.constant(f"{whole}.reshape({rows})") if not any(map(any, out.around)) else ""
    if flat:
        source.write(f'{entries}.take({winners}, None, {flat}, "clip")')
    else:
        source.copy(whole, reshaped(f"{entries}.take({winners})", builder.counts(line.letters)))
    builder.switches[line.tensor] = Switch(node.body, line.letters, window, winners)


def _write_few(tensor: str, entries: str, rows: int, width: int, builder: Builder) -> tuple[str, ...]:
    """Writes the maxima of a few windows as numbers; the winners' numbers in a list of the windows."""
    source = builder.source
    winners = [f"v{len(source.names) + i}" for i in range(rows)]
    source.names.update({f"winner {n}": n for n in winners})
    source.write(f"{', '.join(winners)}{',' * (rows == 1)} = {entries}.argmax(1).tolist()")
    # an array that is turned has no memory of its own order
    cells = source.constant(f"{entries}.ravel().data") if entries.startswith("b") else ""
    few = tuple(f"{width * row} + {n}" if row else n for row, n in enumerate(winners))
    builder.numbers[tensor] = tuple(
        source.variable(f"{cells}[{place}]" if cells else f"{entries}.item({row}, {winner})")
        for row, (place, winner) in enumerate(zip(few, winners, strict=True)))
    return few


def is_share(line: Line, builder: Builder) -> bool:
    """Whether the line is the shares of a maximum whose winners are known, and only ever sent back."""
    of, _ = builder.shares.get(line.tensor, ("", ()))
    if not of or line.tensor in builder.results or not isinstance(line.right, Winner):
        return False
    forward = builder.lines.get(of)
    readers = [other for other in builder.lines.values() if line.tensor in builder.reads[other.tensor]]
    return forward is not None and is_window(forward, builder) and bool(readers) and all(
        _sends_back(other, line.tensor, forward, builder) for other in readers)


def write_share(line: Line, builder: Builder) -> None:
    """Nothing to write: the places of the winners stand for it."""


def is_return(line: Line, builder: Builder) -> bool:
    """Whether the line sends a gradient back to the winners."""
    if not any(k in builder.shares for k in builder.reads[line.tensor]):
        return False
    found = product(line, dict(builder.axes), builder.boxes)
    shares = [f.tensor for f in found.factors if f.tensor in builder.shares] if found is not None else []
    return len(shares) == 1 and is_share(builder.lines[shares[0]], builder)


def _sends_back(line: Line, share: str, forward: Line, builder: Builder) -> bool:
    """Whether ``d[i] = Sum_p g[p]*share[w(i, p), p]`` undoes the reading: the place read at p, w(i, p) is i."""
    found = product(line, dict(builder.axes), builder.boxes)
    if found is None or len(found.factors) != 2:
        return False
    parts = _parts(found, share)
    if parts is None or not isinstance(forward.right, Maximum) or not isinstance(forward.right.body, Access):
        return False
    upstream, back = parts
    # the shares may have the axes of the maximum in an order of their own
    _, order = builder.shares[share]
    free = back.indices[len(forward.right.ranges):]
    if builder.axes[upstream.tensor] != builder.axes[forward.tensor] or forward.right.body.tensor == share:
        return False
    if [upstream.indices[a] for a in order] != list(free):
        return False
    values = dict(zip((r.letter for r in forward.right.ranges), back.indices, strict=False))
    values |= {forward.letters[a]: q for a, q in zip(order, free, strict=True)}
    read = [i.substitute(values) for i in forward.right.body.indices]
    return _each_once(found, back, read, builder)


def _each_once(found: Product, back: Access, read: Sequence[Affine], builder: Builder) -> bool:
    """Whether the sums read every cell of every window once, each for the place that it was read at; by a table of all."""
    boxes, letters = builder.boxes, (*found.free, *found.summed)
    axes = builder.axes[back.tensor]
    if volume(letters, boxes) > LARGEST_TABLE or any(g.relation != ">=" for g in found.guards):
        return False
    cells = [values_on(i, letters, boxes) - b.first for i, b in zip(back.indices, axes, strict=True)]
    here = np.ones(builder.counts(letters), dtype=bool)
    for guard in found.guards:
        here &= values_on(guard.quantity, letters, boxes) >= 0
    for cell, box in zip(cells, axes, strict=True):
        here &= (cell >= 0) & (cell < box.extent)
    flat = np.zeros(here.shape, dtype=int)
    for cell, box in zip(cells, axes, strict=True):
        flat = flat * box.extent + cell
    same = all(not np.any(here & (values_on(q - whole(v), letters, boxes) != 0)) for q, v in zip(read, found.free, strict=True))
    return same and np.array_equal(np.sort(flat[here]), np.arange(prod(b.extent for b in axes)))


def _parts(found: Product, share: str) -> tuple[Access, Access] | None:
    back = [f for f in found.factors if f.tensor == share]
    rest = [f for f in found.factors if f.tensor != share]
    return (rest[0], back[0]) if len(rest) == len(back) == 1 else None


def write_return(line: Line, builder: Builder) -> None:
    """Writes one count of the places, weighted by the gradient; a place that wins twice gets both."""
    found = product(line, dict(builder.axes), builder.boxes)
    assert found is not None
    share = next(f.tensor for f in found.factors if f.tensor in builder.shares)
    upstream = next(f for f in found.factors if f.tensor != share)
    switch = builder.switches[builder.shares[share][0]]
    if switch.few:
        _add_few(line.tensor, switch, numbers_of(upstream.tensor, builder), found.scale, builder)
        return
    letters = [builder.layout.letter(b.first, b.extent) for b in builder.axes[upstream.tensor]]
    seen = builder.view(Access(upstream.tensor, tuple(map(whole, letters))))
    weights = builder.text(seen, [letters]) if seen is not None else None
    if weights is None:
        weights = f"{builder.whole(builder.home(upstream.tensor))}.reshape({builder.volume(upstream.tensor)})"
    if _overlap(switch, builder):
        _count(line.tensor, switch, weights, found.scale, builder)
    else:
        _put(line.tensor, switch, weights, found.scale, builder)


def _overlap(switch: Switch, builder: Builder) -> bool:
    """Whether an entry may win in two windows."""
    held = (*switch.free, *switch.window)
    places = plain_home("", builder.axes[switch.read.tensor]).place(switch.read.indices)
    return len(np.unique(values_on(places, held, builder.boxes))) < prod(builder.counts(held))


def _add_few(tensor: str, switch: Switch, weights: Sequence[str], scale: Fraction, builder: Builder) -> None:
    """``d[place] += weight`` for every one of a few winners."""
    source, home = builder.source, builder.place(tensor)
    letters = (*switch.free, *switch.window)
    text = table(home, switch.read.indices, letters, (), builder.boxes, 0)
    places = source.constant(f"{source.constant(f'{text}.reshape({prod(builder.counts(letters))})')}.tolist()")
    flat = home.flat or builder.named(home, _flat(home))
    cells, add = builder.named(home, f"{flat}.data"), "+=" if _overlap(switch, builder) else "="
    source.write(f"{flat}.fill(0.0)")
    for winner, weight in zip(switch.few, weights, strict=True):
        weight = weight if scale == 1 else f"{number(scale)} * {weight}"
        source.write(f"{cells}[{places}[{winner}]] {add} {weight}")


def _count(tensor: str, switch: Switch, weights: str, scale: Fraction, builder: Builder) -> None:
    """``d[place] += weight`` for every winner's place, some of them twice."""
    source, shape = builder.source, tuple(b.extent for b in builder.axes[tensor])
    if prod(builder.counts(switch.free)) * prod(shape) <= SMALL_MARKS:
        _mark(tensor, switch, weights, scale, builder)
        return
    places = _places(plain_home("", builder.axes[tensor]), switch, builder)
    text = f"np.bincount({places}, {weights}, {prod(shape)})"
    if scale != 1:
        text = f"({text} * {checked_float(scale)!r})"
    if source.dtype != "np.float64":
        text = f"{text}.astype({source.dtype})"
    builder.put(tensor, source.variable(text if len(shape) == 1 else reshaped(text, shape)))


def _mark(tensor: str, switch: Switch, weights: str, scale: Fraction, builder: Builder) -> None:
    """The same by a product: for every winner a row of a kept table, 1 at the winner's place."""
    source, home = builder.source, builder.place(tensor)
    rows, columns = prod(builder.counts((*switch.free, *switch.window))), prod(home.shape)
    text = table(home, switch.read.indices, (*switch.free, *switch.window), (), builder.boxes, 0)
    equal = f"{text}.reshape({rows}, -1, 1) == np.arange({columns})"
    marks = source.constant(f"np.sum({equal}, axis=1, dtype={source.dtype})")
    shape = (prod(builder.counts(switch.free)), columns)
    taken = builder.scratch(shape)
    source.write(f'{marks}.take({switch.winners}, 0, {taken}, "clip")')
    flat = builder.named(home, _flat(home))
    source.write(f"{weights}.dot({taken}, {flat})")
    builder.done(shape, taken)
    if scale != 1:
        source.write(f"np.multiply({flat}, {checked_float(scale)!r}, {flat})")


def _put(tensor: str, switch: Switch, weights: str, scale: Fraction, builder: Builder) -> None:
    """``d[place] = weight`` for every winner's place, and 0 elsewhere."""
    source, home = builder.source, builder.place(tensor)
    flat = home.flat or builder.named(home, _flat(home))
    source.write(f"{flat}.fill(0.0)")
    source.write(f"{flat}[{_places(home, switch, builder)}] = {weights}")
    if scale != 1:
        source.write(f"np.multiply({flat}, {checked_float(scale)!r}, {flat})")


def _flat(home: Home) -> str:
    return home.name if len(home.shape) == 1 else f"{home.name}.reshape({prod(home.shape)})"


def _places(home: Home, switch: Switch, builder: Builder) -> str:
    """The places of the winners in an array of the shape of what was read."""
    letters = (*switch.free, *switch.window)
    text = table(home, switch.read.indices, letters, (), builder.boxes, 0)
    places = builder.source.constant(f"np.array({text}.reshape({prod(builder.counts(letters))}))")
    return f"{places}.take({switch.winners})"
