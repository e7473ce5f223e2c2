r"""Functions with a space before their bracket, ``f \left( x \right)``: no factors where the page applies them elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from symcnn.checking.binding.pages import chains_of, trees_of
from symcnn.reading.items import Item, Mathematics
from symcnn.reading.tree import Application, Name, Operation, Slope, Tree, find, mapped


def with_spaced_functions(items: Sequence[Item]) -> list[Item]:
    """The items of a document, products of a function with what stands in brackets behind it as the function of that.

    It is one where something else on the page is applied to by its name, or has its slope, and where it stands alone nowhere.
    """
    trees = trees_of(items)
    told = {t.base.name for m in trees for t in find(m, Application) if isinstance(t.base, Name)}
    told |= {t.function for m in trees for t in find(m, Slope)}
    spaced = {id(item): rest for item in items if isinstance(item, Mathematics) and (rest := names_before(item) & told)}
    if not spaced:
        return list(items)
    applied = Counter(t.base.name for m in trees for t in find(m, Application) if isinstance(t.base, Name))
    # the text may mention it: "the activation $f$"
    seen = Counter(t.name for c in chains_of(items) for m in c.members if not (c.kind == "expression" and isinstance(m, Name))
                   for t in find(m, Name))
    applied.update(n for item in items if isinstance(item, Mathematics) for c in item.chains for m in c.members
                   for n in spaced_in(item.source, m))
    functions = {n for rest in spaced.values() for n in rest if seen[n] == applied[n]}
    return [put_together(item, functions) if isinstance(item, Mathematics) and id(item) in spaced else item for item in items]


def names_before(item: Mathematics) -> set[str]:
    """The names that a space and a bracket follow in a piece of mathematics."""
    return {n for c in item.chains for m in c.members for n in spaced_in(item.source, m)}


def spaced_in(source: str, tree: Tree) -> list[str]:
    """The names in a tree that a bracket follows, read as factors; as often as they stand there."""
    return [pair[1].name for t in find(tree, Operation) if (pair := factor_before(source, t)) is not None]


def factor_before(source: str, tree: Operation) -> tuple[Tree | None, Name] | None:
    """What stands before a name and a bracket behind it, and the name; None where a tree is no such product."""
    if tree.operator != "juxtapose":
        return None
    front, last = None, tree.left
    if isinstance(last, Operation) and last.operator == "juxtapose":
        front, last = last.left, last.right
    between = source[last.span[1]:tree.right.span[0]]
    return (front, last) if isinstance(last, Name) and between.lstrip().startswith(("(", "\\left(", "\\left (")) else None


def put_together(item: Mathematics, functions: set[str]) -> Mathematics:
    """The mathematics with these functions applied to what stands in brackets behind them."""
    def rule(tree: Tree) -> Tree:
        pair = factor_before(item.source, tree) if isinstance(tree, Operation) else None
        tree = mapped(tree, rule)
        if pair is None or pair[1].name not in functions or not isinstance(tree, Operation):
            return tree
        applied = Application(pair[1], (tree.right,), span=(pair[1].span[0], tree.span[1]))
        front = tree.left.left if isinstance(tree.left, Operation) and pair[0] is not None else None
        return applied if front is None else replace(tree, left=front, right=applied)
    return replace(item, chains=tuple(replace(c, members=tuple(map(rule, c.members))) for c in item.chains))
