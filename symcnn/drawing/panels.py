"""How the entries of a tensor are laid out in a picture: grids of rows and columns, one for each channel shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from math import floor, log10
from typing import Any

from symcnn.drawing.label import Label, of_tensor, plain, width
from symcnn.errors import NotSupportedYet
from symcnn.system import System

Place = tuple[int, ...]
Span = tuple[int, int]
MOST_CELLS, MOST_PANELS, SIDE = 32, 4, 28.0
AROUND = 12
"""Rows or columns that are shown of a large grid, if what is read is fewer."""


@dataclass(frozen=True)
class Grid:
    """A tensor as drawn: which axes are rows and columns, how far these run with their padding, and which panels show.

    A panel is a choice of the other indices. ``domain`` are the spans of rows and columns without padding, ``reach`` those
    with it, ``spans`` what is drawn: of a large grid the part around what is read.
    """

    tensor: str
    title: Label
    shape: str
    axes: tuple[int, ...]
    domain: tuple[Span, Span]
    reach: tuple[Span, Span]
    spans: tuple[Span, Span]
    panels: tuple[Place, ...]
    hidden: int
    names: tuple[str, ...]
    texts: Mapping[Place, str]
    side: float

    @property
    def rows(self) -> int:
        """Rows, those of the padding too."""
        return self.spans[0][1] - self.spans[0][0] + 1

    @property
    def columns(self) -> int:
        """Columns, those of the padding too."""
        return self.spans[1][1] - self.spans[1][0] + 1

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of one panel."""
        return self.columns * self.side, self.rows * SIDE

    def split(self, place: Place) -> tuple[Place, int, int]:
        """The panel, the row and the column of an entry; an axis the tensor does not have counts as 0."""
        at = [place[n] for n in self.axes]
        row, column = (at[0], at[1]) if len(at) == 2 else (0, at[0]) if at else (0, 0)
        return tuple(p for n, p in enumerate(place) if n not in self.axes), row, column

    def join(self, panel: Place, row: int, column: int) -> Place:
        """The entry at a row and a column of a panel."""
        at, rest = {2: [row, column], 1: [column], 0: []}[len(self.axes)], iter(panel)
        rank = len(panel) + len(self.axes)
        return tuple(at[self.axes.index(n)] if n in self.axes else next(rest) for n in range(rank))


def grid(key: str, system: System, axes: tuple[int, ...], read: Iterable[Place], around: Iterable[Place],
         values: Mapping[Place, Any] | None) -> Grid:
    """The grid of a tensor of which ``read`` is looked at now, and ``around`` at some time.

    Of more than 32 rows or columns those around what is read are shown; raises ``NotSupportedYet`` where these are more
    than 32.
    """
    tensor, read = system.tensors[key], list(read)
    domain = [(a.origin, a.last.number or 0) for a in tensor.axes]
    inner: tuple[Span, Span] = _two([domain[n] for n in axes])
    met = list(around)
    reach = [_span(domain[n], [p[n] for p in met]) for n in axes]
    spans: tuple[Span, Span] = _two([_cropped(s, [p[n] for p in read], key) for s, n in zip(reach, axes, strict=True)])
    others = [n for n in range(len(tensor.axes)) if n not in axes]
    all_panels = list(product(*(range(domain[n][0], domain[n][1] + 1) for n in others)))
    used = list(dict.fromkeys(tuple(p[n] for n in others) for p in read))
    shown = tuple(p for p in used if p in all_panels)[:MOST_PANELS] or tuple(all_panels[:1])
    texts = {p: shown_number(v) for p, v in (values or {}).items()}
    return Grid(key, of_tensor(tensor, system), "×".join(str(h - low + 1) for low, h in domain), axes, inner,
                _two(reach), spans, shown, len(all_panels) - len(shown),
                tuple(tensor.axes[n].letter for n in others), texts, _side(texts))


def _two(spans: list[Span]) -> tuple[Span, Span]:
    rows, columns = [(0, 0)] * (2 - len(spans)) + spans
    return rows, columns


def _span(domain: Span, met: list[int]) -> Span:
    return min([domain[0], *met]), max([domain[1], *met])


def _cropped(span: Span, met: list[int], key: str) -> Span:
    """The whole span where it is short, else the part around what is met."""
    if span[1] - span[0] < MOST_CELLS:
        return span
    low, high = min(met, default=span[0]), max(met, default=span[0])
    if high - low >= MOST_CELLS:
        raise NotSupportedYet(
            f"an entry reads more than {MOST_CELLS} rows or columns of {key}: choose smaller sizes for a picture")
    spare = max(AROUND - (high - low + 1), 4)
    start = max(span[0], min(low - spare // 2, span[1] - (high - low + spare)))
    return start, min(span[1], start + high - low + spare)


def _side(texts: Mapping[Place, str]) -> float:
    """Cells as wide as the longest number needs."""
    return max([SIDE, *(width(plain(t), 12) + 10 for t in texts.values())])


def shown_number(value: Any) -> str:
    """A number for a cell: whole numbers as they are, others with three digits.

    >>> shown_number(-2.0), shown_number(0.0293761)
    ('−2', '0.0294')
    """
    number = abs(float(value))
    sign = "−" if float(value) < 0 else ""
    if number.is_integer() and number < 1e6:
        return f"{sign}{int(number)}"
    if number and not 1e-4 <= number < 1e6:
        exponent = floor(log10(number))
        return f"{sign}{number / 10.0**exponent:.3g}e{'−' if exponent < 0 else ''}{abs(exponent)}"
    return f"{sign}{number:.3g}"
