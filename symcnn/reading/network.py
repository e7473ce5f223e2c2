"""The text of a network to its statements, one a line."""

from symcnn.reading.lines import Line, lines
from symcnn.reading.parser import checked
from symcnn.reading.settings import setting
from symcnn.reading.sides import Head, LineParser
from symcnn.reading.statements import Statement
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
    found = lines(checked(text, line))
    words = _known(found, Words(tensors, functions))
    return tuple(statement for each in found for statement in _read(each, words))


def _read(line: Line, words: Words) -> tuple[Statement, ...]:
    parser = LineParser(line.source, line.tokens, words)
    return setting(parser) or parser.statement()


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
    return Words(frozenset(tensors), frozenset(functions))


def _names(head: Head) -> set[str]:
    """The name on a left side and the letters of its sizes."""
    trees = [tree for size in head.sizes or () for tree in walk(size)]
    sizes = {tree.name for tree in trees if isinstance(tree, Name)}
    return sizes | ({head.name} if head.name else set())
