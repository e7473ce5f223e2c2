"""Prints tensors with their labels, and the operators on them."""

from __future__ import annotations

from dataclasses import replace

from symcnn.equation import Tensor
from symcnn.forms.extents import extents
from symcnn.forms.nodes import (
    VALID,
    Cropped,
    Dilated,
    Form,
    Inner,
    Kronecker,
    MatrixProduct,
    OneHot,
    Ones,
    Outer,
    Padded,
    Raised,
    Reshaped,
    Slice,
    Slid,
    Subsampled,
    SumOfEntries,
    Total,
    Transposed,
    Turned,
)
from symcnn.forms.show import Printed, Rank, Setting, printed, rule
from symcnn.notation.affine import Affine
from symcnn.printing.quantity import show_bound
from symcnn.printing.show import show as show_node
from symcnn.printing.shown import Rank as NodeRank


@rule.register
def _(form: Slice, setting: Setting) -> Printed:
    return part(form.tensor, form.places, setting)


def part(key: str, places: tuple[Affine | None, ...], setting: Setting) -> Printed:
    """A tensor with its labels below; a gradient as the partial derivative it is."""
    tensor, style = setting.context.system.tensors.get(key), setting.signs.style
    if tensor is None or tensor.partial is None or key in style.abbreviations:
        name = style.abbreviations.get(key) or (tensor.shown if tensor else key)
        shown = style.entry(name, _subscripts(tensor, places, setting))
        return Printed(shown.text, Rank.ATOM if shown.rank == NodeRank.ATOM else Rank.PIECE)
    above, below = tensor.partial
    known = setting.context.system.tensors
    cut = len(places) - len(known[below].axes) if below in known else 0
    of, by = part(above, places[:cut], setting), part(below, places[cut:], setting)
    return Printed(style.partial(of.text, [by.text]).text, Rank.PIECE)


def _subscripts(tensor: Tensor | None, places: tuple[Affine | None, ...], setting: Setting) -> list[str]:
    """The labels; axes that are kept are marked where the labels would not say which they are."""
    labels = [p for p in places if p is not None]
    leading = all(p is not None for p in places[:len(labels)])
    own = [] if tensor is None else [a.letter for a in tensor.axes]
    if leading or all(p is None or (p.letter is not None and p.letter.name == a) for p, a in zip(places, own, strict=False)):
        return [setting.quantity(p) for p in labels]
    return [setting.signs.whole if p is None else setting.quantity(p) for p in places]


@rule.register
def _(form: Ones, setting: Setting) -> Printed:
    return Printed(setting.signs.ones([setting.quantity(n) for n in form.extents]))


def _called(function: str, form: Form, setting: Setting, *arguments: str) -> Printed:
    inner = printed(form, setting)
    return Printed(setting.signs.call(function, [inner.text, *arguments], inner.tall))


@rule.register
def _(form: Turned, setting: Setting) -> Printed:
    return _called("rot180" if len(extents(form)) > 1 else "flip", form.of, setting)


@rule.register
def _(form: Transposed, setting: Setting) -> Printed:
    if len(form.order) == 2:
        return Printed(setting.signs.transposed(setting.at_least(form.of, Rank.ATOM)), Rank.PIECE)
    first = setting.context.system.origin
    return _called("transpose", form.of, setting, setting.tuple([setting.number(n + first) for n in form.order]))


@rule.register
def _(form: Dilated, setting: Setting) -> Printed:
    return _called("dilate", form.of, setting, setting.quantities(form.steps))


@rule.register
def _(form: Subsampled, setting: Setting) -> Printed:
    return _called("subsample", form.of, setting, setting.quantities(form.steps))


@rule.register(Padded)
@rule.register(Cropped)
def _(form: Padded | Cropped, setting: Setting) -> Printed:
    return _called("pad" if isinstance(form, Padded) else "crop", form.of, setting, _borders(form, setting))


def _borders(form: Padded | Cropped, setting: Setting) -> str:
    """One number for all sides, one for each axis, or a pair for each axis: of two numbers nobody could tell which."""
    if form.before == form.after:
        return setting.quantities(form.before)
    sides = list(zip(form.before, form.after, strict=True))
    pairs = [setting.tuple([setting.quantity(b), setting.quantity(a)]) for b, a in sides]
    return pairs[0] if len(sides) == 1 else setting.tuple(pairs)


@rule.register
def _(form: Slid, setting: Setting) -> Printed:
    signs = setting.signs
    mode = form.mode if form.mode != VALID else ""
    stride = setting.quantities(form.strides) if form.strides else ""
    one, other = (setting.at_least(f, Rank.PRODUCT) for f in (form.one, form.other))
    sign = signs.convolution if form.turned else signs.correlation
    return Printed(signs.slid(one, sign, other, mode, stride), Rank.PAIRING)


@rule.register
def _(form: MatrixProduct, setting: Setting) -> Printed:
    return Printed(setting.signs.beside.join(setting.at_least(f, Rank.PRODUCT) for f in (form.one, form.other)),
                   Rank.PRODUCT)


@rule.register
def _(form: OneHot, setting: Setting) -> Printed:
    return Printed(setting.signs.unit(show_node(form.at, setting.context).text))


@rule.register
def _(form: Kronecker, setting: Setting) -> Printed:
    return Printed(setting.signs.kronecker.join(setting.at_least(f, Rank.PRODUCT) for f in (form.one, form.other)),
                   Rank.PAIRING)


@rule.register
def _(form: Outer, setting: Setting) -> Printed:
    transposed = setting.signs.transposed(setting.at_least(form.other, Rank.ATOM))
    return Printed(setting.at_least(form.one, Rank.PRODUCT) + setting.signs.beside + transposed, Rank.PRODUCT)


@rule.register
def _(form: Inner, setting: Setting) -> Printed:
    if len(extents(form.one)) > 1:
        return Printed(setting.signs.inner(printed(form.one, setting).text, printed(form.other, setting).text))
    transposed = setting.signs.transposed(setting.at_least(form.one, Rank.ATOM))
    return Printed(transposed + setting.signs.beside + setting.at_least(form.other, Rank.PRODUCT), Rank.PRODUCT)


@rule.register
def _(form: SumOfEntries, setting: Setting) -> Printed:
    if isinstance(form.of, Raised) and form.of.exponent == 2:
        return Printed(setting.signs.norm(printed(form.of.of, setting).text), Rank.PIECE)
    return _called("sum", form.of, setting)


@rule.register
def _(form: Total, setting: Setting) -> Printed:
    inside = replace(setting, context=setting.context.within(r.letter for r in form.ranges))
    style = setting.signs.style
    text = "".join(style.sum(inside.context.letter(r.letter), show_bound(r.lower, "lower", inside.context).text,
                             show_bound(r.upper, "upper", inside.context).text) for r in form.ranges)
    return Printed(text + inside.at_least(form.of, Rank.OPEN), Rank.OPEN)


@rule.register
def _(form: Reshaped, setting: Setting) -> Printed:
    if len(form.extents) == 1:
        return _called("flatten", form.of, setting)
    shape = setting.signs.shape([setting.quantity(n) for n in form.extents])
    return _called("reshape", form.of, setting, shape)
