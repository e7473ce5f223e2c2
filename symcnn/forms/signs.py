"""How the operators are written: one table for LaTeX, one for plain text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from symcnn.printing.latex import LATEX
from symcnn.printing.style import Style
from symcnn.printing.text import TEXT


@dataclass(frozen=True)
class Signs:
    """Templates for operators over a style for everything else; text goes in bracketed as it has to be."""

    style: Style
    slid: Callable[[str, str, str, Sequence[str]], str]
    correlation: str
    convolution: str
    stride: Callable[[str], str]
    call: Callable[[str, Sequence[str]], str]
    transposed: Callable[[str], str]
    ones: Callable[[Sequence[str]], str]
    shape: Callable[[Sequence[str]], str]
    raised: Callable[[str, str], str]
    inner: Callable[[str, str], str]
    norm: Callable[[str], str]
    hadamard: str
    divided: str
    beside: str
    whole: str


TIMES = r" \times "


def _ones(extents: Sequence[str]) -> str:
    return rf"\mathbf{{1}}_{{{TIMES.join(extents)}}}"


def _slid(one: str, sign: str, other: str, words: Sequence[str]) -> str:
    script = rf"_{{\text{{{', '.join(words)}}}}}" if words else ""
    return rf"{one} {sign}{script} {other}"


def _text_slid(one: str, sign: str, other: str, words: Sequence[str]) -> str:
    inner = ", ".join(words)
    return f"{one} {sign}{'_' + (inner if inner.isalpha() else f'{{{inner}}}') if words else ''} {other}"


def _call(function: str, arguments: Sequence[str]) -> str:
    inner = ", ".join(arguments)
    tall = any(sign in inner for sign in (r"\frac", r"\sum", r"\left"))
    return rf"\operatorname{{{function}}}" + (rf"\left({inner}\right)" if tall else f"({inner})")


LATEX_SIGNS = Signs(
    style=LATEX,
    slid=_slid,
    correlation=r"\star",
    convolution="*",
    stride=lambda steps: rf"stride ${steps}$",
    call=_call,
    transposed=lambda base: rf"{base}^\top",
    ones=_ones,
    shape=TIMES.join,
    raised=lambda base, exponent: rf"{base}^{{\odot {exponent}}}",
    inner=lambda one, other: rf"\left\langle {one}, {other} \right\rangle",
    norm=lambda inner: rf"\left\lVert {inner} \right\rVert^2",
    hadamard=r" \odot ",
    divided=r" \oslash ",
    beside=r" \, ",
    whole=":",
)
TEXT_SIGNS = Signs(
    style=TEXT,
    slid=_text_slid,
    correlation="⋆",
    convolution="*",
    stride=lambda steps: f"stride {steps}",
    call=lambda function, arguments: f"{function}({', '.join(arguments)})",
    transposed=lambda base: f"{base}^T",
    ones=lambda extents: f"ones({', '.join(extents)})",
    shape=lambda extents: f"({', '.join(extents)})",
    raised=lambda base, exponent: f"{base}^{exponent}",
    inner=lambda one, other: f"<{one}, {other}>",
    norm=lambda inner: f"||{inner}||^2",
    hadamard=" ⊙ ",
    divided=" ⊘ ",
    beside=" ",
    whole=":",
)
