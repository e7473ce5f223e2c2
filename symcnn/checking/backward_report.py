"""What became of a hand-written backward pass: which gradients are wrong, where first, on what share, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from symcnn.checking.verdict import Cause

VERSION = 1
MARKS = {"right": "✓", "wrong": "✗", "undecided": "?"}


@dataclass(frozen=True)
class Explained:
    """A cause, and how many of the wrong shapes it explains entry by entry."""

    cause: Cause
    shapes: int


@dataclass(frozen=True)
class Finding:
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

    @property
    def verdict(self) -> str:
        if not self.tried:
            return "undecided"
        return "wrong" if self.wrong else "right"

    @property
    def cause(self) -> str | None:
        """The tag of the likeliest cause; None where the gradient is right."""
        return self.causes[0].cause.tag if self.causes else None

    def line(self) -> str:
        """``dX wrong in 31 of 84 shapes, smallest H=6 K=3 s=2 p=0: the trailing (H+2p-K) mod s rows are missing``."""
        if self.verdict == "undecided":
            return f"{self.name} never returned"
        if not self.wrong:
            return f"{self.name} right in {_all(self.tried)}"
        return f"{self.name} wrong in {self.wrong} of {_count(self.tried)}, smallest {assigned(self.smallest)}: {self._why()}"

    def _why(self) -> str:
        if not self.causes:
            return "unknown cause"
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
class Failure:
    """An exception that the function raised, in how many shapes, the smallest of them, and what it said."""

    error: str
    message: str
    tried: int
    shapes: int
    smallest: Mapping[str, int]
    where: str = ""

    def line(self) -> str:
        said = f": {self.message}" if self.message else ""
        return f"raises {self.error} in {self.shapes} of {_count(self.tried)}, smallest {assigned(self.smallest)}{said}"

    def to_json(self) -> dict[str, Any]:
        return {"error": self.error, "message": self.message, "tried": self.tried, "shapes": self.shapes,
                "smallest": dict(self.smallest), "where": self.where}


@dataclass(frozen=True)
class BackwardReport:
    """All gradients of a function; true if every one is right in every shape and nothing was raised."""

    function: str
    network: str
    shapes: int
    findings: tuple[Finding, ...]
    failures: tuple[Failure, ...] = ()
    notes: tuple[str, ...] = ()

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
        return f"{right} of {len(self.findings)} gradients right on {_count(self.shapes)}: {self.function} for {self.network}"

    def text(self) -> str:
        lines = [self.first_line()]
        for failure in self.failures:
            lines += [f"{MARKS['wrong']} {failure.line()}", *_under(failure.where)]
        for finding in self.findings:
            lines += [f"{MARKS[finding.verdict]} {finding.line()}", *_under(finding.where), *_under(finding.detail)]
        return "\n".join([*lines, *(f"  {note}" for note in self.notes)])

    def markdown(self) -> str:
        """A list in Markdown; all that comes from outside stands as code."""
        lines = [f"**{_code(self.first_line())}**", ""]
        for failure in self.failures:
            lines.append(f"* {MARKS['wrong']} {_code(failure.line())}")
            lines += [f"    * {_code(failure.where)}"] if failure.where else []
        for finding in self.findings:
            lines.append(f"* {MARKS[finding.verdict]} {_code(finding.line())}")
            lines += [f"    * {_code(t)}" for t in (finding.where, finding.detail) if t]
        return "\n".join([*lines, *(f"* {_code(note)}" for note in self.notes)])

    def to_json(self) -> dict[str, Any]:
        return {"version": VERSION, "function": self.function, "network": self.network, "shapes": self.shapes,
                "right": bool(self), "gradients": [f.to_json() for f in self.findings],
                "failures": [f.to_json() for f in self.failures], "notes": list(self.notes)}

    def __str__(self) -> str:
        return self.text()

    def _repr_markdown_(self) -> str:
        return self.markdown()


def assigned(sizes: Mapping[str, int]) -> str:
    """``H=6 K=3 s=2``; the one shape of a network without letters is not named."""
    return " ".join(f"{name}={n}" for name, n in sizes.items()) or "the one there is"


def _count(number: int) -> str:
    return f"{number} shape" + ("" if number == 1 else "s")


def _all(number: int) -> str:
    return "the one shape" if number == 1 else f"all {number} shapes"


def _under(text: str) -> list[str]:
    return [f"    {text}"] if text else []


def _code(text: str) -> str:
    return "`" + text.replace("`", "'") + "`"
