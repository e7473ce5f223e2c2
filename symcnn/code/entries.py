"""One entry of a right side in plain loops: each kind of node as an expression, sums and maxima as loops before it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from fractions import Fraction
from functools import singledispatch

from symcnn.code import quantities
from symcnn.code.expressions import Rank, Text, added, multiplied, number, powered
from symcnn.code.scope import Scope
from symcnn.errors import NotSupportedYet, quoted
from symcnn.expression.build import negate
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
from symcnn.expression.walk import descend, free_letters, substitute
from symcnn.functions.table import FUNCTIONS
from symcnn.notation.letters import Letter

RELATIONS = {"<": "<", "<=": "<=", ">": ">", ">=": ">=", "==": "==", "=": "==", "!=": "!="}


@singledispatch
def entry(node: Node, scope: Scope) -> Text:
    """The expression for a node where its letters have values."""
    raise TypeError(f"no rule to write {type(node).__name__} as Python")


@entry.register
def _(node: Number, scope: Scope) -> Text:
    return number(node.value)


@entry.register
def _(node: Size, scope: Scope) -> Text:
    text = quantities.written(node.quantity, scope.letters)
    return Text(text, Rank.ATOM if text.isidentifier() or text.isdigit() else Rank.CHOICE)


@entry.register
def _(node: Access, scope: Scope) -> Text:
    name = scope.arrays[node.tensor]
    indices = ", ".join(quantities.written(i, scope.letters) for i in node.indices)
    return Text(f"{name}[{indices}]" if indices else name)


@entry.register
def _(node: Add, scope: Scope) -> Text:
    return added([signed(t, lambda n: as_number(entry(n, scope))) for t in node.terms])


def signed(term: Node, write: Callable[[Node], Text]) -> tuple[bool, Text]:
    """Whether a term is subtracted, and the term without its sign."""
    minus = is_negative(term)
    return minus, write(negate(term) if minus else term)


def is_negative(term: Node) -> bool:
    """Whether a minus sign stands in front of a term."""
    first = term.factors[0] if isinstance(term, Multiply) else term
    return isinstance(first, Number) and first.value < 0


def as_number(text: Text) -> Text:
    """A truth value as 0 or 1: NumPy does not negate or add those of its own."""
    return Text(f"float({text.text})") if text.rank == Rank.TRUTH else text


@entry.register
def _(node: Multiply, scope: Scope) -> Text:
    return product(node.factors, lambda n: entry(n, scope), as_number)


def product(factors: Sequence[Node], write: Callable[[Node], Text], truth: Callable[[Text], Text]) -> Text:
    """A product; powers below one stand below the line."""
    coefficient = Fraction(1)
    above, below = [], []
    for factor in factors:
        if isinstance(factor, Number):
            coefficient *= factor.value
        elif isinstance(factor, Power) and factor.exponent < 0:
            below.append(write(Power(factor.base, -factor.exponent) if factor.exponent != -1 else factor.base))
        else:
            above.append(write(factor))
    if above and all(t.rank == Rank.TRUTH for t in above):
        above[0] = truth(above[0])
    return multiplied(coefficient, above, below)


@entry.register
def _(node: Power, scope: Scope) -> Text:
    return powered(entry(node.base, scope), node.exponent)


@entry.register
def _(node: Apply, scope: Scope) -> Text:
    return applied(node, entry(node.argument, scope), scope)


def applied(node: Apply, argument: Text, scope: Scope) -> Text:
    """A scalar function: NumPy's own, or one that the source defines."""
    if node.function not in FUNCTIONS:
        raise NotSupportedYet(
            f"the function {quoted(node.function)} has no NumPy form: say what it is, as in f = sigmoid")
    parameters = [number(p).text for p in node.parameters]
    plain = FUNCTIONS[node.function].numpy("u", *parameters)
    if plain.endswith("(u)"):
        return Text(plain.replace("(u)", f"({argument.text})"))
    scope.functions[node.function] = None
    return Text(f"{node.function}({', '.join([argument.text, *parameters])})")


@contextmanager
def loops(ranges: Sequence[Range], guards: Sequence[Guard], scope: Scope) -> Iterator[None]:
    """Loops over ranges, one in the other; a condition stands as soon as its letters have values."""
    left = list(guards)
    with ExitStack() as stack:
        for r in ranges:
            stack.enter_context(scope.loop(r.letter, quantities.loop(r.lower, r.upper, scope.letters)))
            bound = scope.letters.keys()
            ready = [g for g in left if all(v in bound for v in guard_letters(g))]
            left = [g for g in left if g not in ready]
            if ready:
                stack.enter_context(scope.block(f"if {' and '.join(quantities.conditions(ready, scope.letters))}:"))
        yield


def guard_letters(guard: Guard) -> frozenset[Letter]:
    """The letters of a condition."""
    return guard.quantity.letters | (guard.modulus.letters if guard.modulus is not None else frozenset())


