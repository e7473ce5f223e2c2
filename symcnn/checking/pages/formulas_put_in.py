r"""Functions with a formula of a page's own that its equations apply: ``a = g(z)`` where ``g(r) = r^2 + r/2``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from symcnn.checking.binding.pages import chains_of, with_chains
from symcnn.checking.meaning.own_function import OwnFunction, closed_in
from symcnn.checking.meaning.slopes_of_formulas import slope_in
from symcnn.checking.own.functions import defined_in, is_same, uses_in
from symcnn.checking.own.told_slopes import named_in
from symcnn.checking.pages.own_variants import is_of_family
from symcnn.reading.claims import Chain
from symcnn.reading.items import Item
from symcnn.reading.tree import Application, Entry, Name, Slope, Tree, find, mapped
from symcnn.reading.words import function_key


def with_formulas_put_in(items: Sequence[Item]) -> list[Item]:
    """A document with the formulas of such functions in their places; the lines that say what they are stay."""
    chains = chains_of(items)
    found: dict[str, OwnFunction] = {}
    other: set[str] = set()
    uses = uses_in(chains)
    for chain in chains:
        for name, function in defined_in(chain, uses):
            if name in found and not is_same(found[name], function.letter, function.body):
                other.add(name)
            found.setdefault(name, function)
    own = {n: f for n, f in found.items() if f.known is None and n not in other and (
        closed_in(f.letter, f.body) or is_of_family(f.letter, f.body))
           and slope_in(f.body, f.letter) is not None and any(is_in_equation(n, c) for c in chains)}
    if not own:
        return list(items)

    def rule(chain: Chain) -> Chain:
        if named_in(chain.members[0]) in own:
            return chain
        return replace(chain, members=tuple(with_formulas(own, m) for m in chain.members))
    return with_chains(items, rule)


def is_in_equation(name: str, chain: Chain) -> bool:
    """Whether a line says that something with a name is worked out by a function."""
    return chain.kind == "claim" and isinstance(chain.members[0], Name | Entry) and any(
        named_in(t, True) == name for m in chain.members[1:] for t in find(m, Application))


def with_formulas(own: Mapping[str, OwnFunction], tree: Tree) -> Tree:
    """The tree with formulas for functions, and for their slopes."""
    tree = mapped(tree, partial(with_formulas, own))
    if isinstance(tree, Application) and (function := own.get(named_in(tree, True))) is not None:
        return function.at(tree.arguments[0])
    if isinstance(tree, Slope):
        function = next((f for n, f in own.items() if function_key(n) == tree.function), None)
        slope = None if function is None else slope_in(function.body, function.letter)
        if function is not None and slope is not None:
            return replace(function, body=slope).at(tree.argument)
    return tree
