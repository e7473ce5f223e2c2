"""Cases said of letters before a formula, "for i = j", or behind it in the text: the formula with one letter for both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from symcnn.checking.binding.classes_told import class_in
from symcnn.checking.binding.pages import chains_of
from symcnn.checking.judge.tied import letters_related, stands, tied_together
from symcnn.reading.claims import Chain
from symcnn.reading.items import Item, Mathematics
from symcnn.reading.tree import Bracket, Derivative, Family, Name, Number, Operation, SumOver, find

# in pieces of mathematics, between two cases of one formula
LONGEST_WAY = 3


def with_cases(items: Sequence[Item]) -> list[Item]:
    """The items of a document, formulas with one letter for two where their case stands before them, or behind all of them.

    A letter for the class of a sample is no index that runs.
    """
    classes = {name for c in chains_of(items) if (name := class_in(c))}
    found = [before_its_formulas(item) for item in items]
    cases = [n for n, item in enumerate(items) if (pair := case_of(item)) is not None and not classes & set(pair)]
    for group in together(cases):
        before, behind = is_of(items, group[0] - 1, items[group[0]]), is_of(items, group[-1] + 1, items[group[-1]])
        step = 1 if behind else -1
        for n in group:
            pair = case_of(items[n])
            # a case alone between two formulas may be of either, but where letters differ a slope is nought
            way = nought_beside(items, n) or (step if before != behind else 0)
            goal = n + way
            if pair is None or not way or not is_of(items, goal, items[n]):
                continue
            same = items[n].chains[0].relations[0] == "="  # type: ignore[union-attr]
            found[goal] = in_case(found[goal], pair) if same else where_apart(found[goal], pair)
    return found


def nought_beside(items: Sequence[Item], place: int) -> int:
    """On which side of a case of letters that differ the one formula stands that is nought: -1, 1, or 0 for none or both."""
    case = items[place]
    if not isinstance(case, Mathematics) or case.chains[0].relations[0] == "=":
        return 0
    found = [way for way in (-1, 1) if is_of(items, place + way, case) and is_nought(items[place + way])]
    return found[0] if len(found) == 1 else 0


def is_nought(item: Item) -> bool:
    """Whether the first formula of an item says that a slope is nought."""
    first = item.chains[0] if isinstance(item, Mathematics) and item.chains else None
    return first is not None and Number("0") in first.members and isinstance(first.members[0], Derivative)


def where_apart(item: Item, pair: tuple[str, str]) -> Item:
    r"""A piece of mathematics, a slope that is nought where two letters differ as one that is so there: ``i \ne p``."""
    assert isinstance(item, Mathematics)
    first, *rest = item.chains
    if not is_nought(item):
        return item
    where = Bracket(Operation("!=", Name(pair[0]), Name(pair[1])))
    members = tuple(Operation("juxtapose", where, m, span=m.span) for m in first.members)
    return replace(item, chains=(replace(first, members=members), *rest))


def together(places: Sequence[int]) -> list[list[int]]:
    """Places in groups, each of which has at most a formula between two of them."""
    groups: list[list[int]] = []
    for place in places:
        if groups and place - groups[-1][-1] <= LONGEST_WAY:
            groups[-1].append(place)
        else:
            groups.append([place])
    return groups


def case_of(item: Item) -> tuple[str, str] | None:
    """The two letters that a piece of mathematics says to be the same, or not, and nothing else."""
    return letters_related(item.chains[0]) if isinstance(item, Mathematics) and len(item.chains) == 1 else None


def is_of(items: Sequence[Item], place: int, case: Item) -> bool:
    """Whether both letters of a case stand on the left side of the first formula of an item, and no sum runs over them."""
    pair = case_of(case)
    item = items[place] if 0 <= place < len(items) else None
    if pair is None or not isinstance(item, Mathematics) or not item.chains or case_of(item) is not None:
        return False
    first = item.chains[0]
    summed = {n for t in find(first.members[0], SumOver) for n in t.letters}
    return first.kind == "claim" and all(stands(letter, first.members[0]) for letter in pair) and not summed & set(pair)


def without_bar(chain: Chain) -> Chain:
    r"""A formula without the bar behind its left side that says of which letters it is: ``|_{i \\neq j}``."""
    head = chain.members[0]
    if not isinstance(head, Family) or head.upper is not None or len(head.conditions) != 1:
        return chain
    match head.conditions[0]:
        case Operation(operator="==" | "!=" as relation, left=Name(name=one), right=Name(name=two)) if (
                stands(one, head.body) and stands(two, head.body)):
            plain = replace(chain, members=(head.body, *chain.members[1:]))
            return plain if relation == "!=" else tied_together(plain, (one, two))
    return chain


def before_its_formulas(item: Item) -> Item:
    """A piece of mathematics, one that begins with a case with one letter for both in what follows."""
    if isinstance(item, Mathematics):
        item = replace(item, chains=tuple(map(without_bar, item.chains)))
    if not isinstance(item, Mathematics) or len(item.chains) < 2 or (pair := letters_related(item.chains[0])) is None:
        return item
    first, *rest = item.chains
    if first.relations[0] != "=" or not all(stands(letter, rest[0].members[0]) for letter in pair):
        return item
    return replace(item, chains=(first, *in_case(replace(item, chains=tuple(rest)), pair).chains))  # type: ignore[union-attr]


def in_case(item: Item, pair: tuple[str, str]) -> Item:
    """The formulas of an item with one letter for both, up to the next case."""
    assert isinstance(item, Mathematics)
    chains: list[Chain] = []
    for n, chain in enumerate(item.chains):
        if letters_related(chain) is not None:
            return replace(item, chains=(*chains, *item.chains[n:]))
        chains.append(tied_together(chain, pair))
    return replace(item, chains=tuple(chains))
