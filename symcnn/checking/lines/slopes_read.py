r"""Slopes in other signs as derivatives: ``d\\hat{x}_i``, ``d\\sigma/dz``, ``\\nabla_w J`` of what no loss is made of."""

from __future__ import annotations

from contextlib import suppress
from functools import partial

from symcnn.checking.meaning.document import Reading
from symcnn.checking.meaning.functions import ENTRYWISE
from symcnn.errors import SymcnnError
from symcnn.reading.tree import Application, Derivative, Differential, Nabla, Name, Slope, Tree, has, mapped
from symcnn.reading.words import function_key


def slopes_read(reading: Reading, tree: Tree) -> Tree:
    """A differential as the gradient by it, the slope of a known function, the gradient of any number as its derivative."""
    if not has(tree, Derivative, Differential, Nabla):
        return tree
    tree = mapped(tree, partial(slopes_read, reading))
    match tree:
        case Differential(argument):
            return Nabla(None, argument, span=tree.span)
        case Derivative(of=Name(name), by=Name() as by) if name in ENTRYWISE and not reading.names.knows(name) and (
                name not in reading.defined):
            return Slope(function_key(name), by, span=tree.span)
        case Nabla(by=Tree() as by, of=Tree() as of) if (number := number_of(reading, of)) is not None:
            return Derivative(number, by, span=tree.span)
    return tree


def number_of(reading: Reading, tree: Tree) -> Tree | None:
    """The single number of the network that a tree names, ``J`` or ``J(w)``, if it is not the loss."""
    base = tree.base if isinstance(tree, Application) else tree
    with suppress(SymcnnError):
        key = reading.names.named(base).key if isinstance(base, Name) else None
        if key is not None and reading.names.rank(key) == 0 and key != reading.names.model.network.loss:
            return base
    return None
