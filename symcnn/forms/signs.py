"""How the operators are written: one table for LaTeX, one for plain text, one for MathML, one for measuring widths."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from symcnn.printing.latex import LATEX
from symcnn.printing.mathml import MATHML
from symcnn.printing.style import Style
from symcnn.printing.text import TEXT
from symcnn.printing.width import WIDTH


@dataclass(frozen=True)
class Signs:
    """Templates for operators over a style for everything else; text goes in bracketed as it has to be."""

    style: Style
    slid: Callable[[str, str, str, str, str], str]
    correlation: str
    convolution: str
    call: Callable[[str, Sequence[str], bool], str]
    transposed: Callable[[str], str]
    ones: Callable[[Sequence[str]], str]
    shape: Callable[[Sequence[str]], str]
    raised: Callable[[str, str], str]
    inner: Callable[[str, str], str]
    norm: Callable[[str], str]
    unit: Callable[[str], str]
    product: Callable[[Sequence[str]], str]
    kronecker: str
    hadamard: str
    divided: str
    beside: str
    whole: str


TIMES, _COMMA = r" \times ", r"\text{, }"


def _ones(extents: Sequence[str]) -> str:
    return rf"\mathbf{{1}}_{{{TIMES.join(extents)}}}"


def _slid(one: str, sign: str, other: str, mode: str, stride: str) -> str:
    # no dollars inside \\text: a formula stands between dollars itself
    said = [*([rf"\text{{{mode}}}"] if mode else []), *([rf"\text{{stride }}{stride}"] if stride else [])]
    script = f"_{{{_COMMA.join(said)}}}" if said else ""
    return rf"{one} {sign}{script} {other}"


def _text_slid(one: str, sign: str, other: str, mode: str, stride: str) -> str:
    script = f"_{{{', '.join([*([mode] if mode else []), f'stride {stride}'])}}}" if stride else f"_{mode}" if mode else ""
    return f"{one} {sign}{script} {other}"


def _call(function: str, arguments: Sequence[str], tall: bool) -> str:
    inner = ", ".join(arguments)
    return rf"\operatorname{{{function}}}" + (rf"\left({inner}\right)" if tall else f"({inner})")


LATEX_SIGNS = Signs(
    style=LATEX,
    slid=_slid,
    correlation=r"\star",
    convolution="*",
    call=_call,
    transposed=lambda base: rf"{base}^\top",
    ones=_ones,
    shape=TIMES.join,
    raised=lambda base, exponent: rf"{base}^{{\odot {exponent}}}",
    inner=lambda one, other: rf"\left\langle {one}, {other} \right\rangle",
    unit=lambda place: rf"\mathbf{{e}}_{{{place}}}",
    product=LATEX.product,
    kronecker=r" \otimes ",
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
    call=lambda function, arguments, tall: f"{function}({', '.join(arguments)})",
    transposed=lambda base: f"{base}^T",
    ones=lambda extents: f"ones({', '.join(extents)})",
    shape=lambda extents: f"({', '.join(extents)})",
    raised=lambda base, exponent: f"{base}^{exponent}",
    inner=lambda one, other: f"<{one}, {other}>",
    unit=lambda place: f"e_{place}",
    product=" ".join,
    kronecker=" ⊗ ",
    norm=lambda inner: f"||{inner}||^2",
    hadamard=" ⊙ ",
    divided=" ⊘ ",
    beside=" ",
    whole=":",
)


def _mathml_slid(one: str, sign: str, other: str, mode: str, stride: str) -> str:
    said = [*([f"<mtext>{mode}</mtext>"] if mode else []),
            *([f"<mtext>stride\u00a0</mtext><mrow>{stride}</mrow>"] if stride else [])]
    shown = f"<mo>{sign}</mo>"
    words = "<mtext>,\u00a0</mtext>".join(said)
    script = f"<munder>{shown}<mrow>{words}</mrow></munder>" if said else shown
    return one + script + other


def _mathml_call(function: str, arguments: Sequence[str], tall: bool) -> str:
    size = "true" if tall else "false"
    inner = "<mo>,</mo>".join(arguments)
    return (f'<mrow><mi>{function}</mi><mo form="prefix" stretchy="{size}">(</mo>{inner}'
            f'<mo form="postfix" stretchy="{size}">)</mo></mrow>')


def _mathml_raised(base: str, exponent: str) -> str:
    return f"<msup><mrow>{base}</mrow><mrow><mo>⊙</mo><mn>{exponent}</mn></mrow></msup>"


def _times(extents: Sequence[str]) -> str:
    return "<mo>×</mo>".join(extents)


MATHML_SIGNS = Signs(
    style=MATHML,
    slid=_mathml_slid,
    correlation="⋆",
    convolution="∗",
    call=_mathml_call,
    transposed=lambda base: f"<msup><mrow>{base}</mrow><mo>⊤</mo></msup>",
    ones=lambda extents: f'<msub><mn style="font-weight:bold">1</mn><mrow>{_times(extents)}</mrow></msub>',
    shape=_times,
    raised=_mathml_raised,
    inner=lambda one, other: f'<mrow><mo form="prefix">⟨</mo>{one}<mo>,</mo>{other}<mo form="postfix">⟩</mo></mrow>',
    unit=lambda place: f'<msub><mi style="font-weight:bold">e</mi><mrow>{place}</mrow></msub>',
    product=MATHML.product,
    kronecker="<mo>⊗</mo>",
    norm=lambda inner: f'<msup><mrow><mo form="prefix">‖</mo>{inner}<mo form="postfix">‖</mo></mrow><mn>2</mn></msup>',
    hadamard="<mo>⊙</mo>",
    divided="<mo>⊘</mo>",
    beside="<mo>\u2062</mo>",
    whole="<mo>:</mo>",
)
SIGNS: Mapping[str, Signs] = {
    "latex": LATEX_SIGNS, "text": TEXT_SIGNS, "mathml": MATHML_SIGNS, "width": replace(TEXT_SIGNS, style=WIDTH)}
