"""Tensors of a few entries as Python numbers: an addition costs 20 ns, where an array's costs 200."""

from __future__ import annotations

from fractions import Fraction
from itertools import product as combinations
from math import prod

from symcnn.expression.nodes import Access, Add, Apply, Compare, Maximum, Multiply, Node, Number, Power, Size, Sum
from symcnn.expression.walk import accesses, descend, substitute
from symcnn.functions.table import FUNCTIONS
from symcnn.notation.affine import constant
from symcnn.notation.letters import Letter
from symcnn.numeric.boxes import bounds
from symcnn.numeric.builder import Builder
from symcnn.numeric.floating import checked_float
from symcnn.numeric.homes import Home, row_major
from symcnn.numeric.lines import Line
from symcnn.numeric.steps import number

MOST_ENTRIES = 4
MOST_TERMS = 8
KINDS = (Access, Number, Size, Add, Multiply, Power, Apply, Compare, Sum, Maximum)
RELATIONS = {"<": "<", "<=": "<=", ">": ">", ">=": ">=", "==": "==", "=": "==", "!=": "!="}


def is_scalar(line: Line, builder: Builder) -> bool:
    """Whether the line gives a few entries from tensors of a few, by steps that plain numbers have."""
    if prod(builder.counts(line.letters)) > MOST_ENTRIES:
        return False
    for node in descend(line.right):
        if not isinstance(node, KINDS) or (isinstance(node, Apply) and node.function not in FUNCTIONS):
            return False
        if isinstance(node, Access) and builder.volume(node.tensor) > MOST_ENTRIES:
            return False
        if isinstance(node, Maximum) and line.tensor in {of for of, _ in builder.shares.values()}:
            # whose winners are asked for
            return False
        if isinstance(node, Sum | Maximum):
            terms = prod(builder.counts([r.letter for r in node.ranges]))
            if node.guards or terms > MOST_TERMS:
                return False
    return all(_inside(a, builder) for a in accesses(line.right))


def _inside(access: Access, builder: Builder) -> bool:
    """Whether every index is one of the tensor's, whatever its letters are."""
    ends = (bounds(i, builder.boxes) for i in access.indices)
    return all(low >= b.first and high < b.first + b.extent
               for (low, high), b in zip(ends, builder.axes[access.tensor], strict=True))


def write_scalars(line: Line, builder: Builder) -> None:
    """Writes one statement for each entry."""
    names = []
    for place in _places(line.letters, builder):
        values = {v: constant(n) for v, n in zip(line.letters, place, strict=True)}
        text = Written(builder).text(substitute(line.right, values))
        names.append(text if text.isidentifier() else builder.source.assign(text).source)
    builder.numbers[line.tensor] = tuple(names)


def _places(letters: tuple[Letter, ...], builder: Builder) -> list[tuple[int, ...]]:
    boxes = [builder.boxes[v] for v in letters]
    return list(combinations(*(range(b.first, b.first + b.extent) for b in boxes)))


def numbers_of(tensor: str, builder: Builder) -> tuple[str, ...]:
    """The variables of a tensor's entries, read out of its array once."""
    if tensor not in builder.numbers:
        home, source = builder.home(tensor), builder.source
        text = builder.whole(home)
        if not home.axes:
            # an argument may be a number of Python's
            builder.numbers[tensor] = (source.variable(f"float({text})"),)
        elif builder.volume(tensor) == 1:
            builder.numbers[tensor] = (source.variable(f"{text}.item(0)"),)
        else:
            flat = text if len(home.axes) == 1 else f"{text}.reshape({builder.volume(tensor)})"
            # a kept array that is turned would be copied: once, if that had a name
            flat = builder.named(home, flat) if _in_order(home) else flat
            names = [f"v{len(source.names) + i}" for i in range(builder.volume(tensor))]
            source.names.update({f"entry {n}": n for n in names})
            source.write(f"{', '.join(names)} = {flat}.tolist()")
            builder.numbers[tensor] = tuple(names)
    return builder.numbers[tensor]


