"""A right side as a matrix times a column: every entry written out, each term split into the two."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from symcnn.equation import Equation, Tensor
from symcnn.errors import MeaninglessError, NotRecognised, NotSupportedYet
from symcnn.expression.build import ZERO, add, multiply
from symcnn.expression.nodes import Access, Add, Apply, Maximum, Multiply, Node, Winner
from symcnn.expression.walk import accesses, descend, freshened, tensors
from symcnn.notation.affine import whole
from symcnn.notation.letters import Fresh
from symcnn.numeric.exact import places_of
from symcnn.numeric.unroll import unroll
from symcnn.system import System

MOST_CELLS = 250_000
Row = tuple[Node, ...]


@dataclass(frozen=True)
class Split:
    """Which factors go into the matrix: those that read ``key`` (``held``), or those that do not."""

    key: str
    held: bool

    def is_cell(self, factor: Node) -> bool:
        """Whether a factor goes into the matrix; raises ``NotRecognised`` for one that goes into both."""
        read = tensors(factor)
        if not read or (len(read) > 1 and self.key in read):
            if read:
                raise NotRecognised(f"{self.key} is not alone in a factor: the formula is no matrix times a column")
            return True
        return (self.key in read) == self.held


@dataclass(frozen=True)
class Linear:
    """``left = function(rows @ column + rest)``, all of it written out; ``rest`` is empty where there is none."""

    left: Row
    rows: tuple[Row, ...]
    column: Row
    rest: Row
    function: Apply | None


def linear(equation: Equation, system: System, of: str | None) -> Linear:
    """The matrix and the column; ``of`` is the tensor whose entries the matrix holds.

    Raises ``NotRecognised`` where the right side is no matrix times a column, ``NotSupportedYet`` for sizes that are
    letters or a matrix of more than 250,000 cells.
    """
    tensor = system.tensors[equation.tensor]
    function = equation.right if isinstance(equation.right, Apply) else None
    inner: Node = equation.right if function is None else function.argument
    split = chosen(inner, system, of)
    places = list(places_of(tensor, {})) if not any(a.extent.letters for a in tensor.axes) else None
    if places is None or any(a.extent.letters for k in tensors(inner) for a in system.tensors[k].axes):
        raise NotSupportedYet(f"a matrix for {tensor.key} needs numbers for its sizes: put numbers in")
    plain = freshened(inner, Fresh(equation.letters))
    written = [unroll(plain, dict(zip(equation.letters, place, strict=True)), {}) for place in places]
    parts = [taken_apart(node, split) for node in written]
    column, order = columns(parts, system)
    if len(column) * len(places) > MOST_CELLS:
        raise NotSupportedYet(f"the matrix would have {len(places)}×{len(column)} cells: ask for a smaller layer")
    rows = tuple(tuple(cells.get(at, ZERO) for at in order) for cells, _, _ in parts)
    rest = tuple(r for _, _, r in parts)
    left = tuple(Access(equation.tensor, tuple(map(whole, place))) for place in places)
    return Linear(left, rows, column, rest if any(r != ZERO for r in rest) else (), function)


def chosen(node: Node, system: System, of: str | None) -> Split:
    """What the matrix holds: the tensor asked for, the parameter, or all that stands beside the data."""
    read = list(dict.fromkeys(a.tensor for a in accesses(node)))
    if any(isinstance(n, Maximum | Winner) for n in descend(node)):
        raise NotRecognised("a maximum is no matrix times a column")
    if of is not None:
        if of not in read:
            raise MeaninglessError(f"{of} does not stand in the formula: name one of {', '.join(read)}")
        return Split(of, True)
    together = [k for f in descend(node) if isinstance(f, Multiply) and len(tensors(f)) > 1 for k in tensors(f)]
    kernels = [k for k in read if system.tensors[k].role == "parameter" and k in together]
    if kernels:
        return Split(kernels[0], True)
    roles = ("data", "intermediate", "gradient", "target", "parameter")
    plain = sorted((k for k in read), key=lambda k: (roles.index(system.tensors[k].role), -_size(system.tensors[k])))
    if not plain:
        raise NotRecognised("nothing is read: there is no column")
    return Split(plain[0], False)


def _size(tensor: Tensor) -> int:
    total = 1
    for axis in tensor.axes:
        total *= axis.extent.number or 1
    return total


Parts = tuple[dict[Access, Node], dict[Access, Node], Node]


def taken_apart(node: Node, split: Split) -> Parts:
    """One entry: cells by the entry that stands first beside them, what stands beside them, and the rest."""
    cells: dict[Access, Node] = {}
    beside: dict[Access, Node] = {}
    rest: list[Node] = []
    for term in terms(node):
        factors = term.factors if isinstance(term, Multiply) else (term,)
        inside = [f for f in factors if split.is_cell(f)]
        outside = [f for f in factors if f not in inside]
        if (split.held and not any(tensors(f) for f in inside)) or not outside:
            rest.append(term)
            continue
        if not split.held and not (len(outside) == 1 and isinstance(outside[0], Access)):
            raise NotRecognised(f"the formula is not linear in {split.key}: it is no matrix times a column")
        at = accesses(multiply(*outside))[0]
        if beside.setdefault(at, multiply(*outside)) != multiply(*outside):
            raise NotRecognised("an entry of the column stands beside different factors: it is no matrix times a column")
        cells[at] = add(cells.get(at, ZERO), multiply(*inside))
    return cells, beside, add(*rest)


def terms(node: Node) -> Iterator[Node]:
    """The terms of a sum, products over sums of entries multiplied out."""
    if isinstance(node, Add):
        for term in node.terms:
            yield from terms(term)
        return
    sums = [f for f in node.factors if isinstance(f, Add)] if isinstance(node, Multiply) else []
    if isinstance(node, Multiply) and len(sums) == 1 and len(tensors(node)) == len(tensors(sums[0])):
        others = [f for f in node.factors if f is not sums[0]]
        for term in sums[0].terms:
            yield from terms(multiply(*others, term))
        return
    if node != ZERO:
        yield node


def columns(parts: list[Parts], system: System) -> tuple[Row, list[Access]]:
    """The column, all entries of the tensor that stands first in it in row-major order, and what each is found by."""
    beside = {at: node for _, found, _ in parts for at, node in found.items()}
    keys = {at.tensor for at in beside}
    if len(keys) != 1:
        raise NotRecognised("the column would hold entries of several tensors")
    tensor = system.tensors[keys.pop()]
    order = [Access(tensor.key, tuple(map(whole, place))) for place in places_of(tensor, {})]
    return tuple(beside.get(at, at) for at in order), order
