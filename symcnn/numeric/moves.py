"""Passes between arrays whose axes lie in different orders in memory: in which order entries are read and written.

NumPy walks a copy in the order of the target, and an elementwise step in that of its axes where operands disagree. Where
the last axis of one array is a far one of the other, each entry then costs a line of the cache; walked in blocks that
stay there, a pass takes 0.5 to 0.8 of the time.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from symcnn.numeric.builder import Builder
from symcnn.numeric.homes import Home, row_major

# entries of an array that does not stay in the first cache; of one step of a copy, which costs as much as 1,000 of them
MANY, LEAST_STEP = 32_768, 2_500
# a row that is long enough to be written at once; entries apart that share a few lines of the cache, which throw each other out
LONG, SAME_LINES = 12, 128
# entries of the longest row that is moved as one item
LONGEST_ROW = 64


def walked(counts: Sequence[int], target: Sequence[int], source: Sequence[int]) -> tuple[int, ...]:
    """The axes in the order to walk an elementwise step in, given the strides of what is written and what is read.

    The fastest axes of both stand last, so that one block of lines serves both.

    >>> walked((64, 16, 14, 14), (3136, 196, 14, 1), (1, 896, 14336, 64))
    (1, 2, 0, 3)
    """
    plain = tuple(range(len(counts)))
    last = _fastest(counts, target), _fastest(counts, source)
    if prod(counts) < MANY or None in last or last[0] == last[1]:
        return plain
    own, other = last
    assert own is not None and other is not None
    short = counts[own] < min(LONG, counts[other])
    if short and target[other] % SAME_LINES == 0:
        return plain
    ends = (own, other) if short else (other, own)
    return (*(a for a in plain if a not in ends), *ends)


def stepped(counts: Sequence[int], target: Sequence[int], source: Sequence[int]) -> int | None:
    """The axis along which a copy is best made step by step, in pieces that lie close in both arrays.

    >>> stepped((64, 16, 14, 14), (3136, 196, 14, 1), (1, 896, 14336, 64))
    1
    """
    last = _fastest(counts, target), _fastest(counts, source)
    if prod(counts) < MANY or None in last or last[0] == last[1]:
        return None
    others = [a for a, n in enumerate(counts) if n > 1 and a not in last and prod(counts) // n >= LEAST_STEP]
    return max(others, key=lambda a: (min(abs(target[a]), abs(source[a])), -a), default=None)


def _fastest(counts: Sequence[int], strides: Sequence[int]) -> int | None:
    moving = [a for a, n in enumerate(counts) if n > 1 and strides[a]]
    return min(moving, key=lambda a: (abs(strides[a]), -a), default=None)


def write_copy(target: Home, source: Home, builder: Builder) -> None:
    """Writes a copy of all entries of a tensor from one home to another."""
    to, of = builder.whole(target), builder.whole(source)
    if moves_rows(target.counts, target.strides, source.strides):
        builder.source.write(f"np.copyto({_in_rows(to, target, builder)}, {_in_rows(of, source, builder)})")
        return
    axis = stepped(target.counts, target.strides, source.strides)
    if axis is None:
        builder.source.write(f"np.copyto({to}, {of})")
        return
    order = (axis, *(a for a in range(len(target.counts)) if a != axis))
    turned = f".transpose({', '.join(map(str, order))})" if axis else ""
    one, other = (builder.source.loop_name() for _ in range(2))
    parts = [builder.source.constant(text + turned) if home.kept and turned else text + turned
             for home, text in ((target, to), (source, of))]
    builder.source.write(f"for {one}, {other} in zip({parts[0]}, {parts[1]}):")
    builder.source.write(f"    np.copyto({one}, {other})")


def moves_rows(counts: Sequence[int], target: Sequence[int], source: Sequence[int]) -> bool:
    """Whether a copy moves rows that lie in one piece in both arrays, and no longer pieces.

    Each is one item then, and a copy of these takes 0.3 to 0.7 of the time of one that goes through each of them.

    >>> moves_rows((64, 16, 12, 12), (12, 12288, 768, 1), (2304, 144, 12, 1))
    True
    >>> moves_rows((64, 16, 12, 12), (144, 9216, 12, 1), (2304, 144, 12, 1))
    False
    """
    if len(counts) < 2 or prod(counts) < MANY or not 1 < counts[-1] <= LONGEST_ROW or target[-1] != 1 or source[-1] != 1:
        return False
    return not any(n > 1 and target[a] == counts[-1] == source[a] for a, n in enumerate(counts[:-1]))


def _in_rows(text: str, home: Home, builder: Builder) -> str:
    """The source of a view of an array of which a row is one item; what a caller gives may have its rows in pieces."""
    if not home.kept and any(builder.homes[k].name == home.name for k in builder.arguments if k in builder.homes):
        text = f"np.ascontiguousarray({text})"
    size = home.counts[-1] * (4 if builder.source.dtype == "np.float32" else 8)
    text = f'{text}.view("V{size}")'
    return builder.source.constant(text) if home.kept else text


def copy_of(home: Home, builder: Builder) -> str:
    """The source of an array of its own that holds what a home does, axes in order; a variable where it took statements."""
    counts = home.counts
    steps = row_major(counts)
    if stepped(counts, steps, home.strides) is None and not moves_rows(counts, steps, home.strides):
        return f"{builder.whole(home)}.copy()"
    name = builder.source.variable(builder.empty(counts))
    write_copy(Home(name, counts, home.axes, row_major(counts)), home, builder)
    return name
