"""Functions that a writer defines, ``f(z) = 1/(1 + e^{-z})``: known ones under another name, or formulas put in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from functools import partial

import numpy as np

from symcnn.checking.binding.pages import chains_of
from symcnn.checking.judge.unknown import any_numbers, is_unknown
from symcnn.checking.meaning.document import Reading
from symcnn.checking.meaning.functions import ENTRYWISE
from symcnn.checking.meaning.own_function import CONSTANTS, OwnFunction, closed_in, known_as, values_of
from symcnn.checking.numbers.value import Value, exact
from symcnn.checking.own.bare_functions import alone, with_arguments
from symcnn.checking.own.slopes_named import OTHER, Named, with_slopes_named
from symcnn.checking.own.softmax_entries import plain, said_in, said_of
from symcnn.checking.own.told_slopes import OPEN, named_in, told_by_slopes, told_of_slopes
from symcnn.notation.spelling import parts_of_name
from symcnn.reading.claims import Chain
from symcnn.reading.items import Item, Mathematics
from symcnn.reading.tree import (
    PRODUCTS,
    Application,
    Call,
    Derivative,
    Dots,
    Entry,
    Matrix,
    Nabla,
    Name,
    Operation,
    Slope,
    SumOver,
    Tree,
    Unread,
    find,
    has,
    mapped,
    walk,
)
from symcnn.reading.words import function_key

# behind the name of a function of which only the slope is meant any longer; no name holds it
SLOPE = " "
# pieces of mathematics from what a function is applied to on to what it is
NEAR = 3


def with_known_functions(items: Sequence[Item]) -> list[Item]:
    """A document with the known functions that it defines under names of its own, and applies, under theirs.

    A definition holds from its line on, and the first one of a function before it too. One as the softmax holds for what
    is applied to its array right before it, ``p = g(u)``; slopes behind it are those of the function before.
    """
    chains = chains_of(items)
    uses = uses_in(chains)
    defined = [pair for chain in chains for pair in defined_in(chain, uses)]
    items, named = with_slopes_named(items, {function_key(name) for name, _ in defined})
    defined += (*told_by_slopes(chains_of(items)), *told_of_slopes(chains), *only_named(named, uses))
    if not any(f.known and not is_usual(name, f.known) for name, f in defined):
        return list(items)
    found: dict[str, OwnFunction] = {}
    for name, function in defined:
        found.setdefault(name, function)
    out: list[Item] = []
    for n, item in enumerate(items):
        if isinstance(item, Mathematics):
            before = (None, *item.chains)
            soon = [pair for c in chains_of(items[n:n + NEAR]) for pair in said_of(c)]
            item = replace(item, chains=tuple(
                in_force(found, *pair, uses, soon) for pair in zip(before, item.chains, strict=False)))
        out.append(item)
    return out


def only_named(named: Set[Named], uses: Uses) -> Iterator[tuple[str, OwnFunction]]:
    """The functions that a writer applies, and of whose slopes words say that they are of one known function each."""
    for name in sorted(uses[1]):
        known = {k for key, k in named if key == function_key(name) and key not in OPEN}
        if len(known) == 1 and OTHER not in known:
            yield name, OwnFunction("z", Call(min(known), (Name("z"),)), min(known))


def in_force(found: dict[str, OwnFunction], before: Chain | None, chain: Chain, uses: Uses, soon: Sequence[tuple[str, str]]
             ) -> Chain:
    """The chain under the functions that hold at it; what it defines itself holds from it on.

    Functions are ``soon`` said to be the softmax, by key, each of an array.
    """
    for name, function in defined_in(chain, uses):
        goes_on = before is not None and before.members[0] == chain.members[0]
        if function.known is not None or not goes_on:
            found[name] = function
            found.pop(name + SLOPE, None)
    applied = {(function_key(named_in(t)), plain(Name(letter_in(t)))) for m in chain.members for t in walk(m) if named_in(t)}
    anew = set(said_in(chain))
    for name, function in [(n, f) for n, f in found.items() if not n.endswith(SLOPE)]:
        key = function_key(name)
        if key in anew or any(k == key and array != function.letter for k, array in applied & {*soon}):
            # \phi was the ReLU of a number, and from here on it is the softmax
            found[name + SLOPE] = found.pop(name)
    known = {name: f for name, f in found.items() if f.known is not None}
    members = with_arguments(chain.members, known, lambda name: function_key(name) in known)
    return replace(chain, members=tuple(with_own_functions(known, m) for m in members)) if known else chain


def defined_in(chain: Chain, uses: Uses) -> Iterator[tuple[str, OwnFunction]]:
    """The function that a chain defines, of a letter that stands alone in its formula, and that is applied elsewhere."""
    if len(chain.members) < 2:
        return
    head, right = chain.members[:2]
    yield from told_of(head, right)
    name, letter = named_in(head), letter_in(head)
    right = with_factors(name, right)
    if name and may_define(letter, right) and not has(right, Application) and is_applied(name, letter, uses):
        yield name, OwnFunction(letter, right, known_as(letter, right))


def told_of(head: Tree, right: Tree) -> Iterator[tuple[str, OwnFunction]]:
    r"""What a writer's ``\sigma`` is, where it is a known function."""
    if isinstance(head, Call) and head.function in OPEN and len(head.arguments) == 1 and isinstance(
            letter := head.arguments[0], Name) and closed_in(letter.name, right) and (
            known := known_as(letter.name, right)) is not None:
        yield head.function, OwnFunction(letter.name, right, known)


