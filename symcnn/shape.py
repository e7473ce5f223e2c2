"""A shape that remembers how it came about."""

from __future__ import annotations

from typing import Any


class Shape(tuple):  # type: ignore[type-arg]
    """The extents of a tensor, numbers or SymPy expressions, with ``arithmetic`` such as ``(4-2)/1+1 = 3`` per axis."""

    arithmetic: tuple[str, ...]

    def __new__(cls, extents: tuple[Any, ...], arithmetic: tuple[str, ...] = ()) -> Shape:
        shape = super().__new__(cls, extents)
        shape.arithmetic = arithmetic
        return shape
