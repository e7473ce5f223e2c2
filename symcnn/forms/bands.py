"""The band that a kernel makes of a matrix where sizes are letters: which entry of the kernel stands in which cell.

Offsets count from 0. In row ``r`` and column ``c`` stands the entry ``along*c + down*r + shift`` of the kernel, where the
kernel has one there, else 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from symcnn.equation import Equation
from symcnn.errors import NotRecognised, NotSupportedYet
from symcnn.expression.build import ZERO, add
from symcnn.expression.nodes import Access, Add, Apply, Node, Sum
from symcnn.expression.walk import substitute, tensors
from symcnn.forms.correlation import Operand, taken_apart
from symcnn.forms.linear import Row, linear
from symcnn.forms.recognise import scene_of
from symcnn.forms.relation import SLIDE, Relation, relations
from symcnn.forms.scene import Scene
from symcnn.notation.affine import Affine, Floor, divide_exactly, whole
from symcnn.notation.facts import Facts
from symcnn.notation.letters import Letter
from symcnn.numeric.sizes import as_quantities
from symcnn.system import System, numbered


@dataclass(frozen=True)
class Band:
    """The cells of a matrix of ``height`` rows and ``width`` columns.

    ``column`` is what the matrix multiplies, ``rest`` what is added at ``letter``; ``column_letters`` are the letters that
    the column and the kernel are read at.
    """

    kernel: Access
    count: Affine
    along: Affine
    down: Affine
    shift: Affine
    height: Affine
    width: Affine
    column: Node
    column_letters: tuple[Letter, Letter]
    rest: Node
    letter: Letter
    function: Apply | None
    origin: int
    facts: Facts = field(default_factory=Facts, compare=False)

    def offset(self, row: Affine, column: Affine) -> Affine:
        """Which entry of the kernel stands in a cell."""
        return settled(self.along * column + self.down * row + self.shift, self.facts)

    def entry(self, row: Affine, column: Affine) -> Node:
        """The kernel's entry there, inside the band."""
        place = self.offset(row, column) + self.origin
        return Access(self.kernel.tensor, tuple(
            place if i.letter == self.column_letters[1] else i for i in self.kernel.indices))

    def place(self, offset: Affine, row: Affine) -> Affine:
        """The column in which an entry of the kernel stands in a row."""
        return settled(self.along * (offset - self.down * row - self.shift), self.facts)

    def row(self, offset: Affine, column: Affine) -> Affine:
        """The row in which an entry of the kernel stands in a column."""
        return settled(self.down * (offset - self.along * column - self.shift), self.facts)

    def cells(self, sizes: Mapping[Letter, int]) -> tuple[Row, ...]:
        """Every cell, for numbers."""
        known = as_quantities(sizes)
        height, width, count = (q.value(sizes) for q in (self.height, self.width, self.count))
        rows = []
        for r in range(height):
            offsets = [self.offset(whole(r), whole(c)).value(sizes) for c in range(width)]
            rows.append(tuple(substitute(self.entry(whole(r), whole(c)), known) if 0 <= n < count else ZERO
                              for c, n in enumerate(offsets)))
        return tuple(rows)


def band(equation: Equation, system: System, of: str | None) -> Band:
    """The band of an equation along one axis; raises ``NotSupportedYet`` where there is none, or more than one axis."""
    problem = NotSupportedYet(f"the matrix of {equation.tensor} is written out for numbers: give sizes=, or, of a stride, "
                              "assume that it divides what is left of the axis")
    if len(equation.letters) != 1 or None in equation.letters:
        raise problem
    function = equation.right if isinstance(equation.right, Apply) else None
    inner: Node = equation.right if function is None else function.argument
    terms = inner.terms if isinstance(inner, Add) else (inner,)
    sums = [t for t in terms if isinstance(t, Sum)]
    scene = scene_of(equation, system)
    if len(sums) != 1:
        raise problem
    try:
        scalars, operands = taken_apart(sums[0], equation.letters, scene)
    except NotRecognised:
        raise problem from None
    if len(operands) != 2 or scalars:
        raise problem
    rest = add(*(t for t in terms if t is not sums[0]))
    for found in _bands(sums[0], operands, of, equation, scene, rest, function):
        if _is_right(found, equation, system, scene):
            return found
    raise problem


