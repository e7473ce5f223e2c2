"""A document to what it holds for the checker: networks, mathematics and directives, in order."""

import re
from dataclasses import replace

from symcnn.errors import ReadError, quoted
from symcnn.reading.decimal_comma import with_decimal_commas
from symcnn.reading.directives import Directive
from symcnn.reading.items import Item, Mathematics, NetworkBlock, Piece, mathematics
from symcnn.reading.joined import with_signs_between
from symcnn.reading.macros import Macro, expanded, without_definitions
from symcnn.reading.notebook import cells
from symcnn.reading.parser import checked
from symcnn.reading.prose import plain_pieces
from symcnn.reading.scan import Found, markdown_pieces, tex_pieces
from symcnn.reading.words import FUNCTIONS, Words

FORMATS = ("markdown", "notebook", "tex", "text", "latex")
MOST_PIECES = 20_000

_SUFFIXES = {"md": "markdown", "markdown": "markdown", "ipynb": "notebook", "tex": "tex", "txt": "text", "text": "text"}
_MARKED = re.compile(r"(?<!\\)\$|\\\(|\\\[(?!\d)|^[ ]{0,3}(?:```|~~~)|<!--|<script\s+type\s*=\s*[\"']?math/tex", re.MULTILINE)
_TEX = re.compile(r"\\(?:documentclass|begin\s*\{document\}|section|usepackage)")


def read_document(
    text: str, form: str = "", tensors: frozenset[str] = frozenset(), functions: frozenset[str] = FUNCTIONS
) -> tuple[Item, ...]:
    r"""The items of a document; `form` is one of `FORMATS`, or empty to be told from the text.

    A directive is an item, and holds for all mathematics of the next block that has any. Raises `ReadError` for what
    is no text, too long, or no notebook; what cannot be read inside is told by `Mathematics.errors`.

    >>> [item.kind for item in read_document(r"The size is $5-3+1 = 3$ for $k = 1,2$.")]
    ['claim', 'range']
    """
    if _is_notebook(text, form):
        return _notebook(text, Words(tensors, functions))
    return _items(_found(text, form), Words(tensors, functions))


def network_blocks(text: str, form: str = "") -> tuple[NetworkBlock, ...]:
    """The blocks of a document that state networks, in order, its mathematics left unread; raises `ReadError`."""
    if _is_notebook(text, form):
        found = [each for _, cell in cells(text) for each in markdown_pieces(cell)]
    else:
        found = _found(text, form)
    return tuple(each for each in found if isinstance(each, NetworkBlock))


def _is_notebook(text: str, form: str) -> bool:
    return form == "notebook" or (
        not form and isinstance(text, str) and text.lstrip()[:1] == "{" and '"cells"' in text)


def form_of(text: str, path: str = "") -> str:
    """The format of a text, by the suffix of its path if that is known.

    >>> form_of("", "sheet.md"), form_of("a = b"), form_of("so $a = b$")
    ('markdown', 'text', 'markdown')
    """
    suffix = path.rpartition(".")[2].lower()
    if suffix in _SUFFIXES:
        return _SUFFIXES[suffix]
    if _is_notebook(text, ""):
        return "notebook"
    if _TEX.search(text):
        return "tex"
    return "markdown" if _MARKED.search(text) else "text"


def _found(text: str, form: str) -> list[Found]:
    text = checked(text).text.replace("\begin{", "\\begin{")
    form = form or form_of(text)
    if form in ("tex", "markdown"):
        text = expanded(text)
    if form == "markdown":
        return markdown_pieces(text)
    if form == "tex":
        return tex_pieces(text)
    if form == "latex":
        return [Piece(1, text, True, 1)]
    if form != "text":
        raise ReadError(f"the format {quoted(form)} is not known; use one of {', '.join(FORMATS)}")
    return markdown_pieces(text) if _MARKED.search(text) else plain_pieces(text)


def _notebook(text: str, words: Words) -> tuple[Item, ...]:
    items: list[Item] = []
    macros: dict[str, Macro] = {}
    for number, cell in cells(text):
        macros |= without_definitions(cell)[1]
        items += [_in_cell(item, number) for item in _items(markdown_pieces(expanded(cell, macros)), words)]
    return tuple(items)


def _in_cell(item: Item, number: int) -> Item:
    if isinstance(item, Mathematics):
        return replace(item, cell=number, directives=tuple(replace(each, cell=number) for each in item.directives))
    return replace(item, cell=number)


def _items(found: list[Found], words: Words) -> tuple[Item, ...]:
    """The items, where the directives of a block are handed to the mathematics of the next."""
    if len(found) > MOST_PIECES:
        raise ReadError(f"the document has more than {MOST_PIECES} pieces of mathematics; split it")
    items: list[Item] = []
    found = with_decimal_commas(with_signs_between(found))
    waiting: list[Directive] = []
    held: tuple[Directive, ...] = ()
    block = -1
    for each in found:
        if isinstance(each, NetworkBlock):
            items.append(each)
        elif isinstance(each, Piece):
            if waiting or each.block != block:
                held, waiting, block = tuple(waiting), [], each.block
            items.append(mathematics(each, words, held))
        else:
            items.append(each[0])
            waiting.append(each[0])
    return tuple(items)
