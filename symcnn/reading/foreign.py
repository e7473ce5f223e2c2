"""Words in scripts of which mathematics takes no letters: Chinese, Korean, Russian words stand between formulas as prose."""

import re

from symcnn.reading.latex_words import TRANSLATED

# Cyrillic letters alone are mistaken for Latin ones, which they look like
_LETTERS = (
    "(?:[\u0590-\u0e7f\u1100-\u11ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]+"
    r"|[\u0400-\u04ff]{2,}|\bи\b)")
# behind the mark of a comment or not
_WORDS = re.compile(rf"(?://\s{{0,9}})?(?P<words>{_LETTERS}(?: ?{_LETTERS}){{0,40}})")
_BESIDE = re.compile(
    r"(?:\s|&|~|\\[,;: ]){0,9}(?:[-+*/^_<>=≈·×]|:=|\\(?:approx|times|cdot|odot|leq?|geq?|to|leftarrow)(?![A-Za-z]))")
_SIGNS = frozenset(("+", "-", "*", "/", "·", "×", "odot", "=", ":=", "≈", "<", ">", "<=", ">="))


def foreign_words(text: str, position: int, before: str) -> tuple[str, int] | None:
    """The words that begin at a position, and where they end; None where a sign stands beside them, for which they are a name.

    >>> foreign_words("y = x 否则", 6, "x"), foreign_words("误差 = 2", 0, "")
    (('otherwise', 8), None)
    """
    found = _WORDS.match(text, position)
    if found is None or before in _SIGNS or _BESIDE.match(text, found.end()):
        return None
    return TRANSLATED.get(found["words"], found["words"]), found.end()
