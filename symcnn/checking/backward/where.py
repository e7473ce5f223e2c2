"""Which shapes are the wrong ones: the first condition on the sizes that tells them from the others exactly."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations

from symcnn.checking.backward.edges import Slide, shown
from symcnn.notation.affine import Affine, whole
from symcnn.notation.letters import Letter
from symcnn.system import System

Sizes = Mapping[Letter, int]
Condition = tuple[str, Callable[[Sizes], bool]]
FEWEST = 4


def where(system: System, slides: Sequence[Slide], tried: Sequence[Sizes], wrong: Sequence[bool]) -> str:
    """``exactly the shapes where p = 0``, or nothing where all are wrong, or no condition fits, or few are tried."""
    if min(sum(wrong), len(wrong) - sum(wrong)) < FEWEST:
        return ""
    plain = list(_conditions(system, slides, tried))
    compared = list(_comparisons(system, slides, tried))
    for said, holds in (*plain, *compared, *_both(plain)):
        if all(holds(sizes) == bad for sizes, bad in zip(tried, wrong, strict=True)):
            return f"exactly the shapes where {said}"
    for said, holds in (*plain, *compared):
        right = [holds(sizes) for sizes, bad in zip(tried, wrong, strict=True) if not bad]
        if all(holds(s) for s, bad in zip(tried, wrong, strict=True) if bad) and 2 * sum(right) < len(right):
            return f"only shapes where {said}"
    return ""


def _conditions(system: System, slides: Sequence[Slide], tried: Sequence[Sizes]) -> Iterator[Condition]:
    for letter in _letters(system, tried):
        least = min(s[letter] for s in tried)
        yield f"{letter.name} > {least}", _above(whole(letter), whole(least))
        yield f"{letter.name} = {least}", _above(whole(least + 1), whole(letter))
    left_over = [(f"{shown(s.step)} does not divide {shown(s.slack)}", _indivisible(s.slack, s.step))
                 for s in slides if s.slack is not None]
    yield from left_over
    if len(left_over) > 1:
        yield " or ".join(said for said, _ in left_over), _any([holds for _, holds in left_over])


def _comparisons(system: System, slides: Sequence[Slide], tried: Sequence[Sizes]) -> Iterator[Condition]:
    for slide in slides:
        yield f"{shown(slide.kernel)} > {shown(slide.step)}", _above(slide.kernel, slide.step)
    for one, other in combinations(_letters(system, tried), 2):
        more, less = _above(whole(one), whole(other)), _above(whole(other), whole(one))
        yield f"{one.name} and {other.name} differ", _any([more, less])
        yield f"{one.name} > {other.name}", more
        yield f"{one.name} < {other.name}", less


def _letters(system: System, tried: Sequence[Sizes]) -> list[Letter]:
    return [v for v in system.size_letters if all(v in s for s in tried)]


def _above(one: Affine, other: Affine) -> Callable[[Sizes], bool]:
    return lambda sizes: one.value(sizes) > other.value(sizes)


def _indivisible(quantity: Affine, divisor: Affine) -> Callable[[Sizes], bool]:
    return lambda sizes: quantity.value(sizes) % divisor.value(sizes) != 0


def _any(conditions: Sequence[Callable[[Sizes], bool]]) -> Callable[[Sizes], bool]:
    return lambda sizes: any(holds(sizes) for holds in conditions)


def _all(conditions: Sequence[Callable[[Sizes], bool]]) -> Callable[[Sizes], bool]:
    return lambda sizes: all(holds(sizes) for holds in conditions)


def _both(conditions: Sequence[Condition]) -> Iterator[Condition]:
    for (one, first), (other, second) in combinations(conditions, 2):
        yield f"{one} and {other}", _all([first, second])
        yield f"{one} or {other}", _any([first, second])
