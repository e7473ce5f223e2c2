r"""Lines on the units of any layer that hold for those of the last: ``\delta_j = (t_j - o_j) f'(net_j)`` where k is above j."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from symcnn.checking.binding.dots import with_entries
from symcnn.checking.binding.lettered import axis_letters
from symcnn.checking.binding.names import Names
from symcnn.checking.judge.judge import Judge
from symcnn.checking.lines.outcome import Outcome
from symcnn.checking.meaning.document import Reading
from symcnn.checking.meaning.link import Link
from symcnn.reading.replacing import renamed
from symcnn.reading.tree import Name, Tree, find


def of_the_last_units(reading: Reading, head: Tree, others: Sequence[Tree], links: Sequence[Link]) -> Outcome | None:
    """The chain read of the units one layer above; None where it is right as it is, or is wrong there too."""
    if all(x.verdict in ("right", "rounding") for x in links):
        return None
    letters = upwards(reading.names)
    trees = [with_entries(t) for t in (head, *others)]
    used = {t.name for tree in trees for t in find(tree, Name)}
    top = set(letters.values()) - set(letters)
    if not letters or used & top or not used & {n for n, above in letters.items() if above in top}:
        return None
    raised, *rest = (renamed(t, letters) for t in trees)
    judge = Judge(reading, raised, rest)
    found = tuple(judge.links())
    if not all(x.verdict in ("right", "rounding") for x in found):
        return None
    said = "for the units of the last layer"
    return Outcome("claim", tuple(replace(x, notes=(*x.notes, said), judge=judge) for x in found), head, judge.key, judge)


def upwards(names: Names) -> dict[str, str]:
    """For the letters of layers that have one name for their units, those of the layers above."""
    forward = names.model.network.forward_system
    order = [*forward.leaves, *(e.tensor for e in forward.equations)]
    layers: dict[str, list[str]] = {}
    for key in order:
        letters = axis_letters(names, key)
        if len(letters) == 1:
            layers.setdefault(forward.tensors[key].shown, []).append(letters[0])
    longest = max(layers.values(), key=len, default=[])
    return dict(pairwise(longest)) if len(set(longest)) == len(longest) else {}
