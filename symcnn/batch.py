"""Several documents checked one after the other: a failure in one is a record, the others are judged."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from symcnn.checking.report.harmless import code, printable
from symcnn.checking.report.report import Report
from symcnn.errors import SymcnnError
from symcnn.loading import PREFIX, is_file, network_source
from symcnn.sheets import opened, received
from symcnn.version import __version__

STDIN = "-"
USAGE, BAD_NETWORK, OUR_FAILURE = 2, 3, 70
FAILURES = (OUR_FAILURE, BAD_NETWORK, USAGE)
"""The statuses of what could not be checked; each counts for more than the ones behind it, and than any report's."""


@dataclass(frozen=True)
class Checked:
    """What became of one document: a report, or a status and a problem."""

    name: str
    report: Report | None = None
    status: int = 0
    problem: str = ""


def checked(paths: Sequence[str], given: str | None) -> list[Checked]:
    """The documents judged in order; ``given`` is a network's equations, its file or ``example:NAME``."""
    network = network_source(given) if given is not None and (given.startswith(PREFIX) or is_file(given)) else given
    return [_checked(path, network) for path in paths]


def _checked(path: str, network: str | None) -> Checked:
    try:
        document = received(sys.stdin.buffer) if path == STDIN else opened(path)
    except (SymcnnError, OSError) as problem:
        return Checked(path, None, USAGE, str(problem))
    try:
        report = document.check(network)
        return Checked(path, report, report.exit_status())
    except SymcnnError as problem:
        return Checked(path, None, BAD_NETWORK, str(problem))
    except Exception as problem:  # the outermost door of a batch: a failure of ours must not look like a verdict
        said = f"this is our own failure, please report it: {type(problem).__name__}: {problem}"
        return Checked(path, None, OUR_FAILURE, said)


def status(found: Sequence[Checked]) -> int:
    """The exit status of a batch."""
    statuses = {each.status for each in found}
    return next((s for s in (*FAILURES, 1, 4) if s in statuses), 0)


def problems(found: Sequence[Checked]) -> list[str]:
    """A message for each document that could not be checked."""
    lines = [f"symcnn: {each.name}: {each.problem}" for each in found if each.report is None]
    return ["\n".join(printable(part) for part in line.splitlines()) for line in lines]


def rendered(found: Sequence[Checked], style: str, reveal: str) -> str:
    """The reports as text, Markdown or JSON, each under its name where there are several."""
    if style == "json":
        data = [_data(each, reveal) for each in found]
        return json.dumps(data[0] if len(data) == 1 else {"version": __version__, "reports": data}, indent=2)
    parts = []
    for each in found:
        if each.report is None:
            continue
        if style == "markdown":
            title, body = f"## {code(each.name)}\n\n", each.report.markdown(reveal)
        else:
            title, body = f"{printable(each.name)}\n{'=' * len(printable(each.name))}\n", each.report.text(reveal)
        parts.append((title if len(found) > 1 else "") + body)
    return "\n\n".join(parts)


def _data(each: Checked, reveal: str) -> dict[str, object]:
    if each.report is not None:
        return each.report.data(reveal)
    return {"version": __version__, "name": each.name, "status": each.status, "problem": each.problem}
