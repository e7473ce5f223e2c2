r"""Sums with dots that end at a letter nobody knows, ``x_1^2 + \cdots + x_n^2``: sums over all that there is."""

from __future__ import annotations

from collections.abc import Sequence, Set

from symcnn.checking.binding.dots import LETTER, run_between, terms, with_entries
from symcnn.checking.judge.scope import indices_in
from symcnn.checking.judge.unknown import is_unknown
from symcnn.checking.meaning.document import Reading
from symcnn.errors import NotSupportedYet
from symcnn.notation.letters import unused
from symcnn.reading.tree import Dots, Name, Number, Operation, SumOver, Tree, find, has, mapped

LETTERS = ("i", "j", "k", "l", "m")


def with_sums_to_the_end(reading: Reading, members: Sequence[Tree]) -> list[Tree]:
    """The members of a chain, the last number of what dots leave out as the end of a sum where it is no index elsewhere."""
    if not any(has(m, Dots) for m in members):
        return list(members)
    taken = {n.name for m in members for n in find(with_entries(m), Name)}
    taken |= {n for m in members for t in find(m, SumOver) for n in t.letters}
    open_ones = {n for n in taken - indices_in(members[0]) if n in reading.defined or is_unknown(reading, Name(n))}
    return [summed(m, open_ones, unused(LETTERS, taken)) for m in members]


def summed(tree: Tree, ends: Set[str], letter: str) -> Tree:
    """The tree with sums for the terms on both sides of dots, where the last of these has one of the ``ends`` as its index."""
    if isinstance(tree, Operation) and tree.operator in ("+", "-") and (whole := as_sum(tree, ends, letter)) is not None:
        return whole
    return mapped(tree, lambda t: summed(t, ends, letter))


def as_sum(tree: Operation, ends: Set[str], letter: str) -> Tree | None:
    """A sum with dots as one over a letter; None where there are none, or these end elsewhere."""
    found = terms(tree)
    places = [n for n, (_, t) in enumerate(found) if isinstance(t, Dots)]
    if len(places) != 1 or not 0 < places[0] < len(found) - 1:
        return None
    at = places[0]
    if {sign for sign, _ in found[at - 1:at + 2]} != {"+"}:
        return None
    try:
        run = run_between(found[at - 1][1], found[at + 1][1])
    except NotSupportedYet:
        return None
    number, high = run.pairs[0] if len(run.pairs) == 1 else (None, None)
    if not (isinstance(number, Number) and number.text.isdigit()) or not isinstance(high, Name) or high.name not in ends:
        return None
    running = Operation("+", number, Name(LETTER))

    def at_index(part: Tree, index: Tree) -> Tree:
        return index if part == running else mapped(part, lambda t: at_index(t, index))
    begin, low = at - 1, int(number.text)
    while begin > 0 and found[begin][0] == "+" and with_entries(found[begin - 1][1]) == at_index(
            run.body, Number(str(low - 1))):
        # x_1 + x_2 + ... + x_n
        begin, low = begin - 1, low - 1
    whole = SumOver((letter,), Number(str(low)), high, at_index(run.body, Name(letter)))
    parts: list[tuple[str, Tree]] = [*found[:begin], ("+", whole), *found[at + 2:]]
    total = parts[0][1]
    for sign, part in parts[1:]:
        total = Operation(sign, total, part)
    return total
