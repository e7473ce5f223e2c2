"""Putting the equations of named gradients into a right side."""

from __future__ import annotations

from collections.abc import Collection

from symcnn.calculus.adjoint import Adjoint, gradient_key
from symcnn.equation import Equation
from symcnn.expression.nodes import Access, Node
from symcnn.expression.walk import bound_letters, freshened, substitute, transform
from symcnn.notation.letters import Fresh, Letter
from symcnn.system import System


def spread(node: Node, adjoint: Adjoint, stop: Collection[str], fresh: Fresh) -> Node:
    """The node with every gradient replaced by its equation, down to the keys in ``stop`` and to given ones."""
    known = {gradient_key(adjoint.of, e.tensor): e.tensor for e in adjoint.system.equations if e.tensor != adjoint.of}

    def rule(n: Node) -> Node:
        if not isinstance(n, Access) or n.tensor not in known or n.tensor in stop or n.tensor in adjoint.system.tensors:
            return n
        equation = adjoint.equation(known[n.tensor])
        values: dict[Letter, object] = dict(zip(equation.letters, n.indices, strict=True))
        right = freshened(substitute(equation.right, values, fresh), fresh)  # type: ignore[arg-type]
        return spread(right, adjoint, stop, fresh)

    return transform(node, rule)


def written_out(adjoint: Adjoint, by: str) -> System:
    """The forward equations and one for a gradient, all named gradients put in: what a second derivative starts from."""
    equation = adjoint.equation(by)
    fresh = Fresh((*equation.letters, *bound_letters(equation.right)))
    right = adjoint.tidied(spread(equation.right, adjoint, (), fresh), by)
    old, key = adjoint.system, gradient_key(adjoint.of, by)
    known = {**old.tensors, key: adjoint.tensor(by)}
    return System(known, (*old.equations, Equation(equation.left, right)), old.facts, old.origin, old.halves,
                  old.unit_sum, old.ties)
