"""Going through operator forms: what stands below one, and rebuilding it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from typing import Any

from symcnn.forms.nodes import Form


def below(form: Form) -> tuple[Form, ...]:
    """The forms directly below, in order."""
    found: list[Form] = []
    for each in fields(form):
        value = getattr(form, each.name)
        if isinstance(value, Form):
            found.append(value)
        elif isinstance(value, tuple):
            found += [v for v in value if isinstance(v, Form)]
    return tuple(found)


def descend(form: Form) -> Iterator[Form]:
    """The form and all below it, parents first."""
    yield form
    for child in below(form):
        yield from descend(child)


def transform(form: Form, rule: Callable[[Form], Form]) -> Form:
    """The rule applied to every form, children first."""
    changed: dict[str, Any] = {}
    for each in fields(form):
        value = getattr(form, each.name)
        if isinstance(value, Form):
            changed[each.name] = transform(value, rule)
        elif isinstance(value, tuple) and any(isinstance(v, Form) for v in value):
            changed[each.name] = tuple(transform(v, rule) for v in value)
    return rule(replace(form, **changed) if changed else form)
