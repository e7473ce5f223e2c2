"""The network of a sheet, block after block: what a later block adds to, replaces, and begins anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import cycle

from symcnn.checking.binding.block_lines import lines_of, placed, told_by
from symcnn.checking.binding.equation_order import behind_what_they_read
from symcnn.checking.binding.tried_networks import network_of
from symcnn.errors import SymcnnError
from symcnn.expression.nodes import Apply
from symcnn.expression.walk import descend
from symcnn.functions.table import known
from symcnn.network import Network
from symcnn.reading.network import read_network
from symcnn.reading.statements import (
    Abbreviation,
    Batch,
    Definition,
    FunctionName,
    Layout,
    Leaf,
    Let,
    Origin,
    Statement,
    Tie,
)
from symcnn.reading.tree import Call, Name, find, walk

# what stands for functions that are not named
SMOOTH = ("softplus", "silu")

CONVENTIONS = (Batch, FunctionName, Layout, Let, Origin, Tie)


def with_functions(text: str) -> Network:
    """The network; functions that are not named are tried as smooth ones that are none of the usual ones' kin.

    Several of them, ``g^{[1]}`` and ``g^{[2]}``, are unlike in turn.
    """
    network = network_of(text)
    applied = {n.function for e in network.forward_system.equations for n in descend(e.right) if isinstance(n, Apply)}
    generic = {f for f in applied if not known(f) and f not in network.assembled.functions}
    spelled = dict(sorted((name, key) for key, name in spellings(text) if key in generic))
    kinds = dict(zip(sorted(generic), cycle(SMOOTH), strict=False))
    return network_of("\n".join([*(f"{name} = {kinds[key]}" for name, key in spelled.items()), text])) if spelled else network


def spellings(text: str, line: int = 1) -> Iterator[tuple[str, str]]:
    """The functions that the equations of a network call: key and name as written, ``gl-1`` and ``g^{l-1}``."""
    for statement in read_network(text, line=line):
        if isinstance(statement, Definition):
            for tree in walk(statement.right):
                if isinstance(tree, Call) and tree.arguments:
                    opening = statement.source[tree.span[0]:tree.arguments[0].span[0]].rstrip()
                    yield tree.function, opening[:-1].rstrip()


def continued(before: str, text: str, lines: Sequence[int], line: int) -> tuple[Network, str, tuple[int, ...]]:
    """The network of all blocks so far, its text and lines; where a block clashes with earlier ones it begins anew.

    First the block adds to those before, then what was declared and is now made by an equation goes, then all that hangs
    on what the block defines again, then all but the conventions does.
    """
    problem: SymcnnError | None = None
    for keeping in ("all", "unmade", "read", "conventions"):
        whole, numbers = joined(before, text, lines, line, keeping)
        try:
            with told_by(numbers):
                return with_functions(whole), whole, numbers
        except SymcnnError as found:
            # what is wrong with the whole says more than what is wrong with its parts
            problem = problem or found
    assert problem is not None
    raise problem


def joined(before: str, text: str, lines: Sequence[int] = (), line: int = 1, keeping: str = "all"
           ) -> tuple[str, tuple[int, ...]]:
    """The text of a network with a later block, and the line of the file that each of its lines is.

    What the block defines again is replaced.

    An equation given again takes the place of the earlier one, and what reads it follows; a leaf declared again takes
    what was built on the earlier one away. Keeping the ``unmade``, so does an equation for what was a leaf; keeping what
    is ``read``, what was built on an equation that is given again goes too; keeping
    ``conventions``, nothing is left that names a tensor.
    """
    new = [(names_of(s), s) for s in read_network(text, line=line)]
    old = [(names_of(s), s) for s in placed(before, lines)]
    leaves = {n for names, s in new if isinstance(s, Leaf) for n in names}
    if keeping == "unmade":
        leaves |= {n for names, s in old if isinstance(s, Leaf) for n in names} & {
            n for names, s in new if isinstance(s, Definition) for n in names}
    elif keeping == "read":
        leaves |= {n for names, s in new if isinstance(s, Definition) for n in names}
    elif keeping == "conventions":
        old = [(names, s) for names, s in old if isinstance(s, CONVENTIONS)]
    gone = {n for names, _ in old for n in names if n in leaves}
    kept = []
    for names, statement in old:
        if names & gone or (isinstance(statement, Definition) and reads_of(statement) & gone):
            gone |= names
        else:
            kept.append((names, statement))
    others = [s for _, s in (*kept, *new) if not isinstance(s, Definition)]
    latest = {n: s for names, s in (*kept, *new) if isinstance(s, Definition) for n in names}
    order = dict.fromkeys(n for names, s in (*kept, *new) if isinstance(s, Definition) for n in names)
    settings = [s for s in others if not isinstance(s, Abbreviation)]
    last = [s for s in others if isinstance(s, Abbreviation)]
    equations = [latest[n] for n in behind_what_they_read(order, lambda n: n, lambda n: reads_of(latest[n]))]
    # a line that states several things stands once
    found = list({s.source: s for s in (*settings, *equations, *last)}.values())
    return "\n".join(s.source for s in found) + "\n", lines_of(found)


def names_of(statement: Statement) -> set[str]:
    """What a statement names, with the letters of a leaf or an equation that shares its name."""
    name = getattr(statement, "name", None)
    if not isinstance(name, str):
        return set()
    letters = getattr(statement, "letters", None)
    return {name + (f"[{','.join(letters)}]" if letters and isinstance(statement, Leaf) else "")}


def reads_of(statement: Definition) -> set[str]:
    """The names that the right side of an equation reads."""
    return {t.name for t in find(statement.right, Name)}
