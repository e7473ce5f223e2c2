r"""Steps of descent by a rule of the page's own: ``w \leftarrow w - \eta v`` along a velocity, with weight decay."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from symcnn.checking.lines.outcome import Outcome
from symcnn.checking.lines.patterns import worked
from symcnn.checking.lines.update import Updates
from symcnn.checking.meaning.document import Reading
from symcnn.checking.numbers.compare import tolerance
from symcnn.checking.numbers.stated import Stated
from symcnn.errors import SymcnnError
from symcnn.reading.tree import Derivative, Differential, Entry, Nabla, Name, Operation, Tree, children, find, has


def has_rule(reading: Reading, key: str, first: Tree) -> bool:
    """Whether the new value of a parameter is worked out from more than the old one and a gradient.

    That is a name which the page has made of a gradient, a velocity, or the old value once more, shrunk by a factor.
    """
    names = {t.name for t in find(first, Name)}
    if any(carries_gradient(reading, n, set()) for n in names & set(reading.defined)):
        return True
    old = Counter(t for t in outside_slopes(first) if reading.head_key(t) == key)
    return max(old.values(), default=0) > 1 or any(
        t.operator in ("*", "juxtapose") and reading.head_key(t.right) == key and has(t.left, Name)
        for t in find(first, Operation))


def outside_slopes(tree: Tree) -> Iterator[Tree]:
    """The names and entries in a tree but those that something is differentiated by."""
    if isinstance(tree, Name | Entry):
        yield tree
    elif not isinstance(tree, Derivative | Nabla | Differential):
        for part in children(tree):
            yield from outside_slopes(part)


def carries_gradient(reading: Reading, name: str, seen: set[str]) -> bool:
    """Whether a name is defined by a gradient, or by names that are."""
    meaning = reading.meanings.get(name)
    if meaning is None or name in seen or has(meaning, Derivative, Nabla, Differential):
        return meaning is not None and name not in seen
    tensors = reading.names.model.system.tensors
    parts = find(meaning, Name, Entry)
    if any((key := reading.head_key(t)) in tensors and tensors[key or ""].role == "gradient" for t in parts):
        return True
    return any(carries_gradient(reading, t.name, seen | {name}) for t in parts if isinstance(t, Name))


def step_by_rule(reading: Reading, head: Tree, key: str, others: Sequence[Tree], claim: str, updates: Updates
                 ) -> Outcome | None:
    """The members of a step held against the rule that the first is, its value kept for the pass after it.

    None where the rule cannot be worked out.
    """
    first, rest = others[0], list(others[1:])
    try:
        judge, links = worked(reading, first, rest)
        values = [] if reading.data is None else [reading.interpreter(reading.data, [first]).only(first)]
    except SymcnnError:
        return None
    shape = reading.names.model.shape(key)
    for value in values:
        if reading.names.named(head).indices or np.size(value.data) != np.prod(shape, dtype=int):
            # one entry of several
            continue
        right = updates.right[key] = np.reshape(value.data, shape)
        last = links[-1].written if links else None
        if last is not None and np.size(last.data) == right.size:
            data, radius = np.reshape(last.data, shape), np.broadcast_to(tolerance(last), last.data.shape).reshape(shape)
            updates.written[key] = Stated(data, radius, claim, links[-1].verdict in ("right", "rounding"))
    return Outcome("update", links, head, key, judge)
