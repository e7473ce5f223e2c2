"""Which axes of an input and a kernel are channels and which are slid along: by letters, else by the layout."""

from __future__ import annotations

from dataclasses import dataclass

from symcnn.draft.array import Array, Operand, Pending
from symcnn.draft.layer import Letters
from symcnn.errors import ShapeError


@dataclass(frozen=True)
class ConvAxes:
    """Places of axes: the channel and the spatial ones of the input, those of the weight, and of the result.

    ``result`` holds spatial axes by their number from 0, and -1 for the channel.
    """

    channel: int | None
    spatial: tuple[int, ...]
    out: int | None
    into: int | None
    kernel: tuple[int, ...]
    result: tuple[int, ...]
    depthwise: bool = False


def conv_axes(inputs: Operand, weight: Operand, letters: Letters, per_axis: int | None, groups: bool,
              channels_last: bool, out_channels: bool = False) -> ConvAxes:
    """By the letters where they bind, else by the layout; ``per_axis`` is the length of a per-axis parameter."""
    names = [_letters(o) for o in (inputs, weight)]
    if names[0] is None and inputs.rank in (1, 2) and weight.rank == inputs.rank + 1:
        # an image whose letters nobody chose binds nothing, but the result may tell which axis is the kernel's channel
        names[0] = ("",) * inputs.rank
    elif names[0] is None and (shared := _shared_channel(inputs, weight, names[1], letters, channels_last)):
        names[0] = shared
    found = _by_letters(names[0], names[1], letters, channels_last) if names[0] and names[1] else None
    if found is not None and per_axis in (None, len(found.spatial)):
        return found
    return _by_layout(inputs, weight, letters, per_axis, groups, channels_last, out_channels)


def _shared_channel(inputs: Operand, weight: Operand, w: tuple[str, ...] | None, y: Letters, last: bool) -> tuple[str, ...]:
    """The letters of an image, each of whose channels has a kernel of its own: ``u[c,i,j] = conv(x, d[c,m,n])``."""
    if w is None or y is None or inputs.rank != len(w) or len(w) < 2 or inputs.extents is None or weight.extents is None:
        return ()
    place = len(w) - 1 if last else 0
    meets = [n for n, v in enumerate(w) if v in y] == [place] and inputs.extents[place] == weight.extents[place]
    return tuple(v if n == place else "" for n, v in enumerate(w)) if meets and len(y) == len(w) else ()


def _letters(operand: Operand) -> tuple[str, ...] | None:
    if isinstance(operand, Pending):
        return operand.letters
    return operand.names if operand.rank else None


def _by_letters(x: tuple[str, ...], w: tuple[str, ...], y: Letters, last: bool) -> ConvAxes | None:
    into = [n for n, v in enumerate(w) if v in x]
    if y is not None:
        out = [n for n, v in enumerate(w) if v in y and v not in x]
    else:
        rest = [n for n in range(len(w)) if n not in into]
        spare = len(rest) - (len(x) - len(into))
        first = not last if not into else into[0] != len(w) - 2
        out = [] if spare != 1 else [rest[0] if first else rest[-1]]
    kernel = tuple(n for n in range(len(w)) if n not in into and n not in out)
    if len(into) > 1 or len(out) > 1 or not kernel or (not into and y is None) or not (into or out):
        return None
    channel = x.index(w[into[0]]) if into else None
    spatial = tuple(n for n in range(len(x)) if n != channel)
    depthwise = bool(into and y is not None and w[into[0]] in y and not out)
    if len(spatial) != len(kernel):
        return None
    marks = [w[n] for n in out] or ([w[into[0]]] if depthwise else [])
    result = _result(len(spatial), y, marks, channel, last)
    if result is None:
        return None
    return ConvAxes(channel, spatial, out[0] if out else None, into[0] if into else None, kernel, result, depthwise)


def _result(axes: int, y: Letters, marks: list[str], channel: int | None, last: bool) -> tuple[int, ...] | None:
    if y is None:
        return _order(axes, bool(marks), last if channel is None else channel > 0)
    if len(y) != axes + len(marks):
        return None
    numbers = iter(range(axes))
    return tuple(-1 if v in marks else next(numbers) for v in y)


def _order(axes: int, has_channel: bool, last: bool) -> tuple[int, ...]:
    spatial = tuple(range(axes))
    if not has_channel:
        return spatial
    return (*spatial, -1) if last else (-1, *spatial)


def _by_layout(inputs: Operand, weight: Operand, letters: Letters, per_axis: int | None, groups: bool,
               last: bool, out_channels: bool) -> ConvAxes:
    x, w = inputs.rank, weight.rank
    if per_axis is None and (x, w) == (2, 3) and _channels_meet(inputs, weight, last):
        per_axis = 1
    axes, has_in, has_out = _counts(x, w, None if letters is None else len(letters), per_axis)
    has_in = has_in or (groups and x is None and w is None)
    has_out = has_out or (w is None and (groups or out_channels))
    if groups and w == axes + 1:
        has_in, has_out, into = x is None or x > axes, True, None
    else:
        into = 0 if has_in else None
    given = axes + has_out + (into is not None)
    if axes < 1 or axes > 3 or (w is not None and w != given) or (x is not None and x != axes + has_in):
        raise ShapeError(
            f"a kernel with {w} axes does not slide over an input with {x}: "
            "give the kernel [out, in, height, width] for an input [channel, height, width], or letters that bind")
    channel = None if not has_in else (axes if last else 0)
    if isinstance(inputs, Array) and inputs.channel is not None and has_in:
        channel = inputs.channel
    spatial = tuple(n for n in range(axes + has_in) if n != channel)
    out, into, kernel = _weight_places(axes, has_out, into is not None, last)
    order = _order(axes, has_out, last if channel is None else channel > 0)
    return ConvAxes(channel, spatial, out, into, kernel, order)


def _channels_meet(inputs: Operand, weight: Operand, last: bool) -> bool:
    """Whether ``[c, n]`` and ``[out, c, k]`` agree in c: a kernel as high as its image would be no kernel."""
    if inputs.extents is None or weight.extents is None:
        return False
    return inputs.extents[-1 if last else 0] == weight.extents[1]


def _weight_places(axes: int, out: bool, into: bool, last: bool) -> tuple[int | None, int | None, tuple[int, ...]]:
    if last:
        return (axes + into if out else None), (axes if into else None), tuple(range(axes))
    return (0 if out else None), (int(out) if into else None), tuple(range(out + into, out + into + axes))


def _counts(x: int | None, w: int | None, y: int | None, per_axis: int | None) -> tuple[int, bool, bool]:
    """How many spatial axes there are, and whether input and output have channels."""
    if per_axis is not None:
        axes = per_axis
    elif x is not None:
        axes = x if x < 3 else x - 1
    elif y is not None and w is None:
        axes = y if y < 3 else y - 1
    elif w is not None:
        axes = w if w < 3 else 2 if w < 5 else 3
    else:
        axes = 2
    wide_result = y is not None and y > axes
    has_in = x > axes if x is not None else wide_result if w is None else w > axes + 1
    if w is not None:
        return axes, has_in, w == axes + 1 + has_in
    return axes, has_in, wide_result if y is not None else has_in
