"""The numbers of a tensor as matrices: rows and columns chosen as an author would, long ones with dots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product
from math import prod

from symcnn.document.parts import Digits, Gap, Grid, Line, Named, NamedPartial, Part, Sign, line
from symcnn.solution.calculation import Calculation
from symcnn.solution.lines import PAGE, single, width


def dots_line() -> Line:
    """Dots that stand for further entries."""
    return line(Sign("vdots"))


WIDEST, EDGE = 8, 5


@dataclass(frozen=True)
class Slice:
    """A matrix of a tensor's entries, and the numbers of the axes that are no rows or columns."""

    fixed: tuple[tuple[str, int], ...]
    grid: Part
    exact: bool


def slices(key: str, how: Calculation, blank: bool = False, room: int = PAGE) -> list[Slice]:
    """A tensor as matrices: one for each value of its further axes; with fewer columns where there is little room."""
    tensor, shape = how.numbers.system.tensors[key], how.numbers.shape(key)
    rows_at, columns_at = matrix_axes([a.letter for a in tensor.axes])
    others = [n for n in range(len(shape)) if n not in (rows_at, columns_at)]
    found = []
    rests = product(*(range(tensor.axes[n].origin, tensor.axes[n].origin + shape[n]) for n in others))
    most = 1 if how.entries and max(shape) > WIDEST else how.entries
    for rest in islice(rests, most):
        fixed: dict[int | None, int] = dict(zip(others, rest, strict=True))
        for edge in range(EDGE, 1, -1):
            grid, exact = _grid(key, fixed, (rows_at, columns_at), how, blank, edge)
            if how.entries is None or width(grid) <= room:
                break
        found.append(Slice(tuple((tensor.axes[n].letter, v) for n, v in zip(others, rest, strict=True)), grid, exact))
    return found


def matrix_axes(letters: Sequence[str]) -> tuple[int | None, int | None]:
    """Which axes are rows and columns: two side by side whose letters follow each other, else the last two."""
    if len(letters) < 2:
        return (None, 0) if letters else (None, None)
    pairs = [n for n in range(len(letters) - 1) if _follows(letters[n], letters[n + 1])]
    first = pairs[0] if pairs and len(letters) > 2 else len(letters) - 2
    return first, first + 1


def _follows(one: str, other: str) -> bool:
    """``i, j`` or ``c_i, c_j``."""
    return one[:-1] == other[:-1] and ord(other[-1]) - ord(one[-1]) == 1


def _grid(key: str, fixed: Mapping[int | None, int], axes: tuple[int | None, int | None], how: Calculation,
          blank: bool, edge: int) -> tuple[Part, bool]:
    tensor, shape = how.numbers.system.tensors[key], how.numbers.shape(key)

    def along(axis: int | None) -> list[int | None]:
        return [0] if axis is None else _ends(tensor.axes[axis].origin, shape[axis], edge if axis == axes[1] else EDGE)

    cells, exact = [], True
    for r in along(axes[0]):
        line_of: list[Part] = []
        for c in along(axes[1]):
            if r is None or c is None:
                line_of.append(Sign("ddots" if r is None and c is None else "vdots" if r is None else "dots"))
                continue
            at = {axes[0]: r, axes[1]: c, **fixed}
            number = how.written(key, tuple(at[n] for n in range(len(shape))))
            exact = exact and number.exact
            line_of.append(Gap(4) if blank else Digits(number.text))
        cells.append(tuple(line_of))
    return Grid(tuple(cells)), exact


def _ends(origin: int, extent: int, edge: int) -> list[int | None]:
    if extent <= (WIDEST if edge == EDGE else edge + 1):
        return list(range(origin, origin + extent))
    return [*range(origin, origin + edge), None, origin + extent - 1]


def value_lines(key: str, how: Calculation, name: Part, blank: bool = False) -> tuple[Line, ...]:
    """``Z = [...]``, a line for each matrix of a tensor with more axes than two."""
    if not how.numbers.shape(key):
        result = how.written(key, ())
        part: Part = Gap() if blank else Digits(result.text)
        return single(name, "==" if result.exact or blank else "~=", part)
    found = []
    for piece in slices(key, how, blank, PAGE - width(name) - 4):
        left = name if not piece.fixed else _slice_name(key, piece, how)
        found.append(line(left, "==" if piece.exact or blank else "~=", piece.grid))
    rows_at, columns_at = matrix_axes([a.letter for a in how.numbers.system.tensors[key].axes])
    further = prod(n for place, n in enumerate(how.numbers.shape(key)) if place not in (rows_at, columns_at))
    return (*found, dots_line()) if further > len(found) else tuple(found)


def _slice_name(key: str, piece: Slice, how: Calculation) -> Part:
    """The tensor with colons for the axes that the matrix has."""
    tensor, fixed = how.numbers.system.tensors[key], dict(piece.fixed)
    indices = tuple(str(fixed[a.letter]) if a.letter in fixed else ":" for a in tensor.axes)
    if tensor.partial is not None:
        return NamedPartial(key, indices, how.numbers.system)
    return Named(tensor.shown, indices)

