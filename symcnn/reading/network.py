"""The text of a network to its statements, one a line."""

from collections.abc import Set
from dataclasses import replace

from symcnn.notation.names import normal
from symcnn.notation.spelling import split
from symcnn.reading.lines import Line, lines
from symcnn.reading.on_paper import as_declared
from symcnn.reading.parenthesised import with_brackets
from symcnn.reading.parser import checked
from symcnn.reading.settings import setting
from symcnn.reading.sides import Head, LineParser
from symcnn.reading.source import Source
from symcnn.reading.statements import Let, Statement
from symcnn.reading.tokens import Token
from symcnn.reading.tree import Name, walk
from symcnn.reading.words import FUNCTIONS, Words, function_key


def read_network(
    text: str,
    tensors: frozenset[str] = frozenset(),
    functions: frozenset[str] = FUNCTIONS,
    line: int = 1,
) -> tuple[Statement, ...]:
    """The statements of a network; `tensors` are names known from text read before; raises `ReadError`.

    A name on the left of any line is a tensor on every line, so that `y(1-y)` is a product.

    >>> read_network("x: 4x4")
    (Leaf(line=1, name='x', letters=None, sizes=(Number(text='4'), Number(text='4')), scalar=False),)
    """
    source = checked(text, line)
    found = with_brackets(lines(replace(source, text=as_declared(source.text))), functions)
    words = _known(found, Words(tensors, functions))
    settings = [setting(LineParser(each.source, each.tokens, words)) for each in found]
    if not any(isinstance(s, Let) and s.glyph == "*" for each in settings for s in each or ()):
        found = [replace(each, tokens=[_as_star(t, each.source) for t in each.tokens]) for each in found]
    return tuple(s for each, said in zip(found, settings, strict=True)
                 for s in said or LineParser(each.source, each.tokens, words).statement())


def _as_star(token: Token, source: Source) -> Token:
    r"""``\ast`` slides a kernel where nobody says what an asterisk is; ``*`` may be a product."""
    return replace(token, text="star") if token.text == "*" and source.text.startswith("\\ast", token.start) else token


def _known(found: list[Line], words: Words) -> Words:
    """The words, with all names on left sides as tensors, but for those that name a function."""
    tensors, functions = set(words.tensors), set(words.functions)
    for line in found:
        parser = LineParser(line.source, line.tokens, words)
        if setting(parser):
            continue
        head = parser.head()
        if parser.names_function(head):
            functions.add(function_key(head.name))
        else:
            tensors |= _names(head)
    return Words(frozenset(tensors | _of_layers(found, tensors)), frozenset(functions))


def _of_layers(found: list[Line], tensors: Set[str]) -> set[str]:
    """The names that wear the number of a layer wherever they stand, where those on left sides do: ``b^1`` beside ``z^1``."""
    layers = {split(t).superscript.strip("()[]") for t in tensors}
    worn: dict[str, set[str]] = {}
    for line in found:
        for place, token in enumerate(line.tokens):
            if token.kind == "word":
                text = [t.text for t in line.tokens[place + 1:place + 5] if t.text not in ("{", "}")]
                worn.setdefault(token.text, set()).add(text[1] if text[:1] == ["^"] and len(text) > 1 else "")
    return {normal(f"{base}^{{({number})}}") for base, numbers in worn.items() for number in numbers
            if base != "e" and base not in tensors and all(n.isdigit() for n in numbers) and numbers <= layers}


def _names(head: Head) -> set[str]:
    """The name on a left side and the letters of its sizes."""
    trees = [tree for size in head.sizes or () for tree in walk(size)]
    sizes = {tree.name for tree in trees if isinstance(tree, Name)}
    return sizes | ({head.name} if head.name else set())
