"""Which letters a claim leaves free, and the numbers they run over: those of the axes they stand at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from symcnn.checking.binding.centred import moved_letter
from symcnn.checking.binding.index_axes import axes_of
from symcnn.checking.binding.names import Names
from symcnn.checking.binding.target import Target
from symcnn.errors import NameProblem, NameUnknown
from symcnn.reading.tree import (
    All,
    Application,
    Call,
    Entry,
    Extremum,
    Name,
    Number,
    Operation,
    SumOver,
    Transposed,
    Tree,
    Tuple,
    children,
    find,
    walk,
)

LONGEST_WORD = 4
# how sure it is that a letter is an index of its own and runs along a whole axis
PERHAPS, SURELY = 1, 2
SHIFTED = re.compile(r"(.+)_\{([A-Za-z])([+-][0-9]+)\}")


@dataclass(frozen=True)
class Domains:
    """Looks for letters in trees; ``base`` is the writer's index of a first entry."""

    names: Names
    base: int

    def free(self, trees: Iterable[Tree]) -> dict[str, range]:
        """The letters that no sum binds, with the numbers they run over."""
        trees = list(trees)
        ranked: tuple[dict[str, range], ...] = ({}, {}, {})
        for tree in trees:
            for letter, numbers, exactly in self._letters(tree, frozenset()):
                found = ranked[exactly]
                found[letter] = cut(found[letter], numbers) if letter in found else numbers
        return {**ranked[0], **ranked[PERHAPS], **ranked[SURELY]}

    def of(self, tree: Tree, letter: str) -> range:
        """The numbers one letter runs over in a tree."""
        found_at = [(r, bare) for name, r, bare in self._letters(tree, frozenset(), letter) if name == letter]
        surely, perhaps, others = ([r for r, bare in found_at if bare == wanted] for wanted in (SURELY, PERHAPS, 0))
        found = range(0)
        for numbers in surely or perhaps or others:
            found = cut(found, numbers) if found else numbers
        return found

    def runs_along(self, tree: Tree, letter: str) -> bool:
        """Whether a letter is itself an index somewhere in a tree, and no part of one."""
        return any(name == letter and bare > 0 for name, _, bare in self._letters(tree, frozenset(), letter))

    def anywhere(self, tree: Tree, letter: str) -> range:
        """What a letter of a sum without bounds may be at most, that only moves indices: outside of arrays nothing is."""
        found = self.of(tree, letter)
        within = any((step := stepped(i, self.names)) is not None and step[0] == letter for i in indices(tree))
        if not found or within or self.runs_along(tree, letter):
            return found
        if named := self._of_axes(letter):
            return range(self.base, self.base + named)
        widest = max((n for shape in self.names.model.shapes.values() for n in shape), default=0)
        return range(found.start, max(found.stop, found.start + widest))

    def _of_axes(self, letter: str) -> int:
        """How long the axes are that the network's own equations give a letter; nought where they differ, or give none."""
        model = self.names.model
        found = {n for key, t in model.network.forward_system.tensors.items()
                 for axis, n in zip(t.axes, model.shape(key), strict=True) if axis.letter == letter}
        return found.pop() if len(found) == 1 else 0

    def counted_apart(self, tree: Tree, letter: str, first: int, last: int) -> int:
        """What to add to a letter that runs over a whole axis, but is counted from another first number; else nought."""
        found = [(r, bare) for name, r, bare in self._letters(tree, frozenset(), letter) if name == letter]
        if not found or not all(bare for _, bare in found) or len({r for r, _ in found}) > 1:
            return 0
        whole = found[0][0]
        return self.base - first if abs(first - self.base) == 1 and len(whole) == last - first + 1 > 1 else 0

    def _letters(self, tree: Tree, bound: frozenset[str], wanted: str = "") -> Iterator[tuple[str, range, int]]:
        if isinstance(tree, SumOver):
            bound = bound | frozenset(tree.letters)
        elif isinstance(tree, Extremum):
            bound = bound | frozenset(ranged_letters(tree.conditions, set())) | frozenset((
                *bare_letters(tree.conditions, set()), *listed_letters(tree.conditions)))
        elif isinstance(tree, Transposed) and (turned := self._target(tree.argument)) is not None and len(turned.indices) > 1:
            # (w)_{ji}^T may be w_{ij}: its axes tell how far a letter runs where nothing else does
            found = list(self._letters(tree.argument, bound, wanted))
            yield from ((name, max((r for _, r, _ in found), key=len), 0) for name, _, _ in found)
            return
        if (target := self._target(tree)) is not None:
            yield from self._at(target, bound, wanted)
            return
        for child in () if is_likelihood(tree) else children(tree):
            yield from self._letters(child, bound, wanted)

    def _target(self, tree: Tree) -> Target | None:
        try:
            match tree:
                case Name():
                    found = self.names.target(tree.name)
                    return found if found.indices else None
                case Entry(base=Call(function="softmax", arguments=(Name() as argument,)), indices=indices):
                    # softmax(z)_i has as many entries as z
                    return self.names.target(argument.name, indices)
                case Entry():
                    return self.names.named(tree)
                case Application(base=Name() as base) if not (is_likelihood(tree) or self.names.multiplies(tree)):
                    return self.names.target(base.name, tree.arguments)
        except (NameUnknown, NameProblem):
            return None
        return None

    def _at(self, target: Target, bound: frozenset[str], wanted: str) -> Iterator[tuple[str, range, int]]:
        shape = self.names.model.shape(target.key)
        # a delta with two indices may be Kronecker's, whose letters run as far as they do elsewhere
        pair = len(target.indices) == 2 and target.note.startswith("\\delta read")
        alone = PERHAPS if pair else SURELY
        for tree, axis in zip(target.indices, axes_of(self.names.model, target), strict=True):
            if axis >= len(shape):
                continue
            extent = shape[axis]
            numbers = range(self.base, self.base + extent)
            if (letter := self._centred(target.key, axis, tree)) is not None:
                name, below = letter
                if name not in bound:
                    yield name, range(-below, extent - below), SURELY
                continue
            if isinstance(tree, Name):
                inner = self._target(tree)
                if inner is not None and len(inner.indices) == 1:
                    # the index of an entry that is itself an entry: w_{p,o_1}
                    tree = inner.indices[0]
            step = stepped(tree, self.names)
            for name in [t.name for t in find(tree, Name)]:
                shift = shifted(name)
                name, bare = (shift[0], 0) if shift is not None else (name, alone if isinstance(tree, Name) else 0)
                # the letter of a sum is one even where a size has its name
                if name not in bound and (name == wanted or self.names.size(name) is None) and (
                        is_letter(name) or self._is_word(name)):
                    # in x_{2i+m}, m goes from one window to the next
                    within = step is not None and step[0] == name and step[1] < extent
                    yield name, range(self.base, self.base + step[1]) if within and step else numbers, bare

    def _centred(self, key: str, axis: int, index: Tree) -> tuple[str, int] | None:
        """The letter of an index that the writer counts from the middle, and how many entries lie before the middle."""
        if not self.names.centred:
            return None
        tensors = self.names.model.system.tensors
        partial = tensors[key].partial
        found = self.names.centred.get((tensors[key if partial is None else partial[1]].shown, axis))
        letter = None if found is None else moved_letter(index, found.below, self.base)
        below = None if found is None else step_in(found.below, self.names)
        return None if letter is None or below is None else (letter, below)

    def _is_word(self, name: str) -> bool:
        """Whether an index is a short word that nothing else has for a name: ``ch``, ``out``."""
        if len(name) > LONGEST_WORD or not (name.isascii() and name.isalpha() and name.islower()) or self.names.keys(name):
            return False
        # si is i times the stride s
        return all(self.names.size(letter) is None for letter in name)


