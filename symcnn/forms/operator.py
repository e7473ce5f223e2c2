"""The operator form of an equation, as a value to show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from symcnn.display import Display
from symcnn.equation import Equation
from symcnn.errors import MeaninglessError, NameUnknown, quoted
from symcnn.forms import show_entrywise, show_operators
from symcnn.forms.expand import put_in
from symcnn.forms.nodes import Form, Slice, Slid
from symcnn.forms.recognise import recognise, scene_of
from symcnn.forms.show import Setting, printed
from symcnn.forms.signs import LATEX_SIGNS, SIGNS, TEXT_SIGNS, Signs
from symcnn.forms.turning import RECOGNISED, OperatorStep, turning
from symcnn.forms.walk import descend
from symcnn.notation.affine import constant
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

    @cached_property
    def steps(self) -> tuple[OperatorStep, ...]:
        """From the closed form to the operator, each step proved: where a kernel is turned, why it is.

        >>> import symcnn as sc
        >>> for step in sc.Network("x: N; w: K; y = conv(x, w)").gradient("x").operator().steps:
        ...     print(step)
        closed form
            dE/dx[i] = sum_{m=max(1, i+K-N)}^{min(K, i)} dE/dy[i-m+1]*w[m]
        count entries outside as 0
            dE/dx[i] = sum_{m=1}^{K} dE/dy[i-m+1]*w[m]
            - what is read outside an array is 0, so that every sum runs over the whole kernel
        count the kernel backwards
            dE/dx[i] = sum_{m=1}^{K} dE/dy[i+m-K]*w[K+1-m]
            - K+1-m is written for m
        write the turned kernel
            dE/dx[i] = sum_{m=1}^{K} dE/dy[i+m-K]*wtilde[m]
            - wtilde = flip(w), the kernel turned by half a turn
        recognise the operator
            dE/dx = dE/dy ⋆_full flip(w)
        """
        scene = scene_of(self.equation, self.system)
        before = turning(self.equation, self.system, self.left, self.right, scene)
        last = self.alternatives[0] if self.alternatives and len(before) > 1 else self.right
        alone = replace(self, forms=(last,), proofs=(self.proofs[self.forms.index(last)],))
        return (*before, OperatorStep(RECOGNISED, self.equation, self.system, (), alone.proofs[0], alone))

    def expand(self, labels: Mapping[str, int] | None = None) -> OperatorForm:
        """With numbers put in for labels by name, and every sum over labels that run between numbers written out.

        Raises ``NameUnknown`` for a letter that is no label.

        >>> import symcnn as sc
        >>> net = sc.Network("X[c,p,q]: 3×5×5; K[o,c,u,v]: 2×3×2×2; Y[o,p,q] = conv(X, K)")
        >>> print(net.forward("Y").operator().expand({"o": 2}))
        Y[2] = X[1] ⋆ K[2,1] + X[2] ⋆ K[2,2] + X[3] ⋆ K[2,3]
        """
        known = {v.name: v for p in self.left.places if p is not None for v in p.letters if v.is_index}
        for name in labels or {}:
            if name not in known:
                raise NameUnknown(f"no label is called {quoted(name)}: the labels are {', '.join(known) or 'none'}")
        values = {known[name]: constant(number) for name, number in (labels or {}).items()}
        left = replace(self.left, places=tuple(p and p.substitute(values) for p in self.left.places))
        return replace(self, left=left, forms=tuple(put_in(f, values) for f in self.forms))

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
