"""What can be asked of the way a gradient is passed on: which letters slide, which are summed, what is constant."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from symcnn.calculus.differentiate import Contribution
from symcnn.checking.backward.plain_pass import Passing
from symcnn.draft.quantities import written
from symcnn.expression.nodes import Access, Guard, Maximum, Multiply, Node, Number, Power, Range, Size, Sum, Winner
from symcnn.expression.walk import accesses, transform
from symcnn.notation.affine import Affine
from symcnn.notation.letters import Letter

Change = Callable[[Affine], Affine]


@dataclass(frozen=True)
class Slide:
    """One axis along which a window slides: which axis of the tensor read, which of the result, and its quantities."""

    axis: int
    over: int
    step: Affine
    kernel: Affine
    slack: Affine | None


def sliding(indices: Iterable[Affine]) -> frozenset[Letter]:
    """The letters of the indices that are more than one bare letter."""
    return frozenset(v for i in indices if i.letter is None for v in i.letters if v.is_index)


def read_sliding(part: Contribution) -> frozenset[Letter]:
    """The letters that slide in what a contribution reads."""
    return sliding(i for a in accesses(part.factor) for i in a.indices)


def bound(part: Contribution) -> frozenset[Letter]:
    """The letters a contribution is summed over."""
    return frozenset(r.letter for r in part.ranges)


def turned(part: Contribution, letters: Iterable[Letter]) -> dict[Letter, Affine]:
    """Letters of ranges counted from the other end."""
    letters = frozenset(letters)
    return {r.letter: r.lower[0] + r.upper[0] - Affine({(r.letter,): 1}) for r in part.ranges
            if r.letter in letters and len(r.lower) == len(r.upper) == 1}


def free(step: Passing) -> tuple[Letter, ...]:
    """The letters of the entry whose gradient is passed on."""
    return step.equation.letters


def weight(step: Passing) -> str | None:
    """The parameter that what is passed on is multiplied with."""
    found = [a.tensor for p in step.parts for a in accesses(p.factor)
             if step.system.tensors[a.tensor].role == "parameter" and a.tensor != step.by]
    return found[0] if found else None


def slides(step: Passing) -> list[Slide]:
    """The axes of the tensor along which windows slide."""
    found: dict[int, Slide] = {}
    axes = step.system.tensors[step.equation.tensor].axes
    for part in step.parts:
        for axis, index in enumerate(part.indices):
            for over, letter in enumerate(free(step)):
                kernel = [r for r in part.ranges if r.letter in index.letters and index.letter is None]
                if letter in index.letters and len(kernel) == 1 and not index.floors():
                    size = kernel[0].upper[0] - kernel[0].lower[0] + 1
                    found[axis] = Slide(axis, over, index.coefficient(letter), size, slack(axes[over].extent))
    return [found[a] for a in sorted(found)]


def slack(extent: Affine) -> Affine | None:
    """The quantity q of an extent ``floor(q/s) + 1``, up to whole multiples of s; None where there is no floor."""
    floors = extent.floors()
    if len(floors) != 1:
        return None
    # a ceiling is kept as minus a floor: -floor(-q'/s) is floor((q'-1)/s) + 1
    rising = extent.coefficient(floors[0]).number == 1
    return floors[0].numerator if rising else -floors[0].numerator - 1


def shown(quantity: Affine) -> str:
    """``H+2p-K``: a quantity in text, what is added first."""
    added = Affine({m: c for m, c in quantity.terms if m and c > 0})
    taken = Affine({m: c for m, c in quantity.terms if m and c < 0})
    number = written(Affine({m: c for m, c in quantity.terms if not m}))
    text = "".join(written(part) for part in (added, taken) if part.terms)
    return text + (number if number.startswith("-") else f"+{number}") if text and number != "0" else text or number


def map_quantities(node: Node, change: Change) -> Node:
    """The node with every index and bound changed."""
    def rule(each: Node) -> Node:
        match each:
            case Access():
                return Access(each.tensor, tuple(change(i) for i in each.indices))
            case Sum() | Maximum():
                return replace(each, guards=map_guards(each.guards, change))
        return each
    return transform(node, rule)


def map_guards(guards: Iterable[Guard], change: Change) -> tuple[Guard, ...]:
    """Guards with every quantity changed."""
    return tuple(replace(g, quantity=change(g.quantity)) for g in guards)


def map_part(part: Contribution, change: Change) -> Contribution:
    """A contribution with every index changed, in what it reads and where it goes."""
    return replace(part, guards=map_guards(part.guards, change), factor=map_quantities(part.factor, change),
                   indices=tuple(change(i) for i in part.indices))


def guarded(part: Contribution, *guards: Guard) -> Contribution:
    """A contribution under further conditions."""
    return replace(part, guards=part.guards + guards)


def winners(part: Contribution) -> Iterator[Winner]:
    """The switches of window maxima in a contribution."""
    for node in factors(part.factor):
        if isinstance(node, Winner) and isinstance(node.of, Maximum):
            yield node


def factors(node: Node) -> tuple[Node, ...]:
    """The factors of a product."""
    return node.factors if isinstance(node, Multiply) else (node,)


def is_constant(node: Node) -> bool:
    """Whether a factor is a number, or a count such as that of a window, other than plus or minus one."""
    match node:
        case Number():
            return abs(node.value) != 1
        case Size():
            return True
        case Power():
            return isinstance(node.base, Size)
    return False


def ranges_of(step: Passing) -> tuple[Range, ...]:
    """The ranges of all contributions."""
    return tuple(r for p in step.parts for r in p.ranges)
