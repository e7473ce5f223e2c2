r"""Pages on one sample whose number stands first below everything, ``E_p`` and ``o_{pj}``; functions of units, ``f_j``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from symcnn.checking.binding.dots import with_entries
from symcnn.checking.binding.own_evidence import is_value
from symcnn.checking.binding.pages import trees_of, with_trees
from symcnn.checking.own.label_runs import below
from symcnn.notation.spelling import split
from symcnn.reading.items import Item
from symcnn.reading.tree import Application, Derivative, Entry, Name, Slope, SumOver, Tree, find, mapped, walk
from symcnn.reading.words import function_key


def of_one_sample(items: Sequence[Item]) -> list[Item]:
    """The items of a document, the number of the sample left out, and functions of units for what they are."""
    trees = trees_of(items)
    found = list(items)
    letter = sample_letter(trees)
    rules: list[Callable[[Tree], Tree]] = [lambda t: without(t, letter)] if letter else []
    functions = functions_of_units(trees)
    rules += [lambda t: with_one_function(t, functions)] if functions else []
    for rule in rules:
        found = with_trees(found, rule)
    return found


def sample_letter(trees: Sequence[Tree]) -> str:
    """The letter below the loss that is differentiated, where it is the first of several below all that has it."""
    nodes = [t for tree in trees for t in walk(tree)]
    losses = {t.of.name for t in nodes if isinstance(t, Derivative) and isinstance(t.of, Name) and len(below(t.of.name)) == 1}
    # what something else is differentiated by is a result on the way
    losses -= {t.by.name for t in nodes if isinstance(t, Derivative) and isinstance(t.by, Name)}
    losses = {n for n in losses if not is_value(n)}
    letters = {below(n) for n in losses}
    letter = letters.pop() if len(letters) == 1 else ""
    entries = [t for tree in trees for t in find(with_entries(tree), Entry) if isinstance(t.base, Name)]
    at = [[n for n, i in enumerate(t.indices) if Name(letter) in walk(i)] for t in entries if t.base.name not in {  # type: ignore[attr-defined]
        split(n).base for n in losses}]
    several = [t for t in entries if t.indices[:1] == (Name(letter),) and len(t.indices) > 1]
    summed = any(letter in t.letters for t in nodes if isinstance(t, SumOver) and not is_total(t, losses))
    numbered = all(places in ([], [0]) for places in at)
    # a loss has no other entries, and nothing else has but this index
    alone = any((t.indices == (Name(letter),)) != (t.base.name in {split(n).base for n in losses})  # type: ignore[attr-defined]
                for t in entries if len(t.indices) == 1)
    return letter if letter.isalpha() and several and numbered and not summed and not alone else ""


def is_total(tree: SumOver, losses: set[str]) -> bool:
    """Whether a sum adds up the losses of the samples, or their derivatives."""
    names = {t.name for t in find(tree.body, Name)}
    return bool(names & losses)


def without(tree: Tree, letter: str) -> Tree:
    """The tree without this first index."""
    entry = with_entries(tree) if isinstance(tree, Name) else tree
    if isinstance(entry, Entry) and len(entry.indices) > 1 and entry.indices[0] == Name(letter):
        return Entry(entry.base, entry.indices[1:], span=tree.span)
    return tree if isinstance(tree, Name) else mapped(tree, lambda t: without(t, letter))


def functions_of_units(trees: Sequence[Tree]) -> dict[str, str]:
    """The functions that bear the letter of what they are applied to, ``f_j(net_j)``, with their names without it."""
    found = {}
    for node in (t for tree in trees for t in walk(tree)):
        if isinstance(node, Application) and isinstance(node.base, Name) and len(node.arguments) == 1:
            letter = below(node.base.name)
            inner = with_entries(node.arguments[0])
            if len(letter) == 1 and isinstance(inner, Entry) and Name(letter) in inner.indices:
                found[node.base.name] = replace(split(node.base.name), subscript="").join()
    return found


def with_one_function(tree: Tree, functions: dict[str, str]) -> Tree:
    """The tree with functions of units by their names alone."""
    tree = mapped(tree, lambda t: with_one_function(t, functions))
    if isinstance(tree, Application) and isinstance(tree.base, Name) and tree.base.name in functions:
        return replace(tree, base=Name(functions[tree.base.name], span=tree.base.span))
    keys = {function_key(name): function_key(plain) for name, plain in functions.items()}
    return replace(tree, function=keys[tree.function]) if isinstance(tree, Slope) and tree.function in keys else tree
