"""A worked solution as the text of a file, by the name of its format."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from symcnn.derivation import Step
from symcnn.network import Network
from symcnn.solution.solution import Solution
from symcnn.version import __version__

SUFFIXES = {".tex": "tex", ".md": "markdown", ".html": "html", ".htm": "html", ".ipynb": "notebook", ".json": "json"}


def rendered(solution: Solution, form: str) -> str:
    """The solution in one of the `FORMATS`."""
    return FORMATS[form](solution)


def format_of(path: str | None) -> str:
    """The format that a file's name asks for; plain text where it asks for none."""
    return SUFFIXES.get(Path(path).suffix.lower(), "text") if path else "text"


def json_page(solution: Solution) -> str:
    """The page as data: tensors, equations and gradients by the keys that programs use, and the blocks of the page."""
    subject, net = solution.subject, solution.subject.net
    expansions = [net.gradient(name) for name in subject.expansions]
    data = {
        "version": __version__,
        "tensors": [tensor_data(net, key) for key in net.forward_system.tensors],
        "forward": [{"key": e.tensor, "latex": net.forward(e.tensor).latex(), "text": net.forward(e.tensor).text()}
                    for e in net.forward_system.equations],
        "gradients": [{"key": d.key, "latex": d.latex(), "text": d.text(), "steps": [step_data(s) for s in d.steps]}
                      for d in subject.derivations],
        "expansions": [{"key": d.key, "latex": d.expand().latex(), "text": d.expand().text()} for d in expansions],
        "page": solution.data(),
    }
    return json.dumps(data, indent=2, ensure_ascii=False)


def tensor_data(net: Network, key: str) -> dict[str, Any]:
    """One tensor of the network as data."""
    shape = net.shape(key)
    return {"key": key, "role": net.forward_system.tensors[key].role, "shape": [
        n if isinstance(n, int) else str(n) for n in shape], "arithmetic": list(shape.arithmetic)}


def step_data(step: Step) -> dict[str, Any]:
    """One step as data."""
    return {"rule": step.rule, "latex": step.latex(), "text": step.formula.text(), "remarks": list(step.remarks),
            "proved": step.proved}


FORMATS: Mapping[str, Callable[[Solution], str]] = {
    "text": Solution.text,
    "latex": Solution.latex,
    "tex": Solution.tex,
    "markdown": Solution.markdown,
    "html": Solution.html,
    "notebook": lambda solution: json.dumps(solution.notebook(), indent=1, ensure_ascii=False),
    "json": json_page,
}
