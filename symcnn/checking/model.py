"""A network with its gradients as one system, and numbers for its size letters: what a document is judged against."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import gcd, prod
from types import MappingProxyType
from typing import Any

import numpy as np

from symcnn.calculus.adjoint import Adjoint, adjoint_system, gradient_key
from symcnn.calculus.fragment import ends, loss_letter, with_upstream
from symcnn.checking.channel_letters import Places, channels
from symcnn.checking.kinks import bent, compared, gated
from symcnn.checking.steps import Steps
from symcnn.checking.unrolled import Unrolled, unrolled
from symcnn.errors import MeaninglessError
from symcnn.expression.walk import accesses, tensors
from symcnn.network import Network
from symcnn.notation.affine import Floor
from symcnn.notation.letters import Letter
from symcnn.numeric.sizes import completed, wanted
from symcnn.proof import assumed, fits
from symcnn.system import System

# choices of sizes that are held beside each other
MOST_SIZES = 2_000
FAR = (7, 8, 10, 12)
EMPTY: Mapping[Letter, int] = MappingProxyType({})


@dataclass(frozen=True)
class Model:
    """A network with its gradients as one system, and numbers for its size letters.

    ``named`` is the same with every gradient in those of the tensors that read it, for one who goes on from these;
    ``swaps`` holds the mistaken equations for a tensor, and the mistakes on the way back, that were tried before;
    ``operators`` what equations, as text, are in operators on whole arrays, as text and in LaTeX.
    """

    network: Network
    system: System
    sizes: Mapping[Letter, int]
    named: System
    steps: Steps
    losses: tuple[str, ...] = ()
    swaps: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)
    operators: dict[str, tuple[str, str]] = field(default_factory=dict, compare=False, repr=False)
    _jacobians: dict[tuple[str, str], System] = field(default_factory=dict, compare=False, repr=False)
    _direct: dict[tuple[str, str], System | None] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """The extents of all tensors."""
        return self.system.numbered(self.sizes)

    @cached_property
    def bent(self) -> tuple[str, ...]:
        """The tensors whose signs decide which slope a function has."""
        return bent(self.network.forward_system)

    @cached_property
    def compared(self) -> tuple[str, ...]:
        """The tensors of whose numbers the greatest is taken."""
        return compared(self.network.forward_system)

    @cached_property
    def unrolled(self) -> tuple[Unrolled, ...]:
        """The layers that slide a kernel, as products of matrices."""
        return unrolled(self.network.forward_system, self.sizes, self.shapes)

    @cached_property
    def channels(self) -> Places:
        """The letters of channels at the axes of the tensors of layers that slide a kernel."""
        return channels(self.network.forward_system)

    @cached_property
    def counted_otherwise(self) -> Model:
        """The same network with indices from the other of 0 and 1; raises where it states what they are from."""
        return model_of(self.network.counted_from(1 - self.system.origin), {v.name: n for v, n in self.sizes.items()})

    @cached_property
    def entries(self) -> int:
        """How many numbers all tensors hold together."""
        return sum(prod(s) for s in self.shapes.values())

    def shape(self, key: str) -> tuple[int, ...]:
        """The extents of a tensor."""
        return self.shapes[key]

    def run(self, system: System, outputs: tuple[str, ...], given: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Some tensors from others."""
        return self.steps.run(system, outputs, given)

    def jacobian(self, of: str, by: str) -> System:
        """The system with the derivative of every entry of one tensor by every entry of another."""
        if (of, by) not in self._jacobians:
            self._jacobians[of, by] = adjoint_system(self.network.system, of, (by,))
        return self._jacobians[of, by]

    def direct(self, of: str, by: str) -> System | None:
        """The same with all other tensors held fixed; None where there is but one way from the one to the other."""
        equation = next((e for e in self.network.system.equations if e.tensor == of), None)
        if equation is None or by not in tensors(equation.right):
            return None
        if (of, by) not in self._direct:
            others, found = tensors(equation.right) - {by}, None
            if others & behind(self.network.system, by):
                held = Adjoint(self.network.system, of)
                known = {**self.network.system.tensors, gradient_key(of, by): held.tensor(by)}
                found = replace(self.network.system, tensors=known, equations=(
                    *self.network.system.equations, held.direct(by)))
            self._direct[of, by] = found
        return self._direct[of, by]


def behind(system: System, key: str) -> frozenset[str]:
    """The tensors that hang on one."""
    found = {key}
    for equation in system.equations:
        found |= {equation.tensor} if tensors(equation.right) & found else set()
    return frozenset(found - {key})


def resized(model: Model, given: Mapping[str, int] | None = None) -> Model | None:
    """The network with other numbers for the size letters that are not given; None where all are."""
    system, first = model.network.system, model.sizes
    sizes = completed(system, chosen_sizes(system, given or {}, first))
    same = all(first[letter] == n for letter, n in sizes.items())
    return None if same else replace(model, sizes=sizes, steps=Steps(sizes, model.steps.gates), swaps={})


def model_of(network: Network, given: Mapping[str, int] | None = None) -> Model:
    """The network with all gradients of its loss; sizes that are letters and not given get small numbers.

    What leads to an end beside the loss has the gradients of a loss of its own, whose upstream gradients are given.
    """
    system, losses = with_gradients(network.system, network.loss), [network.loss]
    named = with_gradients(network.system, network.loss, True)
    others = [k for k in ends(network.forward_system) if k != network.loss]
    if not network.is_fragment and others:
        second = loss_letter(network.system)
        closed = with_upstream(network.system, second, others)
        system = both(with_gradients(closed, second), system)
        named = both(with_gradients(closed, second, True), named)
        losses.append(second)
    sizes = completed(network.system, chosen_sizes(network.system, given or {}))
    return Model(network, system, sizes, named, Steps(sizes, frozenset(gated(network.forward_system))), tuple(losses))


