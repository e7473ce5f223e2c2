"""Finds the mathematics of Markdown, and the lines of formulas in a text without any marks."""

import re

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.amsmath import amsmath_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin

from symcnn.reading.directives import directives
from symcnn.reading.items import NetworkBlock, Piece
from symcnn.reading.markdown import LANGUAGE
from symcnn.reading.tex import Found

_ESCAPED = re.compile(r"(?<!\\)\\([\[\]()])")
_DOLLARS = {"[": "$$", "]": "$$", "(": " $", ")": "$ "}
_TWO_WORDS = re.compile(r"(?<![\\{A-Za-z])[A-Za-z]{3,}[,:]? [A-Za-z]{2,}(?![A-Za-z}_^(])")
_DISPLAYS = ("math_block", "math_block_label", "amsmath")
_RELATION = re.compile(r"=|≈|\\approx|\\leftarrow|\\to(?![a-z])|→|<|>|\\le|\\ge")


def markdown_pieces(text: str) -> list[Found]:
    """Pieces, networks and directives of a Markdown text."""
    parser = MarkdownIt("commonmark").enable("table")
    parser.use(dollarmath_plugin, double_inline=True).use(amsmath_plugin)
    found: list[Found] = []
    for block, token in enumerate(parser.parse(_ESCAPED.sub(lambda match: _DOLLARS[match[1]], text))):
        line = token.map[0] + 1 if token.map else 1
        if token.type == "fence" and token.info.split()[:1] == [LANGUAGE]:
            found.append(NetworkBlock(token.content.removesuffix("\n"), line + 1))
        elif token.type in _DISPLAYS:
            found.append(_display(token, line, block))
        elif token.type == "html_block":
            found += [(each, block) for each in directives(token.content, line)]
        elif token.type == "inline":
            found += _inline(token, line, block)
    return found


def _display(token: Token, line: int, block: int) -> Piece:
    """A display; its first line may hold nothing but the dollars."""
    content = token.content
    blank = len(content) - len(content.lstrip("\n"))
    return Piece(line + blank, content.strip("\n"), True, block)


def _inline(token: Token, line: int, block: int) -> list[Found]:
    found: list[Found] = []
    for child in token.children or []:
        if child.type in ("math_inline", "math_inline_double"):
            found.append(Piece(line, child.content, child.type == "math_inline_double", block))
        elif child.type == "html_inline":
            found += [(each, block) for each in directives(child.content, line)]
        line += child.content.count("\n") + (child.type in ("softbreak", "hardbreak"))
    return found


def plain_pieces(text: str) -> list[Found]:
    """A text without dollars: one formula, or lines of formulas among lines of words."""
    lines = text.split("\n")
    if len([line for line in lines if line.strip()]) < 2 or "\\begin" in text or "\\\\" in text:
        return [Piece(1, text, True, 1)]
    found: list[Found] = []
    held: list[str] = []
    for number, line in enumerate([*lines, ""], start=1):
        if line.strip() and is_formula(line):
            held.append(line)
            continue
        if held:
            found.append(Piece(number - len(held), "\n".join(held), True, number, True))
        held = []
    return found


def is_formula(line: str) -> bool:
    """Whether a line is rather mathematics than words."""
    return not _TWO_WORDS.search(line) and bool(_RELATION.search(line) or line.lstrip()[:1] in "+-[(\\.0123456789")
