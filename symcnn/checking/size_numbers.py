"""Numbers for size letters, as the extents of whole arrays tell them."""

from __future__ import annotations

from collections.abc import Mapping

from symcnn.network import Network
from symcnn.notation.affine import Affine, whole
from symcnn.notation.letters import size


def sizes_of(network: Network, grids: Mapping[str, tuple[int, ...]]) -> dict[str, int]:
    """Numbers for the size letters that the extents of whole arrays tell, where one letter is open at a time.

    An array of which the first entries alone are named is larger than they say: no number makes another smaller.
    """
    found: dict[str, int] = {}
    told = [(axis.extent, extent) for tensor in network.forward_system.tensors.values()
            for axis, extent in zip(tensor.axes, grids.get(tensor.shown, ()), strict=False)]
    while True:
        before = len(found)
        for quantity, extent in told:
            letter, number = solved(at(quantity, found), extent)
            if number > 0 and all(holds(at(q, {**found, letter: number}), n) for q, n in told):
                found[letter] = number
        if len(found) == before:
            return found


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
    """Whether a size leaves room for so many entries, where its number is known."""
    return quantity.number is None or quantity.number >= extent
