"""Which lines of a document a network can be built of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from symcnn.checking.binding.tried_networks import network_of, tried
from symcnn.checking.own.lines import Forward, Found
from symcnn.checking.own.respell import literal
from symcnn.reading.tree import Matrix

NUMBERS = frozenset(("\\lambda", "\\alpha", "\\beta", "\\eta", "\\epsilon", "\\varepsilon", "\\rho"))


def with_numbers(kept: list[Forward], lines: Sequence[Forward], found: Found, settings: Sequence[str], losses: set[str]
                 ) -> list[Forward]:
    """More of the lines, where the numbers that the document gives say how many axes there are; columns may be lists."""
    given = {n for line in lines for n in line.reads} - {line.name for line in lines}
    numbers = [line for line in found.numbers if line.name in given]
    for written in (numbers, [in_a_list(line) for line in numbers]):
        more = kept_lines(lines, [*settings, *(line.text for line in written)], losses) if written else []
        if len(more) > len(kept):
            return [*written, *more]
    return kept


def in_a_list(line: Forward) -> Forward:
    """A line that gives a column of numbers, as one that gives a list."""
    right = line.sides[1] if line.sides is not None else None
    if not isinstance(right, Matrix) or not all(isinstance(r, Matrix) and len(r.rows) == 1 for r in right.rows):
        return line
    column = replace(right, rows=tuple(r.rows[0] for r in right.rows if isinstance(r, Matrix)))
    return replace(line, text=f"{line.name} = {literal(column)}")


def extents_of(numbers: str) -> tuple[int, ...]:
    """The extents of the array in a line that gives numbers."""
    (axes,) = (t.axes for t in network_of(numbers).forward_system.tensors.values())
    return tuple(int(str(n)) for a in axes if (n := a.extent.number) is not None)


def buildable(lines: Iterable[str]) -> bool:
    """Whether a network can be built of some lines."""
    return axes_of(lines, "") is not None


def kept_lines(lines: Sequence[Forward], settings: Sequence[str], losses: set[str]) -> list[Forward]:
    """All lines where a network can be built of them, else those that can be added one by one."""
    everything = [*settings, *(line.text for line in lines)]
    if all(axes_of(everything, line.name) == 0 for line in lines if line.name in losses) and buildable(everything):
        return list(lines)
    kept: list[Forward] = []
    for line in lines:
        before = [*settings, *(k.text for k in kept)]
        single = [Forward((-1, -1), n, f"{n}: scalar", frozenset(), "") for n in sorted(line.reads & NUMBERS)]
        if single and axes_of([*before, line.text], line.name) and axes_of(
                [*before, *(k.text for k in single), line.text], line.name) == 0:
            # the weight of a penalty is one number
            kept += [*single, line]
        elif line.name in losses and axes_of([*before, line.text], line.name) and axes_of(
                [*before, line.summed], line.name) == 0:
            kept.append(replace(line, text=line.summed))
        elif buildable([*before, line.text]):
            kept.append(line)
    return kept


def losses_last(lines: Sequence[Forward], losses: set[str]) -> list[Forward]:
    """The lines, a loss and what reads it behind all others: a network ends in its loss."""
    last: set[str] = set()
    for line in lines:
        if line.name in losses or line.reads & last:
            last.add(line.name)
    return [line for line in lines if line.name not in last] + [line for line in lines if line.name in last]


def is_open(lines: Iterable[str]) -> bool:
    """Whether the network of some lines ends in no loss."""
    return network_of("\n".join(line for line in lines if line)).is_fragment


def axes_of(lines: Iterable[str], name: str) -> int | None:
    """The number of axes that a tensor has in the network of some lines; None where that cannot be built."""
    network = tried("\n".join(line for line in lines if line))
    if network is None:
        return None
    tensors = network.forward_system.tensors
    return len(tensors[name].axes) if name in tensors else 0


