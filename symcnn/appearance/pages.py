"""Documents: the blocks of a page without the author's way of writing."""

from __future__ import annotations

from symcnn.appearance.table import latex_of, markdown_of, text_of
from symcnn.document.blocks import Document
from symcnn.document.latex import latex_fragment
from symcnn.document.markdown import markdown_page
from symcnn.document.text import text_page
from symcnn.printing.latex import LATEX
from symcnn.printing.text import TEXT


@latex_of.register
def _(value: Document) -> str:
    return latex_fragment(value, LATEX)


@text_of.register
def _(value: Document) -> str:
    return text_page(value, TEXT)


@markdown_of.register
def _(value: Document) -> str:
    return markdown_page(value, LATEX)
