r"""Convolutions of whole arrays with channels, channel by channel: ``x \star W`` is the sum of ``x_c \star W_{o,c}``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from symcnn.checking.binding.channel_letters import Places
from symcnn.checking.judge.unknown import is_unknown
from symcnn.checking.meaning.document import Reading
from symcnn.errors import SymcnnError
from symcnn.notation.letters import Letter
from symcnn.reading.tree import (
    Application,
    Call,
    Convolved,
    Derivative,
    Entry,
    Matrix,
    Nabla,
    Name,
    Operation,
    Slice,
    SumOver,
    Tree,
    find,
    mapped,
    walk,
)
from symcnn.reading.words import function_key

CALLS = ("conv", "correlat")
# what channels are called where a page does not use the letter
LETTERS = ("c", "o", "q", "r", "f", "g", "u", "v", "e", "d")


@dataclass(frozen=True)
class Spelling:
    """The letters of channels at the axes of tensors, and what they are called on this page: some in the line itself."""

    reading: Reading
    places: Places
    loose: Iterator[str]
    names: dict[Letter, str] = field(default_factory=dict)
    written: set[str] = field(default_factory=set)

    def indexed(self, tree: Tree) -> Tree:
        """The tree with an entry for every whole array that has channels."""
        if isinstance(tree, Matrix):
            return tree
        if isinstance(tree, Name | Entry | Derivative | Nabla):
            base, indices = self._indices(tree)
            if not indices:
                return tree
            entry = Entry(base, indices)
            if isinstance(tree, Name | Entry):
                return entry
            return Derivative(tree.of, entry, span=tree.span) if isinstance(tree, Derivative) else Nabla(entry, None)
        return mapped(tree, self.indexed)

    def _indices(self, tree: Tree) -> tuple[Tree, tuple[Tree, ...]]:
        """The array that is named, whole or at some of its channels, and a letter for every channel of it."""
        key = self.reading.head_key(tree)
        if key is None:
            return tree, ()
        base = tree if isinstance(tree, Name | Entry) else tree.by if tree.by is not None else tree.of  # type: ignore[attr-defined]
        partial = self.reading.names.model.system.tensors[key].partial
        of_array = key if partial is None else partial[1]
        letters = self.places.get(of_array, ())
        try:
            given = self.reading.names.named(base).indices
        except SymcnnError:
            given = ()
        if all(v is None for v in letters) or (isinstance(base, Entry) and not given):
            return base, ()
        if given:
            base = Name(self.reading.names.model.network.forward_system.tensors[of_array].shown)
            if len(given) >= len(letters) or None in letters[:len(given)] or not all(isinstance(t, Name) for t in given):
                return base, ()
            # Y_f, and K_f of all channels c
            said = {v: t.name for v, t in zip(letters, given, strict=False) if v is not None and isinstance(t, Name)}
            self.written.update(said.values())
            if any(self.names.setdefault(v, name) != name for v, name in said.items()):
                return base, ()
        for letter in letters[len(given):]:
            if letter is not None and letter not in self.names:
                self.names[letter] = next(self.loose, "")
        return base, (*given, *(Slice(None, None) if v is None else Name(self.names[v]) for v in letters[len(given):]))

    def summed(self, tree: Tree, kept: frozenset[str]) -> Tree:
        """The tree with every convolution summed over the channels that neither the head nor its result has."""
        if isinstance(tree, SumOver):
            kept |= set(tree.letters)
        tree = mapped(tree, lambda t: self.summed(t, kept))
        if not is_convolution(tree):
            return tree
        letters = sorted(free(tree) & set(self.names.values()) - self.written - kept)
        return SumOver(tuple(letters), None, None, tree) if letters else tree


def by_channels(reading: Reading, head: Tree, member: Tree) -> tuple[Tree, Tree] | None:
    """Head and member channel by channel; None where nothing is convolved, or no array with channels is named whole."""
    if not any(is_convolution(t) for t in walk(member)):
        return None
    places = reading.names.model.channels
    used = {t.name for tree in (head, member) for t in find(tree, Name)}
    loose = (n for n in LETTERS if n not in used and is_unknown(reading, Name(n)))
    spelling = Spelling(reading, places, loose)
    whole, sides = spelling.indexed(head), spelling.indexed(member)
    # there may be more channels than letters
    fits = (whole, sides) != (head, member) and "" not in spelling.names.values()
    return (whole, spelling.summed(sides, free(whole))) if fits else None


def is_convolution(tree: Tree) -> bool:
    """Whether a node may convolve two arrays."""
    called = tree.function if isinstance(tree, Call) else (
        function_key(tree.base.name) if isinstance(tree, Application) and isinstance(tree.base, Name) else "")
    return isinstance(tree, Convolved) or (isinstance(tree, Operation) and tree.operator in ("*", "star")) or (
        any(word in called for word in CALLS) and len(tree.arguments) > 1)  # type: ignore[attr-defined]


def free(tree: Tree) -> frozenset[str]:
    """The letters that stand as indices in a tree and belong to no sum in it."""
    if isinstance(tree, SumOver):
        return free(tree.body) - set(tree.letters)
    if isinstance(tree, Entry):
        return frozenset(t.name for t in tree.indices if isinstance(t, Name))
    if isinstance(tree, Derivative):
        return free(tree.by)
    if isinstance(tree, Nabla):
        return free(tree.by) if tree.by is not None else frozenset()
    found: set[str] = set()

    def look(part: Tree) -> Tree:
        found.update(free(part))
        return part
    mapped(tree, look)
    return frozenset(found)
