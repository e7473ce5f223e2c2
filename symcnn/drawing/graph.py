"""The picture of a network: every tensor with its shape, and the operation that gives it, from above to below."""

from __future__ import annotations

from collections.abc import Iterator

from symcnn.drawing import shapes
from symcnn.drawing.drawing import Drawing
from symcnn.drawing.label import Label, of_tensor, plain, spelled, width
from symcnn.drawing.layers import Placed, placed
from symcnn.drawing.operation import operation
from symcnn.drawing.shapes import Element
from symcnn.equation import Tensor
from symcnn.expression.walk import accesses, tensors
from symcnn.printing.summary import shape_text
from symcnn.system import System

NAME, SMALL, MARGIN, PITCH, TALL, FLAT = 15.0, 11.0, 18.0, 84.0, 46.0, 28.0


def draw_network(system: System, end: str | None = None) -> Drawing:
    """The graph of a system, or of what one tensor of it rests on.

    A tensor that several equations read is drawn once, with an arrow to each.
    """
    equations = [e for e in system.equations if end is None or e.tensor in _behind(system, end)]
    words = {e.tensor: operation(e, system) for e in equations}
    edges = list(dict.fromkeys((a.tensor, e.tensor) for e in equations for a in accesses(e.right)))
    given = [k for k in system.leaves if any(a == k for a, _ in edges)]
    nodes = [*given, *words]
    widths = {k: _width(system.tensors[k], system, words.get(k, ())) for k in nodes}
    places = placed(nodes, edges, widths)
    painted = [*_arrows(places, words), *(shape for k in nodes for shape in _node(k, system, words, places, widths))]
    wide = max((places.across[k] + widths[k] / 2 for k in places.across if k in widths), default=0.0)
    wide = max(wide, *(x + MARGIN for x in places.across.values()))
    high = PITCH * max(places.layer.values(), default=0) + TALL + 2 * MARGIN
    said = "; ".join([f"{spelled(of_tensor(system.tensors[k], system))} {shape_text(system.tensors[k], system)}"
                      + (f" = {spelled(words[k])}" if k in words else "") for k in nodes])
    return Drawing(shapes.document(wide + 2 * MARGIN, high, painted, said), said)


def _behind(system: System, end: str) -> set[str]:
    """The tensors that one depends on, itself included."""
    found = {end}
    for equation in reversed(system.equations):
        if equation.tensor in found:
            found |= tensors(equation.right)
    return found


def _size(tensor: Tensor, system: System) -> Label:
    """The shape as it stands in a box; a scalar has none."""
    return plain(shape_text(tensor, system)) if tensor.axes else ()


def _head(tensor: Tensor, system: System) -> float:
    """The width of the name and the shape beside it."""
    return width(of_tensor(tensor, system), NAME) + (width(_size(tensor, system), SMALL) + 8 if tensor.axes else 0)


def _width(tensor: Tensor, system: System, word: Label) -> float:
    return max(_head(tensor, system), width(word, SMALL), 16) + 26


def _middle(key: str, places: Placed) -> tuple[float, float]:
    return MARGIN + places.across[key], MARGIN + TALL / 2 + PITCH * places.layer[key]


def _half(key: str, words: dict[str, Label]) -> float:
    return TALL / 2 if key in words else FLAT / 2


def _arrows(places: Placed, words: dict[str, Label]) -> Iterator[Element]:
    for (source, target), route in places.routes.items():
        x, y = _middle(source, places)
        end_x, end_y = _middle(target, places)
        end_y -= _half(target, words)
        between = [_middle(p, places) for p in route[1:-1]]
        yield shapes.polyline([(x, y + _half(source, words)), *between, (end_x, end_y - 6)])
        yield shapes.arrow_head((end_x, end_y))


def _node(key: str, system: System, words: dict[str, Label], places: Placed, widths: dict[str, float]
          ) -> Iterator[Element]:
    """A box with the name and the shape; in a second line what gives it."""
    (x, y), tensor, half = _middle(key, places), system.tensors[key], _half(key, words)
    fill = tensor.role if tensor.role in ("data", "parameter", "target", "loss", "gradient") else "intermediate"
    yield shapes.rectangle(x - widths[key] / 2, y - half, widths[key], 2 * half, fill=fill, stroke="edge",
                           round_=6 if key in words else 14)
    label, start, line = of_tensor(tensor, system), x - _head(tensor, system) / 2, y - 3 if key in words else y + 5
    yield shapes.words(label, start, line, NAME, anchor="start")
    if tensor.axes:
        yield shapes.words(_size(tensor, system), start + width(label, NAME) + 8, line, SMALL, anchor="start",
                           colour="faint")
    if key in words:
        yield shapes.words(words[key], x, y + 15, SMALL, colour="faint")
