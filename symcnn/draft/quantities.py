"""Quantities in plain text, as `(4-2)/1+1`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from symcnn.draft.array import Pieces
from symcnn.notation.affine import Affine, Atom
from symcnn.notation.letters import Letter


def written(quantity: Affine, halves: Mapping[Letter, Letter] | None = None) -> str:
    """The quantity in text; a half of an odd size is written with that size.

    >>> from symcnn.notation.letters import size
    >>> written(2 * Affine({(size("p"),): 1}) + 3)
    '2p+3'
    """
    halves = halves or {}
    for half, odd in halves.items():
        quantity = _with_odd(quantity, half, odd)
    text = ""
    # terms with a letter come first
    for monomial, value in sorted(quantity.terms, key=lambda term: not term[0]):
        sign = "-" if value < 0 else "+" if text else ""
        digits = str(abs(value)) if abs(value) != 1 or not monomial else ""
        text += sign + digits + " ".join(_atom(a, halves) for a in monomial)
    return text or "0"


def _with_odd(quantity: Affine, half: Letter, odd: Letter) -> Affine:
    """With ``2h`` written as ``K-1`` where h stands in no product with itself."""
    if any(m.count(half) > 1 for m, _ in quantity.terms):
        return quantity
    count = quantity.coefficient(half)
    if any(value % 2 for _, value in count.terms):
        return quantity
    return quantity.without(half) + Affine({m: v // 2 for m, v in count.terms}) * (Affine({(odd,): 1}) - 1)


def _atom(atom: Atom, halves: Mapping[Letter, Letter]) -> str:
    if isinstance(atom, Letter):
        return f"(({halves[atom].name}-1)/2)" if atom in halves else atom.name
    return f"floor(({written(atom.numerator, halves)})/{written(atom.denominator, halves)})"


def arithmetic(pieces: Pieces, halves: Mapping[Letter, Letter], solved: Mapping[Letter, Affine]) -> str:
    """The arithmetic of an extent as one text; a quantity of several terms stands in parentheses after a sign."""
    return "".join(_pieces(pieces, halves, solved))


def _pieces(pieces: Pieces, halves: Mapping[Letter, Letter], solved: Mapping[Letter, Affine]) -> Iterable[str]:
    before = ""
    for place, piece in enumerate(pieces):
        text = piece if isinstance(piece, str) else written(piece.substitute(solved), halves)
        after = pieces[place + 1] if place + 1 < len(pieces) else ""
        binds = before.endswith(("-", "/", "*")) or after == "*"
        if not isinstance(piece, str) and binds and ("+" in text or "-" in text):
            text = f"({text})"
        before = text
        yield text
