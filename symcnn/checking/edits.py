"""Edits of what someone wrote: one kind of change at one place, each with the mistake it would undo."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import permutations

from symcnn.checking.judge import Reading
from symcnn.checking.names import Target
from symcnn.checking.places import everywhere, places
from symcnn.checking.wording import say
from symcnn.errors import SymcnnError
from symcnn.expression.nodes import Access, Add, Node
from symcnn.expression.walk import accesses, descend
from symcnn.reading.tree import (
    Call, Derivative, Entry, Extremum, Name, Negation, Number, Operation, Slope, SumOver, Transposed, Tree, Tuple, walk,
)

PRODUCTS = ("juxtapose", "*", "odot", "star")
ONE = Number("1")


@dataclass(frozen=True)
class Edit:
    """Another tree, and the mistake that was made if it is right; ``symbol`` where one sign on paper changes."""

    tag: str
    message: str
    weight: float
    tree: Tree
    symbol: bool = False


def symbol_edits(reading: Reading, tree: Tree, others: tuple[Tree, ...]) -> Iterator[Edit]:
    """Another index, another name, another sign at one place, or at all alike."""
    seen: set[Tree] = set()
    for node, rebuild, parents in places(tree):
        if _names(parents):
            continue
        any_rank = bool(parents) and isinstance(parents[-1], Derivative)
        for tag, message, weight, new in _others(reading, node, (tree, *others), any_rank):
            made = rebuild(new)
            if made in seen:
                continue
            seen.add(made)
            yield Edit(tag, message, weight, made, True)
            if _count(tree, node) > 1:
                path = tag == "wrong-symbol" and _links_derivatives(tree, node)
                yield Edit("wrong-path" if path else tag, message + " throughout", weight + 0.1,
                           everywhere(tree, node, new), True)


def _links_derivatives(tree: Tree, node: Tree) -> bool:
    """Whether a chain of derivatives goes through a name: once above, once below."""
    found = [t for t in walk(tree) if isinstance(t, Derivative)]
    return any(t.of == node for t in found) and any(t.by == node for t in found)


def letter_edits(tree: Tree, loose: tuple[str, ...], missing: tuple[str, ...]) -> Iterator[Edit]:
    """Letters of one side only, put for those of the other side only."""
    if not loose or len(loose) > len(missing):
        return
    for chosen in permutations(missing, len(loose)):
        new = tree
        for old, letter in zip(loose, chosen, strict=True):
            new = everywhere(new, Name(old), Name(letter))
        said = ", ".join(f"{letter} for {old}" for old, letter in zip(loose, chosen, strict=True))
        yield Edit("wrong-index", f"right with {said}", 0.6, new, True)


def _names(parents: tuple[Tree, ...]) -> bool:
    """Whether a place lies inside an entry, which is edited as a whole."""
    return any(isinstance(p, Entry) for p in parents)


def _count(tree: Tree, node: Tree) -> int:
    return sum(1 for t in walk(tree) if t == node)


def _others(reading: Reading, node: Tree, around: tuple[Tree, ...], any_rank: bool) -> Iterator[tuple[str, str, float, Tree]]:
    if isinstance(node, Name | Entry):
        target = _target(reading, node)
        if target is not None:
            yield from _other_entries(reading, node, target, around)
            yield from _other_names(reading, node, target, any_rank)
    if isinstance(node, Number) and "." not in node.text and node.text.isdigit():
        for text in (str(int(node.text) + 1), str(int(node.text) - 1)):
            yield "index-off-by-one", f"{text} belongs where {node.text} is written", 1.7, Number(text)
    if isinstance(node, Derivative) and _target(reading, node.of) is None:
        yield from _derivative_of(reading, node)
    if isinstance(node, SumOver):
        yield from _other_bounds(node)


def _target(reading: Reading, node: Tree) -> Target | None:
    try:
        return reading.names.named(node)
    except SymcnnError:
        return None


def tree_of(reading: Reading, key: str, indices: tuple[Tree, ...]) -> Tree:
    """What names an entry of a tensor or a gradient."""
    tensors = reading.names.model.system.tensors
    tensor = tensors[key]
    of, by = tensor.partial if tensor.partial else ("", "")
    base: Tree = Name(tensors[by].shown if tensor.partial else tensor.shown)
    entry = Entry(base, indices) if indices else base
    return Derivative(Name(tensors[of].shown), entry) if tensor.partial else entry


def _other_entries(reading: Reading, node: Tree, target: Target, around: tuple[Tree, ...]) -> Iterator[
        tuple[str, str, float, Tree]]:
    indices, base = target.indices, reading.base
    shape = reading.names.model.shape(target.key)

    def made(new: tuple[Tree, ...]) -> Tree:
        return tree_of(reading, target.key, new)
    for place, index in enumerate(indices):
        extent = shape[place] if place < len(shape) else 0
        for tag, weight, other in _other_indices(index, extent, base, around):
            new = made((*indices[:place], other, *indices[place + 1:]))
            yield tag, f"right with {say(new)} for {say(node)}", weight, new
    for one in range(len(indices)):
        for other_place in range(one + 1, len(indices)):
            if indices[one] != indices[other_place]:
                new_indices = list(indices)
                new_indices[one], new_indices[other_place] = indices[other_place], indices[one]
                new = made(tuple(new_indices))
                yield "wrong-index", f"right with {say(new)} for {say(node)}", 1.05, new
    if len(indices) == 2 and all(isinstance(i, Number) for i in indices) and shape[0] * shape[1] <= 36:
        for row in range(base, base + shape[0]):
            for column in range(base, base + shape[1]):
                new = made((Number(str(row)), Number(str(column))))
                yield "wrong-index", f"right with {say(new)} for {say(node)}", 1.3, new


def _other_indices(index: Tree, extent: int, base: int, around: tuple[Tree, ...]) -> Iterator[tuple[str, float, Tree]]:
    if isinstance(index, Number):
        for number in range(base, base + min(extent, 12)):
            if str(number) != index.text:
                yield "wrong-index", 1.0, Number(str(number))
        return
    for by, sign in ((1, "+"), (1, "-")):
        yield "index-off-by-one", 1.0, Operation(sign, index, Number(str(by)))
    if isinstance(index, Operation) and index.operator in ("+", "-"):
        flipped = "-" if index.operator == "+" else "+"
        yield "wrong-index", 1.1, replace(index, operator=flipped)
        yield "wrong-index", 1.2, index.left
    for letter in sorted(_letters(around)):
        for name, rebuild in ((n, r) for n, r, _ in places(index) if isinstance(n, Name)):
            if name.name != letter:  # type: ignore[attr-defined]
                yield "wrong-index", 1.1, rebuild(Name(letter))


def _letters(trees: tuple[Tree, ...]) -> set[str]:
    """The letters that stand alone as indices, and those of sums."""
    found: set[str] = set()
    for tree in trees:
        for node in walk(tree):
            if isinstance(node, Entry):
                found |= {i.name for i in node.indices if isinstance(i, Name) and len(i.name) < 6}
            elif isinstance(node, SumOver):
                found |= set(node.letters)
    return found


def _other_names(reading: Reading, node: Tree, target: Target, any_rank: bool) -> Iterator[
        tuple[str, str, float, Tree]]:
    system = reading.names.model.system
    mine, shape = system.tensors[target.key], reading.names.model.shape(target.key)
    for key in system.tensors:
        tensor = system.tensors[key]
        if key == target.key or len(tensor.axes) < len(target.indices) or any_rank and tensor.partial:
            continue
        alike = len(tensor.axes) == len(mine.axes) and (target.indices or reading.names.model.shape(key) == shape)
        if not (alike or any_rank or target.indices and len(target.indices) == len(tensor.axes)):
            continue
        new = tree_of(reading, key, target.indices)
        tag, weight = ("wrong-index" if numbered_alike(tensor.shown, mine.shown) else "wrong-symbol"), 1.2
        if tensor.partial and tensor.partial[1] == target.key:
            tag, weight = "value-for-gradient", 1.1
        elif tensor.role == "parameter" and mine.role == "parameter" and len(tensor.axes) == len(mine.axes):
            weight = 1.15
        yield tag, f"right with {say(new)} for {say(node)}", weight, new


def numbered_alike(one: str, other: str) -> bool:
    """Whether two names differ in their numbers, or in what stands above them, alone: h1 and h2, X^k and X^{k-1}."""
    plain = [re.sub("[0-9]+", "#", re.sub(r"\^(\{[^}]*\}|.)", "", n)) for n in (one, other)]
    return plain[0] == plain[1]


def _derivative_of(reading: Reading, node: Derivative) -> Iterator[tuple[str, str, float, Tree]]:
    """Another tensor above."""
    tensors = reading.names.model.network.system.tensors
    for key in tensors:
        if tensors[key].role in ("intermediate", "loss") and (new := replace(node, of=Name(tensors[key].shown))) != node:
            yield "wrong-symbol", f"right with {say(new)} for {say(node)}", 1.2, new


def _other_bounds(node: SumOver) -> Iterator[tuple[str, str, float, Tree]]:
    for name in ("lower", "upper"):
        bound = getattr(node, name)
        if bound is None:
            continue
        for sign in ("+", "-"):
            new = Operation(sign, bound, ONE)
            if isinstance(bound, Number) and bound.text.isdigit():
                new = Number(str(int(bound.text) + (1 if sign == "+" else -1)))  # type: ignore[assignment]
            side = "starts" if name == "lower" else "ends"
            yield ("index-off-by-one", f"the sum over {', '.join(node.letters)} {side} at {say(new)}, not at {say(bound)}",
                   0.9, replace(node, **{name: new}))


# the shape of the formula

def shape_edits(reading: Reading, tree: Tree, head: Tree, free: tuple[str, ...]) -> Iterator[Edit]:
    """A sign, a factor, a term, brackets, a sum, a transpose at one place."""
    yield Edit("sign", "the sign of the whole is wrong", 1.2, Negation(tree))
    for letter in free:
        yield Edit("stride-wrong", f"this holds for {letter} = 1 only: {letter} stands at the wrong place", 0.65,
                   everywhere(tree, Name(letter), ONE))
        yield Edit(_sum_tag(reading, head, tree, letter), f"the sum over {letter} is missing: {letter} stands on one side only", 0.7,
                   SumOver((letter,), None, None, tree))
    if len(free) > 1:
        yield Edit(_sum_tag(reading, head, tree, free[0]), f"the sums over {' and '.join(free)} are missing", 0.7,
                   SumOver(free, None, None, tree))
    for node, rebuild, parents in places(tree):
        if _names(parents) or any(isinstance(p, Derivative) for p in parents):
            continue
        for tag, message, weight, new in _reshaped(reading, node):
            yield Edit(tag, message, weight, rebuild(new), tag in ("sign", "transpose"))


def _sum_tag(reading: Reading, head: Tree, tree: Tree, letter: str) -> str:
    """What kind of sum over a letter is missing: of overlapping windows, over positions, or over channels."""
    key = reading.head_key(head)
    system = reading.names.model.system
    partial = None if key is None else system.tensors[key].partial
    if partial is None:
        return "channel-sum-missing"
    by = system.tensors[partial[1]]
    for equation in reading.names.model.network.system.consumers(by.key):
        reads = [a for a in accesses(equation.right) if a.tensor == by.key]
        sliding = {v for a in reads for i in a.indices if i.letter is None for v in i.letters}
        bare = {i.letter for a in reads for i in a.indices}
        for axis in _axes_at(reading, tree, equation.tensor, letter):
            own = equation.letters[axis] if axis < len(equation.letters) else None
            if own in sliding:
                return "overlap-not-added"
            if own is not None and own not in bare and by.role == "parameter":
                return "bias-gradient-not-summed" if _is_bias(equation.right, by.key) else "position-sum-missing"
    return "channel-sum-missing" if by.role != "parameter" else "position-sum-missing"


def _axes_at(reading: Reading, tree: Tree, key: str, letter: str) -> Iterator[int]:
    """The axes of a tensor, or of its gradient, at which a letter stands in a tree."""
    for node in walk(tree):
        target = _target(reading, node) if isinstance(node, Name | Entry) else None
        if target is None:
            continue
        partial = reading.names.model.system.tensors[target.key].partial
        if key == target.key or partial is not None and partial[1] == key:
            for axis, index in enumerate(target.indices):
                if any(isinstance(t, Name) and t.name == letter for t in walk(index)):
                    yield axis


def _is_bias(right: Node, key: str) -> bool:
    return any(isinstance(t, Access) and t.tensor == key for n in descend(right) if isinstance(n, Add) for t in n.terms)


def _reshaped(reading: Reading, node: Tree) -> Iterator[tuple[str, str, float, Tree]]:
    match node:
        case Operation(operator="+" | "-"):
            yield from _in_a_sum(node)
        case Operation(operator="/"):
            yield "factor", f"the divisor {say(node.right)} does not belong there", 1.5, node.left
        case Operation(operator="^"):
            yield "factor", f"the power {say(node.right)} does not belong there", 1.6, node.left
        case Operation() if node.operator in PRODUCTS:
            yield from _in_a_product(reading, node)
        case Negation():
            yield "sign", f"the sign before {say(node.argument)} is wrong", 1.2, node.argument
        case Call(arguments=(argument,)):
            tag = {"rot180": "kernel-flipped", "flip": "kernel-flipped", "pad": "padding-wrong",
                   "transpose": "transpose"}.get(node.function, "activation-doubled")
            yield tag, f"{node.function} does not belong there", 1.3, argument
            yield "slope-missing", f"the slope of {node.function} belongs where its value stands", 1.2, Slope(
                node.function, argument)
        case Call() if node.function in ("pad", "rot180") and node.arguments:
            yield "padding-wrong", f"{node.function} does not belong there", 1.3, node.arguments[0]
        case Slope():
            yield "value-for-gradient", f"{node.function} belongs where its slope stands", 1.3, Call(
                node.function, (node.argument,))
        case Transposed():
            yield "transpose", f"{say(node.argument)} is not to be transposed", 1.1, node.argument
        case SumOver():
            yield "term-extra", f"the sum over {', '.join(node.letters)} does not belong there", 1.5, node.body
        case Extremum(body=Operation(operator="+")):
            terms = tuple(_terms(node.body))
            yield ("pool-kind-swapped", f"plus signs stand where commas belong, so that the {node.function} of one sum is "
                   "said", 0.7, replace(node, body=Tuple(terms)))
        case Name() | Entry():
            yield from _around_a_name(reading, node)


def _terms(tree: Tree) -> Iterator[Tree]:
    if isinstance(tree, Operation) and tree.operator == "+":
        yield from _terms(tree.left)
        yield from _terms(tree.right)
    else:
        yield tree


def _in_a_sum(node: Operation) -> Iterator[tuple[str, str, float, Tree]]:
    flipped = replace(node, operator="-" if node.operator == "+" else "+")
    yield "sign", f"the sign before {say(node.right)} is wrong", 1.1, flipped
    yield "term-extra", f"the term {say(node.right)} does not belong there", 1.3, node.left
    yield "term-extra", f"the term {say(node.left)} does not belong there", 1.4, (
        node.right if node.operator == "+" else Negation(node.right))
    signed = node.right if node.operator == "+" else Negation(node.right)
    yield ("brackets-missing", f"{say(node.right)} is a factor, not a term: brackets are missing", 1.0,
           Operation("juxtapose", node.left, signed))
    if isinstance(node.left, Operation) and node.left.operator in PRODUCTS:
        inner = replace(node, left=node.left.right)
        yield ("brackets-missing", f"brackets are missing around {say(inner)}", 1.0, replace(node.left, right=inner))
    if isinstance(node.right, Operation) and node.right.operator in (*PRODUCTS, "/"):
        inner = replace(node, right=node.right.left)
        yield ("brackets-missing", f"brackets are missing around {say(inner)}", 1.0, replace(node.right, left=inner))


def _in_a_product(reading: Reading, node: Operation) -> Iterator[tuple[str, str, float, Tree]]:
    for gone, kept in ((node.left, node.right), (node.right, node.left)):
        tag, weight = _extra_factor(reading, gone)
        yield tag, f"the factor {say(gone)} does not belong there", weight, kept
    if node.operator == "odot":
        yield ("hadamard-for-matrix-product", "an entrywise product stands for a matrix product", 1.0,
               replace(node, operator="juxtapose"))
    elif node.operator == "star":
        yield ("hadamard-for-matrix-product", "a convolution stands for another product", 1.4,
               replace(node, operator="juxtapose"))
    else:
        yield ("hadamard-for-matrix-product", "a matrix product stands for an entrywise product", 1.0,
               replace(node, operator="odot"))
    if isinstance(node.right, Operation) and node.right.operator in ("+", "-"):
        inner = node.right
        yield ("brackets-missing", f"the brackets around {say(inner)} do not belong there", 1.4,
               replace(inner, left=replace(node, right=inner.left)))


def _extra_factor(reading: Reading, factor: Tree) -> tuple[str, float]:
    if all(isinstance(t, Number | Operation | Negation) for t in walk(factor)):
        return "factor", 1.2
    slope = isinstance(factor, Slope) or isinstance(factor, Operation) and factor.operator in PRODUCTS and any(
        isinstance(t, Operation) and t.operator == "-" and t.left == ONE for t in walk(factor))
    return ("slope-kept", 1.1) if slope else ("chain-factor-doubled", 1.4)


def _around_a_name(reading: Reading, node: Tree) -> Iterator[tuple[str, str, float, Tree]]:
    target = _target(reading, node)
    if target is None:
        return
    tensors = reading.names.model.system.tensors
    tensor = tensors[target.key]
    rank = len(tensor.axes) - len(target.indices)
    labels = [k for k, t in tensors.items() if t.role == "target" and len(t.axes) == len(tensor.axes)]
    for label in labels:
        if label != target.key and tensor.role == "intermediate":
            error = Operation("-", node, tree_of(reading, label, target.indices))
            yield ("prediction-for-error", f"{say(node)} stands where {say(error)} belongs", 0.8, error)
    if rank == 2:
        yield "transpose", f"{say(node)} is to be transposed", 1.1, Transposed(node)
    if rank in (1, 2):
        yield ("kernel-not-turned", f"{say(node)} is to be turned by half a turn", 1.1, Call("rot180", (node,)))
        yield "padding-wrong", f"{say(node)} is to be padded", 1.2, Call("pad", (node, ONE))
    if tensor.role == "gradient":
        yield "upstream-missing", f"{say(node)} does not belong there", 1.8, ONE


def factor_edits(reading: Reading, tree: Tree, head: Tree) -> Iterator[Edit]:
    """A factor that is missing from the whole, or from the body of its sum."""
    for factor, tag, message in _factors(reading, (tree, head)):
        yield Edit(tag, message, 1.2, Operation("juxtapose", factor, tree))
        for node, rebuild, _ in places(tree):
            if isinstance(node, SumOver):
                yield Edit(tag, message, 1.2, rebuild(replace(node, body=Operation("juxtapose", factor, node.body))))


def _factors(reading: Reading, trees: tuple[Tree, ...]) -> Iterator[tuple[Tree, str, str]]:
    seen: set[Tree] = set()
    system = reading.names.model.system
    for node in (n for t in trees for n in walk(t) if isinstance(n, Name | Entry)):
        target = _target(reading, node)
        if target is None:
            continue
        for key in system.tensors:
            tensor = system.tensors[key]
            if len(tensor.axes) != len(target.indices):
                continue
            entry = tree_of(reading, key, target.indices)
            if entry in seen:
                continue
            seen.add(entry)
            slope = Operation("juxtapose", entry, Operation("-", ONE, entry))
            tag = "upstream-missing" if tensor.role == "gradient" else "factor-missing"
            yield entry, tag, f"the factor {say(entry)} is missing"
            if tensor.role == "intermediate":
                yield slope, "slope-missing", f"the slope {say(slope)} is missing"
                gate = Operation(">", entry, Number("0"))
                yield gate, "relu-gate-missing", f"the gate of {say(entry)}, where it is above 0, is missing"


