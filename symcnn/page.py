"""What the commands print: a network's shapes, its forward equations, and the derivations of its gradients."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from symcnn.derivation import Derivation, Step
from symcnn.loading import load
from symcnn.network import Network
from symcnn.printing.summary import latex_shapes, shapes
from symcnn.sheets import opened
from symcnn.version import __version__

DEMO = "example:mini_cnn"
BY_HAND = "example:mini_cnn_by_hand"


def page(net: Network, wrt: Sequence[str], entries: Sequence[str], style: str) -> str:
    """Shapes with their arithmetic, forward equations, and the derivations asked for, in one of three styles."""
    names = wrt or (() if entries else net.parameters or net.differentiable)
    derivations = [net.gradient(name) for name in names]
    expansions = [net.gradient(entry) for entry in entries]
    return {"text": text_page, "latex": latex_page, "json": json_page}[style](net, derivations, expansions)


def text_page(net: Network, derivations: Sequence[Derivation], expansions: Sequence[Derivation]) -> str:
    """The page for a terminal."""
    parts = ["Shapes", shapes(net.forward_system, net.arithmetic), "", "Forward"]
    parts += ["    " + net.forward(e.tensor).text() for e in net.forward_system.equations]
    for derivation in derivations:
        parts += ["", f"Gradient {derivation.lhs_text()}"]
        for number, step in enumerate(derivation.steps, start=1):
            parts.append(f"  {number}. {step.rule}")
            parts.append(f"       {step.formula.text()}")
            parts += [f"       - {remark}" for remark in step.remarks]
    for derivation in expansions:
        parts += ["", f"Expanded {derivation.lhs_text()}", "    " + derivation.expand().text()]
    return "\n".join(parts + _conventions(net))


def latex_page(net: Network, derivations: Sequence[Derivation], expansions: Sequence[Derivation]) -> str:
    """The page as a fragment of LaTeX that needs amsmath and amssymb."""
    parts = [latex_shapes(net.forward_system, net.arithmetic), display([net.latex()])]
    parts += [display([step.latex() for step in d.steps]) for d in derivations]
    parts += [display([d.expand().latex()]) for d in expansions]
    return "\n\n".join(parts)


def display(lines: Sequence[str]) -> str:
    """Displayed formulas, one below the other."""
    return "\n".join(f"\\[\n{line}\n\\]" for line in lines)


def json_page(net: Network, derivations: Sequence[Derivation], expansions: Sequence[Derivation]) -> str:
    """The page as data; keys are those that programs use."""
    data = {
        "version": __version__,
        "tensors": [tensor_data(net, key) for key in net.forward_system.tensors],
        "forward": [{"key": e.tensor, "latex": net.forward(e.tensor).latex(), "text": net.forward(e.tensor).text()}
                    for e in net.forward_system.equations],
        "gradients": [{"key": d.key, "latex": d.latex(), "text": d.text(), "steps": [step_data(s) for s in d.steps]}
                      for d in derivations],
        "expansions": [{"key": d.key, "latex": d.expand().latex(), "text": d.expand().text()} for d in expansions],
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


def _conventions(net: Network) -> list[str]:
    """A line for each convention that mattered."""
    said = net.conventions
    return ["", *said] if said else []


def demonstration() -> str:
    """The bundled network derived and compared with central differences at seeded values; a derivation by hand marked."""
    net = load(DEMO)
    random = np.random.default_rng(0)
    values = {k: random.standard_normal([int(n) for n in net.shape(k)]) for k in net.forward_system.leaves}
    check = net.gradient_check(values)
    derived = text_page(net, [net.gradient(k) for k in net.parameters], [])
    return f"{derived}\n\n{check}\n\nA derivation by hand, marked\n{opened(BY_HAND).check().text()}"
