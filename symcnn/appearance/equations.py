"""Axes, tensors, equations and systems: by the names of the tensors they know, else by their keys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from symcnn.appearance.table import latex_of, markdown_of, text_of
from symcnn.calculus.adjoint import Adjoint
from symcnn.calculus.scatter import Accumulation
from symcnn.calculus.stages import Solved, Stage
from symcnn.document.latex import aligned_lines
from symcnn.document.parts import Inset, Line, Measure, Part, Scope, Tree, equation_line, line
from symcnn.equation import Axis, Equation, Tensor
from symcnn.errors import NameProblem
from symcnn.expression.nodes import Access, Node
from symcnn.expression.walk import transform
from symcnn.notation import names
from symcnn.notation.affine import Affine, whole
from symcnn.notation.letters import index
from symcnn.patches import Patch
from symcnn.printing.context import context
from symcnn.printing.latex import LATEX, latex_words
from symcnn.printing.quantity import show_quantity
from symcnn.printing.show import show
from symcnn.printing.shown import Shown
from symcnn.printing.style import Style
from symcnn.printing.summary import shape_shown, shapes
from symcnn.printing.text import TEXT
from symcnn.scatter import AccumulationSet
from symcnn.system import System

ALONE = System({}, ())


@dataclass(frozen=True)
class Keyed(Part):
    """An entry of a tensor whose name is not known: its key in plain words."""

    key: str
    indices: tuple[Affine, ...]
    scope: Scope = field(compare=False)

    def shown(self, style: Style) -> Shown:
        key = style.words(self.key)
        if not self.indices:
            return key
        inner = style.signs["near_comma"].join(Measure(i, self.scope).shown(style).text for i in self.indices)
        return Shown(key.text + style.parenthesised(Shown(inner)).text)


def with_names(equation: Equation) -> tuple[Equation, System]:
    """The equation and the tensors it knows; an entry of a tensor without a name stands there by its key."""
    system = System(dict(equation.known), ())
    scope = Scope(system, tuple(dict.fromkeys(v for i in equation.left.indices for v in sorted(i.letters))))
    return Equation(equation.left, _keyed(equation.right, scope)), system


def _keyed(node: Node, scope: Scope) -> Node:
    def rule(each: Node) -> Node:
        if not isinstance(each, Access) or each.tensor in scope.system.tensors or _is_name(each.tensor):
            return each
        return Inset(Keyed(each.tensor, each.indices, scope))

    return transform(node, rule)


def _is_name(key: str) -> bool:
    try:
        names.check(key, "a key")
    except NameProblem:
        return False
    return True


def _line(equation: Equation) -> Line:
    named, system = with_names(equation)
    known = equation_line(named, system)
    if equation.tensor in system.tensors or _is_name(equation.tensor):
        return known
    scope = Scope(system, tuple(sorted(v for i in equation.left.indices for v in i.letters)))
    return line(Keyed(equation.tensor, equation.left.indices, scope), *known.right.parts)


def _said(shown: Line, style: Style) -> str:
    return shown.left.shown(style).text + shown.right.shown(style).text


@latex_of.register
def _(value: Equation) -> str:
    return _said(_line(value), LATEX)


@text_of.register
def _(value: Equation) -> str:
    return _said(_line(value), TEXT)


def _entry(tensor: Tensor, style: Style) -> str:
    known = {part.key: part for part in _all_parts(tensor)}
    return show(tensor.entry(), context(style, System(known, ()), tensor.letters)).text


def _all_parts(tensor: Tensor) -> Iterable[Tensor]:
    yield tensor
    for part in tensor.parts:
        yield from _all_parts(part)


@latex_of.register
def _(value: Tensor) -> str:
    here = context(LATEX, ALONE, ())
    sizes = shape_shown(value, here, LATEX.signs["times"], "")
    return _entry(value, LATEX) + r" \in \mathbb{R}" + (f"^{{{sizes}}}" if sizes else "")


@text_of.register
def _(value: Tensor) -> str:
    sizes = shape_shown(value, context(TEXT, ALONE, ()), TEXT.signs["times"], "scalar")
    return f"{_entry(value, TEXT)}: {sizes} ({value.role})"


def _ends(axis: Axis, style: Style) -> tuple[str, str, list[str]]:
    """The letter, the sign between it and its first value, and its values with dots in the middle."""
    here = context(style, ALONE, ())
    letter, last = here.letter(index(axis.letter)), axis.last.number
    if last is not None and last - axis.origin < 3:
        values = [show_quantity(whole(n), here).text for n in range(axis.origin, last + 1)]
    else:
        values = [show_quantity(whole(axis.origin), here).text, style.signs["low_dots"], show_quantity(axis.last, here).text]
    return letter, style.relations["=="], values


def _axis(axis: Axis, style: Style) -> str:
    letter, equal, values = _ends(axis, style)
    return letter + equal + style.signs["comma"].join(values)


@latex_of.register
def _(value: Axis) -> str:
    return _axis(value, LATEX)


@text_of.register
def _(value: Axis) -> str:
    return _axis(value, TEXT)


@latex_of.register
def _(value: System) -> str:
    lines = [equation_line(e, value) for e in value.equations]
    if not lines:
        return r",\quad ".join(latex_of(t) for t in value.tensors.values()) or r"\text{no equations}"
    return f"\\begin{{aligned}}\n{aligned_lines(lines, LATEX)}\n\\end{{aligned}}"


@text_of.register
def _(value: System) -> str:
    lines = [_said(equation_line(e, value), TEXT) for e in value.equations]
    return "\n".join([shapes(value), "", *lines])


@latex_of.register
def _(value: Stage) -> str:
    return latex_of(value.equation)


@text_of.register
def _(value: Stage) -> str:
    return f"{value.rule}\n    {text_of(value.equation)}"


@markdown_of.register
def _(value: Stage) -> str:
    return f"*{value.rule}*\n\n$$\n{latex_of(value)}\n$$"


def _solved(value: Solved, style: Style) -> str:
    here = context(style, ALONE, [*sorted(value.value.letters), value.letter])
    return here.letter(value.letter) + style.relations["=="] + show_quantity(value.value, here).text


@latex_of.register
def _(value: Solved) -> str:
    return _solved(value, LATEX)


@text_of.register
def _(value: Solved) -> str:
    return _solved(value, TEXT)


def _by(adjoint: Adjoint, style: Style) -> list[str]:
    return [_entry(adjoint.tensor(key), style) for key in adjoint.system.tensors
            if key in adjoint.path() and key != adjoint.of and adjoint.system.tensors[key].role != "gradient"]


@text_of.register
def _(value: Adjoint) -> str:
    return f"the gradients of {text_of(value.target)}: {', '.join(_by(value, TEXT))}"


@latex_of.register
def _(value: Adjoint) -> str:
    return r",\quad ".join(_by(value, LATEX)) or rf"\text{{{latex_words('no gradients')}}}"


def _node(node: Node, style: Style) -> str:
    scope = Scope(ALONE, ())
    return Tree(_keyed(node, scope), scope).shown(style).text


@latex_of.register
def _(value: Node) -> str:
    return _node(value, LATEX)


@text_of.register
def _(value: Node) -> str:
    return _node(value, TEXT)


def _added(targets: Sequence[Node], value: Node, style: Style) -> str:
    entries = style.signs["comma"].join(_node(t, style) for t in targets)
    return entries + style.relations["+="] + _node(value, style)


@latex_of.register
def _(value: AccumulationSet) -> str:
    return _added(value.targets, value.value, LATEX)


@text_of.register
def _(value: AccumulationSet) -> str:
    return _added(value.targets, value.value, TEXT)


@latex_of.register
def _(value: Accumulation) -> str:
    return _added([value.target], value.value, LATEX)


@text_of.register
def _(value: Accumulation) -> str:
    return _added([value.target], value.value, TEXT)


def _patch(patch: Patch, style: Style) -> str:
    factor = _node(patch.factor, style) if patch.number is None else style.number(f"{patch.number:.6g}").text
    return style.product([factor, style.matrix([[_node(cell, style) for cell in patch.cells.values()]]).text])


@latex_of.register
def _(value: Patch) -> str:
    return _patch(value, LATEX)


@text_of.register
def _(value: Patch) -> str:
    return _patch(value, TEXT)
