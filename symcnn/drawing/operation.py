"""What an equation does, in a few words, read off its accesses and never off the name of a layer."""

from __future__ import annotations

from collections.abc import Iterator
from functools import singledispatch

from symcnn.drawing.label import Label, Run, of_name, plain
from symcnn.equation import Equation
from symcnn.expression.nodes import (
    Access,
    Add,
    Apply,
    Compare,
    Greatest,
    Maximum,
    Multiply,
    Node,
    Number,
    Partial,
    Power,
    Range,
    Size,
    Sum,
    Winner,
)
from symcnn.expression.walk import accesses, descend
from symcnn.notation.affine import Affine
from symcnn.notation.letters import Letter
from symcnn.printing.text import text_quantity
from symcnn.system import System

LONGEST = 44


def operation(equation: Equation, system: System) -> Label:
    """The operation in words: ``relu(conv 3×3, stride 2 + b)``, ``max 2×2, stride 2``, ``flatten``."""
    label = tuple(_words(equation.right, _Reading(equation, system)))
    if sum(len(run.text) for run in label) <= LONGEST:
        return label
    return tuple(_short(equation, system)) or plain("formula")


class _Reading:
    """The equation whose parts are put into words."""

    def __init__(self, equation: Equation, system: System) -> None:
        self.equation, self.system = equation, system
        self.free = frozenset(v for v in equation.letters if v is not None)

    def name(self, key: str) -> Label:
        tensor = self.system.tensors[key]
        return of_name(tensor.shown or tensor.key)


def _short(equation: Equation, system: System) -> Iterator[Run]:
    """The outermost operation alone."""
    node = equation.right
    names = list(dict.fromkeys(n.function for n in descend(node) if isinstance(n, Apply)))
    kinds = [k for k in ("sum", "max") if any(isinstance(n, Sum if k == "sum" else Maximum) for n in descend(node))]
    yield Run(", ".join([*names, *kinds][:4]))


@singledispatch
def _words(node: Node, reading: _Reading) -> Iterator[Run]:
    raise TypeError(f"no rule for the words of {type(node).__name__}")


@_words.register
def _(node: Number, reading: _Reading) -> Iterator[Run]:
    yield Run(str(node.value))


@_words.register
def _(node: Size, reading: _Reading) -> Iterator[Run]:
    yield Run(text_quantity(node.quantity, reading.system))


@_words.register
def _(node: Access, reading: _Reading) -> Iterator[Run]:
    places = [i.letter for i in node.indices]
    left = [i.letter for i in reading.equation.left.indices]
    if places == left or not node.indices:
        yield from reading.name(node.tensor)
    elif None not in places and sorted(map(str, places)) == sorted(map(str, left)):
        yield from (Run("transpose "), *reading.name(node.tensor))
    elif any(i.floors() for i in node.indices):
        yield from (Run("flatten " if len(left) == 1 else "reshape "), *reading.name(node.tensor))
    else:
        yield from reading.name(node.tensor)


@_words.register
def _(node: Add, reading: _Reading) -> Iterator[Run]:
    for place, term in enumerate(node.terms):
        negative = isinstance(term, Multiply) and isinstance(term.factors[0], Number) and term.factors[0].value == -1
        if negative:
            yield Run(" − " if place else "−")
            yield from _words(_rest(term), reading)
            continue
        yield from [Run(" + ")] * bool(place)
        yield from _words(term, reading)


def _rest(term: Node) -> Node:
    assert isinstance(term, Multiply)
    return term.factors[1] if len(term.factors) == 2 else Multiply(term.factors[1:])


@_words.register
def _(node: Multiply, reading: _Reading) -> Iterator[Run]:
    sums = [f for f in node.factors if isinstance(f, Sum)]
    others = [f for f in node.factors if not isinstance(f, Sum)]
    if len(sums) == 1 and len(accesses(sums[0].body)) == 1 and not any(map(accesses, others)) and _window(sums[0], reading):
        yield Run(f"mean {_window(sums[0], reading)}")
        return
    negative = isinstance(node.factors[0], Number) and node.factors[0].value == -1
    yield from [Run("−")] * negative
    for place, factor in enumerate(node.factors[1:] if negative else node.factors):
        below = place and isinstance(factor, Power) and factor.exponent == -1
        yield from [Run(" / " if below else " · ")] * bool(place)
        yield from _bracketed(factor.base if below else factor, reading)  # type: ignore[attr-defined]


