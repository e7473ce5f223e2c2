"""Edits of the shape of a formula: a sign, a factor, a term, brackets, a sum, a transpose at one place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from symcnn.checking.binding.dots import with_entries
from symcnn.checking.causes.edits import ONE, PRODUCTS, Edit, inside_a_name
from symcnn.checking.causes.places import Rebuild, everywhere, places
from symcnn.checking.causes.shares import share_tag
from symcnn.checking.causes.slope_places import is_slope, without_slope
from symcnn.checking.causes.targets import target_of, tree_of
from symcnn.checking.causes.turn_tags import by_of, turn_tag
from symcnn.checking.meaning.document import Reading
from symcnn.checking.report.wording import say
from symcnn.expression.nodes import Access, Add, Node
from symcnn.expression.walk import accesses, descend
from symcnn.reading.tree import (
    Call,
    Derivative,
    Entry,
    Extremum,
    Matrix,
    Name,
    Negation,
    Number,
    Operation,
    Slope,
    SumOver,
    Transposed,
    Tree,
    Tuple,
    find,
    walk,
)

TWO = Number("2")


def shape_edits(reading: Reading, tree: Tree, head: Tree, free: tuple[str, ...]) -> Iterator[Edit]:
    """A sign, a factor, a term, brackets, a sum, a transpose at one place."""
    yield Edit("sign", "the sign of the whole is wrong", 1.2, Negation(tree))
    if isinstance(tree, Matrix):
        yield Edit("transpose", "rows and columns have changed places", 0.9, Transposed(tree))
    for letter in free:
        yield Edit("stride-wrong", f"this holds for {letter} = 1 only: {letter} stands at the wrong place", 0.65,
                   everywhere(tree, Name(letter), ONE))
        said = f"the sum over {letter} is missing: {letter} stands on one side only"
        yield Edit(sum_tag(reading, head, tree, letter), said, 0.7, SumOver((letter,), None, None, tree))
    own = {t.name for t in find(with_entries(head), Name)} if free else set()
    for letter in free:
        yield from _other_sums(tree, letter, own)
        for node, rebuild in terms_with(tree, letter):
            yield Edit(sum_tag(reading, head, tree, letter), f"the sum over {letter} is missing in {say(node)}", 0.75,
                       rebuild(SumOver((letter,), None, None, node)))
    if len(free) > 1:
        yield Edit(sum_tag(reading, head, tree, free[0]), f"the sums over {' and '.join(free)} are missing", 0.7,
                   SumOver(free, None, None, tree))
    of_loss = isinstance(head, Derivative) and _is_scalar(reading, head.of)
    for node, rebuild, parents in places(tree):
        if inside_a_name(parents) or any(isinstance(p, Derivative) for p in parents):
            continue
        for tag, message, weight, new in _reshaped(reading, node):
            if tag == "kernel-flipped" and turn_tag(reading, (head,)) == "filter-gradient-turned":
                tag = "filter-gradient-turned"
            if tag == "factor" and of_loss and isinstance(node, Operation) and node.operator in PRODUCTS and TWO in (
                    node.left, node.right):
                tag = "loss-factor"
            yield Edit(tag, message, weight, rebuild(new), tag in ("sign", "transpose"))


def _is_scalar(reading: Reading, tree: Tree) -> bool:
    """Whether a name stands for one number that nothing else is made of, as a loss does."""
    target, system = target_of(reading, tree), reading.names.model.network.forward_system
    return target is None or (not system.tensors[target.key].axes and not system.consumers(target.key)
                              if target.key in system.tensors else False)


def _other_sums(tree: Tree, letter: str, own: set[str]) -> Iterator[Edit]:
    """A sum over a letter that its terms do not have, or that is one of the head's own, said to be over the one they have."""
    for node, rebuild, _ in places(tree):
        if not (isinstance(node, SumOver) and len(node.letters) == 1):
            continue
        said = f"the sum runs over {node.letters[0]} where its terms have {letter}"
        if not any(t.name == node.letters[0] for t in find(with_entries(node.body), Name)):
            yield Edit("wrong-index", said, 0.65, rebuild(replace(node, letters=(letter,))))
        elif node.letters[0] in own:
            yield Edit("wrong-index", f"{said} as well", 0.68, rebuild(SumOver((letter,), None, None, node.body)))


