"""LaTeX of quantities, entries, right sides, equations and tensors."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

from symcnn.equation import Equation, Tensor
from symcnn.expression.nodes import Access, Node
from symcnn.notation import names
from symcnn.notation.affine import Affine
from symcnn.printing import printer
from symcnn.printing.function import parameters_shown, tabled
from symcnn.printing.shown import Rank, Shown
from symcnn.printing.style import Style
from symcnn.system import System

_ENDS_IN_COMMAND = re.compile(r"\\[A-Za-z]+$")


def latex_equation(equation: Equation, system: System) -> str:
    """``left = right``."""
    return printer.print_equation(equation, system, LATEX)


def latex_node(node: Node, system: System) -> str:
    """A right side or a part of one."""
    return printer.print_node(node, system, LATEX)


def latex_quantity(quantity: Affine, system: System) -> str:
    """A whole-number quantity: an index or an extent."""
    return printer.print_quantity(quantity, system, LATEX)


def latex_entry(access: Access, system: System) -> str:
    """An entry of a tensor; that of a gradient as the partial derivative it is."""
    return printer.print_node(access, system, LATEX)


def latex_tensor(tensor: Tensor, system: System) -> str:
    """A tensor without indices."""
    return printer.print_tensor(tensor, system, LATEX)


def _product(factors: Sequence[str]) -> str:
    text = factors[0]
    for left, right in pairwise(factors):
        # 3 1[i > 0] would read as 31
        text += r" \cdot " if left.isdigit() and (right[0].isdigit() or right.startswith(r"\mathbf{1}")) else " "
        text += right
    return text


def _near_product(factors: Sequence[str]) -> str:
    text = ""
    for factor in factors:
        text += (" " if _ENDS_IN_COMMAND.search(text) and factor[0].isalpha() else "") + factor
    return text


def _parenthesised(shown: Shown) -> Shown:
    return Shown(_around("(", shown, ")"), tall=shown.tall)


def _around(left: str, shown: Shown, right: str) -> str:
    return rf"\left{left}{shown.text}\right{right}" if shown.tall else left + shown.text + right


def _fraction(numerator: Shown, denominator: Shown) -> Shown:
    return Shown(rf"\frac{{{numerator.text}}}{{{denominator.text}}}", Rank.PRODUCT, True)


def _floor(numerator: Shown, denominator: Shown) -> Shown:
    return Shown(rf"\left\lfloor{_fraction(numerator, denominator).text}\right\rfloor", tall=True)


def _ceiling(numerator: Shown, denominator: Shown) -> Shown:
    return Shown(rf"\left\lceil{_fraction(numerator, denominator).text}\right\rceil", tall=True)


def _remainder(numerator: Shown, denominator: Shown) -> Shown:
    left, right = (_parenthesised(s).text if s.rank < Rank.PRODUCT else s.text for s in (numerator, denominator))
    return _parenthesised(Shown(rf"{left}\bmod {right}", Rank.ADDITIVE, numerator.tall or denominator.tall))


def _power(base: Shown, exponent: Fraction) -> Shown:
    if exponent == Fraction(1, 2):
        return Shown(rf"\sqrt{{{base.text}}}", tall=base.tall)
    inner = base if base.rank == Rank.ATOM else _parenthesised(base)
    return Shown(f"{inner.text}^{_script(str(exponent))}", Rank.RAISED, inner.tall)


def _script(text: str) -> str:
    return text if len(text) == 1 else f"{{{text}}}"


def _entry(name: str, indices: Sequence[str]) -> Shown:
    head, rank, ready = _head(name)
    return Shown(f"{ready}_{_script(','.join(indices))}", rank) if indices else Shown(head, rank)


@lru_cache(maxsize=1024)
def _head(name: str) -> tuple[str, Rank, str]:
    """A name, how tightly it holds together, and the name in braces where it has a subscript of its own."""
    head, (_, above) = names.latex(name), names.latex_pieces(name)
    return head, Rank.RAISED if above else Rank.ATOM, f"{{{head}}}" if names.has_subscript(name) else head


def _partial(of: str, by: Sequence[str]) -> Shown:
    order = f"^{_script(str(len(by)))}" if len(by) > 1 else ""
    below = " ".join(rf"\partial {b}" for b in by)
    return Shown(rf"\frac{{\partial{order} {of}}}{{{below}}}", Rank.PRODUCT, True)


def _apply(name: str, argument: Shown, parameters: Sequence[Fraction]) -> Shown:
    function = tabled(name)
    below = parameters_shown(function, parameters)
    if function is not None and "written" in vars(function):
        # a notation of its own, such as e^z
        return Shown(function.written(argument.text, below), Rank.RAISED, argument.tall)
    operator = names.latex(name) if function is None else function.latex
    script = f"_{{{','.join(below)}}}" if below else ""
    return Shown(operator + script + _parenthesised(argument).text, tall=argument.tall)


def _extreme(which: str, values: Sequence[Shown]) -> Shown:
    inner = Shown(",".join(v.text for v in values), tall=any(v.tall for v in values))
    return Shown(rf"\{which}{_parenthesised(inner).text}", tall=inner.tall)


def _sum(letter: str, lower: str, upper: str) -> str:
    return rf"\sum_{{{letter}={lower}}}^{{{upper}}} "


def _under(operator: str, conditions: Sequence[str]) -> str:
    lines = r" \\ ".join(conditions)
    below = conditions[0] if len(conditions) == 1 else rf"\substack{{{lines}}}"
    return rf"{operator}_{{{below}}} "


def _bracket(condition: Shown) -> Shown:
    return Shown(r"\mathbf{1}" + _around("[", condition, "]"), tall=condition.tall)


def latex_number(text: str) -> Shown:
    """A number as written; one with a power of ten, ``1.2e-05``, as ``1.2 \\cdot 10^{-5}``."""
    digits, _, exponent = text.partition("e")
    rank = Rank.ADDITIVE if text.startswith("-") else Rank.ATOM
    if not exponent:
        return Shown(digits, rank)
    return Shown(rf"{digits} \cdot 10^{{{int(exponent)}}}", min(rank, Rank.PRODUCT))


_SPECIAL = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "×": r"\(\times\)",
            "<": r"\(<\)", ">": r"\(>\)", "|": r"\(|\)", **{sign: "\\" + sign for sign in "{}$&#%_"}}
LAST_LATIN = "\u017f"


def latex_words(text: str) -> str:
    """Plain words with what LaTeX would read as commands escaped; letters that plain TeX fonts lack become ``?``."""
    return "".join(_SPECIAL.get(sign, sign if " " <= sign <= LAST_LATIN else "?") for sign in text)


def _matrix(rows: Sequence[Sequence[str]]) -> Shown:
    # fractions of neighbouring rows touch unless the rows are set apart
    ends = r" \\[4pt] " if any(r"\frac" in cell for row in rows for cell in row) else r" \\ "
    body = ends.join(" & ".join(row) for row in rows)
    if len(rows[0]) <= WIDEST:
        return Shown(rf"\begin{{bmatrix}} {body} \end{{bmatrix}}", tall=True)
    # bmatrix stops at ten columns unless a counter is set
    columns = "c" * len(rows[0])
    return Shown(rf"\left[\begin{{array}}{{{columns}}} {body} \end{{array}}\right]", tall=True)


WIDEST = 10
SIGNS = {"plus": " + ", "minus": " - ", "negative": "-", "first": "",
         "open": r"\bigl(", "close": r"\bigr)", "near_plus": "+", "near_minus": "-",
         "near_negative": "-", "comma": ", ", "near_comma": ",", "for": r" \qquad ", "among": r",\; ",
         "dots": r"\cdots", "low_dots": r"\dots", "vdots": r"\vdots", "ddots": r"\ddots",
         "dot": r" \cdot ", "times": r" \times ", "indent": r"\quad ", "space": r"\quad ", "star": r" \star ",
         "odot": r" \odot "}
# without the space around them, as an alignment needs them
BARE_RELATIONS = {">": ">", ">=": r"\ge", "<": "<", "<=": r"\le", "==": "=", "!=": r"\ne", "~=": r"\approx", ":=": ":=",
                  "+=": r"\mathrel{+}=", "->": r"\to"}
LATEX = Style(
    name=names.latex,
    product=_product,
    near_product=_near_product,
    parenthesised=_parenthesised,
    fraction=_fraction,
    floor=_floor,
    ceiling=_ceiling,
    remainder=_remainder,
    power=_power,
    entry=_entry,
    partial=_partial,
    apply=_apply,
    extreme=_extreme,
    sum=_sum,
    sum_where=lambda conditions: _under(r"\sum", conditions),
    maximum=lambda conditions: _under(r"\max", conditions),
    argmax=lambda conditions: _under(r"\operatorname*{argmax}", conditions),
    bracket=_bracket,
    relations={key: f" {sign} " for key, sign in BARE_RELATIONS.items()},
    divides=lambda divisor, value: rf"{divisor} \mid {value}",
    dotted=r" \cdot ".join,
    number=latex_number,
    words=lambda text: Shown(rf"\text{{{latex_words(text)}}}"),
    matrix=_matrix,
    blank=lambda width: Shown(rf"\underline{{\hspace{{{width * 0.5:g}em}}}}"),
    signs=SIGNS,
    kind="latex",
)
