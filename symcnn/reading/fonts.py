r"""Fonts that say nothing, round numbers and arrays: `\mathbf{-3}`, `\boldsymbol{\begin{bmatrix} 3 \\ 7 \end{bmatrix}}`."""

import re

_WRITTEN_OUT = re.compile(
    r"(?=.*[0-9])(?:[-+0-9.,;()/ \n&={}\[\]]|\\(?:times|cdot|approx|left|right|q?quad|[dt]?frac)(?![A-Za-z])|\\[\\,;: ]"
    r"|\\(?:begin|end)\{[a-zB]?(?:small)?matrix\}|\\begin\{array\}\{[lcr|]{1,20}\}|\\end\{array\})+", re.DOTALL)
_ARRAY = re.compile(r"\s*\\begin\{([a-zB]?(?:small)?matrix)\}(?:(?!\\end).)*\\end\{\1\}\s*", re.DOTALL)


def says_nothing(content: str) -> bool:
    r"""Whether a font says nothing of its argument, numbers or an array; a lone 0 or 1 in bold may be an array itself.

    >>> says_nothing("-3"), says_nothing("[0.1, {0.2}]"), says_nothing("1"), says_nothing("W_1")
    (True, True, False, False)
    """
    numbers = _WRITTEN_OUT.fullmatch(content) is not None and content.strip() not in "01"
    return numbers or _ARRAY.fullmatch(content) is not None
