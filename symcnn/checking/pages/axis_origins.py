r"""Axes that a page counts from 1 where it counts others from 0: ``c = 1..C`` beside ``m = 0..k-1``.

What the letters of an axis run over tells its first index: bounds of sums in equations that are no gradients, ranges that
are given, axes with the same letter, and where letters add up in an index, their first numbers. Channels and units, which
nothing slides along, are told by the sums of other lines too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from symcnn.checking.binding.centred import entry_of
from symcnn.checking.binding.dots import with_entries
from symcnn.notation.spelling import parts_of_name
from symcnn.reading.claims import Chain
from symcnn.reading.tree import (
    Derivative,
    Dots,
    Nabla,
    Name,
    Number,
    Operation,
    SumOver,
    Tree,
    Tuple,
    children,
    has,
    walk,
)

# an array, its number of axes, and one of these
Axis = tuple[str, int, int]
ROUNDS = 4


@dataclass(frozen=True)
class Place:
    """An index at an axis, in a chain of a document, and the numbers that sums around it start at, by letter."""

    axis: Axis
    index: Tree
    chain: int
    around: Mapping[str, int | None]

    @property
    def letter(self) -> str:
        """The letter that the index is; empty for others."""
        return self.index.name if isinstance(self.index, Name) else ""


@dataclass
class Origins:
    """The first indices of axes, as far as they are told: ``classes`` join those that have a letter in common."""

    classes: dict[Axis, Axis] = field(default_factory=dict)
    told: dict[Axis, set[int]] = field(default_factory=dict)

    def root(self, axis: Axis) -> Axis:
        """The axis that stands for all that are joined with one."""
        while self.classes.get(axis, axis) != axis:
            axis = self.classes[axis]
        return axis

    def join(self, one: Axis, other: Axis) -> None:
        """Take two axes to be counted alike."""
        one, other = self.root(one), self.root(other)
        if one != other:
            self.classes[other] = one
            self.told.setdefault(one, set()).update(self.told.pop(other, set()))

    def tell(self, axis: Axis, first: int) -> None:
        """Take in that an axis has an index that is its first one."""
        self.told.setdefault(self.root(axis), set()).add(first)

    def is_told(self, axis: Axis) -> bool:
        """Whether anything tells the first index of an axis."""
        return bool(self.told.get(self.root(axis)))

    def of(self, axis: Axis) -> int | None:
        """The first index of an axis; None where nothing tells it, or lines differ."""
        found = self.told.get(self.root(axis), set())
        return next(iter(found)) if len(found) == 1 and found <= {0, 1} else None


def counted_from_one(chains: Sequence[Chain]) -> frozenset[Axis]:
    """The axes that are counted from 1 on a page that counts others from 0; none where all are counted alike."""
    origins, places = Origins(), list(placed(chains))
    forward = {n for n, c in enumerate(chains) if is_forward(c)}
    ranges = given_ranges(chains)
    known = [p for p in places if p.chain in forward]
    join_by_letters(origins, known)
    for place in known:
        first = place.around.get(place.letter, ranges.get(place.letter)) if place.letter else None
        if first is not None:
            origins.tell(place.axis, first)
    for place in places:
        if place.index == Number("0"):
            origins.tell(place.axis, 0)
    for _ in range(ROUNDS):
        add_up(origins, known, ranges)
    if all(origins.of(p.axis) != 0 for p in known):
        return frozenset()
    join_others(origins, places, {p.axis for p in known})
    slid = {origins.root(p.axis) for p in places if not isinstance(p.index, Name | Number)}
    silent = [p for p in places if p.chain not in forward and origins.root(p.axis) not in slid and not origins.is_told(p.axis)]
    for axis, firsts in starts_of(silent).items():
        if len(firsts) == 1:
            origins.tell(axis, *firsts)
    return frozenset(p.axis for p in places if origins.of(p.axis) == 1)


def is_forward(chain: Chain) -> bool:
    """Whether a chain says what an array, its entries or a number are, and speaks of no gradient."""
    if len(chain.members) < 2 or chain.relations[0] not in ("=", ":=") or any(has(m, Derivative, Nabla) for m in chain.members):
        return False
    head = with_entries(chain.members[0])
    found = entry_of(head)
    name = found[0] if found is not None else head.name if isinstance(head, Name) else ""
    return name != "" and not is_error(name)


def is_error(name: str) -> bool:
    """Whether a name is a delta, which stands for a gradient or for Kronecker's."""
    return name.startswith("\\delta")


