r"""Gradients that a page has both ways, ``\delta_o h`` and ``-\delta_o h``: it speaks of an error with the other sign too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from symcnn.checking.report.verdict import Judged, Verdict
from symcnn.checking.sheet.given_anew import chains_said
from symcnn.reading.claims import Chain
from symcnn.reading.items import Item
from symcnn.reading.tree import Derivative, Nabla, Name, Negation, Tree, find


def with_other_signs(items: Sequence[Item], judged: Sequence[Judged]) -> list[Judged]:
    """The lines of a page, none blamed that says of a gradient what a right line says, with minus an error for the error."""
    chains = {said: chain for _, said, chain in chains_said(items)}
    right: dict[tuple[Tree, Tree], int] = {}
    for each in judged:
        chain = chains.get((each.claim.line, each.claim.latex))
        if chain is not None and each.verdict.verdict == "right" and is_made_of_an_error(chain):
            right.setdefault((chain.members[0], chain.members[1]), each.claim.line)
    found = []
    for each in judged:
        chain = chains.get((each.claim.line, each.claim.latex)) if each.verdict.verdict == "wrong" else None
        line = right.get((chain.members[0], turned(chain.members[1]))) if chain and is_made_of_an_error(chain) else None
        said = f"line {line} says so with the other sign: another error may be meant"
        found.append(each if line is None else replace(each, verdict=Verdict("undecided", said)))
    return found


def is_made_of_an_error(chain: Chain) -> bool:
    """Whether a line gives one formula, with an error in it, for a gradient."""
    return len(chain.members) == 2 and isinstance(chain.members[0], Derivative | Nabla) and any(
        t.name.startswith("\\delta") for t in find(chain.members[1], Name))


def turned(tree: Tree) -> Tree:
    """A formula with the other sign."""
    return tree.argument if isinstance(tree, Negation) else Negation(tree)
