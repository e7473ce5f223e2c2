"""What a line states, kept for the lines that build on it: whole tensors, entries, how far their rounding reaches."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import numpy as np

from symcnn.checking.binding.world import World
from symcnn.checking.judge.judge import Judge
from symcnn.checking.meaning.document import Reading
from symcnn.checking.meaning.link import Link
from symcnn.checking.numbers.compare import laid, tolerance
from symcnn.checking.numbers.grading import coarse
from symcnn.checking.numbers.stated import Stated
from symcnn.checking.numbers.value import Value, spread
from symcnn.errors import SymcnnError

EXACT = 1e-12
# more than half a unit of the third decimal
FINE = 6e-4
# the share of wrong entries above which a right one may be so by chance
MOST_OFF = 0.5


def remember(reading: Reading, judge: Judge, links: tuple[Link, ...], claim: str) -> None:
    """Keep what the writer stated for a whole tensor, for the lines that build on it."""
    if judge.key is None or not links or judge.key in reading.names.model.system.leaves:
        return
    good = all(x.verdict in ("right", "rounding") for x in links)
    first = next((x.member for x in links if x.verdict == "given"), None)
    if first is not None and reading.data is not None:
        with suppress(SymcnnError):
            state(reading.data, judge, judge._reader(reading.data).only(first), claim, "given")
            if judge.key in reading.data.stated:
                reading.data.take(judge.key, reading.data.stated[judge.key].data)
    numeric = [x for x in links if x.written is not None]
    if numeric and reading.data is not None:
        last = numeric[-1]
        assert last.written is not None
        state(reading.data, judge, last.written, claim, last.verdict)
    if judge.key in reading.own and good:
        del reading.own[judge.key]
    if not good and links[-1].written is None and not reading.names.rank(judge.key):
        reading.own[judge.key] = judge.others[-1], claim
    if not good and links[-1].written is None:
        for world in reading.worlds:
            try:
                value = judge._reader(world).options(judge.others[-1])[0][0]
            except SymcnnError:
                return
            state(world, judge, value, claim, links[-1].verdict, True)


def state(world: World, judge: Judge, written: Value, claim: str, verdict: str, formula: bool = False) -> None:
    """Put a stated value into a world, whole arrays and entries alike; ``formula`` where none was written in numbers."""
    # what nothing else tells is taken as true
    good, root = verdict in ("right", "rounding", "given"), verdict == "wrong"
    key = judge.key
    assert key is not None
    shape = world.model.shape(key)
    placed = _placed(world, judge, written, shape)
    if placed is None:
        return
    where, data, reach = placed
    before = world.stated.get(key) or (_so_far(world, key) if np.size(data) < np.prod(shape) else None)
    whole = np.array(np.broadcast_to(before.data if before is not None else world.truth(key), shape))
    cuts = judge.reading.habit.cuts
    # the entries before were taken to be rounded
    more = 2 if before is not None and cuts and not before.cut else 1
    radius = np.array(np.broadcast_to(more * before.radius if before is not None else 0.0, shape))
    typed = np.zeros(shape, dtype=bool) if before is None or before.typed is None else before.typed.copy()
    if before is not None and not before.good and np.size(data) < whole.size:
        # an entry does not make good the rest
        claim, good, root = before.claim, False, root or before.root
    whole[where], radius[where], typed[where] = data, reach, True
    if good and not typed.all():
        alike = alike_to(world.truth(key), typed)
        whole, radius = whole.ravel()[alike].reshape(shape), radius.ravel()[alike].reshape(shape)
    # a number that is right to the last bit, whatever the rounding of earlier lines does, was not rounded: a nought
    # behind a gate, a sum of short decimals
    apart = abs(whole - world.truth(key))
    # (what is taken as true is right by itself: who gives it with three decimals has worked it out)
    even = (apart <= EXACT * np.maximum(1.0, abs(whole))) & (radius > (FINE if key in world.taken else 0))
    if root and np.mean(apart > radius + EXACT) > MOST_OFF:
        # but where most entries are wrong, one is a nought by its rounding or by chance
        even = np.zeros(shape, dtype=bool)
    radius = np.where(even & unmoved(world, key), 0.0, radius) if even.any() else radius
    apiece = np.size(data) < whole.size and (before is None or before.apiece)
    world.stated[key] = Stated(whole, radius, claim, good, root, cuts, formula, typed, apiece=apiece)
    if (settled := judge.reading.habit.surely_cuts) or any(s.short is not None for s in world.stated.values()):
        # who rounds once after all may have done so before
        world.stated.update({k: s.shortened() if settled else replace(s, short=None) for k, s in world.stated.items()})


def alike_to(truth: np.ndarray, typed: np.ndarray) -> np.ndarray:
    """The places to take entries from: for one that does not stand on paper, one that does and is the same number."""
    first = {value: place for place, value in reversed(list(enumerate(truth.ravel().tolist()))) if typed.ravel()[place]}
    return np.array([n if stands else first.get(value, n) for n, (value, stands) in enumerate(
        zip(truth.ravel().tolist(), typed.ravel().tolist(), strict=True))])


def unmoved(world: World, key: str) -> np.ndarray:
    """The entries of a tensor that stay as they are whatever the rounding of stated values does."""
    moving = [k for k in world.ancestors(key) if world.stated[k].radius.any()]
    if not moving:
        return np.ones(world.model.shape(key), dtype=bool)
    data = {k: s.data for k, s in world.stated.items() if k != key}
    share = np.random.default_rng(len(data)).uniform
    moved = {k: data[k] + world.stated[k].radius * share(-1, 1, data[k].shape) for k in moving}
    return np.equal(world._from(data, key, True), world._from({**data, **moved}, key, True))


def _so_far(world: World, key: str) -> Stated | None:
    """A tensor of which one part is stated first, as it follows from the lines before; None where none leads to it."""
    ancestors = [world.stated[k] for k in world.ancestors(key)]
    if not ancestors:
        return None
    with suppress(SymcnnError):
        data, radius = world.replay(key), np.maximum(*world.replay_radius(key))
        off = abs(data - world.truth(key)) > radius + EXACT
        wrong = [s.claim for s in ancestors if not s.good] if off.any() else []
        return Stated(data, radius, wrong[0] if wrong else "", not wrong, apiece=True) if np.isfinite(data).all() else None
    return None


def goal_of(judge: Judge, world: World, head: Value) -> np.ndarray:
    """The right numbers in the shape of the head."""
    found = judge.heads(world, False)[0]
    return found.data if found.data.shape == head.data.shape else head.data


def _placed(world: World, judge: Judge, written: Value, shape: tuple[int, ...]):  # type: ignore[no-untyped-def]
    """Where in a tensor a stated value belongs: found by reading the head from a table of positions."""
    count = int(np.prod(shape)) if shape else 1
    positions = World(world.model, world.leaves, {}, dict(world._truth))
    positions._truth[judge.key] = np.arange(count, dtype=float).reshape(shape)  # type: ignore[index]
    reader = replace(judge._reader(world), world=positions)
    try:
        head = reader.options(judge.head)[0][0]
    except SymcnnError:
        return None
    reach = tolerance(written) * (2 if judge.reading.habit.cuts else 1)
    for shaped in laid(Value(written.names, written.data, np.broadcast_to(reach, written.data.shape)), head):
        places = np.rint(head.data).astype(int)
        if not set(shaped.names) <= set(head.names) or (shape and not np.all((places >= 0) & (places < count))):
            # not of the tensor's entries, but of what is worked out from them
            return None
        if shaped.data.shape == head.data.shape:
            # whole numbers for numbers that are none: how far they are rounded
            more = coarse(replace(shaped, unit=written.unit if written.unit is None else written.unit.reshape(
                shaped.data.shape)), goal_of(judge, world, head))
            shaped = replace(shaped, radius=shaped.radius + more)
        data, radius = spread(shaped, head.names, head.rank)
        try:
            data, radius = np.broadcast_to(data, places.shape), np.broadcast_to(radius, places.shape)
        except ValueError:
            continue
        flat = places.ravel()
        index = np.unravel_index(flat, shape) if shape else ()
        if not shape:
            return (), data.ravel()[0], radius.ravel()[0]
        return index, data.ravel(), radius.ravel()
    return None
