"""How trees of what was read are spelled: one table for LaTeX, one for plain text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum

from symcnn.notation import names
from symcnn.notation.spelling import GREEK, split

_LAYER = re.compile(r"([a-z])([a-z0-9]*[-+][a-z0-9]+)")
_UNSAFE = re.compile(r"[^A-Za-z0-9 .,;:()=+-]")
_COMMANDS = frozenset("exp log ln tanh sin cos max min".split())
_CLOSED = {"floor": (r"\lfloor ", r" \rfloor"), "ceil": (r"\lceil ", r" \rceil"), "abs": ("|", "|"),
           "norm": (r"\lVert ", r" \rVert"), "inner": (r"\langle ", r" \rangle"), "sqrt": (r"\sqrt{", "}"),
           "det": ("", "")}  # fmt: skip
_TALL = (r"\frac", r"\sum", r"\begin")


class Rank(IntEnum):
    """How tightly a piece of a tree holds together, as the reader climbs."""

    RELATION = 0
    SUM = 1
    PAIRING = 2
    PRODUCT = 3
    FACTOR = 4
    ATOM = 5


@dataclass(frozen=True)
class Piece:
    """Text of a part of a tree; ``opened`` where what follows it would be taken into its body."""

    text: str
    rank: Rank = Rank.ATOM
    opened: bool = False


@dataclass(frozen=True)
class TreeStyle:
    """The spelling of every kind of node; pieces come in bracketed as they have to be."""

    name: Callable[[str], str]
    plain: Callable[[str], str]
    quoted: Callable[[str], str]
    bracket: Callable[[str], str]
    group: Callable[[str], str]
    entry: Callable[[str, Sequence[str]], str]
    power: Callable[[str, str], str]
    transposed: Callable[[str], str]
    fraction: Callable[[str, str], str]
    derivative: Callable[[str, Sequence[str]], str]
    call: Callable[[str, Sequence[str]], str]
    slope: Callable[[str, str], str]
    under: Callable[[str, str, str], str]
    matrix: Callable[[Sequence[Sequence[str]]], str]
    determinant: Callable[[Sequence[Sequence[str]]], str]
    cases: Callable[[Sequence[tuple[str, str]]], str]
    cancelled: Callable[[str, str], str]
    raised: Callable[[str], str]
    differential: Callable[[str], str]
    keyword: Callable[[str], str]
    bare: Mapping[str, str] = field(default_factory=dict)
    signs: Mapping[str, str] = field(default_factory=dict)


def _name(name: str) -> str:
    # `z1` would be typeset as `z_1`, which is another name
    shown = names.latex(name)
    return shown if names.normal(shown) == name else name


def _raised(name: str) -> str:
    """The transpose of a name, in one superscript with its own."""
    below, above = names.latex_pieces(name)
    if names.normal(names.latex(name)) != name:
        parts = split(name)
        below, above = replace(parts, superscript="").join(), parts.superscript
    return rf"{below}^{{{above}\top}}"


def _bracket(text: str) -> str:
    return rf"\left({text}\right)" if any(sign in text for sign in _TALL) else f"({text})"


def _said(text: str) -> str:
    # without the space at its end a lone word would be read as a name
    return rf"\text{{{_UNSAFE.sub('?', text).strip()} }}"


def _derivative(of: str, by: Sequence[str]) -> str:
    order = f"^{{{len(by)}}}" if len(by) > 1 else ""
    below = " ".join(rf"\partial {each}" for each in by)
    return rf"\frac{{\partial{order} {of}}}{{{below}}}"


def _word(function: str) -> str:
    if (plain := function.rstrip("'")) != function:
        return _word(plain) + function[len(plain):]
    if function in _COMMANDS or function in GREEK:
        return f"\\{function}"
    if (layer := _LAYER.fullmatch(function)) is not None:
        # one letter with a layer above it: g^{l-1}
        return f"{layer[1]}^{{{layer[2]}}}"
    return function if len(function) == 1 else rf"\operatorname{{{_UNSAFE.sub('', function)}}}"


def _slope(function: str, argument: str) -> str:
    if (layer := _LAYER.fullmatch(function)) is not None:
        return rf"{layer[1]}^{{{layer[2]}\prime}}{_bracket(argument)}"
    return f"{_word(function)}'{_bracket(argument)}"


def _call(function: str, arguments: Sequence[str]) -> str:
    if function == "ones" and not arguments:
        return r"\mathbf{1}"
    inner = ", ".join(arguments)
    if function in _CLOSED:
        before, after = _CLOSED[function]
        return f"{before}{inner}{after}"
    return _word(function) + _bracket(inner)


def _under(sign: str, below: str, above: str) -> str:
    spelled = {r"argmax": r"\arg\max", "argmin": r"\arg\min"}.get(sign, f"\\{sign}")
    return spelled + (f"_{{{below}}}" if below else "") + (f"^{{{above}}}" if above else "")


def _matrix(rows: Sequence[Sequence[str]], brackets: str = "bmatrix") -> str:
    inner = r" \\ ".join(" & ".join(row) for row in rows)
    return rf"\begin{{{brackets}}} {inner} \end{{{brackets}}}"


def _cases(branches: Sequence[tuple[str, str]]) -> str:
    inner = r" \\ ".join(f"{value} & " + (when or r"\text{otherwise}") for value, when in branches)
    return rf"\begin{{cases}} {inner} \end{{cases}}"


_BARE = {"*": r"\times", "mod": r"\bmod", "juxtapose": r"\cdot", "odot": r"\odot", "star": r"\star", "==": "=",
         "!=": r"\ne", ">=": r"\ge", "<=": r"\le", "in": r"\in", "->": r"\to", "<-": r"\leftarrow", "|": r"\mid",
         "∝": r"\propto", "≈": r"\approx"}
LATEX = TreeStyle(
    name=_name,
    plain=_said,
    quoted=lambda text: f"'{_UNSAFE.sub('?', text)}'",
    bracket=_bracket,
    group=lambda text: f"{{{text}}}",
    entry=lambda base, indices: f"{base}_{{{', '.join(indices)}}}",
    power=lambda base, exponent: f"{base}^{{{exponent}}}",
    transposed=lambda base: rf"{base}^{{\top}}",
    fraction=lambda above, below: rf"\frac{{{above}}}{{{below}}}",
    derivative=_derivative,
    call=_call,
    slope=_slope,
    under=_under,
    matrix=_matrix,
    determinant=lambda rows: _matrix(rows, "vmatrix"),
    cases=_cases,
    cancelled=lambda argument, value: (
        rf"\overset{{{value}}}{{\cancel{{{argument}}}}}" if value else rf"\cancel{{{argument}}}"),
    raised=_raised,
    differential=lambda of: rf"\partial {of}" if of else r"\partial",
    keyword=lambda word: "".join(r"\_" if sign == "_" else sign for sign in word),
    bare=_BARE,
    signs={**{key: f" {sign} " for key, sign in _BARE.items()}, "nabla": r"\nabla", "partial": r"\partial ",
           "Delta": r"\Delta ", "dots": r"\dots", "one": r"\mathbf{1}", "open": r"\{", "close": r"\}",
           "and": ", "},
)  # fmt: skip


def _plain_cases(branches: Sequence[tuple[str, str]]) -> str:
    return "{" + "; ".join(f"{value} if {when}" if when else f"{value} otherwise" for value, when in branches) + "}"


_PLAIN = {"*": "*", "mod": "mod", "odot": "(.)", "star": "star", "==": "=", "!=": "!=", ">=": ">=", "<=": "<=", "in": "in",
          "->": "->", "<-": "<-", "|": "|", "∝": "~", "≈": "="}
TEXT = TreeStyle(
    name=names.text,
    plain=lambda text: _UNSAFE.sub("?", text),
    quoted=lambda text: f'"{_UNSAFE.sub("?", text)}"',
    bracket=lambda text: f"({text})",
    group=lambda text: text,
    entry=lambda base, indices: f"{base}[{', '.join(indices)}]",
    power=lambda base, exponent: f"{base}^{exponent if exponent.isalnum() else f'({exponent})'}",
    transposed=lambda base: f"{base}^T",
    fraction=lambda above, below: f"{above}/{below}",
    derivative=lambda of, by: f"d{of}/" + " ".join(f"d{b}" for b in by),
    call=lambda function, arguments: f"{function}({', '.join(arguments)})",
    slope=lambda function, argument: f"{function}'({argument})",
    under=lambda sign, below, above: sign + (f"_{{{below}}}" if below else "") + (f"^{{{above}}}" if above else ""),
    matrix=lambda rows: "[" + ", ".join("[" + ", ".join(row) + "]" for row in rows) + "]",
    determinant=lambda rows: "det([" + ", ".join("[" + ", ".join(row) + "]" for row in rows) + "])",
    cases=_plain_cases,
    cancelled=lambda argument, value: value or argument,
    raised=lambda name: f"{names.text(name)}^T",
    differential=lambda of: f"d{of}",
    keyword=lambda word: word,
    bare=_PLAIN,
    signs={**{key: f" {sign} " for key, sign in _PLAIN.items()}, "juxtapose": " ", "nabla": "nabla", "partial": "d",
           "Delta": "Delta ", "dots": "...", "one": "1", "open": "{", "close": "}", "and": ", "},
)  # fmt: skip
