"""How the checker fares on hand-worked sheets: correct ones, and the same with one mistake of the catalogue.

Run as ``python benchmarks/mutation.py [--sheets N] [--seed S] [--failures FILE]``. The sheets are worked out in NumPy
alone by authors of eight rounding habits, three of them unknown to the checker; a mistake counts as exposed where it
changes a digit that is written. Where
none of n was seen, the share is below 3/n with 95 % confidence.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from hand_sheets import Case, make_case

from symcnn.checking.check import check
from symcnn.checking.report.report import Report

BAD = ("wrong", "slip")
EVERY = 50


@dataclass
class Tally:
    """What was seen so far."""

    clean: int = 0
    false_wrong: int = 0
    unjudged: int = 0
    exposed: int = 0
    caught: int = 0
    suspected: int = 0
    named: int = 0
    listed: int = 0
    blaming: int = 0
    earlier: int = 0
    crashed: int = 0
    by_mistake: Counter[tuple[str, str]] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    def clean_sheet(self, seed: int, case: Case, report: Report) -> None:
        """A correct sheet and its report."""
        self.clean += 1
        bad = [j for j in report.judged if j.verdict.verdict in (*BAD, "carried")]
        opened = [j for j in report.judged if j.verdict.verdict in ("undecided", "unreadable", "suspect")]
        self.false_wrong += any(j.verdict.verdict in BAD for j in bad)
        self.unjudged += bool(opened)
        for j in bad[:2] + opened[:2]:
            self.notes.append(f"{seed} clean {case.author.habit}: {j.claim.id} {j.verdict.verdict} {j.claim.latex[:90]}"
                              f" | {j.verdict.expected[:80]} {j.verdict.evidence[:80]}")

    def mistaken_sheet(self, seed: int, case: Case, report: Report) -> None:
        """A sheet with a mistake and its report."""
        self.exposed += 1
        at = [j for j in report.judged if base(j.claim.id) in case.changed and j.verdict.verdict in BAD]
        other = [j for j in report.judged if not j.claim.id.startswith(case.line + "-") and j.verdict.verdict in BAD]
        doubtful = [j for j in report.judged if base(j.claim.id) in case.changed and j.verdict.verdict == "suspect"]
        self.caught += bool(at)
        self.suspected += bool(doubtful) and not at
        first = next((c.tag for j in at for c in j.verdict.causes[:1] if c.tag in case.tags), None)
        self.named += first is not None
        self.listed += any(c.tag in case.tags for j in at for c in j.verdict.causes)
        places = [base(j.claim.id) for j in report.judged]
        start = min(places.index(n) for n in case.changed)
        late = [j for j in other if places.index(base(j.claim.id)) > start]
        self.blaming += bool(late)
        self.earlier += len(other) > len(late)
        outcome = "named" if first else "caught" if at else "suspected" if doubtful else "missed"
        self.by_mistake[case.mistake, outcome] += 1
        where = f"{seed} {case.author.habit} {case.mistake} at {case.line}"
        if not first:
            said = [c.tag for j in at for c in j.verdict.causes]
            what = [(j.claim.id, j.verdict.verdict) for j in report.judged if base(j.claim.id) in case.changed]
            self.notes.append(f"{where}: {outcome}, said {said}, wanted {sorted(case.tags)} {what[:3]}")
        for j in late[:2]:
            self.notes.append(f"{where}: blamed {j.claim.id} {j.claim.latex[:80]} | {j.verdict.expected[:80]}"
                              f" {[c.tag for c in j.verdict.causes]}")

    def lines(self) -> list[str]:
        """The figures, each with its n."""
        return [f"correct sheets with a false wrong: {share(self.false_wrong, self.clean)}",
                f"correct sheets with a line unjudged: {share(self.unjudged, self.clean)}",
                f"exposed mistakes caught at their line: {share(self.caught, self.exposed)}",
                f"exposed mistakes caught or pointed at as suspect: {share(self.caught + self.suspected, self.exposed)}",
                f"right cause first: {share(self.named, self.exposed)}",
                f"right cause among three: {share(self.listed, self.exposed)}",
                f"sheets with a later line falsely blamed: {share(self.blaming, self.exposed)}",
                f"sheets with an earlier line falsely blamed: {share(self.earlier, self.exposed)}",
                f"sheets on which the checker failed: {share(self.crashed, self.clean + self.exposed)}"]


def base(ident: str) -> str:
    """The id of a claim without the number of a link of its chain."""
    return ident.split(".")[0]


def share(found: int, total: int) -> str:
    """A count with its share, or the bound where none was seen."""
    if not total:
        return "0 of 0"
    return f"{found} of {total} ({100 * found / total:.2f} %)" + ("" if found else f", below {300 / total:.2f} %")


def run(first: int, count: int, progress: bool = True) -> Tally:
    """The sheets of some seeds, one after the other."""
    tally, start = Tally(), time.process_time()
    for seed in range(first, first + count):
        case = make_case(seed)
        for text, record in ((case.right, tally.clean_sheet), (case.wrong if case.exposed else "", tally.mistaken_sheet)):
            if text:
                try:
                    record(seed, case, check(text))
                except Exception as problem:
                    tally.crashed += 1
                    tally.notes.append(f"{seed} failed: {type(problem).__name__} {problem}")
        if progress and (seed - first + 1) % EVERY == 0:
            spent = time.process_time() - start
            print(f"{seed - first + 1} sheets, {spent / (seed - first + 1):.2f} s each", file=sys.stderr, flush=True)
    return tally


def main() -> None:
    """Prints the figures; failures line by line go to a file or to the error stream."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sheets", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--failures", type=Path)
    parser.add_argument("--show", type=int, help="print the sheets of one seed and stop")
    options = parser.parse_args()
    if options.show is not None:
        case = make_case(options.show)
        print(case.right, "=" * 20, case.line, case.mistake, case.author, case.wrong, sep="\n")
        return
    tally = run(options.seed, options.sheets)
    print("\n".join(tally.lines()))
    for mistake in sorted({m for m, _ in tally.by_mistake}):
        found = {o: tally.by_mistake[mistake, o] for o in ("named", "caught", "suspected", "missed")}
        print(f"  {mistake:24} {found['named']:4} named {found['caught']:4} caught only "
              f"{found['suspected']:4} suspected {found['missed']:4} missed")
    if options.failures:
        options.failures.write_text("\n".join(tally.notes) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
