r"""Maps laid out as a list under their own letter, ``a = (a_{11}, a_{12}, a_{21}, a_{22})^T``: the list is another array."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from symcnn.checking.binding.dots import with_entries
from symcnn.checking.binding.pages import trees_of
from symcnn.notation.spelling import parts_of_name
from symcnn.reading.claims import Chain
from symcnn.reading.items import Item, Mathematics
from symcnn.reading.tree import Call, Entry, Matrix, Name, Number, Transposed, Tree, Tuple, find, mapped

WORD = "flat"


def with_lists_apart(items: Sequence[Item]) -> list[Item]:
    """The items of a document, the letter of such a map for the list behind that line; entries stay those of the map."""
    names: dict[str, str] = {}
    taken = {n.name for tree in trees_of(items) for n in find(tree, Name)}
    found = []
    for item in items:
        if isinstance(item, Mathematics):
            chains = []
            for chain in item.chains:
                name = laid_out(chain)
                if name and name not in names and listed(name) not in taken:
                    names[name] = listed(name)
                    head, *others = chain.members
                    list_of = Call("flatten", (Name(name),), span=others[0].span)
                    # the entries that are listed say how large the map is
                    chains.append(replace(chain, members=(Name(names[name], span=head.span), list_of, *others),
                                          relations=("=", *chain.relations), spans=(*chain.spans[:2], *chain.spans[1:])))
                else:
                    chains.append(replace(chain, members=tuple(map(partial(by_list, names), chain.members))))
            item = replace(item, chains=tuple(chains))
        found.append(item)
    return found


def listed(name: str) -> str:
    """A name for the list of a map."""
    parts = parts_of_name(name)
    return "" if parts is None or parts.subscript else replace(parts, subscript=WORD).join()


def laid_out(chain: Chain) -> str:
    """The map whose entries a chain lists under its own name, row by row; empty where it lists none."""
    if chain.kind != "claim" or len(chain.members) < 2 or not isinstance(chain.members[0], Name) or chain.relations[0] not in (
            "=", ":="):
        return ""
    name, right = chain.members[0].name, chain.members[1]
    right = right.argument if isinstance(right, Transposed) else right
    cells = right.items if isinstance(right, Tuple) else right.rows if isinstance(right, Matrix) else ()
    places = [place_of(name, cell) for cell in cells]
    # as many in each row, one row behind the other
    whole = len(set(places)) == len(places) > 1 and () not in places and places == sorted(places) and len(places) == len(
        {p[0] for p in places}) * len({p[-1] for p in places})
    return name if whole and len({p[0] for p in places}) > 1 else ""


def place_of(name: str, cell: Tree) -> tuple[int, ...]:
    """Where the entry of a map stands; nothing for what is no such entry."""
    entry = with_entries(cell)
    if not isinstance(entry, Entry) or entry.base != Name(name) or len(entry.indices) != 2:
        return ()
    numbers = [int(i.text) for i in entry.indices if isinstance(i, Number) and i.text.isdigit()]
    return tuple(numbers) if len(numbers) == 2 else ()


def by_list(names: dict[str, str], tree: Tree) -> Tree:
    """The tree with the lists of maps for these where they stand whole."""
    if isinstance(tree, Name):
        return replace(tree, name=names[tree.name]) if tree.name in names else tree
    if isinstance(tree, Entry) and isinstance(tree.base, Name):
        return tree
    return mapped(tree, partial(by_list, names))
