"""Elementwise chains as in-place steps: ``np.multiply(a, b, out)`` and its kin, written into the tensor's own array."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import prod

from symcnn.expression.nodes import Access, Add, Apply, Compare, Multiply, Node, Number, Power, Size
from symcnn.expression.walk import accesses, descend, substitute, transform
from symcnn.functions.table import FUNCTIONS
from symcnn.notation.affine import Affine, whole
from symcnn.notation.letters import Letter
from symcnn.numeric.boxes import is_linear
from symcnn.numeric.builder import Builder
from symcnn.numeric.complements import shares_complement, with_divisors
from symcnn.numeric.first_step import first_operands
from symcnn.numeric.homes import Home, View, plain_home, row_major, view
from symcnn.numeric.lines import Line
from symcnn.numeric.moves import MANY, copy_of, walked
from symcnn.numeric.rectangles import rectangular, spacing
from symcnn.numeric.steps import SHORT, Chain
from symcnn.numeric.taking import can_take, outside

STEPS = (Access, Number, Size, Add, Multiply, Power, Apply, Compare)
SIZELESS = Letter(0, "")
FEW_CELLS = 4
# a letter that runs over blocks of channels, rows and columns is split twice
MOST_SPLITS = 4


def is_chain(line: Line, builder: Builder) -> bool:
    """Whether the right side is elementwise, all its entries read by views or by taking."""
    if not line.letters or not all(isinstance(n, STEPS) for n in descend(line.right)):
        return False
    if any(isinstance(n, Apply) and n.function not in FUNCTIONS for n in descend(line.right)):
        return False
    found = accesses(line.right)
    if not found:
        return False
    if all((_even(a) and not outside(a, builder)) or can_take(a, builder) for a in found):
        return True
    return _cells(line, builder) is not None


def _even(access: Access) -> bool:
    return all(is_linear(i) for i in access.indices)


def write_chain(line: Line, builder: Builder) -> None:
    """Writes the steps; none where the line only reads a tensor otherwise."""
    if isinstance(line.right, Access) and line.tensor not in builder.results and line.tensor not in builder.wants:
        found = builder.view(line.right)
        if found is not None and (found.home.kept or builder.text(found, [(v,) for v in line.letters]) is not None):
            builder.alias(line.tensor, found, line.letters)
            later = builder.last.get(line.tensor, 0)
            builder.last[line.right.tensor] = max(builder.last.get(line.right.tensor, 0), later)
            return
    if not all(_even(a) for a in accesses(line.right)) and prod(builder.counts(line.letters)) > SHORT:
        cells = _cells(line, builder)
        if cells is not None:
            _write_cells(line, cells, builder)
            return
    order = memory_order(line, builder)
    line = replace(line, right=with_divisors(line.right, builder))
    letters = tuple(line.letters[a] for a in order)
    over = _taken_over(line, builder)
    if builder.handed_out(line.tensor) and (_copied(line, builder) or _added_there(line, builder)):
        return
    if builder.handed_out(line.tensor):
        home = builder.live(line.tensor, plain_home(builder.source.variable(builder.empty(builder.counts(line.letters))),
                                                    builder.axes[line.tensor]))
    else:
        home = builder.place(line.tensor, order) if over is None else builder.alias(line.tensor, over, line.letters)
    if line.tensor in builder.results:
        order = walked(home.counts, home.strides, _steps(_widest(line, builder), line))
        letters = tuple(line.letters[a] for a in order)
    found = view(home, [whole(v) for v in line.letters], builder.boxes)
    assert found is not None
    out = builder.text(found, [(v,) for v in letters]) or ""
    out = out if out.isidentifier() else builder.source.assign(out).source
    if shares_complement(line, builder):
        Chain(builder, letters).write_sharing(line, order, out)
        return
    Chain(builder, letters).write(line.right, out)


def _copied(line: Line, builder: Builder) -> bool:
    """Whether the line is a tensor as it stands, which is copied in one statement."""
    seen = builder.view(line.right) if isinstance(line.right, Access) and line.right.indices else None
    if seen is None or builder.text(seen, [(v,) for v in line.letters]) is None:
        return False
    _hand_out(seen, line, builder)
    return True


def _added_there(line: Line, builder: Builder) -> bool:
    """Whether a bias was added where the tensor that it is added to lies, and the sum copied from there.

    Where the axes lie otherwise, a step from one array to the other goes by short ones: 20 ns for each, and a copy 5.
    """
    seen, counts = _taken_over(line, builder, whole=False), builder.counts(line.letters)
    if seen is None or not isinstance(line.right, Add) or prod(counts) < MANY:
        return False
    steps = _steps(seen, line)
    if walked(counts, row_major(counts), steps)[-1] != len(counts) - 1:
        # such a step writes as it reads, along long pieces
        return False
    order = sorted(range(len(steps)), key=lambda a: (-abs(steps[a]), a))
    letters = [line.letters[a] for a in order]
    others = [t for t in line.right.terms if not (isinstance(t, Access) and t.tensor in builder.homes
                                                  and builder.homes[t.tensor] is seen.home)]
    if len(others) != 1 or len(line.right.terms) != 2 or order == sorted(order) or not isinstance(others[0], Access):
        return False
    bias = builder.view(others[0])
    out = _in_long_pieces(seen, letters, bias, builder)
    if bias is None or out is None:
        return False
    text = builder.text(bias, [(v,) if v in bias.steps else () for v in letters])
    if text is None:
        return False
    builder.source.write(f"np.add({out}, {text}, {out})")
    _hand_out(seen, line, builder)
    return True


def _in_long_pieces(seen: View, letters: Sequence[Letter], bias: View | None, builder: Builder) -> str | None:
    """The array with what lies between and behind the entries, where the bias is the same along these axes."""
    shape, counts = seen.home.shape, builder.counts(letters)
    if bias is None or [seen.steps.get(v, 0) for v in letters] != list(row_major(shape)) or seen.start:
        return None
    alike = all(n == extent or v not in bias.steps for v, n, extent in zip(letters, counts, shape, strict=True))
    return seen.home.name if alike else None


def _hand_out(seen: View, line: Line, builder: Builder) -> None:
    """Hands out a copy of what is there."""
    old = seen.home
    home = Home(old.name, old.shape, builder.axes[line.tensor], _steps(seen, line), seen.start, old.kept)
    builder.put(line.tensor, copy_of(home, builder))


def _cells(line: Line, builder: Builder) -> tuple[Node, dict[Letter, Affine]] | None:
    """The right side with each letter that is divided by numbers split by them, so that every index is linear."""
    node, values = line.right, {v: whole(v) for v in line.letters}
    for _ in range(MOST_SPLITS):
        parts = {v: _split(node, v, builder) for whole_of in values.values() for v in sorted(whole_of.letters)}
        if all(part is None for part in parts.values()):
            break
        split = {v: part for v, part in parts.items() if part is not None}
        values = {v: q.substitute(split) for v, q in values.items()}
        node = rectangular(substitute(node, split), builder.layout)
    if any(not _even(a) or outside(a, builder) for a in accesses(node)):
        return None
    return node, {v: q for v, q in values.items() if q != whole(v)}


def _split(node: Node, letter: Letter, builder: Builder) -> Affine | None:
    """A letter as a multiple and a rest, where an index divides it by a number that divides its extent."""
    box, step = builder.boxes[letter], spacing(node, letter)
    if not 1 < step <= box.extent or box.extent % step:
        return None
    above = builder.layout.letter(0, box.extent // step)
    return box.first + step * whole(above) + builder.layout.letter(0, step)


def _write_cells(line: Line, cells: tuple[Node, dict[Letter, Affine]], builder: Builder) -> None:
    """Writes the steps with an axis for the blocks and one for the cells of a block."""
    node, values = cells
    axes = [values.get(v, whole(v)) for v in line.letters]
    widest = max(accesses(node), key=lambda a: (len({v for i in a.indices for v in i.letters}), builder.volume(a.tensor)))
    seen = builder.view(widest)
    # the axes lie as those of the tensor that is read, which letters of blocks tell
    steps = dict(seen.steps) if seen is not None else {}
    order = sorted(range(len(axes)), key=lambda a: (-max((abs(steps.get(v, 0)) for v in axes[a].letters), default=0), a))
    over = _taken_over(line, builder)
    if over is not None:
        home = builder.alias(line.tensor, over, line.letters)
    else:
        home = builder.place(line.tensor, None if line.tensor in builder.results else tuple(order))
    target = view(home, axes, builder.boxes)
    assert target is not None
    letters = tuple(sorted(target.steps, key=lambda v: -target.steps[v]))
    node = _spread_along(node, letters, builder)
    Chain(builder, letters).write(node, builder.text(target, [(v,) for v in letters]) or "")


def _spread_along(node: Node, letters: tuple[Letter, ...], builder: Builder) -> Node:
    """The node with what is the same for a few neighbours written out for each: loops of two or three steps are slow."""
    *others, cell = letters
    if builder.boxes[cell].extent > FEW_CELLS or len(others) < 2:
        return node

    def rule(part: Node) -> Node:
        if not isinstance(part, Access) or any(cell in i.letters for i in part.indices):
            return part
        held = {v for i in part.indices for v in i.letters}
        order = tuple(v for v in others if v in held)
        return _spread(part, (*order, cell), builder) if others[-1] in held and len(order) == len(part.indices) else part
    return transform(node, rule)


def _spread(access: Access, letters: tuple[Letter, ...], builder: Builder) -> Access:
    """The entries in an array of their own, each once for every neighbour."""
    seen = builder.view(access)
    text = builder.text(seen, [(v,) for v in letters[:-1]]) if seen is not None else None
    if text is None:
        return access
    key = f"{access.tensor} for {builder.boxes[letters[-1]].extent} neighbours in the order {letters}"
    if key not in builder.homes:
        builder.axes[key] = tuple(builder.boxes[v] for v in letters)
        home = builder.place(key)
        for place in range(builder.boxes[letters[-1]].extent):
            builder.source.copy(builder.source.constant(f"{home.name}[..., {place}]"), text)
    return Access(key, tuple(map(whole, letters)))


def memory_order(line: Line, builder: Builder) -> tuple[int, ...]:
    """The axes in the order in which the widest operand lies in memory."""
    plain = tuple(range(len(line.letters)))
    if line.tensor in builder.results:
        return plain
    steps = _steps(_widest(line, builder), line)
    return tuple(sorted(plain, key=lambda a: (-abs(steps[a]), a)))


def _widest(line: Line, builder: Builder) -> View | None:
    """The operand of most letters that is a view, the first of them."""
    best: View | None = None
    for access in accesses(line.right):
        found = builder.view(access) if access.tensor in builder.homes else None
        if found is not None and len(found.steps) > (len(best.steps) if best is not None else 0):
            best = found
    return best


def _steps(found: View | None, line: Line) -> tuple[int, ...]:
    """The steps in memory of a line's letters."""
    return tuple(found.steps.get(v, 0) if found is not None else 0 for v in line.letters)


def _taken_over(line: Line, builder: Builder, whole: bool = True) -> View | None:
    """A tensor whose array the line may write into: kept, read for the last time here, and by the first step alone.

    Where the line is to live there, the array is to be its ``whole``, and nothing that is handed out.
    """
    want = builder.wants.get(line.tensor)
    if whole and (line.tensor in builder.results or (want is not None and (want.zero or want.around))):
        return None
    read = [a.tensor for a in accesses(line.right)]
    for access in first_operands(line.right):
        home = builder.homes.get(access.tensor)
        if (home is not None and home.kept and home.zero is None and not any(map(any, home.around))
                and sorted(i.letter or SIZELESS for i in access.indices) == sorted(line.letters)
                and all(builder.boxes[i.letter] == b for i, b in zip(access.indices, home.axes, strict=True) if i.letter)
                and (home.size == prod(home.counts) or not whole) and read.count(access.tensor) == 1
                and builder.is_free_after(home, builder.place_of[line.tensor])):
            return builder.view(access)
    return None
