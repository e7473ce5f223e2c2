r"""Sums over one array that end at different letters, ``\sum_{k=1}^{K} e^{z_k}`` and ``\sum_{j=1}^{q} z_j``: one extent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from symcnn.checking.binding.dots import with_entries
from symcnn.checking.binding.pages import chains_of, with_trees
from symcnn.checking.own.lines import given_name
from symcnn.checking.own.sizes import last_of
from symcnn.reading.claims import Chain
from symcnn.reading.items import Item
from symcnn.reading.tree import Entry, Name, Operation, SumOver, Tree, children, find, mapped


def with_one_extent(items: Sequence[Item]) -> list[Item]:
    """The items of a document, with one letter for the extent of lists that run together, where nothing else has the others."""
    chains = chains_of(items)
    groups: list[tuple[set[str], set[str]]] = []
    for run in (run for c in chains if is_equation(c) for run in runs_in(c)):
        near = [g for g in groups if g[0] & run.arrays]
        groups = [g for g in groups if not g[0] & run.arrays]
        groups.append((run.arrays.union(*(g[0] for g in near)), {*run.ends}.union(*(g[1] for g in near))))
    names: dict[str, str] = {}
    spoken = [n for c in chains if c.kind == "claim" and c.relations[:1] != ("in",) for m in c.members for n in spoken_in(m)]
    ends = [end for c in chains if c.kind == "claim" for m in c.members for t in find(m, SumOver) if (end := last_of(t))]
    for _, letters in groups:
        # a letter that stands in a formula too, or is the extent of other lists, counts something else
        free = sorted((n for n in letters if spoken.count(n) == ends.count(n) and sum(n in g for _, g in groups) == 1),
                      key=ends.index)
        names |= dict.fromkeys(free[1:], next(iter(free), ""))
    return with_trees(items, lambda t: renamed(t, names)) if names else list(items)


def is_equation(chain: Chain) -> bool:
    """Whether a chain gives a name that is no gradient: what is said of gradients may be wrong."""
    gives = chain.kind == "claim" and chain.relations[0] in ("=", ":=")
    return gives and given_name(with_entries(chain.members[0])) is not None


@dataclass
class Run:
    """What a letter runs over: the lists below which it stands alone, and the letters that its sums end with."""

    arrays: set[str] = field(default_factory=set)
    ends: list[str] = field(default_factory=list)


def runs_in(chain: Chain) -> Iterator[Run]:
    """What the letters of a chain run over, a free letter over the same everywhere."""
    free: dict[str, Run] = {}
    found: list[Run] = []
    for member in chain.members:
        collect(with_entries(member), free, {}, found)
    yield from (run for run in (*free.values(), *found) if run.arrays)


def collect(tree: Tree, free: dict[str, Run], bound: Mapping[str, Run], found: list[Run]) -> None:
    """Add what the letters of a tree run over to what is found, those ``bound`` by sums apart from those that are free."""
    if isinstance(tree, SumOver):
        inner = {n: Run() for n in tree.letters}
        found += inner.values()
        if len(tree.letters) == 1 and (end := last_of(tree)):
            inner[tree.letters[0]].ends.append(end)
        bound = {**bound, **inner}
    if isinstance(tree, Entry) and isinstance(tree.base, Name) and len(tree.indices) == 1:
        # which axis of a matrix is meant, a line may have wrong
        (index,) = tree.indices
        if isinstance(index, Name):
            run = bound[index.name] if index.name in bound else free.setdefault(index.name, Run())
            run.arrays.add(tree.base.name)
    for child in children(tree):
        collect(child, free, bound, found)


def spoken_in(tree: Tree) -> Iterator[str]:
    """The names in a tree, but for the indices of entries: ``z_q`` may be the last one of z."""
    if isinstance(tree, Name):
        yield tree.name
    for child in (tree.base,) if isinstance(tree, Entry) else children(tree):
        yield from spoken_in(child)


def renamed(tree: Tree, names: Mapping[str, str]) -> Tree:
    """The tree with other letters at the ends of sums."""
    tree = mapped(tree, lambda t: renamed(t, names))
    if isinstance(tree, SumOver) and tree.upper is not None and last_of(tree) in names:
        name = names[last_of(tree)]
        return replace(tree, upper=mapped(tree.upper, lambda t: Name(name, span=t.span) if isinstance(t, Name) else t)
                       if isinstance(tree.upper, Operation) else Name(name, span=tree.upper.span))
    return tree
