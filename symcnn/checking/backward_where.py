"""Which shapes are the wrong ones: the first condition on the sizes that tells them from the others exactly."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations

from symcnn.checking.backward_edges import Slide, shown
from symcnn.notation.letters import Letter
from symcnn.system import System

Sizes = Mapping[Letter, int]
Condition = tuple[str, Callable[[Sizes], bool]]


def where(system: System, slides: Sequence[Slide], tried: Sequence[Sizes], wrong: Sequence[bool]) -> str:
    """``exactly where p = 0``, or nothing where all shapes are wrong or no condition fits."""
    if all(wrong) or not any(wrong) or len(tried) < 8:
        return ""
    conditions = list(_conditions(system, slides, tried))
    for said, holds in (*conditions, *_both(conditions)):
        if all(holds(sizes) == bad for sizes, bad in zip(tried, wrong, strict=True)):
            return f"exactly the shapes where {said}"
    for said, holds in conditions:
        if all(holds(sizes) for sizes, bad in zip(tried, wrong, strict=True) if bad):
            return f"only shapes where {said}"
    return ""


def _conditions(system: System, slides: Sequence[Slide], tried: Sequence[Sizes]) -> Iterator[Condition]:
    letters = [v for v in system.size_letters if all(v in s for s in tried)]
    for letter in letters:
        least = min(s[letter] for s in tried)
        yield f"{letter.name} > {least}", lambda s, v=letter, n=least: s[v] > n
        yield f"{letter.name} = {least}", lambda s, v=letter, n=least: s[v] == n
    rests = [(s.slack, s.step) for s in slides if s.slack is not None]
    texts = [f"{shown(d)} does not divide {shown(q)}" for q, d in rests]
    checks = [lambda s, q=q, d=d: q.value(s) % d.value(s) != 0 for q, d in rests]
    yield from zip(texts, checks, strict=True)
    if len(rests) > 1:
        yield " or ".join(texts), lambda s: any(c(s) for c in checks)
    for slide in slides:
        yield (f"{shown(slide.kernel)} > {shown(slide.step)}",
               lambda s, k=slide.kernel, d=slide.step: k.value(s) > d.value(s))
    for one, other in combinations(letters, 2):
        yield f"{one.name} and {other.name} differ", lambda s, a=one, b=other: s[a] != s[b]
        yield f"{one.name} > {other.name}", lambda s, a=one, b=other: s[a] > s[b]
        yield f"{one.name} < {other.name}", lambda s, a=one, b=other: s[a] < s[b]


def _both(conditions: Sequence[Condition]) -> Iterator[Condition]:
    for (one, first), (other, second) in combinations(conditions, 2):
        yield f"{one} and {other}", lambda s, a=first, b=second: a(s) and b(s)
        yield f"{one} or {other}", lambda s, a=first, b=second: a(s) or b(s)
