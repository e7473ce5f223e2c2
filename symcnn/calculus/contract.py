"""Contraction: the sum of ``factor * [left = right]`` with the brackets solved away and no bound lost.

Every range becomes inequalities, every bracket an equation; letters are solved for one by one and the inequalities that
are left become bounds again. A floor of bound letters is a letter of its own while this goes on: ``f = floor(n/d)`` says
no more than ``0 <= n - d*f <= d - 1``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from symcnn.calculus.elimination import Elimination
from symcnn.calculus.ranges import ranges_from
from symcnn.calculus.solve import solve
from symcnn.expression.build import total
from symcnn.expression.nodes import Guard, Node, Range
from symcnn.notation.affine import Affine
from symcnn.notation.facts import Facts
from symcnn.notation.letters import Fresh, Letter


@dataclass(frozen=True)
class Contraction:
    """The contracted sum, and what was solved for on the way: (letter, its value) in order."""

    node: Node
    solved: tuple[tuple[Letter, Affine], ...]


def contract(ranges: Sequence[Range], guards: Sequence[Guard], factor: Node,
             brackets: Sequence[tuple[Affine, Affine]], facts: Facts, fresh: Fresh,
             outer: frozenset[Letter] = frozenset()) -> Contraction:
    """The sum of ``factor`` over the ranges where the guards hold and ``left = right`` for every bracket.

    ``outer`` are the letters of the output position: with stride 1 they are solved for, so that the sum over the kernel
    stays. ``facts`` knows the intervals of the free letters.
    """
    work = Elimination(ranges, guards, factor, brackets, fresh, outer, facts)
    solve(work)
    letters = work.open_letters()
    exact = [(g.quantity, g.modulus) for g in work.conditions
             if g.relation == "|" and g.modulus is not None and not guard_letters(g) & set(letters)]
    kept, outside, inside = ranges_from(letters, work.inequalities, facts.dividing(exact))
    for guard in work.conditions:
        if guard.relation == "==" and facts.proves(guard.quantity) and facts.proves(-guard.quantity):
            continue
        (inside if guard_letters(guard) & set(letters) else outside).append(guard)
    node = total(kept, inside, work.factor)
    return Contraction(total((), outside, node), tuple(work.record))


def guard_letters(guard: Guard) -> frozenset[Letter]:
    """The letters a guard speaks of."""
    return guard.quantity.letters | (guard.modulus.letters if guard.modulus is not None else frozenset())
