"""The operator form of an equation, as a value to show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from symcnn.display import Display
from symcnn.equation import Equation
from symcnn.errors import MeaninglessError, quoted
from symcnn.forms import show_entrywise, show_operators
from symcnn.forms.nodes import Form, Slice, Slid
from symcnn.forms.recognise import recognise
from symcnn.forms.show import Setting, printed
from symcnn.forms.signs import LATEX_SIGNS, SIGNS, TEXT_SIGNS, Signs
from symcnn.forms.walk import descend
from symcnn.printing.context import context
from symcnn.printing.style import Style
from symcnn.system import System

RULES = (show_entrywise, show_operators)
CORRELATIONS = {"star": "⋆", "*": "*"}


@dataclass(frozen=True)
class OperatorForm(Display):
    r"""``left = right`` in operators on whole arrays, and further right sides of the same fact.

    ``right`` is the first of ``forms``; ``proofs`` say of each how it was shown equal to the index form. A convolution is
    written ``*`` and a cross-correlation ``⋆``; where the author writes ``*`` for a cross-correlation
    (``correlation="*"``), kernels are turned by ``rot180`` instead of being convolved.

    >>> import symcnn as sc
    >>> net = sc.Network("Y = conv(X, K)")
    >>> print(net.gradient("K").operator())
    dE/dK = X ⋆ dE/dY
    >>> print(net.gradient("X").operator())
    dE/dX = dE/dY *_full K = dE/dY ⋆_full rot180(K)
    """

    left: Slice
    forms: tuple[Form, ...]
    proofs: tuple[str, ...]
    equation: Equation
    system: System

    @property
    def right(self) -> Form:
        """The right side that an author would write first."""
        return self.forms[0]

    @property
    def alternatives(self) -> tuple[Form, ...]:
        """Further right sides."""
        return self.forms[1:]

    def sides(self, style: Style, correlation: str = "star") -> list[str]:
        """The left side and all right sides, printed in a style."""
        return list(self._sides(replace(SIGNS[style.kind], style=style), correlation))

    def latex(self, correlation: str = "star") -> str:
        return " = ".join(self._sides(LATEX_SIGNS, correlation))

    def text(self, correlation: str = "star") -> str:
        return " = ".join(self._sides(TEXT_SIGNS, correlation))

    def _sides(self, signs: Signs, correlation: str) -> Iterator[str]:
        if correlation not in CORRELATIONS:
            raise MeaninglessError(f"a cross-correlation is written {quoted('star')} or {quoted('*')}, "
                                   f"not {quoted(correlation)}")
        free = list(dict.fromkeys(v for i in self.equation.left.indices for v in sorted(i.letters)))
        labels = [v for v in free if any(p is not None and v in p.letters for p in self.left.places)]
        forms = self.forms
        if correlation == "*":
            signs = replace(signs, correlation=signs.convolution)
            forms = tuple(f for f in forms if not any(isinstance(g, Slid) and g.turned for g in descend(f)))
        setting = Setting(signs, context(signs.style, self.system, labels))
        return (printed(f, setting).text for f in (self.left, *forms))


def operator_form(equation: Equation, system: System) -> OperatorForm:
    """The operator form; raises ``NotRecognised`` where there is none."""
    found = recognise(equation, system)
    return OperatorForm(found.left, found.forms, found.proofs, equation, system)
