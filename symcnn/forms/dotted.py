"""A band matrix whose sizes are letters, as a value to show: the rows and columns where something begins or ends, and dots."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise, product

from symcnn.display import Display
from symcnn.equation import Equation
from symcnn.expression.build import ZERO
from symcnn.expression.nodes import Node
from symcnn.expression.walk import substitute
from symcnn.forms.bands import Band
from symcnn.forms.columns import named
from symcnn.forms.linear import Row
from symcnn.forms.signs import SIGNS
from symcnn.notation.affine import Affine, whole
from symcnn.notation.letters import Letter
from symcnn.printing.context import context
from symcnn.printing.given import Dots
from symcnn.printing.latex import LATEX
from symcnn.printing.matrices import text_matrix
from symcnn.printing.quantity import show_quantity
from symcnn.printing.show import bracketed, show
from symcnn.printing.shown import Rank, Shown
from symcnn.printing.style import Style
from symcnn.printing.text import TEXT
from symcnn.proof import assumed, fits
from symcnn.system import System

SMALL, STRIDE, KERNEL, LARGE = (2, 1, 3), (5, 4), (7, 5, 9), (40, 60, 90, 41)
"""Numbers at which is looked where something begins: for borders, for strides, for kernels, for everything else."""
DOWN, ACROSS, DIAGONAL = Dots("vdots"), Dots("dots"), Dots("ddots")


@dataclass(frozen=True)
class DottedMatrix(Display):
    r"""``left = rows @ column + rest`` with dots, for sizes that are letters: large beside the kernel, borders small.

    ``band`` says which entry of the kernel stands in which cell; the rows are shown where the band begins and ends.

    >>> import symcnn as sc
    >>> print(sc.Network("x: N; w: 3; y = conv(x, w, padding=1)").forward("y").matrix())
    y = M x with the N×N matrix M
    w[2]  w[3]     0    0  ...     0     0
    w[1]  w[2]  w[3]    0  ...     0     0
       0  w[1]  w[2] w[3]  ...     0     0
       :   ...   ...  ...  ...   ...     :
       0     0     0    0  ...  w[1]  w[2]
    """

    left: Row
    rows: tuple[Row, ...]
    column: Row
    rest: Row
    band: Band
    equation: Equation
    system: System

    def sides(self, style: Style) -> list[str]:
        """The column of results, and the right side with the matrix written out."""
        here = context(style, self.system, ())
        texts = [[[show(c, here).text for c in row] for row in rows] for rows in (
            self.rows, [(c,) for c in self.column], [(c,) for c in self.rest], [(c,) for c in self.left])]
        right = SIGNS[style.kind].beside.join(style.matrix(rows).text for rows in texts[:2])
        if self.rest:
            right += style.signs["plus"] + style.matrix(texts[2]).text
        if (f := self.band.function) is not None:
            right = style.apply(f.function, Shown(right, Rank.ADDITIVE, True), f.parameters).text
        return [style.matrix(texts[3]).text, right]

    def latex(self) -> str:
        return " = ".join(self.sides(LATEX))

    def text(self) -> str:
        here = context(TEXT, self.system, ())
        height, width = (bracketed(show_quantity(q, here), Rank.PRODUCT, here).text
                         for q in (self.band.height, self.band.width))
        left, said = named(self.left, self.system), f"M {named(self.column, self.system)}" + (" + rest" if self.rest else "")
        said = said if self.band.function is None else f"{self.band.function.function}({said})"
        grid = text_matrix([[show(c, here).text for c in row] for row in self.rows])
        return f"{left} = {said} with the {height}×{width} matrix M\n{grid}"


def dotted(band: Band, equation: Equation, system: System) -> DottedMatrix | None:
    """The matrix with dots, or None where no numbers fit that would tell small sizes from large ones."""
    sizes = _large(band, system)
    if sizes is None:
        return None
    rows, columns = _chosen(band, sizes)
    cells = tuple(_row(band, r, columns, sizes) for r in rows)
    ends = _marked([whole(0), whole(1), band.width - 1], band.width, sizes)

    def at(node: Node, letter: Letter, places: list[Affine | None]) -> Row:
        return tuple(DOWN if p is None else substitute(node, {letter: p + band.origin}) for p in places)

    rest = () if band.rest == ZERO else at(band.rest, band.letter, rows)
    return DottedMatrix(at(equation.left, band.letter, rows), cells, at(band.column, band.column_letters[0], ends), rest,
                        band, equation, system)


def _large(band: Band, system: System) -> dict[Letter, int] | None:
    """Numbers for the letters, the kernel small beside the rest."""
    extents = [(a.extent, t.role) for t in system.tensors.values() for a in t.axes]
    kernels = {v for q, role in extents for v in q.letters if role == "parameter"}
    sizes_alone = {q.letter for q, _ in extents}
    read = (band.along, band.down, band.shift, band.count, band.height, band.width)
    # a letter that a number was put in for may still stand in what is assumed
    letters = sorted({v for q in (*read, *(q for q, _ in extents)) for v in q.letters} | assumed(system))
    strides = band.along.letters | band.down.letters
    wide = tuple(2 * n + 1 for n in KERNEL) if strides else KERNEL
    ranges = [STRIDE if v in strides else wide if v in kernels else LARGE if v in sizes_alone else SMALL for v in letters]
    for numbers in product(*ranges):
        sizes = dict(zip(letters, numbers, strict=True))
        try:
            if fits(system, sizes):
                return sizes
        except KeyError:
            return None
    return None


def _chosen(band: Band, sizes: Mapping[Letter, int]) -> tuple[list[Affine | None], list[Affine | None]]:
    """The rows and columns to show: the first and last lines of the shorter side, and what they make of the other."""
    tall = band.height.value(sizes) > band.width.value(sizes) and band.down in (whole(1), whole(-1))
    lines, others = (band.width, band.height) if tall else (band.height, band.width)
    first = [whole(n) for n in range(3 if band.count.number is not None else 2)]
    chosen = _marked([*first, lines - 1], lines, sizes)
    crossing = _marked([whole(0), others - 1, *_ends(band, [q for q in chosen if q is not None], tall)], others, sizes)
    return (crossing, chosen) if tall else (chosen, crossing)


def _ends(band: Band, lines: list[Affine], tall: bool) -> list[Affine]:
    """Where the entries of the kernel begin and end in some rows, or columns."""
    if band.count.number is not None:
        offsets = [whole(n) for n in range(band.count.number)]
    else:
        offsets = [whole(0), whole(1), band.count - 2, band.count - 1, band.count]
    return [(band.row if tall else band.place)(n, line) for line in lines for n in offsets]


def _marked(places: list[Affine], count: Affine, sizes: Mapping[Letter, int]) -> list[Affine | None]:
    """Places in order, each once, with None for a gap between neighbours."""
    found: dict[int, Affine] = {}
    for place in sorted(places, key=lambda q: (q.number is None, len(q.terms))):
        if 0 <= place.value(sizes) < count.value(sizes):
            found.setdefault(place.value(sizes), place)
    marked: list[Affine | None] = [found[min(found)]]
    for one, other in pairwise(sorted(found)):
        marked += [None, found[other]] if other > one + 1 else [found[other]]
    return marked


def _row(band: Band, row: Affine | None, columns: list[Affine | None], sizes: Mapping[Letter, int]) -> Row:
    if row is None:
        return tuple(DOWN if n in (0, len(columns) - 1) else DIAGONAL for n in range(len(columns)))
    cells: list[Node] = []
    for column in columns:
        if column is None:
            cells.append(ACROSS)
            continue
        inside = 0 <= band.offset(row, column).value(sizes) < band.count.value(sizes)
        cells.append(band.entry(row, column) if inside else ZERO)
    return tuple(cells)
