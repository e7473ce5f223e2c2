r"""Cases beside a slope, ``\frac{dh}{dx} = 0 \; (x < 0)`` or ``h'(x) = 0, \; x < 0``: nothing is said of elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from symcnn.checking.meaning.link import is_numeric
from symcnn.reading.claims import Chain
from symcnn.reading.items import Item, Mathematics
from symcnn.reading.tree import Bracket, Derivative, Entry, Name, Number, Operation, Slope, Tree

COMPARED = ("<", ">", "<=", ">=", "≤", "≥")


def with_cases_beside(items: Sequence[Item]) -> list[Item]:
    """The items of a document, such slopes as those where the case holds."""
    return [replace(item, chains=tuple(where_they_hold(item.chains))) if isinstance(item, Mathematics) else item
            for item in items]


def where_they_hold(chains: Sequence[Chain]) -> list[Chain]:
    """The chains of a piece of mathematics, slopes with a case in brackets or behind a comma where it holds."""
    found = []
    for n, chain in enumerate(chains):
        behind = chains[n + 1] if n + 1 < len(chains) and case_in(chains[0]) is None else None
        found.append(in_brackets(chain) or behind_comma(chain, behind) or chain)
    return found


def in_brackets(chain: Chain) -> Chain | None:
    """A chain that gives a slope as a number beside a case, where that holds."""
    match chain.members:
        case (Derivative() | Slope() as head, Operation(operator="juxtapose", left=number, right=Operation() as case)):
            return where(chain, case, (head, number)) if case.operator in COMPARED and is_numeric(number) else None
    return None


def behind_comma(chain: Chain, behind: Chain | None) -> Chain | None:
    """A chain that gives a slope before a case, where that holds."""
    case = None if behind is None else case_in(behind)
    given = len(chain.members) == 2 and chain.relations[0] == "=" and isinstance(chain.members[0], Derivative | Slope)
    return where(chain, case, chain.members) if case is not None and given else None


def case_in(chain: Chain) -> Operation | None:
    """What a chain of two sides compares with a number, if it does nothing else."""
    if len(chain.members) != 2 or chain.relations[0] not in COMPARED:
        return None
    left, right = chain.members
    plain = isinstance(left, Name | Entry | Number) and isinstance(right, Name | Entry | Number)
    return Operation(chain.relations[0], left, right) if plain and is_numeric(left) != is_numeric(right) else None


def where(chain: Chain, case: Tree, sides: Sequence[Tree]) -> Chain:
    """A chain of which both sides are nought where a case does not hold."""
    return replace(chain, members=tuple(Operation("juxtapose", Bracket(case), m, span=m.span) for m in sides))
