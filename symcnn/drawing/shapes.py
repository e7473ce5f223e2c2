"""Shapes as SVG elements; text goes through the XML library, so no name can break out of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from xml.etree import ElementTree

from symcnn.drawing.label import LEVEL, LOWERED, RAISED, SCRIPT_SIZE, VECTOR, Label, Run
from symcnn.drawing.palette import LIGHT, style_sheet

SANS = "ui-sans-serif, system-ui, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif"
SERIF = "'STIX Two Text', 'Latin Modern Math', Cambria, 'Times New Roman', Times, serif"
Point = tuple[float, float]
Element = ElementTree.Element


def number(value: float) -> str:
    """A length with one digit behind the point at most, the same on every machine."""
    return f"{value:.1f}".removesuffix(".0") if abs(value) >= 0.05 else "0"


def rectangle(x: float, y: float, w: float, h: float, *, fill: str = "", stroke: str = "", dashed: bool = False,
              round_: float = 0, thick: float = 1) -> Element:
    """A rectangle; colours by their names in the palette."""
    shape = ElementTree.Element("rect", {"x": number(x), "y": number(y), "width": number(w), "height": number(h)})
    if round_:
        shape.set("rx", number(round_))
    return _coloured(shape, fill, stroke, dashed, thick)


def path(commands: str, *, fill: str = "", stroke: str = "", dashed: bool = False, thick: float = 1) -> Element:
    """A path."""
    return _coloured(ElementTree.Element("path", {"d": commands}), fill, stroke, dashed, thick)


def _coloured(shape: Element, fill: str, stroke: str, dashed: bool, thick: float) -> Element:
    shape.set("fill", LIGHT[fill] if fill else "none")
    if stroke:
        shape.set("stroke", LIGHT[stroke])
        shape.set("stroke-width", number(thick))
    if dashed:
        shape.set("stroke-dasharray", "3 3")
    names = [f"sc-f-{fill}"] * bool(fill) + [f"sc-s-{stroke}"] * bool(stroke)
    shape.set("class", " ".join(names))
    return shape


def words(label: Label, x: float, y: float, size: float, *, colour: str = "ink", anchor: str = "middle",
          bold: bool = False) -> Element:
    """A label whose line stands at ``y``."""
    text = ElementTree.Element("text", {"x": number(x), "y": number(y), "font-size": number(size), "text-anchor": anchor,
                                "fill": LIGHT[colour], "class": f"sc-f-{colour}"})
    if bold:
        text.set("font-weight", "600")
    below, across = 0.0, 0.0
    for run in label:
        wanted, letter = _drop(run) * size, run.text.replace(VECTOR, "")
        text.append(_span(replace(run, text=letter), wanted - below, size, across))
        below, across = wanted, 0.0
        if letter != run.text:
            # fonts set the combining arrow where they like: a small arrow of its own is put over the letter
            middle = replace(run, text=letter).width * size / 2
            lift = (0.68 if letter.isupper() else 0.52) * size
            text.append(_span(Run("→", RAISED), -lift, 0.72 * size, -middle - 0.18 * size))
            below, across = wanted - lift, middle - 0.26 * size
    return text


def _drop(run: Run) -> float:
    return 0.0 if run.height == LEVEL else 0.22 if run.height == LOWERED else -0.38


def _span(run: Run, shift: float, size: float, across: float = 0.0) -> Element:
    span = ElementTree.Element("tspan")
    if abs(across) > 0.01:
        span.set("dx", number(across))
    if abs(shift) > 0.01:
        span.set("dy", number(shift))
    if run.height != LEVEL:
        span.set("font-size", number(size * SCRIPT_SIZE))
    if run.slanted:
        span.set("font-style", "italic")
        span.set("font-family", SERIF)
    span.text = "".join(c for c in run.text if c.isprintable())
    return span


def arrow_head(tip: Point, down: bool = True, size: float = 4) -> Element:
    """A small filled triangle with its tip at a point, pointing down or to the right."""
    x, y = tip
    tail = ([(x - size, y - 1.6 * size), (x + size, y - 1.6 * size)] if down
            else [(x - 1.6 * size, y - size), (x - 1.6 * size, y + size)])
    corners = " L ".join(f"{number(a)} {number(b)}" for a, b in [tip, *tail])
    return path(f"M {corners} Z", fill="edge")


def polyline(points: Sequence[Point], *, dashed: bool = False) -> Element:
    """A smooth line from above to below through some points, upright at each."""
    (x, y), commands = points[0], [f"M {number(points[0][0])} {number(points[0][1])}"]
    for to_x, to_y in points[1:]:
        middle = (y + to_y) / 2
        if abs(to_x - x) < 0.5:
            commands.append(f"L {number(to_x)} {number(to_y)}")
        else:
            commands.append(f"C {number(x)} {number(middle)} {number(to_x)} {number(middle)} "
                            f"{number(to_x)} {number(to_y)}")
        x, y = to_x, to_y
    return path(" ".join(commands), stroke="edge", thick=1.2, dashed=dashed)


def document(width: float, height: float, shapes: Iterable[Element], said: str) -> str:
    """The picture as text, with a sentence for those who do not see it."""
    root = ElementTree.Element("svg", {
        "xmlns": "http://www.w3.org/2000/svg", "viewBox": f"0 0 {number(width)} {number(height)}",
        "width": number(width), "height": number(height), "role": "img", "font-family": SANS})
    title = ElementTree.SubElement(root, "title")
    title.text = "".join(c for c in said if c.isprintable())
    ElementTree.SubElement(root, "style").text = style_sheet()
    root.append(rectangle(0, 0, width, height, fill="paper", round_=6))
    root.extend(shapes)
    return ElementTree.tostring(root, encoding="unicode")
