"""How many indices a writer puts at a name: it says how many axes a tensor has whose sizes nobody gives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress

from symcnn.calculus.fragment import ends
from symcnn.checking.binding.dots import with_entries
from symcnn.checking.binding.pages import chains_of
from symcnn.errors import NameProblem, SymcnnError
from symcnn.expression.walk import tensors
from symcnn.network import Network
from symcnn.notation.spelling import split, without_font
from symcnn.reading.items import Item
from symcnn.reading.network import read_network
from symcnn.reading.statements import Data, Definition, Leaf
from symcnn.reading.tree import (
    Application,
    Derivative,
    Entry,
    Nabla,
    Name,
    SumOver,
    Transposed,
    Tree,
    find,
    mapped,
    walk,
)

MOST_AXES = 3
MOST_NAMES = 4
LETTERS = ("i", "j", "k")

Ranks = frozenset[tuple[str, int, str]]
"""Names, how many indices they have somewhere, and the name that holds these, if one does: ``W_d``."""


def written_ranks(items: Sequence[Item]) -> Ranks:
    """The names that stand with indices in a document, each with the number of these; several where they differ."""
    found: set[tuple[str, int, str]] = set()
    inside: set[tuple[str, int]] = set()

    def split_up(tree: Tree) -> Tree:
        entry = with_entries(tree) if isinstance(tree, Name) else tree
        if not isinstance(entry, Entry):
            return mapped(tree, split_up)
        if isinstance(tree, Name) and isinstance(entry.base, Name):
            found.add((entry.base.name, len(entry.indices), tree.name))
            inside.add((entry.base.name, len(entry.indices)))
        return entry

    values = names_of_values(items)
    heads = {c.members[0].name for c in chains_of(items) if c.kind == "claim" and isinstance(c.members[0], Name)}
    for members in (c.members for c in chains_of(items)):
        if any(is_unknown(t) for m in members for t in walk(with_entries(m))):
            # `upsample(\\delta_k^l)`: what cannot be judged says nothing of the rest
            continue
        for tree in (t for m in members for t in walk(split_up(m)) if isinstance(t, Entry | Application)):
            count = len(tree.indices if isinstance(tree, Entry) else tree.arguments)
            if isinstance(tree, Application) and any(n.name in values or (n.name.isalpha() and len(n.name) > 1)
                                                     for a in tree.arguments for n in find(a, Name)):
                # J(w): what it hangs on; X(Xw - y): a product
                continue
            if isinstance(tree, Application) and {n.name for a in tree.arguments for n in find(a, Name)} & (
                    heads | {n.name for n in find(tree.base, Name)}):
                # a(1 - a), t(1 - a)
                continue
            if isinstance(tree.base, Name) and (tree.base.name, count) not in inside:
                found.add((tree.base.name, count, ""))
    return frozenset(found)


def names_of_values(items: Sequence[Item]) -> set[str]:
    """The names that something is differentiated by, or that are transposed, and that are no indices."""
    found: set[str] = set()
    bound: set[str] = set()

    for tree in (t for c in chains_of(items) for m in c.members for t in walk(m)):
        if isinstance(tree, Derivative | Nabla) and isinstance(tree.by, Name):
            found |= {tree.by.name, *(n.name for n in find(with_entries(tree.by), Name))}
        elif isinstance(tree, Transposed) and isinstance(tree.argument, Name):
            found.add(tree.argument.name)
        elif isinstance(tree, SumOver):
            bound.update(tree.letters)
        elif isinstance(tree, Entry):
            bound.update(n.name for i in tree.indices for n in find(i, Name))
    return found - bound


def is_unknown(tree: Tree) -> bool:
    """Whether a word is applied to entries of an array: an operation that nobody knows."""
    return isinstance(tree, Application) and isinstance(tree.base, Name) and len(tree.base.name) > 2 and (
        tree.base.name.isalpha() and any(isinstance(a, Entry) for a in tree.arguments))


def fitted(network: Network, text: str, ranks: Ranks, build: Callable[[str], Network]) -> Network:
    """The network with as many axes to its inputs as the writer has indices, where its text gives them no sizes."""
    for _ in range(MOST_NAMES):
        found = better(network, text, ranks, build) if mismatches(network, ranks) else None
        if found is None:
            break
        network, text = found
    return network


def better(network: Network, text: str, ranks: Ranks, build: Callable[[str], Network]) -> tuple[Network, str] | None:
    """The network, and its text, with axes for the first name under which fewer indices are amiss; None where none helps."""
    behind = read_by(network, amiss(network, ranks))
    for name in [n for n in undeclared(text) if n in behind][:MOST_NAMES]:
        found = []
        heads = [f"{name}[{','.join(letters(network))}]", *(
            f"{name}: {'×'.join(sizes(network, axes))}" for axes in range(1, MOST_AXES + 1))]
        for longer in (f"{head}\n{text}" for head in heads):
            with suppress(SymcnnError):
                found.append((build(longer), longer))
        best = min(found, key=lambda pair: mismatches(pair[0], ranks), default=None)
        if best is not None and mismatches(best[0], ranks) < mismatches(network, ranks):
            return best
    return None


def letters(network: Network) -> tuple[str, str]:
    """Two letters for a matrix that no axis has."""
    taken = {a.letter for t in network.forward_system.tensors.values() for a in t.axes}
    return next(pair for pair in (("r", "s"), ("u", "v"), ("g", "h"), ("p", "q"), ("a", "b")) if not taken & set(pair))


def sizes(network: Network, axes: int) -> tuple[str, ...]:
    """Letters for the extents of an image that name no tensor."""
    taken = {t.shown for t in network.forward_system.tensors.values()}
    rows = {1: ("N", "L", "T", "M"), 2: ("H W", "M N", "R S", "P Q"), 3: ("C H W", "D M N", "Q R S", "P T U")}[axes]
    return next(tuple(r.split()) for r in rows if not taken & set(r.split()))


def mismatches(network: Network, ranks: Ranks) -> int:
    """How many names with indices have another number of axes."""
    return len(amiss(network, ranks))


def amiss(network: Network, ranks: Ranks) -> list[str]:
    """The names that stand with more or fewer indices than they have axes, once for each number of indices."""
    axes: dict[str, set[int]] = {}
    for tensor in network.forward_system.tensors.values():
        axes.setdefault(tensor.shown, set()).add(len(tensor.axes))
    last = ends(network.forward_system) if network.is_fragment else ()
    if last:
        # the error that the fragment is given has the axes of its end
        axes.setdefault("\\delta", {len(network.forward_system.tensors[last[-1]].axes)})
    for name, script in ((n, split(n).superscript) for n, _, _ in ranks if is_error(n)):
        # an error of a layer has the axes of what the layer gives
        found = {len(network.forward_system.tensors[e.tensor].axes) for e in network.forward_system.equations
                 if split(network.forward_system.tensors[e.tensor].shown).superscript == script}
        if script and found:
            axes.setdefault(name, found)
    # v_i is an entry of a bold v
    plain = {without_font(name): name for name in axes}
    # W_d is no entry of W where it is a tensor itself
    written = {(name if name in axes else plain.get(name, name), count) for name, count, whole in ranks if whole not in axes}
    return sorted(name for name, count in written if name in axes and count not in axes[name])


def is_error(name: str) -> bool:
    """Whether a name is that of an error, with or without a layer."""
    try:
        return split(name).base == "\\delta"
    except NameProblem:
        return False


def read_by(network: Network, names: Iterable[str]) -> set[str]:
    """These names and all whose axes theirs may come from; for an error, every name."""
    forward, wanted = network.forward_system, set(names)
    if any(is_error(name) for name in wanted):
        return {t.shown for t in forward.tensors.values()}
    keys = {k for k, t in forward.tensors.items() if t.shown in wanted}
    for equation in reversed(forward.equations):
        if equation.tensor in keys:
            keys |= tensors(equation.right)
    return wanted | {forward.tensors[k].shown for k in keys}


def undeclared(text: str) -> list[str]:
    """The leaves that the right sides read and no line gives sizes or numbers, in order."""
    statements = read_network(text)
    given: set[str] = {s.name for s in statements if isinstance(s, Definition)}
    given |= {s.name for s in statements if isinstance(s, Data) and isinstance(s.name, str)}
    given |= {s.name for s in statements if isinstance(s, Leaf) and (s.sizes is not None or s.letters or s.scalar)}
    read = [t.name for s in statements if isinstance(s, Definition) for t in find(s.right, Name)]
    return [n for n in dict.fromkeys(read) if n not in given]
