r"""Functions of a number that was worked out just before: ``a = \sigma(1.0)`` behind ``z = ... = 1.0`` is ``a = \sigma(z)``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from symcnn.checking.pages import chains_of, with_chains
from symcnn.reading.claims import Chain
from symcnn.reading.items import Item
from symcnn.reading.tree import Blank, Call, Derivative, Name, Negation, Number, Tree, find, has


def with_arguments_named(items: Sequence[Item]) -> list[Item]:
    """The items of a document, functions of numbers as functions of what has these, where the page says so nowhere else."""
    chains = [c for c in chains_of(items) if c.kind == "claim"]
    if not any(of_number(c) for c in chains):
        return list(items)
    slopes = [t for c in chains for m in c.members for t in find(m, Derivative)]
    asked = {n.name for t in slopes for n in (t.of, t.by) if isinstance(n, Name)}
    if any(isinstance(c.members[0], Name) and c.members[0].name.startswith("\\delta") for c in chains):
        # errors of units ask for what formulas read
        asked |= {t.name for c in chains for m in c.members[1:] for t in find(m, Name)}
    told = {c.members[0].name for c in chains if isinstance(c.members[0], Name) and any(
        has(m, Name) for m in c.members[1:])}
    last: tuple[Name, str] | None = None
    heads = dict(zip(map(id, chains_of(items)), spoken_of(items), strict=True))

    def rule(chain: Chain) -> Chain:
        nonlocal last
        before, last = last, worked_out(chain, heads[id(chain)]) or last
        call, head = of_number(chain), chain.members[0]
        if call is None or before is None or digits(call.arguments[0]) != before[1] or not isinstance(head, Name) or (
                head.name in told or head.name not in asked or head == before[0]):
            return chain
        named = replace(call, arguments=(before[0],))
        return replace(chain, members=(head, named, *chain.members[1:]), relations=("=", *chain.relations),
                       spans=(*chain.spans[:1], *chain.spans[1:2], *chain.spans[1:]))

    return with_chains(items, rule)


def of_number(chain: Chain) -> Call | None:
    """The function of one number that a name is said to be first, or None."""
    first = chain.members[1] if len(chain.members) > 1 and chain.relations[0] in ("=", "≈") else None
    return first if isinstance(first, Call) and len(first.arguments) == 1 and digits(first.arguments[0]) else None


def digits(tree: Tree) -> str:
    """The digits of a number with its sign; nothing for what is no number."""
    if isinstance(tree, Negation):
        return f"-{tree.argument.text}" if isinstance(tree.argument, Number) else ""
    return tree.text if isinstance(tree, Number) else ""


def spoken_of(items: Sequence[Item]) -> list[Tree]:
    """What each chain of a document is about: its head, or that of the chain which it goes on with."""
    found: list[Tree] = []
    for chain in chains_of(items):
        found.append(found[-1] if found and isinstance(chain.members[0], Blank) else chain.members[0])
    return found


def worked_out(chain: Chain, head: Tree) -> tuple[Name, str] | None:
    """A name and the number that a chain about it ends in."""
    goes_on = isinstance(chain.members[0], Blank)
    if chain.kind == "claim" and isinstance(head, Name) and digits(chain.members[-1]) and (len(chain.members) > 2 or goes_on):
        return head, digits(chain.members[-1])
    return None
