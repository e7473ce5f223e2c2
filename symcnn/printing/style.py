"""What a notation decides: how letters, brackets, fractions and big operators are written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from symcnn.printing.shown import Shown


@dataclass(frozen=True)
class Style:
    """Templates of one notation. Text goes in and comes out finished; nothing printed is edited afterwards.

    ``entry`` takes a name in normal form. ``signs`` holds what stands between pieces: "plus", "minus" between terms,
    "near_plus", "near_minus" inside an index, "negative" in front, "comma", "near_comma", dots, and signs of operations.
    ``abbreviations`` gives the names that stand for gradients, by the gradient's key; ``parameters_first`` puts kernels and
    weights before what they multiply.
    """

    name: Callable[[str], str]
    product: Callable[[Sequence[str]], str]
    near_product: Callable[[Sequence[str]], str]
    parenthesised: Callable[[Shown], Shown]
    fraction: Callable[[Shown, Shown], Shown]
    floor: Callable[[Shown, Shown], Shown]
    ceiling: Callable[[Shown, Shown], Shown]
    remainder: Callable[[Shown, Shown], Shown]
    power: Callable[[Shown, Fraction], Shown]
    entry: Callable[[str, Sequence[str]], Shown]
    partial: Callable[[str, Sequence[str]], Shown]
    apply: Callable[[str, Shown, Sequence[Fraction]], Shown]
    extreme: Callable[[str, Sequence[Shown]], Shown]
    sum: Callable[[str, str, str], str]
    sum_where: Callable[[Sequence[str]], str]
    maximum: Callable[[Sequence[str]], str]
    argmax: Callable[[Sequence[str]], str]
    bracket: Callable[[Shown], Shown]
    relations: Mapping[str, str]
    divides: Callable[[str, str], str]
    dotted: Callable[[Sequence[str]], str]
    number: Callable[[str], Shown]
    words: Callable[[str], Shown]
    matrix: Callable[[Sequence[Sequence[str]]], Shown]
    blank: Callable[[int], Shown]
    signs: Mapping[str, str]
    kind: str
    abbreviations: Mapping[str, str] = field(default_factory=dict)
    parameters_first: bool = False
