"""Gradients as shares that positions add to the entries they read, offset by offset of their windows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from symcnn.calculus.scatter import Accumulation
from symcnn.code import nested, quantities
from symcnn.code.arrays import array, as_number, factors, left_over
from symcnn.code.contraction import contracted
from symcnn.code.expressions import Text
from symcnn.code.scope import Scope
from symcnn.code.views import (
    Array,
    Frame,
    NoArrayForm,
    aligned,
    colons,
    looped,
    overhang,
    padded,
    reshaped,
    sliced,
    spans_of,
)
from symcnn.code.windows import apart, covers, loops_over, read
from symcnn.expression.nodes import Access, Guard, Maximum, Multiply, Range, Winner
from symcnn.expression.walk import accesses, canonical, descend, free_letters, substitute
from symcnn.notation.affine import Affine, whole
from symcnn.notation.letters import Letter


def share_out(parts: tuple[Accumulation, ...], name: str, scope: Scope) -> None:
    """The array that shares are added to; raises `NoArrayForm` where they have no form in arrays."""
    targets = {_reach(part, _frame(part, scope), scope) for part in parts}
    if len(targets) != 1:
        raise NoArrayForm("readings of one tensor reach out of it differently: write them as loops")
    (around,) = targets
    if len(parts) == 1 and _assigned(parts[0], name, scope):
        return
    tensor = scope.tensors[parts[0].target.tensor]
    inside = all(a == 0 and b == 0 for a, b in around)
    # shares that fall outside are kept apart and cut off at the end
    buffer = name if inside else scope.name(f"{name}_padded")
    extents = [scope.extent(a.extent) if x == 0 and y == 0 else quantities.written(a.extent + x + y, scope.letters)
               for a, (x, y) in zip(tensor.axes, around, strict=True)]
    shape = extents[0] if len(extents) == 1 else f"({', '.join(extents)})"
    scope.line(f"{buffer} = np.zeros({shape})" if extents else f"{buffer} = 0.0")
    for part in parts:
        _share(part, buffer, [a for a, _ in around], len(parts) == 1, scope)
    if not inside:
        cuts = [":" if x == 0 and y == 0 else _cut(x, a.extent, y, scope)
                for a, (x, y) in zip(tensor.axes, around, strict=True)]
        while len(cuts) > 1 and cuts[-1] == ":":
            cuts.pop()
        scope.line(f"{name} = {buffer}[{', '.join(cuts)}]")


def _cut(before: Affine, extent: Affine, behind: Affine, scope: Scope) -> str:
    return colons(["" if before == 0 else quantities.written(before, scope.letters),
                   "" if behind == 0 else quantities.written(before + extent, scope.letters)])


def _frame(part: Accumulation, scope: Scope) -> Frame:
    ranges = (*nested.passed(part, scope), *part.outer, *part.inner)
    frame = Frame(scope, spans_of(ranges), frozenset())
    winners = [n for n in descend(part.value) if isinstance(n, Winner) and isinstance(n.of, Maximum)]
    hidden = {a for w in winners for a in accesses(w)}
    reads = [part.target, *(a for a in accesses(part.value) if a not in hidden and reshaped(a, frame) is None)]
    loops = looped(reads, frozenset(r.letter for r in part.inner))
    if winners:
        loops |= {v for q in winners[0].at for v in q.letters if v.is_index}
    return Frame(scope, frame.spans, loops)


def _reach(part: Accumulation, frame: Frame, scope: Scope) -> tuple[tuple[Affine, Affine], ...]:
    """How far the targets lie outside the tensor, axis by axis."""
    axes = scope.tensors[part.target.tensor].axes
    return tuple(overhang(i, a.extent, frame) for i, a in zip(part.target.indices, axes, strict=True))


def _assigned(part: Accumulation, name: str, scope: Scope) -> bool:
    """Writes a single accumulation without loops as an assignment; whether it did."""
    frame = _frame(part, scope)
    letters = [i.letter for i in part.target.indices]
    if frame.looped or None in letters or len(set(letters)) < len(letters) or _waiting(part, frame):
        return False
    value = contracted([array(f, frame) for f in factors(part.value)], letters)  # type: ignore[arg-type]
    if set(value.axes) != set(letters) or not isinstance(part.value, Multiply):
        return False
    scope.line(f"{name} = {as_number(aligned(value, letters)).text}")  # type: ignore[arg-type]
    return True


def _waiting(part: Accumulation, frame: Frame) -> list[Guard]:
    """The conditions that neither zeros around an array nor cutting the result stands for."""
    return left_over(part.guards, (part.target, *factors(part.value)), frame)


def _share(part: Accumulation, buffer: str, before: Sequence[Affine], alone: bool, scope: Scope) -> None:
    """What positions add, offset by offset."""
    frame = _frame(part, scope)
    winners = [f for f in factors(part.value) if isinstance(f, Winner) and isinstance(f.of, Maximum)]
    if len(winners) != sum(isinstance(n, Winner) and isinstance(n.of, Maximum) for n in descend(part.value)):
        raise NoArrayForm("the share of a maximum is no factor: write it as loops")
    ranges = [r for r in (*nested.passed(part, scope), *part.outer, *part.inner) if r.letter in frame.looped]
    waiting = _waiting(part, frame)
    state = _first_of(winners[0], frame, ranges) if winners else None
    if winners:
        waiting = [g for g in waiting if g not in winners[0].of.guards and not _inwindow(g, winners[0], frame)]  # type: ignore[union-attr]
    letters = [next((v for v in frame.arrayed(i)), None) for i in part.target.indices]
    kept = [v for v in letters if v is not None]
    rest = [f for f in factors(part.value) if f not in winners]
    coefficient, steady, rest = apart(rest, {r.letter for r in ranges}, frame)
    with loops_over(ranges, waiting, frame):
        parts = [*steady, *(read(f, frame) for f in rest)]
        if state is not None:
            parts.append(state())
        value = contracted(parts, kept, coefficient)
        covers((*part.outer, *part.inner), (*factors(part.value), part.target), frame)
        place = sliced(buffer, part.target, before, frame).text.text if part.target.indices else buffer
        # where each entry is reached once it is set
        once = alone and not winners and all(i.letter is not None for i in part.target.indices) and \
            frame.looped <= {i.letter for i in part.target.indices} and len(kept) == len(set(kept))
        scope.line(f"{place} {'=' if once else '+='} {as_number(aligned(value, kept)).text}")


def _inwindow(guard: Guard, winner: Winner, frame: Frame) -> bool:
    """Whether a condition only says that an entry of the window exists; outside stands minus infinity, never greatest."""
    values = dict(zip((r.letter for r in winner.of.ranges), winner.at, strict=True))  # type: ignore[union-attr]
    body = substitute(winner.of.body, values)  # type: ignore[union-attr]
    return isinstance(body, Access) and not left_over([guard], (body,), frame)


def _first_of(winner: Winner, frame: Frame, ranges: Sequence[Range]) -> Callable[[], Array]:
    """Writes what marks the greatest of a window, the first one only; gives the mark for the current offset."""
    node, scope = winner.of, frame.scope
    offsets = [r.letter for r in ranges]
    at = [q.letter for q in winner.at]
    plain = isinstance(node, Maximum) and node.tie in ("first", "all") and at == offsets and isinstance(node.body, Access)
    spans = [(r.lower, r.upper) for r in node.ranges] if isinstance(node, Maximum) else []
    if not plain or spans != [(r.lower, r.upper) for r in ranges]:
        raise NoArrayForm("a window is compared in another order than it is read: write it as loops")
    assert isinstance(node, Maximum)
    filled = frame.filled("-np.inf")
    inner = filled.inside(node.ranges)
    if left_over(node.guards, (node.body,), inner):
        raise NoArrayForm("a window has conditions of its own: write it as loops")
    kept = [v for v in frame.spans if v in free_letters(node) and v not in frame.looped]
    best = _best(node, kept, frame)
    body = substitute(node.body, dict(zip((r.letter for r in node.ranges), winner.at, strict=True)))
    padded(body, filled)  # type: ignore[arg-type]
    taken = None
    if node.tie == "first":
        taken = scope.name("taken")
        scope.line(f"{taken} = np.zeros({best}.shape, dtype=bool)")

    def mark() -> Array:
        here = aligned(array(body, filled), kept)
        if taken is None:
            return Array(Text(f"({here.text} == {best})"), tuple(kept))
        name = scope.name("here")
        scope.line(f"{name} = ({here.text} == {best}) & ~{taken}")
        scope.line(f"{taken} |= {name}")
        return Array(Text(name), tuple(kept))
    return mark


def _best(node: Maximum, kept: Sequence[Letter], frame: Frame) -> str:
    """The name of the array of a maximum: that of the equation which gives it, or one worked out here."""
    scope = frame.scope
    for key, equation in scope.equations.items():
        right = equation.right
        if isinstance(right, Maximum) and key in scope.arrays and len(equation.letters) == len(kept):
            moved = substitute(right, {v: whole(w) for v, w in zip(equation.letters, kept, strict=True)})
            if canonical(moved) == canonical(node):
                return scope.arrays[key]
    spans = {v: frame.spans[v] for v in kept}
    offsets = frozenset(r.letter for r in node.ranges)
    return array(node, Frame(scope, spans, offsets)).text.text
