"""Exponentials of what lies below the greatest: ``exp(z[i])/Sum_j exp(z[j])`` reads ``d[i] = z[i] - max_j z[j]`` instead.

The value is the same. But exp is infinite above 709, in single precision above 88, and nothing below -745 or -103, where
neither the probability nor its logarithm is: so they are worked out as every framework does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from symcnn.equation import Equation, Tensor
from symcnn.expression.build import add, multiply, power, subtract
from symcnn.expression.nodes import Access, Add, Apply, Maximum, Multiply, Node, Number, Power, Range, Sum
from symcnn.expression.walk import children, descend, rebuild
from symcnn.notation.affine import whole
from symcnn.notation.letters import Letter
from symcnn.numeric.exponents import named_exponents
from symcnn.numeric.log_probabilities import from_exponents


@dataclass(frozen=True)
class Below:
    """A tensor, which of its axes exponentials are summed over, and what stands for both: the greatest, and all below it."""

    of: Tensor
    summed: tuple[int, ...]

    @property
    def kept(self) -> tuple[int, ...]:
        """The axes along which there is a greatest entry for each place."""
        return tuple(a for a in range(len(self.of.axes)) if a not in self.summed)

    @property
    def name(self) -> str:
        """What tells it from others."""
        return f"{self.of.key} over {', '.join(map(str, self.summed))}"

    def greatest(self, read: Access) -> Access:
        """The greatest entry of those beside the one that is read."""
        return Access(f"greatest of {self.name}", tuple(read.indices[a] for a in self.kept))

    def entry(self, read: Access) -> Access:
        """What the entry lies above the greatest one, which is never above 0."""
        return Access(f"below the greatest of {self.name}", read.indices)

    def equations(self) -> Iterator[tuple[Equation, Tensor]]:
        """The two equations, for all places, and their tensors."""
        letters = self.of.letters
        read = Access(self.of.key, tuple(map(whole, letters)))
        ranges = tuple(_whole_range(letters[a], self.of, a) for a in self.summed)
        shown = self.of.shown or self.of.key
        for left, right, axes, text in (
                (self.greatest(read), Maximum(ranges, (), read), self.kept, f"the greatest of {shown}"),
                (self.entry(read), subtract(read, self.greatest(read)), range(len(letters)),
                 f"{shown} less the greatest: no exponential overflows, and no ratio of exponentials is another")):
            yield Equation(left, right), Tensor(left.tensor, text, tuple(self.of.axes[a] for a in axes), "intermediate")


def in_range(equations: Sequence[Equation], tensors: Mapping[str, Tensor]) -> Iterator[tuple[Equation, Tensor]]:
    """The equations with their tensors, written so that no exponential overflows where the value does not."""
    pairs = [*named_exponents([*from_exponents(equations)], tensors)]
    return below_greatest([e for e, _ in pairs], {**tensors, **{t.key: t for _, t in pairs}})


def below_greatest(equations: Sequence[Equation], tensors: Mapping[str, Tensor],
                   ) -> Iterator[tuple[Equation, Tensor]]:
    """The equations with their tensors, those for what lies below the greatest before the first that reads it."""
    written: set[Below] = set()
    for equation in equations:
        found: dict[Below, None] = {}
        right = _read_below(equation.right, tensors, found)
        for each in found:
            if each not in written:
                written.add(each)
                yield from each.equations()
        yield Equation(equation.left, right), tensors[equation.tensor]


def _read_below(node: Node, tensors: Mapping[str, Tensor], found: dict[Below, None]) -> Node:
    """The node with ratios and logarithms of sums of exponentials read below the greatest."""
    if not any(isinstance(n, Apply) and n.function == "exp" for n in descend(node)):
        return node
    below = tuple(_read_below(child, tensors, found) for child in children(node))
    match node:
        case Multiply():
            return _ratio(node, tensors, found) or rebuild(node, below)
        case Add():
            return _difference(node, tensors, found) or rebuild(node, below)
        case Apply("log", argument):
            summed = _summed(argument, tensors)
            if summed is not None:
                found[summed[0]] = None
                return add(summed[0].greatest(summed[1]), Apply("log", _below_sum(argument, summed[0])))
    return rebuild(node, below)


def _summed(node: Node, tensors: Mapping[str, Tensor]) -> tuple[Below, Access] | None:
    """What a sum of exponentials runs over: whole axes of one tensor, each by a letter of its own."""
    match node:
        case Sum(ranges, (), Apply("exp", Access(key, indices) as read)) if ranges:
            tensor = tensors[key]
            letters = [i.letter for i in indices]
            if all(letters.count(r.letter) == 1 and sum(r.letter in i.letters for i in indices) == 1 for r in ranges):
                axes = [letters.index(r.letter) for r in ranges]
                if all(r == _whole_range(r.letter, tensor, a) for r, a in zip(ranges, axes, strict=True)):
                    return Below(tensor, tuple(sorted(axes))), read
    return None


def _whole_range(letter: Letter, tensor: Tensor, axis: int) -> Range:
    return Range(letter, (whole(tensor.axes[axis].origin),), (tensor.axes[axis].last,))


def _below_sum(node: Node, below: Below) -> Node:
    """The sum of exponentials of what lies below the greatest."""
    assert isinstance(node, Sum) and isinstance(node.body, Apply) and isinstance(node.body.argument, Access)
    return Sum(node.ranges, (), Apply("exp", below.entry(node.body.argument)))


def _ratio(node: Multiply, tensors: Mapping[str, Tensor], found: dict[Below, None]) -> Node | None:
    """A product with as many exponentials as it is divided by sums of their like; None where it has no such."""
    factors = list(node.factors)
    for place, factor in enumerate(factors):
        summed = _summed(factor.base, tensors) if isinstance(factor, Power) else None
        if summed is None or not isinstance(factor, Power):
            continue
        below, read = summed
        beside = {p: part for p, f in enumerate(factors) if (part := _exponential(f, below, read)) is not None}
        if beside and sum(exponent for _, exponent in beside.values()) == -factor.exponent:
            found[below] = None
            for p, (entry, exponent) in beside.items():
                factors[p] = power(Apply("exp", below.entry(entry)), exponent)
            factors[place] = power(_below_sum(factor.base, below), factor.exponent)
    if factors == list(node.factors):
        return None
    return multiply(*(f if f not in node.factors else _read_below(f, tensors, found) for f in factors))


def _exponential(node: Node, below: Below, read: Access) -> tuple[Access, Fraction] | None:
    """An entry beside the one that is read, and the power to which its exponential is taken."""
    base, exponent = (node.base, node.exponent) if isinstance(node, Power) else (node, Fraction(1))
    match base:
        case Apply("exp", Access() as entry) if _are_beside(entry, read, below):
            return entry, exponent
    return None


def _are_beside(one: Access, other: Access, below: Below) -> bool:
    """Whether two entries have the same greatest one."""
    return one.tensor == other.tensor and all(one.indices[a] == other.indices[a] for a in below.kept)


def _difference(node: Add, tensors: Mapping[str, Tensor], found: dict[Below, None]) -> Node | None:
    """An entry less the logarithm of a sum of exponentials of its like; None where there is none."""
    terms = list(node.terms)
    for place, term in enumerate(terms):
        times, rest = _scaled(term)
        summed = _summed(rest.argument, tensors) if isinstance(rest, Apply) and rest.function == "log" else None
        if summed is None or not isinstance(rest, Apply):
            continue
        below, read = summed
        for p, other in enumerate(terms):
            opposite, entry = _scaled(other)
            if isinstance(entry, Access) and opposite == -times and _are_beside(entry, read, below):
                found[below] = None
                terms[p] = multiply(Number(opposite), below.entry(entry))
                terms[place] = multiply(Number(times), Apply("log", _below_sum(rest.argument, below)))
                break
    if terms == list(node.terms):
        return None
    return add(*(t if t not in node.terms else _read_below(t, tensors, found) for t in terms))


def _scaled(term: Node) -> tuple[Fraction, Node]:
    """A term as a number times the rest."""
    match term:
        case Multiply((Number(value), rest)):
            return value, rest
    return Fraction(1), term