def terms(tree: Tree) -> list[tuple[Tree, Rebuild]]:
    """The terms of a sum, if it is one, each with how another is put in its place."""
    return [(node, rebuild) for node, rebuild, parents in places(tree) if parents and not _is_sum(node)
            and all(_is_sum(p) for p in parents)]


def _is_sum(tree: Tree) -> bool:
    return isinstance(tree, Operation) and tree.operator in ("+", "-")


def terms_with(tree: Tree, letter: str) -> list[tuple[Tree, Rebuild]]:
    """The one term of a sum in which a letter stands."""
    found = [(node, rebuild) for node, rebuild in terms(tree) if any(
        isinstance(t, Name) and t.name == letter for t in walk(with_entries(node)))]
    return found if len(found) == 1 else []


def sum_tag(reading: Reading, head: Tree, tree: Tree, letter: str) -> str:
    """What kind of sum over a letter is missing: of overlapping windows, over positions, or over channels."""
    system = reading.names.model.system
    key = by_of(reading, head)
    if key is None:
        return "channel-sum-missing"
    by = system.tensors[key]
    for equation in reading.names.model.network.system.consumers(by.key):
        reads = [a for a in accesses(equation.right) if a.tensor == by.key]
        sliding = {v for a in reads for i in a.indices if i.letter is None for v in i.letters}
        bare = {i.letter for a in reads for i in a.indices}
        for axis in _axes_at(reading, tree, equation.tensor, letter):
            own = equation.letters[axis] if axis < len(equation.letters) else None
            if own in sliding:
                return "overlap-not-added"
            varies = own is not None and any(own in i.letters and a.tensor not in system.leaves
                                             for a in accesses(equation.right) for i in a.indices)
            if own is not None and own not in bare and (by.role == "parameter" or (by.key in system.leaves and varies)):
                return "bias-gradient-not-summed" if _is_bias(equation.right, by.key) else "position-sum-missing"
    return "channel-sum-missing" if by.role != "parameter" else "position-sum-missing"


def _axes_at(reading: Reading, tree: Tree, key: str, letter: str) -> Iterator[int]:
    """The axes of a tensor, or of its gradient, at which a letter stands in a tree."""
    for node in walk(tree):
        target = target_of(reading, node) if isinstance(node, Name | Entry) else None
        if target is None:
            continue
        partial = reading.names.model.system.tensors[target.key].partial
        if key == target.key or (partial is not None and partial[1] == key):
            for axis, index in enumerate(target.indices):
                if any(t.name == letter for t in find(index, Name)):
                    yield axis


def _is_bias(right: Node, key: str) -> bool:
    return any(isinstance(t, Access) and t.tensor == key for n in descend(right) if isinstance(n, Add) for t in n.terms)


