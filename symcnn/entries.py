"""An equation entry by entry: the array on its left beside that of its right sides, each sum written out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from math import prod

from symcnn.display import Display
from symcnn.drawing.axes import grid_axes
from symcnn.equation import Equation
from symcnn.errors import NotSupportedYet
from symcnn.expanding import unrolled
from symcnn.expression.nodes import Node
from symcnn.expression.walk import free_letters
from symcnn.notation.affine import Affine, constant
from symcnn.notation.letters import Letter
from symcnn.printing.context import context
from symcnn.printing.latex import LATEX
from symcnn.printing.matrices import sheets
from symcnn.printing.show import show
from symcnn.printing.style import Style
from symcnn.printing.text import text_equation
from symcnn.system import System

MOST = 400
Place = tuple[int, ...]


@dataclass(frozen=True)
class Entries(Display):
    """``[left] = [right]``: an equation for every entry; a vector is a column, more than two axes are several matrices.

    >>> import symcnn as sc
    >>> print(sc.Network("x: 4; w: 2; y = conv(x, w)").gradient("w").entries())
    dE/dw[1] = dE/dy[1]*x[1] + dE/dy[2]*x[2] + dE/dy[3]*x[3]
    dE/dw[2] = dE/dy[1]*x[2] + dE/dy[2]*x[3] + dE/dy[3]*x[4]
    """

    equations: Mapping[Place, Equation]
    spans: tuple[tuple[int, int], ...]
    axes: tuple[int, ...]
    system: System

    def matrices(self, style: Style) -> list[tuple[str, str]]:
        """The arrays on the left and on the right in a style, one pair for each choice of the indices beyond two."""
        left, right = ([rows for _, rows in sheets(self.spans, self.axes, cell)] for cell in (
            lambda p: self._shown(self.equations[p].left, style), lambda p: self._shown(self.equations[p].right, style)))
        return [(style.matrix(self._upright(a)).text, style.matrix(self._upright(b)).text)
                for a, b in zip(left, right, strict=True)]

    def _upright(self, rows: list[list[str]]) -> list[list[str]]:
        return [[cell] for cell in rows[0]] if len(self.axes) == 1 else rows

    def _shown(self, node: Node, style: Style) -> str:
        return show(node, context(style, self.system, sorted(free_letters(node)))).text

    def latex(self) -> str:
        lines = [a + LATEX.relations["=="] + b for a, b in self.matrices(LATEX)]
        return lines[0] if len(lines) == 1 else "\\begin{gathered}\n" + " \\\\\n".join(lines) + "\n\\end{gathered}"

    def text(self) -> str:
        return "\n".join(text_equation(e, self.system) for e in self.equations.values())


def entries(equation: Equation, system: System, put_in: Mapping[Letter, Affine]) -> Entries:
    """All entries of an equation in a system whose sizes are numbers, at the values of its letters that are put in.

    Raises ``NotSupportedYet`` for more than 400 entries, or where a size is a letter.
    """
    tensor, spans, letters = system.tensors[equation.tensor], [], dict[Letter, int]()
    for n, (axis, index) in enumerate(zip(tensor.axes, equation.left.indices, strict=True)):
        at = index.substitute(put_in).number
        if at is None and (axis.extent.number is None or index.letter is None):
            raise NotSupportedYet(f"the entries of {tensor.key} are listed for numbers: give one for its sizes and letters")
        spans.append((at, at) if at is not None else (axis.origin, axis.last.number or 0))
        if at is None and index.letter is not None:
            letters[index.letter] = n
    if (count := prod(last - first + 1 for first, last in spans)) > MOST:
        raise NotSupportedYet(f"{tensor.key} has {count} entries: at most {MOST} are listed, put in some letters")
    found = {}
    for place in product(*(range(first, last + 1) for first, last in spans)):
        values = {**put_in, **{v: constant(place[n]) for v, n in letters.items()}}
        found[place] = unrolled(equation, values)
    axes = tuple(range(len(spans))) if len(spans) < 3 else grid_axes(system, (*system.equations, equation))[tensor.key]
    return Entries(found, tuple(spans), axes, system)
