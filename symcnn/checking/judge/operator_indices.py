"""Operators between entries, ``\\delta_{i,j} * rot180(w_{m,n})``: the indices name arrays, which the operator takes whole."""

from __future__ import annotations

from symcnn.checking.binding.domains import is_letter
from symcnn.checking.binding.dots import with_entries
from symcnn.checking.meaning.document import Reading
from symcnn.checking.report.verdict import Cause
from symcnn.reading.tree import (
    Application,
    Call,
    Convolved,
    Entry,
    Name,
    Negation,
    Operation,
    Slope,
    SumOver,
    Tree,
    find,
    has,
    mapped,
    walk,
)

OPERATORS = ("*", "star")


def without_indices(reading: Reading, head: Tree, member: Tree) -> tuple[Tree, Tree] | None:
    """Head and member with their letters for indices left off, or None where no operator stands between entries."""
    if has(member, SumOver) or not (
            any(_joins_entries(reading, t) for t in walk(member)) or _is_of_whole_arrays(reading, head, member)):
        return None
    plain = stripped(reading, head), stripped(reading, member)
    return None if plain == (head, member) else plain


def _is_of_whole_arrays(reading: Reading, head: Tree, member: Tree) -> bool:
    """Whether an operator stands between whole arrays, and none of the head's letters: ``Y(i, j) = X * K``."""
    entry = _entry(reading, head)
    if entry is None or not any(_is_operator(t) for t in walk(member)):
        return False
    return not {t.name for t in find(member, Name)} & {t.name for t in entry.indices if isinstance(t, Name)}


def _is_operator(tree: Tree) -> bool:
    return isinstance(tree, Convolved) or (isinstance(tree, Operation) and tree.operator in OPERATORS)


def stripped(reading: Reading, tree: Tree) -> Tree:
    """The tree with entries at bare letters as their arrays; at letters with a minus sign, as arrays turned round."""
    entry = _entry(reading, tree)
    if entry is None:
        return tree if isinstance(tree, Entry) else mapped(tree, lambda t: stripped(reading, t))
    turned = all(isinstance(t, Negation) for t in entry.indices)
    return Call("rot180", (entry.base,)) if turned else entry.base


def _entry(reading: Reading, tree: Tree) -> Entry | None:
    """An entry of a known array whose indices are letters, all of them with a minus sign or none."""
    entry = with_entries(tree) if isinstance(tree, Name) else tree
    if isinstance(entry, Application) and len(entry.arguments) > 1:
        # K(m, n)
        entry = Entry(entry.base, entry.arguments, span=entry.span)
    if not isinstance(entry, Entry) or not isinstance(entry.base, Name) or not reading.names.knows(entry.base.name):
        return None
    signs = {isinstance(t, Negation) for t in entry.indices}
    inner = [t.argument if isinstance(t, Negation) else t for t in entry.indices]
    letters = all(isinstance(t, Name) and is_letter(t.name) and reading.names.size(t.name) is None for t in inner)
    return entry if letters and len(signs) == 1 else None


def _joins_entries(reading: Reading, tree: Tree) -> bool:
    """Whether a sign of convolution stands between two operands that hold entries."""
    if not isinstance(tree, Convolved | Operation) or not _is_operator(tree):
        return False
    return any(any(_entry(reading, _bare(t)) is not None for t in walk(side)) for side in (tree.left, tree.right))


def _bare(tree: Tree) -> Tree:
    return tree.argument if isinstance(tree, Slope) else tree


def misturned(meaning: str, tree: Tree, sign: str = "the sign") -> Cause:
    """What is wrong with a line that is right under the other meaning of a sign than the one declared."""
    turned = any(t.function in ("rot180", "flip") for t in find(tree, Call))
    if turned and meaning == "correlation":
        return Cause("kernel-flipped", f"the kernel is turned, and {sign} slides it as it stands: it is not to be turned")
    if meaning == "convolution":
        return Cause("kernel-flipped", f"{sign} turns its second operand already, which is turned once too often")
    return Cause("kernel-not-turned", f"{sign} does not turn its second operand, which has to be turned")


def is_said(words: tuple[str, ...], meaning: str | None) -> bool:
    """Whether the meaning under which a line is right is the one that the author declared for the sign."""
    other = {"convolution": "correlation", "correlation": "convolution"}.get(meaning or "")
    return other is None or not any(other in each for each in words)


def has_stars(tree: Tree) -> bool:
    """Whether a sign whose meaning can be said stands in a tree."""
    return any(t.operator == "*" for t in find(tree, Operation))
