"""One chain of a sheet: what its head is (a claim, a definition, given data, an update), its verdicts, what it states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from symcnn.calculus.adjoint import gradient_key
from symcnn.checking.accumulation import judge_accumulation
from symcnn.checking.compare import laid
from symcnn.checking.document import Reading
from symcnn.checking.domains import Domains
from symcnn.checking.dots import with_entries
from symcnn.checking.extents import dimensions, shape_outcome
from symcnn.checking.judge import Judge
from symcnn.checking.link import Link, is_numeric
from symcnn.checking.outcome import Outcome
from symcnn.checking.points import is_worked, with_points
from symcnn.checking.remembered import _placed, remember
from symcnn.checking.scope import widened
from symcnn.checking.spelled import spelled_out
from symcnn.checking.typed import typed
from symcnn.checking.unknown import invent, is_unknown, unknown_names
from symcnn.checking.update import Updates, judge_update
from symcnn.checking.value import exact
from symcnn.checking.world import Stated
from symcnn.errors import NameUnknown, SymcnnError, quoted
from symcnn.notation.spelling import split
from symcnn.reading.claims import Chain, Unread
from symcnn.reading.tree import (
    Blank,
    Derivative,
    Entry,
    Nabla,
    Name,
    Number,
    Operation,
    SumOver,
    Tree,
    Tuple,
    children,
    walk,
)

STEP = 0.37
STEPPED = ("+", "new", "neu", "updated", "next")


def judge_chain(reading: Reading, chain: Chain, claim: str, updates: Updates, previous: Tree | None = None) -> Outcome:
    """The chain judged; ``previous`` is the last head, for a chain that goes on from the line above."""
    members = [widened(m) for m in chain.members if not isinstance(m, Blank)]
    if isinstance(chain.members[0], Blank) and previous is not None:
        members.insert(0, previous)
    if any(isinstance(m, Unread) for m in members):
        raise next(m.error for m in members if isinstance(m, Unread))
    if len(members) < 2:
        return Outcome("given", ())
    members = taken_apart(reading, members)
    head, others = members[0], members[1:]
    if isinstance(head, Operation) and head.operator == "juxtapose" and isinstance(head.left, Tuple):
        # (i, j): where the line holds, and no factor
        head = head.right
    if chain.relations and chain.relations[0] == "in":
        return shape_outcome(reading, head, others[0])
    if chain.relations and chain.relations[0] == "+=":
        return Outcome("claim", (judge_accumulation(reading, head, others[0]),), head)
    shapes = [dimensions(reading, t) for t in (head, *others)]
    if all(shapes) and not isinstance(head, Name):
        return Outcome("claim", tuple(
            Link("right" if s == shapes[0] else "wrong", member=t) for s, t in zip(shapes[1:], others, strict=True)), head)
    if (known := size_given(reading, head, others)) is not None:
        return Outcome("size", (), head, known)
    if (loose := unknown_names(reading, head)) and not isinstance(head, Name) and all(is_numeric(t) for t in others):
        return pattern(reading, head, others, loose)
    head = before_the_step(reading, head)
    invent(reading, [head, *others])
    if is_update(reading, chain, head, others):
        return update(reading, head, others, claim, updates)
    if (found := error_claim(reading, head, others)) is not None:
        return found
    if (kind := head_kind(reading, head, others)) is not None:
        return take(reading, head, others, claim, kind)
    for tree in [t for t in others if is_unknown(reading, t)]:
        # a letter that nothing knows is matched within its own chain
        others = [t for t in others if t != tree]
        if isinstance(tree, Name):
            reading.defined[tree.name] = {n: reading.interpreter(w, [head]).only(head)
                                          for n, w in enumerate(reading.worlds)}
    judge = Judge(reading, head, others)
    links = tuple(judge.links())
    if renames(head, judge, links):
        return take(reading, head, others, claim, "definition")
    remember(reading, judge, links, claim)
    return Outcome("claim", links, head, judge.key, judge)


def taken_apart(reading: Reading, members: list[Tree]) -> list[Tree]:
    """The members with names such as ``hS`` as products, where nothing has that name and its letters are known."""
    names = {t.name for m in members for t in walk(m) if isinstance(t, Name)}
    loose = {n for n in names if len(n) > 1 and is_unknown(reading, Name(n))}
    if not loose:
        return members
    bound = {n for m in members for t in walk(m) if isinstance(t, SumOver) for n in t.letters}
    letters = bound | set(Domains(reading.names, reading.base).free(members))
    parts = {c for n in loose for c in n}
    known = {c for c in parts if c.isalpha() and not is_unknown(reading, Name(c))}
    return [spelled_out(m, known, letters) if loose & {t.name for t in walk(m) if isinstance(t, Name)} else m
            for m in members]


def head_kind(reading: Reading, head: Tree, others: list[Tree]) -> str | None:
    """``definition`` for a name that nothing knows, ``given`` for the numbers of a leaf, else None."""
    if is_unknown(reading, head) or (isinstance(head, Name) and head.name in reading.defined):
        return "definition"
    key = reading.head_key(head)
    if isinstance(head, Name) and is_other_case(reading, head.name, key) and all(isinstance(t, Number) for t in others):
        # s = 1 is a stride beside an array S
        return "definition"
    whole = isinstance(head, Name) or (isinstance(head, Derivative | Nabla) and isinstance(head.by, Name))
    if key is not None and key in reading.names.model.network.system.leaves and whole and all(
            is_numeric(t) for t in others) and reading.names.rank(key) >= 0:
        return "given"
    return None


def error_claim(reading: Reading, head: Tree, others: list[Tree]) -> Outcome | None:
    """``\\delta = ...`` for an error nobody defined: a name for the gradient it equals; None where it equals none."""
    name = next((t.name for t in walk(with_entries(head)) if isinstance(t, Name)), "")
    names = reading.names
    if not name or name in reading.defined or name in names.aliases or name in names.model.network.assembled.abbreviations:
        return None
    if split(name).base != "\\delta" or not names.delta_is_error:
        return None
    first = reading.head_key(others[0]) if isinstance(others[0], Derivative | Nabla) else None
    if first is not None:
        # said to be this gradient: what follows is held against it
        names.aliases[name] = first
        judge = Judge(reading, others[0], others[1:])
        return Outcome("claim", (Link("given", member=others[0]), *judge.links()), head, first, judge)
    anything = [k for e in names.model.network.forward_system.equations for k in names.gradients([e.tensor])]
    for key in dict.fromkeys([*names.errors(name), *anything]):
        names.aliases[name] = key
        judge = Judge(reading, head, others)
        links = tuple(judge.links())
        if all(x.verdict in ("right", "rounding") for x in links):
            return Outcome("claim", links, head, key, judge)
        del names.aliases[name]
    return None


def is_other_case(reading: Reading, name: str, key: str | None) -> bool:
    """Whether a name stands for an array only because nothing has its own case."""
    shown = "" if key is None else reading.names.model.system.tensors[key].shown
    return shown != name and shown.casefold() == name.casefold() and reading.names.rank(key or "") > 0


def renames(head: Tree, judge: Judge, links: tuple[Link, ...]) -> bool:
    """Whether a name with a subscript is a name of its own: ``W_2 = rot180(W)`` has another shape than a row of W."""
    if not isinstance(head, Name) or judge.key is None or any(x.verdict in ("right", "rounding") for x in links):
        return False
    world = judge.reading.random[0]
    try:
        value = judge._reader(world).only(judge.others[0])
    except SymcnnError:
        return False
    target = judge.reading.names.named(head)
    part_of_a_tensor = target.key in world.model.network.forward_system.tensors and len(target.indices) == 1
    fits = any(True for _ in laid(value, judge.heads(world, False)[0]))
    return part_of_a_tensor and value.rank > 0 and not fits


def size_given(reading: Reading, head: Tree, others: list[Tree]) -> str | None:
    """``N = 5`` for a size letter: the letter's name."""
    if not isinstance(head, Name) or len(others) != 1 or not isinstance(others[0], Number):
        return None
    letters = {v.name for v in reading.names.model.sizes}
    return head.name if head.name in letters and others[0].text.isdigit() else None


