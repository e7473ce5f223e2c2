"""Results with what they hang on behind them, ``f(w) = (xw - t)^2`` and ``df(w)/dw``: f, where it is taken of nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from symcnn.checking.binding.dots import with_entries
from symcnn.checking.binding.pages import chains_of, trees_of, with_chains, with_trees
from symcnn.reading.claims import Chain
from symcnn.reading.items import Item
from symcnn.reading.tree import (
    Application,
    Derivative,
    Entry,
    Name,
    Operation,
    Slope,
    Tree,
    Tuple,
    children,
    find,
    mapped,
)
from symcnn.reading.words import function_key

GIVING = ("=", ":=")


def with_results_alone(items: Sequence[Item]) -> list[Item]:
    """The items of a document, results by their names alone that are always written with the letters they hang on."""
    items = with_named_arguments(with_chains(items, with_head_applied))
    chains = [c for c in chains_of(items) if c.kind == "claim" and len(c.members) > 1 and c.relations[0] in GIVING]
    given = {head for c in chains if (head := defined_by(c)) is not None}
    if not given:
        return list(items)
    trees = trees_of(items)
    applied = {t for tree in trees for t in find(tree, Application)}
    slopes = {(t.plain, t.argument if t.function == t.plain else None) for tree in trees for t in find(tree, Slope)}
    primed = {n.name.rstrip("'") for tree in trees for n in find(tree, Name) if n.name.endswith("'")}
    # one that nothing asks for may be the loss
    asked = [t.of for tree in trees for t in find(tree, Derivative)] + [c.members[0] for c in chains]
    times = Counter(t.base if isinstance(t, Application) else t for t in asked)
    # what other results are made of is a function
    read = {t for c in chains if isinstance(c.members[0], Name | Entry) for m in c.members[1:] for t in find(m, Application)}
    alone = {head for head in given if not any(
        t.base == head.base and (t.arguments != head.arguments or t in read) for t in applied)}
    # C'(a) is of C(a) alone
    alone = {head for head in alone if isinstance(head.base, Name) and times[head.base] > 1 and head.base.name not in primed
             and all((argument,) == head.arguments for plain, argument in slopes if plain == function_key(head.base.name))}
    if not alone:
        return list(items)

    by_key = {function_key(head.base.name): head.base for head in alone if isinstance(head.base, Name)}

    def bare(tree: Tree) -> Tree:
        if isinstance(tree, Slope) and tree.plain in by_key:
            return Derivative(by_key[tree.plain], tree.argument, span=tree.span)
        return tree.base if isinstance(tree, Application) and tree in alone else mapped(tree, bare)

    return with_trees(items, bare)


def defined_by(chain: Chain) -> Application | None:
    """What a chain gives with letters behind it, if these stand by themselves in its formula."""
    head, right = chain.members[:2]
    if not isinstance(head, Application) or not isinstance(head.base, Name) or not head.arguments:
        return None
    letters = {a.name for a in head.arguments if isinstance(a, Name)}
    if len(letters) < len(head.arguments) or not letters & set(standing(right)):
        return None
    return head


def standing(tree: Tree) -> Iterator[str]:
    """The names in a formula that are no index and that nothing is applied to; ``xw`` may be x and w."""
    entry = with_entries(tree)
    if isinstance(tree, Name):
        yield from (tree.name, *(tree.name if tree.name.isalpha() else ""))
        # h_i of h
        yield from standing(entry.base) if isinstance(entry, Entry) else ()
    elif isinstance(tree, Entry):
        yield from standing(tree.base)
    elif not isinstance(tree, Application):
        for part in children(tree):
            yield from standing(part)


def with_head_applied(chain: Chain) -> Chain:
    r"""The chain; a head such as ``{\mathrm{H}}(y, a)``, read as a product with a list, as what it hangs on behind it."""
    match chain.members[0]:
        case Operation("juxtapose", Name() as name, Tuple(items=items) as listed) as head if listed.in_parentheses and all(
                isinstance(n, Name) for n in items) and chain.kind == "claim":
            return replace(chain, members=(Application(name, items, span=head.span), *chain.members[1:]))
    return chain


def with_named_arguments(items: Sequence[Item]) -> list[Item]:
    r"""The items, ``\partial H(y, \phi(z))`` as ``\partial H`` where the page gives ``H(y, a)`` and a is ``\phi(z)``."""
    chains = [c for c in chains_of(items) if c.kind == "claim" and len(c.members) > 1 and c.relations[0] in GIVING]
    results = {(c.members[0].base, len(c.members[0].arguments)) for c in chains if isinstance(c.members[0], Application)}
    values = {m.base if isinstance(m, Entry) else m for c in chains if isinstance(c.members[0], Name | Entry)
              for m in c.members[1:]}

    def put(tree: Tree) -> Tree:
        tree = mapped(tree, put)
        match tree:
            case Derivative(of=Application(base=base, arguments=arguments)) if (base, len(arguments)) in results and all(
                    isinstance(a, Name) or a in values for a in arguments):
                return replace(tree, of=base)
        return tree
    return with_trees(items, put) if results else list(items)
