"""The argument of a function beside another letter in its formula: ``Kx^3`` in what ``g(x)`` is, or its slope, is ``K x^3``."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace
from functools import partial

from symcnn.checking.binding.pages import chains_of, with_chains
from symcnn.reading.claims import Chain
from symcnn.reading.items import Item
from symcnn.reading.tree import Application, Call, Name, Operation, Slope, Tree, mapped


def with_arguments_apart(items: Sequence[Item]) -> list[Item]:
    """The items of a document, names of two letters as products where the last one is their function's argument."""
    given = {c.members[0].name for c in chains_of(items) if isinstance(c.members[0], Name)}
    return with_chains(items, partial(arguments_apart, given))


def arguments_apart(given: Set[str], chain: Chain) -> Chain:
    """A chain that says what a function of one letter is, or its slope, with such names that nothing else gives as products."""
    head = chain.members[0]
    arguments = head.arguments if isinstance(head, Application | Call) else (head.argument,) if isinstance(head, Slope) else ()
    if len(arguments) != 1 or not isinstance(arguments[0], Name) or len(arguments[0].name) != 1:
        return chain
    put = partial(apart, given, arguments[0].name)
    return replace(chain, members=(head, *map(put, chain.members[1:])))


def apart(given: Set[str], letter: str, tree: Tree) -> Tree:
    """The tree with products for names that end with a letter; a power without brackets is the letter's alone."""
    put = partial(apart, given, letter)
    match tree:
        case Name(name=run) if run not in given and is_run_to(letter, run):
            return Operation("juxtapose", Name(run[0]), Name(letter), span=tree.span)
        case Operation(operator="^", left=Name(name=run) as base, right=power) if (
                run not in given and is_run_to(letter, run) and base.span[0] == tree.span[0]):
            return Operation("juxtapose", Name(run[0]), Operation("^", Name(letter), put(power)), span=tree.span)
    return mapped(tree, put)


def is_run_to(letter: str, run: str) -> bool:
    """Whether a name is two letters side by side of which the last is this one; a d before it makes a differential."""
    return len(run) == 2 and run.isascii() and run.isalpha() and run[1] == letter and run[0] != "d"
