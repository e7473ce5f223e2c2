"""Names in MathML: letters, accents, fonts, subscripts and superscripts."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from unicodedata import lookup

from symcnn.notation import names
from symcnn.notation.spelling import split

PRIME = '<mo lspace="0" rspace="0">′</mo>'
_PIECE = re.compile(r"\\[A-Za-z]+|[A-Za-z]+|[0-9]+|.")
_DRESSED = re.compile(r"\\([a-z]+)\{(.*)\}")
_ACCENTS = {"hat": "^", "bar": "¯", "tilde": "~", "vec": "→", "dot": "˙", "ddot": "¨", "check": "ˇ"}
_FONTS = {"mathbf": "font-weight:bold", "boldsymbol": "font-weight:bold", "bm": "font-weight:bold",
          "mathsf": "font-family:sans-serif", "mathcal": "font-family:cursive"}
_NAMED = {"ell": "ℓ", "varepsilon": "ε", "epsilon": "ϵ", "vartheta": "ϑ", "varpi": "ϖ", "varrho": "ϱ", "varsigma": "ς",
          "varphi": "φ", "phi": "ϕ", "prime": "′", "ast": "∗"}


def mathml_name(name: str) -> str:
    """A name as one element.

    >>> mathml_name("yhat"), mathml_name("W^{(1)}")[:12]
    ('<mover accent="true"><mi>y</mi><mo stretchy="false">^</mo></mover>', '<msup><mi>W<')
    """
    return scripted(name, "")


def scripted(name: str, index: str) -> str:
    """A name with an index below it; where the name has a subscript of its own, the index goes below the whole."""
    core, below, above = _pieces(name)
    if not below:
        return _with_scripts(core, index, above)
    return _with_scripts(_with_scripts(core, below, above), index, "")


@lru_cache(maxsize=1024)
def _pieces(name: str) -> tuple[str, str, str]:
    """The base of a name, what stands below it and what above."""
    parts = split(names.normal(name))
    base, number = names.numbered(parts.base) if not parts.subscript else (parts.base, "")
    core = _base(base)
    if parts.primes:
        # a prime is raised in the font itself: as a superscript it would be raised twice
        core = f"<mrow>{core}{PRIME * parts.primes}</mrow>"
    return core, _script(number or parts.subscript), _script(parts.superscript)


def _with_scripts(core: str, below: str, above: str) -> str:
    if below and above:
        return f"<msubsup>{core}<mrow>{below}</mrow><mrow>{above}</mrow></msubsup>"
    if below:
        return f"<msub>{core}<mrow>{below}</mrow></msub>"
    return f"<msup>{core}<mrow>{above}</mrow></msup>" if above else core


def _base(base: str) -> str:
    if dressed := _DRESSED.fullmatch(base):
        return _dressed(dressed[1], dressed[2])
    if base.startswith("\\"):
        return f"<mi>{greek(base[1:])}</mi>"
    return f"<mi>{escape(base)}</mi>"


def _dressed(command: str, inside: str) -> str:
    if command in _ACCENTS:
        mark = f'<mo stretchy="false">{_ACCENTS[command]}</mo>'
        return f'<mover accent="true">{mathml_name(inside)}{mark}</mover>'
    return f'<mrow style="{_FONTS.get(command, "font-style:normal")}">{mathml_name(inside)}</mrow>'


def greek(word: str) -> str:
    """The letter of a LaTeX command."""
    if word in _NAMED:
        return _NAMED[word]
    size = "CAPITAL" if word[0].isupper() else "SMALL"
    # the name of the letter in Unicode
    return lookup(f"GREEK {size} LETTER {word.upper().replace('LAMBDA', 'LAMDA')}")


def _script(script: str) -> str:
    return "".join(_script_piece(piece) for piece in _PIECE.findall(script) if piece not in "{} ")


def _script_piece(piece: str) -> str:
    if piece.startswith("\\"):
        return f"<mi>{greek(piece[1:])}</mi>"
    if piece.isdigit():
        return f"<mn>{piece}</mn>"
    if not piece.isalpha():
        return f'<mo stretchy="false">{escape(piece)}</mo>'
    return f'<mi mathvariant="normal">{piece}</mi>' if names.is_word(piece) else "".join(f"<mi>{c}</mi>" for c in piece)
