"""Edits of products: a factor that is missing from the whole, from a term, or from what a sum adds up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from symcnn.checking.causes.edits import ONE, Edit
from symcnn.checking.causes.places import Rebuild, places
from symcnn.checking.causes.shape_edits import terms
from symcnn.checking.causes.targets import target_of, tree_of
from symcnn.checking.meaning.document import Reading
from symcnn.checking.report.wording import say
from symcnn.reading.tree import Derivative, Entry, Name, Number, Operation, SumOver, Tree, find

# how unlikely it is that a factor was forgotten
FACTOR = 1.2


def factor_edits(reading: Reading, tree: Tree, head: Tree) -> Iterator[Edit]:
    """A factor that is missing from the whole, or from the body of its sum."""
    sums: list[tuple[Tree, Rebuild]] = [(n, put) for n, put, _ in places(tree) if isinstance(n, SumOver)]
    sums += terms(tree)
    for factor, tag, message in _factors(reading, (tree, head)):
        # what the gradient by a bias happens to be is the gradient by what it is added to
        weight = FACTOR + (0.02 if _is_by_parameter(reading, factor) else 0.0)
        yield Edit(tag, message, weight, Operation("juxtapose", factor, tree))
        for node, rebuild in sums:
            within = replace(node, body=Operation("juxtapose", factor, node.body)) if isinstance(node, SumOver) else (
                Operation("juxtapose", factor, node))
            yield Edit(tag, message, weight, rebuild(within))


def _is_by_parameter(reading: Reading, factor: Tree) -> bool:
    target = target_of(reading, factor.by) if isinstance(factor, Derivative) else None
    return target is not None and reading.names.model.system.tensors[target.key].role == "parameter"


def share_of(reading: Reading, key: str) -> int | None:
    """The number n > 1 where all entries of a tensor are 1/n, whatever the numbers are."""
    if reading.names.model.system.tensors[key].role != "gradient":
        return None
    found = {round(float(v), 12) for world in reading.random for v in np.ravel(world.truth(key))}
    share = 1 / found.pop() if len(found) == 1 and 0 not in found else 0.0
    return round(share) if share > 1.5 and abs(share - round(share)) < 1e-6 else None


def _factors(reading: Reading, trees: tuple[Tree, ...]) -> Iterator[tuple[Tree, str, str]]:
    seen: set[Tree] = set()
    system = reading.names.model.system
    for node in (n for t in trees for n in find(t, Name, Entry)):
        target = target_of(reading, node)
        if target is None:
            continue
        for key in system.tensors:
            tensor = system.tensors[key]
            if len(tensor.axes) != len(target.indices):
                continue
            entry = tree_of(reading, key, target.indices)
            if entry in seen:
                continue
            seen.add(entry)
            slope = Operation("juxtapose", entry, Operation("-", ONE, entry))
            tag = "upstream-missing" if tensor.role == "gradient" else "factor-missing"
            share = share_of(reading, key)
            said = "" if share is None else f", which is 1/{share} everywhere: the mean of {share} is taken"
            yield entry, tag if share is None else "mean-for-sum", f"the factor {say(entry)} is missing{said}"
            if tensor.role == "intermediate":
                yield slope, "slope-missing", f"the slope {say(slope)} is missing"
                gate = Operation(">", entry, Number("0"))
                yield gate, "relu-gate-missing", f"the gate of {say(entry)}, where it is above 0, is missing"
