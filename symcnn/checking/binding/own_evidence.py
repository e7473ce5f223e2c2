"""What a document gives away of its network: what it differentiates, whether it counts from 0, sizes, arrays or numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import replace
from math import prod

from symcnn.checking.binding.dots import with_entries
from symcnn.checking.binding.samples import COUNTS
from symcnn.notation.spelling import split
from symcnn.reading.claims import Chain
from symcnn.reading.tree import (
    Application,
    Call,
    Convolved,
    Derivative,
    Differential,
    Entry,
    Extremum,
    Matrix,
    Nabla,
    Name,
    Number,
    Operation,
    SumOver,
    Transposed,
    Tree,
    Tuple,
    find,
    has,
    mapped,
    walk,
)

# letters that nobody gives to a loss
VALUES = frozenset("abghopqsuvxyz")
FUNCTIONS_OF_NUMBERS = frozenset("sigmoid sigma tanh exp log ln sqrt abs relu leakyrelu elu softplus max".split())


def is_value(name: str) -> bool:
    r"""Whether a name has a letter that nobody gives to a loss, in whatever font and with whatever sign above it: ``\hat{y}``.

    >>> is_value(r"\hat{y}"), is_value("L")
    (True, False)
    """
    return split(name).base.replace("{", " ").replace("}", "").split()[-1] in VALUES


def differentiated(chains: Iterable[Chain]) -> Iterator[str]:
    """The names of what a document differentiates, and by what."""
    for chain in chains:
        for tree in (t for member in chain.members for t in walk(member)):
            match tree:
                case Derivative():
                    yield from named(tree.of) | named(tree.by)
                case Nabla():
                    yield from {n for t in (tree.by, tree.of) if t is not None for n in named(t)}
                case Name() if len(tree.name) > 1 and tree.name[0] == "d" and tree.name[1] in "\\^_":
                    continue
                case Differential():
                    yield from named(tree.argument)
                case Name() if len(tree.name) > 1 and tree.name[0] == "d" and tree.name[1] != "'":
                    yield tree.name[1:]
                    yield from named(Name(tree.name[1:]))


def powers_named(trees: Iterable[Tree]) -> frozenset[Tree]:
    r"""The powers that are names: ``\sigma^2`` where something is differentiated by it."""
    return frozenset(t.by for member in trees for t in find(member, Derivative) if is_power(t.by))


def is_power(tree: Tree) -> bool:
    """Whether a tree is a name and a whole number above it."""
    return isinstance(tree, Operation) and tree.operator == "^" and isinstance(tree.left, Name) and isinstance(
        tree.right, Number) and tree.right.text.isdigit()


def with_names(tree: Tree, powers: Set[Tree]) -> Tree:
    r"""The tree with the name ``\sigma^{(2)}`` for each of these powers."""
    if tree in powers and isinstance(tree, Operation) and isinstance(tree.left, Name) and isinstance(tree.right, Number):
        return Name(replace(split(tree.left.name), superscript=f"({tree.right.text})").join(), span=tree.span)
    return mapped(tree, lambda t: with_names(t, powers)) if powers else tree


def with_powers(tree: Tree, names: Set[str]) -> Tree:
    r"""The tree with a power for ``z_3^{x_5}``, read as one name, where both are names of their own."""
    if isinstance(tree, Name) and "^" in tree.name:
        parts = split(tree.name)
        base, above = replace(parts, superscript="").join(), parts.superscript
        is_numbered = "_" in above and above in names and base in names
        return Operation("^", Name(base), Name(above), span=tree.span) if is_numbered else tree
    return mapped(tree, lambda t: with_powers(t, names))


def with_exponents(tree: Tree, numbers: Mapping[str, Tree]) -> Tree:
    """The tree with numbers for names that are exponents and have one: ``z^x`` where x is -2."""
    tree = mapped(tree, lambda t: with_exponents(t, numbers))
    if isinstance(tree, Operation) and tree.operator == "^" and isinstance(tree.right, Name) and tree.right.name in numbers:
        return replace(tree, right=numbers[tree.right.name])
    return tree


def named(tree: Tree) -> set[str]:
    """The names in a tree, as names of their own and as entries of what is called without the subscript."""
    return names_in(tree) | names_in(with_entries(tree))


def names_in(tree: Tree) -> set[str]:
    """The names of tensors in a tree: those inside indices are letters, no tensors."""
    match tree:
        case Name():
            return {tree.name}
        case Entry():
            return names_in(tree.base)
        case SumOver():
            return names_in(tree.body)
    found: set[str] = set()
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Name | Entry | SumOver):
            found |= names_in(node)
            continue
        waiting += _below(node)
    return found


def _below(tree: Tree) -> list[Tree]:
    found: list[Tree] = []
    mapped(tree, lambda t: found.append(t) or t)  # type: ignore[func-returns-value]
    return found


def is_array(tree: Tree, names: Set[str], numbers: Set[str] = frozenset()) -> bool:
    """Whether anything in a tree says that the writer takes names for arrays: an index, a capital, a sign between arrays.

    A sum says so where it adds up what has no index, a capital where it is none of the ``numbers``.
    """
    for node in walk(tree):
        # square brackets around one thing are brackets
        if isinstance(node, Matrix) and (len(node.rows) > 1 or isinstance(node.rows[0], Matrix)):
            return True
        if isinstance(node, Transposed | Convolved | Tuple) or is_entry_of(node, names):
            return True
        if isinstance(node, SumOver) and names_in(node.body) & names and not is_used(node):
            return True
        if isinstance(node, SumOver) and is_counted(node, numbers):
            return True
        if isinstance(node, Operation) and node.operator in ("odot", "star"):
            return True
        if isinstance(node, Call) and node.function not in FUNCTIONS_OF_NUMBERS:
            return True
        if isinstance(node, Name) and "\\" not in (base := split(node.name).base) and base != base.lower():
            # a loss is written with a capital too
            plain = {node.name, replace(split(node.name), superscript="").join()}
            if not plain & numbers:
                return base not in ("E", "J", "L", "C")
    return False


def is_used(tree: SumOver) -> bool:
    """Whether the letter of a sum stands in what it adds up, in a name's script too."""
    inside = list(find(tree.body, Name))
    return any(letter in (t.name, split(t.name).subscript) for letter in tree.letters for t in inside)


