"""Checking arrays by name, straight from a notebook: leaves are given, everything else is a claim."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from symcnn.checking.array_layout import layouts, numbers_of, sizes_from
from symcnn.checking.array_names import meaning
from symcnn.checking.binding.model import Model, model_of
from symcnn.checking.binding.names import Names
from symcnn.checking.binding.world import World
from symcnn.checking.binding.worlds import data_world
from symcnn.checking.causes.diagnose import diagnose
from symcnn.checking.judge.judge import Judge
from symcnn.checking.judge.number_judge import marks
from symcnn.checking.meaning.document import Reading
from symcnn.checking.meaning.link import Link
from symcnn.checking.numbers.stated import Stated
from symcnn.checking.numbers.value import Value, exact
from symcnn.checking.report.report import Report
from symcnn.checking.report.verdict import Cause, Claim, Context, Judged, Verdict
from symcnn.errors import SymcnnError
from symcnn.network import Network
from symcnn.printing.latex import latex_tensor
from symcnn.reading.tree import Matrix, Name, Number, Tree

RIGHT, ROUNDING, CARRIED, WRONG = range(4)
WORDS = ("right", "rounding", "carried", "wrong")
DIAGNOSED = 200
SHOWN = 12


@dataclass(frozen=True)
class Written:
    """A variable that names a tensor: its numbers in the tensor's shape, how far they may be off, how they are laid."""

    name: str
    key: str
    array: np.ndarray
    laid: np.ndarray | None
    layout: str
    reach: float


def check_arrays(values: Mapping[str, object], network: Network) -> Report:
    """The report on arrays by name, as ``vars()`` gives them; names that the network does not know are passed over.

    Floats are compared as floats: to a part in 10**6, in single precision to a part in 10**3, of the largest entry.
    """
    arrays = {name: array for name, value in values.items()
              if isinstance(name, str) and (array := numbers_of(value)) is not None}
    plain = model_of(network)
    sizes = sizes_from(network.system, _of_leaves(arrays, plain))
    model = model_of(network, sizes) if sizes else plain
    found = [w for name, array in arrays.items() if (w := _written(name, array, model)) is not None]
    order = [*model.system.leaves, *(e.tensor for e in model.system.equations)]
    found.sort(key=lambda w: (order.index(w.key) if w.key in order else len(order)))
    leaves = {w.key: w.laid for w in found if w.key in model.system.leaves and w.laid is not None}
    world = data_world(model, {**network.values, **leaves})
    judged = [_judged(w, model, world) for w in found]
    tensors = network.forward_system.tensors.values()
    context = Context(", ".join(latex_tensor(t, network.forward_system) for t in tensors))
    return Report(tuple(judged), context)


def _of_leaves(arrays: Mapping[str, np.ndarray], model: Model) -> dict[str, np.ndarray]:
    """The arrays that are surely those of leaves, by key."""
    found = {}
    for name, array in arrays.items():
        meant = meaning(name, model)
        if meant is not None and meant.sure and len(meant.keys) == 1 and meant.keys[0] in model.network.system.leaves:
            found[meant.keys[0]] = array
    return found


def _written(name: str, array: np.ndarray, model: Model) -> Written | None:
    """What a variable claims, or None where nothing is called so; a loose name counts only where its shape fits."""
    meant = meaning(name, model)
    if meant is None:
        return None
    reach = {2: 5e-2, 4: 1e-3}.get(array.dtype.itemsize, 1e-6) if array.dtype.kind == "f" else 1e-9
    numbers = array.astype(float)
    for key in meant.keys:
        for layout, laid in layouts(numbers, model.shape(key)):
            return Written(name, key, numbers, laid, layout, reach)
    return Written(name, meant.keys[0], numbers, None, "", reach) if meant.sure else None


def _judged(written: Written, model: Model, world: World | None) -> Judged:
    tensor = model.system.tensors[written.key]
    claim = Claim(written.name, 0, f"array of shape {_shape(written.array.shape)}", latex_tensor(tensor, model.system))
    is_leaf = written.key in model.system.leaves
    if written.laid is None:
        return Judged(claim, _misshaped(written, model, is_leaf))
    if is_leaf:
        return Judged(claim, Verdict("given", conventions=_read(written.layout)))
    try:
        return Judged(claim, _compared(written, world))
    except SymcnnError as problem:
        return Judged(claim, Verdict("undecided", str(problem)))


def _read(layout: str) -> tuple[str, ...]:
    return (f"read {layout}",) if layout else ()


