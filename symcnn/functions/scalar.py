"""What every scalar function states, one class in one file: name, slope, value, LaTeX and NumPy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Any, ClassVar

from mpmath.libmp import prec_to_dps
from sympy import Expr, Function, Rational, S
from sympy.core.function import ArgumentIndexError

from symcnn.errors import MeaninglessError

Real = float | Fraction


class Scalar(Function):
    """A function of one real number and of parameters that are numbers.

    ``name`` is how it is written in text, ``aliases`` what else is read as it, ``parameters`` the defaults by name, in
    order. ``own`` is SymPy's own class where SymPy has the function: then the constructor gives that. ``shares`` where
    `in_place_sharing` is stated.
    """

    name: ClassVar[str]
    aliases: ClassVar[tuple[str, ...]] = ()
    parameters: ClassVar[Mapping[str, Fraction]] = MappingProxyType({})
    latex: ClassVar[str]
    own: ClassVar[type[Function] | None] = None
    shares: ClassVar[bool] = False

    def __new__(cls, argument: Any, *parameters: Any, **options: Any) -> Expr:
        parameters = cls.completed(parameters)
        if cls.own is not None:
            return cls.own(argument, **options)
        return super().__new__(cls, argument, *parameters, **options)

    @classmethod
    def completed(cls, given: tuple[Any, ...]) -> tuple[Any, ...]:
        """The parameters given, and the defaults of the others; raises ``MeaninglessError`` for too many."""
        if len(given) > len(cls.parameters):
            wanted = ", ".join(cls.parameters) or "none"
            raise MeaninglessError(f"{cls.name} with {len(given)} parameters: give at most {wanted}")
        rest = list(cls.parameters.values())[len(given):]
        return tuple(exact(p) for p in (*given, *rest))

    @classmethod
    def slope(cls, *arguments: Any, **options: Any) -> Expr:
        """The derivative, in terms of the argument u, the value y and the parameters."""
        raise NotImplementedError(cls.name)

    @classmethod
    def keeps_sign(cls, *parameters: Any) -> bool:
        """Whether the slope only asks for the argument's sign and the value is positive exactly where that is."""
        return False

    @classmethod
    def formula(cls, *arguments: Any, **options: Any) -> Expr:
        """The function at an argument, with parameters, in terms of SymPy's own functions and the Iverson bracket."""
        raise NotImplementedError(cls.name)

    @classmethod
    def value(cls, *arguments: Any, **options: Any) -> Real:
        """The value at a number, with parameters; a Fraction stays one where the function is made of straight lines."""
        raise NotImplementedError(cls.name)

    @classmethod
    def numpy(cls, *arguments: Any, **options: Any) -> str:
        """NumPy source for the value, free of overflow; the argument is any expression, parameters are atoms."""
        raise NotImplementedError(cls.name)

    @classmethod
    def in_place(cls, *arguments: Any, **options: Any) -> tuple[str, ...]:
        """Statements of NumPy that write the value at one array into another, which may be the same; then parameters.

        ``number`` gives the source of a number.
        """
        argument, out, *parameters = arguments
        return (f"{out}[...] = {cls.numpy(argument, *parameters)}",)

    @classmethod
    def in_place_sharing(cls, argument: str, out: str, divisor: str, number: Callable[[float], str],
                         clipped: str = "") -> tuple[str, ...]:
        """The same, with ``1/(1 - y)`` left in the array ``divisor``, which a gradient may ask for; y may be rounded to 0.

        ``clipped`` names a variable that says whether overflow is to be kept away; without it y is then no number.
        """
        raise NotImplementedError(cls.name)

    @classmethod
    def for_float(cls, *arguments: Any, **options: Any) -> str:
        """Python source for the value at one number; the argument and the parameters are atoms."""
        raise NotImplementedError(cls.name)

    @classmethod
    def written(cls, argument: str, parameters: tuple[str, ...] = (), exponent: str = "") -> str:
        """LaTeX of the function applied to LaTeX; parameters, if any are to be shown, stand below the name."""
        below = f"_{{{', '.join(parameters)}}}" if parameters else ""
        above = f"^{{{exponent}}}" if exponent else ""
        return rf"{cls.latex}{below}{above}\left({argument}\right)"

    @classmethod
    def eval(cls, u: Expr, *parameters: Expr) -> Expr | None:
        if u is S.NaN:
            return S.NaN
        return cls.at_number(u, *parameters) if u.is_Number else None

    @classmethod
    def at_number(cls, *arguments: Any, **options: Any) -> Expr | None:
        """The exact value at a number, with parameters, where it is a number again, else None."""
        return None

    def fdiff(self, argindex: int = 1) -> Expr:
        if argindex != 1:
            raise ArgumentIndexError(self, argindex)
        return self.slope(self.args[0], self, *self.args[1:])

    def _eval_evalf(self, prec: int) -> Expr:
        digits = prec_to_dps(prec)
        if self.args[0].is_number:
            return self.formula(*self.args).evalf(digits)
        return self.func(*(a.evalf(digits) for a in self.args))

    def _latex(self, printer: Any, exp: str = "") -> str:
        given = self.args[1:]
        shown = () if given == self.completed(()) else tuple(printer._print(p) for p in given)
        return self.written(printer._print(self.args[0]), shown, exp or "")

    def _sympystr(self, printer: Any) -> str:
        given = () if self.args[1:] == self.completed(()) else self.args[1:]
        return f"{self.name}({', '.join(printer._print(a) for a in (self.args[0], *given))})"


def exact(value: Any) -> Any:
    """A Fraction as SymPy's rational; anything else as it is."""
    return Rational(value.numerator, value.denominator) if isinstance(value, Fraction) else value
