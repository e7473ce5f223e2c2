"""What was written against the truth, term by term: a term with another factor or sign, a term left out or too many."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from symcnn.checking.backward_pass import Floats
from symcnn.checking.compare import within
from symcnn.checking.places import places
from symcnn.checking.transforms import pool_sizes
from symcnn.checking.trial import Finding, Trial, ratio
from symcnn.checking.value import spread, union
from symcnn.checking.wording import ordinal, say
from symcnn.checking.world import World
from symcnn.errors import SymcnnError
from symcnn.expression.nodes import Access, Add, Apply, Multiply, Node, Sum
from symcnn.expression.walk import accesses
from symcnn.functions.table import function
from symcnn.notation.letters import Letter
from symcnn.numeric.entrywise import Evaluation, prepare, walk_ranges
from symcnn.numeric.sizes import as_quantities
from symcnn.reading.tree import Number, Operation, Tree

MOST = 80
ZERO = Number("0")


def coefficient_findings(trial: Trial, values: Callable[[World, Tree], np.ndarray | None]) -> Iterator[Finding]:
    """The summand whose factor is wrong, and what it should be multiplied with; every summand may have its own."""
    if trial.numeric:
        return
    world = trial.worlds[0]
    base = values(world, trial.member)
    heads = [h for h in trial.heads(world, False)]
    if base is None or not heads:
        return
    found = [(place, without) for place, without in _summands(trial.member)][:MOST]
    moves = []
    for (node, order), without in found:
        other = values(world, without)
        if other is not None and other.shape == base.shape:
            moves.append((node, order, base - other, without))
    for head in heads:
        residual = _residual(head, base, trial, world)
        if residual is None:
            continue
        for node, order, move, _ in moves:
            amount = ratio(residual, move)
            if amount is not None:
                yield from _named(trial, node, order, 1 + amount)
                return
        yield from _together(trial, residual, moves)
        return


def _residual(head, base: np.ndarray, trial: Trial, world: World) -> np.ndarray | None:  # type: ignore[no-untyped-def]
    member = trial.members(world)[0] if trial.members(world) else None
    if member is None:
        return None
    names = union(head, member)
    if names != member.names:
        return None
    try:
        goal = np.broadcast_to(spread(head, names, member.rank)[0], base.shape)
    except ValueError:
        return None
    return goal - base


def _together(trial: Trial, residual: np.ndarray, moves: list[tuple[Tree, int, np.ndarray, Tree]]) -> Iterator[Finding]:
    """Least squares over the summands, where a few factors explain all."""
    if not moves or residual.size < len(moves):
        return
    table = np.stack([m.ravel() for _, _, m, _ in moves], axis=1)
    amounts, _, rank, _ = np.linalg.lstsq(table, residual.ravel(), rcond=None)
    if rank < len(moves) or not np.allclose(table @ amounts, residual.ravel(), rtol=1e-7, atol=1e-9):
        return
    wrong = [(n, o, 1 + a) for (n, o, _, _), a in zip(moves, amounts, strict=True) if abs(a) > 1e-7]
    if wrong and len({round(a, 6) for _, _, a in wrong}) == 1:
        yield from _named(trial, wrong[0][0], wrong[0][1], wrong[0][2], len(wrong))


def _named(trial: Trial, node: Tree, order: int, factor: float, count: int = 1) -> Iterator[Finding]:
    which = f"the {ordinal(order)} summand, {say(node)}," if count == 1 else f"{count} summands, {say(node)} first,"
    if abs(factor) < 1e-7:
        yield Finding("term-extra", f"{which} does not belong there", 1.2)
        return
    if abs(factor + 1) < 1e-7:
        yield Finding("sign", f"{which} has the wrong sign", 0.95)
        return
    carried = 1 / factor
    whole = round(max(abs(factor), abs(carried)))
    shown = f"1/{round(factor)}" if abs(factor - round(factor)) < 1e-7 and factor > 1 else f"{carried:.6g}"
    tag = "pool-factor" if whole in pool_sizes(trial) and min(abs(factor - whole), abs(carried - whole)) < 1e-6 else "factor"
    why = f" ({shown} belongs to a mean over the {whole} entries of a window)" if tag == "pool-factor" else ""
    yield Finding(tag, f"{which} carries the factor {shown} where 1 belongs{why}", 0.9 if tag == "pool-factor" else 1.0)


def _summands(tree: Tree) -> Iterator[tuple[tuple[Tree, int], Tree]]:
    """Each term of each sum with its number, and the tree with zero in its place."""
    for node, rebuild, parents in places(tree):
        above = parents[-1] if parents else None
        if isinstance(node, Operation) and node.operator in ("+", "-") and not (
                isinstance(above, Operation) and above.operator in ("+", "-") and above.left is node):
            terms = list(_terms(node, rebuild))
            for order, (term, put) in enumerate(terms, start=1):
                yield (term, order), put(ZERO)


def _terms(node: Tree, rebuild: Callable[[Tree], Tree]) -> Iterator[tuple[Tree, Callable[[Tree], Tree]]]:
    if isinstance(node, Operation) and node.operator in ("+", "-"):
        yield from _terms(node.left, lambda t: rebuild(replace(node, left=t)))
        yield node.right, lambda t: rebuild(replace(node, right=t))
    else:
        yield node, rebuild


# terms of the truth

def entry_findings(trial: Trial) -> Iterator[Finding]:
    """The terms of the truth that were left out, counted twice or given another sign in the entries that are wrong."""
    key = trial.judge.key
    written = trial.link.written
    model = trial.reading.names.model
    if key is None or written is None or key in model.system.leaves or written.names:
        return
    shape = model.shape(key)
    equation = next(e for e in model.system.equations if e.tensor == key)
    positions = trial.read_head(trial.worlds[-1], np.arange(float(np.prod(shape))).reshape(shape))
    if not positions or positions[0].names or positions[0].data.shape != written.data.shape:
        return
    red = trial.red
    if red is None or not red.any() or red.sum() > 6:
        return
    for writers in trial.writers:
        kinds: list[list[tuple[str, str]]] = []
        for at in np.argwhere(red):
            flat = int(round(float(positions[0].data[tuple(at)])))
            place = tuple(int(n) + model.system.origin for n in np.unravel_index(flat, shape)) if shape else ()
            kinds.append(_entry(trial, equation.right, equation.letters, place, float(written.data[tuple(at)]),
                                float(trial.reach[tuple(at)]), writers))
        for tag in ("sign", "term-missing", "term-doubled"):
            chosen = [next((m for t, m in kind if t == tag), None) for kind in kinds]
            if all(chosen) and chosen:
                yield Finding(tag, str(chosen[0]), {"sign": 1.2, "term-missing": 1.1}.get(tag, 1.4))


def _entry(trial: Trial, right: Node, letters: tuple[Letter, ...], place: tuple[int, ...], written: float, reach: float,
           writers: bool) -> list[tuple[str, str]]:
    world = trial.worlds[-1]
    outer, inner = (right, right.argument) if isinstance(right, Apply) else (None, right)
    try:
        terms = list(entry_terms(world, inner, dict(zip(letters, place, strict=True)), writers))
    except SymcnnError:
        return []
    if len(terms) < 2 or len(terms) > 200:
        return []
    total = sum(v for _, v in terms)

    def gives(value: float) -> bool:
        found = value if outer is None else float(function(outer.function).value(value, *(float(p) for p in outer.parameters)))
        return bool(within(np.asarray(written), np.asarray(found), np.asarray(reach)))
    where = f" at ({', '.join(map(str, place))})" if place else ""
    found = []
    for said, value in terms:
        if abs(value) < 1e-12:
            continue
        for tag, change, words in (("sign", -2 * value, "has the wrong sign"), ("term-missing", -value, "is left out"),
                                   ("term-doubled", value, "is counted twice")):
            if gives(total + change):
                found.append((tag, f"the term {said}{where} {words}"))
    return found


def entry_terms(world: World, node: Node, letters: dict[Letter, int], writers: bool) -> Iterator[tuple[str, float]]:
    """The terms of an entry: each with what it is made of, and its value."""
    context = Evaluation(Floats(), lambda key, place: _number(world, key, place, writers), as_quantities(world.model.sizes))
    yield from _split(node, letters, context, 1.0)


def _number(world: World, key: str, place: tuple[int, ...], writers: bool) -> float:
    stated = world.stated.get(key) if writers else None
    array = stated.data if stated is not None else world.replay(key) if writers and world.stated else world.truth(key)
    origin = world.model.system.origin
    return float(np.asarray(array)[tuple(p - origin for p in place)])


def _split(node: Node, letters: dict[Letter, int], context: Evaluation, factor: float) -> Iterator[tuple[str, float]]:
    if isinstance(node, Add):
        for term in node.terms:
            yield from _split(term, letters, context, factor)
    elif isinstance(node, Sum) and node.ranges:
        for inner in walk_ranges(node.ranges, node.guards, context)(dict(letters)):
            yield from _split(node.body, dict(inner), context, factor)
    elif isinstance(node, Multiply) and any(isinstance(f, Sum) and f.ranges for f in node.factors):
        cores = [f for f in node.factors if isinstance(f, Sum) and f.ranges]
        rest = [f for f in node.factors if f is not cores[0]]
        scale = float(np.prod([prepare(f, context)(dict(letters)) for f in rest]))
        yield from _split(cores[0], letters, context, factor * scale)
    else:
        yield _said(node, letters, context), factor * float(prepare(node, context)(dict(letters)))


def _said(node: Node, letters: dict[Letter, int], context: Evaluation) -> str:
    def entry(access: Access) -> str:
        numbers = [str(i.substitute(context.sizes).value(letters)) for i in access.indices]
        return f"{access.tensor}[{','.join(numbers)}]" if numbers else access.tensor
    known = [a for a in accesses(node) if all(i.substitute(context.sizes).letters <= letters.keys() for i in a.indices)]
    return "·".join(dict.fromkeys(entry(a) for a in known)) or "constant"


