"""Decimals of one digit that a page only reckons with, ``0.3 + 0.0204``: nobody rounded them, they are what they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from symcnn.reading.tree import Matrix, Negation, Number, Tree, Tuple, children, find


def plain_operands(trees: Iterable[Tree]) -> frozenset[float]:
    """Their values: those that stand nowhere as a result, alone or as an entry of an array."""
    results: set[float] = set()
    operands: set[float] = set()
    for tree in trees:
        alone = {id(n): n for n in standing_alone(tree)}
        results |= {abs(value(n)) for n in alone.values()}
        operands |= {value(n) for n in find(tree, Number) if is_of_one_digit(n.text) and id(n) not in alone}
    return frozenset(operands - results)


def standing_alone(tree: Tree) -> Iterator[Number]:
    """The numbers in a tree that are no operands: itself, with its sign, and entries of arrays anywhere in it."""
    inner = tree.argument if isinstance(tree, Negation) else tree
    if isinstance(inner, Number):
        yield inner
    elif isinstance(inner, Matrix | Tuple):
        for part in children(inner):
            yield from standing_alone(part)
    else:
        for array in find(inner, Matrix, Tuple):
            yield from standing_alone(array)


def is_of_one_digit(text: str) -> bool:
    """Whether a number is a decimal with one digit that is not a nought: ``0.3``, ``.02``.

    >>> [is_of_one_digit(n) for n in ("0.3", ".02", "0.30", "3", "0.31", "1.5")]
    [True, True, False, False, False, False]
    """
    whole, point, decimals = text.partition(".")
    return bool(point) and not whole.strip("0") and decimals.isdigit() and len(decimals.lstrip("0")) == 1


def value(number: Number) -> float:
    """What a number is; nothing else than digits is one here."""
    try:
        return float(number.text.replace(",", "").replace("{", "").replace("}", ""))
    except ValueError:
        return 0.0
