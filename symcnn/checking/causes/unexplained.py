"""What is said of a wrong line that no mistake known explains: extents that do not go together, or a sum worked out wrongly."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from symcnn.checking.causes.misfits import other_shape
from symcnn.checking.causes.places import places
from symcnn.checking.causes.trial import Trial
from symcnn.checking.causes.worked_out import is_sum_of_numbers
from symcnn.checking.meaning.link import Link
from symcnn.checking.report.verdict import Cause
from symcnn.reading.tree import Call, Number, Tree, find

UNKNOWN = Cause("unknown", "no single mistake of those known explains this", False)


def unexplained(trial: Trial, before: Link | None) -> Cause:
    """The cause where no mistake was recognised: a size that does not come out even, or a sum worked out wrongly."""
    shapes = trial.link.evidence if trial.link.misfit else other_shape(trial.judge, trial.member)
    if shapes:
        return Cause("shape-wrong", shapes)
    if not trial.numeric:
        return UNKNOWN
    if trial.judge.key is None and _typed_whole(trial.member) and any(
            abs(v - round(v)) > 1e-9 for goal in trial.goals() for v in goal.ravel().tolist()):
        return uneven(trial)
    if is_sum_of_numbers(trial) and rounded_up(trial):
        return Cause("floor-missing", "the quotient is rounded up where it is to be rounded down")
    if (before is not None and before.verdict in ("right", "rounding", "carried")) or is_sum_of_numbers(trial):
        return Cause("arithmetic", "the sum is set up as it should be and worked out wrongly")
    return UNKNOWN


def rounded_up(trial: Trial) -> bool:
    """Whether the number written is what comes of a sum with its quotients rounded up."""
    head, written = trial.judge.head, trial.link.written
    for node, rebuild, _ in places(head):
        if isinstance(node, Call) and node.function == "floor":
            found = trial.alone(rebuild(replace(node, function="ceil")))
            if found is not None and written is not None and found.data.size == 1 and np.all(found.data == written.data):
                return True
    return False


def uneven(trial: Trial) -> Cause:
    """A quotient that does not come out even, written as a whole number: rounded down, or some other one."""
    said = "the division does not come out even, and the result is written as a whole number"
    written = trial.link.written
    if written is not None and any(g.size == 1 and np.all(np.floor(g) == written.data) for g in trial.goals()):
        return Cause("floor-missing", f"{said}: the sign for rounding down is missing")
    return Cause("shape-wrong", said)


def _typed_whole(tree: Tree) -> bool:
    return all("." not in t.text for t in find(tree, Number))


def shape_cause(link: Link) -> Cause:
    """What is wrong with the extents that were written."""
    if link.written is None or link.expected is None:
        return Cause("shape-wrong", "the extents differ")
    said, right = link.written.data.ravel().tolist(), link.expected.data.ravel().tolist()
    shown = f"{'×'.join(f'{n:g}' for n in said)} is written for {'×'.join(f'{n:g}' for n in right)}"
    if len(said) == len(right) > 1 and said == right[::-1]:
        return Cause("transpose", f"rows and columns are exchanged: {shown}")
    missing = {b - a for a, b in zip(said, right, strict=False) if a != b}
    if len(said) == len(right) and len(missing) == 1 and min(missing) > 0 and min(missing) % 2 == 0 and all(
            2 * min(missing) <= b for a, b in zip(said, right, strict=True) if a != b):
        return Cause("padding-wrong", f"{shown}: a border of {min(missing) / 2:g} is forgotten", False)
    return Cause("shape-wrong", shown)