def _in_order(home: Home) -> bool:
    """Whether the tensor's entries lie one after the other."""
    plain = row_major(home.counts)
    return all(n == 1 or one == other for n, one, other in zip(home.counts, home.strides, plain, strict=True))


class Written:
    """Entries and numbers as an expression of Python."""

    def __init__(self, builder: Builder) -> None:
        self.builder = builder

    def text(self, node: Node, *, inner: bool = False) -> str:
        """The source; where it stands within a product, an atom."""
        match node:
            case Number():
                return number(node.value)
            case Size():
                return number(Fraction(node.quantity.number or 0))
            case Access():
                return self._entry(node)
            case Add():
                text = self._added(node.terms)
            case Multiply():
                text = self._multiplied(node)
            case Power():
                text = self._raised(node)
            case Apply():
                argument = self._atom(node.argument)
                text = FUNCTIONS[node.function].for_float(argument, *(repr(checked_float(p)) for p in node.parameters))
                if " if " in text:
                    # a choice binds more loosely than all that may stand around it
                    return self.builder.source.assign(text).source
            case Compare():
                left, right = self._atom(node.left), self._atom(node.right)
                return self.builder.source.assign(f"1.0 if {left} {RELATIONS[node.relation]} {right} else 0.0").source
            case Sum():
                text = self._added(self._terms(node))
            case Maximum():
                terms = [self._atom(t) for t in self._terms(node)]
                text = f"max({', '.join(terms)})" if len(terms) > 1 else terms[0]
            case _:
                raise TypeError(f"no rule to write {type(node).__name__} for numbers")
        if not inner:
            return text
        return self.builder.source.assign(text).source

    def _atom(self, node: Node) -> str:
        text = self.text(node)
        atom = text.isidentifier() or (isinstance(node, Number) and node.value >= 0)
        return text if atom else self.builder.source.assign(text).source

    def _entry(self, access: Access) -> str:
        return numbers_of(access.tensor, self.builder)[self.builder.entry(access)]

    def _terms(self, node: Sum | Maximum) -> tuple[Node, ...]:
        letters = tuple(r.letter for r in node.ranges)
        return tuple(substitute(node.body, {v: constant(n) for v, n in zip(letters, place, strict=True)})
                     for place in _places(letters, self.builder))

    def _added(self, terms: tuple[Node, ...]) -> str:
        return " + ".join(self.text(t, inner=isinstance(t, Add)) for t in terms).replace("+ -", "- ")

    def _multiplied(self, node: Multiply) -> str:
        above, below, sign = [], [], ""
        for factor in node.factors:
            if isinstance(factor, Number) and factor.value == -1:
                sign = "-"
            elif isinstance(factor, Power) and factor.exponent == -1:
                below.append(self.text(factor.base, inner=not isinstance(factor.base, Access | Number)))
            else:
                above.append(self.text(factor, inner=not isinstance(factor, Access | Number)))
        text = sign + " * ".join(above or ["1.0"])
        for divisor in below:
            text = self._divided(text, divisor)
        return text

    def _divided(self, text: str, divisor: str) -> str:
        """The quotient; Python raises where NumPy gives an infinity or no number."""
        if divisor[0].isdigit():
            return f"{text} / {divisor}"
        above, below = (t if t.isidentifier() else self.builder.source.assign(t).source for t in (text, divisor))
        return self.builder.source.assign(f"{above} / {below} if {below} else {above} * math.inf").source

    def _raised(self, node: Power) -> str:
        base = self._atom(node.base)
        size = abs(node.exponent)
        if size.denominator == 1 and size <= 4:
            text = " * ".join([base] * int(size))
        elif size == Fraction(1, 2):
            text = f"(math.sqrt({base}) if {base} >= 0.0 else math.nan)"
        else:
            text = f"(math.pow({base}, {float(size)!r}) if {base} >= 0.0 else math.nan)"
        return self._divided("1.0", text) if node.exponent < 0 else text
