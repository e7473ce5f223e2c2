r"""LaTeX with what is no mathematics in it blanked out, so that every sign keeps its place: words, numbers of equations."""

import re

from symcnn.reading.latex_words import OPEN

# formulas in words: \text{if $i = c$}, \text{out(i, j)}
_IN_WORDS = re.compile(r"(?P<words>\\(?:text|mbox|textrm)\{[^{}$]*)\$(?P<formula>[^{}$]*)\$[ .,;]*\}")
_CALL_IN_WORDS = re.compile(r"(?P<word>\\(?:text|mathrm)\{[A-Za-z]+)(?P<call>\((?!(?:e?s|ies)\))[A-Za-z0-9, +-]*\))\}")
_LABEL = re.compile(
    r"\([0-9]{1,3}(?:[.\-–][0-9]{1,3}){0,3}[a-z]?'?\)(?=[ \t.,;]{0,9}\n?[ \t]{0,9}(?:\\\\|\\end(?![a-z])|\Z))")
_BLANKS = re.compile(
    r"(?:\\(?:q?quad|hfill?)(?![A-Za-z])|\\hs(?:pace|kip)\*?\{[^{}]{1,20}\}|\\[ ,;:>]|~|\\(?=\n)"
    r"|\\(?:space|enspace|thickspace|medspace|thinspace|nobreakspace)(?![A-Za-z])|[ \t\n])+\Z")
_BEFORE = re.compile(
    r"\s*\(\s*(?:\\(?:text|mathrm|textrm|mbox)\{)?(?:[A-Z][a-z]{2,20}|[a-z]{4,20})(?:[ -][A-Za-z]{2,20}){0,3}\}?"
    r"\s*\)\s*:?\s*"
    r"(?:\\q?quad(?![a-z])|\\[a-z]{0,6}space(?![a-z])|\\[ ;:]|~)\s*(?=\S)")
_ONE = re.compile(r"\\[ ,;:>]|~|\\[a-z]+space(?![A-Za-z])|\\(?=\n)")
_FRAME = re.compile(r"\\(begin|end)\s?\{([A-Za-z]{1,20})\*?\}")
_OPERATOR = re.compile(
    r"(?:[-+*/=<>^_({\[,&|]|\\(?:cdot|times|odot|approx|to|ast|star|circ|leq?|geq?|neq?|leftarrow|rightarrow))\s*\Z")
_AROUND = re.compile(r"(?<![_^])\{ ?[][()] ?\}")
_SIDES = re.compile(r"\\(left|right)(?![A-Za-z])\s*(\\[{}|]|\\[A-Za-z]+|.)", re.DOTALL)
# as a comma or a quotation mark above a name stands for a prime, and an accent behind one
_PRIMES = re.compile(r"(?<=\^\{)[,`‘](?=\})|(?<=[A-Za-z)}\]])´|(?<=[A-Za-z)}\]] )´(?=\s?(?:\(|\\left))")
# a thin space of which the backslash was lost: f^{(l),'}!\left(z\right)
_LOST = re.compile(r"(?<=[)\]}a-zA-Z0-9]),(?=\s?(?:'|\\prime\s?)\})|(?<=[}'])!(?=\\left|\\[bB]igg?l?(?![A-Za-z]))")
_TABLE = re.compile(
    r"(?P<begin>\\begin\{(?P<kind>[bpvBV]?matrix|[dr]?cases)\})(?P<body>(?:(?!\\begin|\\end|\\\\).){1,2000})(?=\\end\{(?P=kind)\})",
    re.DOTALL)
# how far blanks are looked for before a number
_REACH = 120


def as_meant(text: str) -> str:
    """The text, as long as it is, without what is no mathematics, and with the primes and rows that other signs stand for."""
    return with_rows(with_primes(without_labels(without_numbers(without_words_around(text)))))


def without_words_around(text: str) -> str:
    r"""The text, as long as it is, with what words hold of formulas outside of them: ``\text{if $i = c$}``.

    >>> without_words_around(r"\text{if $i = c$}")
    '\\text{if }i = c  '
    """
    if "$" in text:
        text = _IN_WORDS.sub(lambda m: f"{m['words']}}}{m['formula']}".ljust(len(m[0])), text)
    return _CALL_IN_WORDS.sub(lambda m: f"{m['word']}}}{m['call']}", text)


