r"""Gradients of weights that are means over a given number of samples, where errors are those of each sample's loss.

Where a page states no loss, ``dW = \frac1m X^T dZ`` with ``m = 2`` says that the loss is a mean, and that ``dZ`` is
of each sample alone: m times the gradient of the mean.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace

import numpy as np

from symcnn.checking.binding.pages import chains_of, with_chains
from symcnn.checking.binding.samples import COUNTS
from symcnn.checking.lines.outcome import shown
from symcnn.checking.lines.sample_means import SAID, UNLIKE, is_by_weight
from symcnn.checking.meaning.document import Reading
from symcnn.checking.meaning.link import is_numeric
from symcnn.checking.report.verdict import Judged
from symcnn.checking.sheet.sheet import Sheet
from symcnn.checking.sheet.unstated_loss import Meant
from symcnn.errors import SymcnnError
from symcnn.reading.claims import Chain
from symcnn.reading.items import Item
from symcnn.reading.tree import Derivative, Entry, Name, Number, Operation, Tree, find, mapped

RANKS = {"undecided": 1, "unreadable": 1, "carried": 1, "wrong": 2, "slip": 2}
COMMANDS = re.compile(r"\\[a-zA-Z]+|\{[a-z]*matrix\}")


def with_weight_means(items: Sequence[Item], judged: Callable[[Sequence[Item]], Sheet]) -> Sheet:
    """The items judged, with errors as those of each sample's loss where the gradients of weights are said to be means.

    No formula may become worse by it; numbers may, which are held against the mean then.
    """
    found = judged(items)
    chains = claims_of(items)
    if found.known.network is None or not found.known.own or states_loss(found, chains):
        return found
    reading = found.known.ready()
    number = number_of_samples(reading, chains)
    if number is None:
        return found
    again = judged(with_chains(items, lambda c: of_each_sample(reading, c, number)))
    if [j.claim.id for j in again.judged] != [j.claim.id for j in found.judged]:
        return found
    pairs = list(zip(found.judged, again.judged, strict=True))
    if any(RANKS.get(new.verdict.verdict, 0) > RANKS.get(old.verdict.verdict, 0) and not in_numbers(old) for old, new in pairs):
        return found
    again.judged = [with_note(old, of_samples_again(old, new, float(number.text))) for old, new in pairs]
    return again


def with_averages(sheet: Sheet, items: Sequence[Item], losses: Iterable[Meant]) -> Iterator[Meant]:
    """The losses that a page may mean, and their means where it tells the gradients of weights as means."""
    number = number_of_samples(sheet.known.ready(), claims_of(items))
    for meant in losses:
        yield meant
        if number is not None:
            name, _, right = meant.line.partition(" = ")
            yield Meant(f"{name} = ({right})/{number.text}", f"{meant.said}, and its mean over {number.text} samples")


def claims_of(items: Sequence[Item]) -> list[Chain]:
    """The chains of a document that claim something."""
    return [c for c in chains_of(items) if c.kind == "claim" and len(c.members) > 1]


def states_loss(sheet: Sheet, chains: Sequence[Chain]) -> bool:
    """Whether a page says itself what its loss is."""
    network = sheet.known.network
    assert network is not None
    shown = network.system.tensors[network.loss].shown
    return not network.is_fragment and any(c.members[0] == Name(shown) for c in chains)


def number_of_samples(reading: Reading, chains: Sequence[Chain]) -> Number | None:
    """The number given for a letter that divides the gradient of a weight; None where there is none."""
    sides = [(c.members[0], c.members[1]) for c in chains]
    given = {head.name: right for head, right in sides if isinstance(head, Name) and head.name in COUNTS
             and isinstance(right, Number) and right.text.isdigit() and int(right.text) > 1}
    if len(given) != 1:
        return None
    (letter, number), = given.items()
    return number if any(divides(m, (Name(letter), number)) for c in chains if is_by_weight(reading, c.members[0])
                         for m in c.members[1:] if not is_numeric(m)) else None


def divides(tree: Tree, counts: tuple[Tree, ...]) -> bool:
    """Whether a factor or the whole of a tree is divided by a number of samples."""
    return any(t.operator == "/" and t.right in counts for t in find(tree, Operation))


def of_each_sample(reading: Reading, chain: Chain, number: Number) -> Chain:
    """A chain in which an error is the number of samples times the gradient of the mean."""
    if chain.kind != "claim" or len(chain.members) < 2:
        return chain
    head, *others = chain.members
    rights = [times(reading, t, number) for t in others]
    if is_error(reading, head):
        rights = [Operation("/", t, number, span=t.span) for t in rights]
    return replace(chain, members=(head, *rights))


def times(reading: Reading, tree: Tree, number: Number) -> Tree:
    """The tree with a number of times each error in it."""
    if is_error(reading, tree):
        return Operation("juxtapose", number, tree, span=tree.span)
    return tree if isinstance(tree, Name) else mapped(tree, lambda t: times(reading, t, number))


def is_error(reading: Reading, tree: Tree) -> bool:
    """Whether a tree is a gradient of the loss, but by no weight."""
    if not isinstance(tree, Name | Entry | Derivative) or is_by_weight(reading, tree):
        return False
    with suppress(SymcnnError):
        key = reading.head_key(tree)
        return key is not None and reading.names.model.system.tensors[key].role == "gradient"
    return False


def in_numbers(judged: Judged) -> bool:
    """Whether a line claims a number."""
    claim = judged.claim
    text = claim.latex.partition("=")[2] if claim.place is None else claim.latex[slice(*claim.place)]
    return not any(c.isalpha() for c in COMMANDS.sub("", text))


def of_samples_again(old: Judged, new: Judged, number: float) -> Judged:
    """A line as it was read, the right numbers of an error those of each sample's loss."""
    if old.claim.read_as == new.claim.read_as:
        return new
    expected = new.verdict.expected
    with suppress(ValueError):
        # a digit less than was kept
        expected = shown(np.vectorize(lambda n: float(f"{number * n:.5g}"))(json.loads(expected)))
    return replace(new, claim=old.claim, verdict=replace(new.verdict, expected=expected))


def with_note(old: Judged, new: Judged) -> Judged:
    """A line with what was said of it, or is to be said, of the convention by which it is right."""
    notes = tuple(n for n in new.verdict.conventions if n != UNLIKE)
    if new.verdict.verdict in ("right", "rounding") and (SAID in old.verdict.conventions or old.verdict.verdict == "wrong"):
        notes += (SAID,)
    return replace(new, verdict=replace(new.verdict, conventions=notes))
