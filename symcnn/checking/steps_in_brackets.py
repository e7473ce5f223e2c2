r"""Steps counted in brackets behind names, ``w(k+1) = w(k) - \eta \, dE/dw(k)``, as ``w \leftarrow w - \eta \, dE/dw``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from symcnn.checking.pages import chains_of, with_chains
from symcnn.reading.claims import Chain
from symcnn.reading.items import Item
from symcnn.reading.tree import Application, Name, Number, Operation, Tree, find, mapped

COUNTED = ("i", "k", "n", "s", "t", "\\tau")


def with_steps_counted(items: Sequence[Item]) -> list[Item]:
    """The items of a document, values after a step as new ones, where one line has what went before it by the same name."""
    letters = {letter for c in chains_of(items) if (letter := letter_of(c))}
    if not letters:
        return list(items)

    def rule(chain: Chain) -> Chain:
        letter = letter_of(chain)
        if not letter:
            return chain
        return replace(chain, members=tuple(without(m, letter) for m in chain.members), relations=("<-", *chain.relations[1:]))
    return with_chains(items, rule)


def letter_of(chain: Chain) -> str:
    """The letter that counts the steps of a chain: its head has one more than the same name behind it; empty if none does."""
    head = chain.members[0]
    if len(chain.members) < 2 or chain.relations[0] not in ("=", ":=", "<-") or not isinstance(head, Application):
        return ""
    match head.arguments:
        case (Operation(operator="+", left=Name(name=letter), right=Number(text="1")),) if letter in COUNTED:
            before = replace(head, arguments=(Name(letter),))
            return letter if any(t == before for m in chain.members[1:] for t in find(m, Application)) else ""
    return ""


def without(tree: Tree, letter: str) -> Tree:
    """The tree without the numbers of steps behind names."""
    tree = mapped(tree, lambda t: without(t, letter))
    after = Operation("+", Name(letter), Number("1"))
    if isinstance(tree, Application) and isinstance(tree.base, Name) and tree.arguments in ((Name(letter),), (after,)):
        return replace(tree.base, span=tree.span)
    return tree