def is_usual(name: str, known: str) -> bool:
    r"""Whether a function is the one that usually has its letter: ``\sigma`` the sigmoid."""
    return name in OPEN and ENTRYWISE[known] is ENTRYWISE[name]


Uses = tuple[Set[str], Mapping[str, Set[str]]]
"""The functions whose slopes are taken, by key, and the letters that each name is applied to, nothing for a formula."""


def uses_in(chains: Sequence[Chain]) -> Uses:
    """How functions are used in a document; in an equation for another name their letter is no longer only their own."""
    slopes: set[str] = set()
    letters: dict[str, set[str]] = {}
    for tree in (t for c in chains for m in c.members for t in walk(m)):
        if isinstance(tree, Slope):
            slopes.add(tree.plain)
        elif name := named_in(tree, True):
            letters.setdefault(name, set()).add(letter_in(tree))
    equations = [c for c in chains if c.kind == "claim" and isinstance(c.members[0], Name | Entry)]
    for name in {named_in(m) for c in equations for m in c.members[1:]} - {"", *standing_alone(chains)}:
        letters[name].add("")
    return slopes, letters


def standing_alone(chains: Sequence[Chain]) -> set[str]:
    """The names that stand without an argument somewhere, but for what is differentiated: they are those of values too."""
    members = [without_differentiated(m) for c in chains for m in c.members]
    return {t.name for m in members for t in alone(m)}


def without_differentiated(tree: Tree) -> Tree:
    """The tree without what is differentiated in it."""
    tree = mapped(tree, without_differentiated)
    return tree.by if isinstance(tree, Derivative) else tree


def is_applied(name: str, letter: str, uses: Uses) -> bool:
    """Whether a function is taken of anything but its own letter, or its slope is."""
    slopes, letters = uses
    return function_key(name) in slopes or bool(letters.get(name, set()) - {letter})


def letter_in(tree: Tree) -> str:
    """The letter that a function is applied to."""
    argument = tree.arguments[0] if isinstance(tree, Application) and len(tree.arguments) == 1 else None
    return argument.name if isinstance(argument, Name) else ""


def defines_function(reading: Reading, head: Tree, right: Tree) -> bool:
    """Take in the function that a line defines; False where it defines none, or says again what it is.

    Letters beside that of the function, ``x \\sigma(\\beta x)``, are any numbers where nothing knows them.
    """
    name, letter = named_in(head), letter_in(head)
    shown = {t.shown for t in reading.names.model.system.tensors.values()}
    right = with_factors(name, right)
    body = with_own_functions(reading.functions, right)
    if not name or name in shown or not may_define(letter, right) or has(body, Application) or is_same(
            reading.functions.get(name), letter, right):
        return False
    others = {t.name for t in find(body, Name)} - {letter, *CONSTANTS}
    # x stands for a sample where the network has x^i alone
    sampled = has_scripts(letter) or letter not in shown
    if not all(n in reading.defined or (n in shown and sampled) or is_unknown(reading, Name(n)) for n in others):
        return False
    for other in sorted(others - set(reading.defined) - shown):
        numbers = any_numbers(reading, other)
        reading.defined[other] = {n: at_most_one(v) for n, v in numbers.items()} if is_leak(other, letter, body) else numbers
    reading.functions[name] = OwnFunction(letter, body, None if others else known_as(letter, body))
    return True


def is_leak(name: str, letter: str, body: Tree) -> bool:
    r"""Whether a number stands beside a letter in a maximum with the letter: less than one, as in ``\max(\alpha z, z)``."""
    own, leak = Name(letter), {Name(name), Name(letter)}
    return any(own in t.arguments and any(isinstance(a, Operation) and a.operator in PRODUCTS and {
        a.left, a.right} == leak for a in t.arguments) for t in find(body, Call) if t.function == "max")


