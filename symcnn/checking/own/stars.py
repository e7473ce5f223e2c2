r"""Stars between whole arrays that a page's own formula for entries explains: ``z^l = w^l * a^{l-1} + b^l`` beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from symcnn.checking.own.lines import Forward, forward
from symcnn.notation.spelling import split, undressed
from symcnn.reading.tree import Call, Entry, Name, Operation, SumOver, Tree, find, has, mapped


@dataclass(frozen=True)
class Pattern:
    """A formula for the entries of a convolution with channels: its sides, and the names in it."""

    left: Entry
    right: Tree
    kernel: str
    image: str
    bias: str = ""


def with_star_meanings(equations: Sequence[Forward]) -> list[Forward]:
    """The equations, those with a star as the page's own formula has it for a kernel of the same letter."""
    patterns = [p for line in equations if line.sides is not None and (p := pattern(*line.sides)) is not None]
    found = [meant(line, patterns) for line in equations]
    changed = [line for old, line in zip(equations, found, strict=True) if line is not old and line.sides is not None]
    letters = {letter(t.base.name) for line in changed if line.sides for side in line.sides for t in find(side, Entry)
               if isinstance(t.base, Name) and len(t.indices) > 1}
    places = [line.sides[0].indices for line in changed if line.sides and isinstance(line.sides[0], Entry)]
    return [entrywise(line, letters, places[0]) if places else line for line in found]


def entrywise(line: Forward, letters: set[str], indices: tuple[Tree, ...]) -> Forward:
    """A function of a whole array as one of its entries, where both arrays are among those of the formula."""
    if line.sides is None:
        return line
    left, right = line.sides
    inner = right.arguments[0] if isinstance(right, Call) and len(right.arguments) == 1 else None
    if not (isinstance(left, Name) and isinstance(right, Call) and isinstance(inner, Name)):
        return line
    if not {letter(left.name), letter(inner.name)} <= letters:
        return line
    return forward(line.place, Entry(left, indices), replace(right, arguments=(Entry(inner, indices),)), line.source)


def pattern(left: Tree, right: Tree) -> Pattern | None:
    """The formula that an equation is, where it sums products of entries of two arrays, one slid over."""
    if not isinstance(left, Entry) or not has(right, SumOver):
        return None
    entries = [t for t in find(right, Entry) if isinstance(t.base, Name)]
    names = [t.base.name for t in entries]  # type: ignore[attr-defined]
    slid = [n for n, t in zip(names, entries, strict=True) if any(isinstance(i, Operation) for i in t.indices)]
    plain = [(len(t.indices), n) for n, t in zip(names, entries, strict=True) if n not in slid]
    if len(set(names)) != len(names) or len(slid) != 1 or not plain or max(plain)[0] < 3 or len(names) > 3:
        return None
    kernel = max(plain)[1]
    bias = next((n for _, n in plain if n != kernel), "")
    return Pattern(left, right, kernel, slid[0], bias)


def meant(line: Forward, patterns: Iterable[Pattern]) -> Forward:
    """An equation, by its entries where one of the formulas is for a kernel of its letter."""
    if line.sides is None or not isinstance(line.sides[0], Name):
        return line
    left, right = line.sides
    made, bias = (right.left, right.right) if isinstance(right, Operation) and right.operator == "+" else (right, None)
    if not (isinstance(made, Call) and made.function == "conv" and all(isinstance(a, Name) for a in made.arguments)):
        return line
    image, kernel = (a.name for a in made.arguments[:2] if isinstance(a, Name))
    for p in patterns:
        if letter(kernel) == letter(p.kernel) and bool(p.bias) == isinstance(bias, Name):
            names = {p.kernel: kernel, p.image: image} | ({p.bias: bias.name} if isinstance(bias, Name) else {})
            entry = Entry(left, p.left.indices, span=left.span)
            return forward(line.place, entry, renamed(p.right, names), line.source)
    return line


def letter(name: str) -> str:
    """The letter of a name without its font and its layer."""
    return undressed(split(name).base)


def renamed(tree: Tree, names: Mapping[str, str]) -> Tree:
    """A tree with other names for arrays."""
    if isinstance(tree, Name) and tree.name in names:
        return Name(names[tree.name], span=tree.span)
    if isinstance(tree, Entry):
        return Entry(renamed(tree.base, names), tree.indices, span=tree.span)
    return mapped(tree, lambda t: renamed(t, names))