def _misshaped(written: Written, model: Model, is_leaf: bool) -> Verdict:
    said = f"{written.name} has shape {_shape(written.array.shape)}, the network's is {_shape(model.shape(written.key))}"
    if is_leaf:
        return Verdict("undecided", f"{said}: give it in that shape")
    return Verdict("wrong", said, causes=(Cause("shape-wrong", said),))


def _shape(shape: Sequence[int]) -> str:
    return " × ".join(str(n) for n in shape) if shape else "a number"


def _compared(written: Written, world: World | None) -> Verdict:
    """The array against the truth, then against what follows from the writer's own arrays."""
    if world is None or np.isnan(truth := world.truth(written.key)).any():
        return Verdict("undecided", f"what {written.name} follows from is not all there: {_missing(written, world)}")
    layout, laid = _best(written, truth)
    grades = np.where(_near(laid, truth, written.reach), RIGHT, WRONG)
    sources = [world.stated[key] for key in world.ancestors(written.key)]
    wrong = tuple(dict.fromkeys(s.claim for s in sources if not s.good))
    if (grades == WRONG).any() and sources:
        own = world.replay(written.key)
        follows = _near(laid, own, written.reach) & (grades == WRONG)
        grades = np.where(follows, CARRIED if wrong else ROUNDING, grades)
    verdict = WORDS[int(grades.max())]
    world.stated[written.key] = Stated(laid, np.zeros(laid.shape), written.name, verdict in ("right", "rounding"))
    entries = marks(grades) if laid.ndim and verdict != "right" else None
    evidence = _evidence(written, laid, truth, grades) if verdict == "wrong" else ""
    causes = _causes(written, laid, truth, world) if verdict == "wrong" else ()
    expected = "" if verdict == "right" or truth.size > SHOWN else str((np.round(truth, 6) + 0.0).tolist())
    return Verdict(verdict, evidence, expected, "", entries, causes, _read(layout),
                   wrong if verdict == "carried" else ())


def _best(written: Written, truth: np.ndarray) -> tuple[str, np.ndarray]:
    """The layout of those that fit the shape in which most entries are right."""
    return max(layouts(written.array, truth.shape), key=lambda found: int(_near(found[1], truth, written.reach).sum()))


def _near(one: np.ndarray, other: np.ndarray, reach: float) -> np.ndarray:
    scale = float(np.max(np.abs(other), initial=0.0))
    with np.errstate(invalid="ignore"):
        return np.asarray(np.abs(one - other) <= reach * scale + 1e-12)


def _missing(written: Written, world: World | None) -> str:
    if world is None:
        return "give the leaves of the network"
    names = [key for key in world.model.system.leaves if np.isnan(world.leaves[key]).any()]
    return f"give {', '.join(names)}"


def _evidence(written: Written, laid: np.ndarray, truth: np.ndarray, grades: np.ndarray) -> str:
    """The first wrong entry, with Python's indices, and how many there are."""
    if not laid.ndim:
        return f"{written.name} is {float(laid):.6g} where {float(truth):.6g} is right"
    first = tuple(int(n) for n in np.argwhere(grades == WRONG)[0])
    place = ", ".join(str(n) for n in first)
    return (f"{written.name}[{place}] is {laid[first]:.6g} where {truth[first]:.6g} is right; "
            f"{int((grades == WRONG).sum())} of {laid.size} entries are wrong")


def _causes(written: Written, laid: np.ndarray, truth: np.ndarray, world: World) -> tuple[Cause, ...]:
    """The mistakes of the catalogue that give these numbers."""
    if laid.size > DIAGNOSED or not np.isfinite(laid).all():
        return ()
    names = Names(world.model, {"claimed": written.key})
    reading = Reading(names, [], world, world.model.system.origin)
    kept = replace(world, stated={k: s for k, s in world.stated.items() if k != written.key})
    reading.data = kept
    reach = np.full(laid.shape, written.reach * max(float(np.max(np.abs(laid), initial=0.0)), 1e-9) + 1e-12)
    member = _tree(laid)
    judge = Judge(reading, Name("claimed"), [member])
    link = Link("wrong", expected=exact(truth), written=Value((), laid, reach), member=member)
    try:
        found = diagnose(reading, judge, link)
    except SymcnnError:
        return ()
    # the name on the left is ours, so no edit of it is the writer's mistake
    return tuple(cause for cause in found if cause.tag != "unknown" and "claimed" not in cause.message)


def _tree(array: Any) -> Tree:
    if not np.ndim(array):
        return Number(repr(float(array)))
    return Matrix(tuple(_tree(part) for part in array))
