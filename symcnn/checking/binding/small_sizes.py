"""Numbers for the size letters of a network: small, different, and large enough to tell entries apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product
from math import gcd, prod
from types import MappingProxyType
from typing import Any

import numpy as np

from symcnn.errors import MeaninglessError
from symcnn.expression.walk import accesses
from symcnn.notation.affine import Affine, Floor
from symcnn.notation.letters import Letter
from symcnn.numeric.sizes import wanted
from symcnn.proof import assumed, holds
from symcnn.system import System

# choices of sizes that are held beside each other
MOST_SIZES = 2_000
# choices that are looked at on the way from the best of these to better ones
MOST_NEAR = 30_000
# entries of all arrays together, above which one by another has too many
MANY = 900
FAR = (7, 8, 10, 12)
EMPTY: Mapping[Letter, int] = MappingProxyType({})
# what is bad about a choice, the worst first
Faults = tuple[int, int, int, int, int, bool, float, tuple[int, ...]]


@dataclass(frozen=True)
class Choices:
    """The numbers that the size letters of a system may have."""

    system: System
    given: Mapping[str, int]
    unlike: Mapping[Letter, int]

    @cached_property
    def letters(self) -> list[Letter]:
        """The letters in order."""
        return sorted({*wanted(self.system, self.system.equations), *assumed(self.system)})

    @cached_property
    def paces(self) -> frozenset[Letter]:
        """The strides and dilations; a mean over everything goes on by the whole of an array, which need not be small."""
        lengths = {a.extent.letter for t in self.system.tensors.values() if t.role != "parameter" for a in t.axes}
        return paces_of(self.system) - {v for v in lengths if v is not None}

    @cached_property
    def ranges(self) -> list[list[int]]:
        """The numbers that each letter may have."""
        # what is to be no less than a product, N >= r (K - 1) + 1, may have to be large
        above = {letters[0] for bound in self.system.facts.nonnegative for letters, factor in bound.terms
                 if factor > 0 and len(letters) == 1 and any(len(m) > 1 for m, _ in bound.terms)}
        return [self.numbers_of(letter, letter in above) for letter in self.letters]

    @cached_property
    def named(self) -> dict[Letter, int]:
        """How long axes have to be to hold the entries that equations name by numbers, by the letters of their extents."""
        found: dict[Letter, int] = {}
        for access in (a for e in self.system.equations for a in accesses(e.right)):
            for axis, index in zip(self.system.tensors[access.tensor].axes, access.indices, strict=True):
                if axis.extent.letter is not None and index.number is not None:
                    found[axis.extent.letter] = max(found.get(axis.extent.letter, 1), index.number - axis.origin + 1)
        return found

    def numbers_of(self, letter: Letter, large: bool) -> list[int]:
        """The numbers that one letter may have."""
        odd = self.system.halves.get(letter)
        if odd is not None and odd.name in self.given:
            return [self.given[odd.name] // 2]
        if letter.name in self.given:
            return [self.given[letter.name]]
        least = max(self.system.facts.least.get(letter, 1), self.named.get(letter, 1))
        if letter in self.paces:
            return [n for n in (2, 3, 1) if n >= least] or [least]
        return [least + n for n in (5, 4, 2, 3, 1, 0, 6, *(FAR if large or self.unlike else ()))]

    @cached_property
    def steps(self) -> dict[int, int]:
        """The places of letters that are no extent of anything, each with the least number it may have."""
        whole = {a.extent.letter for t in self.system.tensors.values() for a in t.axes}
        return {n: self.system.facts.least.get(letter, 1) for n, letter in enumerate(self.letters)
                if letter.name not in self.given and letter not in whole}

    @cached_property
    def stepping(self) -> list[Letter]:
        """The strides and dilations that are letters here."""
        return [letter for letter in self.letters if letter in self.paces]

    @cached_property
    def rounded(self) -> list[tuple[Affine, Affine]]:
        """What extents are the rounded quotients of, where there are strides."""
        return quotients(self.system) if self.paces else []

    @cached_property
    def extents(self) -> list[Affine]:
        """The extents of all axes that are no numbers, each once."""
        return list(dict.fromkeys(a.extent for t in self.system.tensors.values() for a in t.axes if a.extent.number is None))

    @cached_property
    def arrays(self) -> list[tuple[int, list[int]]]:
        """The entries of all tensors of one shape but for the extents that are no numbers, and the places of these."""
        places = {extent: n for n, extent in enumerate(self.extents)}
        found: dict[tuple[int, ...], int] = {}
        for tensor in self.system.tensors.values():
            shape = tuple(sorted(places[a.extent] for a in tensor.axes if a.extent.number is None))
            count = prod(a.extent.number for a in tensor.axes if a.extent.number is not None)
            found[shape] = found.get(shape, 0) + count
        return [(count, list(shape)) for shape, count in found.items()]

    def entries(self, extents: Sequence[int]) -> float:
        """How many entries all tensors have together."""
        return sum(count * float(prod(extents[n] for n in places)) for count, places in self.arrays)

    def faults(self, numbers: tuple[int, ...]) -> Faults | None:
        """What is bad about these numbers, None where they do not fit."""
        sizes = self.sizes(numbers)
        open_ones = [extent.value(sizes) for extent in self.extents]
        if min(open_ones, default=1) < 1 or not holds(self.system, sizes):
            return None
        # strides of one, borders of none, few entries hide what is forgotten of them: s - 1 is no 1, 2/m is no 1
        plain = sum(max(0, 2 + k - numbers[n]) for n, k in self.steps.items()) + 3 - min(3, *open_ones, 3)
        entries = self.entries(open_ones)
        kept, forgotten = self.at_once(sizes)
        rest = left_over(self.rounded, sizes)
        return kept, forgotten, rest, plain, self.alike(open_ones) - len(set(numbers)), entries > 3_000, entries, numbers

    def at_once(self, sizes: Mapping[Letter, int]) -> tuple[int, int]:
        """The worst faults, which are seen at once: how many letters are as before, how many strides are one."""
        return (sum(self.unlike.get(letter) == n for letter, n in sizes.items()),
                sum(sizes[letter] == 1 for letter in self.stepping))

    def alike(self, extents: Sequence[int]) -> int:
        """How many extents are as before, or like others, or longer than the same ones as before.

        A bound may be right by chance where ``N - K + 1`` is K, or stays 3, or is less than K: beyond the end lies nothing.
        """
        if not self.unlike:
            return 0
        now, before = np.array(extents), np.array(self.before)
        pairs = (now[:, None] == now) | ((now[:, None] > now) == (before[:, None] > before))
        return int(np.count_nonzero(np.triu(pairs, 1)) + np.count_nonzero(now == before))

    @cached_property
    def before(self) -> list[int]:
        """The numbers that the extents had before."""
        return [extent.value(self.unlike) for extent in self.extents]

    def sizes(self, numbers: tuple[int, ...]) -> dict[Letter, int]:
        """The numbers by their letters."""
        return dict(zip(self.letters, numbers, strict=True))

    def best(self) -> Faults | None:
        """The choice with the least faults of all, or of many from all over and those that lead on from the best of them."""
        found = min((f for n in spread(self.ranges, MOST_SIZES) if (f := self.faults(n)) is not None), default=None)
        sampled = prod(len(r) for r in self.ranges) > MOST_SIZES
        left = iter(range(MOST_NEAR))
        while found is not None and sampled and found[3] > 1:
            better = self.better(found, left)
            if better is None:
                break
            found = better
        return found

    def better(self, than: Faults, left: Iterator[int]) -> Faults | None:
        """A choice with fewer faults that differs in two letters, the first that is found while looks are ``left``."""
        before = self.closely(than)
        near = (n for n in self.beside(than[-1]) if self.at_once(self.sizes(n)) <= before[:2])
        found = (self.faults(n) for n, _ in zip(near, left, strict=False))
        return next((f for f in found if f is not None and self.closely(f) < before), None)

    def closely(self, found: Faults) -> tuple[Any, ...]:
        """The faults of a choice, among them whether it is large, and by how much all axes together are too short."""
        sizes = self.sizes(found[-1])
        short = sum(max(0, 3 - e.value(sizes)) for e in self.extents)
        return *found[:3], found[6] > MANY, found[3], short, *found[4:]

    def beside(self, numbers: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        """The choices that differ in two letters."""
        for places in combinations(range(len(numbers)), 2):
            for two in product(*(self.ranges[p] for p in places)):
                changed = dict(zip(places, two, strict=True))
                yield tuple(changed.get(p, n) for p, n in enumerate(numbers))


def chosen_sizes(system: System, given: Mapping[str, int], unlike: Mapping[Letter, int] = EMPTY) -> dict[Letter, int]:
    """Numbers for the size letters: those given, others small, different, and large enough to tell entries apart.

    A stride or a dilation is no 1, or nobody could tell that it is forgotten, and it divides what it goes through. As
    few numbers as can be are those of ``unlike``.
    """
    choices = Choices(system, given, unlike)
    found = choices.best()
    if found is None:
        if choices.letters:
            raise MeaninglessError("no small sizes fit what is assumed of them: look at the sizes given")
        return {}
    return choices.sizes(found[-1])


def paces_of(system: System) -> frozenset[Letter]:
    """The size letters that are strides or dilations: they multiply a letter that runs along an axis."""
    indices = [i for e in system.equations for a in accesses(e.right) for i in a.indices]
    products = [m for i in indices for m, _ in i.terms if any(isinstance(a, Letter) and a.is_index for a in m)]
    return frozenset(a for m in products for a in m if isinstance(a, Letter) and not a.is_index)


def quotients(system: System) -> list[tuple[Affine, Affine]]:
    """The quotients that are rounded in the extents of a system."""
    terms = {(m[0], c) for t in system.tensors.values() for a in t.axes for m, c in a.extent.terms
             if len(m) == 1 and isinstance(m[0], Floor)}
    # a ceiling stands as what is left of nought, and is one above its quotient
    return [(f.numerator if c > 0 else -f.numerator - 1, f.denominator) for f, c in terms]


def left_over(rounded: Sequence[tuple[Affine, Affine]], sizes: Mapping[Letter, int]) -> int:
    """How many quotients are rounded: of so many axes the last entries are not gone through."""
    return sum(bool(top.value(sizes) % below.value(sizes)) for top, below in rounded)


def spread(ranges: Sequence[Sequence[int]], most: int) -> Iterator[tuple[int, ...]]:
    """One number of each range, in every way; where these are too many, some of them from all over.

    >>> list(spread([[1, 2], [5, 6, 7]], 3))
    [(1, 5), (2, 7), (2, 6)]
    """
    count = prod(len(r) for r in ranges)
    step = 1 if count <= most else next(k for k in range(count * 5 // 8, count) if gcd(k, count) == 1)
    for n in range(min(count, most)):
        place, numbers = n * step % count, []
        for found in reversed(ranges):
            place, digit = divmod(place, len(found))
            numbers.append(found[digit])
        yield tuple(reversed(numbers))
