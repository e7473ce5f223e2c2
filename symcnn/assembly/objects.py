"""A network of layer objects to a system: the layers are those the text builds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields, replace
from typing import Any

import sympy

from symcnn.assembly.assembled import Assembled
from symcnn.assembly.calls import FRACTIONS, SWITCHES
from symcnn.assembly.define import take_equation
from symcnn.assembly.scope import Scope
from symcnn.assembly.text import Progress, begin, conclude
from symcnn.draft.array import Array, Operand, Pending
from symcnn.draft.combine import whole_array
from symcnn.draft.layer import Layer
from symcnn.errors import MeaninglessError, NotSupportedYet, SymcnnError
from symcnn.layers.input import Define, Input
from symcnn.losses.loss import Loss
from symcnn.notation.affine import Affine
from symcnn.notation.letters import index
from symcnn.notation.names import check, normal, without_letters
from symcnn.reading.parser import parse
from symcnn.reading.statements import Definition, Leaf, Statement
from symcnn.reading.tree import Call, Entry, Name, Text, Tree
from symcnn.reading.tree import Tuple as Items
from symcnn.sympy_form import from_sympy

WORDS = ("same", "valid", "sum", "mean")


def assemble_layers(layers: Sequence[Layer], loss: str | None = None, layout: str | None = None,
                    origin: int | None = None) -> Assembled:
    """The system of the layers, each reading the one before unless ``of`` names another; ``loss`` letters a fragment.

    Raises a `SymcnnError` that opens with the name of the layer.
    """
    pairs = list(zip(layers, _before(layers), strict=True))
    progress = begin([_statement(layer, before) for layer, before in pairs], layout, origin)
    progress.upstream_loss = loss
    for layer, before in pairs:
        with _at_layer(layer):
            _take(progress, layer, before)
    return conclude(progress)


@contextmanager
def _at_layer(layer: Layer) -> Iterator[None]:
    try:
        yield
    except SymcnnError as error:
        raise type(error)(f"{type(layer).__name__} {layer.name}: {error}") from error


def _before(layers: Sequence[Layer]) -> Iterator[str]:
    """What each layer reads first."""
    latest = ""
    for layer in layers:
        if not layer.name:
            raise MeaninglessError(f"{type(layer).__name__} has no name: the first argument names what it gives")
        yield layer.of or latest
        latest = layer.name


def _head(name: str) -> tuple[str, tuple[str, ...] | None]:
    """A name and the letters behind it, ``"w[f_i,f_j,k]"``."""
    name = name.strip()
    base = without_letters(name)
    rest = name[len(base):].strip("[]")
    return normal(base), tuple(normal(v) for v in rest.split(",")) if rest else None


def _tree(name: str) -> Tree:
    base, letters = _head(name)
    return Name(base) if letters is None else Entry(Name(base), tuple(Name(v) for v in letters))


def _statement(layer: Layer, before: str) -> Statement:
    """What the layer says in text, as far as the names in it go."""
    name, letters = _head(layer.name)
    if isinstance(layer, Input):
        trees = _size_trees(layer)
        return Leaf(name, letters, trees, scalar=trees == ())
    if isinstance(layer, Define):
        return Definition(name, layer.letters or letters, _size_trees(layer), Call("define", ()))
    read = [_tree(n) for n in _operand_names(layer, before)]
    given = tuple((f.name, _size_tree(getattr(layer, f.name))) for f in fields(layer) if f.name in layer.parameters())
    return Definition(name, letters, None, Call(layer.operation, tuple(read), given))


def _size_trees(layer: Input | Define) -> tuple[Tree, ...] | None:
    sizes = layer.sizes if isinstance(layer.sizes, tuple) or layer.sizes is None else (layer.sizes,)
    return None if sizes is None else tuple(parse(str(s)) for s in sizes)


def _operand_names(layer: Layer, before: str) -> list[str]:
    found = [before]
    for operand in layer.operand_names()[1:]:
        if name := getattr(layer, operand, ""):
            found.append(name)
        elif f"{operand}?" not in layer.operands:
            raise MeaninglessError(f"{type(layer).__name__} {layer.name} has no {operand}: name it, {operand}=\"...\"")
    if not before:
        raise MeaninglessError(f"{type(layer).__name__} {layer.name} reads nothing: put an Input before it, or say of=")
    return found


def _size_tree(value: object) -> Tree:
    if isinstance(value, str) and value not in WORDS:
        return parse(value)
    if isinstance(value, tuple):
        return Items(tuple(_size_tree(v) for v in value))
    return Text(str(value))


def _take(progress: Progress, layer: Layer, before: str) -> None:
    name, letters = _head(layer.name)
    key = progress.survey.key(name, letters)
    progress.sources[key] = 0
    if isinstance(layer, Input):
        progress.scope().tensor(name, letters)
        return
    scope = replace(progress.scope(), letters={n: index(n) for n in letters or ()}, hint=letters)
    named = None
    if isinstance(layer, Define):
        letters, trees = layer.letters or letters, _size_trees(layer)
        array = _defined(scope, layer, letters or ())
        named = None if trees is None else tuple(scope.quantity(t) for t in trees)
    else:
        operands = [_operand(scope, n) for n in _operand_names(layer, before)]
        array = _with_quantities(scope, layer).forward(scope.draft, *operands, letters=letters)
    scope.marks.loss = isinstance(layer, Loss)
    take_equation(progress, scope, key, name, letters, named, array)


def _operand(scope: Scope, text: str) -> Operand:
    return scope.tensor(*_head(text))


def _with_quantities(scope: Scope, layer: Layer) -> Layer:
    """The layer with sizes given as text read: ``"s"``, ``"(K-1)/2"``."""
    changed: dict[str, Any] = {n: _quantity(scope, getattr(layer, n)) for n in layer.parameters()
               if n not in (*SWITCHES, *FRACTIONS, "function", "given", "reduction")}
    return replace(layer, **changed)


def _quantity(scope: Scope, value: object) -> object:
    if isinstance(value, str) and value not in WORDS:
        return scope.quantity(parse(value))
    if isinstance(value, tuple):
        return tuple(_quantity(scope, v) for v in value)
    if value is None or isinstance(value, int | str | Affine):
        return value
    raise NotSupportedYet(f"a {type(value).__name__} as a parameter is not supported yet: give a number or a text")


def _defined(scope: Scope, layer: Define, letters: Sequence[str]) -> Array:
    """A SymPy expression; its symbols are the letters of the left side, else sizes."""
    draft = scope.draft
    for letter in letters:
        check(letter, "a letter of the left side")
    if not isinstance(layer.expr, sympy.Expr):
        given = type(layer.expr).__name__
        raise NotSupportedYet(f"a {given} as a right side is not supported yet: give a SymPy expression")
    ranks = {str(entry.base.label): len(entry.indices) for entry in layer.expr.atoms(sympy.Indexed)}
    for name in sorted(ranks):
        operand = scope.tensor(normal(name))
        if isinstance(operand, Pending):
            whole_array(draft, operand, ranks[name], "")
    tensors = {t.shown: t for t in draft.tensors.values()} | draft.tensors
    symbols = {s: index(s.name) if s.name in letters else draft.knowledge.size(s.name)
               for s in layer.expr.free_symbols
               if isinstance(s, sympy.Symbol) and s.name not in tensors and s.name not in ranks}
    for symbol in sorted(symbols, key=str):
        check(symbol.name, "a symbol")
    scope.marks.indexed = True
    return Array((), from_sympy(layer.expr, tensors, symbols, draft.ties))
