"""The same fact with a kernel turned: ``D *_full K`` is ``D ⋆_full rot180(K)``."""

from __future__ import annotations

from dataclasses import replace

from symcnn.forms.nodes import Form, Ones, Slid, Turned
from symcnn.forms.walk import descend, transform


def twins(form: Form) -> tuple[Form, ...]:
    """The form with every convolution written as a correlation with the turned kernel; none where there is none."""
    if not any(isinstance(f, Slid) and f.turned for f in descend(form)):
        return ()
    return (transform(form, as_correlation),)


def as_correlation(form: Form) -> Form:
    """A convolution as a correlation; turning an array of ones, or one turned already, leaves no trace."""
    if not isinstance(form, Slid) or not form.turned:
        return form
    return replace(form, other=turned(form.other), turned=False)


def turned(form: Form) -> Form:
    """The form turned by half a turn."""
    match form:
        case Ones():
            return form
        case Turned():
            return form.of
    return Turned(form)
