"""Results of the wrong extent: rows missing at the end, a border missing, padding left on or cut wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from symcnn.calculus.differentiate import Contribution
from symcnn.checking.backward.edges import Slide, shown, slides
from symcnn.checking.backward.guess import Case, Guess, Judged, Predict
from symcnn.checking.backward.plain_pass import Passing, outside
from symcnn.expression.nodes import Guard

Cut = Callable[[int, int, int], slice]


def cuts(judged: Judged) -> Iterator[Guess]:
    """Rows missing at the end, a border missing, and padding left on or cut wrong."""
    for step in judged.readers:
        found = slides(step)
        if found:
            yield from _ends_missing(judged, found)
            yield from _padding(judged, step, found)


def _ends_missing(judged: Judged, found: list[Slide]) -> Iterator[Guess]:
    said = " and ".join(f"{remainder_text(s)} {_lines(found, s)}" for s in found if s.slack is not None)
    if said:
        yield Guess("shape-wrong", f"the trailing {said} are missing", lambda case: judged.truth(case)[_shorter(
            case, judged, found)])
        yield Guess("index-off-by-one", f"the trailing {said} are left zero", lambda case: _zeroed(
            judged.truth(case), _shorter(case, judged, found)))

    def inner(case: Case) -> np.ndarray:
        cut = {s.axis: s.kernel.value(case.trial.sizes) - 1 for s in found}
        array = judged.truth(case)
        return array[tuple(slice(cut.get(a, 0), max(cut.get(a, 0), n - cut.get(a, 0)))
                           for a, n in enumerate(array.shape))]
    border = " and ".join(f"{shown(s.kernel - 1)} {_lines(found, s)}" for s in found)
    message = f"a valid correlation stands for the full one: {border} at each side are missing"
    yield Guess("valid-for-full", message, inner)


def _shorter(case: Case, judged: Judged, found: list[Slide]) -> tuple[slice, ...]:
    missing = {s.axis: remainder(s, case) for s in found}
    return tuple(slice(0, n - missing.get(a, 0)) for a, n in enumerate(judged.truth(case).shape))


def _zeroed(array: np.ndarray, kept: tuple[slice, ...]) -> np.ndarray:
    result = np.zeros_like(array)
    result[kept] = array[kept]
    return result


def remainder(slide: Slide, case: Case) -> int:
    """How many cells the last window leaves over."""
    if slide.slack is None:
        return 0
    return slide.slack.value(case.trial.sizes) % slide.step.value(case.trial.sizes)


def remainder_text(slide: Slide) -> str:
    """``(H+2p-K) mod s``."""
    assert slide.slack is not None
    inside = shown(slide.slack)
    return f"{inside if len(slide.slack.terms) == 1 else f'({inside})'} mod {shown(slide.step)}"


def _lines(found: list[Slide], slide: Slide) -> str:
    if len(found) == 1:
        return "entries"
    return ("rows", "columns")[found.index(slide)] if len(found) == 2 else f"entries along axis {slide.axis + 1}"


def _padding(judged: Judged, step: Passing, found: list[Slide]) -> Iterator[Guess]:
    """The gradient of the padded input, and ways to cut it that are not the right one."""
    beyond = step.changed([without_guards(p) for p in step.parts])
    if beyond is None:
        return
    for message, cut in CUTS:
        for short, end in ((False, ""), (True, ", and the rows that no window reaches are missing")):
            yield Guess("padding-wrong", message + end, _cut_by(judged, beyond, found, cut, short))


def _cut_by(judged: Judged, beyond: Passing, found: list[Slide], cut: Cut, short: bool) -> Predict:
    axes = {s.axis: s for s in found}

    def predict(case: Case) -> np.ndarray:
        array, margins = outside(case.run.gradient(judged.leaf, beyond), judged.tensor, case.trial.sizes)
        behind = [(0, max(0, m[0] - m[1])) if a in axes else (0, 0) for a, m in enumerate(margins)]
        array = np.pad(array, behind)
        if short:
            array = array[tuple(slice(0, n - remainder(axes[a], case)) if a in axes else slice(None)
                                for a, n in enumerate(array.shape))]
        sizes = judged.truth(case).shape
        return array[tuple(cut(margins[a][0], sizes[a], n) if a in axes else slice(None)
                           for a, n in enumerate(array.shape))]
    return predict


def without_guards(part: Contribution) -> Contribution:
    """A contribution without the guards that keep it within the tensor it goes to."""
    def keeps_inside(guard: Guard) -> bool:
        return guard.relation == ">=" and any(
            not any(v.is_index for v in (guard.quantity + sign * i).letters) for i in part.indices for sign in (1, -1))
    return replace(part, guards=tuple(g for g in part.guards if not keeps_inside(g)))


CUTS: tuple[tuple[str, Cut], ...] = (
    ("the padding is left on", lambda pad, size, whole: slice(None)),
    ("the padding is cut at the end and not at the start", lambda pad, size, whole: slice(0, size)),
    ("the padding is cut at the start and not at the end", lambda pad, size, whole: slice(2 * pad, None)),
    ("the padding is cut by a slice p:-p, which is empty where p is 0", lambda pad, size, whole: slice(pad, -pad)),
    ("the padding is cut twice", lambda pad, size, whole: slice(2 * pad, max(2 * pad, whole - 2 * pad))),
    ("the padding is cut at the start only", lambda pad, size, whole: slice(pad, None)),
    ("the padding is cut at the end only", lambda pad, size, whole: slice(0, whole - pad)),
)
