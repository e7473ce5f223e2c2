"""A system and numbers for its sizes, as a NumPy function of arrays by name."""

from __future__ import annotations

import ast
import contextvars
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any

import numpy as np

from symcnn.equation import Equation
from symcnn.errors import NameUnknown, ValueProblem, quoted
from symcnn.expression.walk import tensors
from symcnn.notation.letters import Letter
from symcnn.numeric.binding import define
from symcnn.numeric.sizes import numbers
from symcnn.numeric.table import RULES, Rule
from symcnn.numeric.writing import Choice, write_program
from symcnn.system import System

# NumPy's own methods import their parts through the caller's builtins; the source itself imports nothing
BUILTINS = {"__import__": __import__, **{f.__name__: f for f in (float, int, len, list, max, min, range, tuple, zip)}}
# what Python's numbers raise where arrays hold an infinity or no number
UNSOUND = (ArithmeticError, ValueError)
DTYPES = {"float64": "np.float64", "float32": "np.float32"}


@dataclass(frozen=True)
class Program:
    """A compiled system: call it with a mapping from tensor keys to arrays, or numbers for scalars.

    It answers with a dictionary of the outputs: arrays of the program's own, and floats for scalars. ``source`` is a
    module that stands alone; its function ``program`` takes the inputs in order.
    """

    source: str
    inputs: Mapping[str, tuple[int, ...]]
    outputs: tuple[str, ...]
    dtype: str
    function: Callable[..., Sequence[Any]] = field(compare=False, repr=False)
    in_arrays: Callable[[], Program] | None = field(default=None, compare=False, repr=False)
    _idle: list[Callable[..., Sequence[Any]]] = field(default_factory=list, compare=False, repr=False)

    def __call__(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Raises ``ValueProblem`` for an array that is missing, unknown or of another shape."""
        for key in values:
            if key not in self.inputs:
                known = ", ".join(quoted(k) for k in self.inputs)
                raise ValueProblem(f"the program reads no tensor {quoted(key)}: give values for {known or 'none'}")
        arrays = [self._array(key, shape, values) for key, shape in self.inputs.items()]
        return self.run(arrays)

    def run(self, arrays: Sequence[Any]) -> dict[str, Any]:
        """The outputs for arrays in order, of the right shapes and type.

        The buffers of a function serve one call at a time: a call that comes while another runs gets a function of its
        own. Python's numbers raise where an array holds an infinity: such a call is run again in arrays alone.
        """
        try:
            function = self._idle.pop()
        except IndexError:
            function = self._another()
        try:
            return dict(zip(self.outputs, function(*arrays), strict=True))
        except UNSOUND as error:
            return self._again(arrays, error)
        finally:
            self._idle.append(function)

    @property
    def parts(self) -> dict[str, Any]:
        """What `run` is made of, by name: the functions at rest, how to make one, and what to do where one raises."""
        return {"idle": self._idle, "another": self._another, "unsound": UNSOUND, "again": self._again}

    def _another(self) -> Callable[..., Sequence[Any]]:
        return _quiet(_function(self.source))

    def _again(self, arrays: Sequence[Any], error: Exception) -> dict[str, Any]:
        """The outputs worked out in arrays alone; the error is handed on where they were."""
        if self.in_arrays is None:
            raise error
        shapes = self.inputs.values()
        return self.in_arrays().run([np.asarray(a, dtype=self.dtype).reshape(s)
                                     for a, s in zip(arrays, shapes, strict=True)])

    def _array(self, key: str, shape: tuple[int, ...], values: Mapping[str, Any]) -> np.ndarray:
        if key not in values:
            raise ValueProblem(f"the tensor {quoted(key)} has no values: give an array of shape {shape}")
        try:
            array = np.asarray(values[key])
            if array.dtype.kind not in "biufO":
                raise TypeError(array.dtype)
            array = np.ascontiguousarray(array, dtype=self.dtype).reshape(array.shape)
        except (TypeError, ValueError) as error:
            raise ValueProblem(
                f"the values given for {quoted(key)} are not an array of numbers: give one of shape {shape}") from error
        if array.shape != shape:
            raise ValueProblem(f"the tensor {quoted(key)} was given the shape {array.shape}: give one of shape {shape}")
        return array


def compile_system(system: System, sizes: Mapping[Letter, int], outputs: Iterable[str],
                   inputs: Iterable[str] | None = None, dtype: str = "float64", fresh: bool = True,
                   rules: tuple[Rule, ...] = RULES, remark: Callable[[Equation], str] | None = None) -> Program:
    """A program for the outputs; ``inputs`` are the tensors that are given, leaves or not, all leaves needed if None.

    Only the equations between are run. Raises ``NameUnknown`` for a key that the system does not know, ``ValueProblem``
    for a leaf that is needed and not given, or a size letter without a number. ``remark`` gives the comment of an equation.
    """
    outputs = tuple(outputs)
    given = None if inputs is None else tuple(inputs)
    for key in (*outputs, *(given or ())):
        if key not in system.tensors:
            raise NameUnknown(f"no tensor is named {quoted(key)}: use one of {', '.join(map(quoted, system.tensors))}")
    if dtype not in DTYPES:
        raise ValueProblem(f"a program in {quoted(dtype)} cannot be written: choose float64 or float32")
    equations, leaves = between(system, outputs, given)
    given = leaves if given is None else given
    missing = [key for key in leaves if key not in given]
    if missing:
        raise ValueProblem(f"the outputs need {quoted(missing[0])}, which is not among the inputs: add it")
    known = numbers(system, sizes, equations)
    source = write_program(system, known, equations, given, outputs, DTYPES[dtype], Choice(fresh, rules, remark))
    shapes = {key: tuple(a.extent.value(known) for a in system.tensors[key].axes) for key in given}
    function = _function(source)
    others = tuple(r for r in rules if r.name != "numbers")
    again = cache(lambda: compile_system(system, sizes, outputs, given, dtype, fresh, others, remark))
    return Program(source, shapes, outputs, dtype, function, again if len(others) < len(rules) else None,
                   [_quiet(function)])


def between(system: System, outputs: Sequence[str], given: Sequence[str] | None,
            ) -> tuple[tuple[Equation, ...], tuple[str, ...]]:
    """The equations that lead from what is given to the outputs, in order, and the leaves they need."""
    needed = set(outputs)
    chosen = []
    for equation in reversed(system.equations):
        if equation.tensor in needed and equation.tensor not in (given or ()):
            chosen.append(equation)
            needed |= tensors(equation.right)
    made = {e.tensor for e in chosen}
    leaves = tuple(k for k in system.tensors if k in needed and k not in made)
    return tuple(reversed(chosen)), leaves


def _function(source: str) -> Callable[..., Sequence[Any]]:
    """The function of a source that we wrote: minted names only, and no builtins within its reach."""
    names: dict[str, Any] = {"np": np, "math": math, "__builtins__": BUILTINS}
    tree = ast.parse(source.split("import numpy as np\n", 1)[1])
    *opening, function = tree.body
    with np.errstate(all="ignore"):
        # our own source, which no user text enters
        exec(compile(ast.Module(opening, []), "<symcnn program>", "exec"), names)  # noqa: S102
    define(function, names)
    return names["program"]


def _quiet(function: Callable[..., Sequence[Any]]) -> Callable[..., Sequence[Any]]:
    """The function with overflow and its kin let pass, as infinities that the caller sees.

    NumPy 2 keeps what it says about these in the context, so that a context of the function's own costs 30 ns a call;
    ``errstate`` costs 600.
    """
    if int(np.__version__.split(".")[0]) >= 2:
        own = contextvars.copy_context()
        own.run(np.seterr, all="ignore")
        return partial(own.run, function)

    def run(*arrays: Any) -> Sequence[Any]:
        with np.errstate(all="ignore"):
            return function(*arrays)
    return run
