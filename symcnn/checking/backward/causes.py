"""Why a gradient is wrong: the mistakes that lead to every result returned, and to no other than the right ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from symcnn.checking.backward.guess import Case, Guess, Judged, kept
from symcnn.checking.backward.report import Explained
from symcnn.checking.backward.results import pairs, tiers
from symcnn.checking.report.verdict import Cause

MOST = 3
PASSED = 12
PAIRS = 2_000
UNKNOWN = "no mistake of the catalogue explains it"


@dataclass(frozen=True)
class Returned:
    """What a function returned for one gradient on one case, and whether it is right."""

    case: Case
    array: np.ndarray
    right: bool


def same(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether two arrays have one shape and the same numbers; the data are whole numbers, so only rounding differs."""
    if one.shape != other.shape:
        return False
    single = one.dtype == np.float32 or other.dtype == np.float32
    largest = max(1.0, float(np.abs(other).max())) if other.size else 1.0
    return bool(np.allclose(one, other, rtol=0, atol=(1e-5 if single else 1e-9) * largest))


def causes(judged: Judged, returned: Sequence[Returned]) -> tuple[Explained, ...]:
    """At most three causes; several that each explain everything are all only possible."""
    wrong = [r for r in returned if not r.right]
    # a shape of middle size tells more mistakes apart than the smallest
    wrong = wrong[len(wrong) // 2:] + wrong[:len(wrong) // 2]
    right = [r for r in returned if r.right][-PASSED:]
    single: list[Guess] = []
    for tier in tiers(judged):
        tier_guesses = [replace(g, predict=kept(g.predict)) for g in tier]
        single += tier_guesses
        found = _explaining(tier_guesses, wrong, right)
        if found:
            return _explained(found, len(wrong))
    found = _explaining(_first(pairs(judged)), wrong, right)
    if found:
        return _explained(found, len(wrong))
    return _covering(single, wrong, right) or (Explained(Cause("unknown", UNKNOWN), len(wrong)),)


def _first(guesses: Iterable[Guess]) -> Iterable[Guess]:
    for number, guess in enumerate(guesses):
        if number >= PAIRS:
            return
        yield guess


def _explaining(guesses: Iterable[Guess], wrong: Sequence[Returned], right: Sequence[Returned]) -> list[Guess]:
    """The guesses that lead to every result, one for each tag."""
    found: dict[str, Guess] = {}
    for guess in guesses:
        if len(found) < MOST and guess.tag not in found and all(_leads_to(guess, r) for r in (*wrong, *right)):
            found[guess.tag] = guess
    return list(found.values())


def _leads_to(guess: Guess, returned: Returned) -> bool:
    predicted = guess.predict(returned.case)
    return predicted is not None and same(returned.array, predicted)


def _explained(found: Sequence[Guess], shapes: int) -> tuple[Explained, ...]:
    return tuple(Explained(Cause(g.tag, g.message, len(found) == 1), shapes) for g in found)


def _covering(guesses: Sequence[Guess], wrong: Sequence[Returned], right: Sequence[Returned]) -> tuple[Explained, ...]:
    """Mistakes that explain part of the wrong shapes each, the one that explains most first."""
    left = list(range(len(wrong)))
    fits = {n: [i for i in left if _leads_to(g, wrong[i])] for n, g in enumerate(guesses)}
    found: list[Explained] = []
    while left and len(found) < MOST:
        best = max(fits, key=lambda n: (len(set(fits[n]) & set(left)), -n), default=None)
        gained = [] if best is None else [i for i in fits[best] if i in left]
        # a few entries of tiny shapes agree with anything
        if best is None or len(gained) < max(3, len(wrong) // 4):
            break
        consistent = all(_leads_to(guesses[best], r) for r in right)
        found.append(Explained(Cause(guesses[best].tag, guesses[best].message, consistent), len(gained)))
        left = [i for i in left if i not in gained]
    if found and left:
        found.append(Explained(Cause("unknown", UNKNOWN), len(left)))
    return tuple(found)
