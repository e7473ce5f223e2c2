"""The words that the author of a network gives its layers, ``stride=s``, as numbers once the sizes have numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields
from typing import Any

from symcnn.assembly.operations import operations
from symcnn.draft.layer import Layer
from symcnn.errors import MeaninglessError
from symcnn.layers.pooling import Pooling
from symcnn.reading.statements import Definition, Statement
from symcnn.reading.tree import Call, Name, Negation, Number, Operation, Text, Tree, Tuple, walk

CONFLICT = object()


def words(statements: tuple[Statement, ...], tensors: frozenset[str], sizes: Mapping[str, int]) -> dict[str, Any]:
    """Every parameter by its word, and by operation and word; one that two layers give differently is a conflict."""
    found: dict[str, Any] = {}
    for operation, given in _calls(statements, tensors):
        for word, tree in given.items():
            value = tree if not isinstance(tree, Tree) else value_of(tree, sizes)
            for name in (word, f"{operation}{word}"):
                found[name] = value if found.get(name, value) == value else CONFLICT
    return found


def _calls(statements: tuple[Statement, ...], tensors: frozenset[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    for statement in statements:
        if not isinstance(statement, Definition):
            continue
        for tree in walk(statement.right):
            if isinstance(tree, Call) and tree.function in operations():
                yield tree.function, _parameters(operations()[tree.function], tree, tensors)


def _parameters(kind: type[Layer], tree: Call, tensors: frozenset[str]) -> dict[str, Any]:
    """What a call gives, and the defaults of what it leaves out; the stride of a pool is its kernel's size."""
    rest = list(tree.arguments)
    for operand in kind.operands:
        if rest and (not operand.endswith("?") or _is_tensor(rest[0], tensors)):
            rest.pop(0)
    given: dict[str, Any] = {f.name: f.default for f in fields(kind)
                             if f.name in kind.parameters() and f.default not in (MISSING, None)}
    given |= dict(zip(kind.parameters(), rest, strict=False))
    given |= {word: value for word, value in tree.keywords if word not in kind.operand_names()}
    if issubclass(kind, Pooling) and "kernel_size" in given:
        given.setdefault("stride", given["kernel_size"])
    return given


def _is_tensor(tree: Tree, tensors: frozenset[str]) -> bool:
    return not isinstance(tree, Number | Tuple | Text) and not (isinstance(tree, Name) and tree.name not in tensors)


def value_of(tree: Tree, sizes: Mapping[str, int]) -> Any:
    """A parameter as a number, a tuple of numbers or a word; raises ``MeaninglessError`` for anything else."""
    match tree:
        case Number() if tree.text.isdigit():
            return int(tree.text)
        case Number():
            return float(tree.text)
        case Text():
            return tree.value
        case Tuple():
            return tuple(value_of(item, sizes) for item in tree.items)
        case Name() if tree.name in sizes:
            return sizes[tree.name]
        case Name():
            return {"true": True, "false": False}.get(tree.name.casefold(), tree.name)
        case Negation():
            return -value_of(tree.argument, sizes)
        case Operation(operator="+"):
            return value_of(tree.left, sizes) + value_of(tree.right, sizes)
        case Operation(operator="-"):
            return value_of(tree.left, sizes) - value_of(tree.right, sizes)
        case Operation(operator="*" | "juxtapose"):
            return value_of(tree.left, sizes) * value_of(tree.right, sizes)
        case Operation(operator="/"):
            return value_of(tree.left, sizes) // value_of(tree.right, sizes)
    raise MeaninglessError(f"a parameter that is a {type(tree).__name__.lower()} cannot be handed to a function: "
                           "write it as a number or a letter")
