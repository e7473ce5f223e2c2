"""A maximum over windows of a small image: its winners found once, its gradient sent back to where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from symcnn.expression.nodes import Access, Maximum, Winner
from symcnn.expression.walk import descend
from symcnn.notation.letters import Letter
from symcnn.numeric.builder import Builder
from symcnn.numeric.chains import checked_float
from symcnn.numeric.homes import plain_home
from symcnn.numeric.lines import Line
from symcnn.numeric.patterns import Product, product
from symcnn.numeric.taking import can_take, outside, table, take


@dataclass(frozen=True)
class Switch:
    """A maximum that was taken: what it read, its letters, and the array of the places of its winners."""

    read: Access
    free: tuple[Letter, ...]
    window: tuple[Letter, ...]
    places: str


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
    starts = source.constant(f"np.arange(0, {rows * width}, {width})")
    winners = source.variable(f"{entries}.argmax(1)")
    source.write(f"{winners} += {starts}")
    alone = plain_home("", builder.axes[node.body.tensor])
    letters = (*line.letters, *window)
    places = source.constant(f"{table(alone, node.body.indices, letters, (), builder.boxes, 0)}.reshape({rows * width})")
    out = builder.place(line.tensor)
    whole = builder.whole(out)
    flat = source.constant(f"{whole}.reshape({rows})") if not any(map(any, out.around)) else ""
    if flat:
        source.write(f"{entries}.take({winners}, None, {flat}, 'clip')")
    else:
        source.write(f"np.copyto({whole}, {entries}.take({winners}).reshape{builder.counts(line.letters)})")
    builder.switches[line.tensor] = Switch(node.body, line.letters, window, f"{places}.take({winners})")


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
    found = product(line, dict(builder.axes), builder.boxes)
    shares = [f.tensor for f in found.factors if f.tensor in builder.shares] if found is not None else []
    return len(shares) == 1 and is_share(builder.lines[shares[0]], builder)


def _sends_back(line: Line, share: str, forward: Line, builder: Builder) -> bool:
    """Whether ``d[i] = Sum_p g[p]*share[w(i, p), p]`` undoes the reading: the place read at p, w(i, p) is i."""
    found = product(line, dict(builder.axes), builder.boxes)
    if found is None or len(found.factors) != 2 or found.guards:
        return False
    parts = _parts(found, share)
    if parts is None or not isinstance(forward.right, Maximum) or not isinstance(forward.right.body, Access):
        return False
    upstream, back = parts
    count = len(forward.right.ranges)
    places = {i.letter for i in upstream.indices}
    if upstream.indices != back.indices[count:] or places != set(found.summed) or None in places:
        return False
    axes = builder.axes[upstream.tensor]
    if any(builder.boxes[i.letter] != b for i, b in zip(upstream.indices, axes, strict=True)):  # type: ignore[index]
        return False
    values = dict(zip((r.letter for r in forward.right.ranges), back.indices, strict=False))
    _, order = builder.shares[share]
    values |= {forward.letters[a]: q for a, q in zip(order, back.indices[count:], strict=True)}
    read = [i.substitute(values) for i in forward.right.body.indices]
    return [q.letter for q in read] == list(line.letters) and forward.right.body.tensor != share


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
    source, own = builder.source, builder.axes[line.tensor]
    weights = builder.whole(builder.home(upstream.tensor))
    if len(builder.axes[upstream.tensor]) > 1:
        weights = f"{weights}.reshape({builder.volume(upstream.tensor)})"
    shape = tuple(b.extent for b in own)
    text = f"np.bincount({switch.places}, {weights}, {prod(shape)})"
    if found.scale != 1:
        text += f" * {checked_float(found.scale)!r}"
    if source.dtype != "np.float64":
        text = f"({text}).astype({source.dtype})"
    builder.put(line.tensor, source.variable(text if len(shape) == 1 else f"{text}.reshape{shape}"))
