"""What is known of the sizes of a draft, and the size letters that are handed out."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, field, replace

from symcnn.draft.choices import SQUARE_IMAGE, SQUARE_KERNEL
from symcnn.draft.quantities import written
from symcnn.errors import ShapeError
from symcnn.notation.affine import Affine, divide_exactly, whole
from symcnn.notation.facts import Facts
from symcnn.notation.letters import Letter, size


@dataclass
class Knowledge:
    """Facts, odd sizes, sizes solved for, and which names sizes may not or need not take.

    ``used`` are sizes the author gave to a tensor, ``spoken`` those only spoken of (``assume N >= K``), ``own`` those
    we chose; ``named`` are names of tensors.
    """

    facts: Facts = field(default_factory=Facts)
    halves: dict[Letter, Letter] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    solved: dict[Letter, Affine] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    spoken: set[str] = field(default_factory=set)
    own: set[Letter] = field(default_factory=set)
    named: frozenset[str] = frozenset()
    letters: frozenset[str] = frozenset()

    def size(self, name: str) -> Affine:
        """The size of this name: its number if it has one, ``2h + 1`` if it is odd."""
        if name in self.numbers:
            return whole(self.numbers[name])
        for half, odd in self.halves.items():
            if odd.name == name:
                return 2 * whole(half) + 1
        return self.solved.get(size(name), whole(size(name)))

    def choose(self, candidates: Sequence[Sequence[str]], others: Set[str] = frozenset()) -> tuple[Affine, ...]:
        """Sizes that were left out: the first row of candidates of which none is taken or among those of ``others``."""
        taken = self.used | self.named | self.letters | others
        for row in candidates:
            if any(n in self.spoken for n in row) and not any(n in taken for n in row):
                return self._taken(row, own=False)
        for primes in range(len(taken) + 1):
            for row in candidates:
                names = [n + "'" * primes for n in row]
                if not any(n in taken or n.split("_")[0] in self.named for n in names):
                    return self._taken(names, own=True)
        raise AssertionError("more primes than taken names")

    def _taken(self, names: Sequence[str], own: bool) -> tuple[Affine, ...]:
        self.used.update(names)
        if own:
            self.own.update(size(n) for n in names if n not in self.spoken)
        return tuple(self.size(n) for n in names)

    def image(self, candidates: Sequence[Sequence[str]]) -> tuple[Affine, ...]:
        """Sizes of an image that were left out; an ``N`` the author speaks of is the size of each axis."""
        return self._square(SQUARE_IMAGE, candidates)

    def kernel(self, candidates: Sequence[Sequence[str]]) -> tuple[Affine, ...]:
        """Sizes of a kernel that were left out; a ``K`` the author speaks of is the size of each axis."""
        return self._square(SQUARE_KERNEL, candidates)

    def _square(self, letters: Sequence[str], candidates: Sequence[Sequence[str]]) -> tuple[Affine, ...]:
        free = self.spoken - self.used
        found = next((n for n in letters if n in free), None)
        if found is None or any(n in free for n in candidates[0]):
            return self.choose(candidates)
        self.used.add(found)
        return (self.size(found),) * len(candidates[0])

    def require(self, quantity: Affine, message: str) -> None:
        """Takes the quantity to be at least 0; raises ``ShapeError`` with the message where it cannot be."""
        quantity = quantity.substitute(self.solved)
        if quantity.number is not None and quantity.number < 0:
            raise ShapeError(message)
        if not self.facts.proves(quantity):
            self.facts = self.facts.given((quantity,))

    def same(self, one: Affine, other: Affine) -> bool:
        """Whether two extents agree; a size that only one letter stands for is solved for."""
        one, other = one.substitute(self.solved), other.substitute(self.solved)
        if one == other or self.facts.equal(one, other):
            return True
        if one.letter is not None and other.letter is not None:
            return self._yields(one.letter, other) or self._yields(other.letter, one)
        return self._solves(one, other) or self._solves(other, one)

    def _yields(self, letter: Letter, other: Affine) -> bool:
        """A letter of our own gives way to what it meets."""
        if letter not in self.own:
            return False
        self.solve(letter, other)
        return True

    def _solves(self, unknown: Affine, known: Affine) -> bool:
        """Solves for the one letter of ``unknown``, if it stands in it linearly and not in ``known``."""
        letters = [v for v in unknown.letters if v not in known.letters]
        if len(letters) != 1 or len(unknown.letters) != 1 or unknown.floors():
            return False
        letter = letters[0]
        if any(m.count(letter) > 1 for m, _ in unknown.terms):
            return False
        value = divide_exactly(known - unknown.without(letter), unknown.coefficient(letter))
        if value is None or (value.number is not None and value.number < self.facts.least.get(letter, 1)):
            return False
        self.solve(letter, value)
        return True

    def solve(self, letter: Letter, value: Affine) -> None:
        """Puts the value in for the letter from here on."""
        self.solved = {v: q.substitute({letter: value}) for v, q in self.solved.items()} | {letter: value}
        known = tuple(q.substitute({letter: value}) for q in self.facts.nonnegative)
        for quantity in known:
            if quantity.number is not None and quantity.number < 0:
                raise ShapeError(f"{letter.name} = {written(value)} contradicts what is assumed: change a size")
        put = {letter: value}
        divisible = tuple((n.substitute(put), d.substitute(put)) for n, d in self.facts.divisible)
        self.facts = replace(self.facts, nonnegative=known, divisible=divisible, _known={})

    def divides(self, divisor: Affine, multiple: Affine) -> None:
        """Takes the quotient to be whole."""
        self.facts = replace(self.facts, divisible=(*self.facts.divisible, (multiple, divisor)), _known={})

    def odd(self, name: str, half: str) -> None:
        """Takes a size to be odd: inside it is ``2*half + 1``."""
        self.halves[size(half)] = size(name)
        self.facts = replace(self.facts, least={**self.facts.least, size(half): 0}, _known={})

    def may_be_zero(self, quantity: Affine) -> None:
        """A padding that is a bare letter is at least 0, not 1."""
        letter = quantity.letter
        if letter is not None and letter not in self.facts.least:
            self.facts = replace(self.facts, least={**self.facts.least, letter: 0}, _known={})
