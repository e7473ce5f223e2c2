"""The table of a system's tensors: their shapes, how many parameters they hold, and the arithmetic of the shapes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from symcnn.equation import Tensor
from symcnn.printing.collect import Factor, Group, Piece
from symcnn.printing.context import Context, context
from symcnn.printing.latex import LATEX
from symcnn.printing.ordering import arranged
from symcnn.printing.quantity import show_pieces, show_quantity
from symcnn.printing.show import bracketed, show
from symcnn.printing.shown import Rank, Shown
from symcnn.printing.style import Style
from symcnn.printing.text import TEXT
from symcnn.system import System

Row = tuple[str, str, str, str]


def shapes(system: System, arithmetic: Mapping[str, str] | None = None) -> str:
    """One line for each tensor, columns aligned; ``arithmetic`` gives by key how a shape came about."""
    header: Row = ("tensor", "shape", "parameters", "from")
    rows = _filled([header, *_rows(system, arithmetic or {}, TEXT, "×", ("scalar", "total"))])
    widths = [max(len(r[place]) for r in rows) for place in range(len(rows[0]))]
    return "\n".join("  ".join(c.ljust(w) for c, w in zip(r, widths, strict=True)).rstrip() for r in rows)


def latex_shapes(system: System, arithmetic: Mapping[str, str] | None = None) -> str:
    """The same table as a LaTeX array."""
    header: Row = (r"\text{tensor}", r"\text{shape}", r"\text{parameters}", r"\text{from}")
    rows = _filled([header, *_rows(system, arithmetic or {}, LATEX, r" \times ", (r"\text{scalar}", r"\text{total}"))])
    head, *lines = [" & ".join(r) for r in rows]
    body = " \\\\\n".join(lines)
    return f"\\begin{{array}}{{{'l' * len(rows[0])}}}\n{head} \\\\ \\hline\n{body}\n\\end{{array}}"


def shape_text(tensor: Tensor, system: System) -> str:
    """``3×3×3``, or "scalar"."""
    return shape_shown(tensor, context(TEXT, system, ()), "×", "scalar")


def _rows(
    system: System, arithmetic: Mapping[str, str], style: Style, times: str, words: tuple[str, str]
) -> list[Row]:
    rows, counts = list[Row](), list[Piece]()
    for key, tensor in system.tensors.items():
        if tensor.role == "gradient":
            continue
        here = context(style, system, tensor.letters)
        count = ""
        if tensor.role == "parameter":
            counts.append(_count(tensor, here))
            count = show_pieces((counts[-1],), here).text
        rows.append((show(tensor.entry(), here).text, shape_shown(tensor, here, times, words[0]), count,
                     arithmetic.get(key, "")))
    if len(counts) > 1:
        rows.append((words[1], "", show_pieces(_total(counts), context(style, system, ())).text, ""))
    return rows


def _filled(rows: Sequence[Row]) -> list[tuple[str, ...]]:
    """Without the columns in which nothing stands below the header."""
    used = [place for place in range(4) if any(r[place] for r in rows[1:])]
    return [tuple(r[place] for place in used) for r in rows]


def shape_shown(tensor: Tensor, here: Context, times: str, scalar: str) -> str:
    """The extents with signs of multiplication between, or the word for a scalar."""
    extents = [show_quantity(a.extent, here) for a in tensor.axes]
    least = Rank.PRODUCT if len(extents) > 1 else Rank.ADDITIVE
    return times.join(bracketed(e, least, here).text for e in extents) if extents else scalar


def _count(tensor: Tensor, here: Context) -> Piece:
    """The number of entries as a product of extents, not multiplied out."""
    number, factors = 1, list[Factor]()
    for axis in tensor.axes:
        pieces = arranged(axis.extent, here.custom)
        if len(pieces) == 1:
            number, factors = number * pieces[0].coefficient, [*factors, *pieces[0].factors]
        else:
            factors.append(Group(pieces))
    return Piece(number, tuple(factors))


def parameter_count(tensors: Sequence[Tensor], here: Context) -> Shown:
    """How many entries tensors have together."""
    return show_pieces(_total([_count(t, here) for t in tensors]), here)


def _total(counts: Sequence[Piece]) -> tuple[Piece, ...]:
    """The products as terms, equal ones and plain numbers added up."""
    total: dict[tuple[Factor, ...], int] = {}
    for piece in sorted(counts, key=lambda p: not p.factors):
        total[piece.factors] = total.get(piece.factors, 0) + piece.coefficient
    return tuple(Piece(number, factors) for factors, number in total.items())
