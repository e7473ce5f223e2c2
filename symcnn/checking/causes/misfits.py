"""Products and sums of arrays whose shapes go together in no layout, where a page leaves no doubt about these."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from math import prod

from symcnn.checking.judge.judge import Judge
from symcnn.checking.lines.outcome import Outcome
from symcnn.checking.meaning.document import Reading
from symcnn.checking.meaning.link import Link, is_numeric
from symcnn.checking.meaning.operations import matrix_products
from symcnn.checking.meaning.options import MISFIT
from symcnn.checking.numbers.compare import laid
from symcnn.checking.numbers.value import Value
from symcnn.checking.report.wording import say
from symcnn.errors import NotSupportedYet, SymcnnError
from symcnn.notation.spelling import parts_of_name, split
from symcnn.reading.tree import (
    Application,
    Derivative,
    Dots,
    Entry,
    Matrix,
    Nabla,
    Name,
    Operation,
    SumOver,
    Transposed,
    Tree,
    find,
    has,
    mapped,
    walk,
)

BESIDE = ("juxtapose", "*")
SUMS = ("+", "-")
# more parts of a line than these are not gone through
MOST = 120
GOOD = ("right", "rounding", "given", "carried")


def told_of_misfits(outcome: Outcome, declared: bool) -> tuple[Link, ...]:
    """The links, those wrong that cannot be worked out since the shapes of two arrays in them do not go together.

    Where a page declares no network, or leaves sizes open, its letters may stand for other arrays than they are taken for,
    and what hangs on what may be left unsaid.
    """
    judge = outcome.judge
    if judge is None or all(x.verdict in GOOD for x in outcome.links):
        return outcome.links
    if not declared and outcome.kind == "claim" and (nothing := _of_a_leaf(judge)):
        return tuple(replace(x, verdict="undecided", evidence=nothing) if x.verdict == "wrong" and (
            x.member is not None and not is_numeric(x.member) and not has(x.member, Derivative, Nabla)) else x
            for x in outcome.links)
    if not declared and (nothing := _left_unsaid(judge) or _from_above(judge)):
        return tuple(replace(x, verdict="undecided", evidence=nothing) if x.verdict == "wrong" else x for x in outcome.links)
    if not declared and (nothing := _of_a_loss_unsaid(judge, outcome.links)):
        return tuple(replace(x, verdict="undecided", evidence=nothing) if x.verdict in ("wrong", "carried") else x
                     for x in outcome.links)
    if not declared and (nothing := _unlinked_within(judge, outcome.links)):
        return tuple(replace(x, verdict="undecided", evidence=nothing) if x.verdict in ("wrong", "carried") else x
                     for x in outcome.links)
    return tuple(_told(judge, x, x.member, declared) if x.member is not None else x for x in outcome.links)


def _unlinked_within(judge: Judge, links: Sequence[Link]) -> str:
    """That a member of an error has a gradient by what the loss does not hang on, as far as the page says; else empty."""
    if isinstance(judge.head, Derivative):
        return ""
    members = [x.member for x in links if x.verdict == "wrong" and x.member is not None]
    slopes = [t for m in members for t in find(m, Derivative)]
    return next((said for t in slopes if (said := type(judge)(judge.reading, t, []).unlinked(True))), "")


def _of_a_leaf(judge: Judge) -> str:
    """That the page's equations give nothing for what the head names, so that a formula for it is one they miss; else empty."""
    system = judge.reading.names.model.network.system
    if type(judge) is not Judge or not isinstance(judge.head, Name | Entry) or judge.key not in system.leaves or (
            system.tensors[judge.key].role == "gradient"):
        return ""
    return f"{system.tensors[judge.key].shown} is not worked out in the equations that go together here"


def _left_unsaid(judge: Judge) -> str:
    """That the head is nought, since nothing here says what hangs on what; else empty."""
    with suppress(SymcnnError):
        nothing = judge.unlinked(True)
        return nothing if nothing and not judge.heads(judge.reading.random[0], False)[0].data.any() else ""
    return ""


