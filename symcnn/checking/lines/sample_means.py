r"""Batches on pages that state no loss: ``db = \frac1m \sum_i dZ_i`` is of a mean, with the samples one by one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

from symcnn.checking.binding.dots import with_entries
from symcnn.checking.binding.samples import COUNTS
from symcnn.checking.judge.judge import Judge
from symcnn.checking.meaning.document import Reading
from symcnn.checking.meaning.link import Link
from symcnn.errors import SymcnnError
from symcnn.notation.spelling import split
from symcnn.reading.replacing import put
from symcnn.reading.tree import Derivative, Entry, Name, Operation, Slice, SumOver, Tree, find, has, mapped

SUM, MEAN, ONE = "sum", "mean", "one"
# errors that are those of each sample's loss, on a page whose loss is their mean
EACH = "each"
SAID = "the gradients from above are those of each sample's loss, this one is that of their mean"
UNLIKE = "a sum over samples, where gradients above are means"


def of_the_mean(reading: Reading, head: Tree, others: list[Tree], links: tuple[Link, ...]
                ) -> tuple[Judge, tuple[Link, ...]] | None:
    """The line of a weight's gradient held against the mean over samples; None where it is none, or others are no means.

    A page that states its loss says itself what is a mean, and so does whoever declares a network.
    """
    if reading.batch_kinds is None or not is_by_weight(reading, head) or not (
            reading.names.model.network.is_fragment or EACH in reading.batch_kinds):
        return None
    letters = {t.right.name for m in others for t in find(m, Operation) if t.operator == "/" and isinstance(t.right, Name)
               and t.right.name in COUNTS}
    if all(x.verdict == "right" for x in links):
        reading.batch_kinds.add(MEAN if letters else SUM)
        return None if letters or MEAN not in reading.batch_kinds else (
            Judge(reading, head, others), tuple(replace(x, notes=(*x.notes, UNLIKE)) for x in links))
    kinds = {SUM: [sample_by_sample(reading, t) for t in others]}
    if letters and SUM not in reading.batch_kinds:
        kinds[MEAN] = [without_divisors(t, letters) for t in others]
        kinds[MEAN + SUM] = [sample_by_sample(reading, t) for t in kinds[MEAN]]
        kinds[MEAN + ONE] = [one_for_all(reading, t, letters) for t in kinds[MEAN]]
    for kind, trees in kinds.items():
        with suppress(SymcnnError):
            judge = Judge(reading, head, trees)
            found = tuple(judge.links())
            if trees != others and all(x.verdict == "right" for x in found):
                reading.batch_kinds.add(MEAN if kind.startswith(MEAN) else SUM)
                notes = (SAID,) if kind.startswith(MEAN) else ()
                return judge, tuple(replace(x, notes=(*x.notes, *notes)) for x in found)
    return None


def is_by_weight(reading: Reading, head: Tree) -> bool:
    """Whether the left side of a line is the gradient by a leaf that every sample reads, of whichever loss."""
    model, key = reading.names.model, reading.head_key(head)
    if key is not None:
        return model.system.tensors[key].role == "gradient" and key.partition("/d")[2] in model.network.parameters
    with suppress(SymcnnError):
        return isinstance(head, Derivative) and reading.names.named(head.by).key in model.network.parameters
    return False


def without_divisors(tree: Tree, letters: set[str]) -> Tree:
    """The tree with nothing divided by these letters."""
    tree = mapped(tree, lambda t: without_divisors(t, letters))
    if isinstance(tree, Operation) and tree.operator == "/" and isinstance(tree.right, Name) and tree.right.name in letters:
        return tree.left
    return tree


def sample_by_sample(reading: Reading, tree: Tree) -> Tree:
    """The tree with sums over the columns of a matrix, where one letter runs through it: each column is a sample."""
    tree = mapped(tree, lambda t: sample_by_sample(reading, t))
    if not isinstance(tree, SumOver) or len(tree.letters) != 1 or not has(tree.body, Name, Entry):
        return tree
    columns = dict(columns_at(reading, tree.body, tree.letters[0]))
    return replace(tree, body=put(tree.body, columns)) if columns else tree


def one_for_all(reading: Reading, tree: Tree, letters: set[str]) -> Tree:
    r"""The tree with one sample in place of a sum, ``\sum_{i=1}^m \delta_i``, where arrays hold one; it ends at a letter."""
    tree = mapped(tree, lambda t: one_for_all(reading, t, letters))
    if not isinstance(tree, SumOver) or len(tree.letters) != 1:
        return tree
    if tree.upper is not None and not (isinstance(tree.upper, Name) and tree.upper.name in letters):
        return tree
    letter = Name(tree.letters[0])
    entries = {part: plain.base for part in find(tree.body, Name, Entry)
               if isinstance(plain := with_entries(part), Entry) and plain.indices == (letter,)}
    whole = {part: base for part, base in entries.items() if isinstance(base, Name)
             and (key := reading.head_key(base)) is not None and reading.names.rank(key) == 1}
    return put(tree.body, whole) if whole and len(whole) == len(entries) else tree


def columns_at(reading: Reading, tree: Tree, letter: str) -> Iterator[tuple[Tree, Tree]]:
    """What a letter alone stands at in a tree, each with the column that it is."""
    for part in find(tree, Name, Entry):
        plain = with_entries(part)
        name = plain.base if isinstance(plain, Entry) and plain.indices == (Name(letter),) else None
        if isinstance(part, Name) and split(part.name).superscript.strip("()") == letter:
            name = Name(replace(split(part.name), superscript="").join())
        key = None if name is None else reading.head_key(name)
        if key is not None and reading.names.rank(key) == 2 and name is not None:
            yield part, Entry(name, (Slice(None, None), Name(letter)), span=part.span)
