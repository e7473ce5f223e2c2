"""From SymPy's conditions on letters to guards."""

from __future__ import annotations

import sympy
from sympy import Basic

from symcnn.errors import NotSupportedYet, quoted
from symcnn.expression.nodes import Guard
from symcnn.notation.affine import Affine
from symcnn.sympy_form.scope import Scope
from symcnn.sympy_form.whole import ratio

Guards = tuple[Guard, ...]


def alternatives(condition: Basic, scope: Scope) -> list[Guards] | None:
    """The condition as guards of which at most one tuple holds at a time; None where it compares more than letters."""
    if condition in (sympy.true, sympy.false):
        return [()] if condition is sympy.true else []
    if isinstance(condition, sympy.And):
        return _all(condition, scope)
    if not isinstance(condition, sympy.core.relational.Relational):
        raise NotSupportedYet(f"the condition {quoted(str(condition))}: use comparisons, joined by And")
    if (divided := _divisibility(condition, scope)) is not None:
        return [(divided,)]
    difference = ratio(condition.lhs - condition.rhs, scope.lookup)
    return None if difference is None else _compared(condition.rel_op, difference[0], difference[1])


def _all(condition: sympy.And, scope: Scope) -> list[Guards] | None:
    joined: list[Guards] = [()]
    for part in sorted(condition.args, key=sympy.default_sort_key):
        more = alternatives(part, scope)
        if more is None:
            return None
        joined = [one + other for one in joined for other in more]
    return joined


def _divisibility(condition: Basic, scope: Scope) -> Guard | None:
    if not (isinstance(condition, sympy.Eq) and isinstance(condition.lhs, sympy.Mod) and condition.rhs.is_zero):
        return None
    dividend, modulus = (scope.whole(a, "a remainder of") for a in condition.lhs.args)
    return Guard("|", dividend, modulus)


def _compared(relation: str, difference: Affine, scale: int) -> list[Guards]:
    """``difference/scale`` compared with 0, where the difference is whole and the scale a positive number."""
    above, below = Guard(">=", difference - 1), Guard(">=", -difference - 1)
    table: dict[str, list[Guards]] = {
        ">": [(above,)], "<": [(below,)], "!=": [(above,), (below,)], "==": [(Guard("==", difference),)],
        ">=": [(Guard(">=", difference),)], "<=": [(Guard(">=", -difference),)],
    }
    return table[relation]
