"""How time and memory grow: time per entry from 1 to 64 images and from 32x32 to 256x256, and AlexNet's peak memory.

Run as ``python benchmarks/growth.py``. Times are of a convolution of 3x3 and a maximum pool, forward and backward, medians
of processor time on one core, divided by the entries of the input; the last column is the most over the least. Peak memory
is what the resident set grows by over arguments and libraries, each contestant in a process of its own.
"""

from __future__ import annotations

import speed  # isort: skip  (sets the number of threads before NumPy is loaded)

import argparse
import os
import subprocess
import sys
from pathlib import Path
from statistics import median

from layer_grid import Shape
from speed_cases import CASES, Case
from speed_peers import PEERS

LAYERS = {"conv 3x3, 16 channels": ("conv", 16, 16, 3, 1, 1), "max 2x2, 16 channels": ("max", 16, 0, 2, 2, 0)}
IMAGES, SIDES = (1, 4, 16, 64), (32, 64, 128, 256)
CALLS = 3


def per_entry(shape: Shape, dtype: str, seconds: float) -> float:
    """Nanoseconds for an entry of the input."""
    case = shape.case(dtype)
    found = speed.contestants(case, [])
    del found[speed.REUSED]
    times = speed.measure(found, seconds)
    return 1e9 * median(times[speed.FRESH]) / (shape.images * shape.channels * shape.height * shape.width)


def sweep(dtype: str, seconds: float) -> None:
    """Two tables: over images, and over sides."""
    for title, places in (("images of 32x32", [(n, 32) for n in IMAGES]), ("one image, side", [(1, n) for n in SIDES])):
        heads = " | ".join(str(n if title[0] == "i" else side) for n, side in places)
        print(f"\n| ns per entry, {dtype}; {title} | {heads} | most/least |\n|---|" + "---|" * (len(places) + 1))
        for name, (operation, *numbers) in LAYERS.items():
            found = [per_entry(Shape(operation, n, *numbers, side, side), dtype, seconds) for n, side in places]
            print(f"| {name} | " + " | ".join(f"{t:.1f}" for t in found) + f" | {max(found) / min(found):.2f} |", flush=True)


def peak(case: Case, contestant: str) -> float:
    """How many MB a few calls add to the resident set at most, in this process."""
    net = case.network()
    values, wrt = case.values(net), net.differentiable
    if contestant in (speed.FRESH, speed.REUSED):
        run, _ = speed.ours(case, values, wrt, contestant == speed.FRESH)
    else:
        run, _ = PEERS[contestant][1](case, values, wrt)
    before = resident("VmRSS")
    # Linux forgets the highest mark, which making the arguments set
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    for _ in range(CALLS):
        run()
    return resident("VmHWM") - before


def resident(mark: str) -> float:
    """A mark of this process's memory, in MB."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(mark)) / 1000


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=1.0, help="how long to measure each shape")
    parser.add_argument("--peak", default="", help="measure one contestant's memory in this process and stop")
    options = parser.parse_args()
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    if options.peak:
        print(f"{peak(CASES['alexnet'](), options.peak):.0f}")
        return
    for dtype in ("float64", "float32"):
        sweep(dtype, options.seconds)
    print("\n| AlexNet both ways, 1 image, float32 | peak, MB |\n|---|---|")
    for name in (speed.FRESH, speed.REUSED, "PyTorch"):
        found = subprocess.run([sys.executable, __file__, "--peak", name], capture_output=True, text=True, check=True)
        print(f"| {name if name == 'PyTorch' else f'symcnn, {name}'} | {found.stdout.strip()} |", flush=True)


if __name__ == "__main__":
    main()
