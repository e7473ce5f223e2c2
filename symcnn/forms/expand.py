"""Labels of an operator form put in, and its sums over labels written out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from itertools import product
from typing import Any

from symcnn.expression.nodes import Node, Range
from symcnn.expression.walk import substitute, substitute_range
from symcnn.forms.nodes import Form, Plus, Total
from symcnn.notation.affine import Affine, constant
from symcnn.notation.letters import Letter

Values = Mapping[Letter, Affine]


def put_in(form: Form, values: Values) -> Form:
    """The form with numbers for labels; a sum over labels that then run between numbers is written out.

    >>> from symcnn.expression.nodes import Range
    >>> from symcnn.forms.nodes import Slice
    >>> from symcnn.notation.affine import whole
    >>> from symcnn.notation.letters import index
    >>> j = index("j")
    >>> total = Total((Range(j, (constant(1),), (constant(3),)),), Slice("X", (whole(j), None), (constant(9),)))
    >>> [term.places[0].number for term in put_in(total, {}).terms]
    [1, 2, 3]
    """
    if isinstance(form, Total):
        return _total(form, values)
    changed = {each.name: _changed(getattr(form, each.name), values) for each in fields(form)}
    form = replace(form, **changed)
    return Plus(tuple(_flat(form.terms))) if isinstance(form, Plus) else form


def _changed(value: Any, values: Values) -> Any:
    match value:
        case Form():
            return put_in(value, values)
        case Node():
            return substitute(value, values)
        case Affine():
            return value.substitute(values)
        case tuple():
            return tuple(_changed(v, values) for v in value)
    return value


def _flat(terms: tuple[Form, ...]) -> Iterator[Form]:
    for term in terms:
        if isinstance(term, Plus):
            yield from term.terms
        else:
            yield term


def _total(form: Total, values: Values) -> Form:
    ranges = [substitute_range(r, values) for r in form.ranges]
    spans = [_span(r) for r in ranges]
    if None in spans:
        return Total(tuple(ranges), put_in(form.of, values))
    letters = [r.letter for r in ranges]
    terms = [put_in(form.of, {**values, **{v: constant(n) for v, n in zip(letters, numbers, strict=True)}})
             for numbers in product(*(s for s in spans if s is not None))]
    return terms[0] if len(terms) == 1 else Plus(tuple(_flat(tuple(terms))))


def _span(r: Range) -> range | None:
    ends = [q.number for q in (*r.lower, *r.upper)]
    if None in ends:
        return None
    lower, upper = ([q.number or 0 for q in side] for side in (r.lower, r.upper))
    return range(max(lower), min(upper) + 1)