def _of_a_loss_unsaid(judge: Judge, links: Sequence[Link]) -> str:
    """That a gradient is told without any other, on a page that has no loss and names none that could be given; else empty."""
    reading, head = judge.reading, judge.head
    system = reading.names.model.system
    of_loss = isinstance(head, Nabla) or (isinstance(head, Derivative) and isinstance(head.of, Name | Application)) or (
        isinstance(head, Name) and head.name.startswith("\\delta") and judge.key in system.tensors and (
            system.tensors[str(judge.key)].role == "gradient"))
    # an end that is a number may be the loss
    ends = [t for k in reading.names.model.network.system.leaves if (t := system.tensors[k]).role == "gradient"]
    if not of_loss or judge.key is None or not ends or any(not t.axes for t in ends):
        return ""
    members = [x.member for x in links if x.verdict in ("wrong", "carried") and x.member is not None]
    if not members or any(is_numeric(m) or _gradients(reading, m) for m in members):
        return ""
    parameters = set(reading.names.model.network.parameters)
    partials = [system.tensors[k].partial for m in reading.rights for k in _gradients(reading, m)]
    return "" if {p[1] for p in partials if p is not None} - parameters else "no loss is stated that this could follow from"


def _gradients(reading: Reading, tree: Tree) -> set[str]:
    """The gradients that a formula names."""
    nodes = [t for t in walk(tree) if isinstance(t, Derivative | Nabla | Name | Entry)]
    keys = {reading.head_key(t) for t in nodes if not _is_kronecker(reading, t)}
    tensors = reading.names.model.system.tensors
    return {k for k in keys if k is not None and k in tensors and tensors[k].role == "gradient"}


def _is_kronecker(reading: Reading, tree: Tree) -> bool:
    """Whether a delta has two indices, one of which the page gives a number to, as to a class."""
    parts = parts_of_name(tree.name) if isinstance(tree, Name) else None
    return parts is not None and parts.base == "\\delta" and len(parts.subscript) == 2 and any(
        n in reading.defined or n in reading.fixed for n in parts.subscript)


def _from_above(judge: Judge) -> str:
    """That the head is a gradient which the network is given from above, so that a loss left unsaid decides; else empty."""
    system = judge.reading.names.model.network.system
    known = judge.key in system.leaves and system.tensors[str(judge.key)].role == "gradient"
    return "no loss is stated that this could follow from" if known else ""


def _told(judge: Judge, link: Link, tree: Tree, declared: bool) -> Link:
    if link.verdict == "wrong" and not link.causes:
        said = next((s for side in (judge.head, tree) if is_numeric(side) for s in _of_numbers(judge, side)), "")
        return replace(link, evidence=said, misfit=True) if said else link
    if link.verdict != "undecided" or link.evidence != MISFIT:
        return link
    if sum(1 for _ in walk(tree)) > MOST:
        return link
    if not is_numeric(tree) and (right := _right_transposed(judge, tree)):
        return replace(link, verdict="wrong", evidence=right)
    settled = is_numeric(tree) or (declared and is_settled(judge.reading, tree))
    if not settled:
        return link
    said = next(_misfits(judge, tree), "")
    return replace(link, verdict="wrong", evidence=said, misfit=True) if said else link


def _right_transposed(judge: Judge, tree: Tree) -> str:
    """The array that is not transposed, where the line would be right if it were; empty where there is none."""
    turned = {t.argument for t in find(tree, Transposed)}
    for node in dict.fromkeys(t for t in find(tree, Name) if t not in turned):
        with suppress(SymcnnError):
            again = Judge(judge.reading, judge.head, [_with(tree, node, Transposed(node))])
            if [x.verdict for x in again.links()] == ["right"]:
                return f"right with {say(Transposed(node))} for {say(node)}"
    return ""


def _with(tree: Tree, old: Tree, new: Tree) -> Tree:
    return new if tree == old else mapped(tree, lambda t: _with(t, old, new))


