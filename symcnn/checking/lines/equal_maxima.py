"""Windows with several greatest entries: who gives the gradient to each of them, or shares it out, is told so."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

import numpy as np

from symcnn.checking.binding.model import Model
from symcnn.checking.binding.steps import Steps
from symcnn.checking.binding.world import World
from symcnn.checking.judge.judge import Judge
from symcnn.checking.meaning.document import Reading
from symcnn.checking.meaning.link import Link
from symcnn.errors import SymcnnError
from symcnn.expression.nodes import Greatest, Maximum, Node
from symcnn.expression.walk import transform
from symcnn.reading.tree import Tree
from symcnn.system import System

RULES = {"all": "each of several greatest entries takes the gradient", "split": "several greatest entries share the gradient"}


def with_equal_maxima(reading: Reading, head: Tree, others: Sequence[Tree], links: Sequence[Link]
                      ) -> tuple[Judge, tuple[Link, ...]] | None:
    """The chain judged by another rule for equal maxima; None where none makes it right, or the head hangs on none."""
    if not reading.names.model.compared or not any(x.verdict == "wrong" for x in links):
        return None
    for tie, said in RULES.items():
        tied = _tied(reading, tie)
        if not _differ(reading, tied, reading.head_key(head)):
            continue
        # at other sizes what holds at some sizes alone fails
        other = reading.resized()
        tied = replace(tied, _resized=[None if other is None else _tied(other, tie)])
        judge = Judge(tied, head, list(others))
        found = tuple(judge.links())
        if all(x.verdict == "right" for x in found):
            return judge, tuple(replace(x, notes=(*x.notes, said)) for x in found)
    return None


def _differ(reading: Reading, tied: Reading, key: str | None) -> bool:
    """Whether a tensor has other numbers where equal maxima are dealt with in another way."""
    pairs = zip(reading.random, tied.random, strict=True)
    with suppress(SymcnnError):
        return key is not None and any(not np.array_equal(one.truth(key), other.truth(key)) for one, other in pairs)
    return False


def _tied(reading: Reading, tie: str) -> Reading:
    """How the lines are read where maxima pass their gradient on by another rule, at random numbers of these sizes alone."""
    model = _with_rule(reading.names.model, tie)
    worlds = [World(model, w.leaves, taken=dict(w.taken), seed=w.seed) for w in reading.random]
    return replace(reading, names=replace(reading.names, model=model), random=worlds, data=None, _resized=[None],
                   _targeted=[], _targeted_sums=[], _sums=[], _nearby=[], _elsewhere=[])


def _with_rule(model: Model, tie: str) -> Model:
    key = ("ties", tie)
    if key not in model.swaps:
        model.swaps[key] = replace(model, system=_ruled(model.system, tie), named=_ruled(model.named, tie), swaps={},
                                   steps=Steps(model.sizes, model.steps.gates), _jacobians={}, _direct={})
    found: Model = model.swaps[key]
    return found


def _ruled(system: System, tie: str) -> System:
    def rule(node: Node) -> Node:
        return replace(node, tie=tie) if isinstance(node, Maximum | Greatest) else node
    return replace(system, ties=tie, equations=tuple(replace(e, right=transform(e.right, rule)) for e in system.equations))
