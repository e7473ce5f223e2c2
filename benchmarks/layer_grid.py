"""How fast single layers run, forward and backward, beside PyTorch eager: 60 shapes spread over what layers are used for.

Run as ``python benchmarks/layer_grid.py [--quick] [--dtype float32,float64] [--seconds S] [--only TEXT]``. The upstream
gradient is given; outputs are the layer's value and all gradients. Every answer is compared with PyTorch's first. A ratio
is the median of ratios of neighbours in time, ours with fresh arrays to PyTorch's; one core, one thread.

The shapes were chosen before any was timed: kernels 1, 2, 3, 5, 7 and 11, strides 1 to 4, channels 1 to 384, images 1 to
64, and maps from 6x6 to 256x256, each value in several rows, among them the layers of the best known networks and rows
that suit matrix products badly (few channels, a map of odd size, a stride that leaves a rest). A row is skipped nowhere.
"""

from __future__ import annotations

import speed  # isort: skip  (sets the number of threads before NumPy is loaded)

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log
from statistics import median
from typing import Any

from speed_cases import Case

QUICK = 6


@dataclass(frozen=True)
class Shape:
    """A layer: what it does, images, channels, filters (0 for a pool), kernel, stride, padding, height and width."""

    operation: str
    images: int
    channels: int
    filters: int
    kernel: int
    stride: int
    padding: int
    height: int
    width: int

    @property
    def title(self) -> str:
        """A short name."""
        inside = f"{self.channels}>{self.filters}" if self.filters else f"{self.channels}"
        return (f"{self.operation} {self.kernel}x{self.kernel}/{self.stride}+{self.padding} {inside} "
                f"{self.height}x{self.width} n{self.images}")

    @property
    def text(self) -> str:
        """The layer's equation."""
        batch = f"batch n: {self.images}; x: {self.channels}x{self.height}x{self.width}; "
        if self.filters:
            return (f"{batch}w: {self.filters}x{self.channels}x{self.kernel}x{self.kernel}; b: {self.filters}; "
                    f"y = conv(x, w, b, stride={self.stride}, padding={self.padding})")
        return f"{batch}y = {self.operation}_pool(x, {self.kernel}, stride={self.stride}, padding={self.padding})"

    def case(self, dtype: str) -> Case:
        """What `speed.py` times."""
        return Case(self.title, self.text, self.model, dtype, peers=frozenset({"PyTorch"}))

    def model(self, o: Any, x: Any, *rest: Any) -> Any:
        """The same in the operations of a framework: the pairing of the result with the upstream gradient."""
        if self.filters:
            y = o.conv(x, rest[0], rest[1], self.stride, self.padding)
        else:
            y = getattr(o, f"{self.operation}_pool")(x, self.kernel, self.stride, self.padding)
        return (y * rest[-1]).sum()


def conv(*numbers: int) -> Shape:
    return Shape("conv", *numbers)


def pools(operation: str, *rows: tuple[int, ...]) -> list[Shape]:
    return [Shape(operation, images, channels, 0, *rest) for images, channels, *rest in rows]


