"""Of the equations of a document those that make its network: one for each name, linked with what is differentiated."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace

from symcnn.checking.binding.own_evidence import names_in
from symcnn.checking.own.lines import Forward, forward
from symcnn.errors import ReadError, quoted
from symcnn.notation.names import without_letters
from symcnn.notation.spelling import Parts, split
from symcnn.reading.tree import (
    Application,
    Call,
    Entry,
    Name,
    Negation,
    Number,
    Operation,
    SumOver,
    Tree,
    Unread,
    mapped,
    walk,
)

# so many letters has what may be a name of an array
LONGEST = 4


class OtherLayer(ReadError):
    """A layer of which a document says nothing."""

    def __str__(self) -> str:
        return self.message


def by_name(equations: Sequence[Forward]) -> list[Forward]:
    """The equations, what one of them gives standing for itself in the others: ``h = f(z)`` where ``z`` is ``W x + b``."""
    values = {line.sides[1]: line.sides[0] for line in equations
              if line.sides is not None and isinstance(line.sides[1], Operation | Call | SumOver)}

    def put(tree: Tree) -> Tree:
        return values[tree] if tree in values else mapped(tree, put)

    found = []
    for line in equations:
        right = None if line.sides is None else mapped(line.sides[1], put)
        if right is not None and line.sides is not None and names_in(line.sides[0]) & names_in(right):
            # o is given anew: it is no part of itself
            right = line.sides[1]
        found.append(line if line.sides is None or right is None or right == line.sides[1] else replace(
            forward(line.place, line.sides[0], right, line.source), name=line.name))
    return found


def latest(equations: Sequence[Forward], first: bool = False, case: tuple[int, int] | None = None) -> list[Forward]:
    """One equation for each name: of several the one that reads most of what the others give, then the one with indices.

    With ``first`` it is the first of the page, and that of a ``case`` is the one that stands in this place.
    """
    chosen = {e.name: e for e in equations if e.place == case}
    equations = [e for e in equations if chosen.get(e.name, e) is e]
    given = {e.name for e in equations}
    if first:
        return list({line.name: line for line in reversed(equations)}.values())[::-1]

    def said(line: Forward) -> tuple[int, bool]:
        return len(line.reads & given), line.sides is not None and isinstance(line.sides[0], Entry)

    best: dict[str, Forward] = {}
    for line in equations:
        if line.name not in best or said(line) > said(best[line.name]):
            best[line.name] = line
    return list(best.values())


def is_tie(line: Forward) -> bool:
    """Whether a line says of two names that differ in their number alone that they are the same: ``w_1 = w_2`` is no layer."""
    left, right = line.sides or (None, None)
    return isinstance(left, Name) and isinstance(right, Name) and is_sibling(left.name, right.name)


def is_sibling(name: str, other: str) -> bool:
    """Whether names differ in the letter or number below them alone."""
    one, two = split(name), split(other)
    short = all(len(p.subscript) == 1 or p.subscript.isdigit() for p in (one, two))
    return short and one != two and replace(one, subscript=two.subscript) == two


def connected(equations: Sequence[Forward], asked: set[str]) -> list[Forward]:
    """The equations that have to do with what is differentiated, in order."""
    reached = set(asked)
    while True:
        grown = reached | {n for e in equations if ({e.name} | e.reads) & reached for n in e.reads | {e.name}}
        if grown == reached:
            return [e for e in equations if e.name in reached]
        reached = grown


def of_other_ranks(equations: Sequence[Forward]) -> list[tuple[int, int]]:
    """The places of equations that give a name with another number of indices than it had before: it is another tensor."""
    ranks: dict[str, int] = {}
    found = []
    for line in sorted((e for e in equations if e.place != (-1, -1)), key=lambda e: e.place):
        if line.sides is not None and isinstance(line.sides[0], Entry):
            if ranks.setdefault(line.name, rank := len(line.sides[0].indices)) != rank:
                found.append(line.place)
            ranks[line.name] = rank
    return found


def without_places(equations: Sequence[Forward], trees: Sequence[Tree]) -> list[Forward]:
    """The equations, but for those that say what a letter of a sum is: ``i' = i + u - 1`` gives no tensor."""
    nodes = [t for tree in trees for t in walk(tree)]
    run_over = {n for t in nodes if isinstance(t, SumOver) for n in t.letters}
    places = [i for t in nodes if isinstance(t, Entry | Application)
              for i in (t.indices if isinstance(t, Entry) else t.arguments) if isinstance(i, Operation)]
    moved = {n for i in places if (names := names_in(i)) & run_over for n in names}

    def is_place(line: Forward) -> bool:
        told = line.name in run_over or (bool(line.reads & run_over) and line.reads <= moved)
        return told and line.sides is not None and is_linear(line.sides[1])
    return [e for e in equations if not is_place(e)]


