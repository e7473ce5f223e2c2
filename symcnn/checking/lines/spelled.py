"""Names that nothing knows, taken apart: ``hS`` as h times S where both are known, ``Se^{t}`` as S times a power of e."""

from __future__ import annotations

from collections.abc import Collection

from symcnn.errors import SymcnnError
from symcnn.notation.spelling import split
from symcnn.reading.parser import parse
from symcnn.reading.tree import Call, Entry, Name, Operation, Tree, mapped

LONGEST = 4


def spelled_out(tree: Tree, known: Collection[str], letters: Collection[str]) -> Tree:
    """The tree with every unknown name of a few letters as their product, where each letter is known or an index."""
    if isinstance(tree, Name):
        return _product(tree, known, letters)
    if isinstance(tree, Entry) and len(tree.indices) == 1 and isinstance(tree.indices[0], Name):
        # a subscript of several letters is as many indices
        return tree
    if isinstance(tree, Entry):
        return Entry(tree.base, tuple(spelled_out(i, known, letters) for i in tree.indices), span=tree.span)
    return mapped(tree, lambda t: spelled_out(t, known, letters))


def _product(name: Name, known: Collection[str], letters: Collection[str]) -> Tree:
    try:
        parts = split(name.name)
    except SymcnnError:
        return name
    base, power = parts.base, parts.superscript
    if not 1 < len(base) <= LONGEST or not base.isalpha() or parts.subscript or parts.primes or (power and base[-1] != "e"):
        return name
    factors: list[Tree] = [Name(c) for c in base]
    if power:
        try:
            factors[-1] = Call("exp", (parse(power),))
        except SymcnnError:
            return name
    named = [f.name for f in factors if isinstance(f, Name)]
    if not named or any(n not in known and n not in letters for n in named):
        return name
    found = factors[0]
    for factor in factors[1:]:
        found = Operation("juxtapose", found, factor)
    return found
