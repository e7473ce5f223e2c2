"""Steps inside a network's equations that a writer names: ``z = W x + b`` where the network has ``a = relu(W x + b)``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from symcnn.checking.binding.blocks import joined, with_functions
from symcnn.checking.binding.dots import with_entries
from symcnn.checking.judge.judge import Judge
from symcnn.checking.judge.unknown import is_unknown, unknown_names
from symcnn.checking.meaning.document import Reading
from symcnn.checking.meaning.link import is_numeric
from symcnn.checking.own.respell import respelled
from symcnn.errors import SymcnnError
from symcnn.network import Network
from symcnn.reading.network import read_network
from symcnn.reading.statements import Definition
from symcnn.reading.tree import (
    Call,
    Derivative,
    Entry,
    Nabla,
    Name,
    Negation,
    Operation,
    SumOver,
    Tree,
    mapped,
    walk,
)

# how many parts of equations a name is tried for
MOST = 8
STEPS = (Call, Operation, Negation, SumOver)


@dataclass(frozen=True)
class Split:
    """A network in which a step has a name of its own: its text, the line of each of its lines, how lines are read."""

    network: Network
    text: str
    lines: tuple[int, ...]
    reading: Reading


def named_inside(text: str, lines: Sequence[int], reading: Reading, head: Tree, right: Tree,
         read: Callable[[Network], Reading]) -> Split | None:
    """The network with a name for a step that it has none for, so that what the writer says with that name is right.

    ``head`` is the new name, ``z = W x + b``, or a tensor made of it, ``a = relu(z)``; None where nothing fits.
    """
    name = the_unknown(reading, head, right)
    if name is None:
        return None
    for number, (statement, part) in enumerate(inner_steps(text)):
        if number == MOST:
            break
        with suppress(SymcnnError):
            longer, numbers = joined(text, split_up(statement, part, name, letters_of(head, name)), lines, statement.line)
            network = with_functions(longer)
            again = read(network)
            if Judge(again, head, [right]).links()[0].verdict == "right":
                return Split(network, longer, numbers, again)
    return None


def the_unknown(reading: Reading, head: Tree, right: Tree) -> str | None:
    """The one name in an equation of a forward pass that nothing knows, be it the whole left side or on the right."""
    if any(isinstance(t, Derivative | Nabla) for tree in (head, right) for t in walk(tree)):
        return None
    # A_{conv} is no entry of an A where it is a name itself
    entry = with_entries(head) if is_unknown(reading, head) else head
    base = entry.base if isinstance(entry, Entry) else entry
    if not isinstance(base, Name) or isinstance(right, Name) or is_numeric(right):
        return None
    found = set(unknown_names(reading, right))
    if is_unknown(reading, base):
        return base.name if not found else None
    return found.pop() if len(found) == 1 and reading.head_key(head) is not None else None


def inner_steps(text: str) -> Iterator[tuple[Definition, Tree]]:
    """The parts of right sides that something is done to, with their equations, the outer ones first."""
    for statement in read_network(text):
        if isinstance(statement, Definition):
            yield from ((statement, part) for part in below(statement.right) if not is_numeric(part))


def below(tree: Tree) -> Iterator[Tree]:
    """What stands below a call or a sign, each before what stands below it."""
    parts = tree.arguments if isinstance(tree, Call) else (tree.left, tree.right) if isinstance(tree, Operation) else (
        tree.argument,) if isinstance(tree, Negation) else ()
    for part in parts:
        if isinstance(part, STEPS):
            yield part
            yield from below(part)


def split_up(statement: Definition, part: Tree, name: str, letters: tuple[str, ...]) -> str:
    """The two equations that an equation is where a part of it has a name."""
    def put(tree: Tree) -> Tree:
        return Name(name, span=tree.span) if tree is part else mapped(tree, put)

    def left(name: str, letters: Sequence[str] | None) -> str:
        return name + (f"[{','.join(letters)}]" if letters else "")
    sizes = ": " + "×".join(respelled(s) for s in statement.sizes) if statement.sizes else ""
    return (f"{left(name, letters)} = {respelled(part)}\n"
            f"{left(statement.name, statement.letters)}{sizes} = {respelled(put(statement.right))}")


def letters_of(head: Tree, name: str) -> tuple[str, ...]:
    """The letters of the new name's axes, where the writer says them."""
    entry = with_entries(head)
    if not isinstance(entry, Entry) or not isinstance(entry.base, Name) or entry.base.name != name:
        return ()
    names = tuple(i.name for i in entry.indices if isinstance(i, Name))
    return names if len(names) == len(entry.indices) else ()