def is_update(reading: Reading, chain: Chain, head: Tree, others: list[Tree]) -> bool:
    """Whether a chain gives a parameter its new value: by its sign, or because it starts from the old one."""
    key = reading.head_key(head)
    tensors = reading.names.model.network.system.tensors
    if key is None or key not in reading.names.model.network.system.leaves or tensors[key].role == "gradient":
        return False
    gradient = gradient_key(reading.names.model.network.loss, key)
    if gradient not in reading.names.model.system.tensors:
        return False
    if chain.relations[0] in (":=", "<-"):
        return True
    nodes = [n for tree in others for n in walk(tree) if isinstance(n, Name | Entry | Derivative | Nabla)]
    if any(reading.head_key(n) == gradient for n in nodes):
        return True
    # numbers alone: the old values less a multiple of the gradient's
    return not nodes and reading.data is not None and any(
        isinstance(n, Operation) and n.operator == "-" for n in walk(others[0]))


def stepped_by(others: Sequence[Tree]) -> float | None:
    """The step size in ``0.4 - 0.5 \\cdot 0.08``, the first line of numbers alone, or None."""
    for tree in others:
        if is_numeric(tree) and isinstance(tree, Operation) and tree.operator in ("-", "+"):
            step = tree.right
            if isinstance(step, Operation) and step.operator in ("*", "juxtapose") and isinstance(step.left, Number):
                return float(typed(step.left.text).data)
    return None


