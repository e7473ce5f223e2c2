"""Rules that work out a result in stretches of its rows: what they ask of the image, and which of their writers is called."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from symcnn.numeric.bands import best_form
from symcnn.numeric.builder import Builder
from symcnn.numeric.convolution import IMAGE, Convolution
from symcnn.numeric.lines import Line
from symcnn.numeric.side_by_side import columns_apart, images_before_columns
from symcnn.numeric.stretches import Stretches, row_order, want_zeros


@dataclass(frozen=True)
class ByRows:
    """``count`` says how many rows one stretch has, given the precision; ``writers`` are by what a line works out.

    ``is_side_by_side`` says whether images are to stand side by side.
    """

    count: Callable[[Convolution, str], int]
    writers: Mapping[str, Callable[[Stretches, Builder], None]]
    is_side_by_side: Callable[[Convolution, Builder], bool] = lambda found, builder: False

    def wants(self, found: Convolution, line: Line, builder: Builder) -> None:
        """Notes the zeros that stretches reach into, and where images are to stand last."""
        seen = self._stretches(found, line, builder)
        if seen.found.wanted != IMAGE and not seen.wide:
            want_zeros(seen, builder)

    def write(self, found: Convolution, line: Line, builder: Builder) -> None:
        """Writes the result or a gradient."""
        seen = self._stretches(found, line, builder)
        self.writers[seen.found.wanted](seen, builder)

    def _stretches(self, found: Convolution, line: Line, builder: Builder) -> Stretches:
        form, dtype = best_form(found), builder.source.dtype
        if self.is_side_by_side(found, builder):
            return Stretches(form, line, images_before_columns(form), self.count(form, dtype), columns_apart(form))
        return Stretches(form, line, row_order(form, builder), self.count(form, dtype))
