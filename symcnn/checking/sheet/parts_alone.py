"""Fragments that later blocks add and that share nothing but parameters: a gradient may be that of one of them alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np

from symcnn.calculus.adjoint import gradient_key
from symcnn.calculus.fragment import ends
from symcnn.checking.binding.leaves import over
from symcnn.checking.binding.world import World
from symcnn.checking.lines.outcome import Outcome
from symcnn.checking.meaning.document import Reading
from symcnn.errors import SymcnnError
from symcnn.expression.walk import tensors
from symcnn.network import Network

# what becomes of a line whose head adds up more than its author speaks of
UNFIT = ("wrong", "given", "undecided")
FIT = ("right", "rounding")


@dataclass(frozen=True)
class Blocks:
    """The ends of the fragments of a document, those that each block added together."""

    added: tuple[frozenset[str], ...] = ()

    def taken(self, network: Network) -> Blocks:
        """The same after another block; begun anew where the network has no fragment, or not those of before."""
        if not network.is_fragment:
            return Blocks()
        now = frozenset(ends(network.forward_system))
        before = frozenset().union(*self.added)
        if not before <= now:
            return Blocks((now,))
        return Blocks((*self.added, now - before)) if now - before else self

    def fitting(self, reading: Reading, found: Outcome, judge: Callable[[Reading], Outcome]) -> Outcome:
        """A line as it was judged; but right where its head is the gradient of one fragment alone and it says so."""
        if len(self.added) < 2 or not found.links or not all(x.verdict in UNFIT for x in found.links):
            return found
        for part in self._parts(reading, found.key):
            with suppress(SymcnnError):
                again = judge(_alone(reading, part))
                if again.links and all(x.verdict in FIT for x in again.links):
                    said = "the gradient of one of the networks alone, which share this parameter"
                    return replace(again, links=tuple(replace(x, notes=(*x.notes, said)) for x in again.links))
        return found

    def _parts(self, reading: Reading, key: str | None) -> Iterator[frozenset[str]]:
        """The ends of each fragment that a parameter leads to; none where the fragments share more than parameters."""
        model = reading.names.model
        forward = model.network.forward_system
        partial = None if key is None or key not in model.system.tensors else model.system.tensors[key].partial
        if partial is None or partial[0] != model.network.loss or partial[1] not in forward.leaves:
            return
        behind = [frozenset().union(*(_behind(reading, e) for e in part)) for part in self.added]
        used = [n for n, names in enumerate(behind) if partial[1] in names]
        shared = [a & b for n, a in enumerate(behind) for b in behind[n + 1:]]
        if len(used) > 1 and all(k in forward.leaves and forward.tensors[k].role == "parameter" for s in shared for k in s):
            yield from (self.added[n] for n in reversed(used))


def _behind(reading: Reading, end: str) -> frozenset[str]:
    found = {end}
    for equation in reversed(reading.names.model.network.forward_system.equations):
        if equation.tensor in found:
            found |= tensors(equation.right)
    return frozenset(found)


def _alone(reading: Reading, part: frozenset[str]) -> Reading:
    """How the lines are read where nothing is handed down to the other ends, and what leads to these alone is nought."""
    mine = frozenset().union(*(_behind(reading, e) for e in part))
    model = reading.names.model
    resized = reading.resized()
    loss, others = model.network.loss, [e for e in ends(model.network.forward_system) if e not in part]

    def put(world: World) -> World:
        missing: frozenset[str] = getattr(world.leaves, "missing", frozenset())
        gone = [gradient_key(loss, e) for e in others] + [
            k for k in missing if k in model.network.forward_system.leaves and k not in mine]
        noughts = {k: np.zeros(model.shape(k)) for k in gone}
        return World(model, over(noughts, world.leaves), world.stated, taken=dict(world.taken), seed=world.seed)
    data = None if reading.data is None else put(reading.data)
    return replace(reading, random=[put(w) for w in reading.random], data=data,
                   _resized=[None if resized is None else _alone(resized, part)],
                   _targeted=[], _targeted_sums=[], _sums=[], _nearby=[], _elsewhere=[])
