"""The value of what someone wrote, in a world: every meaning the notation allows, the likeliest first.

Nothing is evaluated as code: a tree is walked, names are looked up, arrays are read with their indices checked. What an
index reads outside an array is zero.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice, product
from typing import TYPE_CHECKING, TypeVar, cast

import numpy as np

from symcnn.checking.binding.names import Names
from symcnn.checking.binding.target import Target
from symcnn.checking.binding.world import World
from symcnn.checking.meaning import indexing
from symcnn.checking.meaning.behind_lists import is_behind_list
from symcnn.checking.meaning.budget import Budget
from symcnn.checking.meaning.operations import TURNED, TURNED_FREELY, Option
from symcnn.checking.meaning.options import MOST, distinct, whole_numbers
from symcnn.checking.meaning.reading_applied import OF_APPLIED
from symcnn.checking.meaning.reading_arrays import OF_ARRAYS
from symcnn.checking.meaning.reading_names import OF_NAMES
from symcnn.checking.meaning.reading_operations import OF_OPERATIONS
from symcnn.checking.numbers.value import Value
from symcnn.errors import NotSupportedYet
from symcnn.reading.tree import Derivative, Name, Operation, Tree, find

if TYPE_CHECKING:
    from symcnn.checking.meaning.own_function import OwnFunction

Found = TypeVar("Found")
MEANINGS: dict[type, Callable[..., Iterator[Option]]] = {**OF_NAMES, **OF_OPERATIONS, **OF_APPLIED, **OF_ARRAYS}


@dataclass(frozen=True)
class Interpreter:
    """Reads trees in one world; ``writers`` means that the writer's own values stand for what was stated.

    ``base`` is the writer's index of a first entry, ``letters`` the numbers that index letters run over. Derivatives are
    total, unless ``direct`` says that they hold all other tensors fixed. Who ``transposes`` leaves no transpose out,
    nor who ``crosses`` a vector with one transposed.
    """

    world: World
    names: Names
    letters: Mapping[str, Value] = field(default_factory=dict)
    writers: bool = False
    base: int = 1
    defined: Mapping[str, Value] = field(default_factory=dict)
    strides: tuple[int, ...] = (1,)
    budget: Budget = field(default_factory=Budget)
    exactly: frozenset[float] = frozenset()
    meanings: Mapping[str, Tree] = field(default_factory=dict)
    direct: bool = False
    transposes: bool = False
    crosses: bool = False
    functions: Mapping[str, OwnFunction] = field(default_factory=dict)
    ranges: dict[object, tuple[Tree, object]] = field(default_factory=dict)

    def once(self, tree: Tree, about: object, found: Callable[[], Found]) -> Found:
        """What is found of a tree, whatever the world: looked for once, and kept with the tree."""
        key = (id(tree), id(self.names), about)
        if key not in self.ranges:
            self.ranges[key] = (tree, found())
        return cast(Found, self.ranges[key][1])

    def options(self, tree: Tree) -> list[Option]:
        """The values a tree may have."""
        self.budget.spend()
        found = distinct(islice(self.read(tree), 4 * MOST))
        if not self.transposes or not any(TURNED in said for _, said in found):
            return found
        if self.may_turn(tree):
            return [(value, tuple(TURNED_FREELY if word == TURNED else word for word in said)) for value, said in found]
        return [o for o in found if TURNED not in o[1]] or found[:1]

    def elsewhere(self, **changes: object) -> Interpreter:
        """A reader like this one where other numbers hold: in another ``world``, or with others ``defined``."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def may_turn(self, tree: Tree) -> bool:
        """Whether a factor lies as it happens to: tables of slopes have two layouts, and so has a matrix behind a list."""
        loss = self.names.model.network.loss
        tables = [t.of.name for t in find(tree, Derivative) if isinstance(t.of, Name)]
        if any(keys and keys != [loss] for keys in map(self.names.keys, tables)):
            return True
        inside = [*self.options(tree.left), *self.options(tree.right)] if isinstance(tree, Operation) else []
        if not inside or inside[0][0].rank != 1 or any(TURNED in said for _, said in inside):
            return False
        # x W in the network tells how W lies
        keys = self.names.keys(tree.right.name) if isinstance(tree, Operation) and isinstance(tree.right, Name) else []
        return not any(is_behind_list(self.names.model.network.forward_system, k) for k in keys)

    def only(self, tree: Tree) -> Value:
        """The likeliest value."""
        return self.options(tree)[0][0]

    def whole(self, tree: Tree) -> int:
        """The whole number that a tree is."""
        data = self.only(tree).data
        if data.size != 1 or not np.isfinite(data).all():
            raise NotSupportedYet("a single number belongs where this stands")
        return int(whole_numbers(data).ravel()[0])

    def read(self, tree: Tree) -> Iterator[Option]:
        """The meanings of a tree, one by one; raises ``NotSupportedYet`` for a node that has no value."""
        if type(tree) not in MEANINGS:
            raise NotSupportedYet(f"{type(tree).__name__.lower()} is not understood here")
        return MEANINGS[type(tree)](self, tree)

    def pairs(self, left: Tree, right: Tree) -> Iterator[tuple[Option, Option]]:
        """Every meaning of one operand with every meaning of the other."""
        yield from product(self.options(left), self.options(right))

    def entry(self, target: Target) -> Value:
        """The entries of a tensor at the subscripts written."""
        return indexing.entry(self, target)

    def at(self, value: Value, indices: tuple[Tree, ...]) -> Value:
        """An array at indices that start at the writer's base; zero outside."""
        return indexing.at(self, value, indices)
