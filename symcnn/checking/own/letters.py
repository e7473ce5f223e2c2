"""Layers that a document tells apart by letters: ``net_j = sum_i v_{ij} x_i`` and ``net_k = sum_j w_{jk} h_j``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from symcnn.checking.binding.dots import with_entries
from symcnn.checking.binding.lettered import Letters, key, letters_of
from symcnn.checking.own.lines import Forward, forward
from symcnn.notation.names import without_letters
from symcnn.reading.replacing import renamed
from symcnn.reading.tree import Entry, Name, Tree, mapped


def keyed_by_letters(equations: Sequence[Forward], trees: Sequence[Tree]) -> list[Forward]:
    """The equations, those that give one name at other letters under names with these: ``net[j]`` and ``net[k]``.

    They are of different layers where one hangs on the other.
    """
    if (found := of_any_layer(equations)) is not None and (above := found.upwards(trees)):
        equations = found.with_next_layer(equations, above)
    heads: dict[str, list[tuple[Letters, Forward]]] = {}
    for line in equations:
        if line.sides is not None and (letters := letters_of(line.sides[0])):
            heads.setdefault(line.name, []).append((letters, line))
    layers = {name: [letters for letters, _ in found] for name, found in heads.items()
              if len(found) > 1 and apart([letters for letters, _ in found]) and any(
                  name in behind(line, equations) for _, line in found)}
    if found is not None:
        # what the first layer reads is of the one below
        layers = {n: [*layers.get(n, [(found.letter,)]), (found.below,)] for n in {line.name for line in found.lines}}
    return [keyed(line, layers) for line in equations] if layers else list(equations)


@dataclass(frozen=True)
class AnyLayer:
    """Equations for the units of any layer, ``a_j = sum_i w_{ji} z_i`` and ``z_j = h(a_j)``, its letter and that below."""

    lines: tuple[Forward, ...]
    letter: str
    below: str

    def upwards(self, trees: Sequence[Tree]) -> dict[str, str]:
        """The letters of the units one layer above, where the document has one for these."""
        names = {line.name for line in self.lines} | {"\\delta"}
        above = {at[0] for tree in trees for n in names for at in entries_at(tree, n) if len(at) == 1}
        above -= {self.letter, self.below}
        return {self.below: self.letter, self.letter: above.pop()} if len(above) == 1 else {}

    def with_next_layer(self, equations: Sequence[Forward], letters: Mapping[str, str]) -> list[Forward]:
        """All equations, these for the units of the layer above too, whose results are read by what reads theirs."""
        names = {line.name for line in self.lines}
        ends = [line for line in equations if line.sides is not None and line not in self.lines and line.reads & names]
        moved = {line.place: forward(line.place, line.sides[0], renamed(line.sides[1], letters), line.source)
                 for line in ends if line.sides is not None}
        return [*(moved[e.place] if e in ends else e for e in equations), *(
            forward((-1, -1), renamed(line.sides[0], letters), renamed(line.sides[1], letters), line.source)
            for line in self.lines if line.sides is not None)]


def of_any_layer(equations: Sequence[Forward]) -> AnyLayer | None:
    """The equations that give one name each at one letter, and read each other there and at another, if there are such."""
    found = tuple(e for e in equations if e.sides is not None and len(letters_of(e.sides[0])) == 1
                  and e.name in behind(e, equations))
    names = {e.name for e in found}
    if len(names) < 2 or len(names) < len(found):
        return None
    letters = {letters_of(e.sides[0]) for e in found if e.sides is not None}
    below = {at for e in found if e.sides is not None for n in names for at in entries_at(e.sides[1], n)} - letters
    if len(letters) != 1 or len(below) != 1 or len(first := next(iter(below))) != 1:
        return None
    return AnyLayer(found, next(iter(letters))[0], first[0])


def apart(found: Sequence[Letters]) -> bool:
    """Whether no letter is in two of them."""
    return len({c for letters in found for c in letters}) == sum(len(letters) for letters in found)


def behind(line: Forward, equations: Sequence[Forward]) -> set[str]:
    """All that an equation reads, and what that is made of."""
    reached = set(line.reads)
    while grown := {n for e in equations if e.name in reached and e is not line for n in e.reads} - reached:
        reached |= grown
    return reached


def keyed(line: Forward, layers: Mapping[str, Sequence[Letters]]) -> Forward:
    """An equation whose name and whose reads say which layer is meant."""
    assert line.sides is not None
    reads = set(line.reads)
    for name in reads & set(layers):
        reads = (reads - {name}) | {key(name, at) for at in entries_at(line.sides[1], name) if at in layers[name]}
    letters = letters_of(line.sides[0])
    name = key(line.name, letters) if letters in layers.get(line.name, ()) else line.name
    return replace(line, name=name, reads=frozenset(reads))


def entries_at(tree: Tree, name: str) -> Iterable[Letters]:
    """The letters at which entries of an array stand in a tree."""
    entry = with_entries(tree) if isinstance(tree, Name) else tree
    if isinstance(entry, Entry):
        return [letters_of(entry)] if entry.base == Name(name) else []
    found: list[Letters] = []
    mapped(tree, lambda t: found.extend(entries_at(t, name)) or t)  # type: ignore[func-returns-value]
    return found


def shared_leaves(lines: Sequence[Forward]) -> list[str]:
    """Declarations of what several layers read at other letters: ``w[j,i]`` and ``w[k,j]`` are two arrays."""
    layers = [line for line in lines if line.name.endswith("]") and line.sides is not None]
    given = {without_letters(line.name) for line in lines}
    found = sorted({n for line in layers for n in line.reads if n.endswith("]")} - {line.name for line in layers})
    for name in sorted({n for line in layers for n in line.reads} - given):
        at = [set(entries_at(line.sides[1], name)) for line in layers if line.sides is not None]
        tuples = [letters for each in at for letters in sorted(each) if letters]
        if len(tuples) > 1 and len(set(tuples)) == len(tuples):
            found += [key(name, letters) for letters in tuples]
    return found
