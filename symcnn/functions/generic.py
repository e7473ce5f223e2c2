"""A function that nothing names: ``f``, with slopes ``f'``, ``f''`` and so on."""

from __future__ import annotations

from typing import Any

from sympy import Expr
from sympy.core.function import AppliedUndef, UndefinedFunction

from symcnn.errors import NotSupportedYet


class Generic(AppliedUndef):
    """An unknown function applied; its slope is the function with one prime more."""

    def fdiff(self, argindex: int = 1) -> Expr:
        return generic(slope_name(self.func.__name__))(*self.args)

    def _latex(self, printer: Any, exp: str = "") -> str:
        name = self.func.__name__
        power = f"^{{{exp}}}" if exp else ""
        shown = rf"\left({name}\right)" if power and "'" in name else name
        return rf"{shown}{power}\left({', '.join(printer._print(a) for a in self.args)}\right)"


def generic(name: str) -> UndefinedFunction:
    """The unknown function of this name."""
    # the assumption makes it unequal to Function(name), whose cached derivative is a Subs(Derivative(...))
    return UndefinedFunction(name, bases=(Generic,), commutative=True)


def slope_name(name: str) -> str:
    """The name of the derivative of a function that nothing names."""
    return name + "'"


def numpy_form(name: str) -> str:
    """Raises: there is no NumPy for a function that nothing names."""
    raise NotSupportedYet(f"the function {name} has no NumPy form: say what it is, as in {name} = sigmoid")
