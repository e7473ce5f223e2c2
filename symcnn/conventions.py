"""The conventions a network's results rest on, each said in a sentence where it mattered."""

from __future__ import annotations

from symcnn.expression.nodes import Apply, Greatest, Maximum, Node
from symcnn.expression.walk import descend
from symcnn.system import System

TIES = {
    "first": "a maximum passes its gradient to the first of equal values, in row-major order",
    "all": "a maximum passes its gradient to every one of equal values",
    "split": "a maximum shares its gradient evenly among equal values",
}
KINKS = {"relu": "ReLU has slope 0 at 0", "leakyrelu": "leaky ReLU has its left slope at 0", "abs": "|x| has slope 0 at 0"}


def conventions(system: System) -> tuple[str, ...]:
    """The sentences, in a fixed order."""
    nodes: list[Node] = [n for e in system.equations for n in descend(e.right)]
    said = [f"Indices start at {system.origin}."]
    ties = sorted({n.tie for n in nodes if isinstance(n, Maximum | Greatest)})
    said += [f"Convention: {TIES[t]}." for t in ties]
    functions = {n.function for n in nodes if isinstance(n, Apply)}
    said += [f"Convention: {sentence}." for name, sentence in KINKS.items() if name in functions]
    for half, odd in sorted(system.halves.items()):
        said.append(f"Here {half.name} = ({odd.name}-1)/2.")
    return tuple(said)
