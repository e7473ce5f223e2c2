"""The access pattern of a line that is one sum: its scale, its factors, which letters are summed, and the guards that count."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fractions import Fraction

from symcnn.expression.nodes import Access, Guard, Multiply, Node, Number, Power, Sum
from symcnn.notation.letters import Letter
from symcnn.numeric.boxes import Boxes
from symcnn.numeric.homes import Axes
from symcnn.numeric.lines import Line
from symcnn.numeric.masks import guard_letters, needed


@dataclass(frozen=True)
class Product:
    """``tensor[free] = scale * Sum_summed of the product of the factors``, where all guards hold."""

    tensor: str
    free: tuple[Letter, ...]
    summed: tuple[Letter, ...]
    scale: Fraction
    factors: tuple[Access, ...]
    guards: tuple[Guard, ...]

    def letters(self, factor: Access) -> frozenset[Letter]:
        """The letters of one factor."""
        return frozenset(v for i in factor.indices for v in i.letters)

    def guards_of(self, factor: Access) -> tuple[Guard, ...] | None:
        """The guards over letters of this factor."""
        return tuple(g for g in self.guards if set(guard_letters(g)) <= self.letters(factor))


def product(line: Line, axes: dict[str, Axes], boxes: Boxes) -> Product | None:
    """The pattern of a line that is one sum of a product of entries, else None."""
    scale, node = Fraction(1), line.right
    if isinstance(node, Multiply) and len(node.factors) == 2 and isinstance(node.factors[0], Number):
        scale, node = node.factors[0].value, node.factors[1]
    ranges, guards, body = (node.ranges, node.guards, node.body) if isinstance(node, Sum) else ((), (), line.right)
    more, factors = _factors(body)
    if factors is None or (not isinstance(node, Sum) and len(factors) != 2):
        return None
    scale = scale * more if isinstance(node, Sum) else more
    found = needed(guards, factors, {k: ("", v) for k, v in axes.items()}, boxes)
    summed = tuple(r.letter for r in ranges)
    held = {v for f in factors for i in f.indices for v in i.letters}
    for letter in [v for v in summed if v not in held]:
        scale *= boxes[letter].extent
    if any(v not in held and v not in line.letters for g in found for v in guard_letters(g)):
        return None
    return Product(line.tensor, line.letters, tuple(v for v in summed if v in held), scale, tuple(factors),
                   tuple(found))


def _factors(body: Node) -> tuple[Fraction, list[Access] | None]:
    scale, found = Fraction(1), []
    for factor in body.factors if isinstance(body, Multiply) else (body,):
        if isinstance(factor, Number):
            scale *= factor.value
        elif isinstance(factor, Access):
            found.append(factor)
        elif isinstance(factor, Power) and isinstance(factor.base, Access) and factor.exponent == 2:
            found += [factor.base, factor.base]
        else:
            return scale, None
    return scale, found


def ordered(letters: Collection[Letter], like: Iterable[Letter]) -> tuple[Letter, ...]:
    """Some letters in the order in which another list has them."""
    return tuple(v for v in like if v in letters)
