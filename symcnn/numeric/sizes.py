"""Numbers for every size letter of a system, halves of odd sizes included."""

from __future__ import annotations

from collections.abc import Mapping

from symcnn.equation import Equation
from symcnn.errors import ValueProblem
from symcnn.expression.walk import free_letters
from symcnn.notation.affine import Affine, constant
from symcnn.notation.letters import Letter
from symcnn.system import System


def completed(system: System, sizes: Mapping[Letter, int]) -> dict[Letter, int]:
    """The sizes with what ``K = 2h + 1`` gives; raises ``ValueProblem`` for an even K or one that disagrees with h."""
    result = dict(sizes)
    for half, odd in system.halves.items():
        if half in result:
            result.setdefault(odd, 2 * result[half] + 1)
        if odd in result and result[odd] != 2 * result.setdefault(half, result[odd] // 2) + 1:
            raise ValueProblem(f"{odd.name} is odd, but {result[odd]} was given: give an odd number")
    return result


def wanted(system: System, equations: tuple[Equation, ...]) -> tuple[Letter, ...]:
    """The size letters that the equations and all extents are made of, sorted."""
    found = set(system.size_letters)
    for equation in equations:
        found |= {v for v in free_letters(equation.right) if not v.is_index}
    return tuple(sorted(found))


def numbers(system: System, sizes: Mapping[Letter, int], equations: tuple[Equation, ...]) -> dict[Letter, int]:
    """The completed sizes; raises ``ValueProblem`` naming a size letter without a number."""
    result = completed(system, sizes)
    for letter in wanted(system, equations):
        if letter not in result:
            raise ValueProblem(f"the size {letter.name} has no number: give one")
    return result


def as_quantities(sizes: Mapping[Letter, int]) -> dict[Letter, Affine]:
    """The sizes as quantities, for substitution."""
    return {letter: constant(value) for letter, value in sizes.items()}
