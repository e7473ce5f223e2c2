"""Hyperparameters given as numbers, made letters: a stride of 2 becomes the letter stride, whose number is 2."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

from symcnn.reading.statements import Definition, Statement
from symcnn.reading.tree import Call, Name, Number, Tree, walk

LIFTED = ("stride", "padding")
WINDOWS = ("conv", "maxpool", "avgpool", "sumpool")


def lifted(statements: Sequence[Statement]) -> tuple[tuple[Statement, ...], dict[str, int]] | None:
    """The statements with strides and paddings as letters of these names, and their numbers.

    None where there is not exactly one layer with a window, where it states none as a number, or where the statements use
    such a name for something else.

    >>> from symcnn.reading.network import read_network
    >>> lifted(read_network("Y = conv(X, W, stride=2, padding=1)"))[1]
    {'stride': 2, 'padding': 1}
    """
    definitions = [s for s in statements if isinstance(s, Definition)]
    trees = [tree for s in definitions for tree in walk(s.right)]
    layers = [t for t in trees if isinstance(t, Call) and t.function.replace("_", "") in WINDOWS]
    names = {t.name for t in trees if isinstance(t, Name)} | {getattr(s, "name", "") for s in statements}
    if len(layers) != 1 or names & set(LIFTED):
        return None
    layer = layers[0]
    numbers = {n: int(t.text) for n, t in layer.keywords if n in LIFTED and isinstance(t, Number) and t.text.isdecimal()}
    if not numbers or numbers.get("stride") == 0:
        return None
    general = replace(layer, keywords=tuple((n, Name(n, span=t.span) if n in numbers else t) for n, t in layer.keywords))
    found = tuple(replace(s, right=_replaced(s.right, layer, general)) if isinstance(s, Definition) else s
                  for s in statements)
    return found, {n: numbers[n] for n in LIFTED if n in numbers}


def _replaced(value: Any, old: Tree, new: Tree) -> Any:
    """A tree with one node in another's place."""
    if value is old:
        return new
    if isinstance(value, tuple):
        return tuple(_replaced(v, old, new) for v in value)
    if isinstance(value, Tree):
        return replace(value, **{f.name: _replaced(getattr(value, f.name), old, new) for f in fields(value) if f.init})
    return value
