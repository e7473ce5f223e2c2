r"""What goes together with commands that say nothing: `\tag{5}`, `\tag 5`, `\hspace{1in}`, `\hskip 2em`, `\phantom{x}`."""

import re

_LENGTH = re.compile(
    r"\*?\s{0,9}(?P<brace>\{)?\s{0,9}(?P<size>-?[0-9]*\.?[0-9]*)\s{0,9}(?P<unit>em|ex|in|cm|mm|pt|pc|px|mu|\\[a-z]{1,20}width)"
    r"(?![A-Za-z])\s{0,9}(?(brace)\})")
_BARE = re.compile(r"\*?\s{0,9}(?:\([^()\n]{0,20}\)|[0-9]+(?:[.\-][0-9]+)*[a-z]?(?![A-Za-z]))")
_SIGNS = re.compile(r"\\.|[{}]", re.DOTALL)
_BELOW = re.compile(r"\s{0,9}\[[^][]{0,200}\]")
_OPENS = re.compile(r"\*?\s{0,99}\{")
# in points; \mu is the eighteenth part of a quad
_POINTS = {"em": 10.0, "ex": 4.3, "in": 72.0, "cm": 28.0, "mm": 2.8, "pt": 1.0, "pc": 12.0, "px": 0.75, "mu": 0.56}
_WIDE = 8.0
_LONGEST = 2_000

LENGTHS = frozenset("hspace hskip mspace mskip kern mkern vspace vskip".split())
"""Commands behind which a length stands."""
NUMBERED = frozenset("tag eqno leqno".split())
"""Commands behind which the number of an equation stands, with braces or without."""


def argument_end(name: str, text: str, position: int) -> int:
    r"""Where the argument of a command ends that stands behind its name; the position itself where there is none.

    >>> argument_end("tag", r"\tag 5", 4), argument_end("phantom", r"\phantom{\frac{a}{b}}", 8)
    (6, 21)
    """
    bare = _LENGTH.match(text, position) if name in LENGTHS else _BARE.match(text, position) if name in NUMBERED else None
    if bare:
        return bare.end()
    opening = _OPENS.match(text, position)
    return _closing(text, opening.end()) or position if opening else position


def behind_label(text: str, position: int) -> int:
    r"""The place behind what stands above and below a long arrow, where both begin at a position: `\xrightarrow[b]{a}`.

    >>> behind_label(r"\xrightarrow[b]{\text{ReLU}} y", 12)
    28
    """
    below = _BELOW.match(text, position)
    return argument_end("xrightarrow", text, below.end() if below else position)


def _closing(text: str, position: int) -> int:
    """The place behind the brace that closes one that opened before a position; 0 where none does."""
    depth = 1
    for match in _SIGNS.finditer(text, position, position + _LONGEST):
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        if not depth:
            return match.end()
    return 0


def is_wide(name: str, text: str, position: int) -> bool:
    r"""Whether a space is about as wide as `\quad`, and parts formulas as that does: `\hspace{0.5in}`, not `\hspace{1mm}`.

    >>> is_wide("hspace", r"\hspace{0.5in}", 7), is_wide("hspace", r"\hspace{1mm}", 7)
    (True, False)
    """
    length = _LENGTH.match(text, position) if name in LENGTHS and name[0] != "v" else None
    if length is None:
        return name in ("hfill", "hfil")
    size = float(length["size"]) if length["size"].strip("-.") else 1.0
    return length["unit"].endswith("width") or size * _POINTS[length["unit"]] >= _WIDE
