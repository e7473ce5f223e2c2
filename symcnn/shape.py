"""A shape that remembers how it came about."""

from __future__ import annotations

from typing import Any

import sympy

from symcnn.document.arithmetic import Arithmetic
from symcnn.document.parts import Digits, Part, row
from symcnn.printing.latex import LATEX


class Shape(tuple):  # type: ignore[type-arg]
    """The extents of a tensor, numbers or SymPy expressions, with ``arithmetic`` such as ``(4-2)/1+1 = 3`` per axis."""

    arithmetic: tuple[str, ...]

    def __new__(cls, extents: tuple[Any, ...], arithmetic: tuple[str, ...] = ()) -> Shape:
        shape = super().__new__(cls, extents)
        shape.arithmetic = arithmetic
        return shape

    def latex(self) -> str:
        """The extents, by their arithmetic where every one has some."""
        if not self:
            return r"\text{scalar}"
        whole = len(self.arithmetic) == len(self)
        shown = [summed(t).shown(LATEX).text for t in self.arithmetic] if whole else [sympy.latex(n) for n in self]
        inner = r",\; ".join(shown)
        return rf"\left({inner}\right)"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        shown = f"$\\displaystyle {self.latex()}$"
        return {"text/plain": repr(self), "text/latex": shown, "text/markdown": shown}


def summed(text: str) -> Part:
    """The arithmetic of an extent, with the number it comes to where there is one."""
    quantity, _, number = text.partition(" = ")
    left = Arithmetic(quantity)
    return row(left, "==", Digits(number)) if number else left
