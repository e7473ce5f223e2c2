"""Going through a right side: children, letters, substitution that cannot capture, equality up to bound letters."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import singledispatch

from symcnn.expression.build import add, multiply, power, quantity, total
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
from symcnn.notation.affine import Affine, whole
from symcnn.notation.letters import Fresh, Letter

Values = Mapping[Letter, Affine]


@singledispatch
def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below, in order."""
    raise TypeError(f"no rule for the children of {type(node).__name__}")


@children.register(Number)
@children.register(Size)
@children.register(Access)
def _(node: Node) -> tuple[Node, ...]:
    return ()


@children.register
def _(node: Add) -> tuple[Node, ...]:
    return node.terms


@children.register
def _(node: Multiply) -> tuple[Node, ...]:
    return node.factors


@children.register
def _(node: Power) -> tuple[Node, ...]:
    return (node.base,)


@children.register
def _(node: Apply) -> tuple[Node, ...]:
    return (node.argument,)


@children.register(Sum)
@children.register(Maximum)
def _(node: Sum | Maximum) -> tuple[Node, ...]:
    return (node.body,)


@children.register
def _(node: Greatest) -> tuple[Node, ...]:
    return node.values


@children.register
def _(node: Winner) -> tuple[Node, ...]:
    return (node.of,)


@children.register
def _(node: Compare) -> tuple[Node, ...]:
    return node.left, node.right


@children.register
def _(node: Partial) -> tuple[Node, ...]:
    return node.of, node.by


def rebuild(node: Node, below: tuple[Node, ...]) -> Node:
    """The node with other children, flattened again."""
    match node:
        case Add():
            return add(*below)
        case Multiply():
            return multiply(*below)
        case Power():
            return power(below[0], node.exponent)
        case Apply():
            return Apply(node.function, below[0], node.parameters)
        case Sum():
            return total(node.ranges, node.guards, below[0])
        case Maximum():
            return Maximum(node.ranges, node.guards, below[0], node.tie)
        case Greatest():
            return Greatest(below, node.tie)
        case Winner():
            return Winner(below[0], node.at)  # type: ignore[arg-type]
        case Compare():
            return Compare(node.relation, below[0], below[1])
        case Partial():
            return Partial(below[0], below[1])  # type: ignore[arg-type]
    return node


def transform(node: Node, rule: Callable[[Node], Node]) -> Node:
    """The rule applied to every node, children first."""
    below = children(node)
    changed = tuple(transform(child, rule) for child in below)
    return rule(node if changed == below else rebuild(node, changed))


def descend(node: Node) -> Iterator[Node]:
    """The node and all nodes below it, parents first."""
    yield node
    for child in children(node):
        yield from descend(child)


def accesses(node: Node) -> list[Access]:
    """Every entry the node reads, with repetitions, in order."""
    return [n for n in descend(node) if isinstance(n, Access)]


def tensors(node: Node) -> frozenset[str]:
    """The tensors the node reads."""
    return frozenset(a.tensor for a in accesses(node))


def free_letters(node: Node) -> frozenset[Letter]:
    """The letters, sizes included, that no range of the node binds."""
    found: set[Letter] = set()
    match node:
        case Access():
            return frozenset().union(*(i.letters for i in node.indices))
        case Size():
            return node.quantity.letters
        case Winner():
            found = set().union(*(q.letters for q in node.at))
        case Sum() | Maximum():
            found = set(free_letters(node.body))
            for value in range_quantities(node):
                found |= value.letters
            return frozenset(found - {r.letter for r in node.ranges})
    for child in children(node):
        found |= free_letters(child)
    return frozenset(found)


def range_quantities(node: Sum | Maximum) -> Iterator[Affine]:
    """The bounds and guards of a node that binds letters."""
    for r in node.ranges:
        yield from r.lower
        yield from r.upper
    for g in node.guards:
        yield g.quantity
        if g.modulus is not None:
            yield g.modulus


def bound_letters(node: Node) -> list[Letter]:
    """The letters bound anywhere in the node, outermost first."""
    return [r.letter for n in descend(node) if isinstance(n, Sum | Maximum) for r in n.ranges]


def substitute_guard(guard: Guard, values: Values) -> Guard:
    """A guard with its letters replaced."""
    modulus = None if guard.modulus is None else guard.modulus.substitute(values)
    return Guard(guard.relation, guard.quantity.substitute(values), modulus)


def substitute_range(r: Range, values: Values) -> Range:
    """The bounds of a range with their letters replaced."""
    return Range(r.letter, tuple(q.substitute(values) for q in r.lower), tuple(q.substitute(values) for q in r.upper))


