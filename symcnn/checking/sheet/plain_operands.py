"""Short decimals that a page only reckons with, ``0.3 + 0.0204``: nobody rounded them, they are what they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set

from symcnn.checking.binding.dots import with_entries
from symcnn.checking.meaning.link import is_numeric
from symcnn.checking.meaning.own_function import values_of
from symcnn.notation.spelling import split
from symcnn.reading.claims import Chain
from symcnn.reading.tree import Entry, Matrix, Name, Negation, Number, Operation, Tree, Tuple, children, find

SAME = 1e-12


def plain_operands(chains: Iterable[Chain], declared: bool) -> frozenset[float]:
    """Their values: those that stand nowhere as a rounded result, alone or as an entry of an array.

    Where somebody ``declared`` the network, its data stand there, and all numbers of the page are results, but for those of
    one digit.
    """
    chains = list(chains)
    stated = set() if declared else {id(c) for c in data_of(chains)}
    found = list(results_of([c for c in chains if id(c) not in stated]))
    rounded = {abs(value(n)) for n, _ in found}
    results = {abs(value(n)) for n, before in found if declared or before is None or not comes_to(before, n, rounded)}
    operands: set[float] = set()
    for tree in (m for c in chains for m in c.members):
        alone = {id(n) for n in standing_alone(tree)}
        operands |= {value(n) for n in find(tree, Number) if id(n) not in alone and (
            is_of_one_digit(n.text) or (is_short(n.text) and not declared))}
    return frozenset(operands - results)


def data_of(chains: Iterable[Chain]) -> list[Chain]:
    """What gives a name a number before anything is worked out of its letter: a step that it takes comes behind."""
    found, worked = [], set()
    for chain in chains:
        if chain.kind != "claim" or not isinstance(with_entries(chain.members[0]), Name | Entry):
            continue
        if len(chain.members) != 2 or not is_numeric(chain.members[1]):
            worked.add(letter_of(chain.members[0]))
        elif letter_of(chain.members[0]) not in worked:
            found.append(chain)
    return found


def letter_of(tree: Tree) -> str:
    """The letter of a name or an entry."""
    entry = with_entries(tree)
    name = entry.base if isinstance(entry, Entry) else entry
    return split(name.name).base if isinstance(name, Name) else ""


def results_of(chains: Iterable[Chain]) -> Iterator[tuple[Number, Tree | None]]:
    """The numbers that stand alone, each with what stands before it in its chain where it is one by itself."""
    for chain in chains:
        for before, member in zip((None, *chain.members), chain.members, strict=False):
            single = isinstance(member, Number)
            yield from ((n, before if single else None) for n in standing_alone(member))


def comes_to(tree: Tree, number: Number, rounded: Set[float]) -> bool:
    """Whether numbers that nobody rounded come to a short decimal: ``(2.1 + 3.7) / 2 = 2.9`` is not rounded either."""
    inside = [n.text for n in find(tree, Number)]
    exact = all(n.isdigit() or is_short(n) for n in inside) and not any(
        "." in n.text and abs(value(n)) in rounded for n in find(tree, Number))
    if not is_numeric(tree) or not exact or not is_short(number.text):
        return False
    found = values_of("", tree, (0.0,))
    return found is not None and abs(found[0] - value(number)) <= SAME * max(1.0, value(number))


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


def is_of_one_digit(text: str) -> bool:
    """Whether a number is a decimal with one digit that is not a nought: ``0.3``, ``.02``.

    >>> [is_of_one_digit(n) for n in ("0.3", ".02", "0.30", "3", "0.31", "1.5")]
    [True, True, False, False, False, False]
    """
    whole, point, decimals = text.partition(".")
    return bool(point) and not whole.strip("0") and decimals.isdigit() and len(decimals.lstrip("0")) == 1


def is_short(text: str) -> bool:
    """Whether a number is a decimal with one digit, or with one behind the point: ``0.3``, ``.02``, ``2.1``.

    >>> [is_short(n) for n in ("0.3", ".02", "0.30", "3", "0.31", "1.5")]
    [True, True, False, False, False, True]
    """
    whole, point, decimals = text.partition(".")
    return is_of_one_digit(text) or (bool(point) and whole.isdigit() and len(decimals) == 1 and decimals.isdigit())


def value(number: Number) -> float:
    """What a number is; nothing else than digits is one here."""
    try:
        return float(number.text.replace(",", "").replace("{", "").replace("}", ""))
    except ValueError:
        return 0.0
