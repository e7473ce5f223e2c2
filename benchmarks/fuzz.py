"""Throws broken and hostile mathematics at the checker: nothing but a report or a SymcnnError may come out, in time.

Run as ``python benchmarks/fuzz.py [--formulas N] [--sheets N] [--reader N] [--seed S] [--first F] [--minutes M]``.
Pieces of the worksheets are cut, doubled, exchanged and filled with hostile pieces; numbered inputs are the same on
every machine for the same worksheets.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import click

from symcnn.checking.check import check
from symcnn.errors import SymcnnError
from symcnn.network import Network
from symcnn.reading.document import read_document
from symcnn.reading.items import Mathematics

ROOT = Path(__file__).parents[1]
FAILED = "symcnn failed here"
NETWORK = """x[i,j]: 4×4
w[f_i,f_j,k]: 2×2×3
w[p_i,p_j,k,o]: 2×2×3×2
y[c_i,c_j,k] = sigmoid(conv(x, w[f_i,f_j,k]))
z[p_i,p_j,k] = sum_pool(y, 2, stride=1)
o = sigmoid(dense(z, w[p_i,p_j,k,o]))
E = squared_error(o, t)/2
"""
HOSTILE = (
    "9^{9^{9}}", "10^{10^{10}}", "2^{-9^{99}}", r"\sum_{i=1}^{10^{12}} i", r"\sum_{i=1}^{10^{12}}",
    r"\prod_{k=1}^{99999}", r"\sum_{i,j,k,l,m,n=1}^{99} x_{i,j}", r"\frac{1}{0}", r"\log 0", r"\sqrt{-1}", "0^{-1}",
    "0^0", r"\infty", "1e999", "1e-999", "9" * 400, "0." + "3" * 400, "x_{999999999999}", "x_{-1,-1}", "x_{1.5,2}",
    "y_{1,1,1,1,1,1,1,1,1}", "1!" * 9, r"\exp(9999)", r"\begin{bmatrix}", r"\end{bmatrix}",
    r"\begin{bmatrix} 1 & 2 \\ 3 \end{bmatrix}", r"\begin{bmatrix}\end{bmatrix}",
    r"\begin{bmatrix}" + "&".join(["1"] * 2000) + r"\end{bmatrix}", "[" * 40 + "1" + "]" * 40,
    "(" * 60 + "x" + ")" * 60, "{" * 99, "}" * 9, r"\frac{" * 30, r"\left(", r"\right)", r"\sqrt" * 50, "_" * 9,
    "^" * 9, "'" * 50, "-" * 300, "+=", "=", "==", ":=", r"\leftarrow", "\\", "\\\\", "&", "%", "$", "$$", "```",
    "<!--", "-->", "\x00", "\x1b[2J", "\u202e", "\u2028", "𝒙", "∑", "∂", "½", "٣", "x²", "é", "🙂", r"\partial",
    r"\frac{\partial E}{\partial", r"\nabla", r"\delta", r"\hat{}", r"\cdots", r"\vdots", r"\input{/etc/passwd}",
    r"\def\x{y}", r"\href{a}{b}", '__import__("os").system("true")', "lambda: 0", r"\max", r"\max_{i}",
    r"\begin{cases} 1 & x > 0 \\ 0", r"\text{for}", r"\odot", r"\star", "^T", r"\in \mathbb{R}^{10^9 \times 10^9}",
    r"A^{99 \times 99999999}", r"\begin{align}", r"\end{align}", r"\underbrace{x}_{", r"1_{x > 0}", "x_{i+1_{j}}",
    r"\sum_{i<j}", r"\sum_{i=5}^{1} i", ", ", ";", "\n\n", " " * 500, r"\to", r"\approx", r"\neq", "<", r"\leq",
    "f'", "f''(x)", r"\mathrm{flip}(w)", r"\mathrm{conv}(x, w)",
)


@dataclass
class Outcome:
    """What came of the inputs."""

    first: int = 0
    count: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    slowest: float = 0.0
    slow: int = 0

    def fail(self, problem: str) -> None:
        """Kept, and told at once."""
        self.failures.append(problem)
        self.tell(problem)

    def tell(self, what: str) -> None:
        """Something about the last input, with its number."""
        print(f"input {self.first + self.count - 1}: {what}", file=sys.stderr, flush=True)

    def run(self, text: str, action: Callable[[str], object], limit: float) -> None:
        """One input through one door."""
        start = time.process_time()
        self.count += 1
        try:
            report = action(text)
            for judged in getattr(report, "judged", ()):
                self.verdicts[judged.verdict.verdict] += 1
                if FAILED in judged.verdict.evidence:
                    self.fail(f"{judged.verdict.evidence}: {judged.claim.latex[-300:]!r}")
        except SymcnnError as problem:
            self.errors[type(problem).__name__] += 1
        except Exception as problem:
            frame = problem.__traceback__
            while frame is not None and frame.tb_next is not None:
                frame = frame.tb_next
            where = f"{Path(frame.tb_frame.f_code.co_filename).name}:{frame.tb_lineno}" if frame else ""
            self.fail(f"{type(problem).__name__} {str(problem)[:100]} at {where}: {text[-300:]!r}")
        spent = time.process_time() - start
        self.slowest = max(self.slowest, spent)
        if spent > limit:
            self.slow += 1
            self.tell(f"{spent:.1f} s")


def seeds() -> list[str]:
    """The mathematics of all worksheets, piece by piece."""
    found: list[str] = []
    for path in sorted([*(ROOT / "symcnn/examples").glob("*.md"), *(ROOT / "tests/sheets").glob("*.md")]):
        found += [i.source for i in read_document(path.read_text(encoding="utf-8")) if isinstance(i, Mathematics)]
    return found


def pieces(text: str) -> list[str]:
    """A formula cut where its signs end."""
    found, word = [], ""
    for character in text:
        if word and not ((word[0] == "\\" and character.isalpha()) or (word[-1].isdigit() and character.isdigit())):
            found.append(word)
            word = ""
        word += character
    return [*found, word] if word else found


def mutated(text: str, others: list[str], chance: random.Random) -> str:
    """A formula with a few of its signs lost, doubled, exchanged, or replaced by hostile ones."""
    parts = pieces(text) or ["x"]
    for _ in range(chance.randint(1, 5)):
        place, other = chance.randrange(len(parts)), chance.randrange(len(parts))
        match chance.randrange(7):
            case 0:
                parts[place:place + chance.randint(1, 4)] = []
            case 1:
                parts[place:place] = parts[other:other + chance.randint(1, 8)]
            case 2:
                parts[place], parts[other] = parts[other], parts[place]
            case 3 | 4:
                parts[place] = chance.choice(HOSTILE)
            case 5:
                parts[place:place] = [chance.choice(HOSTILE)]
            case 6:
                stranger = pieces(chance.choice(others))
                start = chance.randrange(len(stranger) or 1)
                parts[place:place + 3] = stranger[start:start + chance.randint(1, 12)]
        parts = parts or ["x"]
    return "".join(parts)


def formulas(count: int, seed: int) -> Iterator[str]:
    """Numbered broken formulas."""
    base = seeds()
    for number in range(count):
        chance = random.Random(f"formula {seed} {number}")
        yield mutated(chance.choice(base), base, chance)


def sheets(count: int, seed: int) -> Iterator[str]:
    """Numbered broken sheets: whole documents with some of their lines broken."""
    texts = [p.read_text(encoding="utf-8") for p in sorted((ROOT / "tests/sheets").glob("*.md"))]
    base = seeds()
    for number in range(count):
        chance = random.Random(f"sheet {seed} {number}")
        lines = chance.choice(texts).split("\n")
        for _ in range(chance.randint(1, 6)):
            place = chance.randrange(len(lines))
            line = lines[place]
            lines[place] = ("", line + "\n" + line, mutated(line, base, chance) if line else chance.choice(HOSTILE))[
                chance.randrange(3)]
        yield "\n".join(lines)


def main() -> None:
    """Prints what came out; failures to the error stream."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reader", type=int, default=20_000)
    parser.add_argument("--formulas", type=int, default=2_000)
    parser.add_argument("--sheets", type=int, default=50)
    parser.add_argument("--first", type=int, default=0, help="begin with the input of this number")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--minutes", type=float, default=60.0, help="stop after so many minutes of processor time")
    parser.add_argument("--limit", type=float, default=5.0, help="seconds of processor time for one input")
    options = parser.parse_args()
    warnings.simplefilter("error")
    network = Network(NETWORK)
    doors: tuple[tuple[str, Iterator[str], Callable[[str], object]], ...] = (
        ("reader", formulas(options.reader, options.seed + 1), lambda t: read_document(f"$${t}$$")),
        ("formulas", formulas(options.formulas, options.seed), lambda t: check(f"$${t}$$", given=network)),
        ("sheets", sheets(options.sheets, options.seed), check))
    for name, texts, action in doors:
        outcome, start = Outcome(first=options.first), time.process_time()
        rest = islice(texts, options.first, None)
        length = max(0, getattr(options, name) - options.first)
        with click.progressbar(rest, length=length, label=name, file=sys.stderr, update_min_steps=10) as running:
            for text in running:
                outcome.run(text, action, options.limit)
                if time.process_time() - start > 60 * options.minutes:
                    break
        print(f"{name}: {outcome.count} inputs, {len(outcome.failures)} failures, {outcome.slow} slow, "
              f"slowest {outcome.slowest:.2f} s, errors {dict(outcome.errors)}, verdicts {dict(outcome.verdicts)}")


if __name__ == "__main__":
    main()
