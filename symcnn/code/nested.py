"""Equations and accumulations as nested loops over entries."""

from __future__ import annotations

from symcnn.calculus.scatter import Accumulation
from symcnn.code import quantities
from symcnn.code.entries import entry, guard_letters, loops, reach
from symcnn.code.expressions import Rank
from symcnn.code.scope import Scope
from symcnn.equation import Equation
from symcnn.expression.nodes import Guard, Range, Sum, Winner
from symcnn.expression.walk import descend, free_letters
from symcnn.notation.affine import constant


def write_equation(equation: Equation, name: str, scope: Scope) -> None:
    """The array on the left, entry by entry."""
    tensor = scope.tensors[equation.tensor]
    if not tensor.axes:
        if isinstance(equation.right, Sum) and equation.right.ranges:
            scope.line(f"{name} = 0.0")
            with loops(equation.right.ranges, equation.right.guards, scope):
                scope.line(f"{name} += {entry(equation.right.body, scope).text}")
            return
        text = entry(equation.right, scope)
        scope.line(f"{name} = {f'float({text.text})' if text.rank == Rank.TRUTH else text.text}")
        return
    scope.line(f"{name} = np.zeros({shape(equation.tensor, scope)})")
    ranges = [Range(v, (constant(0),), (a.extent - 1,)) for v, a in zip(equation.letters, tensor.axes, strict=True)]
    with loops(ranges, (), scope):
        place = ", ".join(scope.letters[v] for v in equation.letters)
        scope.line(f"{name}[{place}] = {entry(equation.right, scope).text}")


def write_accumulations(parts: tuple[Accumulation, ...], name: str, scope: Scope) -> None:
    """The array that shares are added to, position by position."""
    key = parts[0].target.tensor
    scope.line(f"{name} = np.zeros({shape(key, scope)})" if scope.tensors[key].axes else f"{name} = 0.0")
    for part in parts:
        waiting = tuple(g for g in part.guards if guard_letters(g) & {r.letter for r in part.inner})
        early = tuple(g for g in part.guards if g not in waiting)
        with loops((*passed(part, scope), *part.outer), early, scope):
            # what no offset changes is worked out before the loops over offsets
            for node in descend(part.value):
                if isinstance(node, Winner) and not free_letters(node.of) & {r.letter for r in part.inner}:
                    reach(node, scope)
            _share(part, waiting, name, scope)


def _share(part: Accumulation, guards: tuple[Guard, ...], name: str, scope: Scope) -> None:
    """What one position adds, offset by offset."""
    with loops(part.inner, guards, scope):
        place = ", ".join(quantities.written(i, scope.letters) for i in part.target.indices)
        value = entry(part.value, scope).text
        scope.line(f"{name}[{place}] += {value}" if place else f"{name} += {value}")


def passed(part: Accumulation, scope: Scope) -> list[Range]:
    """The ranges of the letters that a position only passes on."""
    bound = {r.letter for r in (*part.outer, *part.inner)}
    axes = scope.tensors[part.target.tensor].axes
    return [Range(i.letter, (constant(0),), (a.extent - 1,)) for i, a in zip(part.target.indices, axes, strict=True)
            if i.letter is not None and i.letter.is_index and i.letter not in bound]


def shape(key: str, scope: Scope) -> str:
    """The shape of a tensor as Python."""
    extents = [scope.extent(a.extent) for a in scope.tensors[key].axes]
    return extents[0] if len(extents) == 1 else f"({', '.join(extents)})"
