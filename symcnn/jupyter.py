"""The cell magic ``%%check net``, which judges what a cell says against a network of the notebook.

It needs nothing of IPython but the shell that loads it.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NoReturn

from symcnn.checking.report.report import Report
from symcnn.checking.report.reveal import LEVELS
from symcnn.errors import MeaninglessError, NameUnknown, quoted
from symcnn.network import Network
from symcnn.sheets import Document


def load_ipython_extension(shell: Any) -> None:
    """Called by ``%load_ext symcnn``."""

    def check(line: str, cell: str) -> Report:
        """``%%check [net] [--reveal verdict|place|cause|answer]``: the report on the mathematics in the cell."""
        return check_cell(line, cell, shell.user_ns)

    shell.register_magic_function(check, "cell", "check")


def check_cell(line: str, cell: str, names: Mapping[str, Any]) -> Report:
    """The report on a cell of Markdown or LaTeX; the line names a network, or equations, among the names given."""
    options = _options().parse_args(line.split())
    report = Document(cell, name=options.network or "").check(_network(options.network, names))
    return replace(report, reveal=options.reveal)


def _network(name: str | None, names: Mapping[str, Any]) -> Network | str | None:
    if name is None:
        return None
    if name not in names:
        raise NameUnknown(f"%%check: the notebook has no variable {quoted(name)}: set it to a Network first")
    found = names[name]
    if not isinstance(found, Network | str):
        kind = quoted(type(found).__name__)
        raise MeaninglessError(f"%%check: {quoted(name)} is of type {kind}: give a Network or equations")
    return found


class _Options(argparse.ArgumentParser):
    """Raises instead of ending the process, which is the notebook's kernel."""

    def error(self, message: str) -> NoReturn:
        raise MeaninglessError(f"%%check: {message}: write %%check net, or %%check net --reveal place")


def _options() -> _Options:
    options = _Options(prog="%%check", add_help=False)
    options.add_argument("network", nargs="?")
    options.add_argument("--reveal", choices=LEVELS, default=LEVELS[-1])
    return options
