"""MathML of formulas, printed from the trees: what browsers show without a script."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from html import escape
from itertools import pairwise

from symcnn.printing.function import parameters_shown, tabled
from symcnn.printing.mathml_names import mathml_name, scripted
from symcnn.printing.shown import Rank, Shown
from symcnn.printing.style import Style

TIMES, DOT = "<mo>\u2062</mo>", "<mo>·</mo>"
APPLIED = "<mo>\u2061</mo>"


def _word(function: str) -> str:
    """A function of several letters, a little space before it."""
    return f'<mo form="prefix" lspace="0.17em" rspace="0">{function}</mo>'


_SYMBOLS = {"sigmoid": "<mi>σ</mi>", "relu": _word("ReLU"), "elu": _word("ELU"), "silu": _word("SiLU"),
            "leaky_relu": _word("LeakyReLU")}


def _row(text: str) -> str:
    return f"<mrow>{text}</mrow>"


def _product(factors: Sequence[str]) -> str:
    text = factors[0]
    for left, right in pairwise(factors):
        numbers = left.startswith("<mn>") and right.startswith(("<mn>", _ONE))
        text += (DOT if numbers else TIMES) + right
    return text


_ONE = '<mn style="font-weight:bold">1</mn>'


def _fence(left: str, shown: Shown, right: str) -> str:
    stretchy = "true" if shown.tall else "false"
    return _row(f'<mo stretchy="{stretchy}">{left}</mo>{shown.text}<mo stretchy="{stretchy}">{right}</mo>')


def _parenthesised(shown: Shown) -> Shown:
    return Shown(_fence("(", shown, ")"), tall=shown.tall)


def _fraction(numerator: Shown, denominator: Shown) -> Shown:
    return Shown(f"<mfrac>{_row(numerator.text)}{_row(denominator.text)}</mfrac>", Rank.PRODUCT, True)


def _rounded(left: str, right: str, numerator: Shown, denominator: Shown) -> Shown:
    return Shown(_fence(left, _fraction(numerator, denominator), right), tall=True)


def _remainder(numerator: Shown, denominator: Shown) -> Shown:
    left, right = (_parenthesised(s).text if s.rank < Rank.PRODUCT else s.text for s in (numerator, denominator))
    inner = f'{left}<mo lspace="0.3em" rspace="0.3em">mod</mo>{right}'
    return _parenthesised(Shown(inner, Rank.ADDITIVE, numerator.tall or denominator.tall))


def _power(base: Shown, exponent: Fraction) -> Shown:
    if exponent == Fraction(1, 2):
        return Shown(f"<msqrt>{base.text}</msqrt>", tall=base.tall)
    inner = base if base.rank == Rank.ATOM else _parenthesised(base)
    return Shown(f"<msup>{_row(inner.text)}{_row(number(str(exponent)).text)}</msup>", Rank.RAISED, inner.tall)


def _entry(name: str, indices: Sequence[str]) -> Shown:
    return Shown(scripted(name, SIGNS["near_comma"].join(indices)))


def _partial(of: str, by: Sequence[str]) -> Shown:
    d = "<mo>∂</mo>"
    above = f"<msup>{d}<mn>{len(by)}</mn></msup>" if len(by) > 1 else d
    return _fraction(Shown(above + of), Shown("".join(d + b for b in by)))


def _apply(name: str, argument: Shown, parameters: Sequence[Fraction]) -> Shown:
    function = tabled(name)
    below = parameters_shown(function, parameters)
    if name == "exp":
        return Shown(f"<msup><mi>e</mi>{_row(argument.text)}</msup>", Rank.RAISED, argument.tall)
    if name == "abs":
        return Shown(_fence("|", argument, "|"), tall=argument.tall)
    operator = mathml_name(name) if function is None else _SYMBOLS.get(function.name, _word(function.name))
    if below:
        operator = f"<msub>{operator}{_row(SIGNS['near_comma'].join(number(b).text for b in below))}</msub>"
    return Shown(operator + APPLIED + _parenthesised(argument).text, tall=argument.tall)


def _extreme(which: str, values: Sequence[Shown]) -> Shown:
    inner = Shown(SIGNS["comma"].join(v.text for v in values), tall=any(v.tall for v in values))
    return Shown(f"{_word(which)}{APPLIED}{_parenthesised(inner).text}", tall=inner.tall)


def _sum(letter: str, lower: str, upper: str) -> str:
    return f"<munderover><mo>∑</mo>{_row(f'{letter}<mo>=</mo>{lower}')}{_row(upper)}</munderover>"


def _under(operator: str, conditions: Sequence[str]) -> str:
    below = "".join(f"<mtr><mtd>{c}</mtd></mtr>" for c in conditions)
    under = _row(conditions[0]) if len(conditions) == 1 else f'<mtable class="below">{below}</mtable>'
    return f"<munder>{operator}{under}</munder>"


def _bracket(condition: Shown) -> Shown:
    return Shown(_ONE + _fence("[", condition, "]"), tall=condition.tall)


def number(text: str) -> Shown:
    """A number as written; one with a power of ten, ``1.2e-05``, as a product with that power."""
    digits, _, exponent = text.partition("e")
    digits, sign = digits.removeprefix("-"), SIGNS["negative"] if text.startswith("-") else ""
    rank = Rank.ADDITIVE if sign else Rank.ATOM
    above, slash, below = digits.partition("/")
    shown = f"<mfrac><mn>{above}</mn><mn>{below}</mn></mfrac>" if slash else f"<mn>{escape(digits)}</mn>"
    if not exponent:
        return Shown(sign + shown, rank, bool(slash))
    power = f"<msup><mn>10</mn>{_row(number(str(int(exponent))).text)}</msup>"
    return Shown(f"{sign}{shown}{DOT}{power}", min(rank, Rank.PRODUCT))


def _matrix(rows: Sequence[Sequence[str]]) -> Shown:
    body = "".join("<mtr>" + "".join(f"<mtd>{cell}</mtd>" for cell in row) + "</mtr>" for row in rows)
    return Shown(f'<mtable class="matrix">{body}</mtable>', tall=True)


_TIGHT = 'lspace="0" rspace="0"'
_MINUS = f'<mo form="prefix" {_TIGHT}>−</mo>'
SIGNS = {
    "plus": '<mo form="infix">+</mo>', "minus": '<mo form="infix">−</mo>', "negative": _MINUS, "first": "",
    "open": '<mo form="prefix" stretchy="false">(</mo>', "close": '<mo form="postfix" stretchy="false">)</mo>',
    "near_plus": f"<mo {_TIGHT}>+</mo>", "near_minus": f"<mo {_TIGHT}>−</mo>", "near_negative": _MINUS,
    "comma": "<mo>,</mo>", "near_comma": f"<mo {_TIGHT}>,</mo>",
    "for": '<mspace width="2em"/>', "among": '<mo rspace="0.5em">,</mo>',
    "dots": "<mo>⋯</mo>", "low_dots": "<mo>…</mo>", "vdots": "<mo>⋮</mo>", "ddots": "<mo>⋱</mo>",
    "dot": DOT, "times": "<mo>×</mo>",
    "indent": '<mspace width="1.5em"/>', "space": '<mspace width="1em"/>', "star": "<mo>⋆</mo>", "odot": "<mo>⊙</mo>",
}
_RELATIONS = {">": "&gt;", ">=": "≥", "<": "&lt;", "<=": "≤", "==": "=", "!=": "≠", "~=": "≈", ":=": ":=", "+=": "+=",
              "->": "→"}

MATHML = Style(
    name=mathml_name,
    product=_product,
    near_product=TIMES.join,
    parenthesised=_parenthesised,
    fraction=_fraction,
    floor=lambda n, d: _rounded("⌊", "⌋", n, d),
    ceiling=lambda n, d: _rounded("⌈", "⌉", n, d),
    remainder=_remainder,
    power=_power,
    entry=_entry,
    partial=_partial,
    apply=_apply,
    extreme=_extreme,
    sum=_sum,
    sum_where=lambda conditions: _under("<mo>∑</mo>", conditions),
    maximum=lambda conditions: _under('<mo movablelimits="false" lspace="0" rspace="0.17em">max</mo>', conditions),
    argmax=lambda conditions: _under('<mo movablelimits="false" lspace="0" rspace="0.17em">argmax</mo>', conditions),
    bracket=_bracket,
    relations={key: f"<mo>{sign}</mo>" for key, sign in _RELATIONS.items()},
    divides=lambda divisor, value: f"{divisor}<mo>∣</mo>{value}",
    dotted=DOT.join,
    number=number,
    words=lambda text: Shown(f"<mtext>{escape(text)}</mtext>"),
    matrix=_matrix,
    blank=lambda width: Shown(f'<mspace class="blank" width="{width * 0.5:g}em" height="0.8em"/>'),
    signs=SIGNS,
    kind="mathml",
)
