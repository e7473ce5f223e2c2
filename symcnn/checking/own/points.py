r"""Samples one by one in a sheet's own lines: ``\hat{y}_i = w^T x_i + b``, ``z_n = W x_n + b``, where sums go over them.

Each sample is a row: of ``x`` with an entry for each feature, of ``z`` with one for each unit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from symcnn.checking.binding.dots import with_entries
from symcnn.checking.own.label_runs import is_capital
from symcnn.notation.letters import unused
from symcnn.notation.spelling import split, undressed
from symcnn.reading.claims import Chain
from symcnn.reading.tree import (
    PRODUCTS,
    Call,
    Entry,
    Name,
    Operation,
    SumOver,
    Transposed,
    Tree,
    Tuple,
    find,
    mapped,
    walk,
)

NORMS = frozenset(("norm",))
WHOLE = frozenset(("softmax", "logsoftmax"))


def with_points(chains: Sequence[Chain], time: str) -> list[Chain]:
    """The chains; equations of samples, that sums go over and that are no steps of ``time``, as those of their entries."""
    trees = [m for c in chains for m in c.members]
    summed = {c for m in trees for t in find(m, SumOver) for c in t.letters}
    heads = {h.indices[0].name for c in chains if (h := head_of(c)) is not None and isinstance(h.indices[0], Name)}
    for letter in sorted((heads & summed) - {time}):
        names = {t.name for m in trees for t in find(with_entries(m), Name)} | summed
        points = Points(letter, unused(("d", "h", "q", "r"), names), unused(("k", "u", "g", "o", "c"), names), set())
        if any(points.is_product(t) for c in chains if head_of(c, letter) is not None for t in walk(c.members[1])):
            points.gather(chains)
            return [points.of_chain(c) for c in chains]
    return list(chains)


def head_of(chain: Chain, letter: str = "") -> Entry | None:
    """The left side of an equation that gives something at one letter."""
    if chain.kind != "claim" or len(chain.members) < 2 or chain.relations[0] not in ("=", ":="):
        return None
    entry = with_entries(chain.members[0]) if isinstance(chain.members[0], Name) else chain.members[0]
    if not isinstance(entry, Entry) or len(entry.indices) != 1 or not isinstance(entry.indices[0], Name):
        return None
    return entry if letter in ("", entry.indices[0].name) else None


@dataclass(frozen=True)
class Points:
    """The letter of samples, those of their features and of the units worked out; the arrays that have a row for each."""

    letter: str
    feature: str
    unit: str
    rows: set[str]

    def at(self, tree: Tree) -> str | None:
        """The array that a tree is the row of a sample of: ``x`` for ``x_i``."""
        entry = with_entries(tree) if isinstance(tree, Name) else tree
        if not isinstance(entry, Entry) or not isinstance(entry.base, Name) or entry.indices != (Name(self.letter),):
            return None
        return entry.base.name

    def is_weight(self, tree: Tree) -> bool:
        """Whether a tree names what all samples share: without an index of theirs, or a number but a matrix's."""
        return isinstance(tree, Name) and self.at(tree) is None and (
            is_capital(tree) or not split(tree.name).subscript.isdigit())

    def is_product(self, tree: Tree) -> bool:
        """Whether a tree is a column of weights, transposed, or a matrix of them, times a sample."""
        if not isinstance(tree, Operation) or tree.operator not in PRODUCTS:
            return False
        return self.is_inner(tree) or (isinstance(tree.left, Name) and is_capital(tree.left) and self.is_weight(tree.left)
                                       and self.at(tree.right) is not None)

    def is_inner(self, tree: Operation) -> bool:
        """Whether a tree is a column of weights times a sample, either of which is transposed: a number."""
        if not isinstance(tree.left, Transposed):
            return False
        one, other = tree.left.argument, tree.right
        return any(self.is_weight(a) and isinstance(a, Name) and not is_capital(a) and self.at(b) is not None
                   for a, b in ((one, other), (other, one)))

    def gather(self, chains: Sequence[Chain]) -> None:
        """Find the arrays of rows: what weights are multiplied with, what a matrix makes of it, functions of these."""
        equations = [(h.base.name, c.members[1]) for c in chains if (h := head_of(c, self.letter)) is not None
                     and isinstance(h.base, Name)]
        products = [t for _, right in equations for t in walk(right) if isinstance(t, Operation) and self.is_product(t)]
        sides = [n for t in products for side in (t.left, t.right)
                 if (n := self.at(side.argument if isinstance(side, Transposed) else side)) is not None]
        self.rows.update(sides)
        sums = [t for c in chains for m in c.members for t in find(m, Operation) if t.operator in ("+", "-", "odot")]
        for _ in equations:
            self.rows.update(name for name, right in equations if self.is_row(right))
            # what is added to a row is one
            self.rows.update(n for t in sums for a, b in ((t.left, t.right), (t.right, t.left))
                             if (n := self.at(a)) is not None and self.is_row(b))

    def is_row(self, tree: Tree) -> bool:
        """Whether a right side has an entry for each unit."""
        if isinstance(tree, Operation) and tree.operator in PRODUCTS and self.is_product(tree):
            return not self.is_inner(tree)
        if isinstance(tree, Name | Entry):
            return self.at(tree) in self.rows
        if isinstance(tree, SumOver | Transposed) or (isinstance(tree, Call) and tree.function in NORMS):
            return False
        found: list[Tree] = []
        mapped(tree, lambda t: found.append(t) or t)  # type: ignore[func-returns-value]
        return any(self.is_row(t) for t in found)

    def of_chain(self, chain: Chain) -> Chain:
        """An equation for the entries of its samples; another chain, and one that gives a loss, with products as sums."""
        if chain.kind != "claim" or len(chain.members) < 2:
            return chain
        head, right = head_of(chain, self.letter), chain.members[1]
        if head is None or not isinstance(head.base, Name) or head.base.name not in self.rows:
            plain = head is not None or (isinstance(chain.members[0], Name) and any(
                self.letter in t.letters for t in find(right, SumOver)))
            return replace(chain, members=(chain.members[0], self.number(right), *chain.members[2:])) if plain else chain
        if isinstance(right, Call) and right.function in WHOLE and len(right.arguments) == 1 and (
                name := self.at(right.arguments[0])) is not None:
            return replace(chain, members=(head.base, replace(right, arguments=(Name(name),)), *chain.members[2:]))
        entry = replace(head, indices=(Name(self.letter), Name(self.unit)))
        return replace(chain, members=(entry, self.unit_of(right), *chain.members[2:]))

    def number(self, tree: Tree) -> Tree:
        """A tree for one number, products of columns in it as sums over what they add up."""
        if isinstance(tree, Operation) and tree.operator in PRODUCTS and self.is_inner(tree):
            sides = (tree.left.argument, tree.right) if isinstance(tree.left, Transposed) else ()
            one, other = (self.entry(t, self.feature) for t in sides)
            return SumOver((self.feature,), None, None, Operation("*", one, other))
        if isinstance(tree, Operation) and tree.operator in PRODUCTS and isinstance(tree.left, Transposed) and self.is_row(
                tree.left.argument) and self.is_row(tree.right):
            return SumOver((self.unit,), None, None, Operation("*", self.unit_of(tree.left.argument), self.unit_of(tree.right)))
        inner = normed(tree.left) if isinstance(tree, Operation) and tree.operator == "^" else None
        if isinstance(tree, Operation) and inner is not None and self.is_row(inner):
            return SumOver((self.unit,), None, None, replace(tree, left=self.unit_of(inner)))
        return mapped(tree, self.number)

    def unit_of(self, tree: Tree) -> Tree:
        """A tree for the entry of one unit."""
        if isinstance(tree, Operation) and tree.operator in PRODUCTS and self.is_product(tree):
            if self.is_inner(tree):
                return self.number(tree)
            weights = Entry(tree.left, (Name(self.unit), Name(self.feature)))
            return SumOver((self.feature,), None, None, Operation("*", weights, self.entry(tree.right, self.feature)))
        if isinstance(tree, Name | Entry):
            return self.entry(tree, self.unit)
        return mapped(tree, self.unit_of)

    def entry(self, tree: Tree, letter: str) -> Tree:
        """The entry of a sample's row, or of a column that all share; a number for all of them stays one."""
        name = self.at(tree)
        if name in self.rows:
            return Entry(Name(str(name)), (Name(self.letter), Name(letter)))
        return Entry(tree, (Name(letter),)) if isinstance(tree, Name) and name is None and is_column(tree) else tree