def with_primes(text: str) -> str:
    r"""The text with the primes that another sign above a name stands for, `f^{,}(x)`, or behind one, `f´(x)`, and without
    what is left of thin spaces around them: `f^{(2),'}!\left(x\right)`.

    >>> with_primes("f^{,}(x)"), with_primes("f ´ (x)"), with_primes(r"f^{(2),'}!\left(x\right)")
    ("f^{'}(x)", "f ' (x)", "f^{(2) '} \\left(x\\right)")
    """
    return _LOST.sub(" ", _PRIMES.sub("'", text))


def with_rows(text: str) -> str:
    r"""The text with the ends of rows of which a backslash was lost, in matrices and cases that have no others.

    >>> with_rows(r"\begin{bmatrix} a \ b \end{bmatrix}")
    '\\begin{bmatrix} a \\\\b \\end{bmatrix}'
    """
    return _TABLE.sub(lambda m: m["begin"] + re.sub(r"\\[ \n](?=.*\S)", r"\\\\", m["body"], flags=re.DOTALL), text)


def without_labels(text: str) -> str:
    r"""The text without a word in brackets that stands before its formula, apart from it: ``(Mean) \space \mu = ...``.

    >>> without_labels(r"(Mean) \space m"), without_labels(r"(a - b)\ m")
    ('              m', '(a - b)\\ m')
    """
    found = _BEFORE.match(text)
    return text if found is None else " " * found.end() + text[found.end():]


def without_numbers(text: str) -> str:
    r"""The text without the numbers of its equations, which stand in round brackets at the end of a line behind a wide space
    or several blanks; a number behind one blank is a factor.

    >>> without_numbers(r"y = x \ \ (20)"), without_numbers(r"y = 2 \ (3)")
    ('y = x         ', 'y = 2 \\ (3)')
    """
    found = [m for m in _LABEL.finditer(text) if _is_apart(text, m.start())]
    inside = _in_tables(text, [m.start() for m in found]) if found else ()
    for match in found:
        if match.start() not in inside:
            start = match.start() - len(_blanks_before(text, match.start()))
            text = text[:start] + " " * (match.end() - start) + text[match.end():]
    return text


def _blanks_before(text: str, place: int) -> str:
    """The blanks that end at a place."""
    found = _BLANKS.search(text, max(0, place - _REACH), place)
    return found[0] if found else ""


def _is_apart(text: str, place: int) -> bool:
    """Whether a wide space or two blanks stand before a place, and an operand before them."""
    blanks = _blanks_before(text, place)
    wide = "quad" in blanks or "\\h" in blanks
    before = text[max(0, place - len(blanks) - _REACH) : place - len(blanks)]
    return (wide or len(_ONE.findall(blanks)) > 1) and bool(before.strip()) and not (
        before.endswith("\\\\") or _OPERATOR.search(before))


def _in_tables(text: str, places: list[int]) -> frozenset[int]:
    """Those of the places, which are in order, that stand in a matrix or cases, where the last of a row is an entry."""
    inside: set[int] = set()
    depth, marks = 0, _FRAME.finditer(text)
    mark = next(marks, None)
    for place in places:
        while mark is not None and mark.start() < place:
            depth += 0 if mark[2] in OPEN else 1 if mark[1] == "begin" else -1
            mark = next(marks, None)
        inside |= {place} if depth > 0 else set()
    return frozenset(inside)


def lone_braces(text: str) -> frozenset[int]:
    r"""The places of braces that only `\left. \right.` balance, `\left\{ ... \right.`, and around one sign: `\large{(}`."""
    still_open: list[tuple[int, str]] = []
    lone: set[int] = set()
    for match in _SIDES.finditer(text):
        if match[1] == "left":
            still_open.append((match.start(2), match[2]))
        elif still_open:
            place, opening = still_open.pop()
            lone |= {place} if match[2] == "." else set()
            lone |= {match.start(2)} if opening == "." else set()
    return frozenset(lone.union(*((m.start(), m.end() - 1) for m in _AROUND.finditer(text))))
