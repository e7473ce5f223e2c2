r"""Windows as sets of places: ``\max_{(m,n) \in R_{i,j}} y_{m,n}``, ``R_{i,j} = \{2i-1, 2i\} \times \{2j-1, 2j\}``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from symcnn.assembly.bound_subscripts import below
from symcnn.errors import NotSupportedYet
from symcnn.reading.statements import Definition, Statement
from symcnn.reading.tree import (
    All,
    Call,
    Dots,
    Entry,
    Extremum,
    Name,
    Number,
    Operation,
    SumOver,
    Tree,
    Tuple,
    find,
    has,
    mapped,
)


@dataclass(frozen=True)
class Places:
    """A set of places: the letters it hangs on, and for each axis the first place and the last one behind it."""

    letters: tuple[str, ...]
    axes: tuple[tuple[Tree, Tree], ...]


def with_sets(statements: Sequence[Statement]) -> list[Statement]:
    """The statements with sums and maxima over such sets as ones over letters between two ends."""
    if not any(isinstance(s, Definition) and has(s.right, Tuple) for s in statements):
        return list(statements)
    sets = {base: found for s in statements if isinstance(s, Definition)
            for base, found in [_set(s)] if found is not None and _is_used(base, statements)}
    return [replace(s, right=_put(s.right, sets)) if isinstance(s, Definition) else s for s in statements
            if not (isinstance(s, Definition) and _named(s)[0] in sets)]


def _named(statement: Definition) -> tuple[str, tuple[str, ...]]:
    """The letter of a set and those that it hangs on."""
    if statement.letters:
        return statement.name, statement.letters
    base, indices = below(statement.name)
    return base, tuple(t.name for t in indices if isinstance(t, Name))


def _set(statement: Definition) -> tuple[str, Places | None]:
    base, letters = _named(statement)
    factors = [statement.right]
    while isinstance(factors[0], Operation) and factors[0].operator == "*":
        factors[:1] = [factors[0].left, factors[0].right]
    if not all(isinstance(f, Tuple) and not f.in_parentheses and f.items for f in factors):
        return base, None
    return base, Places(letters, tuple(_ends(f.items) for f in factors if isinstance(f, Tuple)))


def _ends(items: tuple[Tree, ...]) -> tuple[Tree, Tree]:
    """The first place, and how far behind it the last one is."""
    first, last = items[0], items[-1]
    if not any(isinstance(t, Dots) for t in items):
        letters = sorted({n.name for t in items for n in find(t, Name)})
        for start in (3, 8):
            values = {name: start + 5 * n for n, name in enumerate(letters)}
            numbers = [_number(t, values) for t in items]
            if numbers != list(range(numbers[0], numbers[0] + len(items))):
                raise NotSupportedYet("a set of places that do not follow each other is not supported yet: write them out")
        return first, Number(str(len(items) - 1))
    return first, Operation("-", last, first)


def _number(tree: Tree, values: Mapping[str, int]) -> int:
    match tree:
        case Number(text=text) if text.isdigit():
            return int(text)
        case Name(name=name):
            return values[name]
        case Operation(operator="+" | "-" | "*" | "juxtapose" as sign):
            one, other = _number(tree.left, values), _number(tree.right, values)
            return one + other if sign == "+" else one - other if sign == "-" else one * other
    raise NotSupportedYet("a set of places that are no sums of letters and numbers is not supported yet: write them out")


def _is_used(base: str, statements: Sequence[Statement]) -> bool:
    """Whether something runs over a set."""
    return any(c.operator == "in" and _base(c.right) == base for s in statements if isinstance(s, Definition)
               for c in find(s.right, Operation))


def _base(tree: Tree) -> str:
    if isinstance(tree, Entry):
        return tree.base.name if isinstance(tree.base, Name) else ""
    return below(tree.name)[0] if isinstance(tree, Name) else ""


def _put(tree: Tree, sets: Mapping[str, Places]) -> Tree:
    """A tree with the letters of such sets as what they are counted from the first place on."""
    tree = mapped(tree, lambda t: _put(t, sets))
    if isinstance(tree, Call) and tree.function == "abs" and (found := sets.get(_base(tree.arguments[0]))):
        counts = [Operation("+", length, Number("1")) for _, length in found.axes]
        return _product([Number(str(_number(c, {}))) if not has(c, Name) else c for c in counts])
    if not isinstance(tree, Extremum | SumOver):
        return tree
    for condition in tree.conditions:
        known = sets.get(_base(condition.right)) if isinstance(condition, Operation) and condition.operator == "in" else None
        if known is not None and isinstance(condition, Operation):
            return _over(tree, condition, known)
    return tree


def _product(trees: list[Tree]) -> Tree:
    found = trees[0]
    for tree in trees[1:]:
        found = Operation("*", found, tree)
    return found


def _over(tree: Extremum | SumOver, condition: Operation, known: Places) -> Tree:
    left = condition.left.items if isinstance(condition.left, Tuple) else (condition.left,)
    letters = [t.name for t in left if isinstance(t, Name)]
    at = condition.right.indices if isinstance(condition.right, Entry) else below(condition.right.name)[1] if isinstance(
        condition.right, Name) else ()
    if len(letters) != len(known.axes) or len(at) != len(known.letters):
        raise NotSupportedYet("a set is given another number of letters than it has: give one for each axis")
    hung = dict(zip(known.letters, at, strict=True))
    places = {letter: Operation("+", _with(first, hung), Name(letter)) for letter, (first, _) in zip(
        letters, known.axes, strict=True)}
    assert tree.body is not None
    body = _with(tree.body, places)
    ends = {letter: _with(length, hung) for letter, (_, length) in zip(letters, known.axes, strict=True)}
    rest = tuple(c for c in tree.conditions if c is not condition)
    if isinstance(tree, Extremum):
        bounds = tuple(All((Operation("<=", Number("0"), Name(n)), Operation("<=", Name(n), end))) for n, end in ends.items())
        return replace(tree, conditions=(*rest, *bounds), body=body)
    found: Tree = body if not rest else replace(tree, letters=(), conditions=rest, body=body)
    for name, end in reversed(ends.items()):
        found = SumOver((name,), Number("0"), end, found, span=tree.span)
    return found


def _with(tree: Tree, values: Mapping[str, Tree]) -> Tree:
    """The tree with other trees for letters, in the subscripts of names, too."""
    if isinstance(tree, Name):
        base, indices = below(tree.name)
        if tree.name in values:
            return values[tree.name]
        if any(isinstance(t, Name) and t.name in values for t in indices):
            return Entry(Name(base), tuple(_with(t, values) for t in indices), span=tree.span)
        return tree
    return mapped(tree, lambda t: _with(t, values))
