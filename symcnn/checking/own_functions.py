"""Functions that a writer defines, ``f(z) = 1/(1 + e^{-z})``: known ones under another name, or formulas put in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

import numpy as np

from symcnn.checking.conventions import reading_of
from symcnn.checking.document import Reading
from symcnn.checking.functions import ENTRYWISE
from symcnn.checking.pages import chains_of, with_trees
from symcnn.checking.value import exact
from symcnn.errors import SymcnnError
from symcnn.network import Network
from symcnn.reading.items import Item
from symcnn.reading.tree import Application, Call, Derivative, Name, Slope, Tree, find, mapped, walk
from symcnn.reading.words import function_key

POINTS = (-2.3, -0.71, -0.05, 0.13, 0.64, 1.9, 3.2)
CONSTANTS = ("e", "\\pi")
# letters that stand for any activation, where a writer says for which
OPEN = frozenset({"sigma"})


@dataclass(frozen=True)
class OwnFunction:
    """A function of one letter: its formula, and the name of the known function that it is, if it is one."""

    letter: str
    body: Tree
    known: str | None

    def at(self, argument: Tree) -> Tree:
        """The function at an argument."""
        if self.known is not None:
            return Call(self.known, (argument,), span=argument.span)

        def put(tree: Tree) -> Tree:
            return argument if isinstance(tree, Name) and tree.name == self.letter else mapped(tree, put)
        return put(self.body)


def with_known_functions(items: Sequence[Item]) -> list[Item]:
    """A document with the known functions that it defines under names of its own, and applies, under theirs."""
    chains = chains_of(items)
    trees = [t for c in chains for m in c.members for t in walk(m)]
    found: dict[str, OwnFunction] = {n: f for c in chains if len(c.members) > 1 for n, f in told_of(c.members[0], c.members[1])}
    for head, right in ((c.members[0], c.members[1]) for c in chains if len(c.members) > 1):
        name, letter = named_in(head), letter_in(head)
        if name and closed_in(letter, right) and is_applied(name, letter, trees) and (known := known_as(letter, right)):
            found[name] = OwnFunction(letter, right, known)
    return with_trees(items, partial(with_own_functions, found)) if found else list(items)


def told_of(head: Tree, right: Tree) -> Iterator[tuple[str, OwnFunction]]:
    r"""What a writer's ``\sigma`` is, where it is another known function than the one that usually has its letter."""
    if isinstance(head, Call) and head.function in OPEN and len(head.arguments) == 1 and isinstance(
            letter := head.arguments[0], Name) and closed_in(letter.name, right):
        known = known_as(letter.name, right)
        if known is not None and ENTRYWISE[known] is not ENTRYWISE[head.function]:
            yield head.function, OwnFunction(letter.name, right, known)


def is_applied(name: str, letter: str, trees: Sequence[Tree]) -> bool:
    """Whether a function is taken of anything but its own letter, or its slope is."""
    return any((isinstance(t, Slope) and t.function == function_key(name)) or (
        named_in(t, True) == name and letter_in(t) != letter) for t in trees)


def named_in(tree: Tree, of_anything: bool = False) -> str:
    """The name of the function that is applied to a letter, or to anything; else nothing."""
    is_one = isinstance(tree, Application) and len(tree.arguments) == 1 and isinstance(tree.base, Name) and (
        of_anything or isinstance(tree.arguments[0], Name))
    return tree.base.name if is_one else ""  # type: ignore[attr-defined]


def letter_in(tree: Tree) -> str:
    """The letter that a function is applied to."""
    argument = tree.arguments[0] if isinstance(tree, Application) and len(tree.arguments) == 1 else None
    return argument.name if isinstance(argument, Name) else ""


def closed_in(letter: str, body: Tree) -> bool:
    """Whether a formula hangs on one letter and on nothing else."""
    inside = {t.name for t in find(body, Name)}
    return letter in inside and not isinstance(body, Name) and not inside - {letter, *CONSTANTS}


def defines_function(reading: Reading, head: Tree, right: Tree) -> bool:
    """Take in the function that a line defines; False where it defines none."""
    name, letter = named_in(head), letter_in(head)
    shown = {t.shown for t in reading.names.model.system.tensors.values()}
    if not name or name in shown or not closed_in(letter, right):
        return False
    reading.functions[name] = OwnFunction(letter, right, known_as(letter, right))
    return True


def slopes_read(reading: Reading, tree: Tree) -> Tree:
    """``d\\sigma/dz`` as the slope of a known function at z, where nothing has its name."""
    if not any(isinstance(t.of, Name) and t.of.name in ENTRYWISE for t in find(tree, Derivative)):
        return tree
    tree = mapped(tree, partial(slopes_read, reading))
    if isinstance(tree, Derivative) and isinstance(tree.of, Name) and isinstance(tree.by, Name) and (
            tree.of.name in ENTRYWISE and not reading.names.knows(tree.of.name) and tree.of.name not in reading.defined):
        return Slope(function_key(tree.of.name), tree.by, span=tree.span)
    return tree


@cache
def plain_reading() -> Reading:
    """How formulas are read where no network is."""
    return reading_of(Network("v: 1"))


def known_as(letter: str, body: Tree) -> str | None:
    """The known function that a formula in one letter is, at some points and so everywhere."""
    values = []
    for point in POINTS:
        reader = plain_reading().interpreter(plain_reading().worlds[0], [])
        try:
            values.append(float(replace(reader, defined={**reader.defined, letter: exact(point)}).only(body).data))
        except (SymcnnError, TypeError):
            return None
    with np.errstate(all="ignore"):
        return next((n for n, rule in ENTRYWISE.items() if np.allclose(rule(np.array(POINTS)), values, rtol=1e-9)), None)


def with_own_functions(functions: Mapping[str, OwnFunction], tree: Tree) -> Tree:
    """The tree with the writer's functions put in."""
    tree = mapped(tree, lambda t: with_own_functions(functions, t))
    if isinstance(tree, Application) and len(tree.arguments) == 1 and isinstance(tree.base, Name) and (
            tree.base.name in functions):
        return functions[tree.base.name].at(tree.arguments[0])
    if isinstance(tree, Call) and len(tree.arguments) == 1 and tree.function in OPEN & set(functions):
        return functions[tree.function].at(tree.arguments[0])
    own = next((f for name, f in functions.items() if isinstance(tree, Slope) and function_key(name) == tree.function), None)
    if isinstance(tree, Slope) and own is not None and own.known is not None:
        return replace(tree, function=own.known)
    return tree
