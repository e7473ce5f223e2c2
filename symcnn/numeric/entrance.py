"""The way into a program for values that fit as they are: a look at each array's class, type and shape, and no more."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

Enter = Callable[[Mapping[str, Any]], tuple[Any, ...] | None]
Shapes = Mapping[str, tuple[int, ...]]


def entrance(names: Sequence[str], shapes: Shapes, needed: int, dtype: str) -> Enter:
    """A function from values by name to the first ``needed`` of them in order; None where one is not just as expected.

    It raises ``KeyError`` for a name that is missing. Scalars may be Python's or NumPy's numbers.

    >>> enter = entrance(("w", "b"), {"w": (2,), "b": ()}, 2, "float64")
    >>> enter({"w": np.ones(2), "b": 0.5})
    (array([1., 1.]), 0.5)
    >>> enter({"w": np.ones(3), "b": 0.5}) is None
    True
    """
    places = range(len(names))
    lines = [f"if len(values) != {len(names)}: return None", *(f"a{i} = values[k{i}]" for i in places)]
    for place, name in enumerate(names):
        strange = f"a{place}.__class__ is not array or a{place}.dtype is not dtype or a{place}.shape != {shapes[name]}"
        if not shapes[name]:
            numbers = " and ".join(f"a{place}.__class__ is not {kind}" for kind in ("float", "number", "int"))
            strange = f"{numbers} and ({strange})"
        lines.append(f"if {strange}: return None")
    answer = "".join(f"a{i}, " for i in range(needed))
    text = "\n    ".join(["def enter(values):", *lines, f"return ({answer})"])
    known = {"array": np.ndarray, "dtype": np.dtype(dtype), "float": float, "int": int, "number": np.dtype(dtype).type,
             "len": len, "__builtins__": {}, **{f"k{i}": n for i, n in enumerate(names)}}
    exec(compile(text, "<symcnn entrance>", "exec"), known)  # noqa: S102 (minted names; the user's stand as values only)
    return known["enter"]  # type: ignore[return-value]
