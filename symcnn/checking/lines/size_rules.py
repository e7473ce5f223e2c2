"""The sizes that windows leave, and those that a mistake makes of them: padding once, a stride left out, no ``+1``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from symcnn.checking.binding.model import Model
from symcnn.equation import Equation
from symcnn.expression.nodes import Access, Maximum, Sum
from symcnn.expression.walk import accesses, descend
from symcnn.notation.affine import Affine
from symcnn.notation.letters import Letter
from symcnn.numeric.sizes import as_quantities


@dataclass(frozen=True)
class Slide:
    """A window of ``size`` cells, ``apart`` from each other, that moves by ``stride`` over ``length`` cells and a border."""

    length: int
    size: int
    stride: int
    apart: int
    border: int
    places: int

    @property
    def free(self) -> int:
        """How far the window can move."""
        return self.length + 2 * self.border - self.apart * (self.size - 1) - 1


@dataclass(frozen=True)
class Mistaken:
    """A size that a mistake leads to, its cause, and what was done."""

    tag: str
    said: str
    size: float


@dataclass(frozen=True)
class Laid:
    """A window at one axis of what an equation gives: its index, the letters of place and offset, the first number.

    ``reads`` is the tensor it moves over, along its ``axis``.
    """

    slide: Slide
    reads: str
    axis: int
    place: int
    index: Affine
    outer: Letter
    inner: Letter
    origin: int


def slides(model: Model) -> list[Slide]:
    """All windows of a network, axis by axis, each once."""
    return list(dict.fromkeys(w.slide for e in model.network.system.equations for w in laid_windows(model, e)))


def laid_windows(model: Model, equation: Equation) -> list[Laid]:
    """The windows of one equation, axis by axis."""
    found = [w for node in descend(equation.right) if isinstance(node, Sum | Maximum)
             for access in accesses(node.body) for w in _of(model, equation, node, access)]
    return list(dict.fromkeys(found))


def _of(model: Model, equation: Equation, node: Sum | Maximum, access: Access) -> Iterator[Laid]:
    known, system = as_quantities(model.sizes), model.network.system
    ranges = {r.letter: r for r in node.ranges}
    for number, (index, axis) in enumerate(zip(access.indices, system.tensors[access.tensor].axes, strict=True)):
        inner = [v for v in index.letters if v in ranges] if index.letter is None else []
        outer = [v for v in index.letters if v in equation.letters] if inner else []
        if len(inner) != 1 or len(outer) != 1:
            continue
        window, place = ranges[inner[0]], equation.letters.index(outer[0])
        shape = model.shape(equation.tensor)
        numbers = [_number(a, known) for a in (axis.extent, window.upper[0] - window.lower[0] + 1,
                                               index.coefficient(outer[0]), index.coefficient(inner[0]),
                                               index.without(outer[0]).without(inner[0]))]
        if None in numbers or place >= len(shape) or len(window.lower) != 1 or len(window.upper) != 1:
            continue
        length, size, stride, apart, start = (n or 0 for n in numbers)
        border = axis.origin - start - system.origin * (stride + apart)
        if stride > 0 and apart > 0 and border >= 0:
            slide = Slide(length, size, stride, apart, border, shape[place])
            yield Laid(slide, access.tensor, number, place, index, outer[0], inner[0], axis.origin)


def _number(quantity: Affine, known: dict) -> int | None:  # type: ignore[type-arg]
    return quantity.substitute(known).number


def mistaken(slide: Slide) -> Iterator[Mistaken]:
    """The sizes that a person may come to instead, all other than the right one, the likeliest first."""
    for found in _all(slide):
        if abs(found.size - slide.places) > 1e-9:
            yield found


def _all(s: Slide) -> Iterator[Mistaken]:
    def places(free: float) -> int:
        return int(free // s.stride) + 1
    if s.border:
        once, none = places(s.free - s.border), places(s.free - 2 * s.border)
        said = "counts on one side only" + (", or not at all" if once == none else "")
        yield Mistaken("padding-wrong", f"the padding of {s.border} {said}", once)
        yield Mistaken("padding-wrong", f"the padding of {s.border} is forgotten", none)
        yield Mistaken("padding-wrong", f"the padding of {s.border} is counted twice on each side",
                       places(s.free + 2 * s.border))
    if s.stride > 1:
        yield Mistaken("stride-wrong", f"the stride of {s.stride} is left out", s.free + 1)
        if s.free % s.stride:
            yield Mistaken("floor-missing", "the size is not rounded down where the stride does not divide",
                           s.free / s.stride + 1)
            yield Mistaken("floor-missing", "the size is rounded up where it is to be rounded down",
                           ceil(s.free / s.stride) + 1)
    whole = s.apart * (s.size - 1)
    yield Mistaken("index-off-by-one", "the one that is added at the end is missing", s.places - 1)
    yield Mistaken("valid-for-full", "the size is that of a full correlation, where windows may stand out on both sides",
                   (s.length + whole - 1) // s.stride + 1)
    if s.stride == 1 and not s.border and whole % 2 == 0:
        yield Mistaken("padding-wrong", f"a border of {whole // 2} is counted where there is none", s.length)
    yield Mistaken("shape-wrong", "the window's size is not taken off", s.free + whole + 1)
    if s.apart > 1:
        yield Mistaken("shape-wrong", f"the dilation of {s.apart} is left out", places(s.free + whole - s.size + 1))
    yield Mistaken("index-off-by-one", "one is added once too often", s.places + 1)


def rules_for(model: Model, said: float, right: float) -> list[Mistaken]:
    """The mistaken rules that make one size of another, each cause once."""
    found = [m for s in slides(model) if s.places == right for m in mistaken(s) if abs(m.size - said) < 1e-9]
    return list({m.tag: m for m in reversed(found)}.values())[::-1]


def extents_rule(model: Model, said: Sequence[float], right: Sequence[float]) -> Mistaken | None:
    """One mistaken rule that explains all extents that differ, or None."""
    if len(said) != len(right) or list(said) in (list(right), list(right)[::-1]):
        return None
    shared: list[Mistaken] | None = None
    for one, other in zip(said, right, strict=True):
        if one != other:
            here = rules_for(model, one, other)
            shared = here if shared is None else [m for m in shared if m.tag in {h.tag for h in here}]
    return shared[0] if shared else None
