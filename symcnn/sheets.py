"""Documents to be checked: from files, from the examples, from standard input, or given in place."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from symcnn.checking import check as checker
from symcnn.checking.report.report import Report
from symcnn.errors import SymcnnError, quoted
from symcnn.loading import LARGEST, LARGEST_NOTEBOOK, PREFIX, file_text, is_file
from symcnn.network import Network
from symcnn.reading.document import form_of

SUFFIXES = (".md", ".markdown", ".ipynb", ".tex", ".txt")


@dataclass(frozen=True)
class Document:
    """A text, its format where its path tells one, and its name."""

    text: str
    kind: str | None = None
    name: str = ""

    def check(self, given: str | Network | None = None) -> Report:
        """The report on the document; ``given`` is its network where it states none."""
        return checker.check(self.text, given, self.kind, self.name)


def opened(path: str) -> Document:
    """The document in a file or example; raises ``NameUnknown`` or ``SymcnnError`` where it cannot be read."""
    if path.startswith(PREFIX):
        return Document(file_text(path), "markdown", path)
    known = Path(path).suffix.lower() in SUFFIXES
    text = file_text(path)
    return Document(text, form_of(text, path) if known else None, path)


def received(stream: BinaryIO, name: str = "-") -> Document:
    """The document on a stream; raises ``SymcnnError`` where it is too long or no text."""
    content = stream.read(LARGEST + 1)
    if is_notebook := content.lstrip()[:1] == b"{":
        content += stream.read(LARGEST_NOTEBOOK + 1 - len(content))
    largest = LARGEST_NOTEBOOK if is_notebook else LARGEST
    if len(content) > largest:
        raise SymcnnError(f"{quoted(name)} is longer than {largest} bytes: a sheet is shorter")
    try:
        return Document(content.decode("utf-8-sig"), None, name)
    except UnicodeDecodeError as problem:
        raise SymcnnError(f"{quoted(name)} is no UTF-8 text: save it as such") from problem


def check(source: str | Path, given: str | Network | None = None) -> Report:
    """Every claim of a document judged.

    ``source`` is LaTeX, a text, or the path of a Markdown, notebook, TeX or text file, or ``"example:NAME"``; ``given``
    is the network, or its equations, where the source states none. A text on one line that ends as a path does and has
    no space is a path.
    """
    if isinstance(source, Path) or is_path(source):
        return opened(str(source)).check(given)
    return Document(source).check(given)


def is_path(source: str) -> bool:
    """Whether a text is meant as a path: it names an example, or ends in a suffix known here."""
    if source.startswith(PREFIX):
        return True
    is_short = len(source) < 1000 and not set(source) & set("\n=${}")
    return is_short and source.lower().endswith(SUFFIXES) and (" " not in source or is_file(source))
