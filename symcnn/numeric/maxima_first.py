"""Maxima taken before a ReLU and what is added to a whole window: ``max(relu(z + b))`` is ``relu(max(z) + b)``.

Neither changes the order of values, so that the same place wins; where all of a window is cut off its gradient is 0,
whoever wins. The steps, and the gate of the gradient, then run over the maxima alone: for
``a[i] = relu(z[i] + b)``, ``p[c] = max_f a[w(c, f)]`` and ``dz[i] = (Sum_c dp[c]*share[i, c])*1[a[i] > 0]`` it writes
``m[c] = max_f z[w(c, f)]``, ``p[c] = relu(m[c] + b)`` and ``dz[i] = Sum_c dp[c]*1[p[c] > 0]*share[i, c]``.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from fractions import Fraction
from math import prod

from symcnn.expression.build import add, multiply
from symcnn.expression.nodes import Access, Add, Apply, Compare, Maximum, Multiply, Node, Number, Winner
from symcnn.expression.walk import accesses, substitute, tensors, transform
from symcnn.notation.affine import whole
from symcnn.notation.letters import Letter
from symcnn.numeric.lines import Line, Parts
from symcnn.numeric.sent_back import Belongs, places_of, sent_back

# a larger image is written by other rules, which take the maxima of what is activated
MOST_WINDOWS = 2_000
NONE = Letter(0, "")
ZERO = Number(Fraction(0))


@dataclass(frozen=True)
class Pooled:
    """The lines of one such maximum: the activation, the maximum, its shares, their sum, and the gate of that."""

    active: Line
    maximum: Line
    shares: tuple[Line, ...]
    back: Line
    gate: Line


def maxima_first(parts: Parts, results: Collection[str], belongs: Belongs) -> dict[str, str]:
    """Rewrites the lines; answers which line stands for which where the name is a new one."""
    renamed: dict[str, str] = {}
    for line in list(parts.lines):
        found = _pooled(line, parts, results, belongs)
        if found is not None:
            renamed |= _rewrite(found, parts, belongs)
    return renamed


def _pooled(line: Line, parts: Parts, results: Collection[str], belongs: Belongs) -> Pooled | None:
    """The lines around an activation that nothing but one maximum and the gate of its gradient read."""
    if line.tensor in results or _before(line) is None:
        return None
    readers = [other for other in parts.lines if line.tensor in tensors(other.right)]
    maxima = [r for r in readers if _is_maximum(r, line, parts)]
    shares = [r for r in readers if maxima and belongs.get(r.tensor, ("",))[0] == maxima[0].tensor]
    gates = [r for r in readers if r not in maxima and r not in shares]
    if not (len(maxima) == len(shares) == len(gates) == 1) or not isinstance(shares[0].right, Winner):
        return None
    before = _before(line)
    assert before is not None
    turned = [i.letter for i in before[0].indices] != list(line.letters)
    if turned and (before[0].tensor in results or not _is_part_of(before[0].tensor, line, parts)):
        return None
    back = next((other for other in parts.lines if other.tensor == _gated(gates[0], line)), None)
    if back is None or back.tensor in results or _upstream(back, belongs) is None:
        return None
    only = [other for other in parts.lines if back.tensor in tensors(other.right)] == [gates[0]]
    alone = [other for other in parts.lines if shares[0].tensor in tensors(other.right)] == [back]
    return Pooled(line, maxima[0], (shares[0],), back, gates[0]) if only and alone else None


def _before(line: Line) -> tuple[Access, tuple[Node, ...]] | None:
    """What a ReLU is taken of: entries at the line's own letters, and what is added to them."""
    if not isinstance(line.right, Apply) or line.right.function != "relu":
        return None
    argument = line.right.argument
    terms = argument.terms if isinstance(argument, Add) else (argument,)
    own = [t for t in terms if isinstance(t, Access) and sorted(i.letter or NONE for i in t.indices) == sorted(line.letters)]
    rest = tuple(t for t in terms if t not in own)
    return (own[0], rest) if len(own) == 1 and line.letters and all(isinstance(t, Access | Number) for t in rest) else None


def _is_maximum(reader: Line, line: Line, parts: Parts) -> bool:
    """Whether a line is the maximum over windows of few entries, to each of which the same is added."""
    node, before = reader.right, _before(line)
    if (not isinstance(node, Maximum) or not isinstance(node.body, Access) or node.tie != "first" or node.guards
            or before is None):
        return False
    boxes = parts.layout.boxes
    if prod(boxes[v].extent for v in (*reader.letters, *(r.letter for r in node.ranges))) > MOST_WINDOWS:
        return False
    still = {v for v, q in zip(line.letters, node.body.indices, strict=True) if q.letter in reader.letters}
    return all(v in still for t in before[1] for a in accesses(t) for i in a.indices for v in i.letters)


