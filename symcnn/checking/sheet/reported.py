"""The report on a sheet that was judged."""

from __future__ import annotations

from symcnn.checking.report.report import Report
from symcnn.checking.report.verdict import Context
from symcnn.checking.sheet.sheet import Sheet
from symcnn.printing.latex import latex_tensor
from symcnn.system import System


def report_of(sheet: Sheet, name: str, *notes: str) -> Report:
    """The report on what was judged."""
    network = sheet.known.network
    shown = ", ".join(tensors_shown(network.forward_system)) if network else ""
    return Report(tuple(sheet.judged), Context(shown, notes, sheet.known.choice.said()), name)


def tensors_shown(system: System) -> list[str]:
    """The tensors of a system in LaTeX; of those that share a name, with their letters."""
    found = [latex_tensor(t, system) for t in system.tensors.values()]
    return [f"{name}_{{{','.join(a.letter for a in t.axes)}}}" if found.count(name) > 1 and t.axes else name
            for name, t in zip(found, system.tensors.values(), strict=True)]
