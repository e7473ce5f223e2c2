"""Which tensor or gradient a variable of a notebook is named after: ``W1``, ``dW1``, ``dL_dW1``, ``y_hat``, ``loss``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from symcnn.calculus.adjoint import gradient_key
from symcnn.checking.binding.model import Model
from symcnn.checking.binding.names import Names
from symcnn.errors import SymcnnError
from symcnn.notation.spelling import ACCENTS, split, undressed

_LOSSES = ("L", "E", "C", "J", "loss", "cost")


@dataclass(frozen=True)
class Meaning:
    """The keys a name may stand for; ``sure`` where it is spelled as the network spells it, its case too."""

    keys: tuple[str, ...]
    sure: bool


def meaning(name: str, model: Model) -> Meaning | None:
    """What a variable stands for, or None where nothing is called so."""
    if name.startswith("_"):
        return None
    written = squashed(name)
    for folded in (False, True):
        for gradients in (False, True):
            keys = tuple(dict.fromkeys(key for spelled, key in _words(model, gradients)
                                       if (_fold(spelled) == _fold(written) if folded else spelled == written)))
            if keys:
                return Meaning(keys, not folded)
    if name.lower() in ("loss", "cost") and not model.network.is_fragment:
        return Meaning((model.network.loss,), True)
    return _abbreviated(name, model)


def _abbreviated(name: str, model: Model) -> Meaning | None:
    for shown in model.network.assembled.abbreviations:
        if squashed_name(shown) == squashed(name):
            try:
                return Meaning((Names(model).target(shown).key,), True)
            except SymcnnError:
                return None
    return None


def squashed(name: str) -> str:
    """Letters and digits only.

    >>> squashed("dL_dW1")
    'dLdW1'
    """
    return "".join(c for c in name if c.isalnum())


def squashed_name(shown: str) -> str:
    r"""A name of the network as people type it in code.

    >>> squashed_name(r"W^{(1)}"), squashed_name(r"\hat{y}"), squashed_name(r"\mathbf{x}_1")
    ('W1', 'yhat', 'x1')
    """
    parts = split(shown)
    base = undressed(parts.base)
    for accent in sorted(ACCENTS):
        if base.startswith(f"\\{accent}{{"):
            base = base[len(accent) + 2 : -1] + accent
    return squashed(base) + squashed(parts.subscript) + squashed(parts.superscript)


def _fold(name: str) -> str:
    return name.casefold()


def _words(model: Model, gradients: bool) -> Iterator[tuple[str, str]]:
    """The names by which the tensors go, or their gradients, with their keys."""
    for key, tensor in model.network.forward_system.tensors.items():
        spelled = squashed_name(tensor.shown)
        if not gradients:
            yield spelled, key
            continue
        for loss in model.losses:
            found = gradient_key(loss, key)
            if key != loss and found in model.system.tensors:
                for word in _gradient_words(spelled, squashed_name(model.network.loss)):
                    yield word, found


def _gradient_words(spelled: str, loss: str) -> tuple[str, ...]:
    quotients = (f"d{letter}d{spelled}" for letter in dict.fromkeys((loss, *_LOSSES)))
    return (f"d{spelled}", *quotients, f"grad{spelled}", f"{spelled}grad", f"delta{spelled}", f"g{spelled}")
