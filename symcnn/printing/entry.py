"""Prints entries of tensors; the entry of a gradient is shown as the partial derivative it is."""

from __future__ import annotations

from symcnn.expression.nodes import Access
from symcnn.notation.affine import Affine
from symcnn.printing.context import Context
from symcnn.printing.quantity import show_quantity
from symcnn.printing.shown import Shown


def show_entry(access: Access, context: Context) -> Shown:
    """An entry, or the whole tensor where no index is given."""
    of, by = _derivative(access.tensor, access.indices, context)
    return context.style.partial(of.text, [b.text for b in by]) if by else of


def _derivative(key: str, indices: tuple[Affine, ...], context: Context) -> tuple[Shown, tuple[Shown, ...]]:
    """What is derived, and by what, one after the other: a gradient of a gradient is a second derivative."""
    tensor = context.system.tensors.get(key)
    if tensor is None or tensor.partial is None or key in context.style.abbreviations:
        name = context.style.abbreviations.get(key) or (tensor.shown if tensor else key)
        return context.style.entry(name, [show_quantity(i, context).text for i in indices]), ()
    above, below = tensor.partial
    cut = _axes_above(above, below, indices, context)
    of, by = _derivative(above, indices[:cut], context)
    return of, (*by, show_entry(Access(below, indices[cut:]), context))


def _axes_above(above: str, below: str, indices: tuple[Affine, ...], context: Context) -> int:
    """How many of the indices belong to the numerator; a loss that is only a name has none."""
    tensors = context.system.tensors
    if below in tensors:
        return max(0, len(indices) - len(tensors[below].axes))
    return len(tensors[above].axes) if above in tensors else 0
