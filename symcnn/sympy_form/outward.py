"""From the engine's form to SymPy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import singledispatch

import sympy
from sympy import Expr, IndexedBase, Rational, Symbol

from symcnn.equation import Tensor
from symcnn.errors import MeaninglessError, NameUnknown, quoted
from symcnn.expression.nodes import (
    Access,
    Add,
    Apply,
    Compare,
    Greatest,
    Guard,
    Maximum,
    Multiply,
    Node,
    Number,
    Partial,
    Power,
    Range,
    Size,
    Sum,
    Winner,
)
from symcnn.expression.walk import free_letters
from symcnn.functions import greatest, partial, winner
from symcnn.functions.generic import generic
from symcnn.functions.iverson import Iverson
from symcnn.functions.scalar import exact
from symcnn.functions.table import function, known
from symcnn.functions.window import WindowMax
from symcnn.notation.affine import Affine, whole
from symcnn.notation.letters import Letter, index
from symcnn.sympy_form.quantities import quantity_to_sympy
from symcnn.system import System

RELATIONS = {
    ">": sympy.Gt, ">=": sympy.Ge, "<": sympy.Lt, "<=": sympy.Le, "==": sympy.Eq, "=": sympy.Eq, "!=": sympy.Ne,
}


def to_sympy(node: Node, system: System) -> Expr:
    """The right side in SymPy.

    Bound letters get the fewest primes that keep them apart from all letters outside. A SymPy ``Sum`` over an empty
    range with letters is not 0 under ``doit``: put numbers in and unroll with loops instead.
    """
    return _outward(node, _Scope(system, {}, free_letters(node)))


@dataclass(frozen=True)
class _Scope:
    """The system, what enclosing bound letters are shown as, and the letters that are not to be captured."""

    system: System
    shown: Mapping[Letter, Affine]
    taken: frozenset[Letter]

    def quantity(self, value: Affine) -> Expr:
        return quantity_to_sympy(value.substitute(self.shown), self.system)

    def quantities(self, values: Sequence[Affine]) -> list[Expr]:
        return [self.quantity(v) for v in values]

    def binding(self, ranges: Sequence[Range]) -> _Scope:
        shown, taken = dict(self.shown), set(self.taken)
        for r in ranges:
            mark = next(m for m in range(len(taken) + 1) if index(r.letter.name, m) not in taken)
            shown[r.letter] = whole(index(r.letter.name, mark))
            taken.add(index(r.letter.name, mark))
        return replace(self, shown=shown, taken=frozenset(taken))

    def limits(self, ranges: Sequence[Range]) -> list[tuple[Expr, Expr, Expr]]:
        """The ranges as SymPy's limits, innermost first."""
        return [
            (self.quantity(whole(r.letter)), sympy.Max(*self.quantities(r.lower)), sympy.Min(*self.quantities(r.upper)))
            for r in reversed(ranges)]


@singledispatch
def _outward(node: Node, scope: _Scope) -> Expr:
    raise TypeError(f"no SymPy form for {type(node).__name__}")


@_outward.register
def _(node: Number, scope: _Scope) -> Expr:
    return Rational(node.value.numerator, node.value.denominator)


@_outward.register
def _(node: Size, scope: _Scope) -> Expr:
    return scope.quantity(node.quantity)


@_outward.register
def _(node: Access, scope: _Scope) -> Expr:
    return entry(node.tensor, scope.quantities(node.indices), scope.system)


@_outward.register
def _(node: Add, scope: _Scope) -> Expr:
    return sympy.Add(*(_outward(t, scope) for t in node.terms))


@_outward.register
def _(node: Multiply, scope: _Scope) -> Expr:
    return sympy.Mul(*(_outward(f, scope) for f in node.factors))


@_outward.register
def _(node: Power, scope: _Scope) -> Expr:
    return _outward(node.base, scope) ** exact(node.exponent)


@_outward.register
def _(node: Apply, scope: _Scope) -> Expr:
    named = function(node.function) if known(node.function) else generic(node.function)
    return named(_outward(node.argument, scope), *(exact(p) for p in node.parameters))


@_outward.register
def _(node: Sum, scope: _Scope) -> Expr:
    inside = scope.binding(node.ranges)
    brackets = [Iverson(condition(g, inside)) for g in node.guards]
    limits = inside.limits(node.ranges)
    if any((upper - lower).is_negative for _, lower, upper in limits):
        return sympy.S.Zero
    body = sympy.Mul(*brackets, _outward(node.body, inside))
    return sympy.Sum(body, *limits) if limits else body


@_outward.register
def _(node: Maximum, scope: _Scope) -> Expr:
    inside = scope.binding(node.ranges)
    where = sympy.And(*(condition(g, inside) for g in node.guards))
    return WindowMax(_outward(node.body, inside), *inside.limits(node.ranges), where=where, tie=node.tie)


@_outward.register
def _(node: Greatest, scope: _Scope) -> Expr:
    return greatest.Greatest(*(_outward(v, scope) for v in node.values), tie=node.tie)


@_outward.register
def _(node: Winner, scope: _Scope) -> Expr:
    of = _outward(node.of, scope)
    alone = isinstance(node.of, Greatest) and len(node.of.values) == 1
    return sympy.S.One if alone else winner.Winner(of, *scope.quantities(node.at))


@_outward.register
def _(node: Compare, scope: _Scope) -> Expr:
    if node.relation not in RELATIONS:
        raise MeaninglessError(f"a bracket with the relation {quoted(node.relation)}: use one of {' '.join(RELATIONS)}")
    return Iverson(RELATIONS[node.relation](_outward(node.left, scope), _outward(node.right, scope)))


@_outward.register
def _(node: Partial, scope: _Scope) -> Expr:
    return partial.Partial(_outward(node.of, scope), _outward(node.by, scope))


def condition(guard: Guard, scope: _Scope) -> sympy.Basic:
    """A guard as a SymPy relation."""
    quantity = scope.quantity(guard.quantity)
    if guard.relation == "|" and guard.modulus is not None:
        return sympy.Eq(sympy.Mod(quantity, scope.quantity(guard.modulus)), 0)
    return RELATIONS[guard.relation](quantity, 0)


def entry(key: str, indices: Sequence[Expr], system: System) -> Expr:
    """The entry of a tensor; that of a gradient is a `Partial` of one entry by another.

    Raises ``NameUnknown`` for a tensor with axes that the system does not hold. A fragment's loss is none of its
    tensors, only a name.
    """
    tensor = system.tensors.get(key)
    if tensor is None:
        if indices:
            raise NameUnknown(f"no tensor has the key {quoted(key)}: use one of {', '.join(system.tensors)}")
        return Symbol(key)
    if tensor.partial is None:
        name = base_name(tensor, system)
        return IndexedBase(name)[tuple(indices)] if tensor.axes else Symbol(name)
    of, by = tensor.partial
    split = len(system.tensors[of].axes) if of in system.tensors else len(indices) - len(system.tensors[by].axes)
    return partial.Partial(entry(of, indices[:split], system), entry(by, indices[split:], system))


def base_name(tensor: Tensor, system: System) -> str:
    """The name a tensor is shown by, or its key where another of as many axes is shown so too."""
    alike = [t for t in system.tensors.values()
             if t.shown == tensor.shown and len(t.axes) == len(tensor.axes) and t.partial is None]
    return tensor.shown if len(alike) == 1 else tensor.key
