"""Pieces of displayed formulas, each printed in any style: right sides, numbers, signs, matrices, boxes to fill in."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, replace

from symcnn.equation import Equation
from symcnn.expression.nodes import Access, Multiply, Node, Sum
from symcnn.expression.walk import children, free_letters
from symcnn.notation.affine import Affine
from symcnn.notation.letters import Letter
from symcnn.printing.condition import show_bracket
from symcnn.printing.context import Context, context
from symcnn.printing.product import joined, show_product
from symcnn.printing.quantity import show_quantity
from symcnn.printing.rules import show_signs, show_terms
from symcnn.printing.show import bracketed, positive, show
from symcnn.printing.shown import Rank, Shown
from symcnn.printing.style import Style
from symcnn.system import System


class Part(ABC):
    """A piece of a formula."""

    @abstractmethod
    def shown(self, style: Style) -> Shown:
        """The piece in a style."""


@dataclass(frozen=True)
class Scope:
    """A system, and the free letters in the order that gives plain names first."""

    system: System
    letters: tuple[Letter, ...] = ()

    def context(self, style: Style, *also: Letter) -> Context:
        """What the printer knows here."""
        return context(style, self.system, dict.fromkeys((*self.letters, *also)))


def scope_of(equation: Equation, system: System) -> Scope:
    """The scope of both sides of an equation."""
    given = list(dict.fromkeys(v for i in equation.left.indices for v in sorted(i.letters)))
    others = sorted(free_letters(equation.right) - set(given), key=lambda v: (v.mark, v))
    return Scope(system, (*given, *others))


@dataclass(frozen=True)
class Tree(Part):
    """A right side or an entry."""

    node: Node
    scope: Scope

    def shown(self, style: Style) -> Shown:
        return show(self.node, self.scope.context(style, *sorted(free_letters(self.node))))


@dataclass(frozen=True)
class Terms(Part):
    """Terms of a sum; on a further line the first has its sign too."""

    terms: tuple[Node, ...]
    scope: Scope
    continued: bool = False

    def shown(self, style: Style) -> Shown:
        return show_terms(self.terms, self.scope.context(style), self.continued)


@dataclass(frozen=True)
class Factors(Part):
    """Some of what stands behind the signs of a sum, with these signs where it is the first: for a sum over several lines.

    The signs count as the first factor, the bracket of the sum as the next.
    """

    node: Sum
    scope: Scope
    start: int
    stop: int

    @staticmethod
    def count(node: Sum) -> int:
        """How many factors there are."""
        return 1 + len(Factors._body(node)) + bool(node.guards)

    @staticmethod
    def _body(node: Sum) -> tuple[Node, ...]:
        return node.body.factors if isinstance(node.body, Multiply) else (node.body,)

    def shown(self, style: Style) -> Shown:
        inside = self.scope.context(style).within(r.letter for r in self.node.ranges)
        guards = [show_bracket(self.node.guards, self.node.body, inside)] if self.node.guards else []
        every: list[Node | Shown] = [*guards, *self._body(self.node)]
        signs = show_signs(self.node, inside) if self.start == 0 else ""
        factors = every[max(self.start - 1, 0):self.stop - 1]
        product = bracketed(show_product(factors, inside), Rank.OPEN, inside).text if factors else ""
        return Shown(signs + product, Rank.OPEN, True)


@dataclass(frozen=True)
class Worked(Part):
    """A formula with numbers put in, a dot between all factors."""

    part: Part

    def shown(self, style: Style) -> Shown:
        return self.part.shown(replace(style, product=style.dotted))


@dataclass(frozen=True)
class Measure(Part):
    """A whole-number quantity."""

    quantity: Affine
    scope: Scope

    def shown(self, style: Style) -> Shown:
        return show_quantity(self.quantity, self.scope.context(style, *sorted(self.quantity.letters)))


@dataclass(frozen=True)
class Whole(Part):
    """A tensor without indices."""

    key: str
    system: System

    def shown(self, style: Style) -> Shown:
        return show(Access(self.key), context(style, self.system, ()))


@dataclass(frozen=True)
class Digits(Part):
    """A number as it is to be written."""

    text: str

    def shown(self, style: Style) -> Shown:
        return style.number(self.text)


@dataclass(frozen=True)
class Named(Part):
    """A name, or an entry of it at numbers."""

    name: str
    indices: tuple[str, ...] = ()

    def shown(self, style: Style) -> Shown:
        return style.entry(self.name, [style.number(i).text for i in self.indices])


@dataclass(frozen=True)
class NamedPartial(Part):
    """A gradient with texts for indices, such as a colon for an axis that is shown whole."""

    key: str
    indices: tuple[str, ...]
    system: System

    def shown(self, style: Style) -> Shown:
        tensor = self.system.tensors[self.key]
        if tensor.partial is None or self.key in style.abbreviations:
            return Named(style.abbreviations.get(self.key, tensor.shown), self.indices).shown(style)
        of, by = tensor.partial
        below = Named(self.system.tensors[by].shown, self.indices).shown(style)
        return style.partial(Whole(of, self.system).shown(style).text, [below.text])


@dataclass(frozen=True)
class Said(Part):
    """Plain words within a formula."""

    text: str

    def shown(self, style: Style) -> Shown:
        return style.words(self.text)


@dataclass(frozen=True)
class Sign(Part):
    """A sign of the style: "plus", "minus", "dots", or a relation such as "==", ":=", "~="."""

    name: str

    def shown(self, style: Style) -> Shown:
        return Shown(style.relations[self.name] if self.name in style.relations else style.signs[self.name])


@dataclass(frozen=True)
class Gap(Part):
    """A line to write on."""

    width: int = 6

    def shown(self, style: Style) -> Shown:
        return style.blank(self.width)


@dataclass(frozen=True)
class Row(Part):
    """Pieces side by side."""

    parts: tuple[Part, ...]

    def shown(self, style: Style) -> Shown:
        pieces = [p.shown(style) for p in self.parts]
        return Shown("".join(p.text for p in pieces), Rank.ADDITIVE, any(p.tall for p in pieces))


@dataclass(frozen=True)
class Times(Part):
    """A product, brackets set where they are needed."""

    factors: tuple[Part, ...]

    def shown(self, style: Style) -> Shown:
        here = context(style, System({}, ()), ())
        return joined([bracketed(f.shown(style), Rank.OPEN, here) for f in self.factors], here)


@dataclass(frozen=True)
class Grid(Part):
    """A matrix; a vector is one column, or one row."""

    rows: tuple[tuple[Part, ...], ...]

    def shown(self, style: Style) -> Shown:
        return style.matrix([[cell.shown(style).text for cell in row] for row in self.rows])


@dataclass(frozen=True)
class Summed(Part):
    """The sum of all entries of a matrix."""

    part: Part

    def shown(self, style: Style) -> Shown:
        inner = style.parenthesised(self.part.shown(style))
        return Shown(style.words("sum").text + inner.text, tall=inner.tall)


@dataclass(frozen=True)
class Inset(Node):
    """A piece of a page in the place of a part of a right side."""

    part: Part


@children.register
def _(node: Inset) -> tuple[Node, ...]:
    return ()


@positive.register
def _(node: Inset, context: Context) -> Shown:
    return node.part.shown(context.style)


@dataclass(frozen=True)
class Line:
    """A line of a displayed formula: what stands left of the column of relations, and the rest from there on."""

    left: Part
    right: Row


NOTHING = Row(())


def row(*parts: Part | str) -> Row:
    """Pieces side by side; a text names a sign."""
    return Row(tuple(Sign(p) if isinstance(p, str) else p for p in parts))


def line(left: Part, *right: Part | str) -> Line:
    """A line; a text among what follows names a sign."""
    return Line(left, row(*right))


def equation_line(equation: Equation, system: System) -> Line:
    """``left = right``."""
    scope = scope_of(equation, system)
    return line(Tree(equation.left, scope), "==", Tree(equation.right, scope))


def chained(left: Part, links: Iterable[tuple[str, Part]]) -> tuple[Line, ...]:
    """``left = a = b``, a line for each link."""
    found = [line(left if not place else NOTHING, relation, part) for place, (relation, part) in enumerate(links)]
    return tuple(found)
