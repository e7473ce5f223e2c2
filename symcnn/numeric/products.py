"""Products of arrays summed over letters: the cheapest order of pairs, each pair one matrix product where it can be."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from math import prod

from symcnn.notation.letters import Letter
from symcnn.numeric.source import Array, Source, aligned, common_order, reshaped, transposed

WHOLE_SEARCH = 9
SMALL_MATRIX = 64
AXIS_NAMES = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


def contract(source: Source, arrays: Sequence[Array], summed: Collection[Letter]) -> Array:
    """The sum over the given letters of the product of the arrays."""
    summed = frozenset(summed)
    scale = [a.source for a in arrays if not a.letters]
    parts = [_reduce(source, a, _alone(a, arrays) & summed) for a in arrays if a.letters]
    idle = summed - {v for a in arrays for v in a.letters}
    if idle:
        scale.append(f"{float(prod(source.counts(idle)))!r}")
    scale += [p.source for p in parts if not p.letters]
    parts = [p for p in parts if p.letters]
    while len(parts) > WHOLE_SEARCH:
        parts = [_pair(source, parts[0], parts[1], _kept(parts[:2], parts[2:], summed)), *parts[2:]]
    if parts:
        result = _along(source, parts, _plan(source, parts, summed), summed)[0]
        parts = [result]
    return _scaled(source, scale, parts)


def _scaled(source: Source, scale: list[str], parts: list[Array]) -> Array:
    scale = [s for s in scale if s != "1.0"]
    if not scale:
        return parts[0] if parts else Array("1.0")
    text = " * ".join(scale + [p.source for p in parts])
    letters = parts[0].letters if parts else ()
    if len(scale) + len(parts) == 1:
        return Array(text, letters)
    if parts and scale[0] == "-1.0":
        text = "-" + " * ".join([*scale[1:], parts[0].source])
    return source.assign(text, letters)


def _alone(array: Array, arrays: Sequence[Array]) -> frozenset[Letter]:
    others = {v for a in arrays if a is not array for v in a.letters}
    return frozenset(array.letters) - others


def _reduce(source: Source, array: Array, letters: frozenset[Letter]) -> Array:
    if not letters:
        return array
    axes = tuple(i for i, v in enumerate(array.letters) if v in letters)
    left = [v for v in array.letters if v not in letters]
    return source.assign(f"{array.source}.sum(axis={axes if len(axes) > 1 else axes[0]})", left)


def _kept(inside: Sequence[Array], outside: Sequence[Array], summed: frozenset[Letter]) -> frozenset[Letter]:
    needed = {v for a in outside for v in a.letters}
    return frozenset(v for a in inside for v in a.letters if v in needed or v not in summed)


Tree = int | tuple["Tree", "Tree"]


def _plan(source: Source, parts: Sequence[Array], summed: frozenset[Letter]) -> Tree:
    """The order of pairs with the fewest multiplications."""
    letters = [frozenset(p.letters) for p in parts]
    everything = frozenset(range(len(parts)))

    @cache
    def kept(chosen: frozenset[int]) -> frozenset[Letter]:
        needed = frozenset().union(*(letters[i] for i in everything - chosen))
        return frozenset(v for i in chosen for v in letters[i] if v in needed or v not in summed)

    @cache
    def best(chosen: frozenset[int]) -> tuple[int, Tree]:
        if len(chosen) == 1:
            only, = chosen
            return 0, only
        first, *rest = sorted(chosen)
        options = []
        for pattern in range(2 ** len(rest) - 1):
            one = frozenset([first, *(r for i, r in enumerate(rest) if pattern >> i & 1)])
            other = chosen - one
            cost = prod(source.counts(kept(one) | kept(other)))
            options.append((best(one)[0] + best(other)[0] + cost, pattern, (best(one)[1], best(other)[1])))
        cost, _, tree = min(options, key=lambda option: option[:2])
        return cost, tree
    return best(everything)[1]


def _along(source: Source, parts: Sequence[Array], tree: Tree, summed: frozenset[Letter]) -> tuple[Array, list[int]]:
    if isinstance(tree, int):
        return parts[tree], [tree]
    (one, first), (other, second) = (_along(source, parts, branch, summed) for branch in tree)
    used = first + second
    outside = [p for i, p in enumerate(parts) if i not in used]
    return _pair(source, one, other, _kept([one, other], outside, summed)), used


def _pair(source: Source, one: Array, other: Array, kept: frozenset[Letter]) -> Array:
    """The product of two arrays, summed over the letters that are not kept."""
    one = _reduce(source, one, frozenset(one.letters) - frozenset(other.letters) - kept)
    other = _reduce(source, other, frozenset(other.letters) - frozenset(one.letters) - kept)
    inner = [v for v in one.letters if v in other.letters and v not in kept]
    batch = [v for v in one.letters if v in other.letters and v in kept]
    if not inner:
        order = list(common_order([one, other]))
        return source.assign(f"{aligned(one, order)} * {aligned(other, order)}", order)
    rows = [v for v in one.letters if v not in inner and v not in batch]
    columns = [v for v in other.letters if v not in inner and v not in batch]
    if rows and columns and min(columns) < min(rows):
        # letters are minted in the order of the left side's axes: this way the product has its axes in that order
        one, other, rows, columns = other, one, columns, rows
    if not batch and not rows and not columns:
        flat = [transposed(a.source, [a.letters.index(v) for v in inner]) + ".reshape(-1)" for a in (one, other)]
        return source.assign(f"np.dot({flat[0]}, {flat[1]})")
    size = prod(source.counts(rows)) * prod(source.counts(columns)) * prod(source.counts(inner))
    if batch and size < SMALL_MATRIX:
        return _einsum(source, one, other, [*batch, *rows, *columns])
    left = _matrix(source, one, batch, rows, inner)
    right = _turned(_matrix(source, other, batch, columns, inner), batch)
    product = f"np.matmul({left}, {right})"
    order = [*batch, *rows, *columns]
    return source.assign(reshaped(product, source.counts(order)), order)


def _matrix(source: Source, array: Array, batch: list[Letter], outer: list[Letter], inner: list[Letter]) -> str:
    """The array as matrices of outer by inner letters, stored with its last letter still last: copying is then fast."""
    tail = inner if not outer or array.letters[-1] in inner else outer
    head = outer if tail is inner else inner
    order = [*batch, *head, *tail]
    groups = (batch, head, tail) if batch else (head, tail)
    shape = [prod(source.counts(group)) for group in groups]
    text = transposed(array.source, [array.letters.index(v) for v in order])
    if any(len(group) != 1 for group in groups):
        text = reshaped(text, shape)
    if tail is inner:
        return text
    return f"{text}.transpose(0, 2, 1)" if batch else f"{text}.T"


def _turned(text: str, batch: list[Letter]) -> str:
    """The source of matrices with their two axes exchanged."""
    ending = ".transpose(0, 2, 1)" if batch else ".T"
    return text.removesuffix(ending) if text.endswith(ending) else text + ending


def _einsum(source: Source, one: Array, other: Array, order: list[Letter]) -> Array:
    names = dict(zip(dict.fromkeys([*one.letters, *other.letters]), AXIS_NAMES, strict=False))
    left, right, out = ("".join(names[v] for v in letters) for letters in (one.letters, other.letters, order))
    return source.assign(f'np.einsum("{left},{right}->{out}", {one.source}, {other.source})', order)
