"""Trees read as whole-number quantities."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from symcnn.draft.knowledge import Knowledge
from symcnn.draft.quantities import written
from symcnn.errors import MeaninglessError, NotSupportedYet, quoted
from symcnn.notation.affine import Affine, divide_exactly, floor_divide, whole
from symcnn.notation.letters import Letter
from symcnn.reading.tree import Call, Name, Negation, Number, Operation, Tree

MOST_DIGITS, MOST_POWER, MOST_EXPONENT = 15, 8, 400


def quantity_of(tree: Tree, knowledge: Knowledge, letters: Mapping[str, Letter] | None = None) -> Affine:
    """The quantity a tree is; ``letters`` are index letters in scope. Raises ``MeaninglessError``."""
    def read(part: Tree) -> Affine:
        return quantity_of(part, knowledge, letters)

    match tree:
        case Number():
            return whole(_whole_number(tree.text))
        case Name():
            return whole(letters[tree.name]) if letters and tree.name in letters else knowledge.size(tree.name)
        case Negation():
            return -read(tree.argument)
        case Operation(operator="+"):
            return read(tree.left) + read(tree.right)
        case Operation(operator="-"):
            return read(tree.left) - read(tree.right)
        case Operation(operator="*" | "juxtapose"):
            return read(tree.left) * read(tree.right)
        case Operation(operator="/"):
            return _quotient(read(tree.left), read(tree.right), knowledge)
        case Operation(operator="^", right=Number() as exponent):
            return _power(read(tree.left), _whole_number(exponent.text))
        case Call(function="floor", arguments=(Operation(operator="/") as quotient,)):
            return floor_divide(read(quotient.left), read(quotient.right))
        case Call(function="ceil", arguments=(Operation(operator="/") as quotient,)):
            below = read(quotient.right)
            return floor_divide(read(quotient.left) + below - 1, below)
    raise MeaninglessError(f"a {type(tree).__name__.lower()} is no whole number: write sizes and indices as sums, "
                           "products and quotients of numbers and letters")


def _whole_number(text: str) -> int:
    if not text.isdigit() or len(text) > MOST_DIGITS:
        raise MeaninglessError(f"{quoted(text)} is no whole number of at most {MOST_DIGITS} digits: give one")
    return int(text)


def _power(base: Affine, exponent: int) -> Affine:
    if exponent > MOST_POWER:
        raise NotSupportedYet(f"the power {exponent} in a size is not supported yet: use at most {MOST_POWER}")
    result = whole(1)
    for _ in range(exponent):
        result = result * base
    return result


def rational(text: str) -> Fraction:
    """The number that digits write; raises ``NotSupportedYet`` for an exponent that would fill the memory."""
    exponent = text.casefold().partition("e")[2]
    if exponent and abs(int(exponent[:MOST_DIGITS])) > MOST_EXPONENT:
        raise NotSupportedYet(f"{quoted(text)} is not supported yet: use exponents of at most {MOST_EXPONENT}")
    if len(text) > MOST_EXPONENT:
        raise NotSupportedYet(f"a number of {len(text)} digits is not supported yet: use at most {MOST_EXPONENT}")
    return Fraction(text)


def _quotient(above: Affine, below: Affine, knowledge: Knowledge) -> Affine:
    exact = divide_exactly(above, below)
    if exact is not None:
        return exact
    quotient = floor_divide(above, below)
    if all(knowledge.facts.divides(f.denominator, f.numerator) for f in quotient.floors()):
        return quotient
    shown = f"({written(above, knowledge.halves)})/{written(below, knowledge.halves)}"
    letters = sorted(v.name for v in above.letters)
    remedy = f"assume {letters[0]} odd" if below == 2 and letters else "assume the divisor divides it, or change a size"
    raise MeaninglessError(f"{shown} need not be whole: {remedy}")
