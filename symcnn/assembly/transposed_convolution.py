"""``conv_transpose(x, w, stride=2, padding=1)``: every entry spreads the kernel, which lies ``[in, out, height, width]``."""

from __future__ import annotations

from collections.abc import Callable

from symcnn.assembly.scope import Scope
from symcnn.draft.array import Array, Operand
from symcnn.draft.combine import whole_array
from symcnn.errors import MeaninglessError, NotSupportedYet
from symcnn.layers.conv import Conv
from symcnn.layers.dilate import Dilate
from symcnn.layers.pad import Pad
from symcnn.notation.affine import whole
from symcnn.reading.tree import Call, Tree, Tuple

PARAMETERS = ("stride", "padding")


def conv_transpose(scope: Scope, tree: Call, evaluate: Callable[[Scope, Tree], Operand]) -> Array:
    """A kernel turned and slid over the input with zeros between its entries and around them."""
    draft = scope.draft
    given = dict(zip(PARAMETERS, tree.arguments[2:], strict=False)) | dict(tree.keywords)
    if len(tree.arguments) not in (2, 3, 4) or set(given) - set(PARAMETERS):
        raise MeaninglessError(f"conv_transpose takes an input, a kernel, {' and '.join(PARAMETERS)}")
    inputs, weight = (evaluate(scope.without_hint(), t) for t in tree.arguments[:2])
    if inputs.rank is None or weight.rank is None:
        raise NotSupportedYet("conv_transpose of arrays without sizes is not supported yet: give both their sizes")
    inputs, weight = whole_array(draft, inputs), whole_array(draft, weight, role="parameter")
    channels = weight.rank == inputs.rank + 1
    spatial = weight.rank - 2 if channels else weight.rank
    if spatial < 1 or not (channels or weight.rank == inputs.rank):
        raise MeaninglessError("give the kernel of conv_transpose as [in, out, height, width], or both without channels")

    def parameter(word: str, default: int) -> tuple:
        value = given.get(word)
        if isinstance(value, Tuple):
            return tuple(map(scope.quantity, value.items))
        return (whole(default) if value is None else scope.quantity(value),) * spatial

    steps, borders = parameter("stride", 1), parameter("padding", 0)
    wide = tuple(k - 1 - p for k, p in zip(weight.extents[-spatial:], borders, strict=True))
    spread = Pad(padding=wide).forward(draft, Dilate(step=steps).forward(draft, inputs))
    turned = draft.permuted(weight, (1, 0, *range(2, weight.rank))) if channels else weight
    return Conv(flip=True).forward(draft, spread, turned, letters=scope.hint)
