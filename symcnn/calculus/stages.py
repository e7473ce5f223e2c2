"""The stages of a derivation, as a teacher would write them down one below the other."""

from __future__ import annotations

from dataclasses import dataclass

from symcnn.calculus.adjoint import Adjoint, gradient_key
from symcnn.display import Legible
from symcnn.equation import Equation
from symcnn.expression.build import add
from symcnn.expression.nodes import Access
from symcnn.expression.walk import canonical
from symcnn.notation.affine import Affine, whole
from symcnn.notation.letters import Letter


@dataclass(frozen=True)
class Solved(Legible):
    """A letter that a delta was solved for, and its value."""

    letter: Letter
    value: Affine


@dataclass(frozen=True)
class Stage(Legible):
    """A named rule, the equation it led to, and the letters it solved for."""

    rule: str
    equation: Equation
    solved: tuple[Solved, ...] = ()


GIVEN = "given"
CHAIN, LOCAL, CONTRACT, TIDY, PUT_IN = (
    "chain rule", "local derivatives", "contract the deltas", "fold and tidy", "put in known gradients")


def stages(adjoint: Adjoint, by: str) -> tuple[Stage, ...]:
    """Chain rule, local derivatives, contraction, tidied form, closed form; stages that change nothing are left out."""
    if (key := gradient_key(adjoint.of, by)) in adjoint.system.tensors:
        entry = adjoint.system.tensors[key].entry()
        return (Stage(GIVEN, Equation(entry, entry)),)
    contracted, solved = _contracted(adjoint, by)
    tidied = Equation(contracted.left, adjoint.tidied(contracted.right, by))
    found = [Stage(CHAIN, adjoint.chain_rule(by)), Stage(LOCAL, adjoint.local_form(by)),
             Stage(CONTRACT, contracted, solved), Stage(TIDY, tidied), Stage(PUT_IN, adjoint.equation(by))]
    kept = found[:1]
    for stage in found[1:]:
        if canonical(stage.equation.right) != canonical(kept[-1].equation.right):
            kept.append(stage)
    return tuple(kept)


def _contracted(adjoint: Adjoint, by: str) -> tuple[Equation, tuple[Solved, ...]]:
    fresh = adjoint.fresh(by)
    head, tail, facts = adjoint.frame(by, fresh)
    parts, solved = [], []
    for term in adjoint.terms(by, head, fresh):
        contraction = adjoint.contracted(term, tail, facts, fresh)
        parts.append(contraction.node)
        solved += [Solved(v, q) for v, q in contraction.solved]
    left = Access(adjoint.tensor(by).key, tuple(whole(v) for v in head + tail))
    return Equation(left, add(*parts)), tuple(solved)
