"""Programs: NumPy functions of arrays by name, compiled for the sizes that the arrays have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from symcnn.calculus.adjoint import adjoint_system, gradient_key
from symcnn.display import Legible
from symcnn.equation import Tensor
from symcnn.errors import MeaninglessError, ValueProblem
from symcnn.expression.walk import tensors
from symcnn.lookup import find_tensor
from symcnn.notation.affine import Affine, divide_exactly
from symcnn.notation.letters import Letter, size
from symcnn.numeric.entrance import Enter, entrance
from symcnn.numeric.program import Program as Lowered
from symcnn.numeric.program import compile_system
from symcnn.numeric.sizes import completed, wanted
from symcnn.printing.text import text_equation
from symcnn.system import System

# a call of one more shape is looked at anew each time
MOST_ENTRANCES = 8


@dataclass(frozen=True)
class Program(Legible):
    """A function of arrays by name that returns arrays by key; what it computes is said by ``outputs``.

    Arrays have the shapes of the tensors, leaves and, in a fragment, the upstream gradients by their keys. Sizes that are
    letters are read from the shapes, or given as numbers beside the arrays. Results have the ``dtype``; unless ``fresh``
    they may be overwritten by the next call. Comments name tensors as ``shown`` does, the system itself if None.
    Raises ``ValueProblem`` naming what is missing, unknown or misshapen.
    """

    system: System
    outputs: tuple[str, ...]
    sizes: Mapping[Letter, int] = field(default_factory=dict)
    dtype: str = "float64"
    fresh: bool = True
    shown: System | None = field(default=None, compare=False, repr=False)
    _lowered: dict[tuple[Any, ...], Lowered] = field(default_factory=dict, compare=False, repr=False)
    _entrances: list[Enter] = field(default_factory=list, compare=False, repr=False)

    def __call__(self, values: Mapping[str, Any]) -> dict[str, Any]:
        try:
            # a loop over what is one function nearly always would take 40 ns
            results = self._entrances[0](values)
        except (IndexError, KeyError):
            results = None
        return self._by_names(values) if results is None else results

    def _by_names(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The results for values that the first way in does not fit: by another one, or by looking everything up."""
        for enter in self._entrances[1:]:
            try:
                results = enter(values)
            except KeyError:
                continue
            if results is not None:
                return results
        arrays, numbers = self.sorted(values)
        sizes = infer_sizes(self.system, arrays, {**self.sizes, **numbers})
        needed = {k: arrays[k] for k in self.inputs}
        program = self.lowered(sizes, tuple(sorted(needed)))
        found = program(needed)
        if not numbers and len(self._entrances) < MOST_ENTRANCES:
            self._entrances.append(self._entrance(values, sizes, program))
        return found

    def _entrance(self, values: Mapping[str, Any], sizes: Mapping[Letter, int], program: Lowered) -> Enter:
        """The way in for values of these names and sizes, so that the next call need not look anything up."""
        keys = {name: find_tensor(name, self.system) for name in values}
        named = {key: name for name, key in keys.items()}
        first = [named[key] for key in program.inputs]
        names = (*first, *(n for n in values if n not in first))
        shapes = {n: tuple(a.extent.value(sizes) for a in self.system.tensors[k].axes) for n, k in keys.items()}
        return entrance(names, shapes, program)

    def value_and_grad(self, values: Mapping[str, Any]) -> tuple[float, dict[str, Any]]:
        """The loss, and the gradients by the keys of the tensors they are by, each of that tensor's shape.

        Raises ``MeaninglessError`` where the program gives no loss, as that of a fragment, or none of its gradients.

        >>> import symcnn as sc
        >>> program = sc.Network("w: 2; E = squared_error(w, t)/2").compile(["w"])
        >>> loss, gradients = program.value_and_grad({"w": [3, 4], "t": [0, 0]})
        >>> loss, gradients["w"].tolist()
        (12.5, [3.0, 4.0])
        """
        loss, gradients = self._of_loss()
        results = self(values)
        return results[loss], {by: results[key] for key, by in gradients.items()}

    def step(self, values: Mapping[str, Any], rate: float) -> tuple[float, dict[str, Any]]:
        """One step of gradient descent: the loss before it, and the values after it.

        Tensors whose gradients the program gives are moved by ``-rate`` times the gradient, in arrays of their own; the
        rest are handed on as they are. Raises as `value_and_grad` does.

        >>> import symcnn as sc
        >>> program = sc.Network("w: 2; E = squared_error(w, t)/2").compile(["w"])
        >>> loss, values = program.step({"w": [3, 4], "t": [0, 0]}, rate=0.5)
        >>> loss, values["w"].tolist(), values["t"]
        (12.5, [1.5, 2.0], [0, 0])
        """
        loss, gradients = self.value_and_grad(values)
        moved = dict(values)
        for name, value in values.items():
            key = None if name in self._size_names else find_tensor(name, self.system)
            if key in gradients:
                old = np.asarray(value, dtype=self.dtype)
                moved[name] = old - np.asarray(rate, dtype=self.dtype) * gradients[key]
        return loss, moved

    def _of_loss(self) -> tuple[str, dict[str, str]]:
        """The key of the loss, and by the keys of its gradients the tensors they are by."""
        loss = next((k for k in self.outputs if self.system.tensors[k].role == "loss"), None)
        if loss is None:
            raise MeaninglessError("the program gives no loss: compile a network that ends in one")
        parts = {k: self.system.tensors[k].partial for k in self.outputs}
        gradients = {k: part[1] for k, part in parts.items() if part is not None and part[0] == loss}
        if not gradients:
            raise MeaninglessError(f"the program gives no gradient of {loss}: name some in compile(wrt=...)")
        return loss, gradients

    @property
    def _size_names(self) -> frozenset[str]:
        """The names of size letters that no tensor has."""
        letters = {v.name for v in wanted(self.system, self.system.equations)}
        return frozenset(letters - self.system.tensors.keys())

    @property
    def inputs(self) -> tuple[str, ...]:
        """The keys of the arrays that are needed."""
        return needed_leaves(self.system, self.outputs)

    @property
    def source(self) -> str:
        """The generated NumPy source; raises ``ValueProblem`` while sizes are letters without a number."""
        return self.lowered(infer_sizes(self.system, {}, self.sizes), self.inputs).source

    def lowered(self, sizes: Mapping[Letter, int], inputs: tuple[str, ...]) -> Lowered:
        """The program for these sizes, compiled once."""
        key = (tuple(sorted(sizes.items())), inputs)
        if key not in self._lowered:
            self._lowered[key] = compile_system(self.system, sizes, self.outputs, inputs, self.dtype, self.fresh,
                                                remark=lambda e: text_equation(e, self.shown or self.system))
        return self._lowered[key]

    def sorted(self, values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[Letter, int]]:
        """The arrays of leaves by key, those not needed too for their shapes, and numbers for size letters."""
        letters = {v.name: v for v in wanted(self.system, self.system.equations)}
        letters |= {k.name: k for pair in self.system.halves.items() for k in pair}
        arrays: dict[str, Any] = {}
        numbers: dict[Letter, int] = {}
        for name, value in values.items():
            if name in letters and name not in self.system.tensors and isinstance(value, int | np.integer):
                numbers[letters[name]] = int(value)
                continue
            key = find_tensor(name, self.system)
            if key in self.system.leaves:
                arrays[key] = value
        missing = [k for k in self.inputs if k not in arrays]
        if missing:
            raise ValueProblem(f"{missing[0]} has no values: give an array of shape {self._shape(missing[0])}")
        return arrays, numbers

    def _shape(self, key: str) -> str:
        from_letters = [a.extent.number for a in self.system.tensors[key].axes]
        return "(" + ", ".join("?" if n is None else str(n) for n in from_letters) + ")"


