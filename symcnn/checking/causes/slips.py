"""Slips of the pen in single numbers: a sign, a decimal point, swapped or wrong digits, digits cut off."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from itertools import combinations, pairwise
from math import isfinite

import numpy as np

from symcnn.checking.causes.arranged import place_of
from symcnn.checking.causes.trial import Finding, Trial
from symcnn.checking.causes.tried import like
from symcnn.checking.numbers.compare import close, within
from symcnn.checking.numbers.value import Value
from symcnn.reading.tree import Matrix, Negation, Number, Tree

# how much likelier a slip of the pen is where it is the only entry that is wrong
ALONE = 0.75
# and a decimal point at another place where two digits or more are those of the right number
SHARP = 0.65
DIGITS = 0.05
# so many times what its digits allow is a number off that is not only rounded too far
NEAR = 4
# rows beyond these are not held against each other
MOST_ROWS = 60


def slip_findings(trial: Trial) -> Iterator[Finding]:
    """The slips that explain the entries that are wrong, where these are few."""
    written = trial.link.written
    assert written is not None
    texts = literals(trial.member)
    yield from repeated_rows(trial, written.data)
    for goal in trial.goals()[:3]:
        red = marked(trial) if trial.loose else ~within(written.data, goal, trial.reach)
        if red.shape != goal.shape or not red.any() or red.sum() > max(1, red.size // 2):
            continue
        found = [_slip(float(w), float(g), t, float(r)) for w, g, t, r in zip(
            written.data[red], goal[red], _texts(texts, written, red), trial.reach[red], strict=True)]
        if all(f is not None for f in found) and len({f[0] for f in found if f}) == 1 and found[0] is not None:
            tag, said = found[0]
            at = [place_of(list(np.asarray(p) + trial.reading.base)) for p in np.argwhere(red)][:3] if red.ndim else []
            where = f"at {', '.join(at)} " if at and written.rank else ""
            # one entry of many that is wrong is one slip
            alone = ALONE if red.sum() == 1 and red.size > 2 and not (
                tag == "digit-slip" and _of_nought(written.data[red], goal[red])) else 0.0
            sharp = SHARP if tag == "decimal-point" and not alone and _is_sharp(written.data[red], trial.reach[red]) else 0.0
            yield Finding(tag, where + said, (1.3 if tag == "sign" else 1.6) - alone - sharp, sure=not trial.few_digits())


def lone_findings(trial: Trial) -> Iterator[Finding]:
    """A slip of the pen in one number of several, all others right to the digit: its sign, or its decimal point."""
    written = trial.link.written
    assert written is not None
    for goal in (g for h in trial.heads(trial.worlds[-1], False) if (g := like(h, written)) is not None):
        off = ~within(written.data, goal, trial.reach)
        if off.sum() != 1 or off.size < 3:
            continue
        number, right, reach = float(written.data[off][0]), float(goal[off][0]), float(trial.reach[off][0])
        found = _slip(number, right, f"{number:g}", reach)
        if found is not None and found[0] in ("sign", "decimal-point") and abs(number - right) > 2 * reach:
            yield Finding(found[0], found[1], 1.3)


def _is_sharp(written: np.ndarray, reach: np.ndarray) -> bool:
    """Whether two digits or more of each number count."""
    return bool(np.all((reach > 0) & (reach <= DIGITS * abs(written))))


def _of_nought(written: np.ndarray, goal: np.ndarray) -> bool:
    """Whether one figure stands for a nought or a nought for one figure: no slip in a longer number."""
    figures = all(np.all(n == np.rint(n)) and np.all(np.abs(n) < 10) for n in (written, goal))
    return figures and bool(np.all((written == 0) | (goal == 0)))


def repeated_rows(trial: Trial, written: np.ndarray) -> Iterator[Finding]:
    """Rows, or columns, that are those of another place once more."""
    for goal in trial.goals()[:1]:
        if written.ndim != 2 or written.shape != goal.shape or max(written.shape) > MOST_ROWS:
            continue
        for said, here, right in (("row", written, goal), ("column", written.T, goal.T)):
            wrong = [n for n in range(len(here)) if not np.allclose(here[n], right[n])]
            copied = [next((m for m in range(len(right)) if m != n and np.allclose(here[n], right[m])), None) for n in wrong]
            # rows of noughts and one number are alike by chance
            if 0 < len(wrong) < len(here) and all(m is not None for m in copied) and all(
                    np.count_nonzero(here[n]) > 1 for n in wrong):
                shown = "; ".join(f"{said} {n + trial.reading.base} is {said} {m + trial.reading.base} once more"
                                  for n, m in zip(wrong, copied, strict=True) if m is not None)
                yield Finding("wrong-index", shown, 0.85)


def marked(trial: Trial) -> np.ndarray:
    """The entries that were judged wrong."""
    marks = np.asarray(trial.link.entries if trial.link.entries is not None else "w")
    return np.asarray(marks == "w")


def literals(tree: Tree) -> list[str]:
    """The numbers of an array as typed, row by row; empty where an entry is more than a number."""
    match tree:
        case Number():
            return [tree.text]
        case Negation(argument=Number() as inner):
            return ["-" + inner.text]
        case Matrix():
            parts = [literals(r) for r in tree.rows]
            return [t for p in parts for t in p] if all(parts) else []
    return []


def _texts(texts: list[str], written: Value, red: np.ndarray) -> list[str]:
    if len(texts) != written.data.size:
        return [repr(float(v)) for v in written.data[red]]
    order = texts if close(np.asarray([_number(t) for t in texts]), written.data.ravel()) else None
    return [t for t, r in zip(order, red.ravel(), strict=True) if r] if order else [repr(float(v)) for v in written.data[red]]


def _number(text: str) -> float:
    return float(text.replace(",", "").replace("{", "").replace("}", ""))


def _slip(written: float, goal: float, text: str, reach: float) -> tuple[str, str] | None:
    """What the pen did to one number."""
    if not isfinite(written):
        # what is worked out from huge numbers has no digits
        return None
    shown = f"{text} is written for {goal:.6g}"
    if abs(written + goal) <= reach + 1e-10 and goal:
        return "sign", f"the sign is wrong: {shown}"
    for power in (10.0, 0.1, 100.0, 0.01, 1000.0, 0.001) if written or "." in text else ():
        if abs(written - goal * power) <= reach + 1e-12 and goal:
            return "decimal-point", f"the decimal point is at another place: {shown}"
    digits = text.replace("-", "").replace(",", "")
    right = _same_digits(goal, digits)
    if right is None:
        return None
    if _is_swapped(digits, right, abs(goal), reach) and written * goal >= 0:
        return "swapped-digits", f"two digits have changed places: {shown}"
    if written * goal >= 0 and (len(digits) == len(right) and sum(a != b for a, b in zip(digits, right, strict=True)) == 1):
        near = abs(written - goal) <= NEAR * max(reach, 1e-12)
        return ("rounding-too-coarse", f"the last digit is off: {shown}") if near else (
            "digit-slip", f"one digit is wrong: {shown}")
    if abs(written - goal) <= 3 * max(reach, 1e-12) or any(
            goal and abs(written - round(goal, k)) < 1e-12 and abs(written - goal) < 0.2 * abs(goal) for k in range(1, 6)):
        return "rounding-too-coarse", f"it is rounded too far, or from rounded numbers: {shown}"
    return None


def _is_swapped(digits: str, right: str, goal: float, reach: float) -> bool:
    """Whether the number is right with two digits exchanged, up to the rounding of its last digit."""
    if "e" in digits or abs(float(digits) - goal) <= reach or digits == right:
        return False
    half = 0.51 * 10.0 ** -len(digits.partition(".")[2])
    for swapped in _exchanged(digits):
        if swapped == right or abs(float(swapped) - goal) <= half:
            return True
    return abs(float(digits) - goal) > NEAR * reach and _was_swapped(float(digits), goal, half)


def _was_swapped(number: float, goal: float, half: float) -> bool:
    """Whether two digits of what a calculator shows were exchanged before it was rounded, or its digits cut off.

    >>> _was_swapped(0.33, 0.239741, 0.0051), _was_swapped(0.329, 0.2399, 0.00051), _was_swapped(0.36, 0.239741, 0.0051)
    (True, True, False)
    """
    places = round(-np.log10(half))
    for more in (0, 1):
        cut = f"{np.trunc(goal * 10.0 ** (places + more) * (1 + 1e-13)) / 10.0 ** (places + more):.{places + more}f}"
        for shown in {cut, f"{goal:.{places + more}f}"}:
            for swapped in _exchanged(shown, beside=True):
                if abs(float(swapped) - number) <= half or 0 < float(swapped) - number < 1.95 * half:
                    return True
    return False


def _exchanged(digits: str, beside: bool = False) -> Iterator[str]:
    """A number with two of its digits exchanged, any two or two beside each other."""
    places = [n for n, c in enumerate(digits) if c != "."]
    for one, other in pairwise(places) if beside else combinations(places, 2):
        if digits[one] != digits[other]:
            swapped = list(digits)
            swapped[one], swapped[other] = swapped[other], swapped[one]
            yield "".join(swapped)


def _same_digits(goal: float, digits: str) -> str | None:
    """The right number with as many decimals as were written."""
    try:
        places = len(digits.partition(".")[2])
        found = format(Decimal(repr(abs(goal))).quantize(Decimal(1).scaleb(-places)), "f")
    except (InvalidOperation, ValueError):
        return None
    return found[1:] if digits.startswith(".") and found.startswith("0.") else found