def given_ranges(chains: Sequence[Chain]) -> dict[str, int]:
    r"""The letters whose first number a page gives, ``i = 1, \dots, N``, always the same one."""
    found: dict[str, set[int]] = {}
    for chain in chains:
        head, *rest = chain.members
        listed = rest[0].items if len(rest) == 1 and isinstance(rest[0], Tuple) and has(rest[0], Dots) else ()
        if listed and isinstance(listed[0], Number) and listed[0].text in ("0", "1"):
            for name in head.items if isinstance(head, Tuple) else (head,):
                if isinstance(name, Name):
                    found.setdefault(name.name, set()).add(int(listed[0].text))
    return {name: next(iter(firsts)) for name, firsts in found.items() if len(firsts) == 1}


def placed(chains: Sequence[Chain]) -> Iterator[Place]:
    """All indices of entries in a document."""
    for n, chain in enumerate(chains):
        for member in chain.members:
            yield from places_in(member, n, {})


def places_in(tree: Tree, chain: int, around: Mapping[str, int | None]) -> Iterator[Place]:
    """The indices of entries in a tree below sums that start at some numbers."""
    if isinstance(tree, SumOver):
        first = int(tree.lower.text) if isinstance(tree.lower, Number) and tree.lower.text.isdigit() else None
        around = {**around, **dict.fromkeys(tree.letters, first)}
    found = entry_of(with_entries(tree) if isinstance(tree, Name) else tree)
    if found is not None:
        for n, index in enumerate(found[1]):
            yield Place((without_layer(found[0]), len(found[1]), n), index, chain, around)
        return
    for child in children(tree):
        yield from places_in(child, chain, around)


def without_layer(name: str) -> str:
    """A name without what stands above it: the axes of all layers are counted alike."""
    parts = parts_of_name(name)
    return name if parts is None else replace(parts, superscript="").join()


def join_by_letters(origins: Origins, places: Sequence[Place]) -> None:
    """Axes at which one letter stands in one line are counted alike."""
    met: dict[tuple[int, str], Axis] = {}
    for place in places:
        if place.letter:
            origins.join(met.setdefault((place.chain, place.letter), place.axis), place.axis)


def add_up(origins: Origins, places: Sequence[Place], ranges: Mapping[str, int]) -> None:
    """Take in what letters that add up in an index start at together: ``i + m - 1`` at 1 where both start there."""
    alone = {(p.chain, p.letter): p.axis for p in places if p.letter}
    for place in places:
        if isinstance(place.index, Name | Number):
            continue
        firsts: dict[str, int] = {}
        for name in (t.name for t in walk(place.index) if isinstance(t, Name)):
            first = place.around.get(name, ranges.get(name))
            axis = alone.get((place.chain, name))
            first = origins.of(axis) if first is None and axis is not None else first
            if first is not None:
                firsts[name] = first
        if (first := value_of(place.index, firsts)) is not None:
            origins.tell(place.axis, first)


def value_of(index: Tree, firsts: Mapping[str, int]) -> int | None:
    """The least number that an index has; None where a letter is taken off, or nothing tells what it starts at."""
    match index:
        case Number(text=text) if text.isdigit():
            return int(text)
        case Name(name=name):
            return firsts.get(name)
        case Operation(operator="+", left=left, right=right):
            one, other = value_of(left, firsts), value_of(right, firsts)
            return None if one is None or other is None else one + other
        case Operation(operator="-", left=left, right=Number(text=text)) if text.isdigit():
            one = value_of(left, firsts)
            return None if one is None else one - int(text)
        case Operation(operator="juxtapose" | "*", left=left, right=right):
            one, other = value_of(left, firsts), value_of(right, firsts)
            return 0 if 0 in (one, other) else None if one is None or other is None else one * other
    return None


def join_others(origins: Origins, places: Sequence[Place], known: set[Axis]) -> None:
    """Arrays that no equation gives or reads, errors, are counted as those that have their letters where they come first."""
    by_chain: dict[tuple[int, str], list[Axis]] = {}
    for place in places:
        if place.letter:
            by_chain.setdefault((place.chain, place.letter), []).append(place.axis)
    joined = set(known)
    for place in places:
        beside = [a for a in by_chain.get((place.chain, place.letter), ()) if a in joined] if place.letter else []
        if place.axis not in joined and beside:
            origins.join(Counter(beside).most_common(1)[0][0], place.axis)
            joined.add(place.axis)


def starts_of(places: Sequence[Place]) -> dict[Axis, set[int]]:
    """The numbers that sums over some axes start at."""
    found: dict[Axis, set[int]] = {}
    for place in places:
        first = place.around.get(place.letter) if place.letter else None
        if first is not None:
            found.setdefault(place.axis, set()).add(first)
    return found