def substitute(node: Node, values: Values, fresh: Fresh | None = None) -> Node:
    """The node with free letters replaced; bound letters that would capture one are renamed first."""
    if not values:
        return node
    coming = frozenset().union(*(q.letters for q in values.values()))
    return _substitute(node, values, coming, fresh or _far_from(node, coming))


def _far_from(node: Node, coming: frozenset[Letter]) -> Fresh:
    """A source of letters that stand neither in the node nor in what comes into it."""
    return Fresh((*coming, *free_letters(node), *bound_letters(node)))


def _substitute(node: Node, values: Values, coming: frozenset[Letter], fresh: Fresh) -> Node:
    match node:
        case Access():
            return Access(node.tensor, tuple(i.substitute(values) for i in node.indices))
        case Size():
            return quantity(node.quantity.substitute(values))
        case Winner():
            of = _substitute(node.of, values, coming, fresh)
            return Winner(of, tuple(q.substitute(values) for q in node.at))  # type: ignore[arg-type]
        case Sum() | Maximum():
            return _under_ranges(node, values, coming, fresh)
    below = children(node)
    return rebuild(node, tuple(_substitute(child, values, coming, fresh) for child in below)) if below else node


def _under_ranges(node: Sum | Maximum, values: Values, coming: frozenset[Letter], fresh: Fresh) -> Node:
    bound = {r.letter for r in node.ranges}
    inner = {v: q for v, q in values.items() if v not in bound}
    clashing = [v for v in bound if v in coming]
    renamed = {v: fresh.like(v) for v in sorted(clashing)}
    inner.update({v: whole(w) for v, w in renamed.items()})
    if not inner:
        return node
    coming = coming | frozenset(renamed.values())
    ranges = tuple(
        Range(renamed.get(r.letter, r.letter), *(tuple(q.substitute(inner) for q in side) for side in (r.lower, r.upper)))
        for r in node.ranges)
    guards = tuple(substitute_guard(g, inner) for g in node.guards)
    body = _substitute(node.body, inner, coming, fresh)
    return total(ranges, guards, body) if isinstance(node, Sum) else Maximum(ranges, guards, body, node.tie)


def freshened(node: Node, fresh: Fresh) -> Node:
    """The node with every bound letter new."""
    if isinstance(node, Sum | Maximum):
        letters = {r.letter: fresh.like(r.letter) for r in node.ranges}
        renamed = {v: whole(w) for v, w in letters.items()}
        ranges = tuple(
            Range(letters[r.letter], *(tuple(q.substitute(renamed) for q in side) for side in (r.lower, r.upper)))
            for r in node.ranges)
        guards = tuple(substitute_guard(g, renamed) for g in node.guards)
        body = freshened(_substitute(node.body, renamed, frozenset(renamed), fresh), fresh)
        return total(ranges, guards, body) if isinstance(node, Sum) else Maximum(ranges, guards, body, node.tie)
    below = children(node)
    return rebuild(node, tuple(freshened(child, fresh) for child in below)) if below else node


def canonical(node: Node) -> Node:
    """The node with its bound letters numbered in the order they are met, for comparison up to their names."""
    return _canonical(node, {}, [0])


def _canonical(node: Node, names: Values, count: list[int]) -> Node:
    if isinstance(node, Sum | Maximum):
        names, own = dict(names), dict[Letter, Letter]()
        ranges = []
        for r in node.ranges:
            count[0] += 1
            own[r.letter] = Letter(1, "", count[0])
            names[r.letter] = whole(own[r.letter])
        for r in node.ranges:
            sides = (tuple(sorted(q.substitute(names) for q in side)) for side in (r.lower, r.upper))
            ranges.append(Range(own[r.letter], *sides))
        guards = tuple(sorted((substitute_guard(g, names) for g in node.guards), key=repr))
        body = _canonical(node.body, names, count)
        return Sum(tuple(ranges), guards, body) if isinstance(node, Sum) else Maximum(
            tuple(ranges), guards, body, node.tie)
    match node:
        case Access():
            return Access(node.tensor, tuple(i.substitute(names) for i in node.indices))
        case Size():
            return Size(node.quantity.substitute(names))
        case Winner():
            of = _canonical(node.of, names, count)
            return Winner(of, tuple(q.substitute(names) for q in node.at))  # type: ignore[arg-type]
    below = children(node)
    return rebuild(node, tuple(_canonical(child, names, count) for child in below)) if below else node
