r"""What is said of two names alike, ``a_2 = \sigma(z_1) = 1/(1 + e^{-z_2})``: the number of the head tells which."""

from __future__ import annotations

from dataclasses import replace

from symcnn.checking.binding.own_evidence import names_in
from symcnn.notation.spelling import Parts, parts_of_name
from symcnn.reading.claims import Chain
from symcnn.reading.tree import Name


def of_its_number(chain: Chain) -> Chain:
    """The chain without a first formula that reads another number of a name than the head has, where the second does not."""
    if chain.kind != "claim" or len(chain.members) < 3 or not isinstance(chain.members[0], Name):
        return chain
    head = parts_of_name(chain.members[0].name)
    first, second = (names_in(m) for m in chain.members[1:3])
    one, other = (next(iter(names), "") if len(names) == 1 else "" for names in (first - second, second - first))
    wrong, meant = (parts_of_name(n) if n else None for n in (one, other))
    if head is None or wrong is None or meant is None or not head.subscript.isdigit():
        return chain
    alike = without_number(wrong) == without_number(meant) and wrong.subscript.isdigit()
    if not alike or meant.subscript != head.subscript:
        return chain
    return replace(chain, members=(chain.members[0], *chain.members[2:]), relations=chain.relations[1:],
                   spans=(*chain.spans[:1], *chain.spans[2:]))


def without_number(parts: Parts) -> Parts:
    """The parts of a name without what stands below it."""
    return replace(parts, subscript="")
