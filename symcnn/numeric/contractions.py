"""A sum of a product of two tensors as one matrix product, its operands views, or entries taken by a kept table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod

from symcnn.expression.nodes import Access
from symcnn.notation.letters import Letter
from symcnn.numeric.builder import Builder
from symcnn.numeric.homes import Home, row_major
from symcnn.numeric.patterns import Product
from symcnn.numeric.source import reshaped
from symcnn.numeric.steps import number
from symcnn.numeric.taking import can_take, outside, take, want_zero

FEW = 256
# a matrix of so few entries takes 0.95 of the time behind its vector, whatever its shape
SMALL_WHOLE = 1000


@dataclass(frozen=True)
class Roles:
    """The letters of a product of two: in the first alone, in the second alone, summed in both."""

    rows: tuple[Letter, ...]
    columns: tuple[Letter, ...]
    inner: tuple[Letter, ...]


def roles(found: Product, builder: Builder) -> Roles | None:
    """The roles of the letters, where every letter has one and every guard belongs to one factor."""
    if len(found.factors) != 2:
        return None
    one, other = (found.letters(f) for f in found.factors)
    idle = tuple(v for v in found.free if v not in one and v not in other)
    if any(builder.boxes[v].extent > 1 for v in idle):
        return None
    both = one & other
    if any(v not in both for v in found.summed) or any(v in both for v in found.free):
        return None
    if any(not any(set(g.quantity.letters) <= part for part in (one, other)) for g in found.guards):
        return None
    free = found.free
    return Roles(tuple(v for v in free if v in one or v in idle), tuple(v for v in free if v in other), found.summed)


def fits_taken(found: Product, builder: Builder) -> bool:
    """Whether the sum is a product of two matrices of entries."""
    parts = roles(found, builder)
    if parts is None or not all(can_take(f, builder) for f in found.factors):
        return False
    # an outer product is no product of matrices where it would have to be turned
    return bool(found.summed) or bool(parts.rows and parts.columns and found.free in (
        (*parts.rows, *parts.columns), (*parts.columns, *parts.rows)))


def wants_taken(found: Product, builder: Builder) -> None:
    """Notes what the factors' homes need."""
    for factor in found.factors:
        want_zero(factor, found.guards_of(factor) or (), builder)


def write_taken(found: Product, builder: Builder) -> None:
    """Writes the operands and one ``dot``."""
    parts = roles(found, builder)
    assert parts is not None
    one, other = found.factors
    inner = _inner_order(found, parts, builder)
    swap = _columns_first(found, parts, builder)
    if found.tensor not in builder.results and parts.rows and parts.columns:
        swap = _turns_none(found, parts, inner, builder, swap)
    first, second = (other, one) if swap else (one, other)
    rows, columns = (parts.columns, parts.rows) if swap else (parts.rows, parts.columns)
    left = matrix(first, rows, inner, found, builder)
    right = matrix(second, inner, columns, found, builder)
    place_product(found, builder, f"{left}.dot({right}", rows, columns)


def _inner_order(found: Product, parts: Roles, builder: Builder) -> tuple[Letter, ...]:
    """The summed letters in the order that lets most entries be read without a copy."""
    best: tuple[int, tuple[Letter, ...]] | None = None
    for factor in found.factors:
        steps = _steps(factor, builder)
        order = tuple(sorted(parts.inner, key=lambda v: (-steps.get(v, 0), parts.inner.index(v))))
        saved = sum(builder.volume(f.tensor) for f, outer in zip(found.factors, (parts.rows, parts.columns), strict=True)
                    if _as_view(f, outer, order, found, builder) is not None)
        if best is None or saved > best[0]:
            best = saved, order
    assert best is not None
    return best[1]


def _steps(factor: Access, builder: Builder) -> dict[Letter, int]:
    found = builder.view(factor)
    return dict(found.steps) if found is not None else {}


def _as_view(factor: Access, first: Sequence[Letter], second: Sequence[Letter], found: Product,
             builder: Builder) -> str | None:
    if found.guards_of(factor):
        return None
    seen = builder.view(factor)
    if seen is None or outside(factor, builder):
        return None
    groups = axes_of(first, second, found)
    axes = [seen.axis(g, builder.boxes) for g in groups]
    if any(a is None for a in axes) or not any(a is not None and 1 in a for a in axes or [(1, 1)]):
        return None
    return builder.text(seen, groups)


def axes_of(first: Sequence[Letter], second: Sequence[Letter], found: Product) -> list[Sequence[Letter]]:
    """The groups of letters that are axes: an outer product has one of extent one, and a vector one axis alone."""
    return [first, second] if not found.summed else [g for g in (first, second) if g]


