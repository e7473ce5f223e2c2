"""A program under construction: where each tensor lives, and how a rule of the table reads and places one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Any

from symcnn.expression.nodes import Access
from symcnn.notation.letters import Letter
from symcnn.numeric.boxes import Boxes, volume
from symcnn.numeric.homes import Axes, Cut, Home, View, cut, plain_home, row_major, view
from symcnn.numeric.lines import Line
from symcnn.numeric.patterns import Product
from symcnn.numeric.rectangles import Layout
from symcnn.numeric.source import Source, reshaped

# the argument of a program that says whether it runs anew with what keeps overflow away
CLIPPED = "clipped"


@dataclass
class Want:
    """What the readers of a tensor ask of its home: rows of zeros around each axis, or one place that is 0."""

    around: tuple[Cut, ...] = ()
    zero: bool = False
    order: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Builder:
    """What the rules share.

    ``homes`` says where tensors live that are arrays, ``given`` where arguments stand whatever copy is read elsewhere,
    ``numbers`` the variables of those held as Python numbers, entry by entry; ``shares`` whose maximum a tensor of shares
    belongs to, and the order of its axes. ``results`` are handed out; of them, those that no line reads are made fresh in
    every call. ``last`` is the place of the last line that reads a tensor; ``spread`` counts the lines that take a
    tensor's shares as truth values. ``witnesses`` are the tensors of numbers that tell of an overflow in others.
    """

    source: Source
    layout: Layout
    axes: dict[str, Axes]
    results: frozenset[str]
    last: dict[str, int]
    place_of: Mapping[str, int]
    general: set[str] = field(default_factory=set)
    loose: set[str] = field(default_factory=set)
    fresh: bool = True
    homes: dict[str, Home] = field(default_factory=dict)
    given: dict[str, Home] = field(default_factory=dict)
    numbers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    wants: dict[str, Want] = field(default_factory=dict)
    spare: dict[tuple[int, ...], list[str]] = field(default_factory=dict)
    lines: dict[str, Line] = field(default_factory=dict)
    arguments: frozenset[str] = frozenset()
    reads: dict[str, frozenset[str]] = field(default_factory=dict)
    shares: dict[str, tuple[str, tuple[int, ...]]] = field(default_factory=dict)
    patterns: dict[str, Product | None] = field(default_factory=dict)
    chosen: dict[str, str] = field(default_factory=dict)
    switches: dict[str, Any] = field(default_factory=dict)
    gathered: dict[tuple[str, tuple[object, ...]], str] = field(default_factory=dict)
    recognised: dict[tuple[str, str], object] = field(default_factory=dict)
    spread: dict[str, int] = field(default_factory=dict)
    witnesses: dict[str, str] = field(default_factory=dict)

    @property
    def boxes(self) -> Boxes:
        """The boxes of all letters."""
        return self.source.boxes

    @property
    def images_last(self) -> bool:
        """Whether the images of a batch lie last in memory."""
        return any(w.order for w in self.wants.values())

    def volume(self, tensor: str) -> int:
        """How many entries a tensor has."""
        return prod(b.extent for b in self.axes[tensor])

    def entry(self, access: Access) -> int:
        """The place of an entry at indices that are numbers, in a row-major list of all."""
        axes = self.axes[access.tensor]
        strides = row_major(tuple(b.extent for b in axes))
        return sum(((i.number or 0) - b.first) * s for i, b, s in zip(access.indices, axes, strides, strict=True))

    def handed_out(self, tensor: str) -> bool:
        """Whether an array is made for the tensor in every call."""
        return self.fresh and tensor in self.results and tensor not in self.last

    def place(self, tensor: str, order: Sequence[int] | None = None) -> Home:
        """A kept home, the tensor's axes in this order in memory, with what its readers want."""
        axes, want = self.axes[tensor], self.wants.get(tensor, Want())
        order = order or want.order or tuple(range(len(axes)))
        around = want.around or ((0, 0),) * len(axes)
        shape = tuple(axes[a].extent + sum(around[a]) for a in order)
        in_memory = row_major(shape)
        strides = tuple(in_memory[list(order).index(a)] for a in range(len(axes)))
        offset = sum(around[a][0] * strides[a] for a in range(len(axes)))
        spare_place = want.zero and not offset
        if spare_place:
            flat = self.source.buffer((prod(shape) + 1,))
            name = self.source.constant(reshaped(f"{flat}[:{prod(shape)}]", shape))
        else:
            name = self.source.buffer(shape)
            flat = self.source.constant(f"{name}.reshape({prod(shape)})") if want.zero else ""
        zero = (prod(shape) if spare_place else 0) if want.zero else None
        return self.live(tensor, Home(name, shape, axes, strides, offset, True, want.around, flat, zero))

    def live(self, tensor: str, home: Home) -> Home:
        """Registers where a tensor lives."""
        self.homes[tensor] = home
        return home

    def alias(self, tensor: str, found: View, letters: Sequence[Letter]) -> Home:
        """A tensor that is another one read in other steps: it needs no array of its own."""
        old = found.home
        steps = tuple(found.steps.get(v, 0) for v in letters)
        return self.live(tensor, Home(old.name, old.shape, self.axes[tensor], steps, found.start, old.kept))

    def is_free_after(self, home: Home, place: int) -> bool:
        """Whether no tensor that lives in an array is read after this line, or by the general path at all."""
        living = [k for k, h in self.homes.items() if h.name == home.name]
        return all(self.last.get(k, -1) <= place and k not in self.results and k not in self.general for k in living)

    def home(self, tensor: str) -> Home:
        """Where a tensor lives; one held as numbers is put into an array first."""
        if tensor not in self.homes:
            home = self.place(tensor)
            for place, value in enumerate(self.numbers[tensor]):
                self.source.write(f"{self._entry(home, place)} = {value}")
        return self.homes[tensor]

    def _entry(self, home: Home, place: int) -> str:
        """The source of the entry at a place, from 0 in a row-major list of all; one index takes 10 ns less than two."""
        counts = home.counts
        inner = zip(row_major(counts), counts, home.strides, strict=True)
        at = home.offset + sum(place // s % n * stride for s, n, stride in inner)
        if not home.shape:
            return f"{home.name}[()]"
        flat = home.name if len(home.shape) == 1 else self.named(home, reshaped(home.name, (home.size,)))
        # to put a number into an array itself takes twice as long
        return f"{self.named(home, f'{flat}.data')}[{at}]"

    def kept(self, tensor: str) -> Home:
        """Where a tensor lives between calls; an argument is copied there first."""
        home = self.home(tensor)
        want = self.wants.get(tensor, Want())
        if home.kept and (home.zero is not None or not want.zero) and (home.around or not want.around):
            return home
        # what was there is what the general path may have read: an array is not moved, but copied once
        copy = self.place(tensor, self.memory(home) if home.kept else None)
        self.source.copy(self.whole(copy), self.whole(home))
        return copy

    def memory(self, home: Home) -> tuple[int, ...]:
        """The axes of a home as they lie in memory."""
        return tuple(sorted(range(len(home.axes)), key=lambda a: (-abs(home.strides[a]), a)))

    def whole(self, home: Home) -> str:
        """The source of all entries, the tensor's axes in order."""
        text = cut(home, home.offset, tuple(zip(home.counts, home.strides, strict=True)))
        assert text is not None
        return self.named(home, text)

    def named(self, home: Home, text: str) -> str:
        """A view of a kept home is made once, one of an argument once in a call."""
        if text == home.name:
            return text
        if home.kept:
            return self.source.constant(text)
        return self.source.opening(text) if any(self.homes[k].name == home.name for k in self.arguments) else text

    def array(self, tensor: str) -> tuple[str, Axes]:
        """The variable of a tensor with its axes in order, and the axes."""
        if tensor in self.numbers and not self.axes[tensor]:
            # a function of NumPy's would make a double of a number of Python's
            (name,), kind = self.numbers[tensor], self.source.dtype
            return name if kind == "np.float64" else self.source.assign(f"{kind}({name})").source, ()
        home = self.home(tensor)
        text = self.whole(home)
        return (text if text.isidentifier() else self.source.assign(text).source), self.axes[tensor]

    def put(self, tensor: str, name: str) -> None:
        """Registers a variable that holds a tensor with its axes in order."""
        self.homes[tensor] = plain_home(name, self.axes[tensor])

    def view(self, access: Access, *, keep: bool = False) -> View | None:
        """The entries at the indices as a view."""
        home = self.kept(access.tensor) if keep else self.home(access.tensor)
        return view(home, access.indices, self.boxes)

    def text(self, found: View, groups: Sequence[Sequence[Letter]]) -> str | None:
        """The source of a view with one axis for each group of letters."""
        axes = [found.axis(g, self.boxes) for g in groups]
        if any(a is None for a in axes):
            return None
        text = cut(found.home, found.start, [a for a in axes if a is not None])
        return None if text is None else self.named(found.home, text)

    def scratch(self, shape: Sequence[int]) -> str:
        """An array for a while; give it back to ``spare``."""
        waiting = self.spare.setdefault(tuple(shape), [])
        return waiting.pop() if waiting else self.source.buffer(shape)

    def empty(self, shape: Sequence[int]) -> str:
        """The source of a new array; a keyword would cost as much as the array."""
        return f"np.empty({tuple(shape)}" + ("" if self.source.dtype == "np.float64" else f", {self.source.dtype}") + ")"

    def done(self, shape: Sequence[int], name: str) -> None:
        """Gives an array back."""
        self.spare[tuple(shape)].append(name)

    def counts(self, letters: Sequence[Letter]) -> tuple[int, ...]:
        """The extents of letters."""
        return tuple(self.boxes[v].extent for v in letters)

    def layout_size(self, letters: Iterable[Letter]) -> int:
        """How many places a set of letters has."""
        return volume(letters, self.boxes)

