r"""Errors nobody defined in a line on a layer's weights or input: ``\sum_{i,j} \delta_{i,j} x_{i+m,j+n}`` for dE/dw[m,n]."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from symcnn.checking.binding.dots import with_entries
from symcnn.checking.binding.error_names import errors
from symcnn.checking.judge.judge import Judge
from symcnn.checking.judge.unknown import is_unknown
from symcnn.checking.lines.outcome import Outcome
from symcnn.checking.meaning.document import Reading
from symcnn.checking.meaning.link import Link
from symcnn.checking.pages.turned_errors import is_error, minus_errors
from symcnn.expression.nodes import Access, Apply
from symcnn.expression.walk import tensors
from symcnn.reading.tree import Entry, Name, Tree, find

ERROR = "\\delta"
GOOD = ("right", "rounding")


def with_nameless_error(reading: Reading, head: Tree, others: Sequence[Tree]) -> tuple[Judge, tuple[Link, ...]] | None:
    """The line judged with its error as the gradient by what the layer gives, or by a later tensor; None where it has none.

    It is right where one of these makes it so, and wrong where none does, unless minus the error would.
    """
    ranks = {len(t.indices) for tree in others for t in find(with_entries(tree), Entry) if t.base == Name(ERROR)}
    by = reading.head_key(head) if ranks and is_unknown(reading, Name(ERROR)) else None
    if by is None or len(ranks) != 1:
        return None
    found = [_judged(reading, head, others, key) for key in behind(reading, by) if reading.names.rank(key) in ranks]
    for judge, links in found:
        if all(x.verdict in GOOD for x in links):
            return judge, links
    for judge, _ in found[:1]:
        if not all(x.verdict in GOOD for x in Judge(judge.reading, head, list(map(minus_errors, others))).links()):
            return found[0]
    return None


def _judged(reading: Reading, head: Tree, others: Sequence[Tree], key: str) -> tuple[Judge, tuple[Link, ...]]:
    """The line where the error stands for a gradient; it does so in this line alone, since each layer may have its own."""
    names = replace(reading.names, aliases={**reading.names.aliases, ERROR: key})
    judge = Judge(replace(reading, names=names), head, list(others))
    return judge, tuple(replace(x, notes=(*x.notes, f"{ERROR} read as {key}")) for x in judge.links())


def behind(reading: Reading, gradient: str) -> list[str]:
    """The gradients by what is made of a tensor, the first steps first, from the gradient by it."""
    model = reading.names.model
    partial = model.system.tensors[gradient].partial if gradient in model.system.tensors else None
    if partial is None:
        return []
    found = [partial[1]]
    for equation in model.network.forward_system.equations:
        if tensors(equation.right) & set(found):
            found.append(equation.tensor)
    return reading.names.gradients(found[1:])


def told_of_doubtful_errors(outcome: Outcome) -> tuple[Link, ...]:
    r"""The links, those wrong that hang on what ``\delta_2`` is, undecided.

    Nobody says it, and the gradient before the function that ``h_2`` is made with, which most mean, has no name here.
    """
    judge = outcome.judge
    if judge is None or all(x.verdict != "wrong" for x in outcome.links):
        return outcome.links
    found = []
    for link in outcome.links:
        name = _doubtful(judge.reading, link.member) if link.verdict == "wrong" and link.member is not None else ""
        told = f"{name} may be the gradient before the function, which has no name here"
        found.append(replace(link, verdict="undecided", evidence=told) if name else link)
    return tuple(found)


def _doubtful(reading: Reading, tree: Tree) -> str:
    """The first error in a tree that nobody defined and that may be one before a function without a name for it."""
    names = reading.names
    for name in find(tree, Name):
        if name.name in names.aliases or name.name in reading.defined or not is_error(name) or names.keys(name.name):
            continue
        for gradient in errors(names, name.name)[:1]:
            partial = names.model.system.tensors[gradient].partial
            made = {e.tensor: e.right for e in names.model.network.forward_system.equations}.get(partial[1] if partial else "")
            if isinstance(made, Apply) and not isinstance(made.argument, Access):
                return name.name
    return ""
