"""Grids of finished texts: matrices in LaTeX, columns aligned on a terminal, one for each choice of the other indices."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import product

Place = tuple[int, ...]
Rows = Sequence[Sequence[str]]


def sheets(spans: Sequence[tuple[int, int]], axes: Sequence[int], entry: Callable[[Place], str],
           ) -> Iterator[tuple[Place, list[list[str]]]]:
    """The entries of an array as grids over at most two of its axes, each with the numbers of the other indices.

    ``spans`` are the first and last index of every axis.
    """
    others = [n for n in range(len(spans)) if n not in axes]
    grid = [[0]] * (2 - len(axes)) + [list(range(spans[n][0], spans[n][1] + 1)) for n in axes]
    for rest in product(*(range(spans[n][0], spans[n][1] + 1) for n in others)):
        rows = []
        for row in grid[0]:
            at = [dict(zip([*others, *axes], [*rest, *([row, column][2 - len(axes):])], strict=True))
                  for column in grid[1]]
            rows.append([entry(tuple(place[n] for n in range(len(spans)))) for place in at])
        yield rest, rows


def latex_matrix(rows: Rows) -> str:
    """A matrix in square brackets."""
    return r"\begin{bmatrix} " + r" \\ ".join(" & ".join(row) for row in rows) + r" \end{bmatrix}"


def text_matrix(rows: Rows) -> str:
    """Rows with aligned columns."""
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))] if rows else []
    return "\n".join("  ".join(cell.rjust(w) for cell, w in zip(row, widths, strict=True)) for row in rows)
