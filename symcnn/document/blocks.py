"""What a page is made of: headings, paragraphs, displayed formulas, tables and pictures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Union

from symcnn.display import Legible
from symcnn.document.parts import Line, Part

Run = Union[str, Part]
"""Plain words, or a formula within a line."""


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is the page's title."""

    level: int
    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Paragraph:
    """Words and formulas in a line."""

    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Items:
    """Paragraphs set as a numbered list."""

    items: tuple[tuple[Run, ...], ...]


@dataclass(frozen=True)
class Formula:
    """A displayed formula: lines one below the other, their relations aligned; ``boxed`` where it is a result."""

    lines: tuple[Line, ...]
    boxed: bool = False


@dataclass(frozen=True)
class Table:
    """Rows of cells below a header."""

    header: tuple[tuple[Run, ...], ...]
    rows: tuple[tuple[tuple[Run, ...], ...], ...]


@dataclass(frozen=True)
class Picture:
    """A drawing as SVG, and what it shows in words, for formats that have no drawings."""

    svg: str
    caption: str


Block = Union[Heading, Paragraph, Items, Formula, Table, Picture]


@dataclass(frozen=True)
class Document(Legible):
    """Blocks in order."""

    blocks: tuple[Block, ...]

    @property
    def title(self) -> str:
        """The words of the first heading."""
        headings = [b for b in self.blocks if isinstance(b, Heading)]
        return "".join(r for r in headings[0].runs if isinstance(r, str)) if headings else "Worked solution"


def paragraph(*runs: Run) -> Paragraph:
    """Words and formulas in a line."""
    return Paragraph(runs)


def heading(level: int, *runs: Run) -> Heading:
    """A heading."""
    return Heading(level, runs)
