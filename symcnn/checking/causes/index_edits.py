"""Edits of the indices of a window, all of its axes at once: another stride or dilation, another constant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from symcnn.checking.causes.edits import PRODUCTS, Edit, inside_a_name
from symcnn.checking.causes.other_nodes import other_keys
from symcnn.checking.causes.places import places
from symcnn.checking.causes.targets import target_of, tree_of
from symcnn.checking.causes.turned_edits import joined, signed
from symcnn.checking.lines.size_rules import laid_windows
from symcnn.checking.meaning.document import Reading
from symcnn.checking.report.wording import say
from symcnn.expression.walk import accesses
from symcnn.notation.affine import Affine
from symcnn.notation.letters import Letter
from symcnn.reading.tree import Application, Entry, Name, Number, Operation, SumOver, Tree, find

FARTHEST = 3
NUMBER = 1


@dataclass(frozen=True)
class Window:
    """An index ``a·p + b·k + c``: its letters with their signs and factors, and the constant; ``place`` is its axis."""

    place: int
    letters: tuple[tuple[str, int, Tree], ...]
    constant: int

    def tree(self, factors: tuple[Tree, ...], constant: int) -> Tree:
        """The index with other factors and another constant."""
        parts: list[tuple[int, Tree]] = []
        for (letter, sign, _), factor in zip(self.letters, factors, strict=True):
            parts.append((sign, Name(letter) if factor == Number("1") else Operation("juxtapose", factor, Name(letter))))
        parts.sort(key=lambda p: p[0] < 0)
        if constant:
            parts.append((NUMBER if constant > 0 else -NUMBER, Number(str(abs(constant)))))
        return joined(tuple(parts))

    def counted_from_nought(self, by: int) -> Tree | None:
        """``s (i - 1) + k + c`` for ``s i + k + c``, the constant moved on; None where no letter multiplies one."""
        found = [n for n, (_, _, factor) in enumerate(self.letters) if isinstance(factor, Name)]
        if len(found) != 1:
            return None
        letter, sign, factor = self.letters[found[0]]
        rest = [(s, Name(name)) for n, (name, s, _) in enumerate(self.letters) if n != found[0]]
        first = Operation("juxtapose", factor, Operation("-", Name(letter), Number("1")))
        last = [(1 if self.constant + by > 0 else -1, Number(str(abs(self.constant + by))))] if self.constant + by else []
        return joined(((sign, first), *rest, *last))

    def starts_at_first(self, base: int) -> bool:
        """Whether the first window begins at the first entry, where places are counted from ``base``."""
        factors = [sign * int(f.text) for _, sign, f in self.letters if isinstance(f, Number) and f.text.isdigit()]
        return len(factors) == len(self.letters) and self.constant == base * (1 - sum(factors))


def index_edits(reading: Reading, tree: Tree, head: Tree) -> Iterator[Edit]:
    """Other factors and constants in the indices of every window that a line reads."""
    key = reading.head_key(head)
    tensors = reading.names.model.system.tensors
    back = key is not None and tensors[key].role == "gradient"
    partial = tensors[key].partial if key is not None else None
    # on the way back to it windows end as many cells later as they started before the first entry
    by_key = partial[1] if partial is not None else None
    for node, rebuild, parents in places(tree):
        if not isinstance(node, Name | Entry | Application) or inside_a_name(parents):
            continue
        target = target_of(reading, node)
        windows = [] if target is None else windows_of(reading, target.indices)
        if target is None or not windows:
            continue
        offsets = kernel_letters(reading, head) if back else kernel_letters(reading, tree) & {
            name for p in parents if isinstance(p, SumOver) for name in p.letters}
        borders = widths_of(reading, target.key)
        if by_key is not None and tensors[target.key].role != "parameter":
            borders = borders | {-n for n in widths_of(reading, by_key)}
        for change in changes(reading, windows, offsets, back, borders):
            made = list(target.indices)
            for at, index in zip(windows, change.indices, strict=True):
                made[at.place] = index
            new = tree_of(reading, target.key, tuple(made))
            yield Edit(change.tag, f"{change.said}right with {say(new)} for {say(node)}", change.weight, rebuild(new))
        for by in (-1, 1):
            made = list(target.indices)
            for at in windows:
                made[at.place] = at.tree(tuple(f for _, _, f in at.letters), at.constant + by)
            # a sum of its own entries is no repair of what a line says of a tensor
            for other in (k for k in other_keys(reading, target, False) if k != key):
                new = tree_of(reading, other, tuple(made))
                yield Edit("wrong-symbol", f"right with {say(new)} for {say(node)}: another name, and the indices are one "
                           f"too {'large' if by < 0 else 'small'}", 1.45, rebuild(new))


@dataclass(frozen=True)
class Change:
    """Other indices of all axes of a window, and the mistake they would undo."""

    tag: str
    said: str
    weight: float
    indices: tuple[Tree, ...]


def kernel_letters(reading: Reading, tree: Tree) -> set[str]:
    """The letters that stand alone as an index of a parameter."""
    tensors = reading.names.model.system.tensors
    found = [t for n in find(tree, Name, Entry, Application) if (t := target_of(reading, n)) is not None]
    return {i.name for t in found if tensors[t.key].role == "parameter" for i in t.indices if isinstance(i, Name)}


def changes(reading: Reading, windows: list[Window], offsets: set[str], back: bool, borders: set[int]) -> Iterator[Change]:
    """The indices with other factors and constants, the nearest first; ``offsets`` are letters within a kernel."""
    one = Number("1")
    strides = [[one, *found] for found in factors_of(reading, len(windows))]
    mine = [tuple(f for _, _, f in w.letters) for w in windows]
    count = min(len(s) for s in strides)
    letters = min(len(w.letters) for w in windows)
    if any(len(w.letters) != letters for w in windows) or letters > 2:
        return
    choices = [None, *product(range(count), repeat=letters)]
    # counted from nought, windows start at their number times the stride
    for by in (0, 1, -1) if reading.base else ():
        counted = [t for w in windows if (t := w.counted_from_nought(by)) is not None]
        if len(counted) == len(windows):
            yield Change("stride-wrong" if by else "index-off-by-one",
                         "the stride multiplies the number of the window, less one for the first: ", 0.75, tuple(counted))
    for letter in borders_of(reading):
        for operator, said in (("-", "left out of"), ("+", "subtracted in")):
            moved = [Operation(operator, w.tree(f, w.constant), Name(letter)) for w, f in zip(windows, mine, strict=True)]
            yield Change("padding-wrong", f"the border {letter} is {said} the indices: ", 0.78, tuple(moved))
    for by in sorted(range(-FARTHEST, FARTHEST + 1), key=abs):
        for choice in choices:
            theirs = mine if choice is None else [tuple(s[c] for c in choice) for s in strides]
            if (by == 0 or choice is not None) and theirs == mine:
                continue
            made = tuple(w.tree(f, w.constant + by) for w, f in zip(windows, theirs, strict=True))
            if theirs == mine and lacks_a_step(reading, mine, by):
                yield Change("stride-dropped" if back else "stride-wrong",
                             "the stride multiplies the number of windows before, and not that of the window: ", 0.8, made)
            elif theirs == mine and abs(by) > 1 and any(isinstance(f, Name) for own in mine for f in own):
                # so far at this size of the stride only
                continue
            elif theirs == mine and abs(by) > 1 and all(any(f == Number(str(abs(by))) for f in own) for own in mine):
                said = f"the window {'after' if by < 0 else 'before'} the right one is read: "
                yield Change("index-off-by-one", said, 0.85, made)
            elif theirs == mine and -by in borders and all(w.starts_at_first(reading.base) for w in windows):
                yield Change("padding-wrong", f"the border of {abs(by)} is left out of the indices: ", 0.8, made)
            elif theirs == mine:
                far = "one" if abs(by) == 1 else str(abs(by))
                yield Change("index-off-by-one" if abs(by) == 1 else "wrong-index", f"the window starts {far} too "
                             f"{'far' if by < 0 else 'early'}: ", 0.85 + 0.1 * abs(by), made)
            elif only_within(windows, theirs, offsets):
                yield Change("wrong-index", "the dilation, the step within a window, is another: ", 0.8 + 0.1 * abs(by), made)
            else:
                # what stands beside another letter than its own is not forgotten
                other = any(old not in (one, new) for own, new_ones in zip(mine, theirs, strict=True)
                            for old, new in zip(own, new_ones, strict=True))
                yield Change("stride-dropped" if back and not other else "stride-wrong",
                             "the steps between windows, or within one, are others: ", 0.8 + 0.1 * abs(by), made)


def borders_of(reading: Reading) -> list[str]:
    """The size letters that windows start before the first entry by."""
    equations = reading.names.model.network.forward_system.equations
    constants = [index for e in equations for a in accesses(e.right) for index in a.indices if index.letter is None]
    # s (i - 1) starts s before s i: that is a step, and no border
    steps = {v for index in constants for letters, _ in index.terms if len(letters) > 1 for v in letters}
    return sorted({letters[0].name for index in constants for letters, factor in index.terms if factor == -1 and len(
        letters) == 1 and isinstance(letters[0], Letter) and not letters[0].is_index and letters[0] not in steps})


def widths_of(reading: Reading, key: str) -> set[int]:
    """How many cells before the first entry of a tensor windows start."""
    model = reading.names.model
    return {w.slide.border for e in model.network.forward_system.equations for w in laid_windows(model, e)
            if w.reads == key and w.slide.border > 0}


def lacks_a_step(reading: Reading, factors: list[tuple[Tree, ...]], by: int) -> bool:
    """Whether a shift is that from ``s i`` to ``s (i - 1) + 1``, so that a line holds for a stride of one only."""
    sizes = {reading.names.size(f.name) for own in factors for f in own if isinstance(f, Name)} - {None}
    return len(sizes) == 1 and by == 1 - float(sizes.pop() or 0) != 0


def only_within(windows: list[Window], factors: list[tuple[Tree, ...]], offsets: set[str]) -> bool:
    """Whether the factors of letters within a kernel alone are others."""
    return all(old == new or letter in offsets for w, theirs in zip(windows, factors, strict=True)
               for (letter, _, old), new in zip(w.letters, theirs, strict=True))


def factors_of(reading: Reading, count: int) -> list[list[Tree]]:
    """For so many axes the strides and dilations of the network, other than one."""
    found: list[list[Tree]] = [[] for _ in range(count)]
    for equation in reading.names.model.network.forward_system.equations:
        for access in accesses(equation.right):
            sliding = [i for i in access.indices if i.letter is None and len([v for v in i.letters if v.is_index]) > 1]
            for axis, index in enumerate(sliding if len(sliding) == count else ()):
                for factor in (f for f in _factors(index) if f not in found[axis]):
                    found[axis].append(factor)
    return found


def _factors(index: Affine) -> Iterator[Tree]:
    for letter in sorted(v for v in index.letters if v.is_index):
        factor = index.coefficient(letter)
        if factor.number is not None and abs(factor.number) > 1:
            yield Number(str(abs(factor.number)))
        elif factor.letter is not None:
            yield Name(factor.letter.name)


def windows_of(reading: Reading, indices: tuple[Tree, ...]) -> list[Window]:
    """The indices of an entry that are sums of letters."""
    return [w for n, i in enumerate(indices) if (w := window(reading, n, i)) is not None]


def window(reading: Reading, place: int, index: Tree) -> Window | None:
    """An index with a letter or two and a constant, or None for what is simpler or no such sum."""
    letters: list[tuple[str, int, Tree]] = []
    constant = 0
    for sign, part in signed(index):
        match part:
            case Number(text=text) if text.isdigit():
                constant += sign * int(text)
            case Name(name=name):
                letters.append((name, sign, Number("1")))
            case Operation(left=Number() | Name() as factor, right=Name(name=name) as letter) if part.operator in PRODUCTS:
                # i s is s i
                turned = isinstance(factor, Name) and reading.names.size(name) is not None and (
                    reading.names.size(factor.name) is None)
                letters.append((factor.name, sign, letter) if turned and isinstance(factor, Name) else (name, sign, factor))
            case Operation(left=Name(name=name), right=Number() as factor) if part.operator in PRODUCTS:
                letters.append((name, sign, factor))
            case _:
                return None
    names = [name for name, _, _ in letters]
    return Window(place, tuple(letters), constant) if len(letters) > 1 and len(set(names)) == len(names) else None