def _gated(gate: Line, line: Line) -> str:
    """The tensor that a line lets through where the activation is above 0, each at the same letters."""
    if not isinstance(gate.right, Multiply) or len(gate.right.factors) != 2:
        return ""
    entry = next((f for f in gate.right.factors if isinstance(f, Access)), None)
    above = next((f for f in gate.right.factors if isinstance(f, Compare)), None)
    if entry is None or above is None or above.relation != ">" or above.right != ZERO:
        return ""
    here = tuple(map(whole, gate.letters))
    return entry.tensor if above.left == Access(line.tensor, here) and entry.indices == here else ""


def _upstream(back: Line, belongs: Belongs) -> Access | None:
    """The gradient by the maximum in the line that sends it back, where that is all that is sent."""
    body = sent_back(back.right)
    at = places_of(body, belongs) if body is not None else None
    if body is None or at is None:
        return None
    beside = [f for f in body.factors if not (isinstance(f, Access) and f.tensor in belongs) and not isinstance(f, Number)]
    return beside[0] if len(beside) == 1 and isinstance(beside[0], Access) and beside[0].indices == at else None


def _rewrite(found: Pooled, parts: Parts, belongs: Belongs) -> dict[str, str]:
    """Puts the lines in place of the old ones; the maximum of what is not activated yet has a new name."""
    active, maximum, gate = found.active, found.maximum, found.gate
    before = _before(active)
    assert before is not None and isinstance(maximum.right, Maximum) and isinstance(maximum.right.body, Access)
    entry, rest = _in_order(before[0], active, parts), before[1]
    name, gated = f"{maximum.tensor} before its activation", f"{found.back.tensor} where it is let through"
    parts.axes[name] = parts.axes[maximum.tensor]
    still = dict(zip(active.letters, maximum.right.body.indices, strict=True))
    moved = [substitute(t, {v: q for v, q in still.items() if q.letter is not None}) for t in rest]
    right = Apply("relu", add(Access(name, tuple(map(whole, maximum.letters))), *moved))
    lines: dict[str, list[Line]] = {
        active.tensor: [],
        maximum.tensor: [Line(name, maximum.letters, _read(maximum.right, active.tensor, entry.tensor), part=True),
                         replace(maximum, right=right)]}
    for share in found.shares:
        assert isinstance(share.right, Winner)
        of = _read(share.right.of, active.tensor, entry.tensor)
        lines[share.tensor] = [replace(share, right=Winner(of, share.right.at))]  # type: ignore[arg-type]
    lines |= _back(found, gated, parts, belongs)
    parts.lines[:] = [new for old in parts.lines for new in lines.get(old.tensor, [old])]
    for share in found.shares:
        belongs[share.tensor] = (name, belongs[share.tensor][1])
    return {name: maximum.tensor, gated: found.back.tensor, gate.tensor: found.back.tensor}


def _is_part_of(tensor: str, line: Line, parts: Parts) -> bool:
    """Whether a tensor is a part that this line alone reads."""
    return any(other.tensor == tensor and other.part for other in parts.lines) and not any(
        tensor in tensors(other.right) for other in parts.lines if other is not line)


def _in_order(entry: Access, line: Line, parts: Parts) -> Access:
    """The entry at the line's letters in their order; a part whose axes have another order gets this one."""
    letters = [i.letter for i in entry.indices]
    if letters != list(line.letters):
        place = next(i for i, other in enumerate(parts.lines) if other.tensor == entry.tensor)
        old = parts.lines[place]
        order = [letters.index(v) for v in line.letters]
        parts.lines[place] = replace(old, letters=tuple(old.letters[a] for a in order))
        axes = parts.axes[entry.tensor]
        parts.axes[entry.tensor] = tuple(axes[a] for a in order)
    return Access(entry.tensor, tuple(map(whole, line.letters)))


def _back(found: Pooled, gated: str, parts: Parts, belongs: Belongs) -> dict[str, list[Line]]:
    """The gate of the gradient by the maximum, and the sum that sends back what it lets through."""
    access = _upstream(found.back, belongs)
    assert access is not None
    letters = tuple(parts.layout.letter(b.first, b.extent) for b in parts.axes[access.tensor])
    above = Compare(">", Access(found.maximum.tensor, tuple(map(whole, letters))), ZERO)
    parts.axes[gated] = parts.axes[access.tensor]
    gate = Line(gated, letters, multiply(Access(access.tensor, tuple(map(whole, letters))), above), part=True)
    here = dict(zip(found.back.letters, map(whole, found.gate.letters), strict=True))
    right = substitute(_read(found.back.right, access.tensor, gated), here)
    return {found.back.tensor: [gate], found.gate.tensor: [replace(found.gate, right=right)]}


def _read(node: Node, old: str, new: str) -> Node:
    """The node with one tensor read in place of another, at the same indices."""
    return transform(node, lambda n: Access(new, n.indices) if isinstance(n, Access) and n.tensor == old else n)
