"""Totals of what a maximum sends back, taken of what it was sent: each window has one winner, so that nothing is lost.

For ``dz[i] = Sum_c dp[c]*share[i, c]`` the gradient of a bias, ``db = Sum_i dz[i]``, is ``Sum_c dp[c]``: of fewer entries,
which are held as Python numbers where they are few.
"""

from __future__ import annotations

from dataclasses import replace

from symcnn.expression.build import multiply, number, span, total
from symcnn.expression.nodes import Access, Maximum, Node
from symcnn.expression.walk import tensors
from symcnn.notation.affine import whole
from symcnn.numeric.builder import Builder
from symcnn.numeric.lines import Line, Parts
from symcnn.numeric.patterns import Product, product
from symcnn.numeric.switches import is_return
from symcnn.numeric.totals import fits_total


def total_before_sending(parts: Parts, builder: Builder) -> bool:
    """Rewrites the lines that sum what was sent back; leaves out what nothing reads then. Whether it did anything."""
    changed = False
    for place, line in enumerate(parts.lines):
        summed = product(line, dict(builder.axes), builder.boxes)
        if summed is None or not fits_total(summed, builder):
            continue
        back = builder.lines.get(summed.factors[0].tensor)
        new = _before(summed, back, builder) if back is not None and is_return(back, builder) else None
        if new is not None:
            parts.lines[place] = replace(line, right=new)
            changed = True
    read = {key for line in parts.lines for key in tensors(line.right)}
    idle = [line for line in parts.lines if line.tensor not in read and line.tensor not in builder.results]
    for line in idle if changed else []:
        parts.lines.remove(line)
    return changed


def _before(summed: Product, back: Line, builder: Builder) -> Node | None:
    """The total over the maximum's own places, each of which sends back to one place; None where axes do not match."""
    found = product(back, dict(builder.axes), builder.boxes)
    assert found is not None
    share = next(f.tensor for f in found.factors if f.tensor in builder.shares)
    upstream = next(f for f in found.factors if f.tensor != share)
    forward = builder.lines[builder.shares[share][0]]
    read = summed.factors[0].indices
    kept = {index.letter: _axis(axis, forward, builder) for axis, index in enumerate(read) if index.letter in summed.free}
    if None in kept.values():
        return None
    boxes = builder.axes[upstream.tensor]
    letters = [next((v for v, a in kept.items() if a == axis), None) or builder.layout.letter(b.first, b.extent)
               for axis, b in enumerate(boxes)]
    ranges = [span(v, b.first, b.first + b.extent - 1) for v, b in zip(letters, boxes, strict=True) if v not in kept]
    entry = multiply(number(summed.scale * found.scale), Access(upstream.tensor, tuple(map(whole, letters))))
    return total(ranges, (), entry)


def _axis(axis: int, forward: Line, builder: Builder) -> int | None:
    """The axis of the maximum along which its windows have the one cell of this axis, where there is such a one."""
    assert isinstance(forward.right, Maximum) and isinstance(forward.right.body, Access)
    indices = forward.right.body.indices
    letter = indices[axis].letter
    alone = letter in forward.letters and sum(letter in i.letters for i in indices) == 1
    if letter is None or not alone or builder.boxes[letter] != builder.axes[forward.right.body.tensor][axis]:
        return None
    return forward.letters.index(letter)