def other_shape(judge: Judge, tree: Tree) -> str:
    """The shapes of both sides of a line where they go together in no layout; empty where they may."""
    with suppress(SymcnnError):
        world = judge.reading.worlds[0]
        heads, found = judge.heads(world, False), [value for value, _ in judge._reader(world).options(tree)]
        plain = all(_is_plain(v) for v in (*heads, *found)) and not isinstance(tree, Matrix)
        if plain and not any(True for v in found for h in heads for _ in laid(v, h)):
            return f"{say(tree)} {_shape(found[0])} and {say(judge.head)} {_shape(heads[0])}"
    return ""


def is_settled(reading: Reading, tree: Tree) -> bool:
    """Whether the sizes are numbers and every name is that of an array of the network, whole."""
    names, known = reading.names, reading.names.model.network
    parts = list(walk(tree))
    if names.model.sizes or any(isinstance(t, SumOver | Dots | Entry) for t in parts):
        return False
    for name in {t.name for t in parts if isinstance(t, Name)}:
        guessed = name in names.aliases or split(name).base.startswith("\\delta")
        if name in reading.defined or (guessed and name not in known.assembled.abbreviations):
            return False
    return True


def _misfits(judge: Judge, tree: Tree) -> Iterator[str]:
    """What of a line cannot be formed, the innermost first."""
    reader = judge._reader(judge.reading.random[0] if judge.reading.random else judge.reading.worlds[-1])
    for node in reversed([t for t in find(tree, Operation) if t.operator in (*BESIDE, *SUMS, "odot")]):
        with suppress(SymcnnError):
            left, right = ([value for value, _ in reader.options(side)] for side in (node.left, node.right))
            if not all(map(_is_plain, (*left, *right))) or any(_may_fit(node, a, b) for a in left for b in right):
                continue
            try:
                reader.options(node)
            except NotSupportedYet:
                yield _sentence(node, left[0], right[0])


def _of_numbers(judge: Judge, tree: Tree) -> Iterator[str]:
    """The products of matrices of numbers that could be a convolution alone."""
    reader = judge._reader(judge.reading.worlds[0])
    for node in (t for t in find(tree, Operation) if t.operator == "juxtapose"):
        with suppress(SymcnnError):
            left, right = ([value for value, _ in reader.options(side)] for side in (node.left, node.right))
            pairs = [(a, b) for a in left for b in right]
            if all(_is_plain(a) and _is_plain(b) and not _may_fit(node, a, b) for a, b in pairs) and not any(
                    True for a, b in pairs for _ in matrix_products(a, b)):
                yield _sentence(node, left[0], right[0])


def _is_plain(value: Value) -> bool:
    return 0 < value.rank <= 2 and not value.names


def _may_fit(node: Operation, one: Value, other: Value) -> bool:
    """Whether one array laid end to end would fit the other, or names in a sum may stand for sizes."""
    if node.operator in SUMS:
        return any(isinstance(side, Name) for side in (node.left, node.right)) and all(
            not isinstance(t, Operation) or t.operator in SUMS for t in walk(node))
    sizes = prod(one.shape), prod(other.shape)
    return any(a.rank == 2 and size in b.shape for a, b, size in ((one, other, sizes[0]), (other, one, sizes[1])))


def _sentence(node: Operation, one: Value, other: Value) -> str:
    left, right = say(node.left), say(node.right)
    shapes = f"{left} {_shape(one)} and {right} {_shape(other)}"
    if node.operator in SUMS:
        return f"{shapes}: they cannot be {'added' if node.operator == '+' else 'subtracted'}"
    if node.operator == "odot":
        return f"{shapes}: they cannot be multiplied entry by entry"
    turned = "" if one.rank == other.rank == 1 else ", whichever is transposed"
    return f"{shapes}: {say(node)} cannot be formed{turned}"


def _shape(value: Value) -> str:
    return f"has {value.shape[0]} entries" if value.rank == 1 else f"is {'×'.join(map(str, value.shape))}"
