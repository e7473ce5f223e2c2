"""The network that a sheet states in its own forward equations, where no block and nobody else states one.

An equation counts that gives a tensor for the first time and leads to what the sheet differentiates; it is kept where the
network with it can be built. Shapes said of a name and numbers given to one come along.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import prod

from symcnn.checking.dots import mapped, with_entries
from symcnn.checking.respell import literal, respelled
from symcnn.errors import NameProblem, SymcnnError
from symcnn.network import Network
from symcnn.notation.spelling import split
from symcnn.reading.claims import Chain
from symcnn.reading.items import Item, Mathematics
from symcnn.reading.tree import (
    Application,
    Call,
    Change,
    Convolved,
    Derivative,
    Differential,
    Dots,
    Entry,
    Family,
    Matrix,
    Nabla,
    Name,
    Number,
    Operation,
    SumOver,
    Transposed,
    Tree,
    Tuple,
    Unread,
    walk,
)

MOST = 60
GIVING = ("=", ":=", "<-", "≈")
NOT_FORWARD = (Derivative, Nabla, Differential, Change, Dots, Family, Unread)
FUNCTIONS_OF_NUMBERS = frozenset("sigmoid sigma tanh exp log ln sqrt abs relu leakyrelu elu softplus max".split())
KERNELS = frozenset("wWKFkf") | {"\\theta", "\\Theta", "\\omega"}


@dataclass(frozen=True)
class Forward:
    """A line that may belong to the network: the tensor it gives, its text in the network's language, what it reads.

    ``summed`` is the same as a sum over entries, for a loss whose writer leaves the sum out.
    """

    place: tuple[int, int]
    name: str
    text: str
    reads: frozenset[str]
    source: str
    summed: str = ""


@dataclass(frozen=True)
class OwnNetwork:
    """The network found: its text, the chains that state it, by their places, and these as they were written.

    ``grids`` are the extents of arrays whose entries the writer names one and all; ``guessed`` says that an equation
    was put together from its entries.
    """

    text: str = ""
    places: frozenset[tuple[int, int]] = frozenset()
    written: tuple[str, ...] = ()
    grids: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    guessed: bool = False


@dataclass
class Found:
    """Lines on the way to a network."""

    equations: list[Forward] = field(default_factory=list)
    shapes: list[Forward] = field(default_factory=list)
    numbers: list[Forward] = field(default_factory=list)
    upstream: list[Forward] = field(default_factory=list)


def own_network(items: Sequence[Item], flips: bool = False) -> OwnNetwork:
    """The network in the equations of a document that differentiates something; ``flips`` turns every kernel.

    A result whose entries are given one by one is tried as a convolution of the two arrays that they read.
    """
    chains = [((n, k), item, chain) for n, item in enumerate(items) if isinstance(item, Mathematics)
              and not any(d.skip for d in item.directives) for k, chain in enumerate(item.chains)]
    asked = set(differentiated(c for _, _, c in chains))
    if not asked:
        return OwnNetwork()
    trees = [m for _, _, c in chains for m in c.members]
    respeller = Respeller(lettered(trees), flips)
    found = Found()
    for place, item, chain in chains:
        gather(found, place, item, chain, respeller)
    grids = whole_grids(trees)
    by_entries = entrywise(chains, respeller, grids, flips)
    lines = connected([*by_entries, *found.equations], asked)
    settings = ["origin = 0"] if from_nought(trees) else []
    if lines and not any(is_array(t) for t in trees):
        made = {line.name for line in lines}
        settings += [f"{n}: scalar" for n in sorted({n for line in lines for n in line.reads} - made)]
    losses = {t.of.name for m in trees for t in walk(m) if isinstance(t, Derivative) and isinstance(t.of, Name)}
    told = {line.name for line in lines} | {n for line in by_entries for n in line.reads}
    return replace(built(lines, found, settings, losses), guessed=bool(by_entries), grids={
        k: v for k, v in grids.items() if k in told})


def entrywise(chains: Iterable[tuple[tuple[int, int], Mathematics, Chain]], respeller: Respeller,
              grids: Mapping[str, tuple[int, ...]], flips: bool) -> list[Forward]:
    """Equations for the entries of a result, as one: a convolution of the two arrays whose entries they read."""
    gathered: dict[str, list[tuple[tuple[int, int], str, frozenset[str]]]] = {}
    for place, item, chain in chains:
        if chain.kind != "claim" or len(chain.members) != 2 or any(isinstance(m, Unread) for m in chain.members):
            continue
        head, right = respeller.entries(chain.members[0]), respeller.entries(chain.members[1])
        at_numbers = isinstance(head, Entry) and isinstance(head.base, Name) and all(
            isinstance(i, Number) for i in head.indices)
        if at_numbers and is_forward(head.base.name, right):  # type: ignore[attr-defined]
            gathered.setdefault(head.base.name, []).append(  # type: ignore[attr-defined]
                (place, item.source, frozenset(names_in(right))))
    found = []
    for name, lines in gathered.items():
        read = frozenset().union(*(names for _, _, names in lines))
        if name in grids and len(lines) > 1 and len(read) == 2:
            image, kernel = sorted(read, key=lambda n: (split(n).base in KERNELS, n))
            text = f"{name} = conv({image}, {kernel}{', flip=True' if flips else ''})"
            found.append(Forward((-1, -1), name, text, read, "; ".join(source for _, source, _ in lines)))
    return found


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


def is_array(tree: Tree) -> bool:
    """Whether anything in a tree says that the writer speaks of arrays: an index, a capital, a sign between arrays."""
    for node in walk(tree):
        if isinstance(node, Entry | Application | Matrix | SumOver | Transposed | Convolved | Tuple):
            return True
        if isinstance(node, Operation) and node.operator in ("odot", "star"):
            return True
        if isinstance(node, Call) and node.function not in FUNCTIONS_OF_NUMBERS:
            return True
        if isinstance(node, Name) and "\\" not in (base := split(node.name).base) and base != base.lower():
            # a loss is written with a capital too
            return base not in ("E", "J", "L", "C")
    return False


def built(lines: Sequence[Forward], found: Found, settings: Sequence[str], losses: set[str]) -> OwnNetwork:
    """The network of those lines with which it can be built; what is differentiated by other things is one number."""
    kept: list[Forward] = []
    for line in lines[:MOST]:
        before = [*settings, *(k.text for k in kept)]
        if line.name in losses and axes_of([*before, line.text], line.name) and axes_of(
                [*before, line.summed], line.name) == 0:
            kept.append(replace(line, text=line.summed))
        elif buildable([*before, line.text]):
            kept.append(line)
    if not kept:
        return OwnNetwork()
    names = {n for k in kept for n in k.reads | {k.name}}
    known = {k.name for k in kept}
    for line in (*found.shapes, *found.numbers):
        known = {k.name for k in kept}
        if line.name in names and line.name not in known and buildable([*settings, line.text, *(k.text for k in kept)]):
            kept.insert(0, line)
    for line in found.upstream:
        # the gradient that the end of a fragment is given
        if line.name in known and buildable([*settings, *(k.text for k in kept), line.text]):
            kept.append(line)
            break
    text = "\n".join([*settings, *(k.text for k in kept)]) + "\n"
    equations = [k for k in kept if k in lines]
    return OwnNetwork(text, frozenset(k.place for k in kept), tuple(k.source for k in equations))


def buildable(lines: Iterable[str]) -> bool:
    """Whether a network can be built of some lines."""
    return axes_of(lines, "") is not None


def axes_of(lines: Iterable[str], name: str) -> int | None:
    """The number of axes that a tensor has in the network of some lines; None where that cannot be built."""
    try:
        tensors = Network("\n".join(line for line in lines if line)).forward_system.tensors
    except SymcnnError:
        return None
    return len(tensors[name].axes) if name in tensors else 0


def gather(found: Found, place: tuple[int, int], item: Mathematics, chain: Chain, respeller: Respeller) -> None:
    """Take a chain up as an equation, a shape or numbers, if it is one of these."""
    if chain.kind != "claim" or len(chain.members) < 2 or any(isinstance(m, Unread) for m in chain.members[:2]):
        return
    head, right = respeller.entries(chain.members[0]), respeller.entries(chain.members[1])
    if isinstance(head, Derivative) and isinstance(head.of, Name) and isinstance(head.by, Name):
        if (digits := literal(right)) is not None and chain.relations[0] in GIVING:
            found.upstream.append(Forward(place, head.by.name, f"d{head.of.name}/d{head.by.name} = {digits}",
                                         frozenset(), item.source))
        return
    name = given_name(head)
    if name is None:
        return
    source = item.source[chain.spans[0][0]:chain.spans[1][1]] if len(chain.spans) > 1 else item.source
    try:
        if chain.relations[0] == "in" and isinstance(head, Name):
            found.shapes.append(Forward(place, name, f"{name}: {extents(right)}", frozenset(), source))
        elif chain.relations[0] not in GIVING:
            return
        elif isinstance(head, Name) and (digits := literal(right)) is not None:
            found.numbers.append(Forward(place, name, f"{name} = {digits}", frozenset(), source))
        elif name not in {f.name for f in found.equations} and is_forward(name, right):
            text = f"{respelled(head)} = {respelled(respeller.spelled(right))}"
            summed = f"{name} = sum({respelled(entry_by_entry(respeller.spelled(right)))})"
            found.equations.append(Forward(place, name, text, frozenset(names_in(right)), source, summed))
    except SymcnnError:
        # what the network's language has no word for stays a claim
        return


def entry_by_entry(tree: Tree) -> Tree:
    """The tree with products of names as products of their entries."""
    tree = mapped(tree, entry_by_entry)
    if isinstance(tree, Operation) and tree.operator in ("*", "juxtapose") and not isinstance(tree.left, Number):
        return replace(tree, operator="odot")
    return tree


def given_name(head: Tree) -> str | None:
    """The name of the tensor that the left side of an equation gives, whole or at letters."""
    if isinstance(head, Name):
        return head.name
    if isinstance(head, Entry) and isinstance(head.base, Name) and all(isinstance(i, Name) for i in head.indices):
        return head.base.name
    return None


def is_forward(name: str, right: Tree) -> bool:
    """Whether an equation can be one of a forward pass: it gives no gradient and reads none, nor itself."""
    if any(isinstance(t, NOT_FORWARD) for t in walk(right)) or name in names_in(right):
        return False
    base = split(name).base
    letters = base.replace("\\", "")
    if base in ("\\delta", "\\Delta", "\\nabla", "\\partial") or (len(letters) > 1 and base.startswith("d")):
        return False
    return any(isinstance(t, Name) for t in walk(right))


def differentiated(chains: Iterable[Chain]) -> Iterator[str]:
    """The names of what a document differentiates, and by what."""
    for chain in chains:
        for tree in (t for member in chain.members for t in walk(member)):
            match tree:
                case Derivative():
                    yield from names_in(with_entries(tree.of)) | names_in(with_entries(tree.by))
                case Nabla():
                    yield from {n for t in (tree.by, tree.of) if t is not None for n in names_in(with_entries(t))}
                case Name() if len(tree.name) > 1 and tree.name[0] == "d" and tree.name[1] in "\\^_":
                    continue
                case Name() if len(tree.name) > 1 and tree.name[0] == "d":
                    yield tree.name[1:]


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


def connected(equations: Sequence[Forward], asked: set[str]) -> list[Forward]:
    """The equations that have to do with what is differentiated, in order."""
    reached = set(asked)
    while True:
        grown = reached | {n for e in equations if ({e.name} | e.reads) & reached for n in e.reads | {e.name}}
        if grown == reached:
            return [e for e in equations if e.name in reached]
        reached = grown


def lettered(trees: Iterable[Tree]) -> frozenset[str]:
    """The names that stand with a letter as an index somewhere, ``x_i``, or at several places of two: ``x_{12}``."""
    found, entries = set(), set()
    for tree in (t for member in trees for t in walk(with_entries(member))):
        base, indices = (tree.base, tree.indices) if isinstance(tree, Entry) else (
            (tree.base, tree.arguments) if isinstance(tree, Application) else (None, ()))
        if isinstance(base, Name) and any(not isinstance(t, Number) for t in indices) and not is_label(indices):
            found.add(base.name)
        elif isinstance(base, Name) and len(indices) > 1 and not is_label(indices):
            entries.add((base.name, tuple(t.text for t in indices if isinstance(t, Number))))
    several = [name for name, _ in entries]
    return frozenset(found | {n for n in several if several.count(n) > 1})


def is_label(indices: Sequence[Tree]) -> bool:
    """Whether what looks like indices is a label, such as ``h1`` in ``net_{h1}``: a letter and a number run together."""
    runs = all(isinstance(t, Name | Number) and len(getattr(t, "name", getattr(t, "text", ""))) == 1 for t in indices)
    return runs and len(indices) > 1 and any(isinstance(t, Name) for t in indices) and any(
        isinstance(t, Number) for t in indices)


def from_nought(trees: Iterable[Tree]) -> bool:
    """Whether the writer counts from 0: a sum starts there, or an index is 0."""
    for tree in (t for member in trees for t in walk(with_entries(member))):
        if isinstance(tree, SumOver) and isinstance(tree.lower, Number) and tree.lower.text == "0":
            return True
        if isinstance(tree, Entry) and any(isinstance(i, Number) and i.text == "0" for i in tree.indices):
            return True
    return False


def extents(space: Tree) -> str:
    """``R^{6 x 3}`` as ``6×3``; raises ``NameProblem`` for another space."""
    if not (isinstance(space, Operation) and space.operator == "^"):
        raise NameProblem("a shape is a power of the real numbers")
    return "×".join(respelled(t) for t in factors(space.right))


def factors(tree: Tree) -> list[Tree]:
    """The extents in ``a x b x c``."""
    if isinstance(tree, Operation) and tree.operator in ("*", "juxtapose"):
        return [*factors(tree.left), *factors(tree.right)]
    return [tree]


@dataclass(frozen=True)
class Respeller:
    """Turns what claims write into what networks write; ``indexed`` are the names that take indices."""

    indexed: frozenset[str]
    flips: bool = False

    def entries(self, tree: Tree) -> Tree:
        """The tree with entries for names that carry indices: ``x_1`` is one only where ``x`` has letters elsewhere."""
        if isinstance(tree, Name):
            entry = with_entries(tree)
            is_entry = isinstance(entry, Entry) and isinstance(entry.base, Name) and entry.base.name in self.indexed
            return entry if is_entry else tree
        if isinstance(tree, Application) and isinstance(tree.base, Name) and tree.base.name in self.indexed:
            return Entry(tree.base, tree.arguments)
        if isinstance(tree, Entry):
            return tree
        return mapped(tree, self.entries)

    def spelled(self, tree: Tree) -> Tree:
        """Convolution signs between whole arrays as calls, squared norms as sums of squares."""
        tree = mapped(tree, self.spelled)
        if isinstance(tree, Operation) and tree.operator in ("star", "*") and all(
                isinstance(t, Name) for t in (tree.left, tree.right)):
            return self._convolution(tree.left, tree.right)
        if isinstance(tree, Operation) and tree.operator == "^" and (inner := _normed(tree.left)) is not None:
            return Call("squarederror", (inner.left, inner.right)) if isinstance(inner, Operation) and (
                inner.operator == "-") else Call("sum", (Operation("^", inner, tree.right),))
        if isinstance(tree, Call) and tree.function == "conv" and self.flips:
            return replace(tree, keywords=(*tree.keywords, ("flip", Name("True"))))
        return tree

    def _convolution(self, left: Tree, right: Tree) -> Tree:
        assert isinstance(left, Name) and isinstance(right, Name)
        if split(left.name).base in KERNELS and split(right.name).base not in KERNELS:
            left, right = right, left
        return Call("conv", (left, right), (("flip", Name("True")),) if self.flips else ())


def _normed(tree: Tree) -> Tree | None:
    """What stands between the bars of a norm."""
    if isinstance(tree, Entry):
        tree = tree.base
    if isinstance(tree, Call) and tree.function == "norm" and len(tree.arguments) == 1:
        inner = tree.arguments[0]
        return inner.items[0] if isinstance(inner, Tuple) and len(inner.items) == 1 else inner
    return None
