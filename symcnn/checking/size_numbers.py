"""Numbers for size letters, as the extents of whole arrays tell them."""

from __future__ import annotations

from collections.abc import Mapping

from symcnn.network import Network
from symcnn.notation.affine import whole
from symcnn.notation.letters import size


def sizes_of(network: Network, grids: Mapping[str, tuple[int, ...]]) -> dict[str, int]:
    """Numbers for the size letters that the extents of whole arrays tell, where one letter is open at a time."""
    found: dict[str, int] = {}
    for tensor in network.forward_system.tensors.values():
        for axis, extent in zip(tensor.axes, grids.get(tensor.shown, ()), strict=False):
            quantity = axis.extent.substitute({size(n): whole(k) for n, k in found.items()})
            letter = next(iter(quantity.letters), None)
            if letter is not None and len(quantity.letters) == 1 and not quantity.floors():
                step, rest = quantity.coefficient(letter).number, quantity.without(letter).number
                if step in (1, -1) and rest is not None and (value := (extent - rest) * step) > 0:
                    found[letter.name] = value
    return found
