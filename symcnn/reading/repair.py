r"""Repairs LaTeX from a Python string without the r in front, where `\n`+`abla` is a line end and `abla`."""

import re

_RESTS = {
    "\a": ("a", "lpha|pprox|st(?![a-z])|rray|rg|ligned?"),
    "\b": ("b", "egin|ar|eta|oldsymbol|mod|ullet|oxed|matrix|m(?![a-z])|cancel|ig[lr]?(?![a-z])|Big"),
    "\t": ("t", "imes|ext|op(?![a-z])|o(?![a-z])|ilde|heta|au(?![a-z])|anh|frac|ag(?![a-z])|riangleq|textstyle"),
    "\n": ("n", "abla|eq(?![a-z])|onumber|otag|ewline"),
    "\v": ("v", "ec(?![a-z])|ert|dots|ar(?:phi|epsilon|sigma|theta|pi|rho)"),
    "\f": ("f", "rac|box|orall"),
    "\r": ("r", "ho(?![a-z])|ight|angle|floor|ceil|vert|brace"),
}
_PATTERN = re.compile("|".join(f"{mark}(?:{rests})" for mark, (_, rests) in _RESTS.items()))
_BEFORE_BEGIN = re.compile(r"(?<![A-Za-z\\])egin(?=\{[a-z]*(?:matrix|cases|array|aligned)\*?\})")


def repaired(text: str) -> tuple[str, tuple[str, ...]]:
    r"""The text with its commands restored, and the commands that were broken, each once.

    >>> repaired("\nabla W = \times")
    ('\\nabla W = \\times', ('\\nabla', '\\times'))
    """
    broken: dict[str, None] = {}

    def whole(match: re.Match) -> str:
        command = f"\\{_RESTS[match[0][0]][0]}{match[0][1:]}"
        broken[command] = None
        return command

    text = _PATTERN.sub(whole, text)
    if _BEFORE_BEGIN.search(text):
        broken["\\begin"] = None
        text = _BEFORE_BEGIN.sub(r"\\begin", text)
    return text, tuple(broken)
