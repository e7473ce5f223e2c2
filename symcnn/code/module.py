"""The source as a whole: scalar functions, the forward pass, the gradients, and their check by central differences."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from symcnn.calculus.adjoint import Adjoint, gradient_key
from symcnn.code import nested, vectors
from symcnn.code.checking import check_lines
from symcnn.code.identifiers import Identifiers
from symcnn.code.plan import Form, Plan, reads
from symcnn.code.quantities import Names
from symcnn.code.scope import INDENT, Scope
from symcnn.code.sizes import extent_names, read_from
from symcnn.equation import Equation
from symcnn.errors import NameUnknown, quoted
from symcnn.expression.nodes import Maximum, Winner
from symcnn.expression.walk import accesses, descend
from symcnn.functions.table import FUNCTIONS
from symcnn.notation.affine import Affine
from symcnn.notation.letters import Letter
from symcnn.numeric.layout import signature, wrapped
from symcnn.printing.ordering import custom_of
from symcnn.printing.text import text_equation
from symcnn.system import System

STYLES = ("numpy", "loops")
LONGEST_COMMENT = 240


@dataclass(frozen=True)
class Function:
    """One function of the source: its parameters by name, sizes its caller gives, and its results."""

    name: str
    purpose: str
    arrays: tuple[str, ...]
    sizes: tuple[Letter, ...]
    outputs: tuple[str, ...]
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Module:
    """A source under construction: what is named how, in one style.

    ``defaults`` are numbers for sizes that the caller may leave out.
    """

    plan: Plan
    style: str
    defaults: Mapping[str, int]
    identifiers: Identifiers = field(default_factory=Identifiers)
    names: dict[str, str] = field(default_factory=dict)
    letters: dict[Letter | Affine, str] = field(default_factory=dict)
    functions: dict[str, None] = field(default_factory=dict)

    def name_all(self) -> None:
        """Names for tensors and sizes; the author's own where they are plain."""
        tensors = self.plan.system.tensors
        for key, tensor in tensors.items():
            if tensor.role != "gradient":
                self.names[key] = self.identifiers.tensor(tensor.shown or key)
        for key, (equation, _) in self.plan.auxiliary.items():
            of = self.names[accesses(equation.right)[0].tensor]
            self.names[key] = self.identifiers.fresh(f"{of}_max" if isinstance(equation.right, Maximum) else f"{of}_shifted")
        for key, tensor in tensors.items():
            if tensor.partial is not None:
                self.names[key] = self.identifiers.fresh("d" + self.names[tensor.partial[1]])
        for key, by in self.plan.gradients.items():
            self.names[key] = self.identifiers.fresh("d" + self.names[by])
        for letter in sorted(_sizes(self.plan)):
            self.letters[letter] = self.identifiers.plain(letter.name, "n")
        for extent, name in extent_names(self.plan.tensors, self.plan.system.halves).items():
            self.letters[extent] = self.identifiers.plain(name, "n")

    def function(self, name: str, purpose: str, outputs: Sequence[str]) -> Function:
        """A function of the leaves that the outputs depend on."""
        scope = Scope(self.plan.tensors, self.plan.system.facts, self.identifiers, self.functions)
        scope.letters = Names(self.letters, custom_of(self.plan.system).first)
        order = self.plan.order(outputs, self._form)
        needed = {k for key in order for k in reads(self._form(key))}
        needed |= self._shaping(order, needed)
        arrays = tuple(k for k in self.plan.leaves if k in needed)
        scope.arrays.update({k: self.names[k] for k in arrays})
        for key in order:
            scope.line("# " + comment(self._said(key)))
            self._write(key, scope)
            scope.arrays[key] = self.names[key]
            scope.equations[key] = self.plan.closed(key)
            scope.forget()
        header, missing = read_from(arrays, scope)
        scope.padded.clear()
        scope.forget()
        return Function(name, purpose, arrays, tuple(missing), tuple(outputs), (*header, *scope.lines))

    def _said(self, key: str) -> str:
        """What is said before the statements for a tensor: its formula, or what it is."""
        if key in self.plan.auxiliary:
            return self.plan.auxiliary[key][1].shown
        return text_equation(self.plan.original(key), self._shown)

    def _shaping(self, order: Sequence[str], needed: Collection[str]) -> set[str]:
        """The tensors that are differentiated by, where no array that is needed has a size of theirs."""
        tensors = self.plan.tensors
        lengths = {a.extent.letter for k in needed if k in self.plan.leaves for a in tensors[k].axes}
        return {by for k in order if (by := self.plan.gradients.get(k, "")) in self.plan.leaves and any(
            a.extent.letter is not None and a.extent.letter not in lengths for a in tensors[by].axes)}

    @property
    def _shown(self) -> System:
        """The system with its gradients, for printing."""
        known = {g: self.plan.adjoint.tensor(k) for g, k in self.plan.gradients.items()}
        old = self.plan.system
        return System({**old.tensors, **known}, old.equations, old.facts, old.origin, old.halves, old.unit_sum, old.ties)

    def _form(self, key: str) -> Form:
        """The form of a tensor that suits the style: a gradient by its maxima's winners is shared out."""
        closed = self.plan.closed(key)
        if key not in self.plan.gradients:
            return closed
        if self.style == "numpy":
            return closed if vectors.is_plain(closed, self.plan) else self.plan.shares(key)
        winners = any(isinstance(n, Winner) for n in descend(closed.right))
        return self.plan.shares(key) if winners else closed

    def _write(self, key: str, scope: Scope) -> None:
        form, name = self._form(key), self.names[key]
        writer = vectors if self.style == "numpy" else nested
        if isinstance(form, Equation):
            writer.write_equation(form, name, scope)
        else:
            writer.write_accumulations(form, name, scope)

    def definition(self, function: Function) -> list[str]:
        """The lines of a function."""
        places = list(self.defaults)
        sizes = sorted(function.sizes, key=lambda v: places.index(v.name) if v.name in places else len(places))
        given = [f"{self.letters[v]}={self.defaults[v.name]}" for v in sizes if v.name in self.defaults]
        asked = [self.letters[v] for v in sizes if v.name not in self.defaults]
        arrays = [self.names[k] for k in function.arrays]
        parameters = [*arrays, *given, *(["*", *asked] if asked else [])]
        results = ", ".join(self.names[k] for k in function.outputs)
        body = [f'"""{function.purpose}"""', *function.lines, f"return {results}"]
        return [*signature(function.name, parameters), *(line for b in body for line in wrapped(INDENT + b))]


