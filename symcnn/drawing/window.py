"""The picture of one entry, painted: grids from left to right, the window lit, padding and stride to be seen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

from symcnn.drawing import shapes
from symcnn.drawing.drawing import Drawing
from symcnn.drawing.label import Label, Run, plain, width
from symcnn.drawing.panels import SIDE, Grid, Place
from symcnn.drawing.scene import Scene, Tables, scene
from symcnn.drawing.shapes import Element
from symcnn.equation import Equation
from symcnn.notation.letters import Letter
from symcnn.system import System

MARGIN, BETWEEN, HEAD, NAMED, APART, LINE = 18.0, 46.0, 44.0, 18.0, 12.0, 19.0
SMALLEST = 8.0


def draw_entry(equation: Equation, system: System, letters: Mapping[Letter, int], term: int | None,
               tables: Tables) -> Drawing:
    """The entry of an equation at which the free letters have these numbers; sizes are numbers in both."""
    shown = scene(equation, system, dict(letters), term, tables)
    said = ". ".join(c.said for c in shown.lines)
    columns = (*shown.grids, shown.result)
    heights = _heights(columns)
    body = sum(heights) + APART * (len(heights) - 1)
    painted, x = list[Element](), MARGIN + 8
    for place, g in enumerate(columns):
        wide = max(g.size[0], _title_width(g))
        painted += _column(shown, g, x + wide / 2, heights, body)
        x += wide
        if place < len(columns) - 1:
            painted += _sign(_joined(shown, place), x + BETWEEN / 2, HEAD + body / 2)
            x += BETWEEN
    foot = HEAD + body + 30
    painted += [shapes.words(c.label, MARGIN, foot + LINE * row, 13 if c.strong else 12, anchor="start",
                             colour="ink" if c.strong else "faint") for row, c in enumerate(shown.lines)]
    wide = max(x + MARGIN + 8, *(width(c.label, 13) + 2 * MARGIN for c in shown.lines))
    return Drawing(shapes.document(wide, foot + LINE * (len(shown.lines) - 1) + 14, painted, said), said)


def _heights(columns: tuple[Grid, ...]) -> list[float]:
    """The height of every row of panels, with the line that names them."""
    name = NAMED if any(g.names for g in columns) else 0.0
    return [name + max(g.size[1] for g in columns if len(g.panels) > row)
            for row in range(max(len(g.panels) for g in columns))]


def _title_width(g: Grid) -> float:
    return width(g.title, 15) + width(plain(g.shape), 11) + 14


def _joined(shown: Scene, place: int) -> str:
    """How a grid goes together with the next: as factors of one term, as terms, or as the result."""
    if place == len(shown.grids) - 1:
        return ""
    pair = {g.tensor for g in shown.grids[place: place + 2]}
    return "·" if any(pair <= {c.tensor for c in t} for t in shown.now.terms) else "+"


def _sign(sign: str, x: float, y: float) -> list[Element]:
    """A dot or a plus between grids, an arrow before the result."""
    if sign:
        return [shapes.words(plain(sign), x, y + 8, 26 if sign == "·" else 20, colour="faint")]
    start = f"M {shapes.number(x - 18)} {shapes.number(y)} h 20"
    return [shapes.path(start, stroke="edge", thick=1.4), shapes.arrow_head((x + 8, y), down=False)]


def _column(shown: Scene, g: Grid, middle: float, heights: list[float], body: float) -> Iterator[Element]:
    """The title of a tensor and its panels, each in the middle of its row."""
    start = middle - _title_width(g) / 2
    yield shapes.words(g.title, start, MARGIN + 8, 15, anchor="start")
    yield shapes.words(plain(g.shape), start + _title_width(g), MARGIN + 8, 11, anchor="end", colour="faint")
    mine = heights[: len(g.panels)]
    y = HEAD + (body - sum(mine) - APART * (len(mine) - 1)) / 2
    for panel, height in zip(g.panels, mine, strict=True):
        name = NAMED if g.names else 0.0
        top = y + name + (height - name - g.size[1]) / 2
        if g.names:
            yield shapes.words(_panel_name(g, panel), middle, top - 13, 11, colour="faint")
        yield from _panel(shown, g, panel, middle - g.size[0] / 2, top)
        y += height + APART


def _panel_name(g: Grid, panel: Place) -> Label:
    runs: list[Run] = []
    for name, value in zip(g.names, panel, strict=True):
        runs += [*([Run(", ")] if runs else []), Run(name, slanted=True), Run(f" = {value}")]
    total = [Run(f" of {g.hidden + len(g.panels)}")] if g.hidden and len(g.names) == 1 else []
    return (*runs, *total)


def _panel(shown: Scene, g: Grid, panel: Place, left: float, top: float) -> Iterator[Element]:
    if g.hidden and panel == g.panels[-1]:
        yield from (shapes.rectangle(left + back, top + back, *g.size, fill="cell", stroke="line") for back in (6, 3))
    read, lit = shown.read(g), shown.lit(g)
    cells = [(g.join(panel, row, column), row, column) for row, column in product(
        range(g.spans[0][0], g.spans[0][1] + 1), range(g.spans[1][0], g.spans[1][1] + 1))]
    # what is lit is painted last, so that its edges lie on top
    for place, row, column in sorted(cells, key=lambda c: (c[0] in lit, c[0] in read)):
        x, y = left + (column - g.spans[1][0]) * g.side, top + (row - g.spans[0][0]) * SIDE
        yield from _cell(shown, g, place, (x, y), _inside(g, row, column))
    yield from _margins(g, left, top)
    yield from _cuts(g, left, top)
    yield from _next_window(shown, g, panel, left, top)


def _inside(g: Grid, row: int, column: int) -> bool:
    (first, last), (left, right) = g.domain
    return first <= row <= last and left <= column <= right


def _drawn(g: Grid, row: int, column: int) -> bool:
    (first, last), (left, right) = g.spans
    return first <= row <= last and left <= column <= right


def _cell(shown: Scene, g: Grid, place: Place, corner: tuple[float, float], inside: bool) -> Iterator[Element]:
    x, y = corner
    is_read, is_lit = place in shown.read(g), place in shown.lit(g)
    fill = "lit" if is_lit else "window" if is_read else "cell" if inside else "pad"
    stroke = "lit-edge" if is_lit else "window-edge" if is_read else "line"
    yield shapes.rectangle(x, y, g.side, SIDE, fill=fill, stroke=stroke, dashed=not inside and not is_read)
    text = g.texts.get(place)
    if not inside:
        yield shapes.words(plain("" if shown.is_maximum else "0"), x + g.side / 2, y + 18, 11, colour="faint")
    elif text is not None:
        yield shapes.words(plain(text), x + g.side / 2, y + 18.5, 12, bold=is_lit)
    elif is_read and g.axes:
        named = plain(",".join(str(place[n]) for n in g.axes))
        fit = min(10.5, 10.5 * (g.side - 3) / width(named, 10.5))
        if fit >= SMALLEST or is_lit:
            # elsewhere the numbers at the border say which cell it is
            yield shapes.words(named, x + g.side / 2, y + 18, fit, bold=is_lit)


def _margins(g: Grid, left: float, top: float) -> Iterator[Element]:
    """The numbers of rows and columns beside a grid."""
    (first, last), (start, end) = g.domain
    (top_row, bottom_row), (left_column, right_column) = g.spans
    if len(g.axes) == 2:
        for row in range(max(first, top_row), min(last, bottom_row) + 1):
            yield shapes.words(plain(str(row)), left - 4, top + (row - g.spans[0][0]) * SIDE + 17, 8, colour="faint",
                               anchor="end")
    if g.axes:
        for column in range(max(start, left_column), min(end, right_column) + 1):
            yield shapes.words(plain(str(column)), left + (column - g.spans[1][0] + 0.5) * g.side, top - 3, 8,
                               colour="faint")


def _cuts(g: Grid, left: float, top: float) -> Iterator[Element]:
    """Dots where a large grid goes on."""
    (rows, columns), (wide, high) = g.reach, g.size
    if g.spans[0][0] > rows[0]:
        yield shapes.words(plain("⋮"), left - 9, top + 2, 10, colour="faint")
    if g.spans[0][1] < rows[1]:
        yield shapes.words(plain("⋮"), left - 9, top + high + 9, 10, colour="faint")
    if g.spans[1][0] > columns[0]:
        yield shapes.words(plain("⋯"), left - 6, top - 3, 10, colour="faint")
    if g.spans[1][1] < columns[1]:
        yield shapes.words(plain("⋯"), left + wide + 6, top - 3, 10, colour="faint")


def _next_window(shown: Scene, g: Grid, panel: Place, left: float, top: float) -> Iterator[Element]:
    """A dashed frame where the next entry reads, if it reads elsewhere."""
    split = [g.split(p) for p in shown.next(g)]
    here = [(row, column) for at, row, column in split if at == panel]
    if any(not _drawn(g, row, column) for row, column in here):
        return
    if not here or shown.next(g) == shown.read(g):
        return
    rows, columns = [r for r, _ in here], [c for _, c in here]
    x, y = left + (min(columns) - g.spans[1][0]) * g.side, top + (min(rows) - g.spans[0][0]) * SIDE
    wide, high = (max(columns) - min(columns) + 1) * g.side, (max(rows) - min(rows) + 1) * SIDE
    yield shapes.rectangle(x + 2, y + 2, wide - 4, high - 4, stroke="window-edge", dashed=True, thick=1.5)
