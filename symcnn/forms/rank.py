"""Which of several forms of one fact an author would write first."""

from __future__ import annotations

from symcnn.forms.nodes import FULL, SAME, Cropped, Dilated, Form, Padded, Slid, Transposed, Turned
from symcnn.forms.walk import descend
from symcnn.notation.affine import Affine

_WEIGHTS = {Padded: 3, Cropped: 3, Turned: 3, Dilated: 2, Transposed: 1}


def burden(form: Form) -> int:
    """How much there is to read that is no product."""
    total = 0
    for each in descend(form):
        total += _WEIGHTS.get(type(each), 0)
        if isinstance(each, Slid):
            total += 1 + (each.mode in (FULL, SAME)) + each.turned + bool(each.strides)
    return total + borders(form)


def borders(form: Form) -> int:
    """How much there is to read in the borders that are put around or taken off."""
    return sum(_length(q) for each in descend(form) if isinstance(each, Padded | Cropped)
               for q in {*each.before, *each.after})


def is_convolution(form: Form) -> bool:
    """Whether a kernel is turned in it."""
    return any(isinstance(f, Slid) and f.turned for f in descend(form))


def _length(quantity: Affine) -> int:
    """How many terms a quantity has, those inside quotients counted twice."""
    return len(quantity.terms) + sum(4 * len(f.numerator.terms) for f in quantity.floors())
