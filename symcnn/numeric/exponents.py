"""Exponents in sums of exponentials as tensors: ``exp(s[i]/2)/Sum_j exp(s[j]/2)`` reads ``u = s/2``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from symcnn.equation import Axis, Equation, Tensor
from symcnn.expression.nodes import Access, Apply, Maximum, Node, Range, Sum
from symcnn.expression.walk import children, free_letters, substitute, transform
from symcnn.notation.affine import whole
from symcnn.notation.letters import INDEX, Letter


@dataclass(frozen=True)
class Exponent:
    """The exponent of a sum of exponentials over one letter; ``axes`` are those of the other letters in it, in order."""

    node: Node
    summed: Range
    axes: tuple[tuple[Letter, Axis], ...]
    key: str

    @property
    def letters(self) -> tuple[Letter, ...]:
        """The other letters, then the one that is summed over."""
        return (*(v for v, _ in self.axes), self.summed.letter)

    def read(self, node: Node) -> Access | None:
        """The entry that a node is, where it is this exponent at the summed letter or another."""
        for letter in sorted({self.summed.letter, *free_letters(node)}):
            if letter.is_index and substitute(self.node, {self.summed.letter: whole(letter)}) == node:
                return Access(self.key, (*map(whole, self.letters[:-1]), whole(letter)))
        return None

    @property
    def anywhere(self) -> Node:
        """The exponent whatever its letters are called."""
        return substitute(self.node, {v: whole(Letter(INDEX, "axis", n)) for n, v in enumerate(self.letters)})

    def equation(self) -> tuple[Equation, Tensor]:
        """The equation for all places, and its tensor."""
        own = (*(a for _, a in self.axes), *_axes([self.summed]).values())
        left = Access(self.key, tuple(map(whole, self.letters)))
        return Equation(left, self.node), Tensor(self.key, self.key, own, "intermediate")


def named_exponents(equations: Sequence[Equation], tensors: Mapping[str, Tensor]) -> Iterator[tuple[Equation, Tensor]]:
    """The equations with their tensors, each after those of the exponents that it reads."""
    known: dict[tuple[Node, tuple[Axis, ...]], str] = {}
    for equation in equations:
        tensor = tensors[equation.tensor]
        axes = dict(zip(equation.letters, tensor.axes, strict=True))
        right = equation.right
        for found in _exponents(right, axes, f"exponents of {tensor.key}"):
            new = found.equation()
            key = known.setdefault((found.anywhere, tuple(replace(a, letter="") for a in new[1].axes)), found.key)
            if key == found.key:
                yield new
            found = replace(found, key=key)
            right = transform(right, lambda node, found=found: _exponential(node, found))  # type: ignore[misc]
        yield Equation(equation.left, right), tensor


def _exponents(node: Node, axes: Mapping[Letter, Axis], key: str) -> list[Exponent]:
    """The exponents of a right side's sums of exponentials over whole ranges, those that are no entries."""
    found: dict[Node, Exponent] = {}
    for inner, around in _with_axes(node, axes):
        match inner:
            case Sum((Range(letter) as summed,), (), Apply("exp", exponent)):
                held = {v for v in free_letters(exponent) if v.is_index}
                others = tuple((v, a) for v, a in around.items() if v in held)
                plain = isinstance(exponent, Access) or not _axes([summed])
                if not plain and letter in held and held == {letter, *(v for v, _ in others)}:
                    found.setdefault(exponent, Exponent(exponent, summed, others, f"{key} {len(found)}" if found else key))
    return [*found.values()]


def _with_axes(node: Node, axes: Mapping[Letter, Axis]) -> Iterator[tuple[Node, Mapping[Letter, Axis]]]:
    """The nodes, each with the axes that the letters around it run along."""
    yield node, axes
    inner = {**axes, **_axes(node.ranges)} if isinstance(node, Sum | Maximum) else axes
    for child in children(node):
        yield from _with_axes(child, inner)


def _axes(ranges: Sequence[Range]) -> dict[Letter, Axis]:
    """The letters that run from a number to one last value, as axes."""
    return {r.letter: Axis(r.letter.name, r.upper[0] - r.lower[0] + 1, r.lower[0].number) for r in ranges
            if len(r.lower) == len(r.upper) == 1 and r.lower[0].number is not None}


def _exponential(node: Node, found: Exponent) -> Node:
    entry = found.read(node.argument) if isinstance(node, Apply) and node.function == "exp" else None
    return node if entry is None else Apply("exp", entry)