def _reshaped(reading: Reading, node: Tree) -> Iterator[tuple[str, str, float, Tree]]:
    match node:
        case Operation(operator="-", left=Number(text="1"), right=Name() | Entry() as alone):
            yield from _in_a_sum(node)
            yield "wrong-symbol", f"right with {say(alone)} for {say(node)}", 1.25, alone
            yield ("factor-missing", f"the square of {say(alone)} belongs there", 1.2,
                   replace(node, right=Operation("^", alone, Number("2"))))
        case Operation(operator="+" | "-"):
            yield from _in_a_sum(node)
        case Operation(operator="/"):
            yield (share_tag(reading, node.right, "factor"), f"the divisor {say(node.right)} does not belong there", 1.5,
                   node.left)
            yield ("factor-missing", f"the root of {say(node.right)} belongs below", 1.3,
                   replace(node, right=Call("sqrt", (node.right,))))
            yield (share_tag(reading, node, "swapped-entries"), f"above and below have changed places in {say(node)}", 1.2,
                   replace(node, left=node.right, right=node.left))
        case Operation(operator="^"):
            yield "factor", f"the power {say(node.right)} does not belong there", 1.6, node.left
            if _is_sum(node.left) and isinstance(node.left, Operation):
                inner = replace(node.left, right=replace(node, left=node.left.right))
                yield "brackets-missing", f"the power belongs to {say(node.left.right)} alone: {say(inner)}", 1.0, inner
        case Operation() if node.operator in PRODUCTS:
            yield from _in_a_product(reading, node)
        case Negation():
            yield "sign", f"the sign before {say(node.argument)} is wrong", 1.2, node.argument
        case Call(function="max", arguments=(Operation(operator="+") as total,)):
            yield ("pool-kind-swapped", "plus signs stand where commas belong, so that the max of one sum is said", 0.7,
                   Extremum("max", (), Tuple(tuple(_terms(total)))))
        case Call(arguments=(argument,)):
            tag = {"rot180": "kernel-flipped", "flip": "kernel-flipped", "pad": "padding-wrong",
                   "transpose": "transpose"}.get(node.function, "activation-doubled")
            yield tag, f"{node.function} does not belong there", 0.9 if tag == "kernel-flipped" else 1.3, argument
            weight = 1.2 if node.function in ("exp", "log", "sqrt") else 0.98
            yield "slope-missing", f"the slope of {node.function} belongs where its value stands", weight, Slope(
                node.function, argument)
            if node.function not in ("rot180", "flip", "pad", "transpose"):
                twice = Operation("juxtapose", Number("2"), argument)
                yield ("factor-missing", f"the argument of {node.function} lacks the factor 2", 1.3,
                       replace(node, arguments=(twice,)))
        case Call() if node.function in ("pad", "rot180") and node.arguments:
            yield "padding-wrong", f"{node.function} does not belong there", 1.3, node.arguments[0]
        case Slope():
            yield "value-for-gradient", f"{node.function} belongs where its slope stands", 1.3, Call(
                node.function, (node.argument,))
        case Transposed():
            yield "transpose", f"{say(node.argument)} is not to be transposed", 1.1, node.argument
        case SumOver():
            yield "term-extra", f"the sum over {', '.join(node.letters)} does not belong there", 1.5, node.body
            for letter in node.letters if len(node.letters) > 1 else ():
                yield ("term-extra", f"the sum over {letter} does not belong there", 1.3,
                       replace(node, letters=tuple(n for n in node.letters if n != letter)))
        case Extremum(body=Operation(operator="+") as body):
            terms = tuple(_terms(body))
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
    if isinstance(node.right, Operation) and node.right.operator == "^":
        whole = replace(node.right, left=replace(node, right=node.right.left))
        yield "brackets-missing", f"brackets are missing: the power belongs to {say(whole)}", 1.0, whole
    flipped = replace(node, operator="-" if node.operator == "+" else "+")
    yield "sign", f"the sign before {say(node.right)} is wrong", 1.1, flipped
    yield "term-extra", f"the term {say(node.right)} does not belong there", 1.3, node.left
    yield "term-extra", f"the term {say(node.left)} does not belong there", 1.4, (
        node.right if node.operator == "+" else Negation(node.right))
    signed = node.right if node.operator == "+" else Negation(node.right)
    yield ("brackets-missing", f"{say(node.right)} is a factor, not a term: brackets are missing", 1.0,
           Operation("juxtapose", node.left, signed))
    if isinstance(node.left, Call) and len(node.left.arguments) == 1:
        within = replace(node.left, arguments=(replace(node, left=node.left.arguments[0]),))
        yield "brackets-missing", f"{say(node.right)} belongs within {say(within)}", 1.0, within
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
    yield from without_slope(node)
    if node.operator == "odot":
        yield ("hadamard-for-matrix-product", "an entrywise product stands for a matrix product", 1.0,
               replace(node, operator="juxtapose"))
        yield ("hadamard-for-matrix-product", "an entrywise product stands for the product of a column and a row", 1.0,
               Operation("juxtapose", node.left, Transposed(node.right)))
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
    named = [t for t in walk(factor) if not isinstance(t, Number | Operation | Negation)]
    if all(isinstance(t, Name) and reading.names.size(t.name) is not None for t in named):
        return share_tag(reading, factor, "loss-factor" if named else "factor"), 1.2
    return ("slope-kept", 1.1) if is_slope(factor) else ("chain-factor-doubled", 1.4)


def _around_a_name(reading: Reading, node: Tree) -> Iterator[tuple[str, str, float, Tree]]:
    target = target_of(reading, node)
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
    if tensor.role != "gradient":
        other = Operation("-", ONE, node)
        yield "wrong-symbol", f"right with {say(other)} for {say(node)}", 1.25, other
    if tensor.role == "gradient":
        yield "upstream-missing", f"{say(node)} does not belong there", 1.8, ONE
