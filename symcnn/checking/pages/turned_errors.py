r"""Errors with a minus: a page that says ``\delta_j = -dE/dz_j`` means minus the gradient by every delta."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from symcnn.checking.binding.pages import chains_of, with_chains
from symcnn.notation.spelling import parts_of_name, undressed
from symcnn.reading.claims import Chain
from symcnn.reading.items import Item, Mathematics
from symcnn.reading.tree import Derivative, Entry, Nabla, Name, Negation, Tree, mapped

SAYING = ("=", ":=", "≈")


def with_turned_errors(items: Sequence[Item]) -> list[Item]:
    """The items of a document, minus its deltas for deltas where it defines them as minus a gradient."""
    chains = chains_of(items)
    said = [isinstance(c.members[1], Negation) for c in chains if defines_error(c)]
    if not said or not all(said):
        return list(items)
    return all_turned(items)


def with_errors_let(items: Sequence[Item]) -> list[Item]:
    r"""The items of a document, "let dE/dx = \\delta" as a definition of the error."""
    return [replace(item, chains=tuple(map(the_other_way, item.chains))) if isinstance(item, Mathematics) and item.defines
            else item for item in items]


def the_other_way(chain: Chain) -> Chain:
    """A chain that says of a gradient which error it is, with the error first."""
    if chain.kind == "claim" and chain.relations == ("=",) and is_error(chain.members[1]) and isinstance(
            chain.members[0], Derivative):
        return replace(chain, members=chain.members[::-1])
    return chain


def all_turned(items: Sequence[Item]) -> list[Item]:
    """The items with minus its deltas for deltas."""
    return with_chains(items, turned)


def defines_error(chain: Chain) -> bool:
    """Whether a chain says of an error which gradient it is, or minus which."""
    if chain.kind != "claim" or len(chain.members) < 2 or chain.relations[0] not in SAYING or not is_error(chain.members[0]):
        return False
    right = chain.members[1]
    return isinstance(right.argument if isinstance(right, Negation) else right, Derivative | Nabla)


def is_error(tree: Tree) -> bool:
    """Whether a tree is a delta or an entry of one."""
    base = tree.base if isinstance(tree, Entry) else tree
    parts = parts_of_name(base.name) if isinstance(base, Name) else None
    return parts is not None and undressed(parts.base) == "\\delta"


def turned(chain: Chain) -> Chain:
    """A chain in which deltas are gradients: what is said of one is said of minus the other."""
    first, rest = chain.members[0], [minus_errors(m) for m in chain.members[1:]]
    if is_error(first):
        return replace(chain, members=(first, *(negated(m) for m in rest)))
    return replace(chain, members=(minus_errors(first), *rest))


def negated(tree: Tree) -> Tree:
    """Minus a tree."""
    return tree.argument if isinstance(tree, Negation) else Negation(tree, span=tree.span)


def minus_errors(tree: Tree) -> Tree:
    """The tree with minus a delta for each."""
    return Negation(tree, span=tree.span) if is_error(tree) else mapped(tree, minus_errors)