def indices(tree: Tree) -> Iterator[Tree]:
    """The indices of all entries in a tree."""
    for node in walk(tree):
        if isinstance(node, Entry | Application):
            yield from node.indices if isinstance(node, Entry) else node.arguments


def is_likelihood(tree: Tree) -> bool:
    """Whether a tree is ``p(y|x)``, and no entry or product."""
    inner = tree.arguments[0] if isinstance(tree, Application) and len(tree.arguments) == 1 else None
    return isinstance(inner, Operation) and inner.operator == "|"


def stepped(tree: Tree, names: Names) -> tuple[str, int] | None:
    """The letter ``m`` and the step 2 of an index ``2i + m``, ``2(i - 1) + m``, or that of ``s i + m``; None for any other."""
    found = [t for t in addends(tree) if not isinstance(t, Number)]
    letters = [t.name for t in found if isinstance(t, Name)]
    products = [t for t in found if isinstance(t, Operation) and t.operator in ("juxtapose", "*")]
    steps = [n for t in products if (n := step_in(t.left, names) or step_in(t.right, names))]
    named = any(isinstance(t, Name) for p in products for t in (p.left, p.right) if step_in(t, names))
    apart = len(found) == 2 and len(letters) == len(steps) == 1 and (steps[0] > 1 or named)
    return (letters[0], steps[0]) if apart else None


