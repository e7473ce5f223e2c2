"""Numbers for size letters, as the extents of whole arrays tell them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from symcnn.checking.binding.dots import with_entries
from symcnn.network import Network
from symcnn.notation.affine import Affine, whole
from symcnn.notation.letters import size
from symcnn.reading.tree import Derivative, Entry, Name, Number, SumOver, Tree, find


def sizes_of(network: Network, grids: Mapping[str, tuple[int, ...]], trees: Iterable[Tree] = ()) -> dict[str, int]:
    """Numbers for the size letters that the extents of whole arrays tell, where one letter is open at a time.

    An array of which the first entries alone are named is larger than they say: no number makes another smaller. In
    ``trees``, sums of gradients go over the whole of the arrays that they are by.
    """
    found: dict[str, int] = {}
    told = [(axis.extent, extent) for tensor in network.forward_system.tensors.values()
            for axis, extent in zip(tensor.axes, grids.get(tensor.shown, ()), strict=False)]
    told += told_by_sums(network, trees)
    while True:
        before = len(found)
        for quantity, extent in told:
            letter, number = solved(at(quantity, found), extent)
            if number > 0 and all(holds(at(q, {**found, letter: number}), n) for q, n in told):
                found[letter] = number
        if len(found) == before:
            return found


def told_by_sums(network: Network, trees: Iterable[Tree]) -> list[tuple[Affine, int]]:
    r"""The extents of arrays over whose gradients sums go, ``\sum_{i=1}^{3} dy_i``, where all of these sums agree."""
    axes = {tensor.shown: [axis.extent for axis in tensor.axes] for tensor in network.forward_system.tensors.values()}
    found: dict[tuple[str, int], set[int]] = {}
    for term in (t for tree in trees for t in find(tree, SumOver)):
        if len(term.letters) != 1 or not isinstance(term.lower, Number) or not isinstance(term.upper, Number) or not (
                term.upper.text.isdigit() and term.lower.text in ("0", "1")):
            continue
        for entry in gradients_in(term.body):
            assert isinstance(entry.base, Name)
            for place, index in enumerate(entry.indices[:len(axes.get(entry.base.name, ()))]):
                if index == Name(term.letters[0]):
                    found.setdefault((entry.base.name, place), set()).add(int(term.upper.text) + 1 - int(term.lower.text))
    return [(axes[name][place], numbers.pop()) for (name, place), numbers in found.items() if len(numbers) == 1]


def gradients_in(tree: Tree) -> Iterator[Entry]:
    """The entries that gradients in a tree are by: ``dy_{ij}``, ``dL/dy_{ij}``."""
    for node in find(with_entries(tree), Derivative, Entry):
        if isinstance(node, Derivative):
            if isinstance(node.by, Entry) and isinstance(node.by.base, Name):
                yield node.by
        elif isinstance(node, Entry) and isinstance(node.base, Name) and node.base.name[:1] == "d" and len(node.base.name) > 1:
            yield Entry(Name(node.base.name[1:]), node.indices)


def at(quantity: Affine, sizes: Mapping[str, int]) -> Affine:
    """A size with numbers for its letters."""
    return quantity.substitute({size(n): whole(k) for n, k in sizes.items()})


def solved(quantity: Affine, extent: int) -> tuple[str, int]:
    """The one letter in a size, and the number at which it is this extent; 0 where there is none."""
    letter = next(iter(quantity.letters), None)
    if letter is None or len(quantity.letters) != 1 or quantity.floors():
        return "", 0
    step, rest = quantity.coefficient(letter).number, quantity.without(letter).number
    return (letter.name, (extent - rest) * step) if step in (1, -1) and rest is not None else ("", 0)


def holds(quantity: Affine, extent: int) -> bool:
    """Whether a size leaves room for so many entries, where its number is known or what is taken off is at least 1."""
    less = {v: whole(1) for v in quantity.letters if (n := quantity.coefficient(v).number) is not None and n < 0}
    most = quantity if quantity.floors() else quantity.substitute(less)
    return most.number is None or most.number >= extent
