r"""Networks of one output unit: a loss such as ``(\hat{y} - y)^2``, written without a sum, is a number only of one output."""

from __future__ import annotations

from collections.abc import Iterator, Set

from symcnn.checking.binding.own_evidence import named
from symcnn.checking.own.network import OwnNetwork
from symcnn.checking.sheet.sheet import Sheet
from symcnn.checking.sheet.unstated_loss import Meant
from symcnn.reading.network import read_network
from symcnn.reading.statements import Data, Definition, Leaf


def outputs_of_one(sheet: Sheet, own: OwnNetwork) -> Iterator[Meant]:
    """The targets of losses without a sum, each as a list of one entry, where lines are amiss with more of them."""
    known = sheet.known
    if known.network is None or not own.summed or not sheet.amiss:
        return
    tensors = {t.shown: t for t in known.network.forward_system.tensors.values()}
    for name in targets(own.text, own.summed):
        axes = tensors[name].axes if name in tensors else ()
        if len(axes) == 1 and axes[0].extent.number is None:
            yield Meant(f"{name}: 1", f"the loss is written without a sum: {name} is taken to be one number")


def targets(text: str, losses: Set[str]) -> list[str]:
    """What losses alone read of all that a network is given and of whose shape nothing is said."""
    statements = read_network(text)
    given = {s.name: s.right for s in statements if isinstance(s, Definition)}
    told = {str(s.name) for s in statements if isinstance(s, Leaf | Data)}
    elsewhere = {n for name, right in given.items() if name not in losses for n in named(right)}
    read = dict.fromkeys(n for name, right in given.items() if name in losses for n in named(right))
    return [n for n in read if n not in {*given, *told, *elsewhere}]
