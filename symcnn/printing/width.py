"""How wide a formula is when typeset: a style whose text is as long as the formula is wide, in half ems, or nearly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from math import ceil

from symcnn.notation import names
from symcnn.notation.spelling import split
from symcnn.printing.function import tabled
from symcnn.printing.shown import Rank, Shown
from symcnn.printing.style import Style
from symcnn.printing.text import TEXT

SCRIPT = 0.68
SUM, SPACED = "MMM", "   "


def _name(name: str) -> str:
    parts = split(names.normal(name))
    base = "m" if parts.base.startswith("\\") or len(parts.base) == 1 else parts.base
    scripts = max(parts.subscript, parts.superscript, key=len)
    return base + "'" * parts.primes + _small(scripts)


def _small(text: str) -> str:
    return text[: ceil(SCRIPT * len(text))]


def _entry(name: str, indices: Sequence[str]) -> Shown:
    base, above = _head(name)
    return Shown(base + _small(max(",".join(indices), above, key=len)))


@lru_cache(maxsize=1024)
def _head(name: str) -> tuple[str, str]:
    """The name without its superscript, and that."""
    parts = split(names.normal(name))
    if parts.subscript:
        return _name(name), ""
    return "m" if len(parts.base) > 1 and parts.base[0] == "\\" else parts.base, parts.superscript


def _fraction(numerator: Shown, denominator: Shown) -> Shown:
    return Shown(max(numerator.text, denominator.text, key=len) + " ", Rank.PRODUCT, True)


def _apply(name: str, argument: Shown, parameters: Sequence[Fraction]) -> Shown:
    function = tabled(name)
    operator = "m" if function is None or function.name == "sigmoid" else function.name
    return Shown(f"{operator}({argument.text})")


def _under(operator: str, conditions: Sequence[str]) -> str:
    return max(operator, _small(max(conditions, key=len)), key=len) + " "


def _matrix(rows: Sequence[Sequence[str]]) -> Shown:
    columns = zip(*rows, strict=True)
    return Shown("[" + SPACED.join(max(column, key=len) for column in columns) + "]", tall=True)


def _number(text: str) -> Shown:
    shown = TEXT.number(text)
    # a power of ten is a product
    return replace(shown, text=shown.text + "···") if "e" in text else shown


WIDTH: Style = replace(
    TEXT,
    name=_name,
    number=_number,
    product="".join,
    near_product="".join,
    fraction=_fraction,
    floor=lambda n, d: Shown(f"[{_fraction(n, d).text}]"),
    ceiling=lambda n, d: Shown(f"[{_fraction(n, d).text}]"),
    entry=_entry,
    partial=lambda of, by: _fraction(Shown("d" + of), Shown("".join("d" + b for b in by))),
    apply=_apply,
    sum=lambda letter, lower, upper: max(SUM, _small(f"{letter}={lower}"), _small(upper), key=len),
    sum_where=lambda conditions: _under(SUM, conditions),
    maximum=lambda conditions: _under("max", conditions),
    argmax=lambda conditions: _under("argmax", conditions),
    dotted="··".join,
    matrix=_matrix,
    kind="width",
)
