r"""Text that others wrote, made fit to be shown: no terminal escapes, no markup, no links, no active LaTeX.

A terminal gets printable characters of a short list, everything else as `\x1b`. Markdown gets escaped prose or code.
LaTeX is typeset only if each of its commands stands on a list.
"""

import re

from symcnn.errors import escaped
from symcnn.notation.spelling import ACCENTS, FONTS, GREEK, word_set

LONGEST_TYPESET = 20_000

# Latin letters, Greek, dashes and quotes, primes, scripts, letterlike signs, arrows, operators, mathematical letters:
# one column wide, from left to right, none that joins another character
_SHOWN = ((0xA1, 0x17F), (0x391, 0x3FF), (0x2010, 0x2027), (0x2032, 0x2037), (0x2070, 0x209F), (0x2100, 0x214F),
          (0x2190, 0x22FF), (0x27C0, 0x27EF), (0x2A00, 0x2AFF), (0x1D400, 0x1D7FF))
_SPACES = re.compile(r"\s+")
_CODE_SPAN = re.compile(r"`([^`]*)`")
_UNSAFE_WORD = re.compile(r"[\\$]|://|www\.|@", re.IGNORECASE)
_MARKUP = re.compile(r"([*_\[\]<>&#|~!])")

_COMMANDS = GREEK | ACCENTS | FONTS | word_set(
    "frac dfrac tfrac sqrt partial nabla sum prod max min argmax argmin exp log ln tanh sin cos ell infty cdot times "
    "star ast circledast odot otimes oplus pm mp div le leq ge geq ne neq lt gt approx equiv sim in notin to gets "
    "leftarrow rightarrow Leftarrow Rightarrow mapsto propto land lor mid top prime circ left right bigl bigr Bigl "
    "Bigr big Big lfloor rfloor lceil rceil langle rangle lvert rvert lVert rVert cdots ldots dots vdots ddots quad "
    "qquad text mathrm operatorname textstyle displaystyle limits nolimits substack overset underbrace overline widehat "
    "widetilde coloneqq mathbin mathrel not bmod mod forall exists begin end cancel"
)
_ENVIRONMENTS = word_set("aligned bmatrix pmatrix matrix vmatrix smallmatrix cases array")
_COMMAND = re.compile(r"\\([A-Za-z]+|.)")
_ENVIRONMENT = re.compile(r"\\(begin|end)\{([a-z]*)\}")
_ACTIVE = re.compile(r"[^ -~]|[$`%#~]|://|\]\(|www\.", re.IGNORECASE)


def plain(text: str) -> str:
    r"""The text on one line, in characters that cannot move a terminal.

    >>> plain("σ(x)\n= \x1b[2J1"), plain("a\u202eb")
    ('σ(x) = \\x1b[2J1', 'a\\u202eb')
    """
    return printable(_SPACES.sub(" ", text))


def printable(text: str) -> str:
    """The text with its spaces, every other character that is not shown written as an escape."""
    return "".join(c if " " <= c <= "~" or _is_shown(c) else escaped(c) for c in text)


def _is_shown(character: str) -> bool:
    return character.isprintable() and any(low <= ord(character) <= high for low, high in _SHOWN)


def code(text: str) -> str:
    """The text as a span of code in Markdown; a back-tick inside becomes an apostrophe.

    >>> code("a `b`")
    "`a 'b'`"
    """
    shown = plain(text).replace("`", "'").strip()
    return f"`{shown}`" if shown else ""


def prose(text: str) -> str:
    r"""A sentence for Markdown: what stands between back-ticks is code, and so is a word that could be more than text.

    >>> prose("right with `x_{22}` for x*y <b> and \\frac1")
    'right with `x_{22}` for x\\*y \\<b\\> and `\\frac1`'
    """
    parts = _CODE_SPAN.split(plain(text))
    return "".join(code(part) if place % 2 else _escaped_prose(part) for place, part in enumerate(parts))


def _escaped_prose(text: str) -> str:
    words = (code(w) if _UNSAFE_WORD.search(w) else _MARKUP.sub(r"\\\1", w) for w in text.replace("`", "'").split(" "))
    return " ".join(words)


def typeset(latex: str) -> str | None:
    r"""The LaTeX on one line, fit to stand between dollars; None where anything in it is not known to be harmless.

    >>> typeset(r"\frac{\partial E}{\partial w} < 1"), typeset(r"\href{x}{y}"), typeset("a } b")
    ('\\frac{\\partial E}{\\partial w} \\lt  1', None, None)
    """
    shown = _SPACES.sub(" ", latex).strip()
    if "\\text" not in shown:
        # where a link would begin
        shown = shown.replace("](", "]{}(")
    if not shown or len(shown) > LONGEST_TYPESET or _ACTIVE.search(shown) or shown.endswith("\\"):
        return None
    commands = {m[1] for m in _COMMAND.finditer(shown)}
    if any(c.isalpha() and c not in _COMMANDS for c in commands) or "(" in commands or "[" in commands:
        return None
    if not _is_balanced(shown):
        return None
    return shown.replace("<", "\\lt ").replace(">", "\\gt ")


def _is_balanced(latex: str) -> bool:
    """Whether braces and environments close in the order in which they open, the latter all known."""
    waiting: list[str] = []
    for match in re.finditer(r"\\(?:begin|end)\{[a-z]*\}|\\.|[{}]", latex):
        environment = _ENVIRONMENT.fullmatch(match[0])
        if environment is not None and environment[2] not in _ENVIRONMENTS:
            return False
        if match[0] == "{" or (environment is not None and environment[1] == "begin"):
            waiting.append(environment[2] if environment is not None else "{")
        elif match[0] == "}" or environment is not None:
            if not waiting or waiting.pop() != (environment[2] if environment is not None else "{"):
                return False
        elif match[0] in ("\\b", "\\e") and latex.startswith(("\\begin", "\\end"), match.start()):
            return False
    return not waiting
