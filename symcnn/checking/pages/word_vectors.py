r"""Vectors with an index, ``u_w^T v_c``: rows of a matrix where a sum runs over it, else a vector of that name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from symcnn.checking.binding.classes_told import class_in, is_log_of, is_of_softmax, sample_of, told_in
from symcnn.checking.binding.domains import is_letter
from symcnn.checking.binding.dots import with_entries
from symcnn.checking.binding.pages import chains_of, trees_of, with_chains, with_trees
from symcnn.notation.letters import unused
from symcnn.notation.spelling import split
from symcnn.reading.claims import Chain
from symcnn.reading.items import Item, NetworkBlock
from symcnn.reading.tree import (
    PRODUCTS,
    Application,
    Entry,
    Name,
    Operation,
    SumOver,
    Transposed,
    Tree,
    find,
    mapped,
    walk,
)

# what tells a vector from the rows of its letter
ACCENTS = ("\\tilde", "\\bar", "\\dot", "\\ddot")
# the letters of the entries of a vector
PLACES = ("d", "h", "g", "q", "r")


def with_word_vectors(items: Sequence[Item]) -> list[Item]:
    """The items of a document without blocks, products of vectors that have an index as sums over their entries."""
    if any(isinstance(item, NetworkBlock) for item in items):
        return list(items)
    trees = trees_of(items)
    pairs = [both for tree in trees for node in walk(tree) if (both := multiplied(node)) is not None]
    bound = {letter for tree in trees for s in find(tree, SumOver) for letter in s.letters}
    bases = {e.base.name for both in pairs for e in both if isinstance(e.base, Name)}
    letters: dict[str, set[str]] = {}
    for base, letter in (p for tree in trees for p in indexed(tree)):
        letters.setdefault(base, set()).add(letter)
    rows = {b for b in bases if letters[b] & bound}
    # as many vectors as a sum runs over, and one that they are multiplied by
    alone = {b: next(iter(letters[b])) for b in bases - rows if len(letters[b]) == 1}
    # w_{y_i} is the row of the class of a sample
    samples = any(sample_of(n) for b in bases for n in letters[b])
    crossed = any(len({e.base.name for e in both if isinstance(e.base, Name)} & rows) != 1 for both in pairs)
    if not rows or samples or crossed or bases - rows - set(alone):
        return list(items)
    given = set(alone.values())
    items = with_trees(with_chains(items, lambda c: without_likelihoods(c, given)), lambda t: with_likelihoods(t, given))
    trees = trees_of(items)
    names = {pair: pair[0] for pair in alone.items()}
    place = unused(PLACES, {n.name for tree in trees for n in find(with_entries(tree), Name)})
    # of a softmax, one is that of the class
    chains = chains_of(with_trees(items, Vectors(rows, names, place).of))
    classes = {name for c in chains if (name := class_in(c)) and (is_of_softmax(c) or is_log_of(c, name))}
    classes |= {pair[0] for c in chains if (pair := told_in(c)) is not None}
    # an index of the result is any of its entries
    classes |= {i.name for c in chains if (e := entry_of(c.members[0])) is not None for i in e.indices if isinstance(i, Name)}
    written = {split(n.name).base for tree in trees for n in find(tree, Name)}
    for base in sorted(rows):
        free = [name for accent in ACCENTS if (name := f"{accent}{{{base}}}") not in written]
        names |= dict(zip(((base, n) for n in sorted(letters[base] - bound - classes)), free, strict=False))
    return with_trees(items, Vectors(rows, names, place).of)


def without_likelihoods(chain: Chain, given: Set[str]) -> Chain:
    r"""The chain without ``p(o|c)`` between a result and its formula: ``\hat{y}_o = p(o|c) = ...``."""
    if len(chain.members) < 3 or entry_of(chain.members[0]) is None or likelihood(chain.members[1], given) is None:
        return chain
    return replace(chain, members=(chain.members[0], *chain.members[2:]), relations=chain.relations[1:],
                   spans=(*chain.spans[:1], *chain.spans[2:]))


def likelihood(tree: Tree, given: Set[str]) -> Entry | None:
    """What ``p(o|c)`` is where c is ``given`` throughout: the entry o of p."""
    match tree:
        case Application(base=Name() as base, arguments=(Operation(operator="|", left=Name() as letter, right=Name(name)),)):
            return Entry(base, (letter,), span=tree.span) if name in given else None
    return None


def with_likelihoods(tree: Tree, given: Set[str]) -> Tree:
    """The tree with entries for likelihoods."""
    return likelihood(tree, given) or mapped(tree, lambda t: with_likelihoods(t, given))


def multiplied(tree: Tree) -> tuple[Entry, Entry] | None:
    """Two vectors with an index each, the first one transposed, that are multiplied by each other."""
    if not isinstance(tree, Operation) or tree.operator not in PRODUCTS or not isinstance(tree.left, Transposed):
        return None
    one, other = entry_of(tree.left.argument), entry_of(tree.right)
    return None if one is None or other is None else (one, other)


def entry_of(tree: Tree) -> Entry | None:
    """A name with one letter below it as an entry."""
    entry = with_entries(tree) if isinstance(tree, Name) else None
    one = isinstance(entry, Entry) and len(entry.indices) == 1 and isinstance(entry.indices[0], Name)
    return entry if one and is_letter(entry.indices[0].name) else None  # type: ignore[union-attr, return-value]


def indexed(tree: Tree) -> Iterator[tuple[str, str]]:
    """The names in a tree that have one letter below them, each with that letter."""
    for name in find(tree, Name):
        entry = entry_of(name)
        if entry is not None and isinstance(entry.base, Name) and isinstance(entry.indices[0], Name):
            yield entry.base.name, entry.indices[0].name


@dataclass(frozen=True)
class Vectors:
    """The names of ``rows`` of matrices, ``names`` for other vectors by theirs and their letters, and a letter for entries."""

    rows: Set[str]
    names: Mapping[tuple[str, str], str]
    place: str

    def of(self, tree: Tree) -> Tree:
        """The tree with vectors by names of their own, and their products as sums."""
        if (pair := multiplied(tree)) is not None and all(
                isinstance(e.base, Name) and (e.base.name in self.rows or self.named(e)) for e in pair):
            one, other = (self.at(e) for e in pair)
            return SumOver((self.place,), None, None, Operation("juxtapose", one, other), span=tree.span)
        if isinstance(tree, Name) and (entry := entry_of(tree)) is not None and (name := self.named(entry)) is not None:
            return Name(name, span=tree.span)
        return mapped(tree, self.of)

    def named(self, entry: Entry) -> str | None:
        """The name of a vector that is no row."""
        (letter,), base = entry.indices, entry.base
        return self.names.get((base.name, letter.name)) if isinstance(letter, Name) and isinstance(base, Name) else None

    def at(self, entry: Entry) -> Entry:
        """An entry of a vector."""
        name, place = self.named(entry), Name(self.place)
        return Entry(entry.base, (*entry.indices, place)) if name is None else Entry(Name(name), (place,))
