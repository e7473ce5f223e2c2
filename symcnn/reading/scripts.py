"""What stands in scripts: part of a name, a layer and indices beside it, indices side by side."""

import re
from itertools import pairwise

from symcnn.reading.grouping import is_symbol, parts
from symcnn.reading.tokens import OPENING, Token

IN_A_SUBSCRIPT = frozenset(["_", "^", "{", "}", "'", "+", "-", "[", "]"])
IN_A_SUPERSCRIPT = IN_A_SUBSCRIPT | frozenset(["(", ")", "*"])

_LAYER = re.compile(r"(?:l|L|\\ell)(?:[+-][1-9])?")
_LETTERS = re.compile(r"[a-z]")
_PLACE = re.compile(r"[A-Za-z][0-9]*|[0-9]+")


def is_label(content: list[Token]) -> bool:
    """Whether a script is a word or a capital, and no index."""
    return len(content) == 1 and content[0].kind == "word" and (len(content[0].text) > 1 or content[0].text.isupper())


def is_run(content: list[Token]) -> bool:
    r"""Whether a subscript is letters and digits set apart by blanks, which LaTeX does not show: ``w_{j i}``, ``z_{h 1}``."""
    texts = [token.text for token in content if token.kind in ("word", "number") and _PLACE.fullmatch(token.text)]
    # in w_{1 12} the blank says where an index ends
    plain = all(len(a + b) == 2 for a, b in pairwise(texts) if a.isdigit() and b.isdigit())
    return plain and 1 < len(texts) == len(content)


def is_spelled(content: list[Token], allowed: frozenset[str]) -> bool:
    """Whether the tokens of a script may be part of a name: no product, no list, no fraction."""
    if not content or content[0].text in ("+", "-"):
        return False
    before = None
    for token in content:
        is_word = token.kind in ("word", "number", "command")
        if token.kind == "number" and not token.text.isdigit():
            return False
        if not is_word and not (token.kind == "symbol" and token.text in allowed):
            return False
        if is_word and token.spaced and before in ("word", "number"):
            return False
        before = token.kind
    return True


def joined(content: list[Token]) -> str:
    text = ""
    for token in content:
        text += token.text
        if token.kind == "command":
            text += " "
    return text.rstrip()


def layers_and_indices(content: list[Token]) -> tuple[list[Token], list[list[Token]]]:
    r"""The layer and the indices in a list of letters above a name, ``l, m``; nothing where this is no such list."""
    if len(content) > 2 and is_symbol(content[0], ("(", "[")) and is_symbol(content[-1], (")", "]")):
        content = content[1:-1]
    pieces = parts(content, (",",))
    if len(pieces) < 2 or not all(is_spelled(piece, frozenset(["+", "-"])) for piece in pieces):
        return [], []
    texts = ["".join(token.text for token in piece) for piece in pieces]
    layers = [n for n, text in enumerate(texts) if _LAYER.fullmatch(text)]
    # W^{l,T} is a transpose
    if len(layers) > 1 or texts[-1] in ("T", "top") or not any(text[0].isalpha() for text in texts):
        return [], []
    return [token for n in layers for token in pieces[n]], [p for n, p in enumerate(pieces) if n not in layers]


def side_by_side(content: list[Token]) -> list[list[Token]]:
    """The indices that stand side by side, `(i+a)(j+b)`, `(i+1)j`, each with its brackets; none where this is no such list."""
    pieces: list[list[Token]] = []
    depth = 0
    for token in content:
        if depth:
            pieces[-1].append(token)
        elif is_symbol(token, ("(",)) or (token.kind == "word" and _LETTERS.fullmatch(token.text)):
            pieces.append([token])
        else:
            return []
        depth += is_symbol(token, OPENING) - is_symbol(token, OPENING.values())
    groups = [piece for piece in pieces if len(piece) > 1]
    formulas = all(any(is_symbol(token, ("+", "-")) for token in piece) for piece in groups)
    # c(i) is what c is at i
    return pieces if len(pieces) > 1 and groups and (formulas or len(groups) == len(pieces)) else []
