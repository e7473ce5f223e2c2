"""A first look at all statements: which names are tensors and which sizes, before any equation is built."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from symcnn.assembly.operations import operations
from symcnn.assembly.sizes import MOST_DIGITS
from symcnn.errors import MeaninglessError, ShapeError
from symcnn.reading.statements import Assume, Batch, Data, Definition, Digits, Leaf, Statement
from symcnn.reading.tree import (
    Call,
    Derivative,
    Entry,
    Extremum,
    Name,
    Number,
    Operation,
    SumOver,
    Text,
    Tree,
    children,
    find,
    walk,
)

LetterNames = tuple[str, ...]


@dataclass(frozen=True)
class Survey:
    """What the statements name.

    ``variants`` holds, by name, the letters of every tensor shown by it; ``leaves`` and ``data`` the last statement
    for a key; ``sizes`` the names that sizes are made of, ``spoken`` those only spoken of, ``ends`` those where sums end,
    with the letters of these sums; ``letters`` stand as indices.
    """

    variants: dict[str, tuple[LetterNames, ...]]
    leaves: dict[str, Leaf]
    data: dict[str, Digits]
    tensors: frozenset[str]
    sizes: frozenset[str]
    spoken: frozenset[str]
    ends: dict[str, frozenset[str]]
    letters: frozenset[str]
    numbers: dict[str, int]

    def key(self, name: str, letters: LetterNames | None = None) -> str:
        """The key of a tensor; raises ``MeaninglessError`` where two show the name and the letters do not tell."""
        variants = self.variants.get(name, ())
        if len(variants) < 2:
            return name
        if letters in variants:
            return keyed(name, letters)  # type: ignore[arg-type]
        fitting = [v for v in variants if letters is not None and len(v) == len(letters)]
        if len(fitting) == 1:
            return keyed(name, fitting[0])
        both = " or ".join(keyed(name, v) for v in variants)
        raise MeaninglessError(f"{name} names {len(variants)} tensors: write {both}")


def keyed(name: str, letters: LetterNames) -> str:
    return f"{name}[{','.join(letters)}]"


def survey(statements: Sequence[Statement]) -> Survey:
    """What is named in the statements, whatever their order."""
    variants = _variants(statements)
    sizes = frozenset(n for s in statements for n in _size_names(s))
    spoken = frozenset(n for s in statements for n in _spoken_names(s))
    defined_sizes = {s.name for s in statements if isinstance(s, Definition) and s.name in sizes and s.letters is None}
    spoken |= {n for s in statements if isinstance(s, Definition) and s.name in defined_sizes for n in _names(s.right)}
    right = {n for s in statements if isinstance(s, Definition) and s.name not in defined_sizes
             for n in _tensor_names(s.right)}
    numbers = {s.name: int(s.value) for s in statements
               if isinstance(s, Data) and isinstance(s.name, str) and isinstance(s.value, str)
               and s.value.isdigit() and len(s.value) <= MOST_DIGITS
               and s.name in (sizes | spoken)}
    named = {s.name for s in statements if isinstance(s, Leaf | Definition | Data) and isinstance(s.name, str)}
    tensors = frozenset((named | right) - set(numbers) - defined_sizes - (sizes - named))
    letters = frozenset(n for s in statements for n in _index_letters(s))
    ends = _ends(statements)
    found = Survey(variants, {}, {}, tensors, sizes, spoken, ends, letters, numbers)
    leaves = {found.key(s.name, s.letters): s for s in statements if isinstance(s, Leaf)}
    data = {found.key(s.name, s.letters): s.value for s in statements
            if isinstance(s, Data) and isinstance(s.name, str) and s.name not in numbers}
    return replace(found, leaves=leaves, data=data)


def _variants(statements: Sequence[Statement]) -> dict[str, tuple[LetterNames, ...]]:
    found: dict[str, dict[LetterNames, None]] = {}
    for statement in statements:
        if isinstance(statement, Leaf | Definition) and statement.letters:
            found.setdefault(statement.name, {})[statement.letters] = None
    for statement in statements:
        if not isinstance(statement, Definition):
            continue
        for name, letters in _operands(statement.right):
            known = found.setdefault(name, {})
            if not any(len(v) == len(letters) for v in known):
                known[letters] = None
    return {name: tuple(v) for name, v in found.items()}


def _operands(tree: Tree) -> Iterator[tuple[str, LetterNames]]:
    """The names with letters that stand as operands of the layers that bind letters."""
    for node in walk(tree):
        if isinstance(node, Call) and node.function in ("conv", "dense", "linear"):
            for argument in node.arguments:
                if isinstance(argument, Entry) and isinstance(argument.base, Name):
                    letters = tuple(i.name for i in argument.indices if isinstance(i, Name))
                    if len(letters) == len(argument.indices):
                        yield argument.base.name, letters


def _size_names(statement: Statement) -> Iterator[str]:
    if isinstance(statement, Leaf | Definition):
        for size in statement.sizes or ():
            yield from _names(size)
    if isinstance(statement, Batch) and statement.size is not None:
        yield from _names(statement.size)


def _spoken_names(statement: Statement) -> Iterator[str]:
    if isinstance(statement, Assume) and statement.kind != "one-hot" and not isinstance(statement.left, Call):
        yield from _names(statement.left)
        if statement.right is not None:
            yield from _names(statement.right)
    if isinstance(statement, Definition):
        for node in walk(statement.right):
            if isinstance(node, Call):
                for argument in _sizes_given(node):
                    yield from _names(argument)
                for word, value in node.keywords:
                    if word not in ("weight", "bias", "target"):
                        yield from _names(value)
            if isinstance(node, SumOver):
                for bound in (node.lower, node.upper):
                    if bound is not None:
                        yield from _names(bound)


def _ends(statements: Sequence[Statement]) -> dict[str, frozenset[str]]:
    """The names that alone, or less a number, end sums, which says how many values the letters of these have."""
    found: dict[str, frozenset[str]] = {}
    for node in (t for s in statements if isinstance(s, Definition) for t in find(s.right, SumOver)):
        match node.upper:
            case Name(name=end) | Operation(operator="-", left=Name(name=end), right=Number()):
                found[end] = found.get(end, frozenset()) | {*node.letters}
    return found


def _index_letters(statement: Statement) -> Iterator[str]:
    """The names that stand alone as an index, or run through a sum."""
    if isinstance(statement, Leaf | Definition):
        yield from statement.letters or ()
    if isinstance(statement, Definition):
        for node in walk(statement.right):
            if isinstance(node, Entry):
                yield from (i.name for i in node.indices if isinstance(i, Name))
            elif isinstance(node, SumOver):
                yield from node.letters


def _operand_count(tree: Call) -> int | None:
    """How many of the arguments without a name may be tensors; the rest are sizes."""
    kind = operations().get(tree.function)
    if kind is None or any(o.endswith("*") for o in kind.operands):
        return None
    return len(kind.operands)


def _sizes_given(tree: Call) -> tuple[Tree, ...]:
    count = _operand_count(tree)
    return () if count is None else tree.arguments[count:]


def _names(tree: Tree) -> Iterator[str]:
    for node in walk(tree):
        if isinstance(node, Name) and node.name not in ("True", "False", "same", "valid", "mean", "sum"):
            yield node.name


def _tensor_names(tree: Tree, bound: frozenset[str] = frozenset()) -> Iterator[str]:
    """The names on a right side that may be tensors: not those of indices, sizes or bound letters."""
    match tree:
        case Name():
            if tree.name not in bound:
                yield tree.name
        case Entry():
            yield from _tensor_names(tree.base)
        case SumOver():
            yield from _tensor_names(tree.body, bound | set(tree.letters))
        case Extremum(body=Tree() as body):
            yield from _tensor_names(body, bound | {n for c in tree.conditions for n in _names(c)})
        case Call():
            for argument in tree.arguments[:_operand_count(tree)]:
                yield from _tensor_names(argument, bound)
        case Derivative() | Text():
            return
        case _:
            for child in children(tree):
                yield from _tensor_names(child, bound)


def shape_of(value: Digits) -> tuple[int, ...]:
    """The shape of nested numbers; raises ``ShapeError`` where rows differ in length."""
    if isinstance(value, str):
        return ()
    inner = {shape_of(v) for v in value}
    if len(inner) != 1:
        raise ShapeError("the rows of an array differ in length: give each row the same number of entries")
    return (len(value), *inner.pop())


def squeezed(value: Digits, rank: int) -> Digits:
    """The numbers with axes of extent one left out until they have this many axes."""
    shape = shape_of(value)
    while len(shape) > rank and 1 in shape:
        value = _without_axis(value, shape.index(1))
        shape = shape_of(value)
    return value


def _without_axis(value: Digits, axis: int) -> Digits:
    return value[0] if axis == 0 else tuple(_without_axis(v, axis - 1) for v in value)  # type: ignore[return-value]
