"""Rules for large layers: a line of a pattern that pays becomes a call of a function whose text the program carries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from symcnn.numeric import convolution, pools
from symcnn.numeric.boxes import Box
from symcnn.numeric.lines import Line
from symcnn.numeric.source import Source
from symcnn.numeric.write_convolution import Arrays, write_convolution
from symcnn.numeric.write_pool import write_pool

# multiplications of a convolution, entries in the windows of a pool: below, calling the functions costs more than it saves
LEAST_WORK = {"convolution": 100_000, "pool": 2_000}


def write_large(line: Line, arrays: Arrays, axes: Mapping[str, Sequence[Box]], source: Source) -> str | None:
    """The variable of a line, after its statements; None where no rule for large layers fits or pays."""
    rank = len(line.letters)
    slid = convolution.recognised(line, axes, source.boxes)
    if slid is not None and slid.work >= LEAST_WORK["convolution"]:
        return write_convolution(slid, rank, arrays, source)
    pooled = pools.recognised(line, axes, source.boxes)
    if pooled is not None and pooled.work >= LEAST_WORK["pool"]:
        return write_pool(pooled, rank, arrays, source)
    return None
