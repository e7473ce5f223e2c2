r"""Powers whose exponents are not worked out yet, ``w_5^{(1-1)}`` in the slope of ``w_5``: no numbers of layers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from symcnn.checking.binding.pages import trees_of, with_trees
from symcnn.notation.spelling import parts_of_name
from symcnn.reading.items import Item
from symcnn.reading.tree import Name, Number, Operation, Tree, find, mapped

_SUM = re.compile(r"([0-9]+)([+-])([0-9]+)")


def with_sums_above(items: Sequence[Item]) -> list[Item]:
    """The items of a document, sums of numbers above names as exponents, where no name has the number of a layer above it."""
    names = {t.name for member in trees_of(items) for t in find(member, Name) if "^" in t.name}
    above = [p.superscript for n in names if (p := parts_of_name(n)) is not None]
    layers = any(s.strip("()[]").isdigit() for s in above)
    if layers or not any(_SUM.fullmatch(s) for s in above):
        return list(items)
    return with_trees(items, with_powers)


def with_powers(tree: Tree) -> Tree:
    """The tree with powers for names that have a sum of numbers above them."""
    parts = parts_of_name(tree.name) if isinstance(tree, Name) and "^" in tree.name else None
    match = _SUM.fullmatch(parts.superscript) if parts is not None else None
    if parts is None or match is None:
        return tree if isinstance(tree, Name) else mapped(tree, with_powers)
    exponent = Operation(match[2], Number(match[1]), Number(match[3]))
    return Operation("^", Name(replace(parts, superscript="").join()), exponent, span=tree.span)