def sizes_of_points(lines: Sequence[tuple[Tree, Tree]]) -> list[str]:
    """Declarations of what samples are read of, as many rows as sums over the samples have terms, by sides of equations."""
    nodes = [t for sides in lines for side in sides for t in walk(side)]
    names = {t.name for t in nodes if isinstance(t, Name)}
    ends = {t.letters[0]: t.upper.name for t in nodes if isinstance(t, SumOver) and len(t.letters) == 1
            and isinstance(t.upper, Name)}
    given = {t for left, _ in lines for t in (left, left.base if isinstance(left, Entry) else left)}
    sizes = iter([n for n in ("D", "P", "Q", "R", "F") if n not in names])
    found: dict[str, str] = {}
    for left, right in lines:
        for inner in (t for t in find(right, SumOver) if t.lower is None and t.upper is None):
            for e in find(inner.body, Entry):
                first = e.indices[0]
                at = isinstance(left, Entry) and left.indices[0] == first
                is_row = at and e.indices[1:] == (Name(inner.letters[0]),)
                if is_row and isinstance(e.base, Name) and e.base not in given and isinstance(first, Name) and (
                        first.name in ends and e.base.name not in found):
                    found[e.base.name] = f"{e.base.name}: {ends[first.name]}×{next(sizes)}"
    return list(found.values())


def normed(tree: Tree) -> Tree | None:
    """What stands between the bars of a norm."""
    if isinstance(tree, Entry):
        tree = tree.base
    if not isinstance(tree, Call) or tree.function not in NORMS or len(tree.arguments) != 1:
        return None
    inner = tree.arguments[0]
    return inner.items[0] if isinstance(inner, Tuple) and len(inner.items) == 1 else inner


def is_column(tree: Name) -> bool:
    """Whether a name is called what columns are called: a small letter."""
    return undressed(split(tree.name).base).lstrip("\\")[:1].islower()
