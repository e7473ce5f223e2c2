r"""Expressions on a line of their own before lines that go on with them: ``\partial y/\partial x`` above ``= 2x``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from symcnn.reading.items import Item, Mathematics
from symcnn.reading.tree import Blank, Name, Number, Tree, Tuple, Unread

# lines between an expression and what goes on with it
FARTHEST = 4


def with_heads_before(items: Sequence[Item]) -> list[Item]:
    """The items of a document, an expression as the head of the line behind it that begins with a sign of equality."""
    found = list(items)
    for n, (one, other) in enumerate(pairwise(items)):
        head = expression(one)
        if head is None or not isinstance(other, Mathematics) or not other.chains or other.line - one.line > FARTHEST:
            continue
        first = other.chains[0]
        if len(first.members) > 1 and isinstance(first.members[0], Blank) and first.relations[0] == "=":
            chain = replace(first, members=(head, *first.members[1:]))
            found[n + 1] = replace(other, chains=(chain, *other.chains[1:]))
    return found


def expression(item: Item) -> Tree | None:
    """What stands alone in a piece of mathematics within the text, and is more than a name."""
    if not isinstance(item, Mathematics) or item.display or len(item.chains) != 1:
        return None
    chain = item.chains[0]
    alone = chain.kind == "expression" and len(chain.members) == 1 and not item.named
    return chain.members[0] if alone and not isinstance(chain.members[0], Name | Number | Tuple | Blank | Unread) else None
