"""Prints operator forms in the signs of a notation: one rule for each kind, registered in the files beside this one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import singledispatch

from symcnn.forms.extents import extents
from symcnn.forms.nodes import Form, Raised, Scalar, Slice, Total
from symcnn.forms.signs import Signs
from symcnn.forms.walk import descend
from symcnn.notation.affine import Affine
from symcnn.printing.context import Context
from symcnn.printing.quantity import show_quantity
from symcnn.printing.show import show as show_node
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
    """Text, its rank, and whether it is higher than a line."""

    text: str
    rank: Rank = Rank.ATOM
    tall: bool = False


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
        return shown[0] if len(set(many)) == 1 else self.tuple(shown)

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
        return self.signs.style.parenthesised(Shown(piece.text, tall=piece.tall)).text


def printed(form: Form, setting: Setting) -> Printed:
    """The form as text."""
    piece = rule(form, setting)
    return replace(piece, tall=True) if is_tall(form, setting) else piece


def is_tall(form: Form, setting: Setting) -> bool:
    """Whether a fraction, a big sum or something else higher than a line stands in it."""
    return any(_is_high(each, setting) for each in descend(form))


def _is_high(form: Form, setting: Setting) -> bool:
    match form:
        case Total():
            return True
        case Scalar():
            return show_node(form.node, setting.context).tall
        case Raised():
            return form.exponent == -1 and not extents(form)
        case Slice():
            tensor = setting.context.system.tensors.get(form.tensor)
            named = form.tensor in setting.signs.style.abbreviations
            return tensor is not None and tensor.partial is not None and not named
    return False


@singledispatch
def rule(form: Form, setting: Setting) -> Printed:
    """The form as text, without a look at how high it is."""
    raise TypeError(f"no rule for printing {type(form).__name__}")
