"""How fast the programs run: the loss and all gradients, beside PyTorch, JAX, SymPy and BLAS.

Run as ``python benchmarks/speed.py [CASE ...] [--peers NAME,...] [--seconds S] [--list]``; a case is also a prefix.
Every answer is compared with the others' first. All run on one core and one thread, in turn in one process; a figure is
the median of processor times, a ratio the median of ratios of neighbours in time. Peers that are not installed
(``pip install torch==2.13.0 jax``) are left out with a word.
"""

from __future__ import annotations

import os

# before NumPy is loaded: two threads of BLAS stall each other on small machines
for _name in ("OPENBLAS", "OMP", "MKL"):
    os.environ[f"{_name}_NUM_THREADS"] = "1"
os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false")

import argparse
import time
from collections.abc import Callable, Mapping, Sequence
from random import Random
from statistics import median
from typing import Any

import numpy as np
from speed_cases import CASES, Case
from speed_peers import PEERS, Reading, Timed

FRESH, REUSED = "fresh", "reused"
# a measurement is of as many calls as take this long, in seconds
SHORTEST = 0.002
FEWEST = 5


def ours(case: Case, values: Mapping[str, np.ndarray], wrt: Sequence[str], fresh: bool) -> Timed:
    """The program of symcnn, called as a user calls it: arrays by name, values checked."""
    net = case.network()
    outputs = [net.forward_system.equations[-1].tensor] if net.is_fragment else []
    program = net.compile(wrt=wrt if case.gradients else [], outputs=outputs, dtype=case.dtype, fresh=fresh)
    given = {k: v for k, v in values.items() if k in program.inputs}
    gradients = [net.key(net.loss, k) for k in wrt] if case.gradients else []

    def read(result: Mapping[str, Any]) -> Reading:
        return result.get(net.loss), [case.form(k, result[g]) for k, g in zip(wrt, gradients, strict=False)]
    return lambda: program(given), read


def contestants(case: Case, peers: Sequence[str]) -> dict[str, Timed]:
    """What is timed in a case, by name; peers not installed are left out with a word."""
    net = case.network()
    values, wrt = case.values(net), net.differentiable
    found = {FRESH: ours(case, values, wrt, True), REUSED: ours(case, values, wrt, False)}
    for name in peers:
        installed, maker = PEERS[name]
        if name not in case.peers:
            continue
        if not installed:
            print(f"    {name} is not installed and left out", flush=True)
            continue
        found[name] = maker(case, values, wrt)
    return found


def compare(case: Case, found: Mapping[str, Timed]) -> float:
    """The furthest that any two answers lie apart, relative to the largest entry; raises where that is too far."""
    limit = 1e-9 if case.dtype == "float64" else 2e-3
    answers = {name: read(run()) for name, (run, read) in found.items()}
    loss, gradients = answers[FRESH]
    worst = 0.0
    for name, (theirs, arrays) in answers.items():
        pairs = [*zip(arrays, gradients, strict=True)] if arrays else []
        pairs += [(np.asarray(theirs), np.asarray(loss))] if theirs is not None and loss is not None else []
        for one, other in pairs:
            off = float(np.max(np.abs(one.reshape(-1) - other.reshape(-1))) / np.max(np.abs(other)))
            if not off <= limit:
                raise SystemExit(f"{case.title}: {name} and symcnn differ by {off:.1e}: nothing is timed")
            worst = max(worst, off)
    return worst


def calls(run: Callable[[], Any]) -> int:
    """How often to call in one measurement; the first calls take up to four times as long as those that follow."""
    run()
    count = 1
    while (took := lasting(run, count)) < SHORTEST / 4:
        count *= 2
    return max(1, round(count * SHORTEST / took))


def lasting(run: Callable[[], Any], count: int) -> float:
    """The processor time of so many calls."""
    start = time.process_time()
    for _ in range(count):
        run()
    return time.process_time() - start


def measure(found: Mapping[str, Timed], seconds: float) -> dict[str, list[float]]:
    """Processor time of a call by name, in rounds in which each has its turn, in an order of its own.

    In one order for all, what a framework's threads still do when it has answered would be counted to the same neighbour.
    """
    repeats = {name: calls(run) for name, (run, _) in found.items()}
    times: dict[str, list[float]] = {name: [] for name in found}
    start, order, random = time.monotonic(), list(found), Random(0)
    while len(times[FRESH]) < FEWEST or time.monotonic() - start < seconds:
        random.shuffle(order)
        for name in order:
            run, _ = found[name]
            times[name].append(lasting(run, repeats[name]) / repeats[name])
    return times


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The median of the ratios round by round."""
    return median(a / b for a, b in zip(ours, theirs, strict=True))


def shown(seconds: float) -> str:
    """A time with its unit."""
    return f"{seconds * 1e6:.1f} us" if seconds < 1e-3 else f"{seconds * 1e3:.2f} ms"


def row(*cells: str) -> str:
    """A line of the table."""
    return "| " + " | ".join(f"{c:>{w}}" for c, w in zip(cells, (15, 11, 12, 8, 13, 8), strict=True)) + " |"


def report(case: Case, times: Mapping[str, Sequence[float]], apart: float) -> None:
    """The table of one case: a line for each contestant, ratios of ours to theirs with the goals beside."""
    print(f"\n{case.title}, {case.dtype}; answers at most {apart:.0e} apart; {len(times[FRESH])} rounds")
    print(row("", "a call", "fresh/this", "goal", "reused/this", "goal"))
    for name, theirs in times.items():
        goals = [f"<= {g:g}" for g in case.goals.get(name, ())] or ["", ""]
        ratios = [f"{ratio(times[kind], theirs):.3f}" for kind in (FRESH, REUSED)]
        cells = ["", "", "", ""] if name in (FRESH, REUSED) else [ratios[0], goals[0], ratios[1], goals[1]]
        print(row(f"symcnn, {name}" if name in (FRESH, REUSED) else name, shown(median(theirs)), *cells), flush=True)


def chosen(names: Sequence[str]) -> list[str]:
    """The cases named or begun so, all of them where none is."""
    found = [c for c in CASES if not names or any(c == n or c.startswith(f"{n}-") for n in names)]
    if not found:
        raise SystemExit(f"no case is called {' or '.join(names)}: there are {', '.join(CASES)}")
    return found


def main() -> None:
    """Print a table for each case asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("cases", nargs="*", metavar="CASE", help="as --list names them; all if none")
    parser.add_argument("--peers", default=",".join(PEERS), help="peers, separated by commas")
    parser.add_argument("--seconds", type=float, default=5.0, help="how long to measure each case")
    parser.add_argument("--list", action="store_true", help="name the cases and stop")
    options = parser.parse_args()
    if options.list:
        print("\n".join(CASES))
        return
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    peers = [p for p in options.peers.split(",") if p]
    for name in chosen(options.cases):
        case = CASES[name]()
        found = contestants(case, peers)
        apart = compare(case, found)
        report(case, measure(found, options.seconds), apart)


if __name__ == "__main__":
    main()
