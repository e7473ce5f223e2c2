"""What a printer knows at a place in a formula: the style, the system, and the display names of the letters there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from symcnn.notation.letters import Letter
from symcnn.printing.ordering import Custom, custom_of
from symcnn.printing.style import Style
from symcnn.system import System


@dataclass(frozen=True)
class Context:
    """``names`` holds what every letter in scope is shown as, a name in normal form."""

    style: Style
    system: System
    custom: Custom
    names: Mapping[Letter, str]

    def within(self, letters: Iterable[Letter]) -> Context:
        """The context inside a node that binds the letters: plain names where these are free, else primes."""
        names = dict(self.names)
        for letter in letters:
            taken = {shown for other, shown in names.items() if other != letter}
            names[letter] = _primed(letter.name, taken)
        return replace(self, names=names)

    def letter(self, letter: Letter) -> str:
        """A letter as it is shown here."""
        return self.style.name(self.names.get(letter, letter.name))


def context(style: Style, system: System, letters: Iterable[Letter]) -> Context:
    """The outermost context; ``letters`` are the free ones, index letters in the order that gives plain names first."""
    letters = list(letters)
    plain = Context(style, system, custom_of(system), {v: v.name for v in letters if not v.is_index})
    # a size and an index of one name are told apart by where they stand, so a free index keeps its plain name
    free = replace(plain, names={}).within(v for v in letters if v.is_index)
    return replace(plain, names={**plain.names, **free.names})


def _primed(name: str, taken: set[str]) -> str:
    shown = name
    while shown in taken:
        shown = shown + "'"
    return shown
