r"""Arguments of functions that only slopes name: ``a = \sigma(w x + b)`` is ``\sigma(z)`` where a page has ``\sigma'(z)``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from symcnn.checking.binding.pages import chains_of, with_chains
from symcnn.notation.spelling import parts_of_name
from symcnn.reading.claims import Chain
from symcnn.reading.items import Item, NetworkBlock
from symcnn.reading.tree import (
    Application,
    Call,
    Derivative,
    Differential,
    Entry,
    Nabla,
    Name,
    Operation,
    Slope,
    Tree,
    children,
    find,
    has,
)
from symcnn.reading.words import function_key

NO_ACTIVATIONS = ("sqrt", "exp", "log", "ln", "abs", "max", "min", "norm", "sum", "mean")


def with_sums_named(items: Sequence[Item]) -> list[Item]:
    """The items of a document without blocks, sums in functions with the names that slopes have for them."""
    if any(isinstance(item, NetworkBlock) for item in items):
        return list(items)
    chains = chains_of(items)
    trees = [m for c in chains for m in c.members]
    slopes = {(t.plain, t.argument.name) for m in trees for t in find(m, Slope) if isinstance(t.argument, Name)}
    quotients = [(t.of, t.by) for m in trees for t in find(m, Derivative)]
    by = {(of.name, by.name) for of, by in quotients if isinstance(of, Name) and isinstance(by, Name)}
    known = {n for c in chains for m in (c.members if is_forward(c) else c.members[:1]) for n in outside_slopes(m)}
    # x_j is an entry of the x of which another equation reads x_k
    loose = {n for pair in slopes | by for n in pair[1:] if base_of(n) not in set(map(base_of, known))}
    found = [c for c in chains if loose and applied_in(c)]
    names = {id(c): n for c in found for n in sorted(loose) if is_meant(c, n, slopes, by, found)}
    return with_chains(items, lambda c: named(c, names[id(c)]) if id(c) in names else c) if names else list(items)


def is_forward(chain: Chain) -> bool:
    """Whether a chain gives a name or an entry, and no slopes."""
    return isinstance(chain.members[0], Name | Entry | Application) and not any(
        has(m, Derivative, Nabla, Differential, Slope) for m in chain.members)


def outside_slopes(tree: Tree) -> Iterator[str]:
    """The names in a tree but those that stand in slopes."""
    if isinstance(tree, Name):
        yield tree.name
    elif not isinstance(tree, Slope | Derivative | Nabla | Differential):
        for part in children(tree):
            yield from outside_slopes(part)


def applied_in(chain: Chain) -> str:
    """The function, by key, that an equation of two sides applies to a sum; nothing for any other chain."""
    if len(chain.members) != 2 or not isinstance(chain.members[0], Name) or chain.relations[0] not in ("=", ":="):
        return ""
    right = chain.members[1]
    arguments = right.arguments if isinstance(right, Call | Application) else ()
    if len(arguments) != 1 or not isinstance(arguments[0], Operation) or has(right, Slope, Derivative):
        return ""
    if isinstance(right, Application):
        return function_key(right.base.name) if isinstance(right.base, Name) else ""
    return right.function if isinstance(right, Call) and right.function not in NO_ACTIVATIONS else ""


def is_meant(chain: Chain, name: str, slopes: set[tuple[str, str]], by: set[tuple[str, str]], found: Sequence[Chain]) -> bool:
    """Whether a name is that of the argument in an equation: slopes say so, and no other equation may be meant."""
    head, function = chain.members[0], applied_in(chain)
    assert isinstance(head, Name)
    if (head.name, name) in by:
        return True
    scripts = worn(name)
    alike = [c for c in found if applied_in(c) == function and (not any(scripts) or scripts in layers_of(c))]
    return (function, name) in slopes and len(alike) == 1 and alike[0] is chain


def layers_of(chain: Chain) -> list[tuple[str, str]]:
    """What the result of an equation wears, and the names that it reads."""
    return [worn(n) for m in chain.members for n in outside_slopes(m)]


def base_of(name: str) -> str:
    """The letter of a name; one that is none of the grammar as it is."""
    parts = parts_of_name(name)
    return name if parts is None else parts.base


def worn(name: str) -> tuple[str, str]:
    """What stands below and above a name."""
    parts = parts_of_name(name)
    return ("", "") if parts is None else (parts.subscript, parts.superscript)


def named(chain: Chain, name: str) -> Chain:
    """The chain with the function of the name before that of the sum, in the same place of the source."""
    head, right = chain.members
    assert isinstance(right, Call | Application)
    before = replace(right, arguments=(Name(name, span=right.arguments[0].span),))
    return replace(chain, members=(head, before, right), relations=(chain.relations[0], "="),
                   spans=(chain.spans[0], chain.spans[1], chain.spans[1]))
