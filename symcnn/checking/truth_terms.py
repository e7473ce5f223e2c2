"""The terms of one entry of the truth: each with what it is made of, and its value."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from symcnn.checking.backward_pass import Floats
from symcnn.checking.world import World
from symcnn.errors import NotSupportedYet
from symcnn.expression.nodes import Access, Add, Multiply, Node, Sum
from symcnn.expression.walk import accesses
from symcnn.notation.letters import Letter
from symcnn.numeric.entrywise import Evaluation, prepare, walk_ranges
from symcnn.numeric.sizes import as_quantities


def entry_terms(world: World, node: Node, letters: dict[Letter, int], writers: bool) -> Iterator[tuple[str, float]]:
    """The terms of an entry: each with what it is made of, and its value."""
    context = Evaluation(Floats(), lambda key, place: _number(world, key, place, writers), as_quantities(world.model.sizes))
    yield from _split(node, letters, context, 1.0)


def _number(world: World, key: str, place: tuple[int, ...], writers: bool) -> float:
    stated = world.stated.get(key) if writers else None
    array = stated.data if stated is not None else world.replay(key) if writers and world.stated else world.truth(key)
    origin = world.model.system.origin
    at = tuple(p - origin for p in place)
    if not all(0 <= n < extent for n, extent in zip(at, np.shape(array), strict=True)):
        raise NotSupportedYet(f"{key} has no entry at {place}")
    return float(np.asarray(array)[at])


def _split(node: Node, letters: dict[Letter, int], context: Evaluation, factor: float) -> Iterator[tuple[str, float]]:
    if isinstance(node, Add):
        for term in node.terms:
            yield from _split(term, letters, context, factor)
    elif isinstance(node, Sum) and node.ranges:
        whole_body = isinstance(node.body, Add)
        for inner in walk_ranges(node.ranges, node.guards, context)(dict(letters)):
            if whole_body:
                # z - t of one position is one term
                yield _said(node.body, dict(inner), context), factor * float(prepare(node.body, context)(dict(inner)))
            else:
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


