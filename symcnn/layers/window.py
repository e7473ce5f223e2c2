"""A window that slides along one axis: how often it fits, and what it covers."""

from __future__ import annotations

from dataclasses import dataclass

from symcnn.draft.array import Pieces
from symcnn.draft.draft import Draft
from symcnn.draft.quantities import written
from symcnn.errors import MeaninglessError, ShapeError
from symcnn.notation.affine import Affine, Whole, divide_exactly, floor_divide, whole

Quantity = int | str | Affine
PerAxis = Quantity | tuple[object, ...]


@dataclass(frozen=True)
class Window:
    """The window of one axis; ``before`` and ``after`` are the cells of padding on each side."""

    size: Affine
    kernel: Affine
    stride: Affine
    before: Affine
    after: Affine
    dilation: Affine

    @property
    def slack(self) -> Affine:
        """How far the window can move."""
        return self.size + self.before + self.after - self.dilation * (self.kernel - 1) - 1

    @property
    def extent(self) -> Affine:
        """How many positions the window takes."""
        return floor_divide(self.slack, self.stride) + 1

    def covers(self, position: Whole, offset: Whole, origin: int) -> Affine:
        """The index that the window at a position reads at an offset, all counted from the origin."""
        return (self.stride * (whole(position) - origin) + self.dilation * (whole(offset) - origin)
                - self.before + origin)

    def inside(self, index: Affine, origin: int) -> tuple[Affine, Affine]:
        """Two quantities that are not negative where the index lies within the axis."""
        return index - origin, self.size + (origin - 1) - index

    def pieces(self) -> Pieces:
        """``(4-2)/1+1``, with padding and dilation where there are any; a quotient that may leave a rest is rounded."""
        found: list[str | Affine] = ["floor((" if self._rounded else "(", self.size]
        if self.before == self.after and self.before != 0:
            number = self.before.number
            found += ["+2*", self.before] if number is not None else ["+", 2 * self.before]
        elif self.before + self.after == self.dilation * (self.kernel - 1) and self.before.number is None:
            found += ["+", self.kernel, "-1"] if self.dilation == 1 else ["+", self.dilation, "*(", self.kernel, "-1)"]
        elif self.before != self.after:
            numbers = self.before.number is not None and self.after.number is not None
            found += ["+", self.before, "+", self.after] if numbers else ["+", self.before + self.after]
        if self.dilation == 1:
            found += ["-", self.kernel]
        else:
            found += ["-", self.dilation, "*(", self.kernel, "-1)-1"]
        return (*found, ")/", self.stride, ")+1" if self._rounded else "+1")

    @property
    def _rounded(self) -> bool:
        return divide_exactly(self.slack, self.stride) is None


def quantity(value: object, what: str, least: int) -> Affine:
    """A parameter as a quantity; raises ``MeaninglessError`` for a number that is too small."""
    if isinstance(value, bool) or not isinstance(value, int | Affine):
        raise MeaninglessError(f"{what} {value!r} is no whole number: give a number or a letter")
    found = whole(value)
    if found.number is not None and found.number < least:
        raise MeaninglessError(f"{what} is {found.number}: give at least {least}")
    return found


def per_axis(value: object, axes: int, what: str, least: int = 1) -> tuple[Affine, ...]:
    """A parameter for each axis, from one value for all or from one each."""
    if not isinstance(value, tuple):
        return (quantity(value, what, least),) * axes
    if len(value) != axes:
        raise ShapeError(f"{what} has {len(value)} values for {axes} axes: give one, or one for each axis")
    return tuple(quantity(v, what, least) for v in value)


def padded(draft: Draft, padding: object, axes: int, spread: tuple[Affine, ...],
           stride: tuple[Affine, ...]) -> tuple[tuple[Affine, Affine], ...]:
    """The padding before and after, for each axis; ``spread`` is what a window covers beyond one cell."""
    if isinstance(padding, str):
        if padding not in ("same", "valid"):
            raise MeaninglessError(f"the padding {padding!r} is not known: give 'same', 'valid', a number or a tuple")
        if padding == "valid":
            return ((whole(0), whole(0)),) * axes
        if any(s != 1 for s in stride):
            raise MeaninglessError("padding 'same' with a stride above 1 has no one meaning: give the padding in cells")
        halves = (floor_divide(s, 2) for s in spread)
        return tuple((h, s - h) for h, s in zip(halves, spread, strict=True))
    sides: list[tuple[Affine, Affine]] = []
    for value in padding if isinstance(padding, tuple) else (padding,) * axes:
        both = value if isinstance(value, tuple) else (value, value)
        if len(both) != 2:
            raise ShapeError(f"the padding of an axis has {len(both)} values: give one, or one before and one after")
        sides.append((quantity(both[0], "padding", 0), quantity(both[1], "padding", 0)))
    if len(sides) != axes:
        raise ShapeError(f"padding has {len(sides)} values for {axes} axes: give one, or one for each axis")
    for before, after in sides:
        draft.knowledge.may_be_zero(before)
        draft.knowledge.may_be_zero(after)
    return tuple(sides)


def windows(draft: Draft, sizes: tuple[Affine, ...], kernel: tuple[Affine, ...], stride: object, padding: object,
            dilation: object) -> tuple[Window, ...]:
    """The windows of the axes; raises ``ShapeError`` where one is larger than its axis."""
    axes = len(sizes)
    strides, dilations = per_axis(stride, axes, "stride"), per_axis(dilation, axes, "dilation")
    spread = tuple(d * (k - 1) for d, k in zip(dilations, kernel, strict=True))
    sides = padded(draft, padding, axes, spread, strides)
    found = []
    for n in range(axes):
        window = Window(sizes[n], kernel[n], strides[n], *sides[n], dilations[n])
        room = sizes[n] + sides[n][0] + sides[n][1]
        draft.knowledge.require(
            window.slack, f"a kernel that covers {written(spread[n] + 1)} cells does not fit into {written(room)}: "
            "give a smaller kernel or more padding")
        found.append(window)
    return tuple(found)
