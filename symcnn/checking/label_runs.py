"""Words below a name that are no indices: ``W_{out}``, ``W_{hh}`` and ``b_{fc}`` are names, ``W_{ij}`` is an entry."""

from __future__ import annotations

from collections.abc import Iterable

from symcnn.errors import NameProblem
from symcnn.notation.spelling import split
from symcnn.reading.tree import Application, Entry, Name, SumOver, Tree, walk

WORDS = frozenset(("in", "fc", "hh", "xh", "hx", "hy", "yh", "ih", "ho", "hi", "xx", "zh", "zx", "xz"))


def labelled(trees: Iterable[Tree]) -> frozenset[str]:
    """The names with a word below them: a run of letters, not all of which are indices elsewhere in a document."""
    names = [t.name for member in trees for t in walk(member) if isinstance(t, Name)]
    letters = index_letters(trees)
    return frozenset(n for n in names if is_label(below(n), letters))


def is_label(script: str, letters: frozenset[str]) -> bool:
    """Whether a subscript is a word: one of three letters or more, or one of those that writers take."""
    run = script.isascii() and script.isalpha() and script.islower() and len(script) > 1
    if not run or set(script) <= letters:
        return False
    return len(script) > 2 or (script in WORDS and not set(script) & letters)


def index_letters(trees: Iterable[Tree]) -> frozenset[str]:
    """The letters that stand as indices where no word can: alone, between commas, below a sum, beside a number."""
    found: set[str] = set()
    for node in (t for member in trees for t in walk(member)):
        if isinstance(node, SumOver):
            found |= set(node.letters)
        elif isinstance(node, Entry | Application):
            inner = node.indices if isinstance(node, Entry) else node.arguments
            found |= {n.name for t in inner for n in walk(t) if isinstance(n, Name) and len(n.name) == 1}
        elif isinstance(node, Name) and len(below(node.name)) == 1:
            found.add(below(node.name))
    return frozenset(found) | of_pairs(trees)


def of_pairs(trees: Iterable[Tree]) -> frozenset[str]:
    """The letters of ``W_{ij}``, where two names have the same two below them."""
    pairs: dict[str, set[str]] = {}
    for node in (t for member in trees for t in walk(member)):
        if isinstance(node, Name) and len(script := below(node.name)) == 2 and script.isalpha():
            pairs.setdefault(script, set()).add(split(node.name).base)
    return frozenset(c for script, bases in pairs.items() if len(bases) > 1 and script not in WORDS
                     and len(set(script)) == len(script) for c in script)


def below(name: str) -> str:
    """What stands below a name."""
    try:
        return split(name).subscript
    except NameProblem:
        return ""
