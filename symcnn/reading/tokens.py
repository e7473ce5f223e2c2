"""Characters to tokens, the same for plain text and for LaTeX; every token knows its span."""

import re
import unicodedata
from dataclasses import dataclass

from symcnn.errors import quoted
from symcnn.notation.spelling import COMMANDS, GREEK, word_set
from symcnn.reading.source import Source

NESTING = 32
OPENING = {
    "(": ")", "[": "]", "{": "}", "\\{": "\\}", "\\begin": "\\end", "\\lfloor": "\\rfloor", "\\lceil": "\\rceil",
    "\\langle": "\\rangle",
}  # fmt: skip

# A command is matched whole and then looked up, so that `\left` is never found at the head of `\leftarrow`.
_PATTERN = re.compile(
    r"""
    (?P<space>   [ \t\r\f\v\u00a0\u00ad\u2000-\u200f\u2060\u3000\ufeff~&]+ | \\[,;:!>\ ] )
  | (?P<comment> \#[^\n]* )
  | (?P<newline> \n )
  | (?P<number>  (?:[0-9]+(?:\.(?!\.)[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)? )
  | (?P<word>    [A-Za-z][A-Za-z0-9]* )
  | (?P<command> \\[A-Za-z]+ )
  | (?P<string>  "[^"\n]*" )
  | (?P<symbol>  \.\.\. | := | == | >= | <= | != | -> | \*\* | \\[{}_|] | \|\|? | [-+*/^_=<>()\[\]{}.,:;'@] )
    """,
    re.VERBOSE,
)
_QUOTED = re.compile(r"'[^'\n]*'")
_BEFORE_A_PRIME = re.compile(r"[A-Za-z0-9)\]}'{^]")

_SPACING = word_set(
    "quad qquad left right big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr displaystyle limits nolimits"
)
_SYMBOL_COMMANDS = {
    "cdot": "·", "times": "×", "odot": "odot", "bigodot": "odot", "circ": "odot", "oslash": "/",
    "star": "star", "circledast": "star", "ast": "*",
    "in": "in", "ge": ">=", "geq": ">=", "le": "<=", "leq": "<=", "ne": "!=", "neq": "!=", "gt": ">", "lt": "<",
    "leftarrow": "<-", "to": "->", "rightarrow": "->", "approx": "≈", "prime": "'", "dots": "...", "ldots": "...",
    "cdots": "...", "lbrace": "\\{", "rbrace": "\\}", "lbrack": "[", "rbrack": "]", "top": "top", "intercal": "top",
    "vert": "|", "lvert": "|", "rvert": "|", "Vert": "‖", "lVert": "‖", "rVert": "‖",
}  # fmt: skip
_SYMBOL_CHARACTERS = {
    "×": "×", "·": "·", "⋅": "·", "⊙": "odot", "∘": "odot", "⊘": "/", "⋆": "star", "★": "star", "⊛": "star", "∗": "*",
    "−": "-", "≥": ">=", "≤": "<=", "≠": "!=", "←": "<-", "→": "->", "≈": "≈", "’": "'", "′": "'", "…": "...",
    "⊤": "top", "∈": "in", "‖": "‖",
}  # fmt: skip
_FUNCTION_COMMANDS = word_set("exp log ln tanh sinh cosh sin cos max min")
_STRUCTURE_COMMANDS = word_set("frac dfrac tfrac sqrt sum prod partial")
FRACTIONS = ("\\frac", "\\dfrac", "\\tfrac")
_COMBINING = {"\u0302": "hat", "\u0304": "bar", "\u0303": "tilde"}


@dataclass(frozen=True, slots=True)
class Token:
    """One word of the notation: its kind, its text (glyphs in one spelling) and its span in the source.

    Kinds: number, word, command, symbol, string, partial, newline, end.
    """

    kind: str
    text: str
    start: int
    end: int
    spaced: bool = False


def tokens(source: Source) -> list[Token]:
    """The tokens of a text, with line ends and without comments, closed by a token of kind `end`."""
    found: list[Token] = []
    position, spaced = 0, False
    while position < len(source.text):
        token = token_at(source, position, spaced)
        position = token.end
        spaced = token.kind in ("space", "comment", "newline")
        if token.kind not in ("space", "comment"):
            found += digits_apart(token) if found and found[-1].text in FRACTIONS else [token]
    found.append(Token("end", "", position, position, spaced))
    return found


