"""How long an expansion of 10,000 terms takes to write out and print, and how that grows: CPU seconds, medians of five.

Run with ``python benchmarks/printing.py``; the last column is the time of ten times as many terms over the time before.
"""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from time import process_time

import symcnn as sc

SIDES = {1_024: 36, 10_000: 104}
RUNS = 5


def network(terms: int) -> sc.Network:
    """A convolution whose filter gradient has this many terms."""
    side = SIDES[terms]
    return sc.Network(f"x: {side}×{side}; w: 5×5; y = conv(x, w)")


def seconds(run: Callable[[], str]) -> float:
    """The median of several runs."""
    times = []
    for _ in range(RUNS):
        start = process_time()
        run()
        times.append(process_time() - start)
    return median(times)


def ways(net: sc.Network) -> dict[str, Callable[[], str]]:
    """The ways to print the gradient by the filter term by term."""
    return {
        "formula, LaTeX": lambda: net.gradient("w").expand().latex(),
        "formula, text": lambda: net.gradient("w").expand().text(),
        "page, LaTeX": lambda: net.solution("w", "expanded", terms=None).latex(),
        "page, HTML": lambda: net.solution("w", "expanded", terms=None).html(),
        "page, LaTeX, dots in the middle": lambda: net.solution("w", "expanded").latex(),
    }


def main() -> None:
    """Print the table."""
    small, large = (ways(network(terms)) for terms in SIDES)
    print(f"{'':34}" + "".join(f"{terms:>10,}" for terms in SIDES) + "     ratio")
    for name, run in large.items():
        run()
        one, other = seconds(small[name]), seconds(run)
        print(f"{name:34}{one:9.3f}s{other:9.3f}s{other / one:10.1f}")


if __name__ == "__main__":
    main()
