r"""Numbers said beside the condition of a case, ``z \le 0, \alpha = 0.1``: they stand in the cases for what they are of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from symcnn.reading.items import Item, Mathematics
from symcnn.reading.tree import All, Application, Cases, Name, Number, Operation, Tree, has, mapped, walk


def with_numbers_of_cases(items: Sequence[Item]) -> list[Item]:
    """The items of a document, the numbers said beside conditions put in."""
    found = list(items)
    for place, item in enumerate(items):
        if isinstance(item, Mathematics) and any(has(m, All) for c in item.chains for m in c.members):
            found[place] = replace(item, chains=tuple(
                replace(c, members=tuple(map(with_numbers, c.members))) for c in item.chains))
    return found


def with_numbers(tree: Tree) -> Tree:
    """The tree, a name in cases replaced by the number that one of their conditions says it is."""
    tree = mapped(tree, with_numbers)
    if not isinstance(tree, Cases):
        return tree
    said = {name: number for _, condition in tree.branches for name, number in numbers_said(tree, condition).items()}
    if not said:
        return tree
    branches = tuple((put_in(value, said), without(condition, said)) for value, condition in tree.branches)
    return replace(tree, branches=branches)


def numbers_said(cases: Cases, condition: Tree | None) -> dict[str, Number]:
    """The names in the cases' values that a condition says to be a number, beside what it asks of others."""
    if not isinstance(condition, All):
        return {}
    said = {c.left.name: c.right for c in condition.conditions
            if isinstance(c, Operation) and c.operator == "==" and isinstance(c.left, Name) and isinstance(c.right, Number)}
    asked = {t.name for _, other in cases.branches for c in parts_of(other) if not is_said(c, said)
             for t in walk(c) if isinstance(t, Name)}
    met = {t.name for value, _ in cases.branches for t in walk(value) if isinstance(t, Name)}
    alone = len(said) < len(condition.conditions)
    return {name: number for name, number in said.items() if alone and name in met - asked}


def parts_of(condition: Tree | None) -> tuple[Tree, ...]:
    """What a condition asks for together."""
    return () if condition is None else condition.conditions if isinstance(condition, All) else (condition,)


def is_said(condition: Tree, said: Mapping[str, Number]) -> bool:
    """Whether a part of a condition says what a name is."""
    return isinstance(condition, Operation) and isinstance(condition.left, Name) and condition.operator == "==" and (
        said.get(condition.left.name) == condition.right)


def without(condition: Tree | None, said: Mapping[str, Number]) -> Tree | None:
    """A condition without the parts that say what a name is."""
    if not isinstance(condition, All):
        return condition
    kept = tuple(c for c in condition.conditions if not is_said(c, said))
    return kept[0] if len(kept) == 1 else replace(condition, conditions=kept)


def put_in(tree: Tree, said: Mapping[str, Number]) -> Tree:
    """The tree with numbers for names, one before a parenthesis times what stands in it."""
    if isinstance(tree, Name):
        return replace(said[tree.name], span=tree.span) if tree.name in said else tree
    if isinstance(tree, Application) and isinstance(tree.base, Name) and tree.base.name in said and len(tree.arguments) == 1:
        return Operation("juxtapose", put_in(tree.base, said), put_in(tree.arguments[0], said), span=tree.span)
    return mapped(tree, lambda t: put_in(t, said))
