"""What the pools have in common: a window over the spatial axes, channel by channel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from symcnn.draft.array import Array, Operand, at
from symcnn.draft.choices import IMAGE_SIZES, INPUT_CHANNEL, INPUT_CHANNEL_SIZES, KERNEL_SIZES, OFFSETS, POSITIONS
from symcnn.draft.draft import Draft
from symcnn.draft.layer import Layer, Letters
from symcnn.errors import ShapeError
from symcnn.expression.nodes import Guard, Node, Range
from symcnn.layers.window import PerAxis, Window, per_axis, windows
from symcnn.notation.affine import Affine


@dataclass(frozen=True)
class Covered:
    """What one window covers: the entry read, the ranges of the offsets, the guards that keep it inside."""

    target: Array
    entry: Node
    ranges: tuple[Range, ...]
    guards: tuple[Guard, ...]
    windows: tuple[Window, ...]


@dataclass(frozen=True)
class Pooling(Layer):
    """A pool; ``stride`` is the kernel size unless it is given."""

    kernel_size: PerAxis | None = None
    stride: PerAxis | None = None
    padding: PerAxis = 0
    keeps_letters: ClassVar[bool] = True

    def covered(self, draft: Draft, operand: Operand, letters: Letters, dilation: PerAxis = 1) -> Covered:
        inputs = draft.inline(self._inputs(draft, operand, letters))
        channel = self._channel(draft, inputs, letters)
        spatial = [n for n in range(inputs.rank) if n != channel]
        if not 1 <= len(spatial) <= 3:
            raise ShapeError(f"a pool over {len(spatial)} axes: give one to three axes beside the channel")
        kernel = self._kernel(draft, len(spatial))
        slides = windows(draft, tuple(inputs.axes[n].extent for n in spatial), kernel,
                         kernel if self.stride is None else self.stride, self.padding, dilation)
        extents = {n: w.extent for n, w in zip(spatial, slides, strict=True)}
        pieces = {n: w.pieces() for n, w in zip(spatial, slides, strict=True)}
        names = letters if letters is not None and len(letters) == inputs.rank else draft.distinct(inputs.names)
        axes = tuple(draft.axis(v, extents.get(n, inputs.axes[n].extent)) for n, v in enumerate(names))
        target = replace(inputs, axes=axes, channel=channel, kind="",
                         pieces=tuple(pieces.get(n, ()) for n in range(inputs.rank)))
        ranges = tuple(draft.span(v, k) for v, k in zip(OFFSETS[len(spatial)], kernel, strict=True))
        indices: list[Affine | object] = list(target.letters)
        bounds: list[Affine] = []
        for n, window, r in zip(spatial, slides, ranges, strict=True):
            indices[n] = window.covers(target.letters[n], r.letter, draft.origin)
            bounds += window.inside(indices[n], draft.origin)  # type: ignore[arg-type]
        guards = draft.guards(bounds, zip(target.letters, axes, strict=True), ranges)
        return Covered(target, at(inputs, indices), ranges, guards, slides)  # type: ignore[arg-type]

    def _lengths(self) -> int | None:
        given = (self.kernel_size, self.stride, self.padding, getattr(self, "dilation", 1))
        return next((len(v) for v in given if isinstance(v, tuple)), None)

    def _inputs(self, draft: Draft, operand: Operand, letters: Letters) -> Array:
        if isinstance(operand, Array):
            return draft.settle(operand, (), (), "data")
        rank = operand.rank or (len(letters) if letters else None)
        spatial = self._lengths() or (2 if rank is None else rank if rank < 3 else rank - 1)
        has_channel = rank is not None and rank > spatial
        names = draft.chosen(*([INPUT_CHANNEL] if has_channel else []), *POSITIONS[spatial])
        extents: Sequence[Affine] = operand.extents or (
            *(draft.knowledge.choose(INPUT_CHANNEL_SIZES) if has_channel else ()),
            *draft.knowledge.image(IMAGE_SIZES[spatial]))
        if has_channel and draft.channels_last:
            names, extents = (*names[1:], names[0]), extents if operand.extents else (*extents[1:], extents[0])
        return draft.settle(operand, names, extents, "data")

    def _channel(self, draft: Draft, inputs: Array, letters: Letters) -> int | None:
        """The axis that is carried along: by a shared letter, else the known channel, else by the layout."""
        length = self._lengths()
        if inputs.rank < 3 if length is None else inputs.rank == length:
            return inputs.channel if length is None and inputs.rank == 2 else None
        if letters is not None and len(letters) == inputs.rank:
            shared = [n for n, v in enumerate(inputs.names) if v in letters]
            if len(shared) == 1:
                return shared[0]
        if inputs.channel is not None:
            return inputs.channel
        return inputs.rank - 1 if draft.channels_last else 0

    def _kernel(self, draft: Draft, axes: int) -> tuple[Affine, ...]:
        if self.kernel_size is None:
            return draft.knowledge.kernel(KERNEL_SIZES[axes])
        return per_axis(self.kernel_size, axes, "kernel_size")
