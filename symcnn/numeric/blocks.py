"""Factors read at blocks of places beside factors read at the places: ``g[floor(i/2)]*(1 - y[i]^2)`` is one tensor over i.

Without a name for it a gradient through an average of windows side by side would hold three factors, two of them at
places that belong together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from symcnn.expression.nodes import Access, Node
from symcnn.expression.walk import accesses, transform
from symcnn.notation.affine import Affine, floor_divide, whole
from symcnn.notation.letters import Letter
from symcnn.numeric.boxes import Box, Boxes, bounds, values_on, volume

LARGEST_TABLE = 1 << 18
MOST_CELLS = 16
Place = tuple[Affine, ...]


def block_of(blocks: Place, places: Place, letters: Sequence[Letter], boxes: Boxes | None = None) -> Place | None:
    """The blocks in terms of the places, axis by axis; None where they are no function of those, or are not divided.

    With ``boxes`` a table of all places is looked at where the letters alone do not tell.
    """
    if len(blocks) != len(places) or not any(b.floors() for b in blocks):
        return None
    found = []
    for block, place, letter in zip(blocks, places, letters, strict=True):
        free = next((v for v in sorted(place.letters) if abs(place.coefficient(v).number or 0) == 1
                     and not any(v in f.numerator.letters for f in place.floors())), None)
        if free is None:
            return None
        sign = place.coefficient(free).number or 1
        value = block.substitute({free: (whole(letter) - place.without(free)) * sign})
        if not value.letters <= {letter}:
            tabled = _by_table(block, place, letter, boxes) if boxes is not None else None
            if tabled is None:
                return None
            value = tabled
        found.append(value)
    return tuple(found)


def _by_table(block: Affine, place: Affine, letter: Letter, boxes: Boxes) -> Affine | None:
    """The block as a quotient of the place: ``floor((i + 2m + 2)/4)`` is ``floor((q + 1)/2)`` of ``q = floor(i/2) + m``."""
    held = sorted(place.letters | block.letters)
    if volume(held, boxes) > LARGEST_TABLE:
        return None
    shape = [boxes[v].extent for v in held]
    at, of = (np.broadcast_to(values_on(q, held, boxes), shape).ravel() for q in (place, block))
    order = np.argsort(at, kind="stable")
    at, of = at[order], of[order]
    steps = np.flatnonzero(np.diff(of))
    if not len(steps):
        return None
    # the first place of each block but the first
    first = int(at[steps[0] + 1])
    for width in range(2, MOST_CELLS + 1):
        shift = width * int(of[steps[0] + 1]) - first
        if np.array_equal((at + shift) // width, of):
            return floor_divide(whole(letter) + shift, width)
    return None


def vanish_together(blocks: Place, places: Place, of: tuple[Sequence[Box], Sequence[Box]], letters: Sequence[Letter],
                    boxes: Boxes) -> bool:
    """Whether every place beyond the one domain belongs to a block beyond the other; ``blocks`` are in the letters."""
    for block, place, letter, inner, box in zip(blocks, places, letters, *of, strict=True):
        low, high = bounds(place, boxes)
        beyond = [n for n in range(low, high + 1) if not box.first <= n < box.first + box.extent]
        for n in beyond:
            at = block.substitute({letter: Affine({(): n})}).number
            if at is None or inner.first <= at < inner.first + inner.extent:
                return False
    return True


def moved(node: Node, places: Place) -> Node:
    """The node, which reads all its tensors at one place, at another."""
    return transform(node, lambda n: Access(n.tensor, places) if isinstance(n, Access) and n.indices else n)


def merge_blocks(groups: Mapping[Place | Node, Sequence[Node]], axes: Mapping[str, Sequence[Box]], boxes: Boxes,
                 letter: Callable[[int, int], Letter]) -> tuple[Place, Place, tuple[Letter, ...], Place] | None:
    """The blocks and the places that make one tensor, its letters, and the blocks in these; None where there are none."""
    for blocks in groups:
        for places in groups:
            if not isinstance(blocks, tuple) or not isinstance(places, tuple) or blocks == places:
                continue
            if len(groups) < 3 and all(isinstance(f, Access) for f in groups[places]):
                # two entries of tensors make a product as they are
                continue
            inner, outer = ({tuple(axes[a.tensor]) for f in groups[p] for a in accesses(f)} for p in (blocks, places))
            if len(inner) != 1 or len(outer) != 1:
                continue
            own, domain = next(iter(inner)), next(iter(outer))
            letters = tuple(letter(b.first, b.extent) for b in domain)
            found = block_of(blocks, places, letters, boxes)
            if found is not None and vanish_together(found, places, (own, domain), letters, boxes):
                return blocks, places, letters, found
    return None