def step_in(tree: Tree, names: Names) -> int:
    """A step: a number, or the size that a letter is; nought for anything else."""
    if isinstance(tree, Number) and tree.text.isdigit() and len(tree.text) < 4:
        return int(tree.text)
    return int(names.size(tree.name) or 0) if isinstance(tree, Name) else 0


def addends(tree: Tree) -> list[Tree]:
    """The terms of an index, signs left off."""
    if isinstance(tree, Operation) and tree.operator in ("+", "-"):
        return [*addends(tree.left), *addends(tree.right)]
    return [tree]


def is_letter(name: str) -> bool:
    """Whether a name can be an index letter: one letter, perhaps with a subscript or primes."""
    base = name.split("_")[0].rstrip("'")
    if name.endswith("*}"):
        # j^*_i is a place that is told elsewhere
        return False
    return len(base) == 1 or base.startswith("\\")


def shifted(name: str) -> tuple[str, int] | None:
    """``c_{j+1}`` written for ``c_j + 1``: the letter and what is added."""
    found = SHIFTED.fullmatch(name)
    return (f"{found[1]}_{found[2]}", int(found[3])) if found else None


def cut(one: range, other: range) -> range:
    """The numbers in both ranges."""
    return range(max(one.start, other.start), min(one.stop, other.stop))


def ranged_letters(conditions: Iterable[Tree], known: set[str]) -> dict[str, tuple[Tree, Tree]]:
    """The letters that conditions such as ``1 <= i <= K`` bound on both sides, with the bounds."""
    low: dict[str, Tree] = {}
    high: dict[str, Tree] = {}
    for condition in _flat(conditions):
        if not isinstance(condition, Operation):
            continue
        operator, left, right = condition.operator, condition.left, condition.right
        if operator in (">=", ">"):
            operator, left, right = "<=" if operator == ">=" else "<", right, left
        if operator not in ("<=", "<", "==", "="):
            continue
        one = Number("1")
        if isinstance(right, Name) and right.name not in known:
            low[right.name] = left if operator == "<=" else Operation("+", left, one)
        if isinstance(left, Name) and left.name not in known:
            high[left.name] = right if operator == "<=" else Operation("-", right, one)
    return {name: (low[name], high[name]) for name in low if name in high}


def bare_letters(conditions: Iterable[Tree], known: set[str]) -> list[str]:
    """The letters that stand below a maximum without a range: those of its window."""
    return [c.name for c in _flat(conditions) if isinstance(c, Name) and is_letter(c.name) and c.name not in known]


def listed_letters(conditions: Iterable[Tree]) -> dict[str, tuple[Tree, ...]]:
    r"""The letters that run over a set, ``u, v \in \{0, 1\}``, each with its members."""
    found: dict[str, tuple[Tree, ...]] = {}
    before: list[str] = []
    for condition in _flat(conditions):
        if isinstance(condition, Name):
            before.append(condition.name)
        elif isinstance(condition, Operation) and (items := set_of(condition)) is not None:
            left = condition.left.items if isinstance(condition.left, Tuple) else (condition.left,)
            found |= dict.fromkeys([*before, *(t.name for t in left if isinstance(t, Name))], items)
            before = []
    return found


def set_of(condition: Tree) -> tuple[Tree, ...] | None:
    r"""The members of the set in ``v \in \{0, 1\}``."""
    match condition:
        case Operation(operator="in", right=Tuple(items=items)):
            return items
        case Operation(operator="in", left=Tuple(), right=Operation(operator="^", left=Tuple(items=items), right=Number())):
            return items
    return None


def _flat(conditions: Iterable[Tree]) -> Iterator[Tree]:
    for condition in conditions:
        if isinstance(condition, All):
            yield from _flat(condition.conditions)
        else:
            yield condition


