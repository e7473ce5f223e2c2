"""Writing a defining right side as the entry it defines, wherever it stands as a factor."""

from __future__ import annotations

from fractions import Fraction

from symcnn.equation import Equation
from symcnn.expression.build import multiply, power
from symcnn.expression.nodes import Access, Apply, Multiply, Node, Power
from symcnn.expression.walk import canonical, children, substitute, transform
from symcnn.notation.affine import Affine
from symcnn.notation.letters import Letter


def fold(node: Node, equation: Equation) -> Node:
    """The node with ``equation``'s right side replaced by its left side where all its factors stand in one product."""
    pattern = _factors(equation.right)
    worth_it = len(pattern) > 1 or any(isinstance(b, Apply) for b in pattern)
    if not worth_it or all(isinstance(b, Access) and e == 1 for b, e in pattern.items()):
        return node

    def rule(n: Node) -> Node:
        while isinstance(n, Multiply | Power | Apply):
            folded = _fold_once(n, equation, pattern)
            if folded is None:
                break
            n = folded
        return n

    return transform(node, rule)


def _factors(node: Node) -> dict[Node, Fraction]:
    factors = node.factors if isinstance(node, Multiply) else (node,)
    return {(f.base if isinstance(f, Power) else f): (f.exponent if isinstance(f, Power) else Fraction(1))
            for f in factors}


def _fold_once(node: Node, equation: Equation, pattern: dict[Node, Fraction]) -> Node | None:
    present = _factors(node)
    keyed = {canonical(b): b for b in present}
    letters = frozenset(equation.letters)
    seed = max(pattern, key=lambda b: isinstance(b, Apply))
    for candidate in present:
        values: dict[Letter, Affine] = {}
        if not unify(seed, candidate, letters, values) or letters - set(values):
            continue
        needed = {keyed.get(canonical(substitute(b, values))): e for b, e in pattern.items()}
        if None in needed or not all(_covers(present[b], e) for b, e in needed.items()):  # type: ignore[index]
            continue
        rest = {b: e - needed.get(b, Fraction(0)) for b, e in present.items()}
        entry = Access(equation.tensor, tuple(values[v] for v in equation.letters))
        return multiply(*_with(rest, candidate, entry))
    return None


def _with(rest: dict[Node, Fraction], candidate: Node, entry: Node) -> list[Node]:
    """The factors left over, the entry in the place of the folded one and what remains of that behind it."""
    order: list[Node] = []
    for base, exponent in rest.items():
        order += [entry] if base == candidate else []
        order.append(power(base, exponent))
    return order


def _covers(present: Fraction, needed: Fraction) -> bool:
    return (present > 0) == (needed > 0) and abs(present) >= abs(needed)


def unify(pattern: Node, node: Node, letters: frozenset[Letter], values: dict[Letter, Affine]) -> bool:
    """Whether the node is the pattern with its letters replaced; the values found are put into ``values``."""
    if isinstance(pattern, Access) and isinstance(node, Access):
        return pattern.tensor == node.tensor and len(pattern.indices) == len(node.indices) and all(
            _unify_index(p, q, letters, values) for p, q in zip(pattern.indices, node.indices, strict=True))
    if isinstance(pattern, Apply) and isinstance(node, Apply):
        same = (pattern.function, pattern.parameters) == (node.function, node.parameters)
        return same and unify(pattern.argument, node.argument, letters, values)
    if type(pattern) is not type(node):
        return False
    below, other = children(pattern), children(node)
    if len(below) != len(other) or not below:
        return pattern == node
    found = dict(values)
    if not all(unify(p, q, letters, found) for p, q in zip(below, other, strict=True)):
        return False
    if canonical(substitute(pattern, found)) != canonical(node):
        return False
    values.update(found)
    return True


def _unify_index(pattern: Affine, index: Affine, letters: frozenset[Letter], values: dict[Letter, Affine]) -> bool:
    letter = pattern.letter
    if letter in letters and letter not in values:
        values[letter] = index  # type: ignore[index]
        return True
    return pattern.substitute(values) == index
