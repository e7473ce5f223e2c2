"""Rules for what is done entry by entry: sums, products, functions; and for the entries themselves."""

from __future__ import annotations

from symcnn.errors import NotRecognised
from symcnn.expression.build import multiply
from symcnn.expression.nodes import (
    Access,
    Add,
    Apply,
    Compare,
    Greatest,
    Multiply,
    Node,
    Number,
    Power,
    Size,
    Winner,
)
from symcnn.expression.walk import free_letters
from symcnn.forms.extents import extents
from symcnn.forms.nodes import (
    Applied,
    Compared,
    Form,
    Greater,
    OneHot,
    Outer,
    Plus,
    Raised,
    Reshaped,
    Scalar,
    Slice,
    Transposed,
    Turned,
)
from symcnn.forms.proving import proved
from symcnn.forms.read import Axes, as_sum, combined, hadamard, read, rule
from symcnn.forms.scene import Scene
from symcnn.forms.slide import padded
from symcnn.notation.affine import Affine, whole


@rule(Number)
@rule(Size)
def _(node: Node, axes: Axes, scene: Scene) -> tuple[Form, ...]:
    if axes:
        raise NotRecognised("an index is used as a number: keep to the index form")
    return (Scalar(node),)


@rule
def _(node: Access, axes: Axes, scene: Scene) -> tuple[Form, ...]:
    if not axes:
        return (Scalar(node),)
    moving = [i for i in node.indices if i.letters & set(axes)]
    places = tuple(None if i in moving else i for i in node.indices)
    tensor = scene.system.tensors[node.tensor]
    counts = tuple(a.extent for a, p in zip(tensor.axes, places, strict=True) if p is None)
    part = Slice(node.tensor, places, counts)
    form = arranged(part, moving, axes, scene)
    if form is not None and proved(node, form, axes, scene):
        return (form,)
    return as_sum(node, axes, scene)


def arranged(part: Form, moving: list[Affine], axes: Axes, scene: Scene) -> Form | None:
    """The part with its axes in the order of the letters, turned, cropped or reshaped as the places say."""
    letters = [_only(i, axes) for i in moving]
    if None in letters or len(set(letters)) < len(letters) or len(letters) != len(axes):
        return Reshaped(part, tuple(scene.extent(v) for v in axes))
    order = tuple(letters.index(v) for v in axes)
    form = part if order == tuple(range(len(order))) else Transposed(part, order)
    at = [moving[n] for n in order]
    signs = {i.coefficient(v).number for i, v in zip(at, axes, strict=True)}
    if signs == {-1}:
        form, at = Turned(form), [n + (2 * scene.origin - 1) - i for n, i in zip(extents(form), at, strict=True)]
    elif signs != {1}:
        return None
    before = tuple(whole(v) - i for v, i in zip(axes, at, strict=True))
    after = tuple(scene.extent(v) - b - n for v, b, n in zip(axes, before, extents(form), strict=True))
    return padded(form, before, after, scene.facts)


def _only(index: Affine, axes: Axes) -> object:
    """The one axis letter of an index that is it, or its opposite, plus something fixed."""
    letters = [v for v in index.letters if v in axes]
    if len(letters) != 1 or index.floors() or any(len(m) > 1 and letters[0] in m for m, _ in index.terms):
        return None
    return letters[0]


@rule
def _(node: Add, axes: Axes, scene: Scene) -> tuple[Form, ...]:
    parts = [read(t, axes, scene) for t in node.terms]
    if any(extents(p[0]) and not set(axes) <= free_letters(t) for p, t in zip(parts, node.terms, strict=True)):
        raise NotRecognised("a term moves along some of the axes only")
    return combined(parts, Plus)


@rule
def _(node: Multiply, axes: Axes, scene: Scene) -> tuple[Form, ...]:
    try:
        return _product(node, axes, scene)
    except NotRecognised:
        if not axes:
            raise
        return as_sum(node, axes, scene)


def _product(node: Multiply, axes: Axes, scene: Scene) -> tuple[Form, ...]:
    """The factors entry by entry, or the outer product of two columns."""
    groups: dict[tuple[int, ...], list[Node]] = {}
    for factor in node.factors:
        letters = free_letters(factor)
        groups.setdefault(tuple(n for n, v in enumerate(axes) if v in letters), []).append(factor)
    scalars = [read(f, (), scene) for f in groups.pop((), [])]
    if len(groups) <= 1:
        arrays = [read(f, axes, scene) for fs in groups.values() for f in fs]
        return combined(scalars + arrays, hadamard)
    if sorted(groups) != [(0,), (1,)]:
        raise NotRecognised("factors that move along different axes are an outer product of vectors only")
    one, other = (read(multiply(*groups[n,]), (axes[n],), scene) for n in (0, 1))
    return combined([*scalars, one, other], lambda f: hadamard([*f[:-2], Outer(*f[-2:])]))


@rule
def _(node: Power, axes: Axes, scene: Scene) -> tuple[Form, ...]:
    return combined([read(node.base, axes, scene)], lambda f: Raised(f[0], node.exponent))


@rule
def _(node: Apply, axes: Axes, scene: Scene) -> tuple[Form, ...]:
    return combined([read(node.argument, axes, scene)], lambda f: Applied(node.function, f[0], node.parameters))


@rule
def _(node: Compare, axes: Axes, scene: Scene) -> tuple[Form, ...]:
    fixed = not free_letters(node.right) & set(axes)
    if len(axes) == 1 and node.relation == "==" and node.left == Size(whole(axes[0])) and fixed:
        return (OneHot(node.right, (scene.extent(axes[0]),)),)
    parts = [read(n, axes, scene) for n in (node.left, node.right)]
    return combined(parts, lambda f: Compared(node.relation, *f))


@rule
def _(node: Greatest, axes: Axes, scene: Scene) -> tuple[Form, ...]:
    return combined([read(v, axes, scene) for v in node.values], Greater)


@rule
def _(node: Winner, axes: Axes, scene: Scene) -> tuple[Form, ...]:
    if not isinstance(node.of, Greatest) or len(node.of.values) != 2 or node.of.tie != "first":
        raise NotRecognised("the switch of a maximum over a window has no operator form: keep to the index form")
    place = node.at[0].number or 0
    parts = [read(node.of.values[n], axes, scene) for n in (place, 1 - place)]
    return combined(parts, lambda f: Compared(">" if place else ">=", *f))
