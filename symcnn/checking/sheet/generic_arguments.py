r"""Slopes at a letter that stands for the argument in any layer: ``\sigma'(z) = 0.6 \cdot 0.4`` of the one that is meant."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from symcnn.checking.judge.judge import Judge
from symcnn.checking.lines.layer_by_layer import renamed
from symcnn.checking.lines.outcome import Outcome
from symcnn.checking.meaning.document import Reading
from symcnn.errors import SymcnnError
from symcnn.notation.spelling import split
from symcnn.reading.tree import Name, Slope


def in_its_layer(reading: Reading, outcome: Outcome) -> Outcome:
    """The outcome of a line about the slope at a bare letter, for the layer whose values make it right, if one does."""
    judge, head = outcome.judge, outcome.head
    if judge is None or not isinstance(head, Slope) or not isinstance(head.argument, Name) or not any(
            x.verdict == "wrong" for x in outcome.links):
        return outcome
    letter = head.argument.name
    shown = [t.shown for t in reading.names.model.network.forward_system.tensors.values()]
    layers = [name for name in shown if split(name).base == letter != name]
    if letter in shown or letter in set(reading.defined) - set(reading.invented) or len(layers) < 2:
        return outcome
    for layer in layers:
        other = Judge(reading, renamed(judge.head, {letter: layer}), [renamed(t, {letter: layer}) for t in judge.others])
        with suppress(SymcnnError):
            links = other.links()
            if all(x.verdict in ("right", "rounding", "carried") for x in links):
                said = f"{letter} is {layer} here"
                return replace(outcome, links=tuple(replace(x, notes=(*x.notes, said)) for x in links), judge=other)
    return outcome
