"""Convolution: a kernel slid over one, two or three axes, written as a correlation unless it is flipped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from symcnn.draft.array import Array, Operand, at
from symcnn.draft.bias import with_bias
from symcnn.draft.choices import (
    IMAGE_SIZES,
    INPUT_CHANNEL,
    INPUT_CHANNEL_SIZES,
    KERNEL_SIZES,
    OFFSETS,
    OUTPUT_CHANNEL,
    OUTPUT_CHANNEL_SIZES,
    POSITIONS,
)
from symcnn.draft.draft import Draft
from symcnn.draft.layer import Layer, Letters
from symcnn.draft.quantities import written
from symcnn.errors import ShapeError
from symcnn.expression.build import multiply, total
from symcnn.layers.conv_axes import ConvAxes, conv_axes
from symcnn.layers.window import PerAxis, Quantity, per_axis, quantity, windows
from symcnn.notation.affine import Affine, divide_exactly, floor_divide, whole
from symcnn.notation.letters import Letter


@dataclass(frozen=True)
class Conv(Layer):
    """``y[o,i,j] = Sum_{c,m,n} x[c, s(i-1)+d(m-1)-p+1, ...] w[o,c,m,n]``; ``flip`` turns the kernel around."""

    weight: str = ""
    bias: str = ""
    out_channels: Quantity | None = None
    kernel_size: PerAxis | None = None
    stride: PerAxis = 1
    padding: PerAxis = 0
    dilation: PerAxis = 1
    groups: Quantity = 1
    flip: bool = False
    operation: ClassVar[str] = "conv"
    aliases: ClassVar[tuple[str, ...]] = ("crosscorrelation", "correlation", "conv1d", "conv2d", "conv3d")
    operands: ClassVar[tuple[str, ...]] = ("input", "weight", "bias?")
    examples: ClassVar[tuple[str, ...]] = (
        "x: 7\nw: 3\ny = conv(x, w, padding=1)",
        "x: 6×5\nw: 3×2\nb: scalar\ny = conv(x, w, b, stride=2, padding=1)",
        "x: 2×7×6\nw: 3×2×2×3\nb: 3\ny = conv(x, w, b, stride=(2,1), padding=((1,0),(0,2)), dilation=(1,2))",
        "x: 4×5×4\nw: 6×2×2×2\ny = conv(x, w, groups=2, flip=True)",
        "x: 8\nw: 3\ny = conv(x, w, stride=3, dilation=2, padding=2)",
        "x: 2×3×4×3\nw: 2×2×2×3×2\ny = conv(x, w, padding=(1,0,1))",
        "x[i,j]: 4×5\nw[f,g,k]: 2×3×2\ny[c,d,k] = conv(x, w)",
    )

    def forward(self, draft: Draft, *operands: Operand, letters: Letters = None) -> Array:
        lengths = [len(v) for v in (self.stride, self.padding, self.dilation, self.kernel_size) if isinstance(v, tuple)]
        axes = conv_axes(operands[0], operands[1], letters, lengths[0] if lengths else None, self.groups != 1,
                         draft.channels_last, self.out_channels is not None)
        inputs = draft.inline(self._inputs(draft, operands[0], axes))
        if inputs.rank <= max(axes.spatial):
            raise ShapeError(f"a kernel that slides along {len(axes.spatial)} axes does not fit an input with {inputs.rank}")
        weight = draft.inline(self._weight(draft, operands[1], inputs, axes))
        result = _Slide(self, draft, axes, inputs, weight).result(letters)
        return with_bias(draft, result, operands[2]) if len(operands) > 2 else result

    def _inputs(self, draft: Draft, operand: Operand, axes: ConvAxes) -> Array:
        if isinstance(operand, Array):
            return draft.settle(operand, (), (), "data")
        spatial = len(axes.spatial)
        extents: Sequence[Affine] = operand.extents or ()
        if operand.extents is None:
            image = draft.knowledge.image(IMAGE_SIZES[spatial])
            channel = self._channels(draft) if axes.channel is not None else ()
            extents = _placed(axes.channel, channel, axes.spatial, image)
        names = draft.chosen(*([INPUT_CHANNEL] if axes.channel is not None else []), *POSITIONS[spatial])
        channel_name = names[:1] if axes.channel is not None else ()
        names = _placed(axes.channel, channel_name, axes.spatial, names[len(channel_name):])
        return draft.settle(operand, names, extents, "data")

    def _channels(self, draft: Draft) -> tuple[Affine, ...]:
        """Input channels that were left out: as many as groups times the channels of a group."""
        return (quantity(self.groups, "groups", 1) * draft.knowledge.choose(INPUT_CHANNEL_SIZES)[0],)

    def _weight(self, draft: Draft, operand: Operand, inputs: Array, axes: ConvAxes) -> Array:
        if isinstance(operand, Array):
            return draft.settle(operand, (), (), "parameter")
        spatial = len(axes.kernel)
        taken = [inputs.names[axes.channel]] if axes.channel is not None else []
        kernel = OFFSETS[spatial]
        out = draft.letter(OUTPUT_CHANNEL, (*taken, *inputs.names, *kernel))
        into = taken[0] if taken and taken[0] not in (*kernel, out) else draft.letter(INPUT_CHANNEL, (*kernel, out))
        names = draft.distinct([*([out] if axes.out is not None else []), *([into] if axes.into is not None else []),
                                *(draft.letter(n, (out, into)) for n in kernel)])
        extents = operand.extents or self._weight_extents(draft, inputs, axes)
        heads = [p for p in (axes.out, axes.into) if p is not None]
        ordered = [""] * len(names)
        for place, name in zip((*heads, *axes.kernel), names, strict=True):
            ordered[place] = name
        return draft.settle(operand, ordered, extents, "parameter")

    def _weight_extents(self, draft: Draft, inputs: Array, axes: ConvAxes) -> tuple[Affine, ...]:
        found: dict[int, Affine] = {}
        groups = quantity(self.groups, "groups", 1)
        if axes.out is not None:
            given = self.out_channels
            found[axes.out] = (groups * draft.knowledge.choose(OUTPUT_CHANNEL_SIZES)[0] if given is None
                               else quantity(given, "out_channels", 1))
        if axes.into is not None:
            extent = inputs.axes[axes.channel].extent if axes.channel is not None else whole(1)
            found[axes.into] = _shared(extent, groups, "input channels")
        if self.kernel_size is None:
            sizes = draft.knowledge.kernel(KERNEL_SIZES[len(axes.kernel)])
        else:
            sizes = per_axis(self.kernel_size, len(axes.kernel), "kernel_size")
        found.update(zip(axes.kernel, sizes, strict=True))
        return tuple(found[n] for n in range(len(found)))


def _placed(place: int | None, one: Sequence, places: Sequence[int], rest: Sequence) -> tuple:
    """Values in the order of axes: ``one`` at its place, the rest at theirs."""
    found = dict(zip(places, rest, strict=True))
    if place is not None:
        found[place] = one[0]
    return tuple(found[n] for n in sorted(found))


def _shared(extent: Affine, groups: Affine, what: str) -> Affine:
    share = divide_exactly(extent, groups)
    if share is None:
        raise ShapeError(f"{written(extent)} {what} do not fall into {written(groups)} groups: give a multiple of it")
    return share


@dataclass(frozen=True)
class _Slide:
    """One convolution with all its operands settled."""

    layer: Conv
    draft: Draft
    axes: ConvAxes
    inputs: Array
    weight: Array

    def result(self, letters: Letters) -> Array:
        draft, axes, origin = self.draft, self.axes, self.draft.origin
        kernel = [self.weight.axes[n] for n in axes.kernel]
        spatial = [self.inputs.axes[n] for n in axes.spatial]
        slides = windows(draft, tuple(a.extent for a in spatial), tuple(a.extent for a in kernel), self.layer.stride,
                         self.layer.padding, self.layer.dilation)
        target = self._target([w.extent for w in slides], letters)
        places = dict(zip(axes.result, target.letters, strict=True))
        ranges = [draft.span(a.letter, a.extent) for a in kernel]
        covered: list[Affine] = []
        bounds: list[Affine] = []
        for n, window in enumerate(slides):
            offset = whole(ranges[n].letter)
            if self.layer.flip:
                offset = window.kernel - 1 - offset + 2 * origin
            covered.append(window.covers(places[n], offset, origin))
            bounds += window.inside(covered[-1], origin)
        channel = self._channels(places.get(-1), ranges)
        body = multiply(at(self.inputs, _placed(axes.channel, channel[:1], axes.spatial, covered)),
                        at(self.weight, self._weight_at(places.get(-1), channel[1:], ranges)))
        guards = draft.guards(bounds, zip(target.letters, target.axes, strict=True), ranges)
        pieces = {n: w.pieces() for n, w in enumerate(slides)}
        return replace(target, body=total(ranges, guards, body),
                       pieces=tuple(pieces.get(n, ()) for n in axes.result))

    def _target(self, extents: list[Affine], letters: Letters) -> Array:
        """The result's axes; the body is put in later."""
        draft, axes = self.draft, self.axes
        names = [self.inputs.names[n] for n in axes.spatial]
        sizes = list(extents)
        if -1 in axes.result:
            head = self.weight.axes[axes.out if axes.out is not None else axes.into]  # type: ignore[index]
            names.append(head.letter)
            sizes.append(head.extent)
        names = list(draft.distinct([names[n] for n in axes.result]))
        if letters is not None and len(letters) == len(names):
            names = list(letters)
        found = tuple(draft.axis(v, sizes[n]) for v, n in zip(names, axes.result, strict=True))
        place = axes.result.index(-1) if -1 in axes.result else None
        return Array(found, self.inputs.body, place, "logits")

    def _channels(self, out: Letter | None, ranges: list) -> list[Affine]:
        """The input's channel, and with it the weight's; its range goes in front of the kernel's."""
        axes, draft = self.axes, self.draft
        if axes.channel is None:
            return []
        extent = self.inputs.axes[axes.channel].extent
        groups = quantity(self.layer.groups, "groups", 1)
        share = self.weight.axes[axes.into].extent if axes.into is not None else whole(1)
        if not draft.knowledge.same(extent, groups * share):
            raise ShapeError(f"the input has {written(extent)} channels and the kernel takes "
                             f"{written(groups * share)}: give both the same number{_of_images(self.inputs, self.weight)}")
        if axes.depthwise:
            return [whole(out), whole(out)]  # type: ignore[arg-type]
        first = whole(draft.origin)
        if axes.into is not None:
            span = draft.span(self.weight.axes[axes.into].letter, share)
            ranges.insert(0, span)
            first = whole(span.letter)
        if groups == 1 or out is None:
            return [first, first]
        per_group = _shared(self.weight.axes[axes.out].extent, groups, "output channels")  # type: ignore[index]
        return [floor_divide(whole(out) - draft.origin, per_group) * share + first, first]

    def _weight_at(self, out: Letter | None, into: list[Affine], ranges: list) -> tuple[Affine, ...]:
        axes = self.axes
        kernel = [whole(r.letter) for r in ranges[len(ranges) - len(axes.kernel):]]
        found = dict(zip(axes.kernel, kernel, strict=True))
        if axes.out is not None:
            found[axes.out] = whole(out)  # type: ignore[arg-type]
        if axes.into is not None:
            found[axes.into] = into[0]
        return tuple(found[n] for n in sorted(found))


def _of_images(inputs: Array, weight: Array) -> str:
    """What to do where the first of four axes may count images."""
    many = inputs.rank == weight.rank == 4
    return f", or say 'batch n: {written(inputs.axes[0].extent)}' and leave the axis of the images out" if many else ""