def digits_apart(token: Token) -> list[Token]:
    r"""The number behind `\frac`, of which each sign is an argument: `\frac12` is one half."""
    if token.kind != "number" or not token.text.isdigit() or len(token.text) < 2:
        return [token]
    ends = [token.start + 1, token.start + 2, token.end]
    starts = [token.start, *ends[:2]]
    return [Token("number", token.text[a - token.start:b - token.start], a, b, token.spaced and a == token.start)
            for a, b in zip(starts, ends, strict=True) if a < b]


def token_at(source: Source, position: int, spaced: bool) -> Token:
    """The token at a position, spaces and comments included; raises `ReadError`."""
    text = source.text
    quote = text[position] == "'" and not _BEFORE_A_PRIME.fullmatch(text[max(position - 1, 0)] if position else "(")
    match = (quote and _QUOTED.match(text, position)) or _PATTERN.match(text, position)
    if not match:
        return _character(source, position, spaced)
    kind, words, end = match.lastgroup or "string", match[0], match.end()
    if kind == "string":
        words = words[1:-1]
    elif kind == "command":
        return _command(source, position, end, spaced)
    elif words == "**":
        words = "^"
    elif words == "\\_":
        words = "_"
    elif words in ("\\|", "||"):
        words = "‖"
    return Token(kind, words, position, end, spaced)


def _command(source: Source, start: int, end: int, spaced: bool) -> Token:
    name = source.text[start + 1 : end]
    if name in _SPACING:
        dot = name in ("left", "right") and source.text[end : end + 1] == "."
        return Token("space", "", start, end + dot, spaced)
    if name in _SYMBOL_COMMANDS:
        return Token("symbol", _SYMBOL_COMMANDS[name], start, end, spaced)
    if name == "partial":
        return Token("partial", "\\partial", start, end, spaced)
    if name in _FUNCTION_COMMANDS:
        return Token("word", name, start, end, spaced)
    if name not in COMMANDS and name not in _STRUCTURE_COMMANDS:
        raise source.error(start, f"the command {quoted(source.text[start:end])} is not known; write it without")
    return Token("command", f"\\{name}", start, end, spaced)


def _character(source: Source, position: int, spaced: bool) -> Token:
    """A character beyond ASCII that has a spelling within; `σ` is `\\sigma`, `ŷ` is `yhat`."""
    character = source.text[position]
    place = (position, position + 1, spaced)
    if character in _SYMBOL_CHARACTERS:
        return Token("symbol", _SYMBOL_CHARACTERS[character], *place)
    if character in "∂∑∏":
        return Token("partial", "\\partial", *place) if character == "∂" else Token(
            "command", "\\sum" if character == "∑" else "\\prod", *place)
    letter = _greek(character)
    if letter:
        return Token("command", f"\\{letter}", *place)
    parts = unicodedata.normalize("NFD", character)
    if len(parts) == 2 and parts[0].isascii() and parts[0].isalpha() and parts[1] in _COMBINING:
        return Token("word", parts[0] + _COMBINING[parts[1]], *place)
    raise source.error(position, f"the character {quoted(character)} has no meaning here; leave it out")


def _greek(character: str) -> str:
    words = unicodedata.name(character, "").replace("LAMDA", "LAMBDA").split()
    if len(words) != 4 or words[0] != "GREEK" or words[2] != "LETTER":
        return ""
    letter = words[3].lower() if words[1] == "SMALL" else words[3].capitalize()
    return letter if letter in GREEK else ""


def partners(source: Source, found: list[Token]) -> dict[int, int]:
    """The place of the closing bracket for the place of every opening one; raises `ReadError`."""
    pairs: dict[int, int] = {}
    still_open: list[int] = []
    for place, token in enumerate(found):
        if token.kind != "symbol":
            continue
        if token.text in OPENING:
            still_open.append(place)
            if len(still_open) > NESTING:
                raise source.error(token.start, f"brackets are nested more than {NESTING} deep; name a part of it")
        elif token.text in OPENING.values():
            if not still_open or OPENING[found[still_open[-1]].text] != token.text:
                raise source.error(token.start, f"{quoted(token.text)} closes no bracket; leave it out or open one")
            pairs[still_open.pop()] = place
    if still_open:
        token = found[still_open[-1]]
        raise source.error(token.start, f"{quoted(token.text)} is never closed; close it")
    return pairs