def _bracketed(node: Node, reading: _Reading) -> Iterator[Run]:
    if isinstance(node, Add):
        yield Run("(")
        yield from _words(node, reading)
        yield Run(")")
    else:
        yield from _words(node, reading)


@_words.register
def _(node: Power, reading: _Reading) -> Iterator[Run]:
    if node.exponent == -1:
        yield Run("1/")
        yield from _bracketed(node.base, reading)
        return
    yield from _bracketed(node.base, reading)
    yield Run(str(node.exponent), 1)


@_words.register
def _(node: Apply, reading: _Reading) -> Iterator[Run]:
    yield Run(f"{node.function}(")
    yield from _words(node.argument, reading)
    yield Run(")")


@_words.register
def _(node: Sum, reading: _Reading) -> Iterator[Run]:
    if not node.ranges:
        yield from _words(node.body, reading)
        return
    window = _window(node, reading)
    read = [a for a in accesses(node.body) if len(accesses(node.body)) <= 2]
    if window and len(read) == 2:
        yield Run(f"conv {window}")
    elif window and len(read) == 1:
        yield Run(f"sum {window}")
    elif len(read) == 2 and isinstance(node.body, Multiply) and all(isinstance(f, Access) for f in node.body.factors):
        yield from (*reading.name(read[0].tensor), Run(" · "), *reading.name(read[1].tensor))
    else:
        yield Run("Σ ")
        yield from _bracketed(node.body, reading)


@_words.register
def _(node: Maximum, reading: _Reading) -> Iterator[Run]:
    window = _window(node, reading)
    yield Run(f"max {window}" if window else "max ")
    if not window:
        yield from _words(node.body, reading)


@_words.register
def _(node: Greatest, reading: _Reading) -> Iterator[Run]:
    yield Run("max(")
    for place, value in enumerate(node.values):
        yield from [Run(", ")] * bool(place)
        yield from _words(value, reading)
    yield Run(")")


@_words.register(Winner)
@_words.register(Compare)
@_words.register(Partial)
def _(node: Node, reading: _Reading) -> Iterator[Run]:
    yield Run("switch")


def _window(node: Sum | Maximum, reading: _Reading) -> str:
    """``3×3, stride 2, dilation 2`` of a window that moves, else nothing."""
    sizes, strides, steps, turned = list[str](), list[str](), list[str](), False
    for access in accesses(node.body):
        for index in access.indices:
            free, summed = _slopes(index, reading.free), _slopes(index, {r.letter for r in node.ranges})
            if index.floors() or not free or not summed:
                continue
            for letter, slope in summed.items():
                sizes.append(_extent(next(r for r in node.ranges if r.letter == letter), reading))
                turned = turned or _is_negative(slope)
                steps.append(text_quantity(-slope if _is_negative(slope) else slope, reading.system))
            strides.append(text_quantity(next(iter(free.values())), reading.system))
    said = [_alike("stride", strides), _alike("dilation", steps)]
    return ", ".join(["×".join(sizes), *filter(None, said), *["turned"] * turned]) if sizes else ""


def _is_negative(quantity: Affine) -> bool:
    return bool(quantity.terms) and all(value < 0 for _, value in quantity.terms)


def _slopes(index: Affine, letters: set[Letter] | frozenset[Letter]) -> dict[Letter, Affine]:
    return {v: index.coefficient(v) for v in sorted(index.letters) if v in letters and not index.floors()}


def _extent(r: Range, reading: _Reading) -> str:
    bounds = [q for q in r.upper if not any(v.is_index for v in q.letters)]
    lower = [q for q in r.lower if not any(v.is_index for v in q.letters)]
    return text_quantity(bounds[0] - lower[0] + 1, reading.system) if bounds and lower else "?"


def _alike(word: str, values: list[str]) -> str:
    if set(values) <= {"1"}:
        return ""
    return f"{word} {values[0] if len(set(values)) == 1 else '×'.join(values)}"
