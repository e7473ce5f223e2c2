"""Short decimals that a page only reckons with, ``0.3 + 0.0204``: nobody rounded them, they are what they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from symcnn.checking.link import is_numeric
from symcnn.checking.own_function import values_of
from symcnn.reading.claims import Chain
from symcnn.reading.tree import Entry, Matrix, Name, Negation, Number, Operation, Tree, Tuple, children, find

SAME = 1e-12


def plain_operands(chains: Iterable[Chain]) -> frozenset[float]:
    """Their values: those that stand nowhere as a rounded result, alone or as an entry of an array."""
    chains = list(chains)
    results = {abs(value(n)) for n in results_of(chains)}
    operands: set[float] = set()
    for tree in (m for c in chains for m in c.members):
        alone = {id(n) for n in standing_alone(tree)}
        operands |= {value(n) for n in find(tree, Number) if is_short(n.text) and id(n) not in alone}
    return frozenset(operands - results)


def results_of(chains: Iterable[Chain]) -> Iterator[Number]:
    """The numbers that were worked out and may be rounded: not those that are given, nor what comes out even."""
    chains = list(chains)
    worked = {c.members[0] for c in chains if len(c.members) > 2 or not all(map(is_numeric, c.members[1:]))}
    for chain in chains:
        head = chain.members[0]
        if chain.kind == "claim" and isinstance(head, Name | Entry) and head not in worked:
            continue
        for before, member in zip((None, *chain.members), chain.members, strict=False):
            alone = list(standing_alone(member))
            if alone and not (isinstance(member, Number | Negation) and before is not None and comes_to(before, member)):
                yield from alone


def comes_to(tree: Tree, number: Tree) -> bool:
    """Whether what numbers come to is a short decimal itself: ``(2.1 + 3.7) / 2 = 2.9`` is not rounded."""
    if not is_numeric(tree) or not all(is_short(n.text) for n in find(number, Number)):
        return False
    found, written = values_of("", tree, (0.0,)), values_of("", number, (0.0,))
    return found is not None and written is not None and abs(found[0] - written[0]) <= SAME * max(1.0, abs(written[0]))


def standing_alone(tree: Tree) -> Iterator[Number]:
    """The numbers in a tree that are no operands: itself, with its sign or a power of ten, and entries of arrays in it."""
    inner = tree.argument if isinstance(tree, Negation) else tree
    if isinstance(inner, Operation) and isinstance(power := inner.right, Operation) and (
            power.operator == "^" and power.left == Number("10")):
        # 1.5 x 10^8
        inner = inner.left
    if isinstance(inner, Number):
        yield inner
    elif isinstance(inner, Matrix | Tuple):
        for part in children(inner):
            yield from standing_alone(part)
    else:
        for array in find(inner, Matrix, Tuple):
            yield from standing_alone(array)


def is_short(text: str) -> bool:
    """Whether a number is a decimal with one digit that is not a nought, or one behind the point: ``0.3``, ``.02``, ``2.1``.

    >>> [is_short(n) for n in ("0.3", ".02", "0.30", "3", "0.31", "1.5")]
    [True, True, False, False, False, True]
    """
    whole, point, decimals = text.partition(".")
    digits = whole.replace("0", "").isdigit() or not whole.strip("0")
    return bool(point) and digits and decimals.isdigit() and (
        len(decimals) == 1 or (not whole.strip("0") and len(decimals.lstrip("0")) == 1))


def value(number: Number) -> float:
    """What a number is; nothing else than digits is one here."""
    try:
        return float(number.text.replace(",", "").replace("{", "").replace("}", ""))
    except ValueError:
        return 0.0
