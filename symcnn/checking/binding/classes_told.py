"""What lines tell of the class of a sample: its letter, and the target that has a one there."""

from __future__ import annotations

from symcnn.checking.binding.domains import is_letter
from symcnn.checking.binding.dots import with_entries
from symcnn.reading.claims import Chain
from symcnn.reading.tree import (
    Call,
    Entry,
    Extremum,
    Name,
    Negation,
    Number,
    Operation,
    SumOver,
    Tree,
    find,
    walk,
)


def class_in(chain: Chain) -> str:
    """The one letter at which entries stand on the right of an equation for a number, and no sum runs over it."""
    if chain.kind != "claim" or len(chain.members) < 2 or chain.relations[0] not in ("=", ":="):
        return ""
    head, right = chain.members[0], chain.members[1]
    if not isinstance(head, Name) or isinstance(right, Name | Number):
        return ""
    # what stands below L_{CE} is no pair of indices
    if len(below := split_below(head)) > 1 and {*below} & indices_of(right):
        return ""
    marks = any((isinstance(t, Call) and t.function in ("log", "ln")) or (isinstance(t, SumOver) and t.conditions)
                for t in walk(right))
    free = indices_of(right) - {n for t in walk(right) for n in letters_bound(t)} - set(split_below(head))
    found = free - {sample_of(i) for i in free}
    if not marks or len(found) != 1:
        return ""
    name = found.pop()
    # E = t_k log o_k lacks a sum
    return name if len({t.base for t in entries_of(right) if Name(name) in t.indices}) == 1 else ""


def entries_of(tree: Tree) -> list[Entry]:
    """The entries in a tree."""
    return [t for t in find(with_entries(tree), Entry) if isinstance(t.base, Name)]


def indices_of(tree: Tree) -> set[str]:
    """The letters, and those with the number of a sample below them, at which entries stand in a tree."""
    return {i.name for t in entries_of(tree) for i in t.indices
            if isinstance(i, Name) and (is_letter(i.name) or sample_of(i.name))}


def sample_of(name: str) -> str:
    """The sample that a class is of: i for ``y_i``."""
    letter, _, below = name.partition("_")
    return below.strip("{}") if below and is_letter(letter) and is_letter(below.strip("{}")) else ""


def split_below(name: Name) -> list[str]:
    """The indices below a name."""
    entry = with_entries(name)
    return [i.name if isinstance(i, Name) else "1" for i in entry.indices] if isinstance(entry, Entry) else []


def letters_bound(tree: Tree) -> set[str]:
    """The letters that a sum or an extremum runs over."""
    if isinstance(tree, SumOver):
        return set(tree.letters)
    return {n.name for c in tree.conditions for n in find(c, Name)} if isinstance(tree, Extremum) else set()


def leads(chain: Chain, name: str) -> bool:
    """Whether a letter is an index on the left of an equation that is no derivative."""
    head = with_entries(chain.members[0])
    return len(chain.members) > 1 and isinstance(head, Entry) and Name(name) in head.indices


def is_log_of(chain: Chain, name: str) -> bool:
    r"""Whether a number is minus the logarithm of the entry at a letter: ``L = -\log p_c``."""
    if chain.kind != "claim" or len(chain.members) < 2 or not isinstance(chain.members[0], Name):
        return False
    return logarithm_of(chain.members[1]) == name


def logarithm_of(tree: Tree) -> str:
    """The letter of the entry that a tree is minus the logarithm of; empty for any other tree."""
    match tree:
        case Negation(argument=Call(function="log" | "ln", arguments=(entry,))):
            found = with_entries(entry)
            if isinstance(found, Entry) and len(found.indices) == 1 and isinstance(found.indices[0], Name):
                return found.indices[0].name
    return ""


def is_of_softmax(chain: Chain) -> bool:
    """Whether what a chain gives is made of logarithms of exponentials."""
    logs = [t for m in chain.members[1:2] for t in find(m, Call) if t.function in ("log", "ln")]
    return bool(logs) and all(any(c.function == "exp" for c in find(t, Call)) for t in logs)


def told_in(chain: Chain) -> tuple[str, str] | None:
    r"""The letter of the class and the target that a line tells, ``-\sum_w y_w \log p_w = -\log p_o``: o and y."""
    letters = [letter for m in chain.members if (letter := logarithm_of(m))]
    for tree in chain.members if len(letters) == 1 else ():
        match tree:
            case Negation(argument=SumOver(letters=(letter,), body=Operation(left=target, right=Call(function="log" | "ln")))):
                entry = with_entries(target)
                if isinstance(entry, Entry) and isinstance(entry.base, Name) and entry.indices == (Name(letter),):
                    return letters[0], entry.base.name
    return None
