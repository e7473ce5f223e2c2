"""The scatter form: the same gradient as accumulations, each entry of the result passing its share to what it read."""

from __future__ import annotations

from dataclasses import dataclass

from symcnn.calculus.adjoint import Adjoint, Term, gradient_key
from symcnn.display import Legible
from symcnn.expression.build import multiply
from symcnn.expression.nodes import Access, Guard, Node, Range
from symcnn.expression.walk import substitute, substitute_guard, substitute_range
from symcnn.notation.affine import whole
from symcnn.notation.letters import Fresh, Letter


@dataclass(frozen=True)
class Accumulation(Legible):
    """``target += value`` for every value of the letters in the ranges where the guards hold.

    ``outer`` are the letters of the position whose gradient is passed back, ``inner`` those of its window.
    """

    target: Access
    value: Node
    outer: tuple[Range, ...]
    inner: tuple[Range, ...]
    guards: tuple[Guard, ...]


def accumulations(adjoint: Adjoint, by: str) -> tuple[Accumulation, ...]:
    """One accumulation for every reading of the tensor; letters that are only passed through stay free."""
    fresh = adjoint.fresh(by)
    head, tail, _ = adjoint.frame(by, fresh)
    return tuple(_accumulation(adjoint, by, t, head, tail, fresh) for t in adjoint.terms(by, head, fresh))


def _accumulation(adjoint: Adjoint, by: str, term: Term, head: tuple[Letter, ...], tail: tuple[Letter, ...],
                  fresh: Fresh) -> Accumulation:
    c = term.contribution
    value = adjoint.inlined(multiply(term.upstream, c.factor), fresh)
    passed = {i.letter: whole(m) for i, m in zip(c.indices, tail, strict=True)
              if i.letter in {r.letter for r in term.ranges} and _alone(i.letter, c.indices)}
    index = tuple(whole(h) for h in head) + tuple(i.substitute(passed) for i in c.indices)  # type: ignore[arg-type]
    keep = [r for r in term.ranges if r.letter not in passed]
    inner = tuple(substitute_range(r, passed) for r in c.ranges)  # type: ignore[arg-type]
    return Accumulation(
        Access(gradient_key(adjoint.of, by), index), adjoint.tidied(substitute(value, passed, fresh), by),  # type: ignore[arg-type]
        tuple(keep), inner, tuple(substitute_guard(g, passed) for g in c.guards))  # type: ignore[arg-type]


def _alone(letter: Letter | None, indices: tuple) -> bool:  # type: ignore[type-arg]
    return sum(letter in i.letters for i in indices) == 1
