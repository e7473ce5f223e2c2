"""Numbers put into a formula: entry by entry, as one calculates by hand, and all entries together as a matrix."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, product
from math import prod

from symcnn.document.parts import (
    NOTHING,
    Digits,
    Gap,
    Grid,
    Line,
    Named,
    NamedPartial,
    Part,
    Row,
    Scope,
    Sign,
    Tree,
    Worked,
    line,
    row,
)
from symcnn.equation import Equation
from symcnn.expression.nodes import (
    Access,
    Add,
    Apply,
    Compare,
    Greatest,
    Multiply,
    Node,
    Number,
    Power,
    Size,
    Sum,
    Winner,
)
from symcnn.expression.walk import descend, substitute
from symcnn.notation.affine import whole
from symcnn.numeric.entrywise import Evaluation, Place, prepare
from symcnn.numeric.reals import Real, Reals
from symcnn.numeric.sizes import as_quantities
from symcnn.printing.given import Dots, Given
from symcnn.solution.ends import written_out
from symcnn.solution.lines import PAGE, laid_out, shortened, single, width
from symcnn.solution.values import Numbers, Rounded, rounded

LONG = 8
"""Terms from which on those with a factor 0 are left out."""


@dataclass(frozen=True)
class Calculation:
    """Numbers, and how many digits, terms and entries of them are shown."""

    numbers: Numbers
    digits: int
    terms: int | None
    entries: int | None

    def written(self, key: str, place: Place) -> Rounded:
        """An entry as it is written: the author's own digits where there are some."""
        text = self.numbers.written.get((key, place))
        return Rounded(text, True) if text is not None else rounded(self.numbers.at(key, place), self.digits)

    def value(self, node: Node) -> Real:
        """A right side without free letters."""
        return prepare(node, Evaluation(Reals(), self.numbers.at, as_quantities(self.numbers.sizes)))({})

    def put_in(self, node: Node) -> Node:
        """The formula with a number in the place of every entry; switches and brackets are worked out."""
        match node:
            case Access():
                return Given(self.written(node.tensor, tuple(i.value({}) for i in node.indices)).text)
            case Winner() | Compare():
                return Given(rounded(self.value(node), self.digits).text)
            case Add():
                return self._sum(node)
            case Multiply():
                return Multiply(tuple(self.put_in(f) for f in node.factors))
            case Power():
                return Power(self.put_in(node.base), node.exponent)
            case Apply():
                return Apply(node.function, self.put_in(node.argument), node.parameters)
            case Greatest():
                return Greatest(tuple(self.put_in(v) for v in node.values), node.tie)
            case Number() | Size() | Given() | Dots():
                return node
        raise TypeError(f"no rule to put numbers into {type(node).__name__}")

    def _sum(self, node: Add) -> Node:
        terms = [t for t in node.terms if len(node.terms) <= LONG or isinstance(t, Dots) or self._counts(t)]
        put = tuple(self.put_in(t) for t in terms)
        return Add(put) if len(put) > 1 else put[0] if put else Given("0")

    def _counts(self, term: Node) -> bool:
        return not any(self.value(f) == 0 for f in (term.factors if isinstance(term, Multiply) else (term,)))

    def leaves_out(self, node: Node) -> bool:
        """Whether terms with a factor 0 are left out."""
        sums = [n for n in descend(node) if isinstance(n, Add) and len(n.terms) > LONG]
        return any(not isinstance(t, Dots) and not self._counts(t) for n in sums for t in n.terms)


def entry_lines(equation: Equation, place: Place, how: Calculation, *, stated: bool, symbolic: bool) -> tuple[Line, ...]:
    """``Z_11 = X_11 F_11 + ... = 2*0.5 + ... = -2`` for one entry.

    The formula itself is not repeated where it is ``stated`` above, its terms are shown where ``symbolic`` and few.
    """
    here = written_out(equation, {v: whole(n) for v, n in zip(equation.letters, place, strict=True)}, how.terms)
    scope, result = Scope(how.numbers.system), how.written(equation.tensor, place)
    chain = _Chain(Tree(here.left, scope))
    same = here.right == equation.right
    if not stated:
        chain.add(laid_out(chain.left, "==", equation.right, scope))
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


def slices(key: str, how: Calculation, blank: bool = False) -> list[Slice]:
    """A tensor as matrices: one for each value of its further axes."""
    tensor, shape = how.numbers.system.tensors[key], how.numbers.shape(key)
    rows_at, columns_at = matrix_axes([a.letter for a in tensor.axes])
    others = [n for n in range(len(shape)) if n not in (rows_at, columns_at)]
    found = []
    rests = product(*(range(tensor.axes[n].origin, tensor.axes[n].origin + shape[n]) for n in others))
    most = 1 if how.entries and max(shape) > WIDEST else how.entries
    for rest in islice(rests, most):
        fixed: dict[int | None, int] = dict(zip(others, rest, strict=True))
        grid, exact = _grid(key, fixed, (rows_at, columns_at), how, blank)
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
          blank: bool) -> tuple[Part, bool]:
    tensor, shape = how.numbers.system.tensors[key], how.numbers.shape(key)

    def along(axis: int | None) -> list[int | None]:
        return [0] if axis is None else _ends(tensor.axes[axis].origin, shape[axis])

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


def _ends(origin: int, extent: int) -> list[int | None]:
    if extent <= WIDEST:
        return list(range(origin, origin + extent))
    return [*range(origin, origin + EDGE), None, origin + extent - 1]


def value_lines(key: str, how: Calculation, name: Part, blank: bool = False) -> tuple[Line, ...]:
    """``Z = [...]``, a line for each matrix of a tensor with more axes than two."""
    if not how.numbers.shape(key):
        result = how.written(key, ())
        part: Part = Gap() if blank else Digits(result.text)
        return single(name, "==" if result.exact or blank else "~=", part)
    found = []
    for piece in slices(key, how, blank):
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

