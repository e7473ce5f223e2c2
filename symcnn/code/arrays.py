"""Right sides in whole arrays: each kind of node as an expression over all values of its letters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import singledispatch
from math import prod

from symcnn.code import quantities
from symcnn.code.contraction import contracted
from symcnn.code.entries import RELATIONS, applied, product, signed
from symcnn.code.expressions import Rank, Text, added, number, powered
from symcnn.code.views import Array, Frame, NoArrayForm, aligned, view
from symcnn.expression.nodes import (
    Access,
    Add,
    Apply,
    Compare,
    Greatest,
    Guard,
    Multiply,
    Node,
    Number,
    Power,
    Size,
    Winner,
)
from symcnn.notation.letters import Letter


@singledispatch
def array(node: Node, frame: Frame) -> Array:
    """The array of a node, an axis for each of its letters that no loop runs over."""
    raise NoArrayForm(f"{type(node).__name__} has no form in arrays: write it as loops")


@array.register
def _(node: Number, frame: Frame) -> Array:
    return Array(number(node.value))


@array.register
def _(node: Size, frame: Frame) -> Array:
    letters = frame.arrayed(node.quantity)
    if len(letters) > 1:
        raise NoArrayForm("a value is made of several indices: write it as loops")
    for letter in letters:
        first, last = frame.spans[letter]
        bounds = [frame.written(q) for q in ([] if first == 0 else [first]) + [last + 1]]
        frame.scope.letters[letter] = f"np.arange({', '.join(bounds)})"
    text = quantities.written(node.quantity, frame.scope.letters)
    for letter in letters:
        del frame.scope.letters[letter]
    simple = text.isidentifier() or text.isdigit() or (text.endswith(")") and text.startswith("np.arange(") and \
        text.count("(") == 1)
    return Array(Text(text, Rank.ATOM if simple else Rank.SUM), tuple(letters))


@array.register
def _(node: Access, frame: Frame) -> Array:
    return view(node, frame)


def together(arrays: Sequence[Array], frame: Frame) -> tuple[Letter, ...]:
    """The axes of several arrays: as they are where they agree, else in the order of the left side."""
    if len({a.axes for a in arrays if a.axes}) == 1:
        return max(a.axes for a in arrays)
    return tuple(v for v in frame.spans if any(v in a.axes for a in arrays))


def joined(nodes: Sequence[Node], frame: Frame, put: Callable[[dict[Node, Text]], Text]) -> Array:
    """An expression of several nodes entry by entry, their arrays brought to common axes."""
    found = {n: array(n, frame) for n in nodes}
    order = together(list(found.values()), frame)
    return Array(put({n: aligned(a, order) for n, a in found.items()}), order)


@array.register
def _(node: Add, frame: Frame) -> Array:
    bare = [signed(t, lambda n: Text("")) for t in node.terms]
    nodes: list[Node] = []
    for term in node.terms:
        signed(term, lambda n: nodes.append(n) or Text(""))  # type: ignore[func-returns-value]
    return joined(nodes, frame, lambda texts: added(
        [(minus, as_number(texts[n])) for (minus, _), n in zip(bare, nodes, strict=True)]))


def as_number(text: Text) -> Text:
    """Truth values as numbers: NumPy does not negate or add them."""
    return Text(f"({text.text}).astype(float)") if text.rank == Rank.TRUTH else text


@array.register
def _(node: Multiply, frame: Frame) -> Array:
    bases = {f.base if isinstance(f, Power) and f.exponent == -1 else
             Power(f.base, -f.exponent) if isinstance(f, Power) and f.exponent < 0 else f: None
             for f in node.factors if not isinstance(f, Number)}
    if not bases:
        return Array(product(node.factors, lambda n: Text(""), as_number))
    parts = [n for n in bases if not isinstance(n, Number)]
    if len(bases) == len([f for f in node.factors if not isinstance(f, Number)]) and _is_outer(parts, frame):
        numbers = [f.value for f in node.factors if isinstance(f, Number)]
        return contracted([array(p, frame) for p in parts], list(frame.spans), prod(numbers, start=Fraction(1)))
    return joined(list(bases), frame, lambda texts: product(node.factors, lambda n: texts[n], as_number))


def _is_outer(parts: Sequence[Node], frame: Frame) -> bool:
    """Whether some factors have one axis and the others another one."""
    found = {array(p, frame).axes for p in parts if not isinstance(p, Power) or p.exponent > 0}
    return len(parts) > 1 and len(found) == 2 and all(len(axes) == 1 for axes in found)


@array.register
def _(node: Power, frame: Frame) -> Array:
    base = array(node.base, frame)
    return Array(powered(base.text, node.exponent), base.axes)


@array.register
def _(node: Apply, frame: Frame) -> Array:
    argument = array(node.argument, frame)
    return Array(applied(node, argument.text, frame.scope), argument.axes)


@array.register
def _(node: Compare, frame: Frame) -> Array:
    def put(texts: dict[Node, Text]) -> Text:
        left, right = texts[node.left].at_least(Rank.SUM), texts[node.right].at_least(Rank.SUM)
        return Text(f"{left} {RELATIONS[node.relation]} {right}", Rank.TRUTH)
    return joined([node.left, node.right], frame, put)


@array.register
def _(node: Greatest, frame: Frame) -> Array:
    def put(texts: dict[Node, Text]) -> Text:
        shown = texts[node.values[0]]
        for value in node.values[1:]:
            shown = Text(f"np.maximum({shown.text}, {texts[value].text})")
        return shown
    return joined(list(node.values), frame, put)


def factors(node: Node) -> tuple[Node, ...]:
    """The factors of a product, or the node alone."""
    return node.factors if isinstance(node, Multiply) else (node,)


def left_over(guards: Sequence[Guard], parts: Sequence[Node], frame: Frame) -> list[Guard]:
    """The conditions that zeros around an array do not stand for."""
    implied = set()
    for part in parts:
        if isinstance(part, Access):
            axes = frame.scope.tensors[part.tensor].axes
            for index, axis in zip(part.indices, axes, strict=True):
                implied |= {index, axis.extent - 1 - index}
    return [g for g in guards if not (g.relation == ">=" and g.quantity in implied)
            and not (g.relation == ">=" and frame.facts.proves(g.quantity))]


@array.register
def _(node: Winner, frame: Frame) -> Array:
    if not isinstance(node.of, Greatest) or node.of.tie != "first":
        raise NoArrayForm("shares of a maximum have no form in arrays here: write them as loops")
    position = int(node.at[0].number or 0)
    mine = node.of.values[position]

    def put(texts: dict[Node, Text]) -> Text:
        parts = [f"{texts[mine].at_least(Rank.SUM)} {'>' if n < position else '>='} {texts[v].at_least(Rank.SUM)}"
                 for n, v in enumerate(node.of.values) if n != position]  # type: ignore[union-attr]
        return Text(parts[0], Rank.TRUTH) if len(parts) == 1 else Text(
            " & ".join(f"({p})" for p in parts), Rank.TRUTH)
    return joined(list(node.of.values), frame, put)
