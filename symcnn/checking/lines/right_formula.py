"""The right formula beside a wrong one: the engine's, at the entry that the writer named, as far on as the writer went."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from symcnn.calculus.ranges import at_entry
from symcnn.checking.binding.blocks import SMOOTH
from symcnn.checking.judge.judge import Judge
from symcnn.checking.judge.unknown import is_unknown
from symcnn.checking.meaning.link import Link
from symcnn.checking.report.verdict import BAD
from symcnn.equation import Equation
from symcnn.errors import SymcnnError
from symcnn.expression.nodes import Apply
from symcnn.expression.walk import descend
from symcnn.formula import Formula
from symcnn.functions.table import known
from symcnn.lookup import quantity_of
from symcnn.notation.affine import whole
from symcnn.notation.letters import index
from symcnn.reading.tree import Derivative, Differential, Entry, Nabla, Name, Tree, find, walk
from symcnn.system import System


@dataclass(frozen=True)
class RightFormula:
    """The right formula as text and in LaTeX; both are empty where there is none."""

    text: str = ""
    latex: str = ""


NONE = RightFormula()


def right_formula(judge: Judge | None, link: Link) -> RightFormula:
    """What belongs where a formula is wrong, or carried on from a wrong one."""
    judge = link.judge or judge
    if not isinstance(judge, Judge) or judge.key is None or link.member is None or (
            link.verdict not in BAD | {"carried"} or link.written is not None):
        return NONE
    try:
        formula = _formula(judge, judge.key, link.member)
        return NONE if formula is None else _shown(formula, judge)
    except SymcnnError:
        return NONE


def _formula(judge: Judge, key: str, member: Tree) -> Formula | None:
    """The equation for what the head names, in other gradients where the writer goes on from gradients."""
    model = judge.reading.names.model
    if judge.reading.base != model.system.origin:
        model = model.counted_otherwise
        world = judge.reading.random[0]
        if not np.allclose(model.run(model.system, (key,), world.leaves)[key], world.truth(key)):
            # sums that are spelled out keep their own first index
            return None
    system = model.named if any(_is_gradient(judge, t) for t in walk(member)) else model.system
    system = _with_loss(system, judge)
    found = next((e for e in system.equations if e.tensor == key), None)
    if found is None or not _shows_entries(judge, key) or _stands_in(judge, found):
        return None
    trees = _indices(judge)
    if trees and len(trees) == len(found.letters):
        taken = {v.name: whole(v) for v in system.sizes_as_written}
        letters = {t.name: whole(index(t.name)) for tree in trees for t in find(tree, Name)}
        at = tuple(quantity_of(t, letters | taken) for t in trees)
        found = at_entry(found, at, system.facts)
    return Formula(found, system)


def _with_loss(system: System, judge: Judge) -> System:
    """The system with the writer's letter for a loss that the network does not state."""
    network = judge.reading.names.model.network
    ratios = [t.of.name for tree in judge.trees for t in find(tree, Derivative) if isinstance(t.of, Name)]
    letter = next((n for n in ratios if network.is_fragment and is_unknown(judge.reading, Name(n))), "")
    if not letter:
        return system
    tensors = {**system.tensors, network.loss: replace(system.tensors[network.loss], shown=letter)}
    return replace(system, tensors=tensors)


def _is_gradient(judge: Judge, tree: Tree) -> bool:
    """Whether a part of a formula is the gradient by something, under whatever name."""
    if isinstance(tree, Derivative | Nabla | Differential):
        return True
    if not isinstance(tree, Name | Entry):
        return False
    key = judge.reading.head_key(tree)
    return key is not None and judge.reading.names.model.system.tensors[key].partial is not None


def _indices(judge: Judge) -> tuple[Tree, ...]:
    """The indices at which the head names an entry."""
    head = judge.head
    base, after = (head.base, head.indices) if isinstance(head, Entry) else (head, ())
    if isinstance(base, Derivative | Nabla):
        by = base.by if base.by is not None else base.of  # type: ignore[union-attr]
        assert by is not None
        return (*judge.reading.names.gradient(by).indices, *after)
    return judge.reading.names.named(head).indices


def _shows_entries(judge: Judge, key: str) -> bool:
    """Whether the head is entries of its tensor as they are: not their negatives, nor anything worked out from them."""
    world = judge.reading.random[0]
    shape = world.model.shape(key)
    for shown in judge._seen(world, 1.5 + np.arange(float(np.prod(shape))).reshape(shape)):
        return bool(((shown.data % 1 == 0.5) & (shown.data > 1) & (shown.data < 1 + np.prod(shape))).all())
    return False


def _stands_in(judge: Judge, equation: Equation) -> bool:
    """Whether a function in a network stands for one that the writer does not name."""
    functions = judge.reading.names.model.network.assembled.functions
    return any(v in SMOOTH and not known(k) for k, v in functions.items()) and any(
        isinstance(n, Apply) for n in descend(equation.right))


def _shown(formula: Formula, judge: Judge) -> RightFormula:
    """In operators where the head is a whole array, else by entries."""
    text = formula.text()
    if _indices(judge) or not formula.equation.letters:
        return RightFormula(text, formula.latex())
    model = judge.reading.names.model
    if text not in model.operators:
        correlation = "*" if model.network.assembled.glyphs.get("*") == "correlation" else "star"
        try:
            form = formula.operator()
            model.operators[text] = (form.text(correlation), form.latex(correlation))
        except SymcnnError:
            model.operators[text] = (text, formula.latex())
    return RightFormula(*model.operators[text])
