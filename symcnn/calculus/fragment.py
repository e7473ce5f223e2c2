"""A network that ends in no loss: its upstream gradient is an input, and the loss is what it pairs with."""

from __future__ import annotations

from collections.abc import Iterable

from symcnn.calculus.adjoint import gradient_key
from symcnn.equation import Equation, Tensor
from symcnn.errors import MeaninglessError
from symcnn.expression.build import add, multiply, total
from symcnn.expression.nodes import Access, Range
from symcnn.system import System

LOSS_LETTERS = ("E", "L", "C", "J", "\\mathcal{L}", "\\ell", "loss")


def ends(system: System) -> tuple[str, ...]:
    """The tensors that equations give and none reads."""
    return tuple(e.tensor for e in system.equations if not system.consumers(e.tensor))


def loss_letter(system: System) -> str:
    """The first usual letter of a loss that names nothing in the system."""
    taken = {t.shown for t in system.tensors.values()} | set(system.tensors)
    for letter in LOSS_LETTERS:
        if letter not in taken:
            return letter
    raise MeaninglessError("every usual letter of a loss names a tensor: name the loss with loss=")


def with_upstream(system: System, loss: str, over: Iterable[str] | None = None) -> System:
    """The system with a loss whose gradients by the ends are given: ``loss = sum of dloss/dY * Y`` over the ends Y."""
    known, parts, paired = dict(system.tensors), [], Tensor(loss, loss, (), "loss")
    for key in ends(system) if over is None else over:
        tensor = system.tensors[key]
        upstream = Tensor(gradient_key(loss, key), "", tensor.axes, "gradient", (loss, key), (paired, tensor))
        known[upstream.key] = upstream
        ranges = [Range(v, a.interval.lower, a.interval.upper)
                  for v, a in zip(tensor.letters, tensor.axes, strict=True)]
        indices = tensor.entry(*tensor.letters).indices if tensor.axes else ()
        parts.append(total(ranges, (), multiply(Access(upstream.key, indices), Access(key, indices))))
    known[loss] = paired
    pairing = Equation(Access(loss), add(*parts), known)
    return System(known, (*system.equations, pairing), system.facts, system.origin, system.halves, system.unit_sum,
                  system.ties)
