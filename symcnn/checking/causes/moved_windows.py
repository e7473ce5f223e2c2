"""Windows that a person lays elsewhere: shifted by one, or with another stride between them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from symcnn.expression.nodes import Access, Guard, Maximum, Node, Sum
from symcnn.expression.walk import transform
from symcnn.notation.affine import Affine, whole
from symcnn.system import System


def moved(system: System, node: Sum | Maximum) -> Iterator[tuple[str, str, Node]]:
    """The window shifted by one, or with another stride; what lies outside is left out."""
    own = {r.letter for r in node.ranges}

    def stride(index: Affine, size: int) -> Affine:
        # where inputs lay windows down, the letter that is summed carries the stride
        summed = {v for v in index.letters & own if index.coefficient(v).number not in (1, -1)}
        for letter in sorted(summed if summed and len(index.letters & own) == 1 else index.letters - own):
            if index.letter is None and letter.is_index:
                old = index.coefficient(letter)
                sign = -1 if (old.number or 1) < 0 else 1
                return index + (sign * size - old) * (whole(letter) - system.origin)
        return index
    changes: list[tuple[str, str, Callable[[Affine], Affine]]] = [
        ("stride-wrong", f"windows are {size} apart", lambda i, size=size: stride(i, size)) for size in (1, 2, 3)]  # type: ignore[misc]
    changes += [("index-off-by-one", f"the window is shifted by {'+' if by > 0 else '-'}1",
                 lambda i, by=by: i + by if i.letter is None else i) for by in (1, -1)]  # type: ignore[misc]
    for tag, message, change in changes:
        guards: list[Guard] = []
        gone: list[Guard] = []

        def rule(access: Node, change: Callable[[Affine], Affine] = change, guards: list[Guard] = guards,
                 gone: list[Guard] = gone) -> Node:
            if not isinstance(access, Access) or not any(i.letter is None and i.number is None for i in access.indices):
                return access
            new = Access(access.tensor, tuple(change(i) for i in access.indices))
            for index, old, axis in zip(new.indices, access.indices, system.tensors[access.tensor].axes, strict=True):
                guards += [Guard(">=", index - axis.origin), Guard(">=", axis.last - index)]
                gone += [Guard(">=", old - axis.origin), Guard(">=", axis.last - old)]
            return new
        body = transform(node.body, rule)
        if body != node.body:
            # what kept the index that was changed inside its tensor goes with it
            kept = tuple(g for g in node.guards if g not in gone)
            yield tag, message, replace(node, body=body, guards=(*kept, *guards))
