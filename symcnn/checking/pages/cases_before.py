r"""Cases told in words before their formulas: "If $z > 0$: $$\frac{da}{dz} = 1$$" is of the line below, not the one above."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from symcnn.checking.judge.tied import of_subscript
from symcnn.reading.claims import Chain
from symcnn.reading.items import Item, Mathematics
from symcnn.reading.tree import Bracket, Call, Derivative, Entry, Name, Operation, Slope, Tree, find, walk

# an "if" at the head of a sentence, a paragraph or an item of a list, in the scripts that have no capitals as it is
_HEADS = re.compile(
    r"(?:\A|[.:;!?。：；]\s|\n[ \t]*\n|\n[ \t]*(?:[-*+•]|[0-9]{1,2}[.)])[ \t])[\s*_>]{0,20}"
    r"(?:If|When|Where|For|Wenn|Falls|Für|Si|Pour|Quand|Lorsque|Cuando|Para|Se|Quando|Если|При|若|当|當|如果|对于)\s*\Z")
_IF = r"(?:if|when|for|wenn|falls|für|si|pour|cuando|para|se|quando|если|при|若|当|當|如果|对于)\s*"
# the words of the next case in the same sentence, and any case before a colon
_GOES_ON = re.compile(rf"[\s,;，；]*(?:(?:and|but|while|und|et|y|e|и)\s+)?{_IF}")
_ANY = re.compile(rf"(?:\A|[\s,;，；(]){_IF}\Z", re.IGNORECASE)
_COLON = re.compile(r"[^.!?。\n]{0,40}[:：][\s*]*")
# what may stand between a case and its formula: no other sentence
_WAY = re.compile(r"(?:[^.!?。;；\n]{0,60}\n?){1,2}\s*")
_COMPARED = ("<", ">", "<=", ">=")


def with_cases_before(items: Sequence[Item]) -> list[Item]:
    """The items of a document, slopes behind a case that is told before them as those of this case."""
    found = list(items)
    leading = -2
    for place in range(len(items) - 1):
        if not leads(items, place, goes_on=leading == place - 2):
            continue
        leading = place
        case, formula = items[place], items[place + 1]
        assert isinstance(case, Mathematics) and isinstance(formula, Mathematics)
        first, *rest = formula.chains
        where = Bracket(condition(case.chains[0]))
        members = tuple(Operation("juxtapose", where, m, span=m.span) for m in first.members)
        found[place] = replace(case, chains=())
        found[place + 1] = replace(formula, chains=(replace(first, members=members), *rest))
    return found


def leads(items: Sequence[Item], place: int, goes_on: bool = False) -> bool:
    """Whether a piece of mathematics is a case told before the slope behind it; it may go on with a sentence of cases."""
    case, formula = items[place], items[place + 1] if place + 1 < len(items) else None
    if not isinstance(case, Mathematics) or not isinstance(formula, Mathematics) or not is_slope(formula):
        return False
    if case.display or case.errors or case.directives or [c.relations for c in case.chains] not in [[(s,)] for s in _COMPARED]:
        return False
    if any(is_index(t.name, formula) for m in case.chains[0].members for t in find(m, Name)):
        return False
    if _ANY.search(case.words) and _COLON.fullmatch(formula.words):
        return True
    opens = _HEADS.search(case.words) or (goes_on and _GOES_ON.fullmatch(case.words))
    return bool(opens) and _WAY.fullmatch(formula.words) is not None


def is_slope(item: Mathematics) -> bool:
    """Whether the first formula of an item gives a slope, for all that it says itself."""
    first = item.chains[0] if item.chains and not item.error else None
    return first is not None and first.kind == "claim" and set(first.relations) <= {"=", ":="} and isinstance(
        first.members[0], Slope | Derivative | Call)


def is_index(letter: str, item: Mathematics) -> bool:
    """Whether a letter counts something in the first formula of an item: for all steps t > 1 holds what is written."""
    found = [t for m in item.chains[0].members for t in walk(m)]
    below = any(letter in of_subscript(t.name) for t in found if isinstance(t, Name))
    return below or any(Name(letter) in find(n, Name) for t in found if isinstance(t, Entry) for n in t.indices)


def condition(chain: Chain) -> Tree:
    """What a piece of mathematics compares."""
    return Operation(chain.relations[0], *chain.members)
