"""The value of what someone wrote, in a world: every meaning the notation allows, the likeliest first.

Nothing is evaluated as code: a tree is walked, names are looked up, arrays are read with their indices checked. What an
index reads outside an array is zero.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import singledispatchmethod
from itertools import islice, product

import numpy as np

from symcnn.checking.derivatives import by_defined, derivative, is_own, split_at
from symcnn.checking.domains import is_letter, shifted
from symcnn.checking.dots import filled, filled_rows, filled_sum, with_entries
from symcnn.checking.functions import ARRAYS, ENTRYWISE
from symcnn.checking.letter_runs import is_run, product_of
from symcnn.checking.names import Names, Target, subscripts
from symcnn.checking.operations import CONVOLVING, Option, convolutions, products
from symcnn.checking.options import (
    MOST,
    derivative_forms,
    distinct,
    masked,
    masked_by,
    shaped_as,
    whole_numbers,
)
from symcnn.checking.ranged import bound, over_range, pooled
from symcnn.checking.typed import stacked, typed
from symcnn.checking.value import Value, apply, combine, exact, reshaped, spread, summed, union
from symcnn.checking.world import World
from symcnn.errors import MeaninglessError, NameProblem, NameUnknown, NotSupportedYet, SymcnnError, quoted
from symcnn.expression.nodes import Access, Apply
from symcnn.notation.spelling import split
from symcnn.reading.tree import (
    All,
    Application,
    Bracket,
    Call,
    Cancelled,
    Cases,
    Convolved,
    Derivative,
    Dots,
    Entry,
    Extremum,
    Matrix,
    Nabla,
    Name,
    Negation,
    Number,
    Operation,
    Slice,
    Slope,
    SumOver,
    Text,
    Transposed,
    Tree,
    Tuple,
)
from symcnn.reading.words import function_key

STEPS = 20_000
SAME = 1e-9


@dataclass
class Budget:
    """Steps left; running out says undecided, on a fast machine as on a slow one."""

    left: int = STEPS

    def spend(self, count: int = 1) -> None:
        """Take steps away; raises ``NotSupportedYet`` where none is left."""
        self.left -= count
        if self.left < 0:
            raise NotSupportedYet("this takes more steps than are allowed: write it in smaller parts")


@dataclass(frozen=True)
class Interpreter:
    """Reads trees in one world; ``writers`` means that the writer's own values stand for what was stated.

    ``base`` is the writer's index of a first entry, ``letters`` the numbers that index letters run over.
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

    def options(self, tree: Tree) -> list[Option]:
        """The values a tree may have."""
        self.budget.spend()
        return distinct(islice(self._read(tree), 4 * MOST))

    def only(self, tree: Tree) -> Value:
        """The likeliest value."""
        return self.options(tree)[0][0]

    def whole(self, tree: Tree) -> int:
        """The whole number that a tree is."""
        data = self.only(tree).data
        if data.size != 1 or not np.isfinite(data).all():
            raise NotSupportedYet("a single number belongs where this stands")
        return int(whole_numbers(data).ravel()[0])

    @singledispatchmethod
    def _read(self, tree: Tree) -> Iterator[Option]:
        raise NotSupportedYet(f"{type(tree).__name__.lower()} is not understood here")

    @_read.register
    def _(self, tree: Number) -> Iterator[Option]:
        value = typed(tree.text)
        # the digits of given numbers are all there are
        known = float(value.data) in self.exactly
        yield (Value((), value.data, np.zeros(()), value.unit) if known else value), ()

    @_read.register
    def _(self, tree: Negation) -> Iterator[Option]:
        for value, said in self.options(tree.argument):
            yield replace(value, data=-value.data), said

    @_read.register
    def _(self, tree: Cancelled) -> Iterator[Option]:
        yield from self._read(tree.argument if tree.value is None else tree.value)

    @_read.register
    def _(self, tree: Transposed) -> Iterator[Option]:
        for value, said in self.options(tree.argument):
            yield (reshaped(value, lambda a: np.swapaxes(a, -1, -2)) if value.rank == 2 else value), said

    @_read.register
    def _(self, tree: Name) -> Iterator[Option]:
        if tree.name in self.letters:
            yield self.letters[tree.name], ()
        elif tree.name in self.defined:
            yield self.defined[tree.name], ()
        elif (number := self.names.size(tree.name)) is not None and not self.names.keys(tree.name):
            yield exact(number), ()
        elif tree.name in ("e", "\\pi") and not self.names.keys(tree.name):
            yield exact(np.e if tree.name == "e" else np.pi), ()
        elif (bracket := self._kronecker_name(tree.name)) is not None:
            yield from self._read(bracket)
        elif tree.name.endswith("'") and (slope := self._bare_slope(tree.name)) is not None:
            yield from self._read(slope)
        else:
            yield from self._named(tree)

    def _named(self, tree: Name | Entry) -> Iterator[Option]:
        """What a name or an entry stands for; a delta with two indices that nothing else explains is Kronecker's."""
        delta = with_entries(tree)
        pair = isinstance(delta, Entry) and delta.base == Name("\\delta") and len(delta.indices) == 2
        try:
            yield self.entry(self.names.named(tree)), ()
        except NameUnknown:
            if isinstance(tree, Name) and is_run(tree.name) and not any(self._unknown(Name(c)) for c in tree.name):
                # qz: letters side by side, each of them known
                yield from self._read(product_of(tree.name))
                return
            if not pair:
                raise
        if pair and isinstance(delta, Entry):
            one, other = (self._index(t) for t in delta.indices)
            yield combine(one, other, lambda a, b: (a == b).astype(float)), ("Kronecker's delta",)

    def _kronecker_name(self, name: str) -> Bracket | None:
        """``\\delta_i^j`` read as a name."""
        if not name.startswith("\\delta") or self.names.knows("\\delta"):
            return None
        parts = split(name)
        below = subscripts(parts.subscript) if parts.subscript else []
        above = subscripts(parts.superscript) if parts.superscript else []
        both = (*(above[0] if above else ()), *(below[0] if below else ()))
        if parts.base != "\\delta" or len(both) != 2 or not all(isinstance(t, Name) and t.name in self.letters for t in both):
            return None
        return Bracket(Operation("==", *both))

    def _bare_slope(self, name: str) -> Slope | None:
        """``f'`` without an argument: the slope at the one place where the network applies f."""
        network = self.names.model.network
        key = function_key(name.rstrip("'"))
        meant = network.assembled.functions.get(key, key)
        found = [e.right.argument for e in network.forward_system.equations
                 if isinstance(e.right, Apply) and e.right.function == meant]
        if len(found) != 1 or self.names.keys(name) or not isinstance(found[0], Access):
            return None
        return Slope(key, Name(network.forward_system.tensors[found[0].tensor].shown))

    @_read.register
    def _(self, tree: Entry) -> Iterator[Option]:
        if isinstance(tree.base, Nabla | Derivative):
            inner = tree.base.by if isinstance(tree.base, Derivative) else tree.base.by or tree.base.of
            if inner is not None:
                yield from self._read(replace(tree.base, by=Entry(inner, tree.indices)))
                return
        if (shape := extents_of(tree)) is not None:
            yield from self._shaped(tree.base, shape)
            return
        try:
            yield from self._named(tree)
        except NameUnknown:
            if (bracket := self._kronecker(tree)) is not None:
                yield from self._read(bracket)
                return
            for value, said in self.options(tree.base):
                if self._is_number(tree.base, value) and all(self._is_letter(i) for i in tree.indices):
                    yield value, (*said, "one number for all entries")
                else:
                    yield self.at(value, tree.indices), said

    def _shaped(self, base: Tree, shape: tuple[int, ...]) -> Iterator[Option]:
        """``D_{(4 x 1)}``: an array with its extents written below it."""
        for value, said in self.options(base):
            if int(np.prod(value.shape)) == int(np.prod(shape)):
                yield reshaped(value, shaped_as(len(value.names), shape)), said

    def _is_number(self, base: Tree, value: Value) -> bool:
        """Whether a name stands for one parameter alone."""
        if value.rank or value.names or not isinstance(base, Name):
            return False
        try:
            return self.names.model.system.tensors[self.names.target(base.name).key].role == "parameter"
        except (NameUnknown, NameProblem):
            return False

    def _is_letter(self, tree: Tree) -> bool:
        return isinstance(tree, Name) and tree.name not in self.defined and is_letter(tree.name)

    def _kronecker(self, tree: Entry) -> Bracket | None:
        """``\\delta^i_j`` and ``\\delta_{i,j}`` where no array is called delta: one where the indices agree."""
        parts = split(tree.base.name) if isinstance(tree.base, Name) else None
        if parts is None or parts.base != "\\delta" or self.names.knows("\\delta"):
            return None
        indices = (*((Name(parts.superscript),) if parts.superscript else ()), *tree.indices)
        return Bracket(Operation("==", *indices)) if len(indices) == 2 and not parts.subscript else None

    @_read.register
    def _(self, tree: Application) -> Iterator[Option]:
        """``C(r, c)`` is an entry, ``y(1-y)`` a product."""
        base = tree.base
        if isinstance(base, Name) and function_key(base.name) in ARRAYS and not self.names.keys(base.name):
            yield from self._read(Call(function_key(base.name), tree.arguments))
            return
        if isinstance(base, Name):
            try:
                if self.names.target(base.name).key == self.names.model.network.loss:
                    # C(w): the loss as a function of what it depends on
                    yield from self._read(base)
                    return
                if self.names.rank(self.names.target(base.name).key) >= len(tree.arguments) > 0:
                    yield from self._read(Entry(base, tree.arguments))
                    return
            except (NameUnknown, NameProblem):
                pass
            if all(self._unknown(t) for t in tree.arguments):
                # C(w): the arguments a writer recalls
                yield from self._read(base)
                return
        if len(tree.arguments) == 1:
            yield from self._product("juxtapose", base, tree.arguments[0])
            return
        raise NotSupportedYet(f"{quoted(getattr(base, 'name', '?'))} before a parenthesis is not understood")

    def _unknown(self, tree: Tree) -> bool:
        if not isinstance(tree, Name) or tree.name in self.letters or tree.name in self.defined:
            return False
        try:
            self.names.target(tree.name)
        except (NameUnknown, NameProblem):
            return True
        return False

    @_read.register
    def _(self, tree: Operation) -> Iterator[Option]:
        if tree.operator in RELATIONS:
            for (a, s), (b, t) in self.pairs(tree.left, tree.right):
                yield combine(a, b, RELATIONS[tree.operator]), s + t
        elif tree.operator in ("+", "-"):
            yield from self._sum(tree)
        elif tree.operator == "/":
            for (a, s), (b, t) in self.pairs(tree.left, tree.right):
                yield combine(a, b, np.divide), s + t
        elif tree.operator == "^":
            yield from self._power(tree)
        elif tree.operator == "juxtapose" and isinstance(tree.right, Tuple) and isinstance(tree.left, Operation):
            # (I * K)(i, j): an entry of what stands before
            for value, said in self.options(tree.left):
                if value.rank == len(tree.right.items):
                    yield self.at(value, tree.right.items), said
        else:
            yield from self._product(tree.operator, tree.left, tree.right)

    def _sum(self, tree: Operation) -> Iterator[Option]:
        if tree.adds_dots:
            whole = filled_sum(tree)
            if whole is not None:
                yield from self._read(whole)
                return
        sign = 1.0 if tree.operator == "+" else -1.0
        for (a, s), (b, t) in self.pairs(tree.left, tree.right):
            if a.rank and b.rank and a.shape != b.shape and a.data.size == b.data.size:
                b = reshaped(b, shaped_as(len(b.names), a.shape))
            try:
                yield combine(a, b, lambda x, y: x + sign * y), s + t
            except MeaninglessError:
                continue

    def _power(self, tree: Operation) -> Iterator[Option]:
        above = tree.right.base if isinstance(tree.right, Application) else tree.right
        if isinstance(tree.left, Name) and self._unknown(above):
            # y^n: the number of the sample stands above
            yield from self._read(tree.left)
            return
        for (a, s), (b, t) in self.pairs(tree.left, tree.right):
            yield combine(a, b, np.power), s + t
        if isinstance(tree.left, Name) and isinstance(above, Name) and above.name in self.letters:
            yield from ((v, (*s, f"{above.name} numbers the samples")) for v, s in self.options(tree.left))

    def _product(self, glyph: str, left: Tree, right: Tree) -> Iterator[Option]:
        if glyph == "juxtapose" and isinstance(right, Tuple):
            # (a * b)(p, q): an entry of what stands in the bracket
            found = [(v, s) for v, s in self.options(left) if v.rank == len(right.items)]
            yield from ((self.at(v, right.items), s) for v, s in found)
            if found:
                return
        for (a, s), (b, t) in self.pairs(left, right):
            for value, said in products(a, b, glyph if glyph in (*CONVOLVING, "odot") else "juxtapose", self.strides):
                yield value, s + t + said

    @_read.register
    def _(self, tree: Convolved) -> Iterator[Option]:
        modes = tuple(m for m in ("valid", "full", "same") if m in tree.mode) or ("valid", "full", "same")
        for (a, s), (b, t) in self.pairs(tree.left, tree.right):
            for value, said in convolutions(a, b, self.strides, modes):
                yield value, s + t + said

    @_read.register
    def _(self, tree: Matrix) -> Iterator[Option]:
        if any(isinstance(t, Dots) for r in tree.rows for t in (r, *(r.rows if isinstance(r, Matrix) else ()))):
            tree = replace(tree, rows=filled_rows(tree.rows, self.whole))
        rows = [self.options(r)[:1] for r in tree.rows]
        if not rows:
            raise NotSupportedYet("an array without entries has no value")
        for chosen in product(*rows):
            yield stacked([v for v, _ in chosen], isinstance(tree.rows[0], Matrix)), ()

    @_read.register
    def _(self, tree: Tuple) -> Iterator[Option]:
        yield stacked([self.only(item) for item in tree.items]), ()

    @_read.register
    def _(self, tree: Bracket) -> Iterator[Option]:
        yield from self._read(tree.condition)

    @_read.register
    def _(self, tree: All) -> Iterator[Option]:
        found = self.only(tree.conditions[0])
        for condition in tree.conditions[1:]:
            found = combine(found, self.only(condition), np.multiply)
        yield found, ()

    @_read.register
    def _(self, tree: Cases) -> Iterator[Option]:
        left, total = exact(1.0), exact(0.0)
        for branch, condition in tree.branches:
            holds = left if condition is None else combine(left, self.only(condition), np.multiply)
            total = combine(total, combine(holds, self.only(branch), masked), np.add)
            left = combine(left, holds, np.subtract)
        yield total, ()

    @_read.register
    def _(self, tree: Call) -> Iterator[Option]:
        name = self.names.model.network.assembled.functions.get(tree.function, tree.function)
        if name in ENTRYWISE and len(tree.arguments) == 1:
            for value, said in self.options(tree.arguments[0]):
                yield apply(value, ENTRYWISE[name]), said
        elif name in ARRAYS:
            if any(isinstance(t, Dots) for t in tree.arguments):
                tree = replace(tree, arguments=filled(tree.arguments, self.whole))
            for value, said in ARRAYS[name](self, tree):
                yield value, said
        else:
            raise NotSupportedYet(f"the function {quoted(tree.function)} is not understood here")

    @_read.register
    def _(self, tree: Slope) -> Iterator[Option]:
        name = self.names.model.network.assembled.functions.get(tree.function, tree.function)
        if name not in ENTRYWISE:
            raise NotSupportedYet(f"the slope of {quoted(tree.function)} is not understood here")
        rule, step = ENTRYWISE[name], 1e-6
        for value, said in self.options(tree.argument):
            yield apply(value, lambda x: (rule(x + step) - rule(x - step)) / (2 * step)), said

    @_read.register
    def _(self, tree: Derivative) -> Iterator[Option]:
        if isinstance(tree.by, Name) and tree.by.name in self.defined and is_own(self, tree.by.name):
            yield by_defined(self, tree.of, tree.by.name), ()
            return
        value = derivative(self, tree)
        yield from derivative_forms(value, split_at(self, tree))

    @_read.register
    def _(self, tree: Nabla) -> Iterator[Option]:
        by = tree.by if tree.by is not None else tree.of
        if by is None:
            raise NotSupportedYet("a gradient sign without a name is not understood")
        yield self.entry(self.names.gradient(by)), ()

    @_read.register
    def _(self, tree: SumOver) -> Iterator[Option]:
        inner, mask = bound(self, tree)
        for value, said in inner.options(tree.body):
            total = combine(value, mask, masked_by)
            for name in mask.names:
                if name in tree.letters:
                    total = summed(total, name)
            yield total, said

    @_read.register
    def _(self, tree: Extremum) -> Iterator[Option]:
        rule = {"max": np.max, "min": np.min}.get(tree.function)
        if tree.body is None and tree.conditions and all(isinstance(c, Text) for c in tree.conditions):
            yield pooled(self), ("the maximum of the window",)
            return
        if rule is None or tree.body is None:
            raise NotSupportedYet(f"{tree.function} is not understood here")
        if any(isinstance(c, Text) for c in tree.conditions):
            raise NotSupportedYet("a range given in words is not understood")
        if not tree.conditions:
            values = [self.only(t) for t in (tree.body.items if isinstance(tree.body, Tuple) else (tree.body,))]
            found = values[0] if len(values) == 1 else None
            if found is not None and found.rank:
                yield reshaped(found, lambda a: rule(a.reshape((*a.shape[:len(found.names)], -1)), axis=-1)), ()
                return
            for other in values[1:]:
                values[0] = combine(values[0], other, np.maximum if tree.function == "max" else np.minimum)
            yield values[0], ()
            return
        yield over_range(self, tree, rule), ()

    def pairs(self, left: Tree, right: Tree) -> Iterator[tuple[Option, Option]]:
        """Every meaning of one operand with every meaning of the other."""
        yield from product(self.options(left), self.options(right))

    def entry(self, target: Target) -> Value:
        """The entries of a tensor at the subscripts written."""
        stated = self.world.stated.get(target.key) if self.writers else None
        value = Value((), stated.data, stated.radius) if stated is not None else exact(self.world.truth(target.key))
        axes = self.names.axes(target)
        if axes != tuple(range(len(axes))):
            order = (*axes, *(n for n in range(value.rank) if n not in axes))
            value = reshaped(value, lambda a: a.transpose(order))
        return self.at(value, target.indices)

    def at(self, value: Value, indices: tuple[Tree, ...]) -> Value:
        """An array at indices that start at the writer's base; zero outside."""
        if not indices:
            return value
        if len(indices) > value.rank:
            raise NameUnknown(f"{len(indices)} indices are written where there are {value.rank} axes")
        if any(isinstance(t, Slice) for t in indices):
            return self._sliced(value, indices)
        places = [self._index(tree) for tree in indices]
        names = tuple(sorted({*union(*places), *value.names}))
        shift = self.base
        # the letters that a value has of its own stay paired with those of its indices
        own = [np.arange(n).reshape([-1 if name == other else 1 for other in names])
               for name, n in zip(value.names, value.data.shape, strict=False)]
        arrays = [whole_numbers(spread(p, names, 0)[0]) - shift for p in places]
        outside = [(a < 0) | (a >= extent) for a, extent in zip(arrays, value.shape, strict=False)]
        clipped = tuple(np.clip(a, 0, extent - 1) if o.any() else a for a, o, extent in zip(
            arrays, outside, value.shape, strict=False))
        at = (*own, *clipped)
        data, radius = np.asarray(value.data[at]), np.asarray(value.radius[at])
        if not any(o.any() for o in outside):
            return Value(names, data, radius)
        shape = np.broadcast_shapes(*(a.shape for a in at))
        lost = np.zeros(shape, dtype=bool)
        for each in outside:
            lost = lost | each
        lost = lost.reshape(shape + (1,) * (data.ndim - len(shape)))
        return Value(names, np.where(lost, 0.0, data), np.where(lost, 0.0, radius))

    def _sliced(self, value: Value, indices: tuple[Tree, ...]) -> Value:
        """Some axes cut, as ``x[0:2, :]`` or ``z_{*,j}``, the others at their indices; ends count from nought."""
        kept = [n for n, t in enumerate(indices) if isinstance(t, Slice)]
        lead = len(value.names)
        for axis in kept:
            cut = indices[axis]
            assert isinstance(cut, Slice)
            low = self.whole(cut.lower) if cut.lower is not None else 0
            high = self.whole(cut.upper) if cut.upper is not None else value.shape[axis]
            if not 0 <= low <= high <= value.shape[axis]:
                raise NotSupportedYet(f"the cut {low}:{high} reaches outside")
            part = (slice(None),) * (lead + axis) + (slice(low, high),)
            value = reshaped(value, lambda a, part=part: a[part])  # type: ignore[misc]
        order = [n for n in range(value.rank) if n not in kept or n >= len(indices)]
        front = [n for n in order if n < len(indices)]
        rest = [*kept, *range(len(indices), value.rank)]
        axes = (*range(lead), *(lead + n for n in (*front, *rest)))
        turned = reshaped(value, lambda a: a.transpose(axes))
        return self.at(turned, tuple(t for t in indices if not isinstance(t, Slice)))

    def _index(self, tree: Tree) -> Value:
        """A subscript: an expression in letters; one that is itself an entry is that entry's index."""
        if isinstance(tree, Name) and tree.name not in self.letters and self.names.size(tree.name) is None:
            if (shift := shifted(tree.name)) is not None and shift[0] in self.letters:
                return combine(self.letters[shift[0]], exact(shift[1]), np.add)
            try:
                found = self.names.target(tree.name)
            except (NameUnknown, NameProblem):
                found = None
            if found is not None and len(found.indices) == 1:
                return self._index(found.indices[0])
        if isinstance(tree, Entry) and len(tree.indices) == 1:
            return self._index(tree.indices[0])
        value = self.only(tree)
        if value.rank:
            raise SymcnnError("an index is a number, not an array")
        return value


def extents_of(tree: Entry) -> tuple[int, ...] | None:
    """The extents in a subscript such as ``(4 x 16)``, which is no index."""
    if len(tree.indices) != 1 or not isinstance(tree.indices[0], Operation):
        return None
    parts: list[Tree] = [tree.indices[0]]
    while isinstance(parts[0], Operation) and parts[0].operator == "*":
        parts[:1] = [parts[0].left, parts[0].right]
    numbers = [int(p.text) for p in parts if isinstance(p, Number) and p.text.isdigit()]
    return tuple(numbers) if len(numbers) == len(parts) > 1 else None


RELATIONS: dict[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    "==": lambda a, b: abs(a - b) <= SAME * (1 + abs(a)), "=": lambda a, b: abs(a - b) <= SAME * (1 + abs(a)),
    "!=": lambda a, b: abs(a - b) > SAME * (1 + abs(a)),
    ">": np.greater, "<": np.less, ">=": np.greater_equal, "<=": np.less_equal,
}