def before_the_step(reading: Reading, head: Tree) -> Tree:
    """``w^{+}``, ``w^{new}``, ``w_{new}`` as ``w``, where only that is known: the left side of a step."""
    if not isinstance(head, Name) or not is_unknown(reading, head):
        return head
    parts = split(head.name)
    if parts.superscript in STEPPED:
        old = Name(replace(parts, superscript="").join())
    elif parts.subscript in STEPPED:
        old = Name(replace(parts, subscript="").join())
    else:
        return head
    return head if is_unknown(reading, old) else old


def update(reading: Reading, head: Tree, others: list[Tree], claim: str, updates: Updates) -> Outcome:
    """A step of descent judged, its new values kept for the pass after it."""
    unknown = {n for t in others for n in unknown_names(reading, t)}
    if errors := sorted(n for n in unknown if n.startswith("\\delta")):
        return update_by_error(reading, head, others, claim, updates, errors[0])
    for name in sorted(unknown):
        # a step size without a number, unless a line of numbers tells it
        size = stepped_by(others) if len(unknown) == 1 else None
        reading.defined[name] = {n: exact(STEP if size is None else size) for n in range(len(reading.worlds))}
    # the old value restated on the way, as in W := ... = W = [old] - ..., claims nothing new
    others = [t for t in others if not (isinstance(t, Name) and reading.head_key(t) == reading.head_key(head))]
    judge = judge_update(reading, head, others, updates)
    links = tuple(judge.links())
    world = reading.data
    if world is not None and judge.key is not None:
        right = updates.right[judge.key] = judge.stepped(world, False)
        last = next((x for x in reversed(links) if x.written is not None), None)
        placed = None if last is None or last.written is None else _placed(world, judge, last.written, right.shape)
        if last is not None and placed is not None:
            before = updates.written.get(judge.key, Stated(right, np.zeros(right.shape), claim, True))
            data, radius = np.array(before.data), np.array(before.radius)
            where, data[where], radius[where] = placed
            updates.written[judge.key] = Stated(data, radius, claim if before.good else before.claim,
                                                before.good and last.verdict in ("right", "rounding"))
    return Outcome("update", links, head, judge.key, judge)


