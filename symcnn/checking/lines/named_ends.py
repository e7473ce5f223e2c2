"""Lines of a network with several ends and no loss that go on from one of them: the others are left out of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from symcnn.calculus.adjoint import gradient_key
from symcnn.calculus.fragment import ends
from symcnn.checking.binding.world import World
from symcnn.checking.judge.judge import Judge
from symcnn.checking.lines.outcome import Outcome
from symcnn.checking.meaning.document import Reading
from symcnn.checking.meaning.link import Link
from symcnn.errors import SymcnnError
from symcnn.reading.tree import Derivative, Entry, Nabla, Name, Tree, find


def with_named_ends(reading: Reading, head: Tree, others: Sequence[Tree], links: Sequence[Link]
                    ) -> Outcome | None:
    """The chain judged with nothing coming back from the ends that it does not name; None where that changes nothing.

    What is said of one end holds for no other: nothing is kept of it. The gradient of a parameter adds up all its ways.
    """
    network, key = reading.names.model.network, reading.head_key(head)
    if not network.is_fragment or key is None or all(x.verdict in ("right", "rounding") for x in links):
        return None
    tensors = reading.names.model.system.tensors
    partial = tensors[key].partial if key in tensors else None
    if partial is not None and tensors[partial[1]].role == "parameter":
        return None
    upstream = [gradient_key(network.loss, k) for k in ends(network.forward_system)]
    named = named_keys(reading, others)
    silent = [k for k in upstream if k not in named and k in reading.names.model.system.leaves]
    if key in upstream or len(silent) == len(upstream) or not silent:
        return None
    judge = Judge(without(reading, silent), head, list(others))
    found = tuple(judge.links())
    said = f"through {', '.join(k for k in upstream if k not in silent)} alone"
    return Outcome("claim", tuple(replace(x, notes=(*x.notes, said), judge=judge) for x in found), head, judge.key, judge)


def named_keys(reading: Reading, trees: Sequence[Tree]) -> set[str]:
    """The gradients that trees name."""
    found = set()
    for tree in (t for side in trees for t in find(side, Name, Entry, Derivative, Nabla)):
        try:
            found.add(reading.names.gradient(tree.by).key if isinstance(tree, Derivative) else
                      reading.head_key(tree) or "" if isinstance(tree, Nabla) else reading.names.named(tree).key)
        except SymcnnError:
            continue
    return found


def without(reading: Reading, silent: Sequence[str]) -> Reading:
    """How lines are read where some gradients from above are nought."""
    def hushed(world: World) -> World:
        return world.beside({k: np.zeros(reading.names.model.shape(k)) for k in silent})
    data = None if reading.data is None else hushed(reading.data)
    return replace(reading, random=[hushed(w) for w in reading.random], data=data, _resized=[None], _targeted=[],
                   _targeted_sums=[], _sums=[], _nearby=[], _elsewhere=[])