def comment(text: str) -> str:
    """A formula as a comment: printable ASCII on one line."""
    kept = "".join(c if " " <= c <= "~" else "?" for c in text)
    return kept if len(kept) <= LONGEST_COMMENT else kept[:LONGEST_COMMENT - 4] + " ..."


def _sizes(plan: Plan) -> set[Letter]:
    """The size letters of a system: of its extents, its right sides and its facts."""
    found = {v for t in plan.tensors.values() for a in t.axes for v in a.extent.letters}
    for key in (*(e.tensor for e in plan.system.equations), *plan.gradients):
        found |= vectors.sizes_of(plan.original(key).right)
    return {v for v in found if not v.is_index}


def code(system: System, loss: str, wrt: Sequence[str], style: str = "numpy",
         defaults: Mapping[str, int] | None = None) -> str:
    """The source of the forward pass and of the gradients by some tensors, which checks itself when run.

    A system that a fragment was closed to has upstream gradients among its leaves; then the functions are ``forward`` and
    ``backward``, else ``forward`` gives the loss and ``loss_and_gradients`` both.
    """
    if style not in STYLES:
        raise NameUnknown(f"no style of code is called {quoted(style)}: choose {' or '.join(STYLES)}")
    module = Module(Plan(Adjoint(system, loss)), style, defaults or {})
    module.name_all()
    upstream = {k: t.partial[1] for k, t in system.tensors.items() if t.partial is not None and k in system.leaves}
    gradients = [gradient_key(loss, k) for k in wrt]
    if upstream:
        forward = module.function("forward", "The forward pass.", [*upstream.values()])
        backward = module.function("backward", "The gradients, from those by the results.", gradients)
        functions = [forward, backward]
    else:
        forward = backward = module.function("loss_and_gradients", "The loss and its gradients.", [loss, *gradients])
        functions = [forward]
    title = '"""The forward pass and the gradients of a network, in closed form; run as a script it checks itself."""'
    parts = [[title], ["import numpy as np"]]
    definitions = [_scalar(name) for name in module.functions]
    definitions += [module.definition(f) for f in functions]
    definitions += check_lines(module, forward, backward, upstream, wrt)
    text = "\n\n".join("\n".join(p) for p in parts)
    return text + "".join("\n\n\n" + "\n".join(d) for d in definitions) + "\n"


def _scalar(name: str) -> list[str]:
    """The definition of a scalar function."""
    function = FUNCTIONS[name]
    parameters = list(function.parameters)
    body = function.numpy("u", *parameters)
    return [f"def {name}({', '.join(['u', *parameters])}):", f"{INDENT}return {body}"]
