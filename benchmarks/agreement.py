"""Compares a report with a table marked by hand: ``python benchmarks/agreement.py REPORT.json TABLE.json``.

A row is matched by its id; several claims of one id (``id.1``, ``id.2``) count together. Rows of prose, garbled rows and
rows that are part of another are not scored.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

WANTED = {"root": "wrong", "mixed": "wrong", "carried": "carried"}
HAVE = {"right": "right", "rounding": "right", "carried": "carried", "wrong": "wrong", "slip": "wrong"}
ORDER = ("wrong", "carried")


@dataclass(frozen=True)
class Agreement:
    """How many rows were scored, the ids that disagree, right ones called wrong, and the causes that differ."""

    scored: int
    disagree: tuple[tuple[str, str, str], ...]
    blamed: tuple[str, ...]
    roots: int
    causes: tuple[tuple[str, str, tuple[str, ...]], ...] = field(default=())

    @property
    def named(self) -> int:
        """The mistakes found whose first cause is the one marked."""
        return self.roots - len(self.causes)


def scored(row: Mapping[str, Any]) -> bool:
    """Whether a row counts."""
    return row.get("kind") != "other" and not row.get("part_of") and row.get("verdict") != "garbled"


def wanted(row: Mapping[str, Any]) -> str:
    """What the table says of a row."""
    return "right" if row.get("verdict") == "right" else WANTED.get(str(row.get("role")), "wrong")


def together(claims: Iterable[Mapping[str, Any]]) -> str:
    """What a report says of all claims with one id."""
    verdicts = [str(c["verdict"]) for c in claims]
    judged = [HAVE.get(v, v) for v in verdicts if v != "given"] or verdicts or ["absent"]
    for verdict in ORDER:
        if verdict in judged:
            return verdict
    return next((v for v in judged if v != "right"), "right")


def compare(claims: Iterable[Mapping[str, Any]], rows: Iterable[Mapping[str, Any]]) -> Agreement:
    """A report's claims beside a table's rows."""
    rows = list(rows)
    known = {str(r["id"]) for r in rows}
    found: dict[str, list[Mapping[str, Any]]] = {}
    for claim in claims:
        name = str(claim["id"])
        found.setdefault(name if name in known else name.rpartition(".")[0], []).append(claim)
    disagree, blamed, causes, count, roots = [], [], [], 0, 0
    for row in (r for r in rows if scored(r)):
        name, count = str(row["id"]), count + 1
        want, have = wanted(row), together(found.get(name, ()))
        if want != have:
            disagree.append((name, want, have))
            blamed += [name] if (want, have) == ("right", "wrong") else []
        elif want == "wrong":
            roots += 1
            said = tuple(str(c.get("cause")) for c in found[name] if c["verdict"] in ("wrong", "slip"))
            if row["cause"] not in said:
                causes.append((name, str(row["cause"]), said))
    return Agreement(count, tuple(disagree), tuple(blamed), roots, tuple(causes))


def main(report: str, table: str) -> int:
    """Print the agreement; the exit status is the number of disagreements."""
    claims = json.loads(Path(report).read_text(encoding="utf-8"))["claims"]
    found = compare(claims, json.loads(Path(table).read_text(encoding="utf-8")))
    print(f"{found.scored} scored, {len(found.disagree)} disagree, {len(found.blamed)} right ones called wrong; "
          f"cause named first: {found.named} of {found.roots}")
    for name, want, have in found.disagree:
        print(f"  {name}: marked {want}, judged {have}")
    for name, cause, said in found.causes:
        print(f"  {name}: marked {cause}, named {', '.join(said)}")
    return min(len(found.disagree), 99)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: agreement.py REPORT.json TABLE.json")
    sys.exit(main(sys.argv[1], sys.argv[2]))