def needed_leaves(system: System, outputs: Iterable[str]) -> tuple[str, ...]:
    """The leaves that some tensors depend on, in the order of the system."""
    found = set(outputs)
    for equation in reversed(system.equations):
        if equation.tensor in found:
            found |= tensors(equation.right)
    return tuple(k for k in system.leaves if k in found)


def infer_sizes(system: System, arrays: Mapping[str, Any], known: Mapping[Letter, int]) -> dict[Letter, int]:
    """Numbers for the size letters, from the shapes of arrays; raises ``ValueProblem`` where shapes disagree."""
    sizes = completed(system, known)
    waiting = [(key, axis, n) for key, value in arrays.items()
               for axis, n in _axes(system.tensors[key], value)]
    while True:
        solved = [(letter, n, key) for key, extent, length in waiting for letter, n in _solve(extent, length, sizes)]
        fresh = [(letter, n, key) for letter, n, key in solved if letter not in sizes]
        if not fresh:
            break
        letter, n, key = fresh[0]
        if n < 0:
            raise ValueProblem(f"{key} is too small: it makes the size {letter.name} {n}")
        sizes[letter] = n
        sizes = completed(system, sizes)
    for key, extent, length in waiting:
        if extent.letters <= sizes.keys() and extent.value(sizes) != length:
            raise ValueProblem(f"{key} has {length} entries along an axis where {extent.value(sizes)} belong")
    return sizes


def _axes(tensor: Tensor, value: Any) -> list[tuple[Affine, int]]:
    shape = np.shape(value)
    if len(shape) != len(tensor.axes):
        raise ValueProblem(f"{tensor.key} was given with {len(shape)} axes: it has {len(tensor.axes)}")
    return [(a.extent, n) for a, n in zip(tensor.axes, shape, strict=True)]


def _solve(extent: Affine, length: int, sizes: Mapping[Letter, int]) -> list[tuple[Letter, int]]:
    """The one unknown letter of an extent, where the extent is linear in it and the division comes out."""
    unknown = [v for v in extent.letters if v not in sizes]
    if len(unknown) != 1 or extent.floors():
        return []
    (letter,) = unknown
    known = extent.substitute({v: Affine({(): n}) for v, n in sizes.items()})
    slope, rest = known.coefficient(letter), known.without(letter)
    part = divide_exactly(length - rest, slope) if slope.number else None
    return [(letter, part.number)] if part is not None and part.number is not None else []


def compile_program(system: System, loss: str, wrt: Sequence[str], outputs: Iterable[str],
                    sizes: Mapping[str, int], dtype: str = "float64", fresh: bool = True) -> Program:
    """The program for some tensors of a system and the gradients of a loss by others."""
    whole = adjoint_system(system, loss, tuple(wrt)) if wrt else system
    keys = dict.fromkeys((*outputs, *(gradient_key(loss, k) for k in wrt)))
    return Program(whole, tuple(keys), {size(n): v for n, v in sizes.items()}, dtype, fresh)


def floats(digits: Any) -> np.ndarray:
    """Numbers with their digits as written, as an array of floats."""
    return np.array(_floats(digits))


def _floats(digits: Any) -> Any:
    if not isinstance(digits, str):
        return [_floats(d) for d in digits]
    above, _, below = digits.partition("/")
    return float(above) / float(below or 1)