def at_most_one(value: Value) -> Value:
    """A number between nought and two as one between nought and one."""
    return exact(float(value.data.ravel()[0]) / 2)


def lines_of_functions(chains: Sequence[Chain]) -> list[Chain]:
    """The chains that say what a function is whose slope is taken, or what a slope is: no equations of a network."""
    trees = [t for c in chains for m in c.members for t in walk(m)]
    slopes = {t.plain if isinstance(t, Slope) else function_key(t.name.rstrip("'")) for t in trees
              if isinstance(t, Slope) or (isinstance(t, Name) and t.name.endswith("'"))}
    heads = [(c, c.members[0]) for c in chains if len(c.members) > 1]
    # f(y_i), read nowhere: at most its own slope is asked for
    uses = Counter(named_in(t, True) for t in trees)
    uses.subtract(named_in(t.of, True) for t in trees if isinstance(t, Derivative))
    found = [c for c, head in heads if may_define(letter_in(head), c.members[1]) and (
        function_key(named_in(head)) in slopes or (has_scripts(letter_in(head)) and uses[named_in(head)] == 1))]
    known = {named_in(c.members[0]) for c in found} | set(ENTRYWISE)
    return found + [c for c, head in heads if isinstance(head, Name) and head.name.endswith("'") and head.name[:-1] in known]


def has_scripts(name: str) -> bool:
    """Whether something stands below or above a name."""
    parts = parts_of_name(name)
    return parts is not None and bool(parts.subscript or parts.superscript)


def is_same(function: OwnFunction | None, letter: str, body: Tree) -> bool:
    """Whether a formula is that of a function already, at some points and so everywhere."""
    if function is None or not closed_in(letter, body) or not closed_in(function.letter, function.body):
        return False
    one, other = values_of(letter, body), values_of(function.letter, function.body)
    return one is not None and other is not None and bool(np.allclose(one, other, rtol=1e-9))


def with_factors(function: str, tree: Tree) -> Tree:
    """The formula of a function with ``\\alpha(e^x - 1)`` as a product: no other function stands before a bracket."""
    tree = mapped(tree, partial(with_factors, function))
    if isinstance(tree, Application) and isinstance(tree.base, Name) and tree.base.name != function and len(
            tree.arguments) == 1 and isinstance(tree.arguments[0], Operation):
        return Operation("juxtapose", tree.base, tree.arguments[0], span=tree.span)
    return tree


def may_define(letter: str, body: Tree) -> bool:
    """Whether a formula can be that of a function: made of numbers and single names, its letter among them."""
    names = {t.name for t in find(body, Name)}
    return letter in names and not isinstance(body, Name) and not has(
        body, Entry, SumOver, Matrix, Derivative, Nabla, Slope, Dots, Unread)


def functions_put_in(reading: Reading, members: list[Tree]) -> list[Tree]:
    """The members of a chain with the arguments of all functions shown, and the writer's put in."""
    shown = with_arguments(members, reading.functions, lambda name: (
        name in ENTRYWISE and not reading.names.knows(name) and name not in reading.defined))
    return [with_own_functions(reading.functions, m) for m in shown] if reading.functions else shown


def with_own_functions(functions: Mapping[str, OwnFunction], tree: Tree) -> Tree:
    """The tree with the writer's functions put in."""
    tree = mapped(tree, lambda t: with_own_functions(functions, t))
    if isinstance(tree, Application) and len(tree.arguments) == 1 and isinstance(tree.base, Name) and (
            tree.base.name in functions):
        return functions[tree.base.name].at(tree.arguments[0])
    if isinstance(tree, Call) and len(tree.arguments) == 1 and tree.function in OPEN & set(functions):
        return functions[tree.function].at(tree.arguments[0])
    if isinstance(tree, Derivative) and isinstance(tree.of, Name) and isinstance(tree.by, Name) and tree.of.name in functions:
        # df/dx, or by another letter of its formula
        function = functions[tree.of.name]
        inner = {t.name for t in find(function.body, Name)} - {function.letter}
        return replace(tree, of=function.at(Name(function.letter) if tree.by.name in inner else tree.by))
    if isinstance(tree, Slope):
        own = next((f for name, f in functions.items() if function_key(name) == tree.plain), None)
        known = own.known if own is not None else None
        return tree if known is None else replace(tree, function=known + tree.function[len(tree.plain):])
    return tree
