"""Prints operator forms in the signs of a notation: one rule for each kind, registered in the files beside this one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import singledispatch

from symcnn.forms.nodes import (
    Form,
)
from symcnn.forms.signs import Signs
from symcnn.notation.affine import Affine
from symcnn.printing.context import Context
from symcnn.printing.quantity import show_quantity
from symcnn.printing.shown import Shown


class Rank(IntEnum):
    """How tightly a printed form holds together; ``OPEN`` ends in the body of a big sum, a ``PIECE`` cannot be raised."""

    SUM = 0
    OPEN = 1
    PAIRING = 2
    PRODUCT = 3
    PIECE = 4
    ATOM = 5


@dataclass(frozen=True)
class Printed:
    """Text and its rank."""

    text: str
    rank: Rank = Rank.ATOM


@dataclass(frozen=True)
class Setting:
    """What is known where a form is printed: the signs and the letters in scope."""

    signs: Signs
    context: Context

    def quantity(self, quantity: Affine) -> str:
        """A whole-number quantity."""
        return show_quantity(quantity, self.context).text

    def quantities(self, many: Sequence[Affine]) -> str:
        """One for all axes, or one for each."""
        shown = [self.quantity(q) for q in many]
        return shown[0] if len(set(shown)) == 1 else self.tuple(shown)

    def tuple(self, parts: Sequence[str]) -> str:
        """Parts between commas, in brackets."""
        return self.signs.style.parenthesised(Shown(self.signs.style.signs["comma"].join(parts))).text

    def number(self, value: int) -> str:
        """A whole number."""
        return self.signs.style.number(str(value)).text

    def at_least(self, form: Form, rank: Rank) -> str:
        """The form, in brackets where it holds together less tightly."""
        return self.bracketed(printed(form, self), rank)

    def bracketed(self, piece: Printed, rank: Rank) -> str:
        """The piece, in brackets where it holds together less tightly."""
        if piece.rank >= rank:
            return piece.text
        return self.signs.style.parenthesised(Shown(piece.text, tall=is_tall(piece.text))).text


def is_tall(text: str) -> bool:
    """Whether it is higher than a line."""
    return any(sign in text for sign in (r"\frac", r"\sum", "<mfrac", "∑", "<mtable"))


@singledispatch
def printed(form: Form, setting: Setting) -> Printed:
    """The form as text."""
    raise TypeError(f"no rule for printing {type(form).__name__}")
