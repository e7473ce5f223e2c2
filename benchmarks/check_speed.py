"""How long checking takes: one formula, a worksheet, and sheets of ever more claims.

Run as ``python benchmarks/check_speed.py``. Every figure is processor time with SymPy and symcnn loaded, the best of three;
growth is the ratio of two sheets of one run, one twice as long as the other: 2 is linear.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from symcnn.checking.check import check

EXAMPLES = Path(__file__).parents[1] / "symcnn/examples"
FORMULA = r"\frac{\partial L}{\partial w_k} = \sum_i \frac{\partial L}{\partial y_i} x_{i+k-1}"
WRONG = r"\frac{\partial L}{\partial w_k} = \sum_i \frac{\partial L}{\partial y_i} x_{i-k+1}"


def arithmetic(count: int) -> str:
    """A sheet of sizes worked out."""
    return "\n\n".join(rf"$$\frac{{{32 + k}-5+2\cdot 0}}{{1}}+1 = {28 + k}$$" for k in range(count))


def entries(count: int) -> str:
    """A sheet of values of one small network, entry after entry."""
    fence = "```symcnn\nx = [0.5, 0.1, -0.3, 0.8]\nw = [0.2, -0.4]\ny = tanh(conv(x, w))\nE = squared_error(y, t)/2\n"
    return fence + "t = [0.1, 0.2, 0.3]\n```\n\n" + "\n\n".join(
        ("$$y_1 = 0.060$$", "$$y_2 = 0.139$$", "$$y_3 = -0.363$$")[k % 3] for k in range(count))


def best(action: Callable[[], object], rounds: int = 3) -> float:
    """The least processor time of some rounds."""
    found = []
    for _ in range(rounds):
        start = time.process_time()
        action()
        found.append(time.process_time() - start)
    return min(found)


def main() -> None:
    """Prints the figures."""
    check("$$1 + 1 = 2$$")
    for name, formula in (("right", FORMULA), ("wrong, with its causes", WRONG)):
        spent = best(lambda f=formula: check(f, given="y = conv(x, w)"))
        print(f"one formula, {name}: {spent:.3f} s")
    for name in ("mini_cnn", "relu_max_5x5"):
        text = (EXAMPLES / f"{name}.md").read_text(encoding="utf-8")
        report = check(text)
        print(f"{name}: {best(lambda t=text: check(t)):.2f} s for {len(report)} claims")
    for name, make in (("arithmetic", arithmetic), ("entries", entries)):
        times = {n: best(lambda n=n, make=make: check(make(n)), 1) for n in (500, 1000, 2000)}
        shown = ", ".join(f"{n}: {t:.2f} s" for n, t in times.items())
        growth = f"{times[1000] / times[500]:.2f} and {times[2000] / times[1000]:.2f}"
        print(f"{name}, claims in one sheet: {shown}; growth {growth}")


if __name__ == "__main__":
    main()
