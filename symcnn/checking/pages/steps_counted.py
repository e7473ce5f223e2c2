r"""Steps counted behind or below names, ``w(k+1) = w(k) - \eta \, dE/dw(k)``, ``w_{k+1} = w_k - ...``: steps of the names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from symcnn.checking.binding.dots import with_entries
from symcnn.checking.binding.pages import with_chains
from symcnn.reading.claims import Chain
from symcnn.reading.items import Item
from symcnn.reading.tree import Application, Derivative, Entry, Nabla, Name, Number, Operation, Tree, has, mapped, walk

COUNTED = ("i", "k", "n", "s", "t", "\\tau")


def with_steps_counted(items: Sequence[Item]) -> list[Item]:
    """The items of a document, values after a step as new ones, where one line has what went before it by the same name."""
    return with_chains(items, spelt_out)


def spelt_out(chain: Chain) -> Chain:
    """The chain without the numbers of its steps, if it is one."""
    letter = letter_of(chain)
    if not letter:
        return chain
    return replace(chain, members=tuple(without(m, letter) for m in chain.members), relations=("<-", *chain.relations[1:]))


def letter_of(chain: Chain) -> str:
    """The letter that counts the steps of a chain: its head has one more than the same name behind it; empty if none does.

    Below a name it may count entries too, unless the name before it stands first, and a gradient behind it.
    """
    if len(chain.members) < 2 or chain.relations[0] not in ("=", ":=", "<-"):
        return ""
    name, place, in_brackets = counted(chain.members[0])
    match place:
        case Operation(operator="+", left=Name(name=letter), right=Number(text="1")) if letter in COUNTED:
            before = (name, Name(letter), in_brackets)
            if in_brackets:
                return letter if any(counted(t) == before for m in chain.members[1:] for t in walk(m)) else ""
            return letter if all(isinstance(m, Operation) and m.operator in ("+", "-") and counted(m.left) == before
                                 and has(m.right, Derivative, Nabla) for m in chain.members[1:]) else ""
    return ""


def counted(tree: Tree) -> tuple[str, Tree | None, bool]:
    """A name, what stands behind or below it, and whether that is in brackets."""
    if isinstance(tree, Application) and isinstance(tree.base, Name) and len(tree.arguments) == 1:
        return tree.base.name, tree.arguments[0], True
    entry = with_entries(tree) if isinstance(tree, Name | Entry) else None
    if isinstance(entry, Entry) and isinstance(entry.base, Name) and len(entry.indices) == 1:
        return entry.base.name, entry.indices[0], False
    return "", None, False


def without(tree: Tree, letter: str) -> Tree:
    """The tree without the numbers of steps behind and below names."""
    name, place, _ = counted(tree)
    if name and place in (Name(letter), Operation("+", Name(letter), Number("1"))):
        return Name(name, span=tree.span)
    return tree if isinstance(tree, Name | Number) else mapped(tree, lambda t: without(t, letter))
