"""Letters for numbers that a page on no network counts with: ``C = K^2 M N`` holds whatever K, M and N are."""

from __future__ import annotations

import numpy as np

from symcnn.checking.judge.unknown import unknown_names
from symcnn.checking.meaning.document import Reading
from symcnn.checking.numbers.value import exact
from symcnn.reading.tree import Name, Negation, Number, Operation, Tree, find, walk


def settle(reading: Reading, tree: Tree) -> None:
    """Give the letters in a formula of a page on no network any numbers, for the lines that follow from it."""
    if len(reading.names.model.network.forward_system.equations) or not is_plain(tree):
        return
    for name in dict.fromkeys(unknown_names(reading, tree)):
        reading.loose.add(name)
        reading.defined[name] = {n: exact(np.random.default_rng([n, *name.encode()]).uniform(0.3, 1.7))
                                 for n in range(len(reading.worlds))}


def is_plain(tree: Tree) -> bool:
    """Whether a formula adds, multiplies and divides names and numbers, several of them."""
    nodes = list(walk(tree))
    return isinstance(tree, Operation) and all(isinstance(t, Operation | Negation | Number | Name) for t in nodes) and all(
        t.operator in ("+", "-", "*", "/", "juxtapose", "·", "^") for t in nodes if isinstance(t, Operation))


def hangs_on_any(reading: Reading, tree: Tree) -> bool:
    """Whether a tree hangs on letters that stand for any number."""
    names = {t.name for t in find(tree, Name)} if reading.loose else set()
    return bool(names & reading.loose) or any(
        hangs_on_any(reading, reading.meanings[n]) for n in names if n in reading.meanings and reading.meanings[n] != tree)


def settled_on(reading: Reading, name: str) -> None:
    """What was worked out with any number for a letter, with the one that it has now."""
    if name not in reading.loose:
        return
    reading.loose.discard(name)
    for other, meaning in reading.meanings.items():
        if other != name and other in reading.defined and Name(name) in walk(meaning):
            reading.defined[other] = {n: reading.interpreter(w, [meaning]).only(meaning) for n, w in enumerate(reading.worlds)}
