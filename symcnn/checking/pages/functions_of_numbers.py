r"""Numbers that were worked out before, where what they are of belongs.

``a = \sigma(1.0)`` behind ``z = ... = 1.0`` is ``a = \sigma(z)``, ``L = (0 - 0.47)^2`` behind ``\hat{y} = ... = 0.47`` the loss
of this prediction.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace

from symcnn.checking.binding.pages import chains_of, with_chains
from symcnn.reading.claims import Chain
from symcnn.reading.items import Item
from symcnn.reading.tree import (
    Application,
    Blank,
    Call,
    Derivative,
    Name,
    Negation,
    Number,
    Operation,
    SumOver,
    Tree,
    find,
    has,
    mapped,
)


def with_arguments_named(items: Sequence[Item]) -> list[Item]:
    """The items of a document, functions of numbers as functions of what has these, where the page says so nowhere else."""
    chains = [c for c in chains_of(items) if c.kind == "claim"]
    if not any(of_number(c) for c in chains):
        return list(items)
    slopes = [t for c in chains for m in c.members for t in find(m, Derivative)]
    asked = {n.name for t in slopes for n in (t.of, t.by) if isinstance(n, Name)}
    if slopes or any(isinstance(c.members[0], Name) and c.members[0].name.startswith("\\delta") for c in chains):
        # slopes and errors of units ask for what formulas read
        asked |= {t.name for c in chains for m in c.members[1:] for t in find(m, Name)}
    told = given_in_names(chains)
    last: tuple[Name, str] | None = None
    heads = spoken_of(items)

    def rule(chain: Chain) -> Chain:
        nonlocal last
        before, last = last, worked_out(chain, heads[id(chain)]) or last
        call, named = of_number(chain), {t.name for t in chain.members[:2] if isinstance(t, Name)}
        if call is None or before is None or digits(call.arguments[0]) != before[1] or (
                named & told or not named & asked or before[0].name in named):
            return chain
        return put_before(chain, call, replace(call, arguments=(before[0],)))

    return with_chains(items, rule)


def given_in_names(chains: Sequence[Chain]) -> set[str]:
    """The names that are given in others, and not only by another name."""
    heads = [(c.members[0].base if isinstance(c.members[0], Application) else c.members[0], c.members[1:]) for c in chains]
    return {head.name for head, others in heads if isinstance(head, Name) and any(
        has(m, Name) and not isinstance(m, Name) for m in others)}


def put_before(chain: Chain, member: Tree, named: Tree) -> Chain:
    """The chain with what a member is in names before it."""
    place = next(n for n, m in enumerate(chain.members) if m is member)
    relations, spans = chain.relations, chain.spans
    return replace(chain, members=(*chain.members[:place], named, *chain.members[place:]),
                   relations=(*relations[:place - 1], "=", *relations[place - 1:]),
                   spans=(*spans[:place], *spans[place:place + 1], *spans[place:]))


def with_losses_named(items: Sequence[Item]) -> list[Item]:
    """The items of a document; a loss that is given in numbers alone is one of what was worked out to these before."""
    chains = [c for c in chains_of(items) if c.kind == "claim"]
    slopes = [t for c in chains for m in c.members for t in find(m, Derivative)]
    asked = {t.of.name for t in slopes if isinstance(t.of, Name)}
    told = given_in_names(chains)
    asked -= told | {t.by.name for t in slopes if isinstance(t.by, Name)}
    if not any(isinstance(c.members[0], Name) and c.members[0].name in asked for c in chains):
        return list(items)
    read = {t.name for c in chains if len(c.members) > 1 and isinstance(c.members[0], Name) for m in c.members[1:]
            for t in find(m, Name)}
    values: dict[str, str] = {}
    heads = spoken_of(items)

    def rule(chain: Chain) -> Chain:
        head = heads[id(chain)]
        if not isinstance(head, Name) or chain.kind != "claim" or chain.relations[0] not in ("=", "≈"):
            return chain
        if chain.members[0] == head and head.name in asked and (named := of_values(chain.members[1], values, told, read)):
            asked.discard(head.name)
            return put_before(chain, chain.members[1], named)
        if digits(chain.members[-1]):
            values[head.name] = digits(chain.members[-1])
        return chain

    return with_chains(items, rule)


def of_values(tree: Tree, values: Mapping[str, str], told: Container[str], read: Container[str]) -> Tree | None:
    """An expression in numbers as one of what has them: of a result with decimals, and beside it of a target."""
    if has(tree, Name) or not isinstance(tree, Operation | Negation | Call | SumOver):
        return None
    results = {text: name for name, text in values.items() if name in told and "." in text}
    targets = [name for name, text in values.items() if name not in told and name not in read]
    found: list[str] = []

    def named(node: Tree) -> Tree:
        if isinstance(node, Number) and node.text in results and list(values.values()).count(node.text) == 1:
            found.append(results[node.text])
            return Name(found[-1], span=node.span)
        node = mapped(node, named) if not isinstance(node, Operation) or node.operator != "^" else replace(
            node, left=named(node.left))
        if isinstance(node, Operation) and node.operator == "-":
            # a target stands beside the prediction
            sides = [as_target(one, values, targets) if isinstance(other, Name) else one
                     for one, other in ((node.left, node.right), (node.right, node.left))]
            return replace(node, left=sides[0], right=sides[1])
        return node

    tree = named(tree)
    return tree if len(set(found)) == 1 else None


def as_target(tree: Tree, values: Mapping[str, str], targets: Sequence[str]) -> Tree:
    """A number as the one target that has it."""
    names = [n for n in targets if values[n] == digits(tree)] if digits(tree) else []
    return Name(names[0], span=tree.span) if len(names) == 1 else tree


def of_number(chain: Chain) -> Call | None:
    """The function of one number that a name, or one name and another, is said to be first, or None."""
    first = chain.members[1] if len(chain.members) > 1 and chain.relations[0] in ("=", "≈") else None
    if isinstance(first, Name) and len(chain.members) > 2 and chain.relations[1] in ("=", "≈"):
        first = chain.members[2]
    named = isinstance(chain.members[0], Name) and isinstance(first, Call) and len(first.arguments) == 1
    return first if named and isinstance(first, Call) and digits(first.arguments[0]) else None


def digits(tree: Tree) -> str:
    """The digits of a number with its sign; nothing for what is no number."""
    if isinstance(tree, Negation):
        return f"-{tree.argument.text}" if isinstance(tree.argument, Number) else ""
    return tree.text if isinstance(tree, Number) else ""


def spoken_of(items: Sequence[Item]) -> dict[int, Tree]:
    """What each chain of a document, by its identity, is about: its head, or that of the chain which it goes on with."""
    found: dict[int, Tree] = {}
    last: Tree | None = None
    for chain in chains_of(items):
        head = chain.members[0]
        last = head if last is None or not isinstance(head, Blank) else last
        found[id(chain)] = last
    return found


def worked_out(chain: Chain, head: Tree) -> tuple[Name, str] | None:
    """A name and the number that a chain about it ends in."""
    goes_on = isinstance(chain.members[0], Blank)
    if chain.kind == "claim" and isinstance(head, Name) and digits(chain.members[-1]) and (len(chain.members) > 2 or goes_on):
        return head, digits(chain.members[-1])
    return None
