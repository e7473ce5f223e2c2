"""From SymPy to the engine's form."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import singledispatch

import sympy
from sympy import Basic, Expr, Symbol
from sympy.core.function import AppliedUndef

from symcnn.equation import Tensor
from symcnn.errors import NotSupportedYet, quoted
from symcnn.expression.build import ONE, ZERO, add, multiply, negate, number, power, quantity, subtract, total
from symcnn.expression.nodes import Access, Apply, Compare, Greatest, Maximum, Node, Partial, Sum, Winner
from symcnn.functions import greatest, partial, winner
from symcnn.functions.generic import slope_name
from symcnn.functions.iverson import Iverson
from symcnn.functions.scalar import Scalar
from symcnn.functions.table import FUNCTIONS, function, known
from symcnn.functions.window import WindowMax
from symcnn.notation.affine import Whole, whole
from symcnn.notation.names import check
from symcnn.sympy_form.brackets import alternatives
from symcnn.sympy_form.scope import Scope

_OWN = {c.own: c.name for c in FUNCTIONS.values() if c.own is not None}


def from_sympy(expr: Expr, tensors: Mapping[str, Tensor], letters: Mapping[Symbol, Whole], tie: str = "first") -> Node:
    """The expression as a right side.

    ``tensors`` go by name or key, ``letters`` say what a symbol stands for; bound letters get letters of their own. A
    ``Sum`` over an empty range is 0 here. ``tie`` is the rule of SymPy's ``Max``, which has none. Raises
    ``NotSupportedYet``, naming the SymPy node, and ``NameUnknown`` for a symbol that stands for nothing.
    """
    taken = {v for value in letters.values() for v in whole(value).letters}
    try:
        # strict: a string would be evaluated as Python
        expr = sympy.sympify(expr, strict=True)
    except sympy.SympifyError:
        given = f"{type(expr).__name__} {quoted(str(expr))}"
        raise NotSupportedYet(f"{given} for a right side: give a SymPy expression") from None
    return _read(expr, Scope(tensors, letters, tie, taken))


def _read(expr: Basic, scope: Scope) -> Node:
    found = scope.whole_or_none(expr)
    return _inward(expr, scope) if found is None else quantity(found)


@singledispatch
def _inward(expr: Basic, scope: Scope) -> Node:
    raise NotSupportedYet(f"{type(expr).__name__} in {quoted(str(expr))}: use sums, products, powers, functions with a "
                          "slope, Sum and WindowMax")


@_inward.register
def _(expr: sympy.Rational, scope: Scope) -> Node:
    return number(Fraction(expr.p, expr.q))


@_inward.register
def _(expr: sympy.Float, scope: Scope) -> Node:
    return number(Fraction(str(expr)))


@_inward.register(sympy.core.numbers.Exp1)
def _(expr: Expr, scope: Scope) -> Node:
    return Apply("exp", ONE)


@_inward.register
def _(expr: sympy.Symbol, scope: Scope) -> Node:
    return Access(scope.tensor(expr.name, 0).key)


@_inward.register
def _(expr: sympy.Indexed, scope: Scope) -> Node:
    tensor = scope.tensor(str(expr.base.label), len(expr.indices))
    return Access(tensor.key, tuple(scope.whole(i, "an index") for i in expr.indices))


@_inward.register
def _(expr: sympy.Add, scope: Scope) -> Node:
    return add(*(_read(t, scope) for t in expr.as_ordered_terms()))


@_inward.register
def _(expr: sympy.Mul, scope: Scope) -> Node:
    factors = [_read(f, scope) for f in expr.as_ordered_factors()]
    brackets = [f for f in factors if isinstance(f, Sum) and not f.ranges and f.body == ONE]
    guards = tuple(g for b in brackets for g in b.guards)
    return total((), guards, multiply(*(f for f in factors if f not in brackets)))


@_inward.register
def _(expr: sympy.Pow, scope: Scope) -> Node:
    base, exponent = expr.args
    if not exponent.is_Rational:
        raise NotSupportedYet(f"Pow in {quoted(str(expr))}: give a rational exponent")
    if isinstance(base, Iverson) and exponent > 0:
        return _read(base, scope)
    return power(_read(base, scope), Fraction(exponent.p, exponent.q))


@_inward.register
def _(expr: sympy.Function, scope: Scope) -> Node:
    if type(expr) not in _OWN:
        return _inward.dispatch(Basic)(expr, scope)
    return Apply(_OWN[type(expr)], _read(expr.args[0], scope))


@_inward.register
def _(expr: Scalar, scope: Scope) -> Node:
    given = expr.args[1:]
    if not all(p.is_Rational for p in given):
        raise NotSupportedYet(f"a parameter of {expr.name} in {quoted(str(expr))}: give a rational number")
    parameters = () if given == expr.completed(()) else tuple(Fraction(p.p, p.q) for p in given)
    return Apply(expr.name, _read(expr.args[0], scope), parameters)


@_inward.register
def _(expr: AppliedUndef, scope: Scope) -> Node:
    name = expr.func.__name__
    check(name, "a function")
    if len(expr.args) != 1:
        raise NotSupportedYet(f"the function {quoted(name)} of {len(expr.args)} arguments: give one")
    return Apply(function(name).name if known(name) else name, _read(expr.args[0], scope))


@_inward.register
def _(expr: sympy.Derivative, scope: Scope) -> Node:
    return Apply(_slope_name(expr), _read(expr.expr.args[0], scope))


@_inward.register
def _(expr: sympy.Subs, scope: Scope) -> Node:
    # what SymPy makes of the slope of f at anything but a bare symbol
    derivative = expr.expr
    if not isinstance(derivative, sympy.Derivative) or derivative.expr.args != tuple(expr.variables):
        raise NotSupportedYet(f"Subs in {quoted(str(expr))}: put the values in")
    return Apply(_slope_name(derivative), _read(expr.point[0], scope))


def _slope_name(derivative: sympy.Derivative) -> str:
    applied, by = derivative.expr, derivative.variables
    name = applied.func.__name__
    if not isinstance(applied, AppliedUndef) or known(name) or applied.args != by[:1] or len(set(by)) > 1:
        raise NotSupportedYet(f"Derivative in {quoted(str(derivative))}: write the derivative out")
    check(name, "a function")
    for _ in by:
        name = slope_name(name)
    return name


@_inward.register
def _(expr: sympy.Abs, scope: Scope) -> Node:
    return Apply("abs", _read(expr.args[0], scope))


@_inward.register
def _(expr: sympy.sign, scope: Scope) -> Node:
    argument = _read(expr.args[0], scope)
    return subtract(Compare(">", argument, ZERO), Compare("<", argument, ZERO))


@_inward.register
def _(expr: sympy.Max, scope: Scope) -> Node:
    others = [_read(a, scope) for a in expr.args if not a.is_zero]
    inner = others[0] if len(others) == 1 else Greatest(tuple(others), scope.tie)
    return inner if len(others) == len(expr.args) else Apply("relu", inner)


@_inward.register
def _(expr: sympy.Min, scope: Scope) -> Node:
    return negate(Greatest(tuple(negate(_read(a, scope)) for a in expr.args), scope.tie))


@_inward.register
def _(expr: sympy.Sum, scope: Scope) -> Node:
    ranges, inside = scope.bind(expr.limits)
    return total(ranges, (), _read(expr.function, inside))


@_inward.register
def _(expr: WindowMax, scope: Scope) -> Node:
    ranges, inside = scope.bind(expr.limits)
    guards = alternatives(expr.where, inside)
    if guards is None or len(guards) != 1:
        raise NotSupportedYet(f"WindowMax where {quoted(str(expr.where))}: use conditions on letters, joined by And")
    return Maximum(ranges, guards[0], _read(expr.body, inside), expr.tie)


@_inward.register
def _(expr: greatest.Greatest, scope: Scope) -> Node:
    return Greatest(tuple(_read(v, scope) for v in expr.values), expr.tie)


@_inward.register
def _(expr: winner.Winner, scope: Scope) -> Node:
    of = _read(expr.of, scope)
    if not isinstance(of, Maximum | Greatest):
        raise NotSupportedYet(f"Winner of {quoted(str(expr.of))}: give a WindowMax or a Greatest")
    return Winner(of, tuple(scope.whole(a, "a place") for a in expr.at))


@_inward.register
def _(expr: Iverson, scope: Scope) -> Node:
    return _under(expr.args[0], ONE, scope)


@_inward.register
def _(expr: sympy.KroneckerDelta, scope: Scope) -> Node:
    return _under(sympy.Eq(*expr.args[:2]), ONE, scope)


@_inward.register
def _(expr: sympy.Piecewise, scope: Scope) -> Node:
    (value, condition), *rest = expr.args
    if condition is sympy.true:
        return _read(value, scope)
    if not rest:
        raise NotSupportedYet(f"Piecewise in {quoted(str(expr))}: give a last case that holds else, (0, True)")
    body, other = _read(value, scope), _inward(sympy.Piecewise(*rest, evaluate=False), scope)
    return add(_under(condition, body, scope), _under(sympy.Not(condition), other, scope))


@_inward.register
def _(expr: partial.Partial, scope: Scope) -> Node:
    of, by = _read(expr.of, scope), _read(expr.by, scope)
    if not (isinstance(of, Access) and isinstance(by, Access)):
        raise NotSupportedYet(f"Partial in {quoted(str(expr))}: give entries of tensors")
    for key, tensor in scope.tensors.items():
        if tensor.partial == (of.tensor, by.tensor):
            return Access(key, of.indices + by.indices)
    return Partial(of, by)


def _under(condition: Basic, body: Node, scope: Scope) -> Node:
    """The body where the condition holds, else 0; a body under a condition on letters is not looked at elsewhere."""
    guards = alternatives(condition, scope)
    if guards is not None:
        return add(*(total((), g, body) for g in guards))
    parts = condition.args if isinstance(condition, sympy.And) else (condition,)
    for part in sorted(parts, key=sympy.default_sort_key):
        if alternatives(part, scope) is not None:
            body = _under(part, body, scope)
        else:
            body = multiply(body, Compare(part.rel_op, _read(part.lhs, scope), _read(part.rhs, scope)))
    return body
