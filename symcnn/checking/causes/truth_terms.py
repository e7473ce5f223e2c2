"""The terms of one entry of the truth: each with what it is made of, and its value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from symcnn.checking.backward.plain_pass import Floats
from symcnn.checking.binding.world import World
from symcnn.equation import Tensor
from symcnn.errors import NotSupportedYet
from symcnn.expression.nodes import Add, Multiply, Node, Sum
from symcnn.expression.walk import accesses
from symcnn.notation.letters import Letter
from symcnn.numeric.entrywise import Evaluation, prepare, walk_ranges
from symcnn.numeric.sizes import as_quantities

# keys of tensors with places, as the network counts them
Entries = list[tuple[str, tuple[int, ...]]]


def entry_terms(world: World, node: Node, letters: dict[Letter, int], writers: bool, first: int
                ) -> Iterator[tuple[str, float]]:
    """The terms of an entry: each with what it is made of, indices counted from ``first``, and its value."""
    tensors, shift = world.model.system.tensors, first - world.model.system.origin
    for terms, value in _valued_terms(world, node, letters, writers):
        said = dict.fromkeys(_entry(tensors, key, [n + shift for n in place]) for key, place in terms)
        yield "·".join(said) or "constant", value


def _entry(tensors: Mapping[str, Tensor], key: str, place: Sequence[int]) -> str:
    partial = tensors[key].partial
    name = f"d{tensors[partial[0]].shown}/d{tensors[partial[1]].shown}" if partial else tensors[key].shown
    return f"{name}[{','.join(map(str, place))}]" if place else name


def _valued_terms(world: World, node: Node, letters: dict[Letter, int], writers: bool) -> Iterator[tuple[Entries, float]]:
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


def _split(node: Node, letters: dict[Letter, int], context: Evaluation, factor: float) -> Iterator[tuple[Entries, float]]:
    if isinstance(node, Add):
        for term in node.terms:
            yield from _split(term, letters, context, factor)
    elif isinstance(node, Sum) and node.ranges:
        whole_body = isinstance(node.body, Add)
        for inner in walk_ranges(node.ranges, node.guards, context)(dict(letters)):
            if whole_body:
                # z - t of one position is one term
                yield _made_of(node.body, dict(inner), context), factor * float(prepare(node.body, context)(dict(inner)))
            else:
                yield from _split(node.body, dict(inner), context, factor)
    elif isinstance(node, Multiply) and any(isinstance(f, Sum) and f.ranges for f in node.factors):
        cores = [f for f in node.factors if isinstance(f, Sum) and f.ranges]
        rest = [f for f in node.factors if f is not cores[0]]
        scale = float(np.prod([prepare(f, context)(dict(letters)) for f in rest]))
        yield from _split(cores[0], letters, context, factor * scale)
    else:
        yield _made_of(node, letters, context), factor * float(prepare(node, context)(dict(letters)))


def _made_of(node: Node, letters: dict[Letter, int], context: Evaluation) -> Entries:
    """The entries that a term reads, each as the key of its tensor and its place."""
    known = [a for a in accesses(node) if all(i.substitute(context.sizes).letters <= letters.keys() for i in a.indices)]
    return [(a.tensor, tuple(i.substitute(context.sizes).value(letters) for i in a.indices)) for a in known]


