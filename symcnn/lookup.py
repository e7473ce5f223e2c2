"""From what a user calls a tensor or a gradient to its key and its entry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from symcnn.equation import Axis
from symcnn.errors import NameProblem, NameUnknown, ShapeError, quoted
from symcnn.notation.affine import Affine, whole
from symcnn.reading.parser import parse
from symcnn.reading.tree import Derivative, Entry, Name, Negation, Number, Operation, Tree
from symcnn.system import System


@dataclass(frozen=True)
class Request:
    """A gradient asked for: the key of what is differentiated (None for the loss), the key of what by, the entry."""

    of: str | None
    by: str
    indices: tuple[Affine, ...] = ()


def find_tensor(name: str, system: System) -> str:
    """The key of a tensor from its key or any way of writing its name; raises ``NameUnknown``."""
    if name in system.tensors:
        return name
    try:
        return _of_tree(parse(name, _names(system)), system)[0]
    except NameProblem as problem:
        raise NameUnknown(f"{quoted(name)} is no name: {problem}") from problem


def read_request(text: str, system: System) -> Request:
    """``w``, ``w[1,2,k]``, ``dE/dw[1,2,k]`` or the LaTeX of a partial derivative."""
    if text in system.tensors:
        return Request(None, text)
    tree = parse(text, _names(system))
    if isinstance(tree, Derivative):
        by, indices = _of_tree(tree.by, system)
        return Request(tree_name(tree.of), by, indices)
    by, indices = _of_tree(tree, system)
    return Request(None, by, indices)


def tree_name(tree: Tree) -> str:
    """The name that a tree is, or is an entry of."""
    match tree:
        case Name():
            return tree.name
        case Entry():
            return tree_name(tree.base)
    raise NameUnknown(f"expected a name, not {type(tree).__name__.lower()}: write w or w[1,2]")


def _names(system: System) -> frozenset[str]:
    return frozenset(t.shown for t in system.tensors.values() if t.shown)


def _of_tree(tree: Tree, system: System) -> tuple[str, tuple[Affine, ...]]:
    name = tree_name(tree)
    subscripts = tree.indices if isinstance(tree, Entry) else None
    shown = [k for k, t in system.tensors.items() if t.shown == name]
    if subscripts is None:
        return _single(name, shown, system), ()
    letters = tuple(tree_name(s) if isinstance(s, Name) else "" for s in subscripts)
    exact = [k for k in shown if tuple(a.letter for a in system.tensors[k].axes) == letters]
    fitting = exact or [k for k in shown if len(system.tensors[k].axes) == len(subscripts)]
    key = _single(name, fitting or shown, system)
    if len(system.tensors[key].axes) != len(subscripts):
        axes = ",".join(a.letter for a in system.tensors[key].axes)
        raise NameUnknown(f"{name} has {len(system.tensors[key].axes)} axes [{axes}], not {len(subscripts)}")
    if exact:
        return key, ()
    tensor = system.tensors[key]
    odd = {k.name: 2 * whole(h) + 1 for h, k in system.halves.items()}
    known = {v.name: whole(v) for v in (*system.sizes_as_written, *tensor.letters)} | odd
    indices = tuple(quantity_of(s, known) for s in subscripts)
    for axis, place in zip(tensor.axes, indices, strict=True):
        if (number := place.number) is not None and not _inside(number, axis):
            raise ShapeError(f"{name} has no entry at {axis.letter} = {number}: its index runs {_span(axis)}")
    return key, indices


def _inside(number: int, axis: Axis) -> bool:
    last = axis.last.number
    return number >= axis.origin and (last is None or number <= last)


def _span(axis: Axis) -> str:
    last = axis.last.number
    return f"from {axis.origin}" + ("" if last is None else f" to {last}")


def _single(name: str, found: Iterable[str], system: System) -> str:
    found = list(found)
    if len(found) == 1:
        return found[0]
    if found:
        raise NameUnknown(f"{name} names {len(found)} tensors: say which of {', '.join(found)}")
    known = [t.shown for t in system.tensors.values() if t.shown]
    near = get_close_matches(name, known, 1)
    hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(dict.fromkeys(known))}"
    raise NameUnknown(f"no tensor is called {quoted(name)}: {hint}")


def quantity_of(tree: Tree, known: Mapping[str, Affine]) -> Affine:
    """A subscript as a quantity, in the letters of the tensor and the sizes."""
    match tree:
        case Number() if tree.text.isdigit():
            return whole(int(tree.text))
        case Name():
            if tree.name not in known:
                raise NameUnknown(f"{quoted(tree.name)} is no index here: use numbers or {', '.join(known)}")
            return known[tree.name]
        case Negation():
            return -quantity_of(tree.argument, known)
        case Operation(operator="+"):
            return quantity_of(tree.left, known) + quantity_of(tree.right, known)
        case Operation(operator="-"):
            return quantity_of(tree.left, known) - quantity_of(tree.right, known)
    raise NameUnknown("an index is a number, a letter of the tensor or a sum of these: write w[1,2,k]")
