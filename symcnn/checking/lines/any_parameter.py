"""A step of a parameter that stands for all of them: ``\\theta <- \\theta - \\eta dL/d\\theta``, of which no network knows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from symcnn.checking.judge.unknown import is_unknown
from symcnn.checking.lines.outcome import Outcome
from symcnn.checking.meaning.document import Reading
from symcnn.checking.meaning.link import Link
from symcnn.checking.report.verdict import Cause
from symcnn.notation.spelling import split, undressed
from symcnn.reading.claims import Chain
from symcnn.reading.tree import Derivative, Entry, Nabla, Name, Number, Operation, SumOver, Tree, find

GIVING = ("=", ":=", "<-")
ASCENT = Cause("ascent", "the step goes along the gradient: it is to be taken off, not added")


def any_step(reading: Reading, chain: Chain, head: Tree, others: list[Tree]) -> Outcome | None:
    """The step judged by its form, an old value less the gradient by it times step sizes; None for any other line.

    What the network knows is judged so only where the weights decay: what is taken off holds the old value too; or where the
    gradient is of a number that has no letter of a loss.
    """
    letter = letter_of(head)
    if letter is None or len(others) != 1 or chain.relations[0] not in GIVING:
        return None
    right, unknown = others[0], is_unknown(reading, head.base if isinstance(head, Entry) else head)
    if not isinstance(right, Operation) or right.operator not in ("+", "-") or letter_of(right.left) != letter or (
            unknown and not is_unknown(reading, Name(letter))):
        return None
    decays, found = taken_off(right.right, letter)
    if not found or not (unknown or decays or is_along_a_number(reading, right.right)):
        return None
    link = Link("right", ("the weights decay",) if decays else (), "an old value less the gradient by it times a step size",
                member=right)
    if right.operator == "+":
        link = Link("wrong", member=right, causes=(ASCENT,))
    return Outcome("claim", (link,), head)


def is_along_a_number(reading: Reading, tree: Tree) -> bool:
    """Whether a tree differentiates a number of a network that has no loss."""
    network = reading.names.model.network
    keys = (reading.head_key(t.of) for t in find(tree, Derivative)) if network.is_fragment else ()
    return any(k is not None and reading.names.rank(k) == 0 for k in keys)


def taken_off(tree: Tree, letter: str) -> tuple[bool, bool]:
    """Whether what is taken off holds the old value too, and whether it is a gradient times step sizes at all."""
    parts = list(parts_of(tree))
    sums = [t for t in parts if isinstance(t, Operation) and t.operator == "+"]
    if len(sums) == 1:
        both = sums[0].left, sums[0].right
        gradient = next((t for t in both if is_gradient(t, letter)), None)
        rest = next((t for t in both if t is not gradient), None)
        weights = list(parts_of(rest)) if gradient is not None and rest is not None else []
        old = [t for t in weights if letter_of(t) == letter and not is_gradient(t, letter)]
        plain = all(isinstance(t, Name | Number) for t in (*weights, *(t for t in parts if t is not sums[0])))
        return True, len(old) == 1 and len(weights) > 1 and len(parts) > 1 and plain
    rates = [t for t in parts if not is_gradient(t, letter)]
    return False, len(parts) == len(rates) + 1 and bool(rates) and all(
        isinstance(t, Name | Number) and letter_of(t) != letter for t in rates)


def letter_of(tree: Tree) -> str | None:
    """The letter of a name, or of what an entry is taken of, without its scripts."""
    base = tree.base if isinstance(tree, Entry) else tree
    return undressed(split(base.name).base) if isinstance(base, Name) else None


def parts_of(tree: Tree) -> Iterator[Tree]:
    """The factors of a product, also of one that is summed or divided."""
    if isinstance(tree, Operation) and tree.operator in ("*", "juxtapose", "/"):
        yield from parts_of(tree.left)
        yield from parts_of(tree.right)
    elif isinstance(tree, SumOver):
        yield from parts_of(tree.body)
    else:
        yield tree


def is_gradient(tree: Tree, letter: str) -> bool:
    """Whether a tree is a gradient by what a letter stands for: ``dL/d\\theta_j``, ``\\nabla L``, ``d\\theta``."""
    tree = tree.base if isinstance(tree, Entry) else tree
    if isinstance(tree, Derivative):
        return letter_of(tree.by) == letter
    if isinstance(tree, Nabla):
        return tree.by is None or letter_of(tree.by) == letter
    return isinstance(tree, Name) and tree == replace(tree, name=f"d{letter}")
