r"""The softmax said of single entries: ``\sigma(z_i) = e^{z_i} / \sum_j e^{z_j}`` is the entry i of what it gives for z."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace

from symcnn.checking.binding.dots import with_entries
from symcnn.checking.binding.pages import chains_of, trees_of, with_trees
from symcnn.checking.meaning.own_function import known_as
from symcnn.notation.spelling import split
from symcnn.reading.claims import Chain
from symcnn.reading.items import Item
from symcnn.reading.tree import (
    Application,
    Call,
    Derivative,
    Entry,
    Name,
    Number,
    Operation,
    Slope,
    SumOver,
    Tree,
    find,
    mapped,
    walk,
)
from symcnn.reading.words import function_key

# what a softmax is called, the first that is free
LETTERS = ("s", "p", "q", "a", "u", "v")


def with_softmax_entries(items: Sequence[Item]) -> list[Item]:
    """The items of a document, functions that a line says are the softmax of an entry as entries of a softmax."""
    chains = [c for c in chains_of(items) if c.kind == "claim" and len(c.members) > 1]
    found = {name for c in chains for name in said_in(c)} - {name for c in chains if (name := entrywise_in(c))}
    found -= {t.plain for tree in trees_of(items) for t in find(tree, Slope)}
    if not found:
        return list(items)
    arguments = arguments_of(items, found)
    return with_trees(items, lambda t: of_entries(with_arguments(t, arguments), found))


def arguments_of(items: Sequence[Item], functions: Set[str]) -> dict[str, Tree]:
    r"""What functions of one array alone are applied to, by key: ``\phi_i`` is the entry i of ``\phi(z)`` then."""
    found: dict[str, list[Tree]] = {}
    for key, argument in (inner for tree in trees_of(items) for t in walk(tree) if (inner := applied(t)) is not None):
        entry = with_entries(argument)
        array = entry.base if isinstance(entry, Entry) else argument
        if key in functions and plain(array) not in map(plain, found.setdefault(key, [])):
            found[key].append(array)
    heads = (with_entries(c.members[0]) for c in chains_of(items) if c.kind == "claim")
    given = {function_key(n.name) for head in heads if isinstance(n := getattr(head, "base", head), Name)
             and applied(head) is None}
    return {key: arrays[0] for key, arrays in found.items()
            if len(arrays) == 1 and isinstance(arrays[0], Name) and key not in given}


def with_arguments(tree: Tree, arguments: Mapping[str, Tree]) -> Tree:
    r"""The tree with the argument of functions shown that stand without one: ``\phi_i``, or what is differentiated."""
    entry = with_entries(tree) if isinstance(tree, Name | Entry) else tree
    if isinstance(entry, Entry) and isinstance(entry.base, Name) and function_key(entry.base.name) in arguments and all(
            isinstance(i, Number) or (isinstance(i, Name) and len(i.name) == 1) for i in entry.indices):
        return replace(entry, base=with_argument(entry.base, arguments))
    if isinstance(tree, Application) and len(tree.arguments) == 1 and isinstance(
            inner := with_arguments(tree.base, arguments), Entry):
        # \phi_i (1 - \phi_j)
        return Operation("juxtapose", inner, with_arguments(tree.arguments[0], arguments), span=tree.span)
    if applied(tree) is not None:
        return tree
    if isinstance(tree, Derivative) and isinstance(tree.of, Name) and function_key(tree.of.name) in arguments:
        return replace(tree, of=with_argument(tree.of, arguments))
    return mapped(tree, lambda t: with_arguments(t, arguments))


def with_argument(function: Name, arguments: Mapping[str, Tree]) -> Tree:
    """A function of one array at that array."""
    return Application(function, (arguments[function_key(function.name)],), span=function.span)


def with_softmax_named(items: Sequence[Item]) -> list[Item]:
    """The items of a document that states its network, with a name for a softmax that has none, so that it is a result."""
    name = free_name(items)
    return with_trees(items, lambda t: by_name(t, name)) if name else list(items)


def free_name(items: Sequence[Item]) -> str:
    """A letter for the softmax of a page that gives it as a function of one array and by no name; empty for others."""
    chains = [c for c in chains_of(items) if c.kind == "claim" and len(c.members) > 1]
    trees = trees_of(items)
    arguments = {t.arguments for tree in trees for t in find(tree, Call) if t.function == "softmax"}
    given = any(isinstance(c.members[0], Entry) and is_softmax_of(c.members[0].base) for c in chains)
    named = any(isinstance(c.members[0], Name | Entry) and not is_softmax_of(getattr(c.members[0], "base", None)) and any(
        is_softmax_of(m.base if isinstance(m, Entry) else m) for m in c.members[1:]) for c in chains)
    if not given or named or len(arguments) != 1 or not all(isinstance(t, Name) for pair in arguments for t in pair):
        return ""
    used = {split(n.name).base for tree in trees for n in find(tree, Name)} | {
        letter for tree in trees for t in find(tree, SumOver) for letter in t.letters}
    return next((n for n in LETTERS if n not in used), "")


def is_softmax_of(tree: Tree | None) -> bool:
    """Whether a tree is what the softmax gives."""
    return isinstance(tree, Call) and tree.function == "softmax"


def by_name(tree: Tree, name: str) -> Tree:
    """The tree with a name for the softmax."""
    return Name(name, span=tree.span) if is_softmax_of(tree) else mapped(tree, lambda t: by_name(t, name))


def said_in(chain: Chain) -> Iterator[str]:
    """The functions that a chain says are the softmax, by key."""
    yield from (key for key, _ in said_of(chain))


def said_of(chain: Chain) -> Iterator[tuple[str, str]]:
    """The functions that a chain says are the softmax, by key, each with the array that it says so of."""
    for n, member in enumerate(chain.members):
        inner = applied(member.base if isinstance(member, Entry) else member)
        if inner is None:
            continue
        key, argument = inner
        entry = with_entries(argument)
        if isinstance(member, Entry) and isinstance(argument, Name):
            # \sigma(z)_i
            entry = Entry(argument, member.indices)
        if isinstance(entry, Entry) and any(is_softmax(m, entry) for m in chain.members[n + 1:]):
            yield key, plain(entry.base)


def entrywise_in(chain: Chain) -> str:
    r"""The function that a chain says is one of a number, ``\sigma(x) = 1/(1 + e^{-x})``, by key."""
    inner = applied(chain.members[0])
    if inner is None or not isinstance(inner[1], Name):
        return ""
    return inner[0] if known_as(inner[1].name, chain.members[1]) is not None else ""


def applied(tree: Tree) -> tuple[str, Tree] | None:
    """A function by its key, and the one thing that it is applied to."""
    match tree:
        case Call(function=key, arguments=(argument,)):
            return key, argument
        case Application(base=Name(name), arguments=(argument,)):
            return function_key(name), argument
    return None


def is_softmax(tree: Tree, entry: Entry) -> bool:
    """Whether a formula is the exponential of an entry divided by the sum of those of all."""
    match tree:
        case Operation(operator="/", left=Call(function="exp", arguments=(above,)), right=SumOver(
                letters=(letter,), body=Call(function="exp", arguments=(below,)))):
            below = with_entries(below)
            return entries_alike(with_entries(above), entry) and isinstance(below, Entry) and below.indices[:1] == (
                Name(letter),) and entries_alike(replace(below, indices=(*entry.indices[:1], *below.indices[1:])), entry)
    return False


def entries_alike(one: Tree, other: Entry) -> bool:
    """Whether two entries are the same, whatever the font of their arrays."""
    return isinstance(one, Entry) and one.indices == other.indices and plain(one.base) == plain(other.base)


def plain(tree: Tree) -> str:
    """A name without its font."""
    return tree.name.removeprefix("\\mathbf").removeprefix("\\vec").strip("{}") if isinstance(tree, Name) else ""


def of_entries(tree: Tree, functions: set[str]) -> Tree:
    """The tree with these functions as softmaxes, of an entry as an entry of them."""
    inner = applied(tree)
    tree = mapped(tree, lambda t: of_entries(t, functions))
    if inner is None or inner[0] not in functions:
        return tree
    (argument,) = tree.arguments  # type: ignore[attr-defined]
    entry = with_entries(argument)
    if isinstance(entry, Entry) and len(entry.indices) == 1:
        return Entry(Call("softmax", (entry.base,), span=tree.span), entry.indices, span=tree.span)
    return Call("softmax", (argument,), span=tree.span)
