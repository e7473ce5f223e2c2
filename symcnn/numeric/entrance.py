"""The way into a program for values that fit as they are: a look at each array's class, type and shape, and no more."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from symcnn.numeric.program import Program

Enter = Callable[[Mapping[str, Any]], dict[str, Any] | None]
Shapes = Mapping[str, tuple[int, ...]]
BODY = """
    try:
        function = idle.pop()
    except IndexError:
        function = another()
    try:
        {results} = function({arguments})
    except unsound as error:
        return again(({arguments}), error)
    finally:
        idle.append(function)
    return {{{pairs}}}
"""


def entrance(names: Sequence[str], shapes: Shapes, program: Program) -> Enter:
    """A function from values by name to the program's results; None where a value is not just as expected.

    The first names are those of the program's inputs, in order; the rest are only looked at. The function raises
    ``KeyError`` for a name that is missing. Scalars may be Python's or NumPy's numbers.

    >>> from symcnn import Network
    >>> program = Network("w: 2; b: scalar; E = sum_{i=1}^{2} w_i + b").compile(["w"]).lowered({}, ("w", "b"))
    >>> enter = entrance(("w", "b"), {"w": (2,), "b": ()}, program)
    >>> enter({"w": np.ones(2), "b": 0.5})["E"]
    2.5
    >>> enter({"w": np.ones(3), "b": 0.5}) is None
    True
    """
    count = len(program.outputs)
    text = "\n    ".join(["def enter(values):", *_looks(names, shapes)]) + BODY.format(
        arguments="".join(f"a{i}, " for i in range(len(program.inputs))),
        results="".join(f"r{i}, " for i in range(count)) or "()",
        pairs=", ".join(f"'o{i}': r{i}" for i in range(count)))
    kind = np.dtype(program.dtype)
    known = {"array": np.ndarray, "dtype": kind, "float": float, "int": int, "number": kind.type, "len": len,
             "IndexError": IndexError, "__builtins__": {}, **program.parts}
    tree = ast.parse(text)
    keys = {**{f"k{i}": n for i, n in enumerate(names)}, **{f"o{i}": n for i, n in enumerate(program.outputs)}}
    for node in ast.walk(tree):
        # the user's names are put in as values: constants take 10 ns less than variables, and are no part of the text
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = keys[node.value]
    exec(compile(tree, "<symcnn entrance>", "exec"), known)  # noqa: S102 (minted names; the user's stand as values only)
    return known["enter"]  # type: ignore[return-value]


def _looks(names: Sequence[str], shapes: Shapes) -> list[str]:
    """The statements that read the values and leave where one is not as expected."""
    lines = [f"if len(values) != {len(names)}: return None", *(f"a{i} = values['k{i}']" for i in range(len(names)))]
    for place, name in enumerate(names):
        misshapen = _misshapen(f"a{place}", shapes[name])
        strange = f"a{place}.__class__ is not array or a{place}.dtype is not dtype or {misshapen}"
        if not shapes[name]:
            numbers = " and ".join(f"a{place}.__class__ is not {kind}" for kind in ("float", "number", "int"))
            strange = f"{numbers} and ({strange})"
        lines.append(f"if {strange}: return None")
    return lines


def _misshapen(name: str, shape: tuple[int, ...]) -> str:
    """The condition that an array has another shape: to ask for its shape makes a tuple, which takes 35 ns, a length 10."""
    match shape:
        case ():
            return f"{name}.ndim"
        case (count,):
            return f"{name}.ndim != 1 or len({name}) != {count}"
    return f"{name}.shape != {shape}"