def matrix(factor: Access, first: Sequence[Letter], second: Sequence[Letter], found: Product, builder: Builder) -> str:
    """The source of a factor with these two axes; one where a group is empty, none but its number where both are."""
    text = _as_view(factor, first, second, found, builder)
    if text is not None:
        return text
    groups = axes_of(first, second, found)
    return take(factor, groups, found.guards_of(factor) or (), builder)


def _columns_first(found: Product, parts: Roles, builder: Builder) -> bool:
    """Whether the second factor's letters stand in front of the result's axes; of one vector, whether it stands first."""
    if not parts.rows or not parts.columns:
        matrix, outer = (0, parts.rows) if parts.rows else (1, parts.columns)
        steps = _steps(found.factors[matrix], builder)
        if not steps and outer:
            return vector_first(prod(builder.counts(outer)), prod(builder.counts(parts.inner))) == (matrix == 0)
        inner_first = max((steps.get(v, 0) for v in parts.inner), default=0) > max((steps.get(v, 0) for v in outer), default=0)
        return bool(outer) and inner_first == (matrix == 0)
    return found.free == (*parts.columns, *parts.rows)


def _turns_none(found: Product, parts: Roles, inner: tuple[Letter, ...], builder: Builder, swap: bool) -> bool:
    """The order of the factors in which no argument is turned, where there is one: that would be done in every call."""
    def turned(first: int) -> bool:
        groups = (parts.rows, parts.columns)
        sides = ((first, (groups[first], inner)), (1 - first, (inner, groups[1 - first])))
        texts = (_as_view(found.factors[n], *axes, found, builder) for n, axes in sides
                 if found.factors[n].tensor in builder.arguments)
        return any(builder.source.openings.get(t or "", "").endswith(".T") for t in texts)
    return not swap if turned(int(swap)) and not turned(int(not swap)) else swap


def vector_first(results: int, summed: int) -> bool:
    """Whether a vector times a matrix, added up row by row, takes less than the matrix turned times the vector.

    BLAS takes 0.7 to 0.95 of the time where there are no fewer results than entries summed.
    """
    return results >= summed or results * summed <= SMALL_WHOLE


def place_product(found: Product, builder: Builder, call: str, rows: Sequence[Letter], columns: Sequence[Letter]) -> None:
    """Where the result of a product goes: its own array, a fresh one, or by way of a scratch array."""
    source = builder.source
    letters = (*rows, *columns)
    shape = tuple(prod(builder.counts(g)) for g in (rows, columns) if g)
    order = tuple(found.free.index(v) for v in letters)
    plain = order == tuple(range(len(order)))
    want = builder.wants.get(found.tensor)
    axes = builder.axes[found.tensor]
    if not letters:
        name = source.variable(f"float({call}))")
        _scaled(name, found.scale, builder)
        builder.numbers[found.tensor] = (name,)
        return
    # of few entries a copy at the end costs less than a view of a new array in another shape
    in_shape = len(shape) == len(axes) or prod(shape) > FEW
    if plain and in_shape and builder.handed_out(found.tensor):
        name = source.variable(f"{call})")
        _scaled(name, found.scale, builder)
        builder.live(found.tensor, Home(name, shape, axes, row_major(tuple(b.extent for b in axes))))
        return
    direct = (plain or found.tensor not in builder.results) and (want is None or not want.around)
    if direct:
        home = builder.place(found.tensor, order)
        out = builder.named(home, home.name if home.shape == shape else reshaped(home.name, shape))
        source.write(f"{call}, {out})")
        _scaled(out, found.scale, builder)
        return
    out = builder.scratch(shape)
    source.write(f"{call}, {out})")
    _scaled(out, found.scale, builder)
    home = _target(found, builder)
    inverse = [letters.index(v) for v in found.free]
    sorted_counts = builder.counts(letters)
    turned = f"{reshaped(out, sorted_counts)}.transpose({', '.join(map(str, inverse))})"
    source.copy(builder.whole(home), source.constant(turned))
    builder.done(shape, out)


def _target(found: Product, builder: Builder) -> Home:
    if not builder.handed_out(found.tensor):
        return builder.place(found.tensor)
    shape = builder.counts(found.free)
    builder.put(found.tensor, builder.source.variable(builder.empty(shape)))
    return builder.homes[found.tensor]


def _scaled(name: str, scale: Fraction, builder: Builder) -> None:
    if scale != 1:
        # a variable may be one number; an array of the module is no local name
        by = number(scale)
        builder.source.write(f"{name} *= {by}" if name[0] == "v" else f"np.multiply({name}, {by}, {name})")
