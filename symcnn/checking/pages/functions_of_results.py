r"""Functions named on the way to a result: in ``x_1 = g_2(x_2) = c / x_2`` what ``g_2(x_2)`` is called is ``x_1``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from symcnn.checking.binding.pages import chains_of, trees_of, with_chains
from symcnn.checking.meaning.link import is_numeric
from symcnn.reading.claims import Chain
from symcnn.reading.items import Item
from symcnn.reading.tree import Application, Derivative, Name, Slope, Tree, find, mapped
from symcnn.reading.words import FUNCTIONS, function_key

GIVING = ("=", ":=")


def with_functions_of_results(items: Sequence[Item]) -> list[Item]:
    """The items of a document, the names of results for functions that are taken of one argument and known by nothing else."""
    chains = chains_of(items)
    named = {applied: name for c in chains if (pair := named_in(c)) is not None for applied, name in (pair,)}
    if not named:
        return list(items)
    trees = trees_of(items)
    taken = {t for tree in trees for t in find(tree, Application)}
    slopes = {(t.plain, t.argument) for tree in trees for t in find(tree, Slope)}
    headed = {c.members[0].base for c in chains if isinstance(c.members[0], Application)}
    alone = {t: name for t, name in named.items() if t.base not in headed
             and not any(other.base == t.base and other != t for other in taken)
             and all(argument == t.arguments[0] for plain, argument in slopes if plain == key_of(t))}
    return with_chains(items, partial(without_functions, alone)) if alone else list(items)


def named_in(chain: Chain) -> tuple[Application, Name] | None:
    """The function of a name that a chain sets between a result and its formula, with the result."""
    if chain.kind != "claim" or len(chain.members) < 3 or chain.relations[0] not in GIVING or chain.relations[1] not in GIVING:
        return None
    match chain.members[:3]:
        case (Name() as head, Application(base=Name(name=function), arguments=(Name() as argument,)) as applied, formula) if (
                function_key(function) not in FUNCTIONS and not is_numeric(formula) 
                and argument in set(find(formula, Name)) and head != argument):
            return applied, head
    return None


def key_of(applied: Application) -> str:
    """The function of an application, by key."""
    return function_key(applied.base.name) if isinstance(applied.base, Name) else ""


def without_functions(named: Mapping[Application, Name], chain: Chain) -> Chain:
    """The chain with results for functions, each of them said once."""
    members = [put(named, m) for m in chain.members]
    kept = [n for n, m in enumerate(members) if n != 1 or m != members[0]]
    if len(kept) < len(members):
        return replace(chain, members=tuple(members[n] for n in kept), relations=chain.relations[1:],
                       spans=tuple(chain.spans[n] for n in kept))
    return replace(chain, members=tuple(members))


def put(named: Mapping[Application, Name], tree: Tree) -> Tree:
    """The tree with results for functions, and with quotients for their slopes."""
    if isinstance(tree, Application) and tree in named:
        return replace(named[tree], span=tree.span)
    if isinstance(tree, Slope):
        for applied, name in named.items():
            if tree.plain == key_of(applied) and tree.argument == applied.arguments[0]:
                return Derivative(name, tree.argument, span=tree.span)
    return mapped(tree, partial(put, named))
