"""What became of a hand-written backward pass: which gradients are wrong, where first, on what share, and why."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from symcnn.checking.report.verdict import Cause
from symcnn.display import Worded

VERSION = 1
MARKS = {"right": "✓", "wrong": "✗", "undecided": "?"}


class Line(Worded):
    """What is told in one line."""

    @abstractmethod
    def line(self) -> str:
        """The line."""

    def text(self) -> str:
        return self.line()

    def markdown(self) -> str:
        return _code(self.line())


@dataclass(frozen=True)
class Explained:
    """A cause, and how many of the wrong shapes it explains entry by entry."""

    cause: Cause
    shapes: int


@dataclass(frozen=True)
class Finding(Line):
    """One gradient over all shapes: how many were ``tried`` and ``wrong``, the smallest wrong one, and the causes.

    ``where`` says which shapes are wrong, where a condition tells them apart; ``detail`` what was returned in the
    smallest.
    """

    name: str
    tried: int
    wrong: int
    smallest: Mapping[str, int]
    where: str = ""
    detail: str = ""
    causes: tuple[Explained, ...] = ()
    unit: str = "shape"

    @property
    def verdict(self) -> str:
        if not self.tried:
            return "undecided"
        return "wrong" if self.wrong else "right"

    @property
    def cause(self) -> str | None:
        """The tag of the likeliest cause; None where the gradient is right."""
        return self.causes[0].cause.tag if self.causes else None

    def line(self, same_as: str = "") -> str:
        """``dX wrong in 31 of 84 shapes, smallest H=6 K=3 s=2 p=0: the trailing (H+2p-K) mod s rows are missing``."""
        if self.verdict == "undecided":
            return f"{self.name} never returned"
        if not self.wrong:
            return f"{self.name} right in {_all(self.tried, self.unit)}"
        share = f"{self.name} wrong in {self.wrong} of {_count(self.tried, self.unit)}"
        why = f"for the same reason as {same_as}" if same_as else self.why()
        return f"{share}, smallest {assigned(self.smallest)}: {why}" if self.smallest else f"{share}: {why}"

    def why(self) -> str:
        """The causes in a sentence, and how many of the wrong shapes each explains where it is not all."""
        if len(self.causes) == 1 and self.causes[0].shapes == self.wrong:
            return self.causes[0].cause.message
        said = "; or ".join(self._part(e) for e in self.causes if e.shapes == self.wrong)
        parts = "; ".join(self._part(e) for e in self.causes if e.shapes < self.wrong)
        return "; ".join(p for p in (said and f"could be that {said}", parts) if p)

    def _part(self, explained: Explained) -> str:
        if explained.shapes == self.wrong:
            return explained.cause.message
        could = "" if explained.cause.sure else "could be that "
        return f"in {explained.shapes} of these {could}{explained.cause.message}"

    def to_json(self) -> dict[str, Any]:
        causes = [{"cause": e.cause.tag, "message": e.cause.message, "sure": e.cause.sure, "shapes": e.shapes}
                  for e in self.causes]
        return {"name": self.name, "verdict": self.verdict, "tried": self.tried, "wrong": self.wrong,
                "smallest": dict(self.smallest), "where": self.where, "detail": self.detail, "causes": causes}


@dataclass(frozen=True)
class Failure(Line):
    """An exception that the function raised, in how many shapes, the smallest of them, and what it said."""

    error: str
    message: str
    tried: int
    shapes: int
    smallest: Mapping[str, int]
    where: str = ""
    unit: str = "shape"

    def line(self) -> str:
        said = f": {self.message}" if self.message else ""
        smallest = f", smallest {assigned(self.smallest)}" if self.smallest else ""
        return f"raises {self.error} in {self.shapes} of {_count(self.tried, self.unit)}{smallest}{said}"

    def to_json(self) -> dict[str, Any]:
        return {"error": self.error, "message": self.message, "tried": self.tried, "shapes": self.shapes,
                "smallest": dict(self.smallest), "where": self.where}


@dataclass(frozen=True)
class BackwardReport(Worded):
    """All gradients of a function; true if every one is right in every shape and nothing was raised."""

    function: str
    network: str
    shapes: int
    findings: tuple[Finding, ...]
    failures: tuple[Failure, ...] = ()
    notes: tuple[str, ...] = ()
    unit: str = "shape"

    def __bool__(self) -> bool:
        return not self.failures and all(f.verdict == "right" for f in self.findings)

    def __getitem__(self, name: str) -> Finding:
        """The finding of ``dX``; raises ``KeyError`` with the names there are."""
        for finding in self.findings:
            if finding.name == name:
                return finding
        raise KeyError(f"no gradient is called {name!r}: there are {', '.join(f.name for f in self.findings)}")

    def first_line(self) -> str:
        right = sum(f.verdict == "right" for f in self.findings)
        raised = sum(f.shapes for f in self.failures)
        on = _count(self.shapes, self.unit) + (f", an exception in {raised}" if raised else "")
        return f"{right} of {len(self.findings)} gradients right on {on}: {self.function} for {self.network}"

    def lines(self) -> list[tuple[str, str, tuple[str, ...]]]:
        """For each failure and gradient its mark, what became of it, and what stands below; one reason is said once."""
        found: list[tuple[str, str, tuple[str, ...]]] = [
            (MARKS["wrong"], f.line(), (f.where,)) for f in self.failures]
        reasons: dict[str, str] = {}
        for finding in self.findings:
            known = bool(finding.causes) and finding.cause != "unknown"
            first = reasons.setdefault(finding.why(), finding.name) if known else finding.name
            line = finding.line("" if first == finding.name else first)
            found.append((MARKS[finding.verdict], line, (finding.where, finding.detail)))
        return found

    def text(self) -> str:
        lines = [self.first_line()]
        for mark, line, below in self.lines():
            lines += [f"{mark} {line}", *(f"    {text}" for text in below if text)]
        return "\n".join([*lines, *(f"  {note}" for note in self.notes)])

    def markdown(self) -> str:
        """A list in Markdown; all that comes from outside stands as code."""
        lines = [f"**{_code(self.first_line())}**", ""]
        for mark, line, below in self.lines():
            lines += [f"* {mark} {_code(line)}", *(f"    * {_code(text)}" for text in below if text)]
        return "\n".join([*lines, *(f"* {_code(note)}" for note in self.notes)])

    def to_json(self) -> dict[str, Any]:
        return {"version": VERSION, "function": self.function, "network": self.network, "shapes": self.shapes,
                "unit": self.unit, "right": bool(self), "gradients": [f.to_json() for f in self.findings],
                "failures": [f.to_json() for f in self.failures], "notes": list(self.notes)}


def assigned(sizes: Mapping[str, int]) -> str:
    """``H=6 K=3 s=2``."""
    return " ".join(f"{name}={n}" for name, n in sizes.items())


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}" + ("" if number == 1 else "s")


def _all(number: int, unit: str) -> str:
    return f"the one {unit}" if number == 1 else f"all {number} {unit}s"


def _code(text: str) -> str:
    return "`" + text.replace("`", "'") + "`"
