"""A derivation: the steps from the chain rule to the closed form of one gradient, and what can be done with it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import sympy

from symcnn.calculus.adjoint import Adjoint, adjoint_system, gradient_key
from symcnn.calculus.ranges import at_entry
from symcnn.calculus.scatter import accumulations
from symcnn.calculus.spread import spread
from symcnn.calculus.stages import Stage, stages
from symcnn.code.module import code
from symcnn.display import Display, Worded, told
from symcnn.drawing.drawing import Drawing
from symcnn.drawn import arrays_by_key, tables_of
from symcnn.entries import Entries
from symcnn.equation import Equation
from symcnn.errors import MeaninglessError, NameUnknown, quoted
from symcnn.expanding import far_from, unrolled
from symcnn.expression.walk import tensors
from symcnn.forms.dotted import DottedMatrix
from symcnn.forms.matrix import MatrixForm
from symcnn.forms.operator import OperatorForm, operator_form
from symcnn.formula import Formula
from symcnn.formula_program import FormulaProgram
from symcnn.notation.affine import Affine
from symcnn.patches import Patches, patches
from symcnn.printing.remarks import remarks
from symcnn.printing.text import text_entry
from symcnn.proof import prove_stages
from symcnn.scatter import Scatter
from symcnn.system import System, numbered


@dataclass(frozen=True)
class Step(Worded):
    """An equation, the named rule that led to it, and remarks on what the rule did.

    ``proved`` says how it was shown equal to the step before it.
    """

    rule: str
    formula: Formula
    remarks: tuple[str, ...] = ()
    proved: str = ""

    @property
    def equation(self) -> Equation:
        """The equation reached."""
        return self.formula.equation

    def latex(self) -> str:
        """The equation in LaTeX, without dollars."""
        return self.formula.latex()

    def markdown(self) -> str:
        """The rule, the equation it led to, and the remarks."""
        return told(self.rule, self.latex(), self.remarks)

    def text(self) -> str:
        return "\n".join([self.rule, f"    {self.formula.text()}", *(f"    - {r}" for r in self.remarks)])


@dataclass(frozen=True)
class Derivation(Display):
    """The gradient of one tensor, or of one entry of it, in closed form.

    ``indices`` hold the entry asked for, and are empty for the gradient at the tensor's own letters. Shapes: a gradient
    has the axes of the tensor it is by; a Jacobian first those of the tensor it is of.

    >>> import symcnn as sc
    >>> net = sc.Network("x[i]: N; w[k]: K; y[i] = conv(x, w)")
    >>> print(net.gradient("w"))
    dE/dw[k] = sum_{i=1}^{N-K+1} dE/dy[i]*x[i+k-1]
    """

    adjoint: Adjoint
    by: str
    indices: tuple[Affine, ...] = ()
    direct: Equation | None = None

    @property
    def key(self) -> str:
        """The key of the gradient."""
        return gradient_key(self.adjoint.of, self.by)

    @cached_property
    def system(self) -> System:
        """The forward system with the gradients as further tensors."""
        tensors = dict(self.adjoint.system.tensors)
        for key in self.adjoint.path() | {self.by}:
            tensors.setdefault(gradient_key(self.adjoint.of, key), self.adjoint.tensor(key))
        old = self.adjoint.system
        return System(tensors, old.equations, old.facts, old.origin, old.halves, old.unit_sum, old.ties)

    @cached_property
    def equation(self) -> Equation:
        """The closed form."""
        found = self._at(self.direct or self.adjoint.equation(self.by), self.indices)
        return found.knowing(self.system.tensors)

    def _at(self, equation: Equation, indices: tuple[Affine, ...]) -> Equation:
        return at_entry(equation, indices, self.system.facts) if indices else equation

    @property
    def formula(self) -> Formula:
        """The closed form together with its system."""
        return Formula(self.equation, self.system)

    @property
    def lhs(self) -> sympy.Expr:
        """The gradient as SymPy: a named partial derivative."""
        return self.formula.lhs

    @property
    def rhs(self) -> sympy.Expr:
        """The closed form as SymPy."""
        return self.formula.rhs

    def lhs_text(self) -> str:
        """The gradient's name on a terminal."""
        return text_entry(self.equation.left, self.system)

    @property
    def letters(self) -> dict[str, sympy.Symbol]:
        """The symbols of the free indices and of the sizes, by name, for ``rhs.subs``."""
        return self.formula.letters

    @cached_property
    def stages(self) -> tuple[Stage, ...]:
        """The stages of the derivation at the entry asked for, not yet proved equal."""
        if self.direct is not None:
            return (Stage("local derivative", self.equation),)
        found = stages(self.adjoint, self.by)
        here = [self._at(stage.equation, self.indices).knowing(self.system.tensors) for stage in found]
        return tuple(replace(stage, equation=equation) for stage, equation in zip(found, here, strict=True))

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """Chain rule, local derivatives, contraction, closed form: each proved equal to the one before it.

        Raises ``ProofFailed`` if one is not, which is a mistake of symcnn.
        """
        if self.direct is not None:
            return (Step("local derivative", self.formula),)
        found = stages(self.adjoint, self.by)
        proofs = prove_stages(self.adjoint, self.by, found)
        return tuple(self._step(stage, proof) for stage, proof in zip(found, proofs, strict=True))

    def _step(self, stage: Stage, proof: str) -> Step:
        formula = Formula(self._at(stage.equation, self.indices), self.system)
        return Step(stage.rule, formula, remarks(stage, self.system), proof)

    def expand(self, letters: Mapping[str, int] | None = None, into: Collection[str] | None = None) -> Formula:
        """The gradient with every sum unrolled.

        ``letters`` are put in by name (indices or sizes), others stay. With ``into`` the gradients named by the right
        side are replaced by their own formulas, down to the keys that ``into`` lists; without it they stay.
        Raises ``NameUnknown`` for a letter that is not in the formula.
        """
        values, equation = self.formula.quantities(letters or {}), self.equation
        if into is not None:
            right = spread(equation.right, self.adjoint, frozenset(self._stops(into)), far_from(equation))
            equation = Equation(equation.left, right)
        written_out = unrolled(equation, values)
        return Formula(Equation(written_out.left, self.adjoint.tidied(written_out.right, self.by)),
                       numbered(self.system, values))

    def _stops(self, names: Collection[str]) -> Iterator[str]:
        for name in names:
            if name not in self.system.tensors:
                known = ", ".join(k for k, t in self.system.tensors.items() if t.role == "gradient")
                raise NameUnknown(f"{quoted(name)} is no gradient to stop at: use one of {known}")
            yield name

    def scatter(self) -> Scatter:
        """The same gradient as accumulations: each position passes its share to every entry it read."""
        return Scatter(accumulations(self.adjoint, self.by), self.system)

    def operator(self) -> OperatorForm:
        """The gradient in operators on whole arrays, recognised in its closed form and proved equal to it.

        Raises ``NotRecognised`` where there is no such form.

        >>> import symcnn as sc
        >>> print(sc.Network("Y = conv(X, K)").gradient("X").operator())
        dE/dX = dE/dY *_full K = dE/dY ⋆_full rot180(K)
        """
        return operator_form(self.equation, self.system)

    def matrix(self, of: str | None = None, sizes: Mapping[str, int] | None = None) -> MatrixForm | DottedMatrix:
        """The equation as a matrix times a column, arrays flattened row by row; proved equal to it.

        ``of`` names the tensor whose entries fill the matrix: the kernel (Toeplitz, doubly blocked) unless said; the
        data for the matrix of windows. ``sizes`` gives numbers for size letters; letters that are left stand for large
        sizes, and the matrix has dots. Raises ``NotRecognised`` where there is no such form, ``NotSupportedYet`` where
        letters are left in more than one axis.
        """
        return self.formula.matrix(of, sizes)

    def numpy(self) -> FormulaProgram:
        """A function from arrays by name to the array of this gradient, by this formula.

        Results and gradients that it reads may be given by their keys, or follow from the leaves and, in a fragment, the
        upstream gradient.
        """
        whole = adjoint_system(self.adjoint.system, self.adjoint.of, (self.by,))
        return FormulaProgram(self.equation, self.system, tuple(e for e in whole.equations if e.tensor != self.key))

    def entries(self, letters: Mapping[str, int] | None = None) -> Entries:
        """The gradient entry by entry, ``[left] = [right]``, as `Formula.entries` gives it."""
        return self.formula.entries(letters)

    def patches(self, values: Mapping[str, Any] | None = None, digits: int = 4) -> Patches:
        """The gradient by a kernel as a sum over positions: an error times the patch of the input that was met there.

        Errors that ``values`` tell are put in as numbers, and what is zero is left out. Sizes must be numbers.
        """
        whole = adjoint_system(self.adjoint.system, self.adjoint.of, (self.by,))
        keys = tuple(sorted(tensors(self.equation.right)))
        known = tables_of(whole, self.system, [k for k in keys if k in whole.tensors], arrays_by_key(values, whole))
        return patches(self.equation, self.system, known, digits)

    def draw(self, letters: Mapping[str, int] | None = None, term: int | None = None,
             values: Mapping[str, Any] | None = None) -> Drawing:
        """The picture of one entry of the gradient, as `Formula.draw` gives it.

        What ``values`` leave out is worked out where the leaves are all there.
        """
        whole = adjoint_system(self.adjoint.system, self.adjoint.of, (self.by,))
        return self.formula.drawn(whole, letters, term, values)

    def code(self, style: str = "numpy") -> str:
        """This gradient, the forward pass and what lies between as a module of plain NumPy that checks itself when run.

        Raises ``MeaninglessError`` for a Jacobian: code is of the gradients of a scalar.
        """
        if self.adjoint.target.axes:
            raise MeaninglessError(f"{self.adjoint.of} is no scalar: code gives the gradients of a loss")
        return code(self.adjoint.system, self.adjoint.of, (self.by,), style)

    def latex(self) -> str:
        return self.formula.latex()

    def text(self) -> str:
        return self.formula.text()
