"""What is declared of what a page's equations read: that it is a number, or the axes and sizes that products tell."""

from __future__ import annotations

from collections.abc import Sequence, Set

from symcnn.checking.binding.dots import with_entries
from symcnn.checking.own.kept_lines import axes_of, buildable
from symcnn.checking.own.lines import Forward
from symcnn.checking.own.points import sizes_of_points
from symcnn.checking.own.products import multiplied_matrices, products, told_axes
from symcnn.checking.own.shapes import sizes_of_products
from symcnn.notation.names import without_letters
from symcnn.reading.tree import Entry, Name, Number, Operation, Tree, walk


def numbered_alone(lines: Sequence[Forward]) -> set[str]:
    """What equations read at numbers alone, and none gives: ``w_1 x_{i-1} + w_2 x_i + w_3 x_{i+1}`` has all of w."""
    at: dict[str, set[bool]] = {}
    for line in lines:
        for entry in walk(with_entries(line.sides[1])) if line.sides is not None else ():
            if isinstance(entry, Entry) and isinstance(entry.base, Name):
                at.setdefault(entry.base.name, set()).add(all(isinstance(i, Number) for i in entry.indices))
    return {n for n, numbered in at.items() if numbered == {True}} - {line.name for line in lines}


def declarations(lines: Sequence[Forward], shapes: Sequence[Forward], settings: Sequence[str], trees: Sequence[Tree],
                 numbers_alone: bool, losses: Set[str]) -> list[str]:
    """What is declared of the leaves: that they are numbers, or the axes that products tell."""
    if numbers_alone:
        made = {line.name for line in lines}
        return [f"{n}: scalar" for n in sorted({n for line in lines for n in line.reads} - made)]
    text, sizes = [line.text for line in lines], sizes_of_products(lines, shapes, trees, losses)
    if sizes and buildable([*settings, *(line.text for line in shapes), *sizes, *text]):
        return sizes
    told = told_axes(lines, trees) or sizes_of_points([line.sides for line in lines if line.sides is not None])
    if told and buildable([*settings, *told, *text]):
        return told
    # where nothing tells of axes, what is transposed is no number all the same
    matrices = multiplied_matrices(lines, trees)
    plain = bool(matrices) and all(axes_of([*settings, *text], without_letters(line)) in (0, None) for line in matrices)
    return matrices if plain and buildable([*settings, *matrices, *text]) else []


def rows_in_lists(lines: Sequence[Forward], numbers: Sequence[Forward]) -> set[str]:
    """The weights given as lists, ``W_2 = [0.4, -0.5]``, in products to which a single number is added: rows, no matrices."""
    brackets = {line.name: line.text.partition("=")[2].count("[") for line in numbers}
    sides = [line.sides[1] for line in lines if line.sides is not None]
    sums = [t for t in sides if isinstance(t, Operation) and t.operator == "+" and isinstance(t.right, Name)]
    return {left for t in sums for left, _ in products(t.left)  # type: ignore[attr-defined]
            if brackets.get(left) == 1 and brackets.get(t.right.name) == 0}  # type: ignore[attr-defined]


def head_of(line: str) -> str:
    """The name that a declaration is of."""
    return without_letters(line.partition(":")[0].strip())
