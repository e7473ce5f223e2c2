"""The public face: a network as one writes it, and what can be asked of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import sympy

from symcnn.assembly import Assembled
from symcnn.calculus.adjoint import Adjoint, gradient_key
from symcnn.calculus.fragment import loss_letter, with_upstream
from symcnn.calculus.spread import written_out as spread_out
from symcnn.code.module import code
from symcnn.conventions import conventions
from symcnn.coverage import Coverage, coverage
from symcnn.derivation import Derivation
from symcnn.display import Display
from symcnn.document.latex import aligned_lines
from symcnn.document.parts import equation_line
from symcnn.drawing.drawing import Drawing
from symcnn.drawing.graph import draw_network
from symcnn.drawn import arrays_by_key
from symcnn.errors import MeaninglessError, NameUnknown, SymcnnError
from symcnn.expanding import quantities_by_name
from symcnn.formula import Formula
from symcnn.gradients_checked import GradientCheck, check_gradients
from symcnn.layers import Layer
from symcnn.lookup import find_tensor, read_request
from symcnn.printing.latex import LATEX
from symcnn.printing.summary import shapes
from symcnn.programs import Program, compile_program, floats
from symcnn.recipe import Recipe
from symcnn.shape import Shape
from symcnn.switches import Switches, switches
from symcnn.sympy_form import letter_symbol, quantity_to_sympy
from symcnn.system import System, numbered
from symcnn.windows import Windows, windows

if TYPE_CHECKING:
    from symcnn.checking.report.report import Report
    from symcnn.solution.solution import Solution


@dataclass(frozen=True, init=False)
class Network(Display):
    """A network: a system of indexed equations, from text or from layers.

    ``Network("y = conv(x, w)")`` reads equations, one a line; ``Network(Input("x", (4, 4)), Conv("y", ...), ...)`` takes
    layers. ``loss`` names the loss that a fragment's upstream gradient is of, ``layout`` is ``"channels_first"`` or
    ``"channels_last"``, ``origin`` the index of a first entry, 1 or 0. Raises a `SymcnnError` that says the line.

    >>> import symcnn as sc
    >>> net = sc.Network("x: 4x4; w[m,n]: 2x2; y = sigmoid(conv(x, w))")
    >>> net.shape("y")
    (3, 3)
    """

    assembled: Assembled
    loss: str
    _recipe: Recipe = field(compare=False, repr=False)

    def __init__(self, *parts: str | Layer, loss: Any = None, layout: str | None = None,
                 origin: int | None = None) -> None:
        recipe = Recipe(parts, loss, layout, origin)
        assembled = recipe.assembled()
        object.__setattr__(self, "assembled", assembled)
        object.__setattr__(self, "_recipe", recipe)
        object.__setattr__(self, "loss", assembled.loss or recipe.letter or assembled.upstream_loss
                           or loss_letter(assembled.system))

    def counted_from(self, origin: int) -> Network:
        """The same network with indices from ``origin``; raises ``MeaninglessError`` where it states another."""
        return Network(*self._recipe.parts, loss=self._recipe.loss, layout=self._recipe.layout, origin=origin)

    @property
    def forward_system(self) -> System:
        """The forward equations as written, without a loss of our own."""
        return self.assembled.system

    @cached_property
    def system(self) -> System:
        """The forward equations; a fragment's is closed by the pairing with its upstream gradient."""
        if self.assembled.loss is not None:
            return self.assembled.system
        return with_upstream(self.assembled.system, self.loss)

    @property
    def is_fragment(self) -> bool:
        """Whether the network ends in no loss, so that its upstream gradient is an input."""
        return self.assembled.loss is None

    @cached_property
    def adjoint(self) -> Adjoint:
        """The gradients of the loss."""
        return Adjoint(self.system, self.loss)

    @property
    def parameters(self) -> tuple[str, ...]:
        """The keys of the weights and biases."""
        return tuple(k for k in self.system.leaves if self.system.tensors[k].role == "parameter")

    @property
    def differentiable(self) -> tuple[str, ...]:
        """The keys of all leaves that the loss depends on, upstream gradients and targets apart."""
        path = self.adjoint.path()
        return tuple(k for k in self.system.leaves
                     if k in path and self.system.tensors[k].role not in ("gradient", "target"))

    @property
    def letters(self) -> dict[str, sympy.Symbol]:
        """The symbols of the size letters and of the indices of all tensors, by name."""
        sizes = {v.name: letter_symbol(v, self.system) for v in self.system.sizes_as_written}
        indices = {v.name: letter_symbol(v, self.system)
                   for t in self.system.tensors.values() for v in t.letters if not v.mark}
        return {**sizes, **indices}

    def shape(self, name: str) -> Shape:
        """The extents of a tensor, with the arithmetic that gives them."""
        key = find_tensor(name, self.forward_system)
        extents = (a.extent for a in self.system.tensors[key].axes)
        return Shape(tuple(e.number if e.number is not None else quantity_to_sympy(e, self.system) for e in extents),
                     tuple(self.assembled.arithmetic.get(key, ())))

    def forward(self, name: str) -> Formula:
        """The forward equation of a tensor; raises ``MeaninglessError`` for a leaf."""
        key = find_tensor(name, self.forward_system)
        return Formula(self.forward_system.equation(key), self.forward_system)

    def gradient(self, name: str) -> Derivation:
        """The gradient of the loss by a tensor, or by one entry of it (``"w[1,2,k]"``), as a derivation."""
        request = read_request(self.written_out(name), self.system)
        if request.of is not None and find_tensor(request.of, self.system) != self.loss:
            raise NameUnknown(f"{request.of} is not the loss, which is {self.loss}: use jacobian(of, wrt)")
        self._on_the_way(self.loss, request.by)
        return Derivation(self.adjoint, request.by, request.indices)

    def __getitem__(self, name: str) -> Derivation:
        """``net["dE/dw"]``, ``net[r"\\frac{\\partial E}{\\partial y_{2,2,k}}"]``, ``net["w"]``."""
        return self.gradient(name)

    def written_out(self, name: str) -> str:
        """The derivative that a name of the author's stands for, or the name itself."""
        derivative = self.assembled.abbreviations.get(name)
        return name if derivative is None else derivative

    def _on_the_way(self, of: str, by: str) -> None:
        if by not in Adjoint(self.system, of).path():
            raise MeaninglessError(f"{of} does not depend on {by}: its gradient is zero")

    def jacobian(self, of: str, wrt: str, *, direct: bool = False) -> Derivation:
        """The derivative of every entry of one tensor by every entry of another; ``direct`` holds all others fixed.

        Its axes are those of ``of``, then those of ``wrt``.
        """
        key, by = find_tensor(of, self.system), find_tensor(wrt, self.system)
        self._on_the_way(key, by)
        adjoint = Adjoint(self.system, key)
        return Derivation(adjoint, by, (), adjoint.direct(by) if direct else None)

    def hessian(self, one: str, other: str) -> Derivation:
        """The second derivative of the loss; raises ``MeaninglessError`` for a fragment."""
        if self.is_fragment:
            raise MeaninglessError(
                f"a fragment has no second derivative, d{self.loss} by its end is held fixed: end it in a loss")
        first, second = find_tensor(one, self.system), find_tensor(other, self.system)
        self._on_the_way(self.loss, first)
        self._on_the_way(self.loss, second)
        return Derivation(Adjoint(spread_out(self.adjoint, first), gradient_key(self.loss, first)), second)

    def key(self, of: str, by: str) -> str:
        """The key of a gradient, as programs use it: ``net.key("E", "w")`` is ``"dE/dw"``."""
        return gradient_key(find_tensor(of, self.system), find_tensor(by, self.system))

    def compile(self, wrt: Sequence[str] | None = None, outputs: Sequence[str] = (), *,
                sizes: Mapping[str, int] | None = None, dtype: str = "float64", fresh: bool = True) -> Program:
        """A NumPy function of a dictionary of arrays to a dictionary of the loss, the outputs and the gradients.

        ``wrt`` are the tensors whose gradients are wanted (all parameters by default), ``outputs`` further tensors.
        Sizes that are letters are read from the arrays, or taken from ``sizes``. ``dtype`` is float64 or float32; without
        ``fresh`` the arrays of a result may be overwritten by the next call, which saves time.
        """
        keys = tuple(find_tensor(n, self.system) for n in (self.parameters if wrt is None else wrt))
        for key in keys:
            self._on_the_way(self.loss, key)
        wanted = [find_tensor(n, self.system) for n in outputs]
        loss = [] if self.is_fragment else [self.loss]
        return compile_program(self.system, self.loss, keys, (*loss, *wanted), sizes or {}, dtype, fresh)

    def code(self, wrt: Sequence[str] | None = None, *, style: str = "numpy") -> str:
        """The forward pass and the gradients as a module of plain NumPy that checks itself when run as a script.

        Strides and paddings that layers state as numbers are arguments, these numbers the defaults: ``stride`` of one
        layer, ``stride_1`` and ``stride_2`` of several.
        ``style`` is ``"numpy"`` for whole arrays or ``"loops"`` for nested loops over entries. ``wrt`` are the tensors whose
        gradients are given: all parameters of a network, of a fragment its inputs too. Sizes that are letters are read from
        the arrays. Raises ``NameUnknown`` for another style.

        >>> import symcnn as sc
        >>> print(sc.Network("y = W x").code().split("def backward")[1].split("def ")[0].strip())
        (dy, x, W):
            \"\"\"The gradients, from those by the results.\"\"\"
            # dE/dx[n] = sum_{m=1}^{M} dE/dy[m]*W[m,n]
            dx = dy @ W
            # dE/dW[m,n] = dE/dy[m]*x[n]
            dW = np.outer(dy, x)
            return dx, dW
        """
        asked = wrt if wrt is not None else self.differentiable if self.is_fragment else self.parameters or self.differentiable
        keys = tuple(find_tensor(n, self.system) for n in asked)
        for key in keys:
            self._on_the_way(self.loss, key)
        lifted = self._recipe.lifted(self.loss if self.is_fragment else None)
        if lifted is not None:
            # else it has a form for these numbers alone
            with suppress(SymcnnError):
                return code(lifted.system, self.loss, keys, style, lifted.numbers)
        return code(self.system, self.loss, keys, style)

    def gradient_check(self, values: Mapping[str, Any] | None = None, wrt: Sequence[str] | None = None, *,
                       sizes: Mapping[str, int] | None = None) -> GradientCheck:
        """The derived gradients against central differences at the values given (the network's own by default).

        The result names the worst entry, and is true if all agree.
        """
        keys = [find_tensor(n, self.system) for n in (self.parameters if wrt is None else wrt)]
        return check_gradients(self.system, self.loss, {**self.values, **(values or {})}, keys, sizes or {})

    def solution(self, wrt: str | Sequence[str] | None = None, detail: str | Sequence[str] = "full", **shown: Any) -> Solution:
        """The worked solution: a page with everything from the question to the losses compared.

        ``wrt`` are the tensors whose gradients are shown (all on the way to the parameters by default); ``detail`` one or
        several of question, shapes, forward, switches, chain, local, contract, closed, expanded, numbers, update, after, or
        full.
        Beside these: ``values`` (numbers by name), ``rate`` (of learning), ``blank`` (names such as ``"dW"`` left to fill
        in), ``digits``, ``terms`` and ``entries`` (how many before dots), ``into``, ``title`` and ``writing``.
        Raises ``MeaninglessError`` for an unknown level, ``NameUnknown`` for an unknown name.
        """
        # here because solutions are made from networks, and for start-up time
        from symcnn.solution.solution import solve

        return solve(self, wrt, detail, **shown)

    def check(self, written: str | Mapping[str, Any]) -> Report:
        """Every claim of a text in LaTeX or Markdown judged against this network; or arrays by name, as ``vars()``.

        Of arrays, leaves are taken as given and the rest are claims.
        """
        # here because the checker builds networks, and for start-up time
        from symcnn.checking.check import check

        if isinstance(written, str):
            return check(written, given=self)
        from symcnn.checking.arrays import check_arrays

        return check_arrays(written, self)

    @property
    def values(self) -> dict[str, Any]:
        """The numbers that the network itself states, as arrays of floats by key."""
        upstream = {gradient_key(self.loss, key): digits for key, digits in self.assembled.upstream.items()}
        return {key: floats(digits) for key, digits in {**self.assembled.data, **upstream}.items()}

    def switches(self, name: str, values: Mapping[str, Any] | None = None) -> Switches:
        """Which place each entry of a maximum was taken from, at the values given (the network's own by default)."""
        system = self.forward_system
        own = {k: v for k, v in self.values.items() if k in system.tensors}
        return switches(system, find_tensor(name, system), {**own, **arrays_by_key(values, system)})

    def windows(self, name: str, of: str | None = None, *, sizes: Mapping[str, int] | None = None) -> Windows:
        """Which entries of a pooled or convolved tensor cover each entry of the tensor it reads."""
        system = self._with_sizes(sizes)
        return windows(system, find_tensor(name, system), None if of is None else find_tensor(of, system))

    def coverage(self, name: str, of: str | None = None, *, sizes: Mapping[str, int] | None = None) -> Coverage:
        """How many terms of a tensor each entry of one it reads stands in; fewer at a border that is not padded."""
        system = self._with_sizes(sizes)
        return coverage(system, find_tensor(name, system), None if of is None else find_tensor(of, system))

    def _with_sizes(self, sizes: Mapping[str, int] | None) -> System:
        return numbered(self.forward_system, quantities_by_name(self.forward_system, sizes or {}))

    def draw(self) -> Drawing:
        """The network as a graph: tensors with their shapes, and the operation that gives each; what its loss rests on."""
        return draw_network(self.forward_system, None if self.is_fragment else self.loss)

    def latex(self) -> str:
        lines = [equation_line(e, self.forward_system) for e in self.forward_system.equations]
        return f"\\begin{{aligned}}\n{aligned_lines(lines, LATEX)}\n\\end{{aligned}}"

    def text(self) -> str:
        lines = [Formula(e, self.forward_system).text() for e in self.forward_system.equations]
        return "\n".join([shapes(self.forward_system, self.arithmetic), "", *lines])

    @property
    def arithmetic(self) -> dict[str, str]:
        """The arithmetic of shapes, by key."""
        return {k: ", ".join(v) for k, v in self.assembled.arithmetic.items()}

    @property
    def conventions(self) -> tuple[str, ...]:
        """A sentence for each convention that matters in this network."""
        return conventions(self.system)