def is_counted(tree: SumOver, numbers: Set[str]) -> bool:
    """Whether a sum goes through the entries of something up to a number of samples that is given: ``N = 2``."""
    letters = {Name(n) for n in tree.letters}
    return isinstance(tree.upper, Name) and tree.upper.name in COUNTS & numbers and any(
        letters & set(t.indices) for t in find(tree.body, Entry))


def is_entry_of(tree: Tree, names: Set[str]) -> bool:
    """Whether a tree is an entry of what bears one of the names; ``y(1-y)`` is a product."""
    if isinstance(tree, Entry):
        return bool(names_in(tree.base) & names) or not isinstance(tree.base, Name)
    if not isinstance(tree, Application) or not names_in(tree.base) & names:
        return False
    return not any(names_in(t) & names for t in tree.arguments)


def whole_grids(trees: Iterable[Tree]) -> dict[str, tuple[int, ...]]:
    """The arrays of which every entry is named by numbers, from the first to the last, with their extents."""
    named: dict[str, set[tuple[int, ...]]] = {}
    for tree in (t for member in trees for t in walk(with_entries(member))):
        if isinstance(tree, Entry) and isinstance(tree.base, Name):
            numbers = tuple(int(i.text) for i in tree.indices if isinstance(i, Number) and i.text.isdigit())
            if len(numbers) == len(tree.indices):
                named.setdefault(tree.base.name, set()).add(numbers)
    found = {}
    for name, entries in named.items():
        first, last = tuple(map(min, zip(*entries, strict=False))), tuple(map(max, zip(*entries, strict=False)))
        extents = tuple(b - a + 1 for a, b in zip(first, last, strict=True))
        if len({len(e) for e in entries}) == 1 and set(first) <= {0, 1} and len(entries) == prod(extents) > 1:
            found[name] = extents
    return found


def counts_entries(tree: SumOver) -> bool:
    """Whether a letter of a sum is itself an index in what is added up."""
    found = [i for t in walk(with_entries(tree.body)) if isinstance(t, Entry | Application)
             for i in (t.indices if isinstance(t, Entry) else t.arguments)]
    return any(Name(letter) in found for letter in tree.letters)


def conditions_of_steps(tree: Extremum) -> Iterator[Tree]:
    """The parts of the conditions of a maximum whose letters stand in its entries beside others alone: ``A_{i+m}``.

    Those of ``A_{2i+m}`` tell where ``i`` begins: from 1 on the first entries would be read by none.
    """
    indices = [i for e in find(tree.body, Entry) for i in e.indices] if tree.body is not None else []
    alone = {i.name for i in indices if isinstance(i, Name)}
    beside = {n.name for i in indices if isinstance(i, Operation) and i.operator in "+-"
              and isinstance(i.left, Name) and isinstance(i.right, Name) for n in (i.left, i.right)}
    for part in (p for c in tree.conditions for p in walk(c)):
        if isinstance(part, Operation) and isinstance(part.right, Name) and part.right.name in beside - alone:
            yield part


def from_nought(trees: Iterable[Tree]) -> bool:
    """Whether the writer counts from 0: a sum starts there, an index is 0, or windows are read at ``i + m``."""
    trees = [with_entries(member) for member in trees]
    nodes = [t for member in trees for t in walk(member)]
    sums = [t for t in nodes if isinstance(t, SumOver) and isinstance(t.lower, Number)]
    # in x_{2i-m} the letter m counts no entries, where that of another sum does
    forward = [t for m in trees if not has(m, Derivative, Nabla) for t in find(m, SumOver) if t in sums]
    counting = [s for s in forward if counts_entries(s)] or [s for s in sums if counts_entries(s)]
    starts = [t.lower.text for t in counting or sums if isinstance(t.lower, Number)]
    # in the greatest A_{i+m} for 0 <= m the letter m counts none either
    steps = {id(c) for t in nodes if isinstance(t, Extremum) for c in conditions_of_steps(t)}
    starts += [t.left.text for t in nodes if isinstance(t, Operation) and t.operator == "<=" and id(t) not in steps
               and isinstance(t.left, Number) and isinstance(t.right, Name)]
    entries = [(t.base, t.indices if isinstance(t, Entry) else t.arguments) for t in nodes
               if isinstance(t, Entry | Application)]
    most: dict[Tree, int] = {}
    for base, at in entries:
        most[base] = max(len(at), most.get(base, 0))
    # dy_0 beside dy_{ij} is no entry, but another array
    indices = [i for base, at in entries if len(at) == most[base] or at != (Number("0"),) for i in at]
    numbers = [i.text for i in indices if isinstance(i, Number)]
    if "0" in starts or "0" in numbers:
        return True
    slid = [i for i in indices if isinstance(i, Operation) and i.operator in ("+", "-")]
    bare = [i for i in slid if i.operator == "+" and isinstance(i.left, Name) and isinstance(i.right, Name)]
    return bool(bare) and not starts and not numbers and not any(isinstance(t, Number) for i in slid for t in walk(i))
