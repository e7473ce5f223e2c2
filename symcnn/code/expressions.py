"""Python expressions put together with no more parentheses than they need, spaced as a formatter would."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import IntEnum
from fractions import Fraction
from typing import NamedTuple

_NAME = re.compile(r"-?[A-Za-z_][A-Za-z0-9_.]*|[0-9.]+")


class Rank(IntEnum):
    """How tightly the outermost operator of an expression binds."""

    CHOICE = 0
    TRUTH = 1
    SUM = 2
    PRODUCT = 3
    SIGNED = 4
    POWER = 5
    ATOM = 6


class Text(NamedTuple):
    """An expression and its rank."""

    text: str
    rank: Rank = Rank.ATOM

    def at_least(self, rank: Rank) -> str:
        """The expression, in parentheses where it binds less."""
        return self.text if self.rank >= rank else f"({self.text})"


def number(value: Fraction) -> Text:
    """A number; a fraction as a quotient."""
    if value.denominator == 1:
        return Text(str(value.numerator), Rank.ATOM if value >= 0 else Rank.SIGNED)
    return Text(f"{value.numerator} / {value.denominator}", Rank.PRODUCT)


def added(terms: Sequence[tuple[bool, Text]]) -> Text:
    """A sum; a term comes with whether it is subtracted. What is added stands first."""
    text = ""
    for minus, term in sorted(terms, key=lambda t: t[0]):
        sign = (" - " if minus else " + ") if text else "-" if minus else ""
        text += sign + term.at_least(Rank.PRODUCT)
    return Text(text, Rank.SUM if len(terms) > 1 else Rank.SIGNED)


def multiplied(coefficient: Fraction | int, above: Sequence[Text], below: Sequence[Text]) -> Text:
    """A product with a rational coefficient, over a product."""
    top = [t.at_least(Rank.SIGNED if n == 0 else Rank.POWER) for n, t in enumerate(above)]
    size = abs(Fraction(coefficient))
    if size.numerator != 1 or not top:
        top.insert(0, str(size.numerator))
    bottom = [*([str(size.denominator)] if size.denominator != 1 else []), *(t.at_least(Rank.POWER) for t in below)]
    text = " * ".join(top) + "".join(f" / {b}" for b in bottom)
    if coefficient < 0:
        text = f"-{text}" if not text.startswith("-") else f"-({text})"
    if len(top) + len(bottom) > 1:
        return Text(text, Rank.PRODUCT)
    return Text(text, Rank.SIGNED) if coefficient < 0 else above[0] if above else Text(text)


def powered(base: Text, exponent: Fraction) -> Text:
    """A power."""
    if exponent == Fraction(1, 2):
        return Text(f"np.sqrt({base.text})")
    if exponent < 0:
        return Text(f"1 / {powered(base, -exponent).at_least(Rank.POWER)}", Rank.PRODUCT) if exponent != -1 \
            else Text(f"1 / {base.at_least(Rank.POWER)}", Rank.PRODUCT)
    shown = str(exponent) if exponent.denominator == 1 else f"({exponent.numerator} / {exponent.denominator})"
    text = base.at_least(Rank.ATOM)
    return Text(f"{text}**{shown}" if _NAME.fullmatch(text) and exponent.denominator == 1 else f"{text} ** {shown}",
                Rank.POWER)
