"""The steps of an elementwise chain, one statement each: which operand is worked out in the array itself, which apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod

from symcnn.expression.build import multiply, negate
from symcnn.expression.nodes import Access, Add, Apply, Compare, Multiply, Node, Number, Power, Size
from symcnn.expression.walk import descend
from symcnn.functions.table import FUNCTIONS
from symcnn.notation.letters import Letter
from symcnn.numeric.boxes import in_order, written
from symcnn.numeric.builder import CLIPPED, Builder
from symcnn.numeric.complements import keep_divisor
from symcnn.numeric.floating import checked_float
from symcnn.numeric.lines import Line
from symcnn.numeric.taking import take

RELATIONS = {"<": "less", "<=": "less_equal", ">": "greater", ">=": "greater_equal", "==": "equal", "=": "equal",
             "!=": "not_equal"}
SHORT = 4096
FEW = 256


@dataclass(frozen=True)
class Chain:
    """The steps of one line; ``letters`` are the axes of its array."""

    builder: Builder
    letters: tuple[Letter, ...]

    def number(self, value: float) -> str:
        """A number; an array of its own where the chain is so short that to make one would cost as much as a step."""
        if prod(self.builder.counts(self.letters)) > SHORT:
            return repr(value)
        return self.builder.source.constant(f"np.array({value!r}, dtype={self.builder.source.dtype})")

    def span(self, node: Node) -> tuple[Letter, ...]:
        """The letters that a node holds, in order."""
        held = {v for n in descend(node) for q in (*getattr(n, "indices", ()), *([n.quantity] if isinstance(n, Size) else ()))
                for v in q.letters}
        return tuple(v for v in self.letters if v in held and self.builder.boxes[v].extent > 1)

    def leaf(self, node: Node) -> str | None:
        """The source of a node that needs no step."""
        if isinstance(node, Number):
            return self.number(checked_float(node.value))
        if isinstance(node, Size):
            held = in_order([node.quantity])
            text = f"({written(node.quantity, held, self.builder.boxes)}).astype({self.builder.source.dtype})"
            return self._aligned(self.builder.source.constant(text), held)
        if isinstance(node, Access):
            return self._entry(node)
        return None

    def _entry(self, access: Access) -> str:
        tensor = self.builder
        if access.tensor in tensor.numbers and access.indices and not any(q.letters for q in access.indices):
            return tensor.numbers[access.tensor][tensor.entry(access)]
        if not access.indices and access.tensor in tensor.arguments:
            # what may be a number would be made an array in every step
            tensor.kept(access.tensor)
        span = self.span(access)
        groups = self._groups(span)
        found = tensor.view(access)
        text = tensor.text(found, groups) if found is not None else None
        if text is None:
            found = tensor.view(access, keep=True) if found is not None else None
            text = tensor.text(found, groups) if found is not None else take(access, groups, (), tensor)
        assert text is not None
        return text

    def _groups(self, span: Sequence[Letter]) -> list[tuple[Letter, ...]]:
        """One group for each axis of the array from the first that is held; empty where the node is the same along it."""
        first = next((i for i, v in enumerate(self.letters) if v in span), len(self.letters))
        return [(v,) if v in span else () for v in self.letters[first:]]

    def _aligned(self, name: str, held: Sequence[Letter]) -> str:
        order = [v for v in self.letters if v in held]
        text = name if list(order) == list(held) else f"{name}.transpose({', '.join(str(held.index(v)) for v in order)})"
        first = next((i for i, v in enumerate(self.letters) if v in held), len(self.letters))
        index = ", ".join(":" if v in held else "None" for v in self.letters[first:])
        return self.builder.source.constant(f"{text}[{index}]") if "None" in index else text

    def value(self, node: Node, out: str | None) -> tuple[str, tuple[int, ...] | None]:
        """The source of a node's value, in ``out`` if it spans that, and the shape of a scratch array if it lies in one."""
        found = self.leaf(node)
        if found is not None:
            return found, None
        if out is not None:
            self.write(node, out)
            return out, None
        span = self.span(node)
        groups = self._groups(span)
        shape = tuple(self.builder.counts(g)[0] if g else 1 for g in groups)
        name = self.builder.scratch(shape)
        self.write(node, name)
        return name, shape

    def write(self, node: Node, out: str) -> None:
        """Writes the value of a node, which spans what ``out`` does, into ``out``."""
        found = self.leaf(node)
        if found is not None:
            self.builder.source.copy(out, found)
            return
        match node:
            case Add():
                self._sum(node, out)
            case Multiply():
                self._product(node, out)
            case Power():
                self._power(node, out)
            case Apply():
                argument = self._in(node.argument, out)
                parameters = [repr(checked_float(p)) for p in node.parameters]
                for line in FUNCTIONS[node.function].in_place(argument, out, *parameters, number=self.number):
                    self.step(line)
            case Compare():
                self._compare(node, out)

    def write_sharing(self, line: Line, order: tuple[int, ...], out: str) -> None:
        """Writes a function whose steps leave one over the complement of its value too, and keeps that."""
        assert isinstance(line.right, Apply)
        divisor = self.builder.source.buffer(self.builder.counts(self.letters))
        argument = self._in(line.right.argument, out)
        clipped = CLIPPED if line.tensor in self.builder.witnesses else ""
        for step in FUNCTIONS[line.right.function].in_place_sharing(argument, out, divisor, self._full_number, clipped):
            self.step(step)
        keep_divisor(line, order, divisor, self.builder)

    def _full_number(self, value: float) -> str:
        """A number beside every entry: where these are few, an array of all takes 20 ns less than a single one."""
        shape = self.builder.counts(self.letters)
        if prod(shape) > FEW:
            return self.number(value)
        return self.builder.source.constant(f"np.full({shape}, {value!r}, dtype={self.builder.source.dtype})")

    def step(self, text: str) -> None:
        """One statement."""
        self.builder.source.write(text)

    def _compare(self, node: Compare, out: str) -> None:
        """0 or 1; truth values put into an array of numbers cost 700 ns, a Heaviside step that is 0 at 0 some 4 ns an entry."""
        few = prod(self.builder.counts(self.letters)) <= FEW
        if few and node.relation == ">" and node.right == Number(Fraction(0)):
            self._binary("heaviside", node.left, node.right, out)
        else:
            self._binary(RELATIONS[node.relation], node.left, node.right, out)

    def _full(self, node: Node, whole_of: Node) -> bool:
        return self.span(node) == self.span(whole_of)

    def _in(self, node: Node, out: str) -> str:
        """The value of the one operand of a step; in ``out`` where it is worked out."""
        return self.value(node, out)[0]

    def _binary(self, name: str, left: Node, right: Node, out: str, whole_of: Node | None = None) -> None:
        """``left name right`` into ``out``, the operand that takes steps worked out there."""
        whole_of = whole_of or Add((left, right))
        first = self.leaf(left) is None and self._full(left, whole_of)
        second = not first and self.leaf(right) is None and self._full(right, whole_of)
        one, waiting = self.value(left, out if first else None)
        other, waiting_too = self.value(right, out if second else None)
        self.step(f"np.{name}({one}, {other}, out={out})" if name in ("maximum", "minimum")
                  else f"np.{name}({one}, {other}, {out})")
        for shape, text in ((waiting, one), (waiting_too, other)):
            if shape is not None:
                self.builder.done(shape, text)

    def _sum(self, node: Add, out: str) -> None:
        terms = [(negate(t), True) if _negative(t) else (t, False) for t in node.terms]
        # what takes steps first, in the array itself; of the rest a positive one
        terms.sort(key=lambda t: (self.leaf(t[0]) is not None or not self._full(t[0], node), t[1]))
        (first, minus), *rest = terms
        if minus and rest and not rest[0][1] and self.leaf(first) is not None:
            (first, minus), rest = rest[0], [(first, True), *rest[1:]]
        if minus and rest and (swap := next((i for i, t in enumerate(rest) if not t[1]), None)) is not None:
            second, _ = rest.pop(swap)
            self._binary("subtract", second, first, out, node)
        elif minus:
            self._binary("subtract", Number(Fraction(0)), first, out, node)
        elif rest:
            second, negative = rest.pop(0)
            self._binary("subtract" if negative else "add", first, second, out, node)
        for term, negative in rest:
            self._onto("subtract" if negative else "add", term, out)

    def _onto(self, name: str, node: Node, out: str) -> None:
        text, shape = self.value(node, None)
        self.step(f"np.{name}({out}, {text}, {out})")
        if shape is not None:
            self.builder.done(shape, text)

    def _product(self, node: Multiply, out: str) -> None:
        scale = Fraction(1)
        above, below = [], []
        for factor in node.factors:
            if isinstance(factor, Number):
                scale *= factor.value
            elif isinstance(factor, Power) and factor.exponent < 0:
                below.append(Power(factor.base, -factor.exponent) if factor.exponent != -1 else factor.base)
            else:
                above.append(factor)
        above.sort(key=lambda f: self.leaf(f) is not None or not self._full(f, node))
        if not above:
            above, scale = [Number(scale)], Fraction(1)
        if scale != 1 and len(above) + len(below) > 1:
            narrow = min(above, key=lambda f: (len(self.span(f)), self.leaf(f) is None))
            if len(self.span(narrow)) < len(self.span(node)):
                above[above.index(narrow)] = multiply(Number(scale), narrow)
                scale = Fraction(1)
        self._times(node, above, below, scale, out)

    def _times(self, node: Multiply, above: list[Node], below: list[Node], scale: Fraction, out: str) -> None:
        first, *rest = above
        if rest:
            self._binary("multiply", first, rest.pop(0), out, node)
        elif below:
            self._binary("divide", first, below.pop(0), out, node)
        elif scale == -1:
            self.step(f"np.negative({self._in(first, out)}, {out})")
            return
        else:
            self.step(f"np.multiply({self._in(first, out)}, {self.number(checked_float(scale))}, {out})")
            return
        for factor in rest:
            self._onto("multiply", factor, out)
        for factor in below:
            self._onto("divide", factor, out)
        if scale == -1:
            self.step(f"np.negative({out}, {out})")
        elif scale != 1:
            self.step(f"np.multiply({out}, {self.number(checked_float(scale))}, {out})")

    def _power(self, node: Power, out: str) -> None:
        exponent = node.exponent
        base = self._in(node.base, out)
        size = abs(exponent)
        if size == 2:
            self.step(f"np.multiply({base}, {base}, {out})")
        elif size.numerator == 1 and size.denominator == 2:
            self.step(f"np.sqrt({base}, {out})")
        elif size != 1:
            self.step(f"np.power({base}, {float(size)!r}, {out})")
        if exponent < 0:
            self.step(f"np.reciprocal({out if size != 1 else base}, {out})")


def _negative(term: Node) -> bool:
    return isinstance(term, Multiply) and isinstance(term.factors[0], Number) and term.factors[0].value < 0


def number(value: Fraction) -> str:
    """A number as source; raises ``ValueProblem`` beyond floating point."""
    return repr(checked_float(value))
