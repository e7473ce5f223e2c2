"""Sizes asked for by a word or between bars: ``shape(C) = (8, 32, 32)``, ``numel(W) = 600``, ``|W| = 8 · 3 · 5 · 5``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from types import MappingProxyType

import numpy as np

from symcnn.checking.judge.judge import Judge
from symcnn.checking.lines.extents import factors, shape_of, shape_outcome
from symcnn.checking.lines.outcome import Outcome
from symcnn.checking.meaning.document import Reading
from symcnn.checking.meaning.link import has_decimals, is_numeric
from symcnn.errors import SymcnnError
from symcnn.expression.walk import tensors
from symcnn.notation.spelling import word_set
from symcnn.reading.tree import Application, Call, Matrix, Name, Number, Operation, Tree, Tuple
from symcnn.reading.words import function_key

SHAPES = word_set("shape dim dims dimension dimensions size")
COUNTS = word_set("numel size count entries elements")
PARAMETERS = word_set("params parameters param numparams nparams weights")
BARS = word_set("abs")
EMPTY: Mapping[str, tuple[int, ...]] = MappingProxyType({})


def spoken_size(reading: Reading, head: Tree, others: Sequence[Tree]) -> Outcome | None:
    """The extents, the number of entries or of parameters of a tensor that a head asks for, judged; None for other heads."""
    word, inner = asked(head)
    if inner is None or not others or not all(is_numeric(t) and not has_decimals(t) for t in others):
        return None
    try:
        extents = shape_of(reading, inner, reading.interpreter(reading.worlds[-1], [inner]))
    except SymcnnError:
        return None
    if word in SHAPES and (space := _space(others[0])) is not None and len(others) == 1 and (
            word != "size" or len(factors(space)) == len(extents)):
        return shape_outcome(reading, inner, space)
    if (number := count_of(reading, word, inner)) is None:
        return None
    judge = Judge(reading, Number(str(number)), list(others))
    links = tuple(judge.links())
    if word in BARS and (any(isinstance(t, Matrix) for t in others) or (
            len(extents) == 1 and links[0].verdict == "wrong" and len(factors(others[0])) == 1)):
        # the absolute value of every entry, or how long a vector is
        return None
    return Outcome("claim", links, head, None, judge)


def asked(head: Tree) -> tuple[str, Tree | None]:
    """The word of ``shape(C)`` or ``|W|``, and the name or entry in it."""
    match head:
        case Call(function=word, arguments=(inner,)) if word in BARS:
            return word, inner
        case Application(base=Name(name=word), arguments=(inner,)) if function_key(word) in SHAPES | COUNTS | PARAMETERS:
            return function_key(word), inner
    return "", None


def _space(tree: Tree) -> Tree | None:
    """The extents as a product: ``(8, 32, 32)``, ``[8, 32, 32]``, ``8 × 32 × 32``."""
    items = tree.items if isinstance(tree, Tuple) else tree.rows if isinstance(tree, Matrix) else ()
    if items:
        return reduce(lambda one, other: Operation("*", one, other), items) if all(
            isinstance(t, Number) for t in items) else None
    return tree if len(factors(tree)) > 1 and all(isinstance(t, Number) for t in factors(tree)) else None


def count_of(reading: Reading, word: str, inner: Tree, shapes: Mapping[str, tuple[int, ...]] = EMPTY) -> int | None:
    """How many entries a tensor has, or how many parameters it is made with; nothing for the bars of a single number.

    Some may have other ``shapes`` than the right ones.
    """
    extents = shape_of(reading, inner, reading.interpreter(reading.worlds[-1], [inner]))
    whole = reading.head_key(inner)
    if whole in shapes and reading.names.model.shape(str(whole)) == extents:
        extents = shapes[str(whole)]
    if word in BARS and not extents:
        return None
    if word not in PARAMETERS:
        return int(np.prod(extents, dtype=np.int64))
    model, key = reading.names.model, reading.head_key(inner)
    known, equations = model.network.forward_system.tensors, model.network.forward_system.equations
    found = [*([key] if key else []), *(t for e in equations if e.tensor == key for t in sorted(tensors(e.right)))]
    weights = [k for k in found if k in known and known[k].role == "parameter"]
    return sum(int(np.prod(shapes.get(k, model.shape(k)), dtype=np.int64)) for k in weights) or None