SHAPES = [
    # images, channels, filters, kernel, stride, padding, height, width
    # one kernel cell
    conv(1, 64, 64, 1, 1, 0, 56, 56), conv(16, 64, 64, 1, 1, 0, 28, 28), conv(64, 16, 32, 1, 1, 0, 14, 14),
    conv(1, 256, 384, 1, 1, 0, 13, 13), conv(8, 128, 32, 1, 1, 0, 28, 28), conv(8, 64, 128, 1, 2, 0, 28, 28),
    # two cells
    conv(1, 16, 16, 2, 1, 0, 64, 64), conv(16, 8, 16, 2, 2, 0, 32, 32), conv(4, 32, 64, 2, 2, 0, 28, 28),
    # three cells, the commonest
    conv(1, 3, 64, 3, 1, 1, 112, 112), conv(1, 64, 64, 3, 1, 1, 56, 56), conv(1, 128, 128, 3, 1, 1, 28, 28),
    conv(1, 256, 256, 3, 1, 1, 14, 14), conv(1, 192, 384, 3, 1, 1, 13, 13), conv(1, 384, 256, 3, 1, 1, 13, 13),
    conv(1, 384, 384, 3, 1, 1, 13, 13), conv(8, 256, 256, 3, 1, 1, 14, 14), conv(64, 16, 16, 3, 1, 1, 12, 12),
    conv(64, 1, 8, 3, 1, 1, 28, 28), conv(64, 8, 16, 3, 1, 0, 12, 12), conv(16, 32, 32, 3, 1, 1, 28, 28),
    conv(4, 32, 32, 3, 1, 1, 64, 64), conv(1, 8, 8, 3, 1, 1, 256, 256), conv(1, 1, 1, 3, 1, 1, 256, 256),
    conv(1, 3, 32, 3, 2, 1, 224, 224), conv(16, 64, 128, 3, 2, 1, 28, 28), conv(1, 64, 128, 3, 2, 1, 56, 56),
    conv(4, 16, 24, 3, 3, 0, 47, 50), conv(2, 24, 16, 3, 4, 1, 64, 61),
    # five cells
    conv(1, 1, 6, 5, 1, 2, 28, 28), conv(64, 1, 6, 5, 1, 2, 28, 28), conv(1, 6, 16, 5, 1, 0, 14, 14),
    conv(64, 6, 16, 5, 1, 0, 12, 12), conv(1, 64, 192, 5, 1, 2, 27, 27), conv(8, 64, 192, 5, 1, 2, 27, 27),
    conv(32, 16, 32, 5, 1, 2, 14, 14), conv(8, 16, 32, 5, 2, 2, 32, 32), conv(1, 32, 32, 5, 3, 0, 61, 64),
    # seven cells
    conv(1, 3, 64, 7, 2, 3, 112, 112), conv(1, 16, 16, 7, 2, 3, 128, 128), conv(8, 8, 8, 7, 1, 3, 32, 32),
    conv(64, 1, 16, 7, 2, 0, 28, 28),
    # eleven cells
    conv(1, 3, 64, 11, 4, 2, 224, 224), conv(4, 3, 32, 11, 4, 2, 112, 112), conv(1, 8, 8, 11, 1, 5, 48, 48),
    conv(16, 1, 8, 11, 3, 0, 64, 61),
    # pools
    *pools("max", (1, 64, 3, 2, 0, 55, 55), (1, 192, 3, 2, 0, 27, 27), (64, 6, 2, 2, 0, 28, 28), (8, 64, 2, 2, 0, 32, 32),
           (16, 16, 3, 1, 1, 28, 28), (1, 8, 3, 3, 1, 256, 256), (64, 384, 2, 2, 0, 6, 6)),
    *pools("avg", (64, 6, 2, 2, 0, 28, 28), (1, 64, 3, 2, 0, 55, 55), (8, 32, 3, 2, 1, 32, 32), (1, 8, 4, 4, 0, 256, 256)),
    *pools("sum", (64, 6, 2, 2, 0, 28, 28), (4, 32, 3, 1, 0, 64, 64), (1, 192, 5, 3, 0, 27, 27)),
]


def blas_core() -> str:
    """The kernels that OpenBLAS chose: on a processor it does not know, slower ones than those of PyTorch."""
    found = subprocess.run([sys.executable, "-c", "import numpy"], capture_output=True, text=True, check=True,
                           env={**os.environ, "OPENBLAS_VERBOSE": "2"})
    return (found.stderr + found.stdout).strip() or "not OpenBLAS"


def table(shapes: Sequence[Shape], dtype: str, seconds: float) -> list[tuple[float, str]]:
    """A line for each shape; the ratios of ours to PyTorch's."""
    print(f"\n{dtype}; OpenBLAS: {blas_core()}\n| layer | symcnn, ms | PyTorch, ms | ratio |\n|---|---|---|---|")
    ratios = []
    for shape in shapes:
        case = shape.case(dtype)
        found = speed.contestants(case, ["PyTorch"])
        del found[speed.REUSED]
        speed.compare(case, found)
        times = speed.measure(found, seconds)
        ratios.append((speed.ratio(times[speed.FRESH], times["PyTorch"]), shape.title))
        ours, theirs = (f"{1000 * median(times[n]):.3f}" for n in (speed.FRESH, "PyTorch"))
        print(f"| {shape.title} | {ours} | {theirs} | {ratios[-1][0]:.2f} |", flush=True)
    return ratios


def main() -> None:
    """Print the tables, and below each the geometric mean and the worst."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help=f"every {QUICK}th shape")
    parser.add_argument("--dtype", default="float32,float64", help="precisions, separated by commas")
    parser.add_argument("--seconds", type=float, default=1.0, help="how long to measure each shape")
    parser.add_argument("--only", default="", help="shapes whose name holds this")
    options = parser.parse_args()
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    shapes = [s for s in SHAPES if options.only in s.title][::QUICK if options.quick else 1]
    for dtype in options.dtype.split(","):
        ratios = table(shapes, dtype, options.seconds)
        mean = exp(sum(log(r) for r, _ in ratios) / len(ratios))
        worst, title = max(ratios)
        print(f"{len(ratios)} shapes: geometric mean {mean:.2f}, worst {worst:.2f} ({title})", flush=True)


if __name__ == "__main__":
    main()
