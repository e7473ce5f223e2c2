"""Whole-number quantities as Python: indices, bounds of loops, extents, and conditions on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from symcnn.errors import NotSupportedYet
from symcnn.expression.nodes import Guard
from symcnn.notation.affine import Affine, Floor
from symcnn.notation.letters import Letter
from symcnn.printing.rounding import CEILING, REMAINDER, legible


class Names(dict[Letter | Affine, str]):
    """Names of letters in reach and of whole quantities such as extents, with note taken of those asked for.

    ``first`` are the index letters, by their own names, that an author writes first: positions before offsets.
    """

    def __init__(self, known: Mapping[Letter | Affine, str] | None = None, first: frozenset[str] = frozenset()) -> None:
        super().__init__(known or {})
        self.first = first
        self.asked: dict[Letter | Affine, None] = {}

    def __getitem__(self, key: Letter | Affine) -> str:
        self.asked[key] = None
        return super().__getitem__(key)



def written(value: Affine, names: Names, side: str = "") -> str:
    """The quantity, in an author's order; as a bound (``side`` "lower" or "upper") rounded to the inside.

    >>> from symcnn.notation.affine import ceiling_divide, remainder, whole
    >>> from symcnn.notation.letters import index
    >>> i = index("i")
    >>> names = Names({i: "i"})
    >>> written(whole(i) + 1, names), written(remainder(i, 3), names), written(2 - whole(i), names)
    ('i + 1', 'i % 3', '2 - i')
    """
    if value in names:
        return names[value]
    parts = [(c, _product(m, c, names), _place(m, c, names)) for m, c in legible(value, side=side).terms]
    parts.sort(key=lambda part: (part[0] < 0, *part[2]))
    text = ""
    for coefficient, body, _ in parts:
        minus = coefficient < 0
        if body.startswith("-"):
            body, minus = body[1:], not minus
        text += ((" - " if minus else " + ") if text else "-" if minus else "") + body
    return text or "0"


def factor(value: Affine, names: Names) -> str:
    """The quantity as it stands in a product."""
    text = written(value, names)
    return text if len(value.terms) <= 1 and not text.startswith("-") and "//" not in text and "%" not in text \
        else f"({text})"


def _place(monomial: tuple[Letter | Floor, ...], coefficient: int, names: Names) -> tuple[bool, ...]:
    """Index letters, positions before offsets, what is scaled before what is not; then sizes, then the number."""
    letters = [v for v in monomial if not isinstance(v, Floor) and v.is_index]
    scaled = len(monomial) > 1 or abs(coefficient) > 1
    quotient = any(isinstance(v, Floor) for v in monomial)
    return not monomial, not letters and not quotient, not any(v.name in names.first for v in letters), not scaled


def _product(monomial: tuple[Letter | Floor, ...], coefficient: int, names: Names) -> str:
    """A term without its sign; a ceiling brings one of its own where it stands alone."""
    size = abs(coefficient)
    if len(monomial) == 1 and size == 1:
        return _atom(monomial[0], names)
    atoms = [_atom(a, names) for a in monomial]
    factors = [*([str(size)] if size != 1 or not atoms else []), *(a if a.isidentifier() else f"({a})" for a in atoms)]
    return " * ".join(factors)


def _atom(atom: Letter | Floor, names: Names) -> str:
    if not isinstance(atom, Floor):
        return names[atom]
    bottom = _operand(atom.denominator, names, strict=True)
    if atom.kind == CEILING:
        return f"-({_operand(-atom.numerator, names)} // {bottom})"
    return f"{_operand(atom.numerator, names)} {'%' if atom.kind == REMAINDER else '//'} {bottom}"


def _operand(value: Affine, names: Names, strict: bool = False) -> str:
    """An operand of a division, which binds as products do, from the left."""
    text = written(value, names)
    simple = len(value.terms) == 1 and not text.startswith("-") and not (strict and " " in text)
    return text if simple else f"({text})"


def least(values: Sequence[Affine], names: Names) -> str:
    """The least of some quantities."""
    return _extreme("min", values, names)


def greatest(values: Sequence[Affine], names: Names) -> str:
    """The greatest of some quantities."""
    return _extreme("max", values, names)


def _extreme(which: str, values: Sequence[Affine], names: Names) -> str:
    side = "lower" if which == "max" else "upper"
    texts = list(dict.fromkeys(written(v, names, side) for v in sorted(values, key=lambda v: (v.number is None, v))))
    return texts[0] if len(texts) == 1 else f"{which}({', '.join(texts)})"


def loop(lower: Sequence[Affine], upper: Sequence[Affine], names: Names) -> str:
    """What a letter runs over: its bounds, both included."""
    first, behind = greatest(lower, names), least([q + 1 for q in upper], names)
    return f"range({behind})" if first == "0" else f"range({first}, {behind})"


def conditions(guards: Sequence[Guard], names: Names) -> list[str]:
    """The guards as Python; a lower and an upper bound of one quantity stand together."""
    found, left = [], list(guards)
    while left:
        guard = left.pop(0)
        partner = next((g for g in left if g.relation == guard.relation == ">=" and not any(
            v.is_index for v in (g.quantity + guard.quantity).letters)), None)
        if partner is None:
            found.append(_condition(guard, names))
            continue
        left.remove(partner)
        found.append(_between(guard.quantity, partner.quantity, names))
    return found


def _between(one: Affine, other: Affine, names: Names) -> str:
    """``one >= 0`` and ``other >= 0``, whose sum is free of indices."""
    if _minuses(one) > _minuses(other):
        one, other = other, one
    return f"0 <= {written(one, names)} < {written(one + other + 1, names)}"


def _minuses(value: Affine) -> int:
    return sum(c < 0 for m, c in value.terms if any(isinstance(a, Floor) or a.is_index for a in m))


def _condition(guard: Guard, names: Names) -> str:
    match guard.relation:
        case ">=" | "==":
            left, right = _sides(guard.quantity)
            return f"{written(left, names)} {guard.relation} {written(right, names)}"
        case "|" if guard.modulus is not None:
            return f"{factor(guard.quantity, names)} % {factor(guard.modulus, names)} == 0"
    raise NotSupportedYet(f"a guard with the relation {guard.relation!r} has no rule: use >=, == or |")


def _sides(value: Affine) -> tuple[Affine, Affine]:
    """What is added and what is subtracted."""
    added = Affine({m: c for m, c in value.terms if c > 0})
    return added, added - value