@entry.register
def _(node: Sum, scope: Scope) -> Text:
    if not node.ranges and not any(isinstance(n, Sum | Maximum | Winner) for n in descend(node.body)):
        condition = " and ".join(quantities.conditions(node.guards, scope.letters))
        return Text(f"{entry(node.body, scope).text} if {condition} else 0.0", Rank.CHOICE)
    return _gathered(node, "total", "0.0", lambda name, body: f"{name} += {body}", scope)


@entry.register
def _(node: Maximum, scope: Scope) -> Text:
    return _gathered(node, "best", "-np.inf", lambda name, body: f"{name} = max({name}, {body})", scope)


def _gathered(node: Sum | Maximum, base: str, start: str, step: Callable[[str, str], str], scope: Scope) -> Text:
    """The name of a value that loops before it build up."""
    found = scope.find(node)
    if found is not None:
        return found
    with scope.where(free_letters(node)):
        name = scope.name(base)
        scope.line(f"{name} = {start}")
        if node.ranges:
            with loops(node.ranges, node.guards, scope):
                scope.line(step(name, entry(node.body, scope).text))
        else:
            with scope.block(f"if {' and '.join(quantities.conditions(node.guards, scope.letters))}:"):
                scope.line(step(name, entry(node.body, scope).text))
        return scope.keep(node, Text(name))


@entry.register
def _(node: Greatest, scope: Scope) -> Text:
    return Text(f"max({', '.join(entry(v, scope).text for v in node.values)})")


@entry.register
def _(node: Compare, scope: Scope) -> Text:
    left, right = entry(node.left, scope), entry(node.right, scope)
    return Text(f"{left.at_least(Rank.SUM)} {RELATIONS[node.relation]} {right.at_least(Rank.SUM)}", Rank.TRUTH)


@entry.register
def _(node: Winner, scope: Scope) -> Text:
    if isinstance(node.of, Greatest):
        return _greatest_share(node.of, int(node.at[0].number or 0), scope)
    if node.of.tie == "first":
        place = _place(node.of, scope)
        return Text(f"{place} == {together([quantities.written(q, scope.letters) for q in node.at])}", Rank.TRUTH)
    values = dict(zip((r.letter for r in node.of.ranges), node.at, strict=True))
    here, best = entry(substitute(node.of.body, values), scope), entry(node.of, scope)
    equal = f"{here.at_least(Rank.SUM)} == {best.text}"
    if node.of.tie == "all":
        return Text(equal, Rank.TRUTH)
    return Text(f"({equal}) / {_equals(node.of, best, scope)}", Rank.PRODUCT)


def reach(node: Winner, scope: Scope) -> None:
    """Works out where a maximum is reached, before the loops that compare with it."""
    if isinstance(node.of, Maximum) and node.of.tie == "first":
        _place(node.of, scope)
    else:
        best = entry(node.of, scope)
        if isinstance(node.of, Maximum) and node.of.tie == "split":
            _equals(node.of, best, scope)


def together(parts: Sequence[str]) -> str:
    """Some expressions as a tuple; one as itself."""
    return parts[0] if len(parts) == 1 else f"({', '.join(parts)})"


def _place(node: Maximum, scope: Scope) -> str:
    """The name of the letters' values at the first of the greatest values."""
    key = Winner(node, ())
    found = scope.find(key)
    if found is not None:
        return found.text
    with scope.where(free_letters(node)):
        best, at = scope.name("best"), scope.name("at")
        scope.line(f"{best} = -np.inf")
        with loops(node.ranges, node.guards, scope):
            letters = together([scope.letters[r.letter] for r in node.ranges])
            body = entry(node.body, scope).text
            with scope.block(f"if {body} > {best}:"):
                scope.line(f"{best} = {body}")
                scope.line(f"{at} = {letters}")
        return scope.keep(key, Text(at)).text


def _equals(node: Maximum, best: Text, scope: Scope) -> str:
    """The name of the count of entries that are the greatest."""
    key = Winner(node, ())
    found = scope.find(key)
    if found is not None:
        return found.text
    with scope.where(free_letters(node)):
        name = scope.name("count")
        scope.line(f"{name} = 0")
        with loops(node.ranges, node.guards, scope), scope.block(f"if {entry(node.body, scope).text} == {best.text}:"):
            scope.line(f"{name} += 1")
        return scope.keep(key, Text(name)).text


def _greatest_share(node: Greatest, position: int, scope: Scope) -> Text:
    """What one of several values gets of the gradient of their maximum."""
    values = [entry(v, scope).at_least(Rank.SUM) for v in node.values]
    mine = values[position]
    if node.tie == "first":
        parts = [f"{mine} {'>' if n < position else '>='} {v}" for n, v in enumerate(values) if n != position]
        return Text(" and ".join(parts), Rank.TRUTH)
    best = f"max({', '.join(values)})"
    if node.tie == "all":
        return Text(f"{mine} == {best}", Rank.TRUTH)
    return Text(f"({mine} == {best}) / [{', '.join(values)}].count({best})", Rank.PRODUCT)


@entry.register
def _(node: Partial, scope: Scope) -> Text:
    raise NotSupportedYet(f"a partial derivative of {quoted(node.of.tensor)} has no value until it is worked out")
