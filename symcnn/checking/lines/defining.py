"""Lines that give a name its value: which they are, and what is taken as true from there on."""

from __future__ import annotations

from symcnn.checking.judge.judge import Judge
from symcnn.checking.judge.unknown import is_unknown, unknown_names
from symcnn.checking.lines.outcome import Outcome
from symcnn.checking.lines.patterns import pattern, worked
from symcnn.checking.lines.plain_letters import settle, settled_on
from symcnn.checking.meaning.document import Reading
from symcnn.checking.meaning.link import Link, is_numeric
from symcnn.checking.numbers.compare import laid
from symcnn.errors import SymcnnError
from symcnn.reading.tree import (
    Derivative,
    Matrix,
    Nabla,
    Name,
    Number,
    Tree,
    Tuple,
    find,
    has,
)


def head_kind(reading: Reading, head: Tree, others: list[Tree]) -> str | None:
    """``definition`` for a name that nothing knows, ``given`` for the numbers of a leaf, else None."""
    if isinstance(head, Name) and head.name in reading.mapping:
        return None
    if is_unknown(reading, head) or (isinstance(head, Name) and head.name in reading.defined):
        return "definition"
    key = reading.head_key(head)
    if isinstance(head, Name) and is_other_case(reading, head.name, key) and (
            all(isinstance(t, Number) for t in others) or is_worked_out(others[0])):
        # s = 1 is a stride beside an array S, p = softmax([1, 2]) none of the maps P
        return "definition"
    whole = isinstance(head, Name) or (isinstance(head, Derivative | Nabla) and isinstance(head.by, Name))
    if key is not None and key in reading.names.model.network.system.leaves and whole and all(
            is_numeric(t) for t in others) and reading.names.rank(key) >= 0:
        return "given"
    return None


def is_other_case(reading: Reading, name: str, key: str | None) -> bool:
    """Whether a name stands for an array only because nothing has its own case."""
    shown = "" if key is None else reading.names.model.system.tensors[key].shown
    return shown != name and shown.casefold() == name.casefold() and reading.names.rank(key or "") > 0


def is_worked_out(tree: Tree) -> bool:
    """Whether a tree works something out of numbers alone."""
    return not isinstance(tree, Matrix | Tuple) and not has(tree, Name)


def renames(head: Tree, judge: Judge, links: tuple[Link, ...]) -> bool:
    """Whether a name with a subscript is a name of its own: ``W_2 = rot180(W)`` has another shape than a row of W."""
    if not isinstance(head, Name) or judge.key is None or not judge.others or any(
            x.verdict in ("right", "rounding") for x in links):
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
    letters = {v.name for v in reading.names.model.sizes} - reading.names.unwritten
    return head.name if head.name in letters and others[0].text.isdigit() else None


def is_said_anew(reading: Reading, head: Tree, tree: Tree, others: list[Tree]) -> bool:
    """Whether a member is a name that the sheet defined and now defines again with the head: ``H = W = (32-3)/1 + 1``."""
    defined = reading.defined
    return (isinstance(head, Name) and isinstance(tree, Name) and head.name in defined and tree.name in defined
            and not all(isinstance(t, Name) for t in others))


def take(reading: Reading, head: Tree, others: list[Tree], claim: str, kind: str) -> Outcome:
    """A definition or given numbers taken as true; further members are judged against the first."""
    unknown = [head] if kind == "definition" else []
    unknown += [t for t in others if is_unknown(reading, t) or (unknown and is_said_anew(reading, head, t, others))]
    others = [t for t in others if t not in unknown]
    if not others:
        return Outcome(kind, (), head)
    leaf = reading.head_key(head) if kind == "given" else None
    first, rest = others[0], others[1:]
    if unknown and rest and all(is_numeric(t) for t in rest) and (loose := unknown_names(reading, first)):
        # H_out = (H_in - K)/S + 1 = (5 - 2)/1 + 1: letters take the numbers in their places
        found = pattern(reading, first, rest, loose)
        take(reading, head, rest[-1:], claim, kind)
        return found
    if unknown and (key := reading.head_key(first)) is not None and isinstance(first, Name):
        for tree in unknown:
            if isinstance(tree, Name):
                reading.names.aliases[tree.name] = key
    if unknown:
        settle(reading, first)
    values = {number: reading.interpreter(world, [first]).only(first) for number, world in enumerate(reading.worlds)}
    # v <- \mu v + g: the old v is in what the rest is held against
    anew = worked(reading, first, rest) if rest and isinstance(head, Name) and head in find(first, Name) else None
    for tree in unknown:
        if isinstance(tree, Name):
            reading.defined[tree.name] = values
            reading.meanings[tree.name] = first
            settled_on(reading, tree.name)
    if isinstance(head, Name):
        reading.worked[head.name] = tuple(others)
        reading.held.pop(head.name, None)
    if not rest:
        return Outcome(kind, (), head, leaf)
    judge, links = worked(reading, first, rest) if anew is None else anew
    return Outcome("claim", links, head, None, judge)
