"""Letters as SymPy symbols, made in this one place, and whole-number quantities out of them."""

from __future__ import annotations

import sympy
from sympy import Expr, Integer, Mul, Rational, Symbol

from symcnn.notation.affine import Affine, Atom, Floor
from symcnn.notation.letters import Letter
from symcnn.system import System


def letter_symbol(letter: Letter, system: System | None = None) -> Symbol:
    """The symbol of a letter: indices are integers, sizes positive ones, odd where the system says so.

    Marked copies have primes, more than three are counted. Primes of the author's own are written with another
    character, so that no two letters are one symbol.

    >>> from symcnn.notation.letters import index
    >>> letter_symbol(index("m", 2)), letter_symbol(index("m", 5))
    (m'', m'5)
    """
    name = letter.name.replace("'", "\N{PRIME}")
    name += "'" * letter.mark if letter.mark <= 3 else f"'{letter.mark}"
    if letter.is_index:
        return Symbol(name, integer=True)
    if system is not None and letter in system.halves.values():
        return Symbol(name, odd=True, positive=True)
    return Symbol(name, integer=True, positive=True)


def quantity_to_sympy(quantity: Affine, system: System | None = None) -> Expr:
    """The quantity in SymPy; where K = 2h + 1 is odd, h is shown as (K - 1)/2."""
    quantity = _turned(quantity)
    return sympy.Add(*(Mul(c, *(_atom(a, system) for a in monomial)) for monomial, c in quantity.terms))


def _turned(quantity: Affine) -> Affine:
    """With ``floor(n/d) + 1`` for ``-floor((-n - 1)/d)`` where n is the plainer numerator."""
    terms = Affine({})
    for monomial, value in quantity.terms:
        floors = [a for a in monomial if isinstance(a, Floor)]
        if len(floors) == 1 and value < 0 and _cost(turned := -floors[0].numerator - 1) < _cost(floors[0].numerator):
            rest = Affine({tuple(a for a in monomial if a is not floors[0]): -value})
            terms = terms + rest * (Affine({(floors[0]._replace(numerator=turned),): 1}) + 1)
        else:
            terms = terms + Affine({monomial: value})
    return terms


def _cost(numerator: Affine) -> tuple[int, int]:
    return sum(value < 0 for monomial, value in numerator.terms if monomial), abs(numerator.constant)


def _atom(atom: Atom, system: System | None) -> Expr:
    if isinstance(atom, Letter):
        if system is not None and atom in system.halves:
            return (letter_symbol(system.halves[atom], system) - 1) / 2
        return letter_symbol(atom, system)
    numerator, denominator = quantity_to_sympy(atom.numerator, system), quantity_to_sympy(atom.denominator, system)
    quotient = numerator / denominator
    if isinstance(denominator, Integer):
        # else SymPy takes it apart, floor(m/2 - 1/2) for floor((m - 1)/2); so does floor with the ratio it is given
        quotient = Mul(Rational(1, denominator), numerator, evaluate=False)
    return sympy.floor(quotient, evaluate=False)
