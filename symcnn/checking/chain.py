"""One chain of a sheet: what its head is (a claim, a definition, given data, an update), its verdicts, what it states."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from symcnn.checking.compare import laid
from symcnn.checking.judge import Judge, Link, Reading, is_numeric
from symcnn.checking.value import Value, spread
from symcnn.checking.world import Stated, World
from symcnn.errors import NameProblem, NameUnknown, SymcnnError
from symcnn.reading.claims import Chain, Unread
from symcnn.reading.tree import Blank, Name, Tree

EQUAL = frozenset({"=", "==", "≈", ":=", "<-", "->"})


@dataclass(frozen=True)
class Outcome:
    """What became of a chain: a link for every member after the head; ``kind`` is claim, given, definition or update."""

    kind: str
    links: tuple[Link, ...]
    head: Tree | None = None
    key: str | None = None


def judge_chain(reading: Reading, chain: Chain, claim: str, previous: Tree | None = None) -> Outcome:
    """The chain judged; ``previous`` is the last head, for a chain that goes on from the line above."""
    members = [m for m in chain.members if not isinstance(m, Blank)]
    if isinstance(chain.members[0], Blank) and previous is not None:
        members.insert(0, previous)
    if any(isinstance(m, Unread) for m in members):
        raise next(m.error for m in members if isinstance(m, Unread))
    if len(members) < 2:
        return Outcome("given", ())
    head, others = members[0], members[1:]
    if (kind := head_kind(reading, head, others)) is not None:
        return take(reading, head, others, claim, kind)
    for tree in [t for t in others if is_unknown(reading, t)]:
        # a letter that nothing knows is matched within its own chain
        others = [t for t in others if t != tree]
        reading.defined[tree.name] = {  # type: ignore[attr-defined]
            n: reading.interpreter(w, [head]).only(head) for n, w in enumerate(reading.worlds)}
    judge = Judge(reading, head, others)
    links = tuple(judge.links())
    remember(reading, judge, links, claim)
    return Outcome("claim", links, head, judge.key)


def head_kind(reading: Reading, head: Tree, others: list[Tree]) -> str | None:
    """``definition`` for a name that nothing knows, ``given`` for the numbers of a leaf, else None."""
    if is_unknown(reading, head):
        return "definition"
    key = reading.head_key(head)
    if key is not None and key in reading.names.model.network.system.leaves and isinstance(head, Name) and all(
            is_numeric(t) for t in others) and reading.names.rank(key) >= 0:
        return "given"
    return None


def is_unknown(reading: Reading, tree: Tree) -> bool:
    """Whether a tree is a name that nothing knows."""
    if not isinstance(tree, Name) or reading.names.size(tree.name) is not None or tree.name in reading.defined:
        return False
    try:
        reading.names.target(tree.name)
    except (NameUnknown, NameProblem):
        return True
    return False


def take(reading: Reading, head: Tree, others: list[Tree], claim: str, kind: str) -> Outcome:
    """A definition or given numbers taken as true; further members are judged against the first."""
    unknown = [head] if kind == "definition" else []
    unknown += [t for t in others if is_unknown(reading, t)]
    others = [t for t in others if t not in unknown]
    if not others:
        return Outcome(kind, (), head)
    first, rest = others[0], others[1:]
    values = {number: reading.interpreter(world, [first]).only(first) for number, world in enumerate(reading.worlds)}
    for tree in unknown:
        assert isinstance(tree, Name)
        reading.defined[tree.name] = values
    if not rest:
        return Outcome(kind, (), head)
    links = tuple(Judge(reading, first, rest).links())
    return Outcome("claim", links, head)


def remember(reading: Reading, judge: Judge, links: tuple[Link, ...], claim: str) -> None:
    """Keep what the writer stated for a whole tensor, for the lines that build on it."""
    if judge.key is None or not links:
        return
    good = all(x.verdict in ("right", "rounding") for x in links)
    numeric = [x for x in links if x.written is not None]
    if numeric and reading.data is not None:
        last = numeric[-1]
        assert last.written is not None
        state(reading.data, judge, last.written, claim, last.verdict in ("right", "rounding"))
    if not good and links[-1].written is None:
        for world in reading.worlds:
            try:
                value = judge._reader(world).options(judge.others[-1])[0][0]
            except SymcnnError:
                return
            state(world, judge, value, claim, False)


def state(world: World, judge: Judge, written: Value, claim: str, good: bool) -> None:
    """Put a stated value into a world, whole arrays and entries alike."""
    key = judge.key
    assert key is not None
    shape = world.model.shape(key)
    whole = np.array(np.broadcast_to(world.stated[key].data if key in world.stated else world.truth(key), shape))
    radius = np.array(np.broadcast_to(world.stated[key].radius if key in world.stated else 0.0, shape))
    placed = _placed(world, judge, written, shape)
    if placed is None:
        return
    where, data, reach = placed
    whole[where], radius[where] = data, reach
    world.stated[key] = Stated(whole, radius, claim, good)


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
    reach = written.unit if written.unit is not None else written.radius
    for shaped in laid(Value(written.names, written.data, np.broadcast_to(reach, written.data.shape)), head):
        places = np.rint(head.data).astype(int)
        data, radius = spread(shaped, head.names, head.rank) if set(shaped.names) <= set(head.names) else (None, None)
        if data is None:
            return None
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

