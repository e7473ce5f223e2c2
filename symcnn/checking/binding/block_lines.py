"""Lines of a network that several blocks of a file make, told by their numbers in the file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from symcnn.errors import SymcnnError
from symcnn.reading.network import read_network
from symcnn.reading.statements import Statement

_OPENED = re.compile(r"line (\d+)\b")


def placed(text: str, lines: Sequence[int]) -> list[Statement]:
    """The statements of a text, each with the line of the file that its own line is."""
    return [replace(s, line=lines[s.line - 1] if 0 < s.line <= len(lines) else s.line) for s in read_network(text)]


def lines_of(statements: Iterable[Statement]) -> tuple[int, ...]:
    """The line in the file of each line of the statements' text."""
    return tuple(s.line + n for s in statements for n in range(s.source.count("\n") + 1))


@contextmanager
def told_by(lines: Sequence[int]) -> Iterator[None]:
    """Errors that open with a line of the joined text open with the file's instead."""
    try:
        yield
    except SymcnnError as problem:
        opened = _OPENED.match(str(problem))
        number = int(opened[1]) if opened else 0
        if not opened or not 0 < number <= len(lines) or lines[number - 1] == number or hasattr(problem, "column"):
            raise
        raise type(problem)(f"line {lines[number - 1]}{str(problem)[opened.end():]}") from problem