def _bands(node: Sum, operands: list[Operand], of: str | None, equation: Equation, scene: Scene, rest: Node,
           function: Apply | None) -> Iterator[Band]:
    kernel, column = sorted(operands, key=lambda o: not _fills(o, of, operands))
    (u,), (letter,) = equation.letters, kernel.letters
    if not isinstance(kernel.node, Access):
        return
    for r in relations(column.places[0], kernel.places[0], u, scene.origin, node.guards):
        if r.step not in (whole(1), whole(-1)):
            continue
        if r.stride not in (whole(1), whole(-1)) and not (
                _comes_out(scene.extent(u), scene) and _comes_out(column.scene.extent(column.letters[0]), scene)):
            continue
        along, down, shift = _solved(r)
        yield Band(kernel.node, kernel.scene.extent(letter), along, down, shift, scene.extent(u),
                   column.scene.extent(column.letters[0]), column.node, (column.letters[0], letter), rest, u, function,
                   scene.origin, scene.system.facts)


def _comes_out(extent: Affine, scene: Scene) -> bool:
    """Whether no quotient in it leaves a rest: else what the last row ends in depends on that rest."""
    return all(_multiple(f, scene.system.facts) is not None for f in extent.floors())


def _multiple(quotient: Floor, facts: Facts) -> Affine | None:
    """What the divisor times the rounded quotient is, where it is known to leave no rest, or one short of none."""
    numerator, denominator = quotient.numerator, quotient.denominator
    for n, d in facts.divisible:
        if d == denominator and any(divide_exactly(o, d) is not None for o in (numerator - n, numerator + n)):
            return numerator
        if d == denominator and any(divide_exactly(o, d) is not None for o in (numerator + 1 - n, numerator + 1 + n)):
            # floor((n-1)/d) is n/d - 1
            return numerator + 1 - d
    return None


def settled(quantity: Affine, facts: Facts) -> Affine:
    """The quantity without quotients that are multiplied by their divisor and leave no rest."""
    for floor in quantity.floors():
        times = divide_exactly(quantity.coefficient(floor), floor.denominator)
        if times is not None and (product := _multiple(floor, facts)) is not None:
            quantity = quantity.without(floor) + times * product
    return quantity


def _fills(operand: Operand, of: str | None, operands: list[Operand]) -> bool:
    """Whether the entries of an operand fill the matrix: those asked for, the parameter's, else the gradient's."""
    if of is not None:
        return of in tensors(operand.node)
    if any(o.is_parameter for o in operands):
        return operand.is_parameter
    roles = operand.scene.system.tensors
    return any(roles[k].role == "gradient" for k in tensors(operand.node))


def _solved(r: Relation) -> tuple[Affine, Affine, Affine]:
    """The offset in the kernel: what multiplies the column, the row, and the shift; the step is its own inverse."""
    if r.kind == SLIDE:
        return r.step, -(r.step * r.stride), r.step * r.shift
    return -(r.step * r.stride), r.step, r.step * r.shift


def _is_right(found: Band, equation: Equation, system: System, scene: Scene) -> bool:
    """Whether the cells are those of the equation written out, for small numbers."""
    tried = 0
    for sizes in scene.choices:
        known = as_quantities(sizes)
        tensors_then = numbered_tensors(system, sizes)
        right = substitute(equation.right, known)
        written = linear(Equation(equation.left, right), tensors_then, found.kernel.tensor)
        if written.rows != found.cells(sizes):
            return False
        tried += 1
    return tried > 0


def numbered_tensors(system: System, sizes: Mapping[Letter, int]) -> System:
    """The tensors of a system with numbers for their sizes, and no equations."""
    return numbered(System(system.tensors, (), system.facts, system.origin), as_quantities(sizes))
