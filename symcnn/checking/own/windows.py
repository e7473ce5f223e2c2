r"""The stride and the padding of a convolution whose results are written out, ``Z_{12} = a_{12} w_{21} + a_{13} w_{22} + ...``.

Where ``a_{i,j}`` stands beside ``w_{m,n}`` in the result at ``p, q``, ``i - m`` is the stride times ``p`` less the padding.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from symcnn.checking.own.lines import factors
from symcnn.checking.own.respeller import Respeller
from symcnn.reading.claims import Chain
from symcnn.reading.tree import Entry, Matrix, Name, Negation, Number, Operation, Tree, find, has

STRIDES = range(1, 5)
# how many of the products written out may be misplaced by a slip
SLIPS = 0.2

Place = tuple[int, ...]


@dataclass(frozen=True)
class Result:
    """One entry of a result: its array, its place, and what it is."""

    name: str
    place: Place
    right: Tree


def results_of(chain: Chain, respeller: Respeller) -> Iterator[Result]:
    """The entries that a chain gives: one, or all of a matrix of sums beside that of their names."""
    if chain.kind != "claim":
        return
    members = [respeller.entries(m) for m in chain.members]
    if len(members) == 2 and (found := named_place(members[0])) is not None:
        yield Result(*found, members[1])
        return
    for left, right in product(members, members):
        cells, sums = cells_of(left), cells_of(right)
        places = {at: found for at, tree in cells.items() if (found := named_place(tree)) is not None}
        if cells.keys() == sums.keys() and len(places) == len(cells) > 1 and all(has(t, Operation) for t in sums.values()):
            for at, (name, place) in places.items():
                yield Result(name, place, sums[at])


def slid_matrices(chain: Chain, respeller: Respeller) -> tuple[str, str, str] | None:
    """The result, the image and the kernel of ``[x_{11} ...] * [w_{11} ...] = [y_{11} ...]``, written out by names."""
    members = [respeller.entries(m) for m in chain.members] if chain.kind == "claim" else []
    for operation, result in product(members, members):
        if not isinstance(operation, Operation) or operation.operator not in ("*", "star"):
            continue
        named = [array_named(t) for t in (result, operation.left, operation.right)]
        if all(named):
            (made, size), (image, wide), (kernel, narrow) = named  # type: ignore[misc]
            if size == tuple(n - k + 1 for n, k in zip(wide, narrow, strict=True)) and wide[1] != narrow[0]:
                return made, image, kernel
    return None


def array_named(tree: Tree) -> tuple[str, tuple[int, int]] | None:
    """The array that a matrix writes out by the names of its entries, in order, and its extents."""
    cells = cells_of(tree)
    found = {at: named_place(cell) for at, cell in cells.items()}
    names = {place[0] for place in found.values() if place is not None}
    if len(names) != 1 or any(place is None or len(place[1]) != 2 for place in found.values()):
        return None
    first = found[0, 0][1]  # type: ignore[index]
    if any(place[1] != (first[0] + i, first[1] + j) for (i, j), place in found.items()):  # type: ignore[index]
        return None
    return names.pop(), (max(i for i, _ in cells) + 1, max(j for _, j in cells) + 1)


def named_place(tree: Tree) -> tuple[str, Place] | None:
    """The array and the numbers of an entry."""
    if not isinstance(tree, Entry) or not isinstance(tree.base, Name):
        return None
    numbers = tuple(int(i.text) for i in tree.indices if isinstance(i, Number) and i.text.isdigit())
    return (tree.base.name, numbers) if len(numbers) == len(tree.indices) else None


def cells_of(tree: Tree) -> dict[tuple[int, int], Tree]:
    """The cells of a matrix by their places in it."""
    if not isinstance(tree, Matrix):
        return {}
    rows = [r.rows if isinstance(r, Matrix) else (r,) for r in tree.rows]
    return {(i, j): cell for i, row in enumerate(rows) for j, cell in enumerate(row)}


def options_of(results: Sequence[Result], image: str, kernel: str) -> str | None:
    """The stride and the padding that the products of two arrays tell, as options of a convolution; None for no such one."""
    pairs = [(r.place, a, w) for r in results for a, w in products_in(r.right, image, kernel)]
    if not pairs or len({len(p) for pair in pairs for p in pair}) != 1:
        return None
    first = min(min(w) for _, _, w in pairs)
    stride, padding = [], []
    for axis in range(len(pairs[0][0])):
        reach = max(w[axis] for _, _, w in pairs) - first + 1
        votes = Counter((s, p) for at, a, w in pairs for s in STRIDES for p in range(reach)
                        if a[axis] - w[axis] == s * (at[axis] - first) - p)
        # of one row alone the stride is nothing that could be told
        best, count = max(votes.items(), key=lambda item: (item[1], -item[0][0]), default=((1, 0), 0))
        if count < (1 - SLIPS) * len(pairs):
            return None
        stride.append(best[0])
        padding.append(best[1])
    options = [f", {name}={number_or_list(numbers)}" for name, numbers, usual in (
        ("stride", stride, 1), ("padding", padding, 0)) if set(numbers) != {usual}]
    return "".join(options)


def added_to_all(results: Sequence[Result]) -> str:
    """The name of the bias that is added to every entry of a result; empty where there is none."""
    names = [{t.name for t in summands(r.right) if isinstance(t, Name)} for r in results]
    common = set.intersection(*names)
    return common.pop() if len(common) == 1 else ""


def summands(tree: Tree) -> list[Tree]:
    """What is added up in a tree."""
    if isinstance(tree, Operation) and tree.operator == "+":
        return [*summands(tree.left), *summands(tree.right)]
    return [tree]


def number_or_list(numbers: Sequence[int]) -> str:
    """One number where all are the same."""
    return str(numbers[0]) if len(set(numbers)) == 1 else f"({', '.join(map(str, numbers))})"


def products_in(tree: Tree, image: str, kernel: str) -> Iterator[tuple[Place, Place]]:
    """The places of the entries of two arrays that are multiplied by one another."""
    if isinstance(tree, Operation) and tree.operator in ("+", "-"):
        yield from products_in(tree.left, image, kernel)
        yield from products_in(tree.right, image, kernel)
    elif isinstance(tree, Negation):
        yield from products_in(tree.argument, image, kernel)
    else:
        found = [p for factor in factors(tree) for t in find(factor, Entry) if (p := named_place(t)) is not None]
        of_image, of_kernel = ([place for name, place in found if name == n] for n in (image, kernel))
        if len(of_image) == len(of_kernel) == 1:
            yield of_image[0], of_kernel[0]
