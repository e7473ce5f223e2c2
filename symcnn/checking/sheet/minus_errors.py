r"""Deltas that nobody defined and that are minus a gradient throughout: ``\delta = (t - o) o (1 - o)``."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from symcnn.checking.binding.pages import chains_of
from symcnn.checking.pages.turned_errors import all_turned
from symcnn.checking.sheet.sheet import Sheet
from symcnn.reading.claims import Chain
from symcnn.reading.items import Item
from symcnn.reading.tree import Derivative, Entry, Name, Negation, find

SIGNS = ("sign", "ascent")
KRONECKER = "Kronecker's delta"
RANKS = {"carried": 1, "wrong": 2}


def with_minus_errors(items: Sequence[Item], judged: Callable[[Sequence[Item]], Sheet]) -> Sheet:
    """The items judged, with deltas as minus a gradient where what is made of them is right then, and hardly anything worse."""
    found = judged(items)
    if not any(j.verdict.verdict == "wrong" and "\\delta" in j.claim.latex and (found.hasty or any(
            c.tag in SIGNS for c in j.verdict.causes[:1])) for j in found.judged):
        return found
    if any(says_what_it_is(c) for c in chains_of(items)):
        return found
    again = judged(all_turned(items))
    pairs = [(RANKS.get(one.verdict.verdict, 0), RANKS.get(other.verdict.verdict, 0), one.claim.latex, other.verdict)
             for one, other in zip(found.judged, again.judged, strict=False)]
    # a delta with a wrong sign is right as well, a gradient made of it is not, nor is one made of Kronecker's
    used = any(before > after for before, after, latex, verdict in pairs if "\\delta" in latex.partition("=")[2]
               and not latex.lstrip(" {&").startswith("\\delta") and KRONECKER not in verdict.conventions)
    better, worse = (sum(a > b if up else a < b for a, b, *_ in pairs) for up in (True, False))
    # without causes nobody knows that signs were the mistakes
    unlikely = found.hasty and again.amiss >= found.amiss
    return again if used and better > 2 * worse and not unlikely else found


def says_what_it_is(chain: Chain) -> bool:
    """Whether a line says what derivative an error is."""
    head = chain.members[0]
    return isinstance(head, Name | Entry) and any("\\delta" in n.name for n in find(head, Name)) and any(
        isinstance(m.argument if isinstance(m, Negation) else m, Derivative) for m in chain.members[1:])
