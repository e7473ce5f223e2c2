"""The one grammar of names: what a name may be made of, and its parts in normal form.

A name is a base (`W`, `loss`, `\\alpha`, `\\hat{y}`), then a subscript, primes and a superscript.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from symcnn.errors import NameProblem, quoted

LONGEST = 64


def word_set(words: str) -> frozenset[str]:
    """The words of a text, for the closed lists of what may be written."""
    return frozenset(words.split())


GREEK = word_set(
    "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi varpi rho "
    "varrho sigma varsigma tau upsilon phi varphi chi psi omega "
    "Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
)
LETTER_COMMANDS = GREEK | {"ell"}
ACCENTS = word_set("hat bar tilde vec dot ddot check")
WIDE_ACCENTS = {"widehat": "hat", "overline": "bar", "widetilde": "tilde", "overrightarrow": "vec"}
FONTS = word_set("mathbf boldsymbol bm mathcal mathbb mathsf mathfrak mathit")
UPRIGHT = word_set("text mathrm textrm operatorname mbox")
MARKS = {"prime": "'", "ast": "*"}
COMMANDS = LETTER_COMMANDS | ACCENTS | frozenset(WIDE_ACCENTS) | FONTS | UPRIGHT | frozenset(MARKS)

_PIECE = re.compile(r"\\[A-Za-z]+|[A-Za-z0-9]+|[_^{}()'*+\-,\[\]]")
_ALLOWED = re.compile(r"[A-Za-z0-9_^{}()'*+\-,\[\] \\]")
_PLAIN_ACCENT = re.compile(r"([A-Za-z])(hat|bar|tilde|vec)")
_CLOSING = {"{": "}", "(": ")", "[": "]"}


@dataclass(frozen=True)
class Parts:
    """A name taken apart; the scripts are in normal form and without their outer braces."""

    base: str
    subscript: str = ""
    primes: int = 0
    superscript: str = ""

    def join(self) -> str:
        """The normal form of the name."""
        name = self.base
        if self.subscript:
            name += f"_{_braced(self.subscript)}"
        name += "'" * self.primes
        return name + (f"^{{{self.superscript}}}" if self.superscript else "")


def split(text: str) -> Parts:
    """The parts of a name, in normal form; raises `NameProblem`."""
    if not isinstance(text, str):
        raise NameProblem(f"a name is text, not {quoted(type(text).__name__)}")
    if len(text) > LONGEST:
        raise _too_long(text)
    return _split(text)


def parts_of_name(text: str) -> Parts | None:
    """The parts of a name; None for what is no name."""
    try:
        return split(text)
    except NameProblem:
        return None


def undressed(base: str) -> str:
    """A letter without its font or arrow: ``\\mathbf{x}``, ``\\vec{x}`` as ``x``; other accents stay."""
    for font in (*FONTS, "vec"):
        if base.startswith(f"\\{font}{{") and base.endswith("}"):
            return base[len(font) + 2:-1]
    for accent in ACCENTS:
        if base.startswith(f"\\{accent}{{") and base.endswith("}"):
            return f"\\{accent}{{{undressed(base[len(accent) + 2:-1])}}}"
    return base


def _is_accented(base: str) -> bool:
    return any(base.startswith(f"\\{accent}{{") for accent in ACCENTS)


def without_font(name: str) -> str:
    """A name without its font; what is no name stays as it is."""
    parts = parts_of_name(name)
    return replace(parts, base=undressed(parts.base)).join() if parts is not None else name


def _too_long(text: str) -> NameProblem:
    return NameProblem(f"the name {quoted(text)} has {len(text)} characters; use at most {LONGEST}")


@lru_cache(maxsize=4096)
def _split(text: str) -> Parts:
    reader = _Reader(text, _pieces(text))
    parts = reader.name()
    if reader.peek():
        raise reader.problem()
    if len(parts.join()) > LONGEST:
        raise _too_long(parts.join())
    return parts


def _pieces(text: str) -> tuple[str, ...]:
    text = text.replace("\\_", "_")
    for character in text:
        if not _ALLOWED.fullmatch(character):
            raise NameProblem(f"the name {quoted(text)} holds {quoted(character)}; use letters, digits, _ ^ and braces")
    pieces = tuple(_PIECE.findall(text))
    for piece in pieces:
        if piece.startswith("\\") and piece[1:] not in COMMANDS:
            raise NameProblem(f"the name {quoted(text)} holds the unknown command {quoted(piece)}; leave it out")
    if "".join(pieces) != text.replace(" ", ""):
        raise NameProblem(f"the name {quoted(text)} holds a lone backslash; leave it out")
    return pieces


class _Reader:
    """Reads the pieces of one name from left to right; depth is bounded by the length of a name."""

    def __init__(self, text: str, pieces: tuple[str, ...]):
        self.text = text
        self.pieces = pieces
        self.position = 0

    def peek(self) -> str:
        return self.pieces[self.position] if self.position < len(self.pieces) else ""

    def take(self) -> str:
        piece = self.peek()
        if not piece:
            raise self.problem()
        self.position += 1
        return piece

    def problem(self) -> NameProblem:
        if not self.peek():
            return NameProblem(f"the name {quoted(self.text)} is not complete; finish it")
        return NameProblem(f"the name {quoted(self.text)} cannot hold {quoted(self.peek())} there; leave it out")

    def name(self) -> Parts:
        parts = self.atom()
        while self.peek() in ("_", "^", "'"):
            mark = self.take()
            if mark == "_":
                parts = replace(parts, subscript=self.lowered(parts.subscript))
            elif mark == "'":
                parts = replace(parts, primes=parts.primes + 1)
            else:
                parts = self.raised(parts)
        return parts

    def lowered(self, before: str) -> str:
        """The subscript; plain words may follow each other, `my_first_w` is `my_{first_w}`."""
        scripts = [*([before] if before else []), self.script()]
        while self.peek() == "_":
            self.take()
            scripts.append(self.script())
        heads_are_words = all(script[0].isalpha() for script in scripts[:-1])
        if len(scripts) > 1 and not (heads_are_words and "".join(scripts).isalnum()):
            raise NameProblem(f"the name {quoted(self.text)} has two subscripts; write them in one pair of braces")
        nested = scripts.pop()
        for script in reversed(scripts):
            nested = f"{script}_{_braced(nested)}"
        return nested

    def raised(self, parts: Parts) -> Parts:
        script = self.script()
        if set(script) == {"'"}:
            return replace(parts, primes=parts.primes + len(script))
        if parts.superscript:
            raise NameProblem(f"the name {quoted(self.text)} has two superscripts; write them in one pair of braces")
        return replace(parts, superscript=_layer(script))

    def atom(self) -> Parts:
        piece = self.peek()
        if piece == "{":
            return self.group()
        if piece[:1].isalpha():
            return Parts(_word(self.take()))
        command = piece[1:] if piece.startswith("\\") else ""
        if not command or command in MARKS:
            raise self.problem()
        self.take()
        if command in LETTER_COMMANDS:
            return Parts(piece)
        inner = self.group() if self.peek() == "{" else self.atom()
        if command in UPRIGHT or (command in FONTS and undressed(inner.base) != inner.base and not _is_accented(inner.base)):
            # one font in another
            return inner
        # the accent is the letter's: \hat{y_i} is \hat{y}_i
        return replace(inner, base=f"\\{WIDE_ACCENTS.get(command, command)}{{{inner.base}}}")

    def group(self) -> Parts:
        self.take()
        parts = self.name()
        if self.peek() != "}":
            raise self.problem()
        self.take()
        return parts

    def script(self) -> str:
        piece = self.peek()
        if piece == "{":
            return self.content()
        if piece == "(":
            return f"({self.content()})"
        if piece == "*" or piece[:1].isdigit():
            return self.take()
        if piece in ("\\prime", "\\ast"):
            return MARKS[self.take()[1:]]
        return self.atom().join()

    def content(self) -> str:
        """What stands between a bracket and its partner; empty content is no script."""
        opening = self.take()
        text = ""
        while self.peek() != _CLOSING[opening]:
            item = self.item()
            glued = re.search(r"\\[A-Za-z]+$", text) and item[0].isalpha()
            text += f" {item}" if glued else item
        self.take()
        if not text:
            raise NameProblem(f"the name {quoted(self.text)} has an empty script; leave it out or fill it")
        return text

    def item(self) -> str:
        piece = self.peek()
        if piece in ("(", "["):
            return f"{piece}{self.content()}{_CLOSING[piece]}"
        if piece in ("\\prime", "\\ast"):
            return MARKS[self.take()[1:]]
        if piece in ("+", "-", ",", "*", "'") or piece[:1].isdigit():
            return self.take()
        return self.name().join()


def _braced(script: str) -> str:
    return script if len(script) == 1 else f"{{{script}}}"


def _word(word: str) -> str:
    if word in GREEK:
        return f"\\{word}"
    accent = _PLAIN_ACCENT.fullmatch(word)
    return f"\\{accent[2]}{{{accent[1]}}}" if accent else word


def _layer(script: str) -> str:
    """One form for a superscript: a number stands in parentheses (`A^1` is `A^{(1)}`), all else without."""
    while script.startswith("(") and _partner(script) == len(script) - 1:
        script = script[1:-1]
    return f"({script})" if script.isdigit() else script


def _partner(script: str) -> int:
    depth = 0
    for place, character in enumerate(script):
        depth += (character == "(") - (character == ")")
        if depth == 0:
            return place
    return -1


def enlarged(name: str) -> str:
    """The name with its single small letter as a capital; the name itself where it has none."""
    parts = parts_of_name(name)
    dressed = "" if parts is None else undressed(parts.base)
    letter = dressed[-2] if dressed.startswith("\\") and dressed[-3:-2] == "{" else dressed
    if parts is None or len(letter) != 1 or not letter.islower():
        return name
    head, _, tail = parts.base.rpartition(letter)
    return replace(parts, base=f"{head}{letter.upper()}{tail}").join()
