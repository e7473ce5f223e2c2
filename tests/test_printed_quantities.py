"""What whole-number quantities look like, and that what is printed has their value."""

from __future__ import annotations

import random

import pytest

from symcnn.notation.affine import Floor, ceiling_divide, constant, floor_divide, remainder, whole
from symcnn.notation.facts import Facts
from symcnn.notation.letters import FLOOR, Letter, index, size
from symcnn.printing.collect import Group, Piece
from symcnn.printing.latex import latex_quantity
from symcnn.printing.ordering import Custom, arranged
from symcnn.printing.rounding import CEILING, REMAINDER
from symcnn.printing.text import text_quantity
from symcnn.system import System

i, j, k, m = (whole(index(n)) for n in "ijkm")
N, K, h, s, p, d = (whole(size(n)) for n in "NKhspd")
ODD = System({}, (), halves={size("h"): size("K")})


def same(printed, expected):
    assert "".join(printed.split()) == "".join(expected.split())


QUANTITIES = [
    (constant(0), "0", "0"),
    (2 * h + 1, "K", "K"),
    (h, "h", "h"),
    (N - 2 * h, "N-K+1", "N-K+1"),
    (4 * h * h + 4 * h + 1, "K^2", "K^2"),
    (s * i - s + k - p, "s(i-1)+k-p", "s*(i-1)+k-p"),
    (2 * i + k - 3, "2i+k-3", "2*i+k-3"),
    (m - k + 1, "m-k+1", "m-k+1"),
    (3 - i, "3-i", "3-i"),
    (-i, "-i", "-i"),
    ((N - 2 * h) * (i - 1) + j, "(N-K+1)(i-1)+j", "(N-K+1)*(i-1)+j"),
    (s * (i - 1) + d * (k - 1) - p + 1, "s(i-1)+d(k-1)-p+1", "s*(i-1)+d*(k-1)-p+1"),
    (N + 2 * p - d * (K - 1) - 1, "N+2p-d(K-1)-1", "N+2*p-d*(K-1)-1"),
    (floor_divide(m - 1, 2), r"\left\lfloor\frac{m-1}{2}\right\rfloor", "floor((m-1)/2)"),
    (floor_divide(3 - i, 2), r"\left\lfloor\frac{3-i}{2}\right\rfloor", "floor((3-i)/2)"),
    (floor_divide(i + 1, 2), r"\left\lceil\frac{i}{2}\right\rceil", "ceil(i/2)"),
    (floor_divide(N - K, 2) + 1, r"\left\lfloor\frac{N-K}{2}\right\rfloor+1", "floor((N-K)/2)+1"),
    (floor_divide(N + 2 * p - K, s) + 1, r"\left\lfloor\frac{N+2p-K}{s}\right\rfloor+1", "floor((N+2*p-K)/s)+1"),
    (ceiling_divide(m + p - K, s) + 1, r"\left\lceil\frac{m+p-K}{s}\right\rceil+1", "ceil((m+p-K)/s)+1"),
    (remainder(m - 1, N) + 1, r"((m-1)\bmod N)+1", "((m-1) mod N)+1"),
    (remainder(m - 1, 3) + 1, r"((m-1)\bmod 3)+1", "((m-1) mod 3)+1"),
    (remainder(floor_divide(m - 1, 2), 3) + 1,
     r"\left(\left\lfloor\frac{m-1}{2}\right\rfloor\bmod 3\right)+1", "(floor((m-1)/2) mod 3)+1"),
]


@pytest.mark.parametrize(("value", "latex", "text"), QUANTITIES)
def test_a_quantity_reads_as_an_author_writes_it(value, latex, text):
    same(latex_quantity(value, ODD), latex)
    assert text_quantity(value, ODD) == text


def test_a_quotient_known_to_be_whole_is_a_fraction():
    extent = floor_divide(N - K, s) + 1
    known = System({}, (), facts=Facts(divisible=((N - K, s),)))
    assert text_quantity(extent, known) == "(N-K)/s+1"
    same(latex_quantity(extent, known), r"\frac{N-K}{s}+1")


def number_of(part, values):
    """What printed pieces are worth, read off anew."""
    match part:
        case Piece():
            result = part.coefficient
            for factor in part.factors:
                result *= number_of(factor, values)
            return result
        case Letter():
            return values[part]
        case Group():
            return sum(number_of(q, values) for q in part.pieces)
        case Floor():
            above, below = part.numerator.value(values), part.denominator.value(values)
            return {FLOOR: above // below, CEILING: -(-above // below), REMAINDER: above % below}[part.kind]
    raise TypeError(part)


def random_quantity(source):
    letters = [i, j, m, N, K, h, s]
    result = constant(source.randint(-4, 4))
    for _ in range(source.randint(1, 4)):
        result += source.randint(-3, 3) * source.choice(letters) * source.choice([constant(1), *letters[3:]])
    divisor = source.choice([constant(2), constant(3), s, N])
    made = [result, floor_divide(result, divisor), remainder(result, divisor), ceiling_divide(result, divisor) - result]
    return source.choice(made) * source.choice([1, 1, -1, 2]) + source.choice([0, 1, -1, i, h])


@pytest.mark.parametrize("side", ["", "lower", "upper"])
def test_what_is_printed_has_the_value_of_the_quantity(side):
    source, checked = random.Random(7), 0
    for _ in range(400):
        value = random_quantity(source)
        values = {v: source.randint(1, 9) for v in value.letters}
        halves = {size("h"): size("K2")} if size("h") in values else {}
        values |= {size("K2"): 2 * values.get(size("h"), 0) + 1}
        pieces = arranged(value, Custom(halves=halves), side)
        assert sum(number_of(q, values) for q in pieces) == value.value(values)
        checked += 1
    assert checked == 400


def test_the_comparison_of_values_notices_a_wrong_term():
    assert number_of(Piece(2, (i.letter,)), {i.letter: 3}) != (2 * i + 1).value({i.letter: 3})


def test_a_floor_by_letters_has_one_form_whichever_way_it_is_turned():
    n, m, i, j = whole(size("N")), whole(size("M")), whole(index("i")), whole(index("j"))
    denominator = (n - 2) * (m - 2)
    numerator = (m - 2) * (i - 1) + j - 1
    # both begin with a minus
    for quantity in (numerator, denominator - 1 - numerator):
        turned = floor_divide(denominator - 1 - quantity, denominator)
        assert floor_divide(quantity, denominator) == -turned
        for sizes in ({"N": 5, "M": 4, "i": 2, "j": 1}, {"N": 4, "M": 7, "i": 1, "j": 3}):
            known = {v: sizes[v.name] for v in quantity.letters | denominator.letters}
            assert floor_divide(quantity, denominator).value(known) == quantity.value(known) // denominator.value(known)
