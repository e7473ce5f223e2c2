"""Prints whole-number quantities: indices, extents, bounds."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from symcnn.notation.affine import Affine, Floor
from symcnn.notation.letters import FLOOR, Letter
from symcnn.printing.collect import Factor, Group, Piece
from symcnn.printing.context import Context
from symcnn.printing.ordering import arranged, in_order
from symcnn.printing.rounding import CEILING, EXACT, REMAINDER
from symcnn.printing.shown import Rank, Shown


def show_quantity(quantity: Affine, context: Context, side: str = "") -> Shown:
    """A quantity; ``side`` says whether it is the "lower" or the "upper" bound of a range."""
    return _plain(quantity, context) or show_pieces(arranged(quantity, context.custom, side), context)


def _plain(quantity: Affine, context: Context) -> Shown | None:
    """A number, a letter, or a letter and a number: most indices are no more, and need no arranging."""
    constant, letters = quantity.constant, [(m, n) for m, n in quantity.terms if m]
    style = context.style
    if not letters:
        if constant >= 0:
            return style.number(str(constant))
        return Shown(style.signs["near_negative"] + style.number(str(-constant)).text, Rank.ADDITIVE)
    (monomial, count), *others = letters
    if others or count != 1 or len(monomial) > 1 or not isinstance(monomial[0], Letter) or monomial[0] in context.custom.halves:
        return None
    shown = context.letter(monomial[0])
    if not constant:
        return Shown(shown)
    sign = style.signs["near_minus" if constant < 0 else "near_plus"]
    return Shown(shown + sign + style.number(str(abs(constant))).text, Rank.ADDITIVE)


def show_bound(bounds: Iterable[Affine], side: str, context: Context) -> Shown:
    """The greatest of several lower bounds or the least of several upper ones; plain ones go first."""
    in_turn = sorted(bounds, key=lambda b: (b.number is None, any(v.is_index for v in b.letters)))
    shown = [show_quantity(b, context, side) for b in in_turn]
    return shown[0] if len(shown) == 1 else context.style.extreme("max" if side == "lower" else "min", shown)


def show_pieces(pieces: tuple[Piece, ...], context: Context) -> Shown:
    """Signed products one after the other, without spaces."""
    if not pieces:
        return context.style.number("0")
    shown = [_piece(p, context) for p in pieces]
    if len(pieces) == 1 and pieces[0].coefficient > 0:
        return shown[0]
    plus, minus = (context.style.signs[s] for s in ("near_plus", "near_minus"))
    first = {True: context.style.signs["near_negative"], False: ""}[pieces[0].coefficient < 0]
    signs = [first, *(minus if p.coefficient < 0 else plus for p in pieces[1:])]
    text = "".join(sign + s.text for sign, s in zip(signs, shown, strict=True))
    return Shown(text, Rank.ADDITIVE, any(s.tall for s in shown))


def _piece(piece: Piece, context: Context) -> Shown:
    size = abs(piece.coefficient)
    parts = [context.style.number(str(size))] if size != 1 or not piece.factors else []
    for factor in dict.fromkeys(piece.factors):
        shown = _factor(factor, context)
        times = piece.factors.count(factor)
        parts.append(context.style.power(shown, Fraction(times)) if times > 1 else shown)
    if len(parts) == 1:
        return parts[0]
    return Shown(context.style.near_product([p.text for p in parts]), Rank.PRODUCT, any(p.tall for p in parts))


def _factor(factor: Factor, context: Context) -> Shown:
    match factor:
        case Letter():
            return Shown(context.letter(factor))
        case Group():
            return context.style.parenthesised(show_pieces(in_order(factor.pieces, context.custom), context))
        case Floor():
            return _quotient(factor, context)


def _quotient(atom: Floor, context: Context) -> Shown:
    numerator = show_quantity(atom.numerator, context)
    denominator = show_quantity(atom.denominator, context)
    template = {FLOOR: context.style.floor, CEILING: context.style.ceiling, EXACT: context.style.fraction,
                REMAINDER: context.style.remainder}
    return template[atom.kind](numerator, denominator)


