"""Edits of what numbers are said of: a rate that is left out, the biases of a count."""

from __future__ import annotations

from collections.abc import Iterator

from symcnn.checking.causes.edits import PRODUCTS, Edit
from symcnn.checking.causes.places import places
from symcnn.checking.causes.shape_edits import terms
from symcnn.checking.lines.update import RATES
from symcnn.checking.meaning.document import Reading
from symcnn.checking.meaning.link import has_decimals, is_numeric
from symcnn.checking.report.wording import say
from symcnn.reading.tree import Name, Number, Operation, Tree, find


def head_edits(reading: Reading, head: Tree) -> Iterator[Edit]:
    """``w - \\eta v`` for ``w - v``, and ``75·16`` for ``75·16 + 16``."""
    if not is_numeric(head):
        yield from _rates(reading, head)
    elif not has_decimals(head):
        yield from _biases(head)


def _rates(reading: Reading, head: Tree) -> Iterator[Edit]:
    system = reading.names.model.network.system
    rates = [t.shown for k in system.leaves if (t := system.tensors[k]).shown in RATES and not t.axes]
    spoken = {t.name for t in find(head, Name)}
    for rate in (r for r in rates if r not in spoken):
        for term, rebuild in terms(head):
            new = Operation("juxtapose", Name(rate), term)
            yield Edit("rate-missing", f"the rate is left out: what is written is right with {say(new)} for {say(term)}", 0.8,
                       rebuild(new))


def _biases(head: Tree) -> Iterator[Edit]:
    """A count of weights and biases, without the biases."""
    for node, rebuild, _ in places(head):
        match node:
            case Operation(operator="+", left=Operation() as weights, right=Number() as count) if _multiplies(weights, count):
                said = f"the {count.text} biases are not added: {say(weights)} alone is what is written"
                yield Edit("bias-missing", said, 0.8, rebuild(weights))
            case Operation(left=Operation(operator="+", left=inputs, right=Number(text="1")), right=outputs) if (
                    node.operator in PRODUCTS):
                alone = Operation(node.operator, inputs, outputs)
                yield Edit("bias-missing", f"the biases are not counted: {say(alone)} is what is written", 0.8, rebuild(alone))


def _multiplies(tree: Operation, count: Number) -> bool:
    """Whether a number is a factor of a product."""
    return tree.operator in PRODUCTS and (count in (tree.left, tree.right) or any(
        isinstance(side, Operation) and _multiplies(side, count) for side in (tree.left, tree.right)))
