"""Hyperparameters given as numbers, made letters: a stride of 2 becomes the letter stride, whose number is 2."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from symcnn.reading.statements import Definition, Statement
from symcnn.reading.tree import Call, Name, Number, Tree, children, walk

LIFTED = ("stride", "padding")
WINDOWS = ("conv", "maxpool", "avgpool", "sumpool")


def lifted(statements: Sequence[Statement]) -> tuple[tuple[Statement, ...], dict[str, int]] | None:
    """The statements with strides and paddings as letters of these names, and their numbers.

    Where several layers state them the names say which layer is meant, counted from the input of a line on. None where no
    layer with a window states a number, or where the statements use such a name for something else.

    >>> from symcnn.reading.network import read_network
    >>> lifted(read_network("Y = conv(X, W, stride=2, padding=1)"))[1]
    {'stride': 2, 'padding': 1}
    >>> lifted(read_network("Y = conv(X, W, padding=1); Z = max_pool(relu(Y), 3, stride=2)"))[1]
    {'padding_1': 1, 'stride_2': 2}
    """
    definitions = [s for s in statements if isinstance(s, Definition)]
    trees = [tree for s in definitions for tree in walk(s.right)]
    layers = [t for s in definitions for t in _inside_out(s.right) if isinstance(t, Call) and _has_window(t)]
    stated = {n: _numbers(layer) for n, layer in enumerate(layers, start=1) if _numbers(layer)}
    ending = {n: f"_{n}" if len(stated) > 1 else "" for n in stated}
    found = {f"{name}{ending[n]}": number for n, own in stated.items() for name, number in own.items()}
    names = {t.name for t in trees if isinstance(t, Name)} | {getattr(s, "name", "") for s in statements}
    if not stated or names & found.keys() or any(own.get("stride") == 0 for own in stated.values()):
        return None
    renamed = {id(layers[n - 1]): {name: f"{name}{ending[n]}" for name in own} for n, own in stated.items()}
    return tuple(replace(s, right=_renamed(s.right, renamed)) if isinstance(s, Definition) else s for s in statements), found


def _has_window(call: Call) -> bool:
    return call.function.replace("_", "") in WINDOWS


def _numbers(layer: Call) -> dict[str, int]:
    """The stride and the padding of a layer, where they are stated as one number."""
    found = {n: int(t.text) for n, t in layer.keywords if n in LIFTED and isinstance(t, Number) and t.text.isdecimal()}
    return {n: found[n] for n in LIFTED if n in found}


def _inside_out(tree: Tree) -> list[Tree]:
    """The tree and all in it, arguments before what is made of them."""
    found, waiting = [], [tree]
    while waiting:
        found.append(waiting.pop())
        waiting.extend(children(found[-1]))
    return found[::-1]


def _renamed(value: Any, names: Mapping[int, Mapping[str, str]]) -> Any:
    """A tree with names for some arguments of its calls; calls are told by their identity."""
    if isinstance(value, tuple):
        return tuple(_renamed(v, names) for v in value)
    if not isinstance(value, Tree):
        return value
    new = replace(value, **{f.name: _renamed(getattr(value, f.name), names) for f in fields(value) if f.init})
    if isinstance(new, Call) and id(value) in names:
        own = names[id(value)]
        return replace(new, keywords=tuple((k, Name(own[k], span=t.span) if k in own else t) for k, t in new.keywords))
    return new
