"""Sizes that sums tell in a sheet's own lines: a sum up to C over the entries of p says that p has C of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

from symcnn.checking.binding.dots import with_entries
from symcnn.checking.binding.lettered import is_of_layer
from symcnn.checking.binding.subscripts import other_case
from symcnn.checking.binding.tried_networks import tried
from symcnn.checking.own.lines import Forward
from symcnn.checking.own.ranks import undeclared
from symcnn.equation import Tensor
from symcnn.network import Network
from symcnn.reading.claims import Chain
from symcnn.reading.tree import Dots, Entry, Matrix, Name, Number, Operation, SumOver, Tree, find, has, walk

MOST = 6
ERROR = "\\delta"


def with_sizes(text: str, trees: Sequence[Tree], said: Set[str] = frozenset()) -> str:
    """The text of a network with sizes for its inputs, so that the sums of some trees over whole axes run over them all.

    An axis whose letter is ``said`` keeps it.
    """
    for _ in range(MOST):
        longer = next(declared(text, trees, said), None)
        if longer is None:
            break
        text = longer
    return text


def declared(text: str, trees: Sequence[Tree], said: Set[str] = frozenset()) -> Iterator[str]:
    """The text with one input more declared, under which an axis has the letter that a sum over it ends with."""
    network = tried(text)
    if network is None:
        return
    system = network.forward_system
    for spoken, place, size in summed_axes(trees):
        name = next((n for n in (spoken, *other_case(spoken)) if n in system.tensors), spoken)
        tensor = system.tensors.get(name)
        letter = lone(tensor, place)
        if letter is None or letter in {size, *said} or is_taken(network, text, size):
            continue
        lines = text.splitlines()
        sized = [n for n, t in system.tensors.items() if {declaration(t, letter, letter), lettered(t)} & {*lines}]
        for leaf in (n for n in (*undeclared(text), *sized) if n in system.tensors):
            others = [each for each in lines if each not in (
                declaration(system.tensors[leaf], letter, letter), lettered(system.tensors[leaf]))]
            longer = "\n".join([declaration(system.tensors[leaf], letter, size), *others]) + "\n"
            if any(lone(system.tensors[leaf], k) == letter for k in range(len(system.tensors[leaf].axes))) and (
                    lone(tensor_in(longer, name), place) == size):
                yield longer


def is_taken(network: Network, text: str, size: str) -> bool:
    r"""Whether a letter is that of a tensor; the N of ``\\frac{1}{N}`` alone is none, and may be a size.

    A letter that is declared stays what it is.
    """
    system = network.forward_system
    found = [key for key, t in system.tensors.items() if t.shown == size]
    given = {e.tensor for e in system.equations}
    return any(key in given or system.tensors[key].axes for key in found) or (
        bool(found) and any(line.startswith(f"{size}:") or line.startswith(f"{size} =") for line in text.splitlines()))


def lettered(tensor: Tensor) -> str:
    """A line that gives a tensor letters and no sizes."""
    return f"{tensor.shown}[{','.join(a.letter for a in tensor.axes)}]"


def summed_axes(trees: Iterable[Tree]) -> Iterator[tuple[str, int, str]]:
    """The arrays that sums go over from the first entry to a letter: the array, the place of the axis, the letter."""
    for node in (n for t in trees for n in find(t, SumOver) if len(n.letters) == 1):
        size = last_of(node)
        for entry in (t for t in find(node.body, Entry) if isinstance(t.base, Name)) if size else ():
            yield from ((entry.base.name, place, size) for place, i in enumerate(entry.indices)
                        if i == Name(node.letters[0]) and isinstance(entry.base, Name))


def last_of(tree: SumOver) -> str:
    """The letter C in a sum from 1 to C, or from 0 to C - 1; nothing for other sums."""
    if tree.lower == Number("1") and isinstance(tree.upper, Name):
        return tree.upper.name
    ends = tree.upper
    if tree.lower == Number("0") and isinstance(ends, Operation) and ends.operator == "-" and ends.right == Number("1"):
        return ends.left.name if isinstance(ends.left, Name) else ""
    return ""


def lone(tensor: Tensor | None, place: int) -> str | None:
    """The letter that the extent of an axis is, if it is one."""
    if tensor is None or place >= len(tensor.axes):
        return None
    extent = tensor.axes[place].extent
    return extent.letter.name if extent.letter is not None else None


def declaration(tensor: Tensor, old: str, new: str) -> str:
    """A line that gives a tensor its sizes, one letter exchanged for another."""
    sizes = [lone(tensor, k) for k in range(len(tensor.axes))]
    return f"{tensor.shown}: {'×'.join(new if s == old else str(s) for s in sizes)}"


def tensor_in(text: str, name: str) -> Tensor | None:
    """A tensor of the network in a text, if that can be built."""
    network = tried(text)
    return network.forward_system.tensors.get(name) if network is not None else None


def listed(chains: Iterable[Chain], grids: Mapping[str, tuple[int, ...]]) -> dict[str, tuple[int, ...]]:
    """The extents of arrays that are written out entry by entry, as ``x = [x_1, x_2]``, or in ``w^T x = w_1 x_1 + w_2 x_2``."""
    found: dict[str, tuple[int, ...]] = {}
    for chain in chains:
        head, *others = chain.members
        for matrix in (m for m in others if isinstance(m, Matrix) and isinstance(head, Name)):
            rows = [row.rows if isinstance(row, Matrix) else (row,) for row in matrix.rows]
            if not has(matrix, Dots) and has(matrix, Name) and len({len(row) for row in rows}) == 1:
                found[head.name] = (len(rows), len(rows[0]))  # type: ignore[attr-defined]
        whole = {t.name for m in others for t in find(m, Name)}
        named = {e.base.name for m in others for t in walk(with_entries(m)) if isinstance(e := t, Entry)
                 and isinstance(e.base, Name) and all(isinstance(i, Number) for i in e.indices)}
        if not any(has(m, Dots) for m in others):
            found |= {n: grids[n] for n in sorted(whole & named) if n in grids and n not in found}
    return found


def as_ranked(network: Network, extents: Mapping[str, tuple[int, ...]]) -> dict[str, tuple[int, ...]]:
    """The extents with as many numbers as the arrays have axes: a column of three is a list of three."""
    found = {}
    for tensor in network.forward_system.tensors.values():
        told = extents.get(tensor.shown, ())
        plain = tuple(n for n in told if n != 1)
        if len(told) == len(tensor.axes):
            found[tensor.shown] = told
        elif len(tensor.axes) == len(plain):
            found[tensor.shown] = plain
    return found


def of_layers(grids: Mapping[str, tuple[int, ...]], lines: Sequence[Forward]) -> dict[str, tuple[int, ...]]:
    r"""The extents of arrays whose entries are named without their layer, ``a_{44}`` of ``a^{l-1}``.

    Where there is one result, errors without a layer, ``\delta_{11}``, are those of it.
    """
    names = {n for line in lines for n in (line.name, *line.reads)}
    found: dict[str, tuple[int, ...]] = {}
    for name, extents in grids.items():
        if name not in names and len(layered := [n for n in sorted(names) if is_of_layer(n, name)]) == 1:
            found[layered[0]] = extents
    if ERROR in grids and len(lines) == 1:
        found.setdefault(lines[0].name, grids[ERROR])
    return found
