"""The networks in a Markdown text: its fenced blocks that open with ```symcnn."""

import re
from dataclasses import dataclass

from symcnn.reading.network import read_network
from symcnn.reading.parser import checked
from symcnn.reading.statements import Statement
from symcnn.reading.words import FUNCTIONS

LANGUAGE = "symcnn"

_FENCE = re.compile(r"[ \t]*(?P<mark>`{3,}|~{3,})[ \t]*(?P<info>[^`\n]*?)[ \t]*")


@dataclass(frozen=True)
class Block:
    """The text inside a fence, and the number of its first line in the file."""

    text: str
    line: int


def blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a Markdown text that hold a network; one without an end runs to the end of the text."""
    found: list[Block] = []
    held: list[str] | None = None
    mark, start = "", 0
    for number, line in enumerate(checked(text).text.split("\n"), start=1):
        fence = _FENCE.fullmatch(line.rstrip("\r"))
        if mark:
            if fence and not fence["info"] and fence["mark"].startswith(mark):
                found += [Block("\n".join(held), start)] if held is not None else []
                mark, held = "", None
            elif held is not None:
                held.append(line)
        elif fence:
            mark, start = fence["mark"], number + 1
            held = [] if fence["info"].split()[:1] == [LANGUAGE] else None
    return (*found, Block("\n".join(held), start)) if held is not None else tuple(found)


def network_text(text: str) -> str:
    """The blocks as one text in which every line has the number it has in the file.

    >>> network_text("# A title\\n```symcnn\\nx: 4x4\\n```")
    '\\n\\nx: 4x4'
    """
    lines: list[str] = []
    for block in blocks(text):
        lines += [""] * (block.line - 1 - len(lines))
        lines += block.text.split("\n")
    return "\n".join(lines)


def read_markdown(
    text: str, tensors: frozenset[str] = frozenset(), functions: frozenset[str] = FUNCTIONS
) -> tuple[Statement, ...]:
    """The statements of all networks in a Markdown text, a later block adding to the one before."""
    return read_network(network_text(text), tensors, functions)
