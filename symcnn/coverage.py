"""How many terms each entry of an input meets in a result: at the border fewer, padding or not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from symcnn.calculus.adjoint import Adjoint
from symcnn.calculus.fragment import loss_letter, with_upstream
from symcnn.display import Display
from symcnn.drawing.axes import grid_axes
from symcnn.equation import Axis, Equation, Tensor
from symcnn.errors import MeaninglessError, NotSupportedYet
from symcnn.expression.build import ONE, add, multiply, total
from symcnn.expression.nodes import Access, Add, Apply, Guard, Maximum, Multiply, Node, Range, Sum
from symcnn.expression.walk import accesses, free_letters, tensors, transform
from symcnn.notation.affine import Affine, whole
from symcnn.numeric.exact import evaluate
from symcnn.numeric.fields import Rationals
from symcnn.printing.condition import show_guards
from symcnn.printing.context import Context, context
from symcnn.printing.latex import LATEX
from symcnn.printing.matrices import Place, latex_matrix, sheets, text_matrix
from symcnn.printing.quantity import show_bound
from symcnn.printing.show import bracketed, show
from symcnn.printing.shown import Rank, Shown
from symcnn.printing.style import Style
from symcnn.printing.text import TEXT
from symcnn.system import System


@dataclass(frozen=True)
class Coverage(Display):
    """The number of terms of ``by`` that an entry of ``of`` stands in.

    ``count`` is that number as a right side in the letters of ``of``; ``array`` has its shape.

    >>> import symcnn as sc
    >>> print(sc.Network("x: N; w: K; assume N >= K; y = conv(x, w)").coverage("y", of="x"))
    x[i] meets min(K, i) - max(1, i+K-N) + 1 terms of y; all of them where K <= i <= N-K+1
    """

    by: str
    of: str
    count: Node
    system: System

    @property
    def is_numbered(self) -> bool:
        """Whether all sizes are numbers, so that the terms can be counted."""
        return all(a.extent.number is not None for a in self.system.tensors[self.of].axes) and not any(
            not v.is_index for v in free_letters(self.count))

    @property
    def array(self) -> np.ndarray:
        """The counts; raises ``NotSupportedYet`` where sizes are letters."""
        if not self.is_numbered:
            raise NotSupportedYet("terms are counted for sizes that are numbers: give numbers for the letters")
        return np.array([int(n) for n in self._table().values()]).reshape(
            [a.extent.number or 0 for a in self.system.tensors[self.of].axes])

    def _table(self) -> dict[Place, int]:
        tensor = self.system.tensors[self.of]
        spans = [range(a.origin, a.origin + (a.extent.number or 0)) for a in tensor.axes]
        return {p: int(evaluate(self.count, dict(zip(tensor.letters, p, strict=True)), _nothing, Rationals()))
                for p in product(*spans)}

    def latex(self) -> str:
        rule = self._rule(LATEX, r" \text{ meets } ", r" \text{ terms of } ", r"\text{; all of them where } ")
        if not self.is_numbered:
            return rule
        grids = [latex_matrix(rows) for _, rows in self._sheets()]
        return "\\begin{gathered}\n" + " \\\\\n".join([rule, *grids]) + "\n\\end{gathered}"

    def text(self) -> str:
        rule = self._rule(TEXT, " meets ", " terms of ", "; all of them where ")
        return "\n\n".join([rule, *(text_matrix(rows) for _, rows in self._sheets())] if self.is_numbered else [rule])

    def _has_interior(self) -> bool:
        """Whether the conditions of the interior can hold, where that is known."""
        bounds = interior(self.count)
        pairs = [a.quantity + b.quantity for a in bounds for b in bounds if not _moves(a.quantity + b.quantity)]
        return all(q.number is None or q.number >= 0 for q in pairs)

    def _sheets(self) -> list[tuple[Place, list[list[str]]]]:
        spans = [(a.origin, a.origin + (a.extent.number or 0) - 1) for a in self.system.tensors[self.of].axes]
        table, axes = self._table(), grid_axes(self.system, self.system.equations)[self.of]
        found = list(sheets(spans, axes, lambda p: str(table[p])))
        # channels alike are shown once
        return found[:1] if all(rows == found[0][1] for _, rows in found) else found

    def _rule(self, style: Style, meets: str, terms: str, everywhere: str) -> str:
        tensor = self.system.tensors[self.of]
        here = context(style, self.system, tensor.letters)
        count = _number(self.count, here)
        line = show(tensor.entry(), here).text + meets + count + terms + show(Access(self.by), here).text
        inner = show_guards(interior(self.count), tensor.entry(), here) if self._has_interior() else []
        read = free_letters(self.count)
        odd = [f"{here.letter(k)} = 2{here.letter(h)}+1" for h, k in sorted(self.system.halves.items()) if h in read]
        return ", ".join([line + (everywhere + ", ".join(inner) if inner else ""), *odd])


def _nothing(key: str, place: Place) -> int:
    raise AssertionError(f"a count reads no entry, not {key}")


def _number(count: Node, here: Context) -> str:
    """``min(K, i) - max(1, i-N+K) + 1``, a product of these, or a sum where ranges depend on each other."""
    if not isinstance(count, Sum) or count.guards or count.body != ONE or _depend(count.ranges):
        return show(count, here).text
    ranges = sorted(count.ranges, key=lambda r: (r.upper[0] - r.lower[0]).number is None or len(r.lower) + len(r.upper) > 2)
    factors = [_length(r, here) for r in ranges]
    least = Rank.PRODUCT if len(factors) > 1 else Rank.ADDITIVE
    return here.style.product([bracketed(f, least, here).text for f in factors])


def _length(r: Range, here: Context) -> Shown:
    """How many numbers a range holds."""
    if len(r.lower) == len(r.upper) == 1:
        return show_bound((r.upper[0] - r.lower[0] + 1,), "upper", here)
    upper, lower = show_bound(r.upper, "upper", here), show_bound(r.lower, "lower", here)
    if r.lower[0].number == 1 and len(r.lower) == 1:
        return upper
    return Shown(f"{upper.text} - {bracketed(lower, Rank.PRODUCT, here).text} + 1", Rank.ADDITIVE, upper.tall or lower.tall)


def _depend(ranges: tuple[Range, ...]) -> bool:
    letters = {r.letter for r in ranges}
    return any(q.letters & letters for r in ranges for q in (*r.lower, *r.upper))


def interior(count: Node) -> tuple[Guard, ...]:
    """Where an entry meets as many terms as any: no bound that moves with it is sharper than one that stands.

    Empty where a range has no bound that stands still.
    """
    found: list[Guard] = []
    for r in count.ranges if isinstance(count, Sum) else ():
        lower, upper = ([q for q in side if not _moves(q)] for side in (r.lower, r.upper))
        moving = [q for q in (*r.lower, *r.upper) if _moves(q)]
        if moving and (not (lower and upper) or any(q.floors() for q in moving)):
            return ()
        found += [Guard(">=", lower[0] - q) for q in r.lower if _moves(q)]
        found += [Guard(">=", q - upper[0]) for q in r.upper if _moves(q)]
    return tuple(found)


def _moves(quantity: Affine) -> bool:
    return any(v.is_index for v in quantity.letters)


def coverage(system: System, key: str, of: str | None = None) -> Coverage:
    """How often the entries of ``of`` are read by the equation of a tensor.

    The count is the gradient by ``of`` of the equation with a one for all else it reads, handed ones. Raises
    ``MeaninglessError`` where it does not read ``of``.
    """
    equation = system.equation(key)
    read = of or next((a.tensor for a in accesses(equation.right) if system.tensors[a.tensor].role != "parameter"), None)
    if read is None or read not in tensors(equation.right):
        raise MeaninglessError(f"the equation of {key} does not read {of or 'an input'}: ask for what it reads")
    kernels = dict[str, Tensor]()
    counted = Equation(equation.left, _readings(equation.right, read, kernels))
    known = {read: system.tensors[read], **kernels, key: replace(system.tensors[key], role="intermediate")}
    alone = System(known, (counted,), system.facts, system.origin, system.halves)
    loss = loss_letter(system)
    gradient = Adjoint(with_upstream(alone, loss), loss).equation(read)
    return Coverage(key, read, transform(gradient.right, lambda n: ONE if isinstance(n, Access) else n), system)


def _readings(node: Node, of: str, kernels: dict[str, Tensor]) -> Node:
    """The node with all that is read taken out but one tensor, and every window weighted by a kernel of its own.

    The kernel keeps the count a sum over the window, as it is in a convolution.
    """
    match node:
        case Access():
            return node
        case Apply():
            return _readings(node.argument, of, kernels)
        case Sum() | Maximum():
            kernel = _kernel(node.ranges, f"kernel {len(kernels)}")
            kernels |= {kernel.key: kernel}
            weight = Access(kernel.key, tuple(whole(r.letter) for r in node.ranges))
            return total(node.ranges, node.guards, multiply(_readings(node.body, of, kernels), weight))
        case Add():
            return add(*(_readings(t, of, kernels) for t in node.terms if of in tensors(t)))
        case Multiply():
            found = [f for f in node.factors if of in tensors(f)]
            if len(found) == 1:
                return _readings(found[0], of, kernels)
    raise NotSupportedYet(f"the terms of {of} in a {type(node).__name__.lower()} are not counted: split the equation")


def _kernel(ranges: tuple[Range, ...], key: str) -> Tensor:
    """A tensor with an axis for every range."""
    axes = []
    for r in ranges:
        first = r.lower[0].number
        if first is None or len(r.lower) > 1 or len(r.upper) > 1:
            raise NotSupportedYet(f"the range of {r.letter.name} has several bounds: its terms are not counted")
        axes.append(Axis(r.letter.name, r.upper[0] - first + 1, first))
    return Tensor(key, "", tuple(axes), "parameter")
