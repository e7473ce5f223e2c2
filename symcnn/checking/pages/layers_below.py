r"""Layers below whole names: ``z_l = W_l a_{l-1} + b_l`` says what others write ``z^l = W^l a^{l-1} + b^l``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from symcnn.checking.binding.pages import chains_of, with_trees
from symcnn.checking.own.any_layer import LAST
from symcnn.checking.own.label_runs import below
from symcnn.errors import NameProblem
from symcnn.notation.spelling import split
from symcnn.reading.items import Item
from symcnn.reading.tree import Application, Call, Entry, Name, Operation, SumOver, Tree, find, mapped, walk

LETTERS = ("l", "\\ell", "k", "i", "n", "j")
PRODUCTS = ("juxtapose", "*", "·", "×")
MOST_AWAY = 3


def with_layers_below(items: Sequence[Item]) -> list[Item]:
    """The items of a document, its layers above the names, where these stand below."""
    chains = [c.members for c in chains_of(items)]
    letter = next((c for c in LETTERS if layered(c, chains)), None)
    if letter is None:
        return list(items)

    def rule(tree: Tree) -> Tree:
        return raised(mapped(tree, rule), letter)

    return with_trees(items, rule)


def layered(letter: str, chains: Sequence[Sequence[Tree]]) -> bool:
    """Whether a letter below names is a layer: it stands there alone, and one equation leads on.

    The equation leads from one layer to the next; a letter that is summed over, or is an index among others, is none.
    """
    if not any(leads_on(letter, members) for members in chains):
        return False
    for tree in (t for members in chains for m in members for t in walk(m)):
        if isinstance(tree, SumOver) and letter in tree.letters:
            return False
        if isinstance(tree, Entry) and any(n == Name(letter) for i in tree.indices for n in walk(i)):
            return False
        if isinstance(tree, Name) and has_letter(tree.name, letter) and level(tree.name, letter) is None:
            return False
    return True


def leads_on(letter: str, members: Sequence[Tree]) -> bool:
    """Whether the head of a chain is a name of one layer, and a product of two names, or a function of one, reads another."""
    if len(members) < 2 or not isinstance(members[0], Name):
        return False
    own = level(members[0].name, letter)
    read = {level(t.name, letter) for t in find(members[1], Name)} - {None}
    leads = own is not None and bool(read - {own})
    return leads and (any(multiplied(members[1], letter)) or goes_on(members[0].name, members[1]))


def goes_on(head: str, right: Tree) -> bool:
    """Whether a formula has a function of what the head is in another layer: ``x_{l+1} = x_l + F(x_l)``."""
    inner = [t.arguments[0] for t in walk(right) if isinstance(t, Application | Call) and len(t.arguments) == 1]
    return any(isinstance(t, Name) and t.name != head and split(t.name).base == split(head).base for t in inner)


def multiplied(tree: Tree, letter: str) -> Iterator[bool]:
    """Whether both factors are names of layers, for every product in a tree."""
    for t in walk(tree):
        if isinstance(t, Operation) and t.operator in PRODUCTS:
            yield isinstance(t.left, Name) and isinstance(t.right, Name) and None not in (
                level(t.left.name, letter), level(t.right.name, letter))


def level(name: str, letter: str) -> str | None:
    """The layer below a name: ``l``, ``l-1``, ``L``; None where another thing stands there, or something above too."""
    script = below(name)
    rest = script.removeprefix(letter)
    ends = [last for last in LAST.get(letter, ()) if last.isupper()]
    if script in ends or any(script == f"{last}-{n}" for last in ends for n in range(1, MOST_AWAY)):
        return script if not split(name).superscript else None
    if not script.startswith(letter) or split(name).superscript:
        return None
    return script if not rest or (rest[0] in "+-" and rest[1:].isdigit() and int(rest[1:]) <= MOST_AWAY) else None


def has_letter(name: str, letter: str) -> bool:
    """Whether a letter stands below a name, alone or in a list: not as a part of a word, and in no size."""
    script = below(name)
    return script.startswith(letter) and not script[len(letter):len(letter) + 1].isalpha()


def raised(tree: Tree, letter: str) -> Tree:
    """A name with its layer above, and so a function."""
    if isinstance(tree, Name) and level(tree.name, letter) is not None:
        return replace(tree, name=lifted(tree.name))
    if isinstance(tree, Call) and level_of_call(tree.function, letter):
        return replace(tree, function=lifted(tree.function))
    return tree


def level_of_call(function: str, letter: str) -> bool:
    """Whether a function has its layer below."""
    try:
        return level(function, letter) is not None
    except NameProblem:
        return False


def lifted(name: str) -> str:
    """The name with what stood below it above it."""
    parts = split(name)
    return replace(parts, subscript="", superscript=parts.subscript).join()
