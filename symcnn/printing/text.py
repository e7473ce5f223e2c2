"""Plain text of quantities, entries, right sides, equations and tensors: one line of ASCII that can be read again."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from symcnn.equation import Equation, Tensor
from symcnn.expression.nodes import Access, Node
from symcnn.notation import names
from symcnn.notation.affine import Affine
from symcnn.printing import printer
from symcnn.printing.function import parameters_shown, tabled
from symcnn.printing.shown import Rank, Shown
from symcnn.printing.style import Style
from symcnn.system import System


def text_equation(equation: Equation, system: System) -> str:
    """``left = right``."""
    return printer.print_equation(equation, system, TEXT)


def text_node(node: Node, system: System) -> str:
    """A right side or a part of one."""
    return printer.print_node(node, system, TEXT)


def text_quantity(quantity: Affine, system: System) -> str:
    """A whole-number quantity: an index or an extent."""
    return printer.print_quantity(quantity, system, TEXT)


def text_entry(access: Access, system: System) -> str:
    """An entry of a tensor; that of a gradient as the partial derivative it is."""
    return printer.print_node(access, system, TEXT)


def text_tensor(tensor: Tensor, system: System) -> str:
    """A tensor without indices."""
    return printer.print_tensor(tensor, system, TEXT)


def _parenthesised(shown: Shown) -> Shown:
    return Shown(f"({shown.text})")


def _at_least(shown: Shown, rank: Rank) -> str:
    return shown.text if shown.rank >= rank else f"({shown.text})"


def _fraction(numerator: Shown, denominator: Shown) -> Shown:
    return Shown(f"{_at_least(numerator, Rank.PRODUCT)}/{_at_least(denominator, Rank.RAISED)}", Rank.PRODUCT)


def _rounded(function: str, numerator: Shown, denominator: Shown) -> Shown:
    return Shown(f"{function}({_fraction(numerator, denominator).text})")


def _remainder(numerator: Shown, denominator: Shown) -> Shown:
    return Shown(f"({_at_least(numerator, Rank.PRODUCT)} mod {_at_least(denominator, Rank.PRODUCT)})")


def _power(base: Shown, exponent: Fraction) -> Shown:
    if exponent == Fraction(1, 2):
        return Shown(f"sqrt({base.text})")
    raised = str(exponent) if Fraction(exponent).denominator == 1 else f"({exponent})"
    return Shown(f"{_at_least(base, Rank.ATOM)}^{raised}", Rank.RAISED)


def _entry(name: str, indices: Sequence[str]) -> Shown:
    head = names.text(name)
    if indices:
        return Shown(f"{head}[{','.join(indices)}]")
    return Shown(head, Rank.RAISED if "^" in head else Rank.ATOM)


def _partial(of: str, by: Sequence[str]) -> Shown:
    order = str(len(by)) if len(by) > 1 else ""
    return Shown(f"d{order}{of}/" + "".join(f"d{b}" for b in by), Rank.PRODUCT)


def _apply(name: str, argument: Shown, parameters: Sequence[Fraction]) -> Shown:
    function = tabled(name)
    operator = names.text(name) if function is None else function.name
    return Shown(f"{operator}({', '.join([argument.text, *parameters_shown(function, parameters)])})")


def _extreme(which: str, values: Sequence[Shown]) -> Shown:
    return Shown(f"{which}({', '.join(v.text for v in values)})")


def _sum(letter: str, lower: str, upper: str) -> str:
    return f"sum_{{{letter}={lower}}}^{{{upper}}} "


def _under(operator: str, conditions: Sequence[str]) -> str:
    return f"{operator}_{{{', '.join(conditions)}}} "


SIGNS = {"plus": " + ", "minus": " - ", "negative": "-", "first": "",
         "open": "(", "close": ")", "near_plus": "+", "near_minus": "-",
         "near_negative": "-", "comma": ", ", "near_comma": ",", "for": "  for ", "among": ", ",
         "dots": "...", "low_dots": "...", "vdots": ":", "ddots": "...",
         "dot": "·", "times": "×", "indent": "    ", "space": "  ", "star": " star ", "odot": " (.) "}
TEXT = Style(
    name=names.text,
    product="*".join,
    near_product="*".join,
    parenthesised=_parenthesised,
    fraction=_fraction,
    floor=lambda n, d: _rounded("floor", n, d),
    ceiling=lambda n, d: _rounded("ceil", n, d),
    remainder=_remainder,
    power=_power,
    entry=_entry,
    partial=_partial,
    apply=_apply,
    extreme=_extreme,
    sum=_sum,
    sum_where=lambda conditions: _under("sum", conditions),
    maximum=lambda conditions: _under("max", conditions),
    argmax=lambda conditions: _under("argmax", conditions),
    bracket=lambda condition: Shown(f"1[{condition.text}]"),
    relations={">": " > ", ">=": " >= ", "<": " < ", "<=": " <= ", "==": " = ", "!=": " != ",
               "~=": " ~= ", ":=": " := ", "+=": " += ", "->": " -> "},
    divides=lambda divisor, value: f"{divisor} | {value}",
    dotted="·".join,
    number=lambda text: Shown(text, Rank.ADDITIVE if text.startswith("-") else Rank.ATOM),
    words=Shown,
    matrix=lambda rows: Shown("[" + ", ".join("[" + ", ".join(row) + "]" for row in rows) + "]"),
    blank=lambda width: Shown("_" * width),
    signs=SIGNS,
    kind="text",
)
