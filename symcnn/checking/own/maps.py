r"""Layers that a page states map by map: ``Y_i = B_i + \sum_j X_j \star K_{ij}`` is a convolution of all maps."""

from __future__ import annotations

from collections.abc import Iterable

from symcnn.checking.binding.dots import with_entries
from symcnn.checking.own.lines import GIVING, Forward, forward
from symcnn.notation.spelling import split, undressed
from symcnn.reading.claims import Chain
from symcnn.reading.items import Mathematics
from symcnn.reading.tree import Call, Entry, Name, Operation, SumOver, Tree, Unread, find


def layers_of_maps(chains: Iterable[tuple[tuple[int, int], Mathematics, Chain]]) -> tuple[list[Forward], list[Forward]]:
    """The layers that chains state so, and the axes of their arrays."""
    layers: list[Forward] = []
    shapes: list[Forward] = []
    for place, item, chain in chains:
        members = chain.members[:2]
        if chain.kind != "claim" or len(members) < 2 or chain.relations[0] not in GIVING or isinstance(members[1], Unread):
            continue
        if any(t.operator == "star" for t in find(members[1], Operation)):
            found = whole_maps(with_entries(members[0]), members[1])
            if found is not None:
                layers.append(forward(place, *found[:2], item.source))
                shapes += [Forward(place, text.partition("[")[0], text, frozenset(), item.source) for text in found[2]]
    return layers, shapes


def whole_maps(left: Tree, right: Tree) -> tuple[Tree, Tree, list[str]] | None:
    """``Y_i = B_i + sum_j X_j star K_{ij}`` as a convolution of all maps, and the axes of its arrays."""
    sums = [t for t in find(right, SumOver) if len(t.letters) == 1]
    if len(sums) != 1 or not isinstance(left, Entry) or len(left.indices) != 1 or not isinstance(left.base, Name):
        return None
    body, letters = sums[0].body, (*left.indices, Name(sums[0].letters[0]))
    if not isinstance(body, Operation) or body.operator != "star":
        return None
    sides = [with_entries(t) for t in (body.left, body.right)]
    named = {t.indices: t.base for t in sides if isinstance(t, Entry) and isinstance(t.base, Name)}
    kernel, image = named.get(letters), named.get(letters[1:])
    if kernel is None or image is None or not all(isinstance(t, Name) for t in letters):
        return None
    result, inner = (t.name for t in letters if isinstance(t, Name))
    places = [v for v in "pquvrs" if v not in (result, inner)][:4]
    told = [f"{image.name}[{inner},{places[0]},{places[1]}]", f"{kernel.name}[{result},{inner},{places[2]},{places[3]}]"]
    made: Tree = Call("conv", (image, kernel))
    if right != sums[0]:
        if not isinstance(right, Operation) or right.operator != "+" or sums[0] not in (right.left, right.right):
            return None
        bias = with_entries(right.right if right.left == sums[0] else right.left)
        if not (isinstance(bias, Entry) and bias.indices == left.indices and isinstance(bias.base, Name)):
            return None
        # a capital has a number at every position
        if undressed(split(bias.base.name).base).isupper():
            told.append(f"{bias.base.name}[{result},{places[0]},{places[1]}]")
        made = Operation("+", made, bias.base)
    return Entry(left.base, (*left.indices, *map(Name, places[:2])), span=left.span), made, told
