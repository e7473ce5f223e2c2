r"""Cases told in words beside the formulas: "$f(z) = z$ if $z > 0$, and $0$ otherwise" is one formula."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from symcnn.reading.claims import Chain
from symcnn.reading.items import Item, Mathematics
from symcnn.reading.tree import Bracket, Call, Cases, Derivative, Operation, Slope, Tree

IF = re.compile(
    r"[\s,;(]*(?:if|when|where|for|wenn|falls|für|si|pour|cuando|para|se|quando|если|при|若|当|如果)\s*", re.IGNORECASE)
OTHERWISE = re.compile(
    r"[\s,]*(?:otherwise|else|elsewhere|sonst|andernfalls|sinon|autrement|en otro caso|de lo contrario|caso contrário|senão|"
    r"altrimenti|иначе|в противном случае|否则)", re.IGNORECASE)
AND = re.compile(r"[\s,;)]*(?:and|but|or|while|und|et|y|e|и|以及|，|；)?[\s,]*", re.IGNORECASE)
# an "if" that is typeset itself, behind a formula
TYPESET = re.compile(r"\s*(?:\{\s*(?:\\rm\s*)?|\\(?:text|mbox|mathrm|textrm)\s*\{\s*)?(?:if|when|falls|si)(?![A-Za-z])")
COMPARED = ("<", ">", "<=", ">=")
SETTING = (("=",), (":=",))


@dataclass(frozen=True)
class Told:
    """A formula with its cases, and the number of the item behind them."""

    branches: tuple[tuple[Tree, Tree | None], ...]
    end: int


def with_cases_in_words(items: Sequence[Item]) -> list[Item]:
    """The items of a document, formulas whose cases are told in words in one."""
    found = list(items)
    place = 0
    while place < len(items):
        item = items[place]
        told = cases_from(items, place)
        place += 1
        if told is None or not isinstance(item, Mathematics):
            continue
        last = item.chains[-1]
        if len(told.branches) > 1:
            members = (last.members[0], Cases(told.branches, span=last.members[1].span))
        else:
            # what holds there, whatever holds elsewhere
            where = Bracket(told.branches[0][1] or last.members[0])
            members = tuple(Operation("juxtapose", where, m, span=m.span) for m in last.members)  # type: ignore[assignment]
        found[place - 1] = replace(item, chains=(*item.chains[:-1], replace(last, members=members)))
        for n in range(place, told.end):
            found[n] = replace(items[n], chains=())  # type: ignore[arg-type]
        place = told.end
    return found


def cases_from(items: Sequence[Item], place: int) -> Told | None:
    """The cases of the last formula of an item, told behind it; None where none are."""
    first = items[place]
    chain = first.chains[-1] if isinstance(first, Mathematics) and first.chains else None
    if chain is None or chain.kind != "claim" or chain.relations not in SETTING or first.error:  # type: ignore[union-attr]
        return None
    head, value = chain.members
    branches: list[tuple[Tree, Tree | None]] = []
    at = place + 1
    while (condition := condition_of(items, at)) is not None:
        branches.append((value, condition))
        other = value_of(items, at + 1, head)
        at += 1
        if other is None:
            break
        value = other
        if OTHERWISE.match(items[at].behind):  # type: ignore[union-attr]
            branches.append((value, None))
            at += 1
            break
        if condition_of(items, at + 1) is None:
            break
        at += 1
    if not all(whole_case(condition, branches) for _, condition in branches):
        return None
    single = len(branches) == 1 and isinstance(head, Slope | Derivative | Call)
    return Told(tuple(branches), at) if len(branches) > 1 or single else None


def alone(items: Sequence[Item], place: int) -> Chain | None:
    """The one chain of a piece of mathematics in a sentence."""
    item = items[place] if place < len(items) else None
    if not isinstance(item, Mathematics) or item.display or len(item.chains) != 1 or item.errors or item.directives:
        return None
    return item.chains[0]


def condition_of(items: Sequence[Item], place: int) -> Tree | None:
    """What a piece of mathematics behind an "if" compares."""
    chain = alone(items, place)
    if chain is None or len(chain.relations) != 1:
        return None
    item, relation = items[place], chain.relations[0]
    if relation not in (*COMPARED, "=") or not (
            IF.fullmatch(item.words) or (not item.words.strip() and TYPESET.match(item.source))):  # type: ignore[union-attr]
        return None
    return Operation("==" if relation == "=" else relation, *chain.members)


def whole_case(condition: Tree | None, branches: Sequence[tuple[Tree, Tree | None]]) -> bool:
    """Whether a condition leaves nothing to chance: two sides that are the same do in one case where they differ in another."""
    if not isinstance(condition, Operation) or condition.operator != "==":
        return True
    return any(isinstance(other, Operation) and other.operator == "!=" and (other.left, other.right) == (
        condition.left, condition.right) for _, other in branches)


def value_of(items: Sequence[Item], place: int, head: Tree) -> Tree | None:
    """The value in the next case: of the same head, or alone."""
    chain = alone(items, place)
    if chain is None or not AND.fullmatch(items[place].words):  # type: ignore[union-attr]
        return None
    if chain.kind == "expression" and len(chain.members) == 1:
        return chain.members[0]
    return chain.members[1] if chain.relations in SETTING and chain.members[0] == head else None
