"""What was written against the truth, term by term: a term with another factor or sign, a term left out or too many."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from symcnn.checking.binding.world import World
from symcnn.checking.causes.factors import pool_sizes
from symcnn.checking.causes.places import places
from symcnn.checking.causes.trial import Finding, Trial, ratio
from symcnn.checking.causes.truth_terms import entry_terms
from symcnn.checking.numbers.compare import laid, within
from symcnn.checking.numbers.value import spread, union
from symcnn.checking.report.wording import ordinal, say
from symcnn.errors import SymcnnError
from symcnn.expression.nodes import Apply, Node, Size
from symcnn.expression.walk import descend
from symcnn.functions.table import function
from symcnn.notation.letters import Letter
from symcnn.numeric.floating import checked_float
from symcnn.reading.tree import Name, Number, Operation, SumOver, Tree, find, has

MOST = 80
ZERO = Number("0")

Values = Callable[[World, Tree], np.ndarray | None]


@dataclass(frozen=True)
class Move:
    """A summand of a formula, its number in its sum, and how the whole changes with its factor, world after world."""

    node: Tree
    order: int
    change: np.ndarray


def coefficient_findings(trial: Trial, values: Values) -> Iterator[Finding]:
    """The summand whose factor is wrong, and what it should be multiplied with; a few may share one."""
    residual = stacked([residual_of(trial, world, values(world, trial.member)) for world in trial.worlds])
    base = stacked([values(world, trial.member) for world in trial.worlds])
    if residual is None or base is None or ratio(residual, base) is not None:
        # a factor of the whole is no matter of one summand
        return
    yield from explained_by_factors(trial, moves_of(trial, trial.member, values), residual)


def moves_of(trial: Trial, tree: Tree, values: Values) -> Iterator[Move]:
    """The summands of a formula and what each of them adds to it."""
    base = stacked([values(world, tree) for world in trial.worlds])
    for node, order, without in list(_summands(tree))[:MOST] if base is not None else ():
        other = stacked([values(world, without) for world in trial.worlds])
        if other is not None and base is not None and other.shape == base.shape:
            yield Move(node, order, base - other)


def explained_by_factors(trial: Trial, moves: Iterable[Move], residual: np.ndarray) -> Iterator[Finding]:
    """What is missing from a formula, explained by other factors of its summands."""
    seen = []
    for move in moves:
        if move.change.shape != residual.shape:
            return
        amount = ratio(residual, move.change)
        if amount is not None:
            yield from _named(trial, move.node, move.order, 1 + amount)
            return
        seen.append(move)
    yield from _together(trial, residual, seen)


def stacked(arrays: list[np.ndarray | None]) -> np.ndarray | None:
    """The arrays of all worlds as one list of numbers, or None where one is missing."""
    found = [np.asarray(a).ravel() for a in arrays if a is not None]
    whole = np.concatenate(found) if found and len(found) == len(arrays) else None
    return whole if whole is not None and np.all(np.isfinite(whole)) else None


def residual_of(trial: Trial, world: World, base: np.ndarray | None) -> np.ndarray | None:
    member = next(iter(trial.members(world)), None)
    if base is None or member is None or member.data.shape != base.shape:
        return None
    for head in trial.heads(world, False):
        for shaped in laid(head, member):
            if union(shaped, member) == member.names:
                try:
                    return np.broadcast_to(spread(shaped, member.names, member.rank)[0], base.shape) - base
                except ValueError:
                    continue
    return None


def _together(trial: Trial, residual: np.ndarray, moves: list[Move]) -> Iterator[Finding]:
    """Least squares over the summands, where a few factors explain all."""
    if not moves or residual.size <= len(moves) + 1:
        return
    table = np.stack([m.change for m in moves], axis=1)
    amounts, _, rank, _ = np.linalg.lstsq(table, residual, rcond=None)
    if rank < len(moves) or not np.allclose(table @ amounts, residual, rtol=1e-7, atol=1e-9):
        return
    wrong = [(m, 1 + a) for m, a in zip(moves, amounts, strict=True) if abs(a) > 1e-7]
    if wrong and len({round(float(a), 6) for _, a in wrong}) == 1:
        yield from _named(trial, wrong[0][0].node, wrong[0][0].order, float(wrong[0][1]), len(wrong))


def _named(trial: Trial, node: Tree, order: int, factor: float, count: int = 1) -> Iterator[Finding]:
    which = f"the {ordinal(order)} summand, {say(node)}," if count == 1 else f"{count} summands, {say(node)} first,"
    if abs(factor) < 1e-7:
        yield Finding("term-extra", f"{which} does not belong there", 1.2)
        return
    if abs(factor + 1) < 1e-7:
        yield Finding("sign", f"{which} has the wrong sign", 0.95)
        return
    if (share := size_share(trial, factor)) is not None and (count == 1 or share[0] < 0):
        yield missing_size(trial, node, which, *share)
        return
    carried = 1 / factor
    whole = round(max(abs(factor), abs(carried)))
    shown = f"1/{round(factor)}" if abs(factor - round(factor)) < 1e-7 and factor > 1 else f"{carried:.6g}"
    pooled = whole in pool_sizes(trial.reading.names.model) and min(abs(factor - whole), abs(carried - whole)) < 1e-6
    tag = "pool-factor" if pooled else "factor"
    why = f" ({shown} belongs to a mean over the {whole} entries of a window)" if tag == "pool-factor" else ""
    yield Finding(tag, f"{which} carries the factor {shown} where 1 belongs{why}", 0.9 if tag == "pool-factor" else 1.0)


def missing_size(trial: Trial, node: Tree, which: str, sign: int, letter: str) -> Finding:
    """A summand that lacks a size, or the share of one over a size: of a sum over so many its mean is to be taken."""
    if sign > 0:
        return Finding("factor-missing", f"in {which.rstrip(',')}, the factor {letter} is missing", 0.9)
    if letter not in spoken(trial) and has(node, SumOver):
        return Finding("mean-for-sum", f"the sum in {which.rstrip(',')}, is to be a mean: 1/{letter} is missing", 0.9)
    return Finding("factor-missing", f"in {which.rstrip(',')}, the factor 1/{letter} is missing", 0.9)


def spoken(trial: Trial) -> set[str]:
    """The names that stand in a line."""
    return {t.name for tree in (trial.member, trial.judge.head) for t in find(tree, Name)}


def size_share(trial: Trial, factor: float) -> tuple[int, str] | None:
    """The size that a factor is, with 1, or that it is one over, with -1, where the writer has a letter for it.

    The letter stands in the line, or, for one over a size, among the factors of the network, as in a mean.
    """
    sizes, said = sorted(trial.reading.names.model.sizes.items()), spoken(trial)
    equations = trial.reading.names.model.network.forward_system.equations
    counted = {v.name for e in equations for n in descend(e.right) if isinstance(n, Size) for v in n.quantity.letters}
    for sign, known in ((1, said), (-1, said), (-1, counted)):
        for letter, n in sizes:
            if n > 1 and letter.name in known and abs(factor - float(n) ** sign) < 1e-7:
                return sign, letter.name
    return None


def _summands(tree: Tree) -> Iterator[tuple[Tree, int, Tree]]:
    """Each term of each sum with its number, and the tree with zero in its place."""
    for node, rebuild, parents in places(tree):
        above = parents[-1] if parents else None
        if isinstance(node, Operation) and node.operator in ("+", "-") and not (
                isinstance(above, Operation) and any(part is node for part in _added(above))):
            terms = list(terms_of(node, rebuild))
            for order, (term, put) in enumerate(terms, start=1):
                yield term, order, put(ZERO)


def terms_of(node: Tree, rebuild: Callable[[Tree], Tree]) -> Iterator[tuple[Tree, Callable[[Tree], Tree]]]:
    if not (isinstance(node, Operation) and node.operator in ("+", "-")):
        yield node, rebuild
        return
    yield from terms_of(node.left, lambda t: rebuild(replace(node, left=t)))
    if node.operator == "+":
        # a long sum is a tree of little height
        yield from terms_of(node.right, lambda t: rebuild(replace(node, right=t)))
    else:
        yield node.right, lambda t: rebuild(replace(node, right=t))


def _added(node: Operation) -> tuple[Tree, ...]:
    """The operands whose terms are terms of the sum."""
    return {"+": (node.left, node.right), "-": (node.left,)}.get(node.operator, ())


# terms of the truth

def entry_findings(trial: Trial) -> Iterator[Finding]:
    """The terms of the truth that were left out, counted twice or given another sign in the entries that are wrong."""
    key = trial.judge.key
    written = trial.link.written
    model = trial.reading.names.model
    if key is None or written is None or key in model.system.leaves or written.names:
        return
    equation = next(e for e in model.system.equations if e.tensor == key)
    positions = trial.positions(key)
    if positions is None or positions.names or positions.data.shape != written.data.shape:
        return
    red = trial.red
    if red is None or not red.any() or red.sum() > 6:
        return
    for writers in trial.writers:
        kinds: list[list[tuple[str, str]]] = []
        for at in np.argwhere(red):
            place = trial.place_of(key, float(positions.data[tuple(at)]))
            kinds.append(_entry(trial, equation.right, equation.letters, place, float(written.data[tuple(at)]),
                                float(trial.reach[tuple(at)]), writers))
        for tag in ("bias-missing", "sign", "term-missing", "term-doubled"):
            chosen = [next((m for t, m in kind if t == tag), None) for kind in kinds]
            if all(chosen) and chosen:
                yield Finding(tag, str(chosen[0]), {"bias-missing": 0.6, "sign": 1.2, "term-missing": 1.1}.get(tag, 1.4))


def missing_findings(trial: Trial, values: Values) -> Iterator[Finding]:
    """One or two terms of the truth that a formula of one entry leaves out, or has with another sign."""
    key = trial.judge.key
    model = trial.reading.names.model
    if key is None or key in model.system.leaves:
        return
    equation = next(e for e in model.system.equations if e.tensor == key)
    place = trial.place(key)
    if place is None or isinstance(equation.right, Apply):
        return
    letters = dict(zip(equation.letters, place, strict=True))
    residual = stacked([residual_of(trial, world, values(world, trial.member)) for world in trial.worlds])
    if residual is None or residual.size != len(trial.worlds):
        return
    terms = [list(entry_terms(world, equation.right, letters, False, trial.reading.base)) for world in trial.worlds]
    if len({len(t) for t in terms}) != 1 or not 1 < len(terms[0]) <= 40:
        return
    table = np.array([[v for _, v in t] for t in terms])
    names = [said for said, _ in terms[0]]
    if len(names) > 2:
        for kept, said in enumerate(names):
            if np.allclose(table.sum(axis=1) - residual, table[:, kept], rtol=1e-8, atol=1e-10):
                yield Finding(_alone(trial, key), f"only the term {said} is there, the others are not added", 0.75)
                return
    for count in (1, 2):
        for chosen in combinations(range(len(names)), count):
            part = table[:, list(chosen)].sum(axis=1)
            shown = " and ".join(names[c] for c in chosen)
            if np.allclose(residual, part, rtol=1e-8, atol=1e-10):
                yield Finding("term-missing", f"the term {shown} is left out", 0.7 + 0.1 * count)
                return
            if np.allclose(residual, -part, rtol=1e-8, atol=1e-10):
                yield Finding("term-doubled", f"the term {shown} stands twice", 1.2)
                return


def _alone(trial: Trial, key: str) -> str:
    """What it is called that one term of many is left."""
    tensors = trial.reading.names.model.system.tensors
    partial = tensors[key].partial
    if partial is None:
        return "window-sum-incomplete"
    return "position-sum-missing" if tensors[partial[1]].role == "parameter" else "overlap-not-added"


def _entry(trial: Trial, right: Node, letters: tuple[Letter, ...], place: tuple[int, ...], written: float, reach: float,
           writers: bool) -> list[tuple[str, str]]:
    world = trial.worlds[-1]
    outer, inner = (right, right.argument) if isinstance(right, Apply) else (None, right)
    try:
        terms = list(entry_terms(world, inner, dict(zip(letters, place, strict=True)), writers, trial.reading.base))
    except SymcnnError:
        return []
    if len(terms) < 2 or len(terms) > 200:
        return []
    total = sum(v for _, v in terms)

    def gives(value: float) -> bool:
        found = value if outer is None else float(function(outer.function).value(value, *map(checked_float, outer.parameters)))
        return bool(within(np.asarray(written), np.asarray(found), np.asarray(reach)))
    shift = trial.reading.base - world.model.system.origin
    where = f" at ({', '.join(str(n + shift) for n in place)})" if place else ""
    parameters = {t.shown for t in world.model.system.tensors.values() if t.role == "parameter"}
    found = []
    for said, value in terms:
        if abs(value) < 1e-12:
            continue
        bias = said in parameters
        for tag, change, words in (("sign", -2 * value, "has the wrong sign"),
                                   ("bias-missing" if bias else "term-missing", -value, "is left out"),
                                   ("term-doubled", value, "is counted twice")):
            if gives(total + change):
                found.append((tag, f"the term {said}{where} {words}"))
    return found
