"""The network that a sheet states in its own forward equations, where no block and nobody else states one.

An equation counts that gives a tensor for the first time and leads to what the sheet differentiates; it is kept where the
network with it can be built. Shapes said of a name and numbers given to one come along.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from symcnn.checking.dots import mapped, with_entries
from symcnn.checking.respell import equation, literal, respelled
from symcnn.errors import NameProblem, SymcnnError
from symcnn.network import Network
from symcnn.notation.spelling import split
from symcnn.reading.claims import Chain
from symcnn.reading.items import Item, Mathematics
from symcnn.reading.tree import (
    Application,
    Call,
    Change,
    Derivative,
    Differential,
    Dots,
    Entry,
    Family,
    Nabla,
    Name,
    Number,
    Operation,
    SumOver,
    Tree,
    Tuple,
    Unread,
    walk,
)

MOST = 60
GIVING = ("=", ":=", "<-", "≈")
NOT_FORWARD = (Derivative, Nabla, Differential, Change, Dots, Family, Unread)
KERNELS = frozenset("wWKFkf") | {"\\theta", "\\Theta", "\\omega"}


@dataclass(frozen=True)
class Forward:
    """A line that may belong to the network: the tensor it gives, its text in the network's language, what it reads."""

    place: tuple[int, int]
    name: str
    text: str
    reads: frozenset[str]
    source: str


@dataclass(frozen=True)
class OwnNetwork:
    """The network found: its text, the chains that state it, by their places, and these as they were written."""

    text: str = ""
    places: frozenset[tuple[int, int]] = frozenset()
    written: tuple[str, ...] = ()


@dataclass
class Found:
    """Lines on the way to a network."""

    equations: list[Forward] = field(default_factory=list)
    shapes: list[Forward] = field(default_factory=list)
    numbers: list[Forward] = field(default_factory=list)


def own_network(items: Sequence[Item], flips: bool = False) -> OwnNetwork:
    """The network in the equations of a document that differentiates something; ``flips`` turns every kernel."""
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
    lines = connected(found.equations, asked)
    return built(lines, found, "origin = 0" if from_nought(trees) else "")


def built(lines: Sequence[Forward], found: Found, origin: str) -> OwnNetwork:
    """The network of those lines with which it can be built."""
    kept: list[Forward] = []
    for line in lines[:MOST]:
        if buildable([origin, *(k.text for k in kept), line.text]):
            kept.append(line)
    if not kept:
        return OwnNetwork()
    names = {n for k in kept for n in k.reads | {k.name}}
    for line in (*found.shapes, *found.numbers):
        known = {k.name for k in kept}
        if line.name in names and line.name not in known and buildable([origin, line.text, *(k.text for k in kept)]):
            kept.insert(0, line)
    text = "\n".join([origin, *(k.text for k in kept)] if origin else [k.text for k in kept]) + "\n"
    equations = [k for k in kept if k in lines]
    return OwnNetwork(text, frozenset(k.place for k in kept), tuple(k.source for k in equations))


def buildable(lines: Iterable[str]) -> bool:
    """Whether a network can be built of some lines."""
    try:
        network = Network("\n".join(line for line in lines if line))
    except SymcnnError:
        return False
    return bool(network.forward_system.tensors)


def gather(found: Found, place: tuple[int, int], item: Mathematics, chain: Chain, respeller: Respeller) -> None:
    """Take a chain up as an equation, a shape or numbers, if it is one of these."""
    if chain.kind != "claim" or len(chain.members) < 2 or any(isinstance(m, Unread) for m in chain.members[:2]):
        return
    head, right = respeller.entries(chain.members[0]), respeller.entries(chain.members[1])
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
            text = equation(head, respeller.spelled(right))
            found.equations.append(Forward(place, name, text, frozenset(names_in(right)), source))
    except SymcnnError:
        # what the network's language has no word for stays a claim
        return


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
    """The names that stand with a letter as an index somewhere: ``x_i``, so that ``x_1`` is an entry too."""
    found = set()
    for tree in (t for member in trees for t in walk(with_entries(member))):
        base, indices = (tree.base, tree.indices) if isinstance(tree, Entry) else (
            (tree.base, tree.arguments) if isinstance(tree, Application) else (None, ()))
        if isinstance(base, Name) and any(not isinstance(t, Number) for t in indices):
            found.add(base.name)
    return frozenset(found)


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
