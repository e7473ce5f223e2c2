"""The writer's conventions for a document, and the names and worlds it is read with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from symcnn.checking.binding.class_vectors import is_unit_vector
from symcnn.checking.binding.domains import is_letter
from symcnn.checking.binding.gates import random_worlds
from symcnn.checking.binding.model import model_of
from symcnn.checking.binding.names import Names
from symcnn.checking.binding.world import World
from symcnn.checking.binding.worlds import data_world
from symcnn.checking.meaning.document import Reading
from symcnn.checking.numbers.value import Value, exact
from symcnn.expression.walk import accesses
from symcnn.network import Network
from symcnn.notation.spelling import split
from symcnn.proof import labels

_WORD = re.compile(r"\\?[A-Za-z]+(?:_(?:\{\w+\}|\w+))?")

def reading_of(network: Network, sizes: Mapping[str, int] | None = None, choice: Choice | None = None,
               given: Mapping[str, np.ndarray] | None = None, seeds: Sequence[int] = (), written: str | None = None
               ) -> Reading:
    """The names and worlds of a network, with the sizes and numbers that the sheet gave and the writer's conventions.

    The worlds of ``seeds`` are among them. Of a network that nobody stated, put together as the text ``written``, the sizes
    have only the letters that stand there.
    """
    choice = choice or Choice()
    model = model_of(network, sizes)
    random = random_worlds(model, seeds)
    strides = tuple(sorted({1, *_strides(network)}))
    values = {k: _fitted(v, model.shape(k)) if k in model.system.tensors else v for k, v in network.values.items()}
    values |= {k: np.reshape(v, model.shape(k)) for k, v in (given or {}).items()
               if np.size(v) == np.prod(model.shape(k), dtype=int)}
    exactly = frozenset(abs(float(n)) for v in values.values() for n in np.ravel(v))
    first = network.system.origin if choice.base is None else choice.base
    spoken = None if written is None else set(_WORD.findall(written))
    names = Names(model, delta_is_error=choice.delta_is_error, layouts=dict(choice.layouts), unwritten=frozenset(
        () if spoken is None else (v.name for v in model.sizes if v.name not in spoken and not is_spoken(v.name, written))))
    # dL/dz = 1 is said of a graph's end, and left out where nothing but ones would be multiplied
    ends = {k: np.asarray(v, float) for k, v in values.items() if k in model.system.tensors
            and model.system.tensors[k].role == "gradient" and np.size(v) == 1}
    random = [w.beside(ends) for w in random] if ends else random
    data = data_world(model, values)
    # the class of a sample is one number, and no letter that runs; the writer may count classes from another first one
    classes = {network.system.tensors[k].shown: k for k in labels(network.system)}
    shift = first - network.system.origin
    counted = {shown: {n: exact(w.leaves[k] + shift) for n, w in enumerate([*random, *([data] if data is not None else [])])}
               for shown, k in classes.items() if shift}
    counted |= classes_of_units(names, random, first)
    return Reading(names, random, data, first, strides, exactly=exactly, given=sizes or {}, upright=choice.upright,
                   fixed={*classes, *counted}, defined=counted)


def classes_of_units(names: Names, worlds: Sequence[World], first: int) -> dict[str, dict[int, Value]]:
    r"""The classes whose unit vectors the network has, ``c`` of ``\\mathbf{e}_c``, as numbers by their world."""
    forward = names.model.network.forward_system
    found = {split(t.shown).subscript: k for k, t in forward.tensors.items() if is_unit_vector(k) and len(t.axes) == 1}
    return {name: {n: exact(float(np.argmax(w.leaves[key])) + first) for n, w in enumerate(worlds)}
            for name, key in found.items() if is_letter(name) and not names.keys(name)}


def is_spoken(name: str, written: str | None) -> bool:
    """Whether a size letter with something above it stands in the text of a network: ``s_1^{l-1}``."""
    return "^" in name and written is not None and name in written


def _fitted(array: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Numbers with the axes of extent one that nobody writes, where these are all that is missing."""
    unwritten = [n for n in np.shape(array) if n != 1] == [n for n in shape if n != 1]
    return np.reshape(array, shape) if unwritten else array


def _strides(network: Network) -> Iterator[int]:
    """The strides that the equations of a network have."""
    for each in network.forward_system.equations:
        for access in accesses(each.right):
            for index in access.indices:
                for _, coefficient in index.terms:
                    if 1 < coefficient <= 8:
                        yield coefficient


@dataclass(frozen=True)
class Choice:
    """The writer's conventions for one document: the index of a first entry, and whether a convolution turns its kernel.

    ``delta_is_error`` says that a delta nobody defined is an error, and no sign of a derivative; ``layouts`` what the
    matrices of windows, kernels and results have rows or columns for. ``entries`` is the index of a first entry in lines
    that name entries by numbers alone, where letters start at another; ``upright`` says that gradients by matrices lie as
    these do.
    """

    base: int | None = None
    flips: bool = False
    delta_is_error: bool = True
    layouts: tuple[tuple[str, str], ...] = ()
    entries: int | None = None
    upright: bool = False

    def said(self) -> dict[str, str]:
        """The conventions that are not the default, in words."""
        found = {} if self.base is None else {"indices": f"start at {self.base}"}
        if self.entries is not None:
            found = {**found, "entries": f"named by numbers start at {self.entries}"}
        return {**found, "convolution": "turns its kernel"} if self.flips else found