def without_counts(equations: Sequence[Forward], asked: Set[str]) -> list[Forward]:
    """The equations, but for those that count something in words: ``Weights = C_{out} * C_{in} * K * K`` gives no tensor."""
    read = {n for e in equations for n in e.reads} | asked

    def is_count(line: Forward) -> bool:
        worded = len(re.sub("[^A-Za-z]", "", split(without_letters(line.name)).base)) > LONGEST and line.name not in read
        return worded and line.sides is not None and all(isinstance(t, Name | Number | Entry) or (
            isinstance(t, Operation) and t.operator in ("+", "*", "juxtapose")) for t in walk(line.sides[1]))
    return [e for e in equations if not is_count(e)]


def without_loose_ends(equations: Sequence[Forward], asked: Set[str], losses: Set[str]) -> list[Forward]:
    """The equations, but for those that lead nowhere beside a loss: ``error_i = y_i - t_i`` where nobody asks for it."""
    found = list(equations)
    while any(e.name in losses for e in found):
        read = {n for e in found for n in e.reads} | asked
        # what holds for any layer is there for what is said of the next one
        kept = [e for e in found if e.name in read or split(without_letters(e.name)).superscript]
        if len(kept) == len(found):
            break
        found = kept
    return found


def is_linear(tree: Tree) -> bool:
    """Whether a tree is made of letters and numbers, added and multiplied."""
    return all(isinstance(t, Name | Number | Negation) or (
        isinstance(t, Operation) and t.operator in ("+", "-", "*", "juxtapose")) for t in walk(tree))


def names_of_cells(equations: Sequence[Forward], by_entries: Sequence[Forward]) -> dict[str, str]:
    """The arrays of a layer that are named entry by entry elsewhere, the layer left out, each with its name there.

    ``z^{l+1} = a^l * W^{l+1}`` says of layers what ``z_{11} = a_{11} w_{11} + ...`` says of one of them.
    """
    found: dict[str, str] = {}
    for line in by_entries:
        cells = {split(n).base.lower(): n for n in (line.name, *line.reads)}
        for e in (e for e in equations if all("^" in n for n in (e.name, *e.reads) if n != "b")):
            letters = {n: split(n).base.lower() for n in (e.name, *e.reads)}
            # what is said of one cell may leave the bias out
            if set(letters.values()) - {"b"} == set(cells) - {"b"}:
                found |= {n: cells[letter] for n, letter in letters.items() if letter in cells}
                found[Parts("\\delta", superscript=split(e.name).superscript).join()] = "\\delta"
    return found


def without_layers(tree: Tree, names: Mapping[str, str]) -> Tree:
    """A side of a line with the names of their entries for arrays with a layer above; one of another layer is not read."""
    others = {m for n in walk(tree) for m in [layered(n)] if m and split(m).base in letters_of(names) and whole(m) not in names}
    if others:
        return Unread(OtherLayer(f"nothing says what {quoted(min(others))} is"), span=tree.span)
    return renamed(tree, names)


def renamed(tree: Tree, names: Mapping[str, str]) -> Tree:
    """The tree with other names for arrays, whole or at numbers."""
    name = layered(tree)
    if name and whole(name) in names:
        return Name(replace(split(names[whole(name)]), subscript=split(name).subscript).join(), span=tree.span)
    return mapped(tree, lambda t: renamed(t, names))


def layered(tree: Tree) -> str:
    """The name with something above it that a tree is, as a power too; empty for others."""
    if isinstance(tree, Name):
        return tree.name if "^" in tree.name and split(tree.name).superscript else ""
    if isinstance(tree, Operation) and tree.operator == "^" and isinstance(tree.left, Name) and isinstance(tree.right, Name):
        return replace(split(tree.left.name), superscript=tree.right.name).join()
    return ""


def whole(name: str) -> str:
    """A name without what stands below it."""
    return replace(split(name), subscript="").join()


def letters_of(names: Mapping[str, str]) -> set[str]:
    """The letters of names."""
    return {split(n).base for n in names}
