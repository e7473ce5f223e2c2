"""Right formulas of the worksheets with one sign, letter, number or transpose changed: how many are still found right.

Run as ``python benchmarks/lookalikes.py [--sheets N] [--lines N] [--seed S]``. Not every change makes a line wrong (a letter
that a sum binds, a sign before nought, a transpose that the layout of a page leaves free), so that what is still right is
printed to be looked at: the share is the most that can be wrong with the verdict "right".
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from symcnn.checking.check import check
from symcnn.checking.report.verdict import Judged
from symcnn.errors import SymcnnError

SHEETS = Path(__file__).parents[1] / "tests/sheets"
LETTER = re.compile(r"(?<=[_{,(+\- ])[a-z](?=[},)+\- ])")
SIGN = re.compile(r"(?<![\^_{=(&])\s([+-])\s")
TRANSPOSE = re.compile(r"\^\{?\\top\}?|\^T|\^\{T\}")
NUMBER = re.compile(r"(?<![\w.\\{_^])[2-9](?![\w.}])")
COMPLEMENT = re.compile(r"\(1 ?- ?")
# numbers worked out, which rounding may cover
DECIMAL = re.compile(r"\d\.\d")


@dataclass(frozen=True)
class Change:
    """What is put in place of a piece of a line."""

    kind: str
    start: int
    end: int
    new: str

    def made(self, line: str) -> str:
        """The line changed."""
        return line[:self.start] + self.new + line[self.end:]

    def shown(self, line: str) -> str:
        """What becomes what."""
        return f"{line[self.start:self.end].strip()!r} -> {self.new!r}"


def changes(line: str, chance: random.Random) -> Iterator[Change]:
    """The changes of a line behind its first equal sign."""
    begin = line.find("=") + 1
    letters = sorted(set(LETTER.findall(line)))
    for match in LETTER.finditer(line, begin):
        others = [other for other in letters if other != match[0]]
        if others:
            yield Change("letter", *match.span(), chance.choice(others))
    for match in SIGN.finditer(line, begin):
        yield Change("sign", *match.span(1), "-" if match[1] == "+" else "+")
    for match in TRANSPOSE.finditer(line, begin):
        yield Change("transpose", *match.span(), "")
    for match in NUMBER.finditer(line, begin):
        yield Change("number", *match.span(), str(int(match[0]) + 1))
    for match in COMPLEMENT.finditer(line, begin):
        yield Change("1 -", *match.span(), "(")


def verdict(before: list[Judged], after: list[Judged]) -> str:
    """What became of a line: right only where every side of it is as right as it was."""
    found = [j.verdict.verdict for j in after]
    if len(found) < len(before) or not found:
        return "lost"
    return next((v for v in ("wrong", "slip", "suspect", "carried", "undecided", "unreadable", "given") if v in found), "right")


def lines_of(report: list[Judged], text: str) -> dict[tuple[int, str], list[Judged]]:
    """The claims by the formulas that they stand in, those whose sides are all right and hold no decimals."""
    found: dict[tuple[int, str], list[Judged]] = {}
    for judged in report:
        found.setdefault((judged.claim.line, judged.claim.latex), []).append(judged)
    return {key: group for key, group in found.items() if "=" in key[1] and text.count(key[1]) == 1
            and not DECIMAL.search(key[1]) and all(j.verdict.verdict == "right" for j in group)}


def main() -> None:
    """Prints the counts, and every changed line that is still right."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sheets", type=int, default=10_000)
    parser.add_argument("--lines", type=int, default=3, help="changed lines of a sheet")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    paths = sorted(SHEETS.glob("*.md"))
    chance.shuffle(paths)
    counts: Counter[tuple[str, str]] = Counter()
    with click.progressbar(paths[:options.sheets], label="sheets", file=sys.stderr) as running:
        for path in running:
            text = path.read_text(encoding="utf-8")
            known = lines_of(check(text).judged, text)
            for number, line in chance.sample(sorted(known), min(options.lines, len(known))):
                possible = list(changes(line, chance))
                if not possible:
                    continue
                change = chance.choice(possible)
                changed = change.made(line)
                try:
                    judged = [j for j in check(text.replace(line, changed)).judged if j.claim.latex in changed
                              and j.claim.line == number]
                except SymcnnError:
                    judged = []
                found = verdict(known[number, line], judged)
                counts[change.kind, found] += 1
                if found == "right":
                    said = ", ".join(dict.fromkeys(c for j in judged for c in j.verdict.conventions))
                    print(f"{path.name} {number}: {change.kind} {change.shown(line)} [{said}]")
                    print(f"    {line}\n    {changed}", flush=True)
    total = sum(counts.values())
    for kind in sorted({k for k, _ in counts}):
        print(f"{kind}: " + ", ".join(f"{n} {v}" for (k, v), n in sorted(counts.items()) if k == kind))
    right = sum(n for (_, v), n in counts.items() if v == "right")
    print(f"{total} lines changed, {right} still right ({right / max(1, total):.1%})")


if __name__ == "__main__":
    main()
