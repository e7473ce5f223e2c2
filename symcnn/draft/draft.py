"""A system under construction: its tensors, its equations, what is known of its sizes, and the letters in use."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from symcnn.draft.array import Array, Operand, Pending, at, reduces, relettered
from symcnn.draft.choices import ANY, INSTEAD
from symcnn.draft.display import shown_bounds
from symcnn.draft.knowledge import Knowledge
from symcnn.equation import Axis, Equation, Tensor
from symcnn.errors import ShapeError
from symcnn.expression.nodes import Access, Guard, Node, Range
from symcnn.expression.walk import transform
from symcnn.notation.affine import Affine, whole
from symcnn.notation.facts import Interval
from symcnn.notation.letters import Fresh, Letter, unused
from symcnn.notation.spelling import split

Digits = str | tuple["Digits", ...]


@dataclass
class Draft:
    """The only value here that changes: layers settle leaves in it, and assembly turns it into a `System`.

    ``named`` holds the names of all tensors, which no letter of ours may take; ``constants`` the numbers of leaves that
    stand for numbers in a formula.
    """

    origin: int = 1
    channels_last: bool = False
    ties: str = "first"
    batch: Range | None = None
    named: frozenset[str] = frozenset()
    knowledge: Knowledge = field(default_factory=Knowledge)
    tensors: dict[str, Tensor] = field(default_factory=dict)
    arrays: dict[str, Array] = field(default_factory=dict)
    equations: list[Equation] = field(default_factory=list)
    roles: dict[str, str] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    lettered: set[str] = field(default_factory=set)
    constants: dict[str, Digits] = field(default_factory=dict)
    fresh: Fresh = field(default_factory=Fresh)

    @property
    def batch_size(self) -> Affine:
        """How many samples a batch has."""
        assert self.batch is not None
        return self.batch.upper[0] + (1 - self.origin)

    @property
    def reserved(self) -> frozenset[str]:
        """Names that no index letter of ours takes: those of tensors and of the batch."""
        return self.named if self.batch is None else self.named | {self.batch.letter.name}

    # letters

    def letter(self, wanted: str, taken: Iterable[str] = ()) -> str:
        """An index letter: the one wanted, or one in its place where that is taken or names a tensor."""
        candidates = (wanted, *INSTEAD.get(wanted, ()), *ANY)
        return unused(candidates, {*taken, *self.reserved})

    def distinct(self, names: Sequence[str]) -> tuple[str, ...]:
        """The letters, with another one for each that stands before."""
        found: list[str] = []
        for name in names:
            found.append(name if name not in found else self.letter(name, (*found, *names)))
        return tuple(found)

    def chosen(self, *wanted: str) -> tuple[str, ...]:
        """Index letters of our own, none of which names a tensor."""
        found: list[str] = []
        for name in wanted:
            found.append(self.letter(name, found))
        return tuple(found)

    # axes, ranges and guards

    def axis(self, letter: str, extent: Affine) -> Axis:
        return Axis(letter, extent, self.origin)

    def span(self, name: str, extent: Affine) -> Range:
        """A range over an axis, with a letter never used before."""
        axis = self.axis(name, extent)
        return Range(self.fresh.named(name), axis.interval.lower, axis.interval.upper)

    def guards(self, within: Iterable[Affine], axes: Iterable[tuple[Letter, Axis]],
               ranges: Iterable[Range]) -> tuple[Guard, ...]:
        """The conditions ``quantity >= 0`` that are not sure to hold for all values of the letters."""
        intervals = {v: a.interval for v, a in axes} | {r.letter: Interval(r.lower, r.upper) for r in ranges}
        facts = self.knowledge.facts.within(intervals)
        return tuple(Guard(">=", q) for q in dict.fromkeys(within) if not facts.proves(q))

    # leaves

    def cast(self, operand: Operand, role: str) -> None:
        """Gives a leaf its role, unless an earlier use gave it one."""
        if isinstance(operand, Pending):
            self.roles.setdefault(operand.key, role)
        elif isinstance(operand.body, Access) and not any(e.tensor == operand.body.tensor for e in self.equations):
            self.roles.setdefault(operand.body.tensor, role)

    def settle(self, operand: Operand, letters: Sequence[str], extents: Sequence[Affine], role: str) -> Array:
        """The operand as an array; what is open in a leaf takes the letters and extents proposed."""
        self.cast(operand, role)
        if isinstance(operand, Array):
            return operand
        if operand.key in self.arrays:
            return self.arrays[operand.key]
        if operand.rank is not None and operand.rank != len(letters):
            raise ShapeError(f"{operand.key} has {operand.rank} axes where {len(letters)} are needed: "
                             f"give it {len(letters)} sizes")
        extents = tuple(extents) if operand.extents is None else operand.extents
        if operand.letters is not None and len(operand.letters) != len(extents):
            raise ShapeError(f"{operand.key} has {len(operand.letters)} letters where {len(extents)} axes are needed: "
                             f"give it {len(extents)} letters")
        if operand.letters is None:
            letters = self.distinct(letters)
        else:
            letters = operand.letters
            self.lettered.add(operand.key)
        return self.enter(operand.key, letters, extents)

    def enter(self, key: str, letters: Sequence[str], extents: Sequence[Affine]) -> Array:
        """A tensor with these axes, as an array that reads it."""
        axes = tuple(self.axis(n, e) for n, e in zip(letters, extents, strict=True))
        tensor = Tensor(key, self.shown.get(key, key), axes, "data")
        self.tensors[key] = tensor
        array = Array(axes, tensor.entry() if axes else Access(key), lettered=key in self.lettered)
        self.arrays[key] = array
        return array

    # equations

    def inline(self, operand: Array) -> Array:
        """The operand where it may stand below a sum: a sum of its own goes into an equation of its own."""
        if not reduces(operand.body):
            return operand
        name = unused((f"h_{n}" for n in range(1, 1001)), (*self.named, *self.tensors))
        self.shown[name] = name
        return self.define(name, operand)

    def define(self, key: str, array: Array, letters: Sequence[str] | None = None) -> Array:
        """Adds the equation that gives a tensor, and returns the array that reads it."""
        if letters is not None and len(letters) == array.rank:
            self.lettered.add(key)
        array = relettered(array, self.distinct(array.names if letters is None else letters))
        tensor = Tensor(key, self.shown.get(key, key), array.axes, "intermediate")
        sizes = {v.name for a in array.axes for v in a.extent.letters}
        fixed = frozenset() if self.batch is None else frozenset({self.batch.letter})
        body = shown_bounds(array.body, {v.name for v in array.letters}, self.reserved | sizes, fixed)
        self.equations.append(Equation(tensor.entry() if array.axes else Access(key), body))
        self.tensors[key] = tensor
        read = replace(array, body=tensor.entry() if array.axes else Access(key), lettered=key in self.lettered)
        self.arrays[key] = read
        return read

    def retire(self, key: str) -> str:
        """Gives a tensor another key, since an equation further down takes its own; returns the new key."""
        parts = split(self.shown.get(key, key))
        name = unused((replace(parts, primes=parts.primes + n).join() for n in range(1, 100)),
                      (*self.named, *self.tensors))
        self.tensors = {name if k == key else k: replace(t, key=name, shown=name) if k == key else t
                        for k, t in self.tensors.items()}
        if key in self.arrays:
            self.arrays[name] = self.arrays.pop(key)
        if key in self.roles:
            self.roles[name] = self.roles.pop(key)
        self.shown[name] = name
        self.arrays = {k: replace(a, body=renamed(a.body, key, name)) for k, a in self.arrays.items()}
        self.equations = [Equation(renamed(e.left, key, name), renamed(e.right, key, name))  # type: ignore[arg-type]
                          for e in self.equations]
        return name

    def permuted(self, array: Array, order: Sequence[int]) -> Array:
        """The array with its axes in another order."""
        channel = None if array.channel is None else list(order).index(array.channel)
        unique = relettered(array, self.distinct(array.names))
        return replace(unique, axes=tuple(unique.axes[n] for n in order), channel=channel, pieces=())

    def entry(self, array: Array, *indices: Affine | Letter | int) -> Array:
        """One entry of an array, as a scalar."""
        return Array((), at(array, [whole(i) for i in indices]))


def renamed(node: Node, key: str, name: str) -> Node:
    """The node with every entry of one tensor read from another."""
    return transform(node, lambda n: Access(name, n.indices) if isinstance(n, Access) and n.tensor == key else n)
