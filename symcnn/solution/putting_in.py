"""Numbers put into a formula: entry by entry, as one calculates by hand, and all entries together as a matrix."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from symcnn.document.parts import (
    NOTHING,
    Digits,
    Line,
    Part,
    Row,
    Scope,
    Sign,
    Tree,
    Worked,
    row,
)
from symcnn.equation import Equation
from symcnn.expression.nodes import (
    Add,
    Apply,
    Greatest,
    Node,
    Number,
    Sum,
)
from symcnn.expression.walk import descend, substitute
from symcnn.notation.affine import whole
from symcnn.numeric.entrywise import Place
from symcnn.printing.given import Given
from symcnn.solution.calculation import LONG, Calculation
from symcnn.solution.ends import written_out
from symcnn.solution.lines import PAGE, laid_out, shortened, width
from symcnn.solution.overlay import overlay
from symcnn.solution.values import rounded


def entry_lines(equation: Equation, place: Place, how: Calculation, *, stated: bool, symbolic: bool,
                walked: bool = False) -> tuple[Line, ...]:
    """``Z_11 = X_11 F_11 + ... = 2*0.5 + ... = -2`` for one entry.

    The formula itself is not repeated where it is ``stated`` above, its terms are shown where ``symbolic`` and few, the
    window it is taken from where ``walked``.
    """
    here = written_out(equation, {v: whole(n) for v, n in zip(equation.letters, place, strict=True)}, how.terms)
    scope, result = Scope(how.numbers.system), how.written(equation.tensor, place)
    chain = _Chain(Tree(here.left, scope))
    same = here.right == equation.right
    if not stated:
        chain.add(laid_out(chain.left, "==", equation.right, scope))
    if walked and (window := overlay(equation, place, how)) is not None:
        chain.append(row("==", *(window.parts if isinstance(window, Row) else (window,))))
    if symbolic and not same and terms(here.right) <= LONG and not isinstance(here.right, Number):
        chain.add(laid_out(chain.left, "==", here.right, scope, most=how.terms))
    put = shortened(how.put_in(here.right), how.terms)
    if not isinstance(put, Given | Number):
        chain.add(tuple(Line(part.left, row(*map(_dotted, part.right.parts)))
                        for part in laid_out(chain.left, "==", put, scope)))
    end = row("==" if result.exact else "~=", Digits(result.text))
    if (between := _collapsed(equation, place, how)) is not None and between != put:
        end = row("==", Worked(Tree(between, scope)), *end.parts)
    chain.append(end)
    return tuple(chain.lines)


@dataclass
class _Chain:
    """Lines of ``left = a = b``; the left side stands in the first only."""

    left: Part
    lines: list[Line] = field(default_factory=list)

    def add(self, lines: Sequence[Line]) -> None:
        """Further lines."""
        self.lines += lines
        self.left = NOTHING

    def append(self, part: Row) -> None:
        """A further member behind the last line, or below it where there is no room."""
        if not self.lines:
            self.add([Line(self.left, part)])
        elif width(self.lines[-1].right) + width(part) <= PAGE - 10:
            self.lines[-1] = Line(self.lines[-1].left, row(self.lines[-1].right, part))
        else:
            self.add([Line(NOTHING, part)])


def terms(node: Node) -> int:
    """How many terms the longest sum in it has."""
    return max((len(n.terms) for n in descend(node) if isinstance(n, Add)), default=1)


def _dotted(part: Part) -> Part:
    return part if isinstance(part, Sign) else Worked(part)


def _collapsed(equation: Equation, place: Place, how: Calculation) -> Node | None:
    """A function of a worked-out argument, as in ``sigma(-1.3)``."""
    node = substitute(equation.right, {v: whole(n) for v, n in zip(equation.letters, place, strict=True)})
    if not isinstance(node, Apply) or not any(isinstance(n, Add | Sum) for n in descend(node.argument)):
        return None
    return Apply(node.function, Given(rounded(how.value(node.argument), how.digits).text), node.parameters)


def worth_showing(equation: Equation, place: Place) -> bool:
    """Whether an entry is more than another entry passed on or its sign looked at."""
    here = written_out(equation, {v: whole(n) for v, n in zip(equation.letters, place, strict=True)}, LONG)
    return not place or any(isinstance(n, Add | Greatest) or (isinstance(n, Apply) and n.function != "relu")
                            for n in descend(here.right))


def chosen_places(places: Sequence[Place], count: int | None) -> list[Place | None]:
    """All places, or the first ones and the last with None for the dots between."""
    if count is None or len(places) <= count:
        return list(places)
    return [*places[:max(count - 1, 1)], None, places[-1]]
