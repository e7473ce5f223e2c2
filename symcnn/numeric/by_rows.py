"""Rules that work out a result in stretches of its rows: what they ask of the image, and which of their writers is called."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from symcnn.numeric.bands import best_form
from symcnn.numeric.builder import Builder
from symcnn.numeric.convolution import IMAGE, Convolution
from symcnn.numeric.lines import Line
from symcnn.numeric.stretches import Stretches, row_order, want_zeros


@dataclass(frozen=True)
class ByRows:
    """``count`` says how many rows one stretch has, given the precision; ``writers`` are by what a line works out."""

    count: Callable[[Convolution, str], int]
    writers: Mapping[str, Callable[[Stretches, Builder], None]]

    def wants(self, found: Convolution, line: Line, builder: Builder) -> None:
        """Notes the zeros that stretches reach into, and where images are to stand last."""
        seen = self._stretches(found, line, builder)
        if seen.found.wanted != IMAGE:
            want_zeros(seen, builder)

    def write(self, found: Convolution, line: Line, builder: Builder) -> None:
        """Writes the result or a gradient."""
        seen = self._stretches(found, line, builder)
        self.writers[seen.found.wanted](seen, builder)

    def _stretches(self, found: Convolution, line: Line, builder: Builder) -> Stretches:
        found = best_form(found)
        return Stretches(found, line, row_order(found, builder), self.count(found, builder.source.dtype))
