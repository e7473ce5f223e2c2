"""Reads the lines that set a convention: `assume`, `batch`, `let`, `origin`, `layout`, `ties`."""

from collections.abc import Iterator
from dataclasses import replace

from symcnn.reading.parser import Parser
from symcnn.reading.sides import LineParser
from symcnn.reading.statements import Assume, Batch, Layout, Let, Origin, Statement, Tie
from symcnn.reading.tokens import OPENING, Token
from symcnn.reading.tree import Tree

_RELATIONS = ("==", "=", "!=", ">=", "<=", ">", "<")
_GLYPHS = {"*": "*", "×": "*", "odot": "odot", "star": "star", "·": "juxtapose", "@": "juxtapose"}
_MEANINGS = {
    "convolution": "convolution",
    "correlation": "correlation",
    "crosscorrelation": "correlation",
    "product": "product",
}
_CHOICES = {
    "origin": ("0", "1"),
    "layout": ("channels_first", "channels_last"),
    "ties": ("first", "all", "split"),
}


def setting(parser: LineParser) -> tuple[Statement, ...]:
    """The statements of the line if it sets a convention, else none."""
    word, after = parser.token.text, parser.after
    if parser.token.kind != "word":
        return ()
    if word in _CHOICES and after.text == "=":
        return (_choice(parser, word),)
    if after.kind == "end" or (after.kind == "symbol" and after.text in ("=", ":=", ":", "[", "_", "^", "'")):
        return ()
    if word == "assume":
        return tuple(_assumptions(parser))
    if word == "let":
        return (_let(parser),)
    return (_batch(parser),) if word == "batch" else ()


def _choice(parser: LineParser, word: str) -> Statement:
    choices = _CHOICES[word]
    parser.position += 2
    given = _word(parser)
    if given not in choices or parser.token.kind != "end":
        parser.position = 2
        raise parser.expected(" or ".join(choices))
    if word == "origin":
        return Origin(int(given), **parser.place())
    return Layout(given, **parser.place()) if word == "layout" else Tie(given, **parser.place())


def _word(parser: LineParser) -> str:
    """The rest of the line as one word, `channels_last` or `"channels-last"`."""
    text = ""
    while parser.token.kind != "end":
        text += parser.take().text
    return text.replace("-", "_")


def _let(parser: LineParser) -> Statement:
    parser.take()
    if parser.token.text not in _GLYPHS or parser.token.kind != "symbol":
        raise parser.expected("one of the glyphs * \\star \\times \\odot \\cdot")
    glyph = _GLYPHS[parser.take().text]
    if not (parser.accept("=") or parser.accept(":=")):
        raise parser.expected("'='")
    start = parser.position
    meaning = _MEANINGS.get(_word(parser).replace("_", "").casefold())
    if not meaning:
        parser.position = start
        raise parser.expected("convolution, correlation or product")
    return Let(glyph, meaning, **parser.place())


def _batch(parser: LineParser) -> Statement:
    parser.take()
    letter = parser.plain_name("a letter for the batch")
    size = parser.whole() if parser.accept(":") or parser.accept("=") else None
    parser.finish()
    return Batch(letter, size, **parser.place())


def _assumptions(parser: LineParser) -> Iterator[Statement]:
    parser.take()
    for part in _split(parser.tokens[parser.position :], (",",)):
        yield from _assumption(parser, part)


def _split(found: list[Token], marks: tuple[str, ...]) -> list[list[Token]]:
    """The tokens between marks that stand in no bracket, each part with the mark behind it as its end."""
    parts: list[list[Token]] = [[]]
    depth = 0
    for token in found:
        symbol = token.text if token.kind == "symbol" else ""
        depth += (symbol in OPENING) - (symbol in OPENING.values())
        if depth == 0 and (token.text in marks or token.kind == "end"):
            parts[-1].append(replace(token, kind="end"))
            parts.append([])
        else:
            parts[-1].append(token)
    return parts[:-1]


def _assumption(parser: LineParser, part: list[Token]) -> Iterator[Statement]:
    texts = [token.text for token in part[:-1]]
    place = parser.place()
    if texts and texts[-1] in ("odd", "even", "onehot", "hot"):
        yield _property(parser, part, texts)
        return
    if "divides" in texts:
        divisor, multiple = _sides(parser, part, ("divides",))
        yield Assume("divides", divisor, multiple, **place)
        return
    sides = _sides(parser, part, _RELATIONS)
    relations = [token.text for token in _marks(part, _RELATIONS)]
    for relation, left, right in zip(relations, sides, sides[1:], strict=False):
        yield Assume("==" if relation == "=" else relation, left, right, **place)


def _property(parser: LineParser, part: list[Token], texts: list[str]) -> Statement:
    """`K odd`, `K is odd`, `t one-hot`, `t one hot`."""
    words = {"odd": 1, "even": 1, "onehot": 1, "hot": 3 if texts[-2:-1] == ["-"] else 2}[texts[-1]]
    kind = texts[-1] if words == 1 and texts[-1] != "onehot" else "one-hot"
    subject, verb = part[: max(0, len(texts) - words)], part[max(0, len(texts) - words)]
    if subject and subject[-1].text == "is":
        verb = subject.pop()
    return Assume(kind, _tree(parser, [*subject, replace(verb, kind="end")]), **parser.place())


def _marks(part: list[Token], marks: tuple[str, ...]) -> list[Token]:
    return [each[-1] for each in _split(part, marks)[:-1]]


def _sides(parser: LineParser, part: list[Token], marks: tuple[str, ...]) -> list[Tree]:
    sides = _split(part, marks)
    if len(sides) < 2 or (marks == ("divides",) and len(sides) != 2):
        message = "expected an assumption such as N >= K, K odd, t one-hot or s divides H-K"
        raise parser.source.error(part[0].start, message)
    return [_tree(parser, side) for side in sides]


def _tree(parser: LineParser, part: list[Token]) -> Tree:
    inner = Parser(parser.source, part, parser.words)
    tree = inner.whole()
    inner.finish()
    return tree
