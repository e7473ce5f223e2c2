r"""Steps in place, ``w -= \eta \, dw`` for ``w \leftarrow w - \eta \, dw``, and arrows that are no steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from symcnn.checking.binding.pages import with_chains
from symcnn.checking.meaning.link import is_numeric
from symcnn.reading.claims import Chain
from symcnn.reading.items import Item
from symcnn.reading.tree import Blank, Derivative, Differential, Nabla, Name, Number, Operation, Tree, find, has

OPERATORS = {"-=": "-", "*=": "juxtapose", "+=": "+"}


def with_steps_in_place(items: Sequence[Item]) -> list[Item]:
    """The items of a document, what is taken off a name or multiplied with it as the new value of this name."""
    return with_chains(items, spelt_out)


def spelt_out(chain: Chain) -> Chain:
    """The chain, every side behind the sign as the whole of the new value."""
    head, *others = chain.members
    if not chain.relations or chain.relations[0] not in OPERATORS or isinstance(head, Blank):
        return chain
    if chain.relations[0] == "+=" and not (isinstance(head, Name) and any(map(is_step, others))):
        # a sum that is added up
        return chain
    sign = OPERATORS[chain.relations[0]]
    return replace(chain, members=(head, *(Operation(sign, head, m, span=m.span) for m in others)),
                   relations=("<-", *chain.relations[1:]))


def is_step(tree: Tree) -> bool:
    """Whether a gradient is in something, with how far a step goes along it."""
    names = {t.name for t in find(tree, Name)}
    slopes = has(tree, Derivative, Nabla, Differential) or any(n.startswith("\\mathrm{d") or n[:1] == "d" for n in names)
    return slopes and any(n in ("\\eta", "\\alpha", "lr") or "rate" in n for n in names)


def leads_on(head: Tree, others: Sequence[Tree]) -> bool:
    r"""Whether an arrow says what a name becomes on the way, or what something comes near: ``x \to w x``, ``\hat{y} \to 1``."""
    if set(others) <= {Number("0"), Number("1")}:
        return not is_numeric(head)
    names = {t.name for other in others for t in find(other, Name)}
    steps = any(has(t, Derivative, Nabla, Differential) for t in others) or names & {"\\alpha", "\\eta", "\\delta", "lr"}
    return isinstance(head, Name) and head.name in names and not steps