def both(one: System, other: System) -> System:
    """Two systems of the same forward equations as one."""
    return replace(other, tensors={**one.tensors, **other.tensors}, equations=(
        *one.equations, *(e for e in other.equations if e not in one.equations)))


def chosen_sizes(system: System, given: Mapping[str, int], unlike: Mapping[Letter, int] = EMPTY) -> dict[Letter, int]:
    """Numbers for the size letters: those given, others small, different, and large enough to tell entries apart.

    A stride or a dilation is no 1, or nobody could tell that it is forgotten, and it divides what it goes through. As
    few numbers as can be are those of ``unlike``.
    """
    letters = sorted({*wanted(system, system.equations), *assumed(system)})
    # a mean over everything goes on by the whole of an array, which is no stride to be kept small
    lengths = {a.extent.letter for t in system.tensors.values() if t.role != "parameter" for a in t.axes}
    paces, ranges = paces_of(system) - {v for v in lengths if v is not None}, []
    # what is to be no less than a product, N >= r (K - 1) + 1, may have to be large
    above = {letters[0] for bound in system.facts.nonnegative for letters, factor in bound.terms
             if factor > 0 and len(letters) == 1 and any(len(m) > 1 for m, _ in bound.terms)}
    for letter in letters:
        odd = system.halves.get(letter)
        if odd is not None and odd.name in given:
            ranges.append([given[odd.name] // 2])
        elif letter.name in given:
            ranges.append([given[letter.name]])
        else:
            least = system.facts.least.get(letter, 1)
            ranges.append([n for n in (2, 3, 1) if n >= least] or [least] if letter in paces else [
                least + n for n in (5, 4, 2, 3, 1, 0, 6, *(FAR if letter in above else ()))])
    whole = {a.extent.letter for t in system.tensors.values() for a in t.axes}
    steps = {n: system.facts.least.get(letter, 1) for n, letter in enumerate(letters)
             if letter.name not in given and letter not in whole}
    found = []
    for numbers in spread(ranges, MOST_SIZES):
        sizes = dict(zip(letters, numbers, strict=True))
        if fits(system, sizes):
            extents = [(a.extent, a.extent.value(sizes)) for t in system.tensors.values() for a in t.axes]
            open_ones = [n for extent, n in extents if extent.number is None]
            # strides of one, borders of none, few entries hide what is forgotten of them: s - 1 is no 1, 2/m is no 1
            plain = sum(max(0, 2 + k - numbers[n]) for n, k in steps.items()) + 3 - min(3, *open_ones, 3)
            entries = sum(float(prod(a.extent.value(sizes) for a in t.axes)) for t in system.tensors.values())
            kept = sum(unlike.get(letter) == n for letter, n in sizes.items())
            rest = left_over(system, sizes) if paces else 0
            forgotten = sum(sizes[letter] == 1 for letter in paces & set(sizes))
            found.append(((kept, forgotten, rest, plain, -len(set(numbers)), entries > 3_000, entries, numbers), sizes))
    if not found and letters:
        raise MeaninglessError("no small sizes fit what is assumed of them: look at the sizes given")
    return min(found, key=lambda f: f[0])[1] if found else {}


def paces_of(system: System) -> frozenset[Letter]:
    """The size letters that are strides or dilations: they multiply a letter that runs along an axis."""
    indices = [i for e in system.equations for a in accesses(e.right) for i in a.indices]
    products = [m for i in indices for m, _ in i.terms if any(isinstance(a, Letter) and a.is_index for a in m)]
    return frozenset(a for m in products for a in m if isinstance(a, Letter) and not a.is_index)


def left_over(system: System, sizes: Mapping[Letter, int]) -> int:
    """How many extents are rounded: of so many axes the last entries are not gone through."""
    terms = {(m[0], c) for t in system.tensors.values() for a in t.axes for m, c in a.extent.terms
             if len(m) == 1 and isinstance(m[0], Floor)}
    # a ceiling stands as what is left of nought, and is one above its quotient
    tops = [(f.numerator if c > 0 else -f.numerator - 1, f.denominator) for f, c in terms]
    return sum(bool(top.value(sizes) % below.value(sizes)) for top, below in tops)


def spread(ranges: Sequence[Sequence[int]], most: int) -> Iterator[tuple[int, ...]]:
    """One number of each range, in every way; where these are too many, some of them from all over.

    >>> list(spread([[1, 2], [5, 6, 7]], 3))
    [(1, 5), (2, 7), (2, 6)]
    """
    count = prod(len(r) for r in ranges)
    step = 1 if count <= most else next(k for k in range(count * 5 // 8, count) if gcd(k, count) == 1)
    for n in range(min(count, most)):
        place, numbers = n * step % count, []
        for found in reversed(ranges):
            place, digit = divmod(place, len(found))
            numbers.append(found[digit])
        yield tuple(reversed(numbers))


def with_gradients(system: System, loss: str, named: bool = False) -> System:
    """A system with the gradients of a loss by everything on the way to it."""
    path = Adjoint(system, loss).path()
    keys = tuple(k for k in system.tensors if k in path and k != loss and system.tensors[k].role != "gradient")
    return adjoint_system(system, loss, keys, named)
