"""Where a right side stands while its form is looked for: the system, and the letters in scope with their ranges."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from symcnn.expression.nodes import Range
from symcnn.forms.world import World
from symcnn.notation.affine import Affine, whole
from symcnn.notation.facts import Facts, Interval
from symcnn.notation.letters import Fresh, Letter
from symcnn.system import System


@dataclass(frozen=True)
class Scene:
    """``ranges`` hold every letter in scope, outermost first; letters of axes run over the whole of them.

    ``choices`` are the numbers for the size letters at which forms are put to the proof, ``worlds`` the values there,
    ``proofs`` what was found.
    """

    system: System
    ranges: tuple[Range, ...] = ()
    fresh: Fresh = field(default_factory=Fresh, compare=False)
    choices: tuple[Mapping[Letter, int], ...] = ()
    proofs: dict[tuple[object, ...], str] = field(default_factory=dict, compare=False, repr=False)
    worlds: dict[int, World] = field(default_factory=dict, compare=False, repr=False)

    def within(self, ranges: Iterable[Range]) -> Scene:
        """The scene inside further ranges."""
        return replace(self, ranges=(*self.ranges, *ranges))

    @property
    def facts(self) -> Facts:
        """What is known of the letters in scope."""
        return self.system.facts.within({r.letter: Interval(r.lower, r.upper) for r in self.ranges})

    @property
    def origin(self) -> int:
        """The index of a first entry."""
        return self.system.origin

    def extent(self, letter: Letter) -> Affine:
        """How far the letter of an axis runs."""
        (upper,) = next(r.upper for r in self.ranges if r.letter == letter)
        return upper - (self.origin - 1)

    def axis(self, letter: Letter, extent: Affine) -> Range:
        """The range of the letter of an axis."""
        return Range(letter, (whole(self.origin),), (extent + (self.origin - 1),))