def update_by_error(reading: Reading, head: Tree, others: list[Tree], claim: str, updates: Updates, name: str) -> Outcome:
    """A step by an error that nobody defined: that of the tensor under which the step is right, else nobody can tell."""
    names, forward = reading.names, reading.names.model.network.forward_system
    for key in names.gradients([e.tensor for e in forward.equations]):
        names.aliases[name] = key
        found = update(reading, head, others, claim, updates)
        if all(x.verdict in ("right", "rounding") for x in found.links):
            return found
        del names.aliases[name]
    raise NameUnknown(f"nothing is called {quoted(name)} here")


def pattern(reading: Reading, head: Tree, others: list[Tree], loose: list[str]) -> Outcome:
    """``(N-K)/s + 1 = (7-3)/1 + 1 = 5``: letters that nothing knows take the numbers that stand in their places."""
    found: dict[str, set[str]] = {}
    fits = matches(head, others[0], set(loose), found)
    first = Link("right" if fits and all(len(n) == 1 for n in found.values()) else "given", member=others[0])
    judge, links = worked(reading, others[0], others[1:])
    return Outcome("claim", (first, *links), head, None, judge)


def worked(reading: Reading, first: Tree, rest: list[Tree]) -> tuple[Judge, tuple[Link, ...]]:
    """The members of a chain held against the first; a point in that may mean times, as in ``(4 - 2 + 2.0)/2``."""
    judge = Judge(reading, first, rest)
    links = tuple(judge.links())
    other = with_points(first) if is_numeric(first) and is_worked(first) else None
    if other is not None and any(x.verdict == "wrong" for x in links):
        again = Judge(reading, other, rest)
        found = tuple(again.links())
        if all(x.verdict in ("right", "rounding") for x in found):
            return again, tuple(replace(x, notes=(*x.notes, "the point means times")) for x in found)
    return judge, links


def matches(tree: Tree, other: Tree, loose: set[str], found: dict[str, set[str]]) -> bool:
    """Whether two trees are alike but for names that stand for numbers, which are gathered."""
    if isinstance(tree, Name) and tree.name in loose and isinstance(other, Number):
        found.setdefault(tree.name, set()).add(other.text)
        return True
    if type(tree) is not type(other):
        return False
    if isinstance(tree, Number):
        return tree == other
    if isinstance(tree, Operation) and tree.operator != other.operator:  # type: ignore[attr-defined]
        return {tree.operator, other.operator} <= {"*", "juxtapose"}  # type: ignore[attr-defined]
    below, beside = children(tree), children(other)
    return len(below) == len(beside) and all(matches(a, b, loose, found) for a, b in zip(below, beside, strict=True))


def take(reading: Reading, head: Tree, others: list[Tree], claim: str, kind: str) -> Outcome:
    """A definition or given numbers taken as true; further members are judged against the first."""
    unknown = [head] if kind == "definition" else []
    unknown += [t for t in others if is_unknown(reading, t)]
    others = [t for t in others if t not in unknown]
    if not others:
        return Outcome(kind, (), head)
    leaf = reading.head_key(head) if kind == "given" else None
    first, rest = others[0], others[1:]
    if unknown and (key := reading.head_key(first)) is not None and isinstance(first, Name):
        for tree in unknown:
            if isinstance(tree, Name):
                reading.names.aliases[tree.name] = key
    values = {number: reading.interpreter(world, [first]).only(first) for number, world in enumerate(reading.worlds)}
    for tree in unknown:
        if isinstance(tree, Name):
            reading.defined[tree.name] = values
            reading.meanings[tree.name] = first
    if not rest:
        return Outcome(kind, (), head, leaf)
    judge, links = worked(reading, first, rest)
    return Outcome("claim", links, head, None, judge)


