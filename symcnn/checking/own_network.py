"""The network that a sheet states in its own forward equations, where no block and nobody else states one.

An equation counts that gives a tensor for the first time and leads to what the sheet differentiates; it is kept where the
network with it can be built. Shapes said of a name and numbers given to one come along.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from symcnn.checking.any_layer import Rule, written_out
from symcnn.checking.dots import mapped
from symcnn.checking.equation_order import behind_what_they_read
from symcnn.checking.own_evidence import (
    differentiated,
    from_nought,
    is_array,
    named,
    names_in,
    powers_named,
    whole_grids,
    with_names,
)
from symcnn.checking.respell import literal, respelled
from symcnn.checking.respeller import (
    KERNELS,
    Respeller,
    entry_by_entry,
    functions_in,
    lettered,
    run_together,
    star_multiplies,
)
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
    Unread,
    walk,
)

MOST = 60
GIVING = ("=", ":=", "<-", "≈")
NOT_FORWARD = (Derivative, Nabla, Differential, Change, Dots, Family, Unread)


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
    sides: tuple[Tree, Tree] | None = None


@dataclass(frozen=True)
class OwnNetwork:
    """The network found: its text, the chains that state it, by their places, and these as they were written.

    ``grids`` are the extents of arrays whose entries the writer names one and all; ``guessed`` says that an equation
    was put together from its entries. ``left_out`` are names whose equations do not go together with the others;
    ``again`` are chains that give a name of the network once more.
    """

    text: str = ""
    places: frozenset[tuple[int, int]] = frozenset()
    written: tuple[str, ...] = ()
    grids: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    guessed: bool = False
    left_out: frozenset[str] = frozenset()
    again: frozenset[tuple[int, int]] = frozenset()


@dataclass
class Found:
    """Lines on the way to a network."""

    equations: list[Forward] = field(default_factory=list)
    shapes: list[Forward] = field(default_factory=list)
    numbers: list[Forward] = field(default_factory=list)
    upstream: list[Forward] = field(default_factory=list)

    @property
    def names(self) -> set[str]:
        """What the equations give and read."""
        return {n for line in self.equations for n in line.reads | {line.name}}


def own_network(items: Sequence[Item], flips: bool = False) -> OwnNetwork:
    """The network in the equations of a document that differentiates something; ``flips`` turns every kernel.

    A result whose entries are given one by one is tried as a convolution of the two arrays that they read.
    """
    chains = [((n, k), item, chain) for n, item in enumerate(items) if isinstance(item, Mathematics)
              and not any(d.skip for d in item.directives) for k, chain in enumerate(item.chains)]
    powers = powers_named(m for _, _, c in chains for m in c.members)
    chains = [(place, item, replace(c, members=tuple(with_names(m, powers) for m in c.members))) for place, item, c in chains]
    asked = set(differentiated(c for _, _, c in chains))
    if not asked:
        return OwnNetwork()
    trees = [m for _, _, c in chains for m in c.members]
    respeller = Respeller(lettered(trees), flips, run_together(trees), convolves=not star_multiplies(trees))
    found = gathered(chains, respeller)
    functions = functions_in(trees, {line.name for line in found.equations})
    numbers_alone = not found.shapes and not any(is_array(respeller.entries(t), found.names) for t in trees)
    if numbers_alone or functions:
        respeller = replace(respeller, convolves=respeller.convolves and not numbers_alone, functions=functions)
        found = gathered(chains, respeller)
    grids = whole_grids(trees)
    found.equations = by_name(of_all_layers(found.equations, trees))
    by_entries = entrywise(chains, respeller, grids, flips)
    lines = behind_what_they_read(
        connected([*by_entries, *latest(found.equations)], asked), lambda line: line.name, lambda line: line.reads)
    settings = ["origin = 0"] if from_nought(trees) else []
    if numbers_alone:
        made = {line.name for line in lines}
        settings += [f"{n}: scalar" for n in sorted({n for line in lines for n in line.reads} - made)]
    ratios = [t for m in trees for t in walk(m) if isinstance(t, Derivative)]
    losses = {t.of.name for t in ratios if isinstance(t.of, Name)} - {n for t in ratios for n in names_in(t.by)}
    told = {line.name for line in lines} | {n for line in by_entries for n in line.reads}
    network = built(lines, found, settings, losses)
    again = {line.place for line in found.equations if line.name in told} - network.places - {(-1, -1)}
    return replace(network, guessed=bool(by_entries), again=frozenset(again), grids={
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


def built(lines: Sequence[Forward], found: Found, settings: Sequence[str], losses: set[str]) -> OwnNetwork:
    """The network of those lines with which it can be built; what is differentiated by other things is one number."""
    kept = kept_lines(lines[:MOST], settings, losses)
    if not kept:
        return OwnNetwork()
    names = {n for k in kept for n in k.reads | {k.name}}
    for line in (*found.shapes, *found.numbers):
        known = {k.name for k in kept}
        if line.name in names and line.name not in known and buildable([*settings, line.text, *(k.text for k in kept)]):
            kept.insert(0, line)
    last = {k.name for k in kept if k in lines} - {n for k in kept for n in k.reads}
    for line in found.upstream:
        # the gradient that the end of a fragment is given
        lines_so_far = [*settings, *(k.text for k in kept)]
        if line.name in last and is_open(lines_so_far) and buildable([*lines_so_far, line.text]):
            kept.append(line)
            break
    text = "\n".join([*settings, *(k.text for k in kept)]) + "\n"
    equations = [k for k in kept if k in lines]
    return OwnNetwork(text, frozenset(k.place for k in kept), tuple(dict.fromkeys(k.source for k in equations)),
                      left_out=frozenset(line.name for line in lines) - {k.name for k in kept})


def buildable(lines: Iterable[str]) -> bool:
    """Whether a network can be built of some lines."""
    return axes_of(lines, "") is not None


def kept_lines(lines: Sequence[Forward], settings: Sequence[str], losses: set[str]) -> list[Forward]:
    """All lines where a network can be built of them, else those that can be added one by one."""
    everything = [*settings, *(line.text for line in lines)]
    if all(axes_of(everything, line.name) == 0 for line in lines if line.name in losses) and buildable(everything):
        return list(lines)
    kept: list[Forward] = []
    for line in lines:
        before = [*settings, *(k.text for k in kept)]
        if line.name in losses and axes_of([*before, line.text], line.name) and axes_of(
                [*before, line.summed], line.name) == 0:
            kept.append(replace(line, text=line.summed))
        elif buildable([*before, line.text]):
            kept.append(line)
    return kept


def is_open(lines: Iterable[str]) -> bool:
    """Whether the network of some lines ends in no loss."""
    return Network("\n".join(line for line in lines if line)).is_fragment


def axes_of(lines: Iterable[str], name: str) -> int | None:
    """The number of axes that a tensor has in the network of some lines; None where that cannot be built."""
    try:
        tensors = Network("\n".join(line for line in lines if line)).forward_system.tensors
    except SymcnnError:
        return None
    return len(tensors[name].axes) if name in tensors else 0


def gathered(chains: Iterable[tuple[tuple[int, int], Mathematics, Chain]], respeller: Respeller) -> Found:
    """The equations, shapes and numbers in a document."""
    found = Found()
    for place, item, chain in chains:
        gather(found, place, item, chain, respeller)
    return found


def gather(found: Found, place: tuple[int, int], item: Mathematics, chain: Chain, respeller: Respeller) -> None:
    """Take a chain up as an equation, a shape or numbers, if it is one of these."""
    if chain.kind != "claim" or len(chain.members) < 2 or any(isinstance(m, Unread) for m in chain.members[:2]):
        return
    head = respeller.entries(chain.members[0])
    for other in chain.members[1:]:
        if not isinstance(other, Unread) and take_up(found, place, item, chain, head, respeller.entries(other), respeller):
            return


def take_up(found: Found, place: tuple[int, int], item: Mathematics, chain: Chain, head: Tree, right: Tree,
            respeller: Respeller) -> bool:
    """Take one side of a chain up as what its head is; False where the network's language has no word for it."""
    if isinstance(head, Derivative) and isinstance(head.of, Name) and isinstance(head.by, Name):
        if (digits := literal(right)) is not None and chain.relations[0] in GIVING:
            found.upstream.append(Forward(place, head.by.name, f"d{head.of.name}/d{head.by.name} = {digits}",
                                         frozenset(), item.source))
        return True
    name = given_name(head)
    if name is None:
        return True
    source = item.source[chain.spans[0][0]:chain.spans[1][1]] if len(chain.spans) > 1 else item.source
    try:
        if chain.relations[0] == "in" and isinstance(head, Name):
            found.shapes.append(Forward(place, name, f"{name}: {extents(right)}", frozenset(), source))
        elif chain.relations[0] not in GIVING:
            return True
        elif isinstance(head, Name) and (digits := literal(right)) is not None:
            found.numbers.append(Forward(place, name, f"{name} = {digits}", frozenset(), source))
        elif is_forward(name, right):
            left = head.base if isinstance(head, Application) else head
            found.equations.append(forward(place, left, respeller.spelled(right), source))
    except SymcnnError:
        # what the network's language has no word for stays a claim
        return False
    return True


def forward(place: tuple[int, int], left: Tree, right: Tree, source: str) -> Forward:
    """An equation of the network."""
    text, summed = f"{respelled(left)} = {respelled(right)}", f"sum({respelled(entry_by_entry(right))})"
    name = str(given_name(left))
    return Forward(place, name, text, frozenset(names_in(right)), source, f"{name} = {summed}", (left, right))


def of_all_layers(equations: Iterable[Forward], trees: Iterable[Tree]) -> list[Forward]:
    """The equations, those of any layer written out for the layers that the document speaks of."""
    rules = [Rule(*line.sides, line) for line in equations if line.sides is not None]
    return [line.origin if not line.is_copy else forward((-1, -1), line.left, line.right, line.origin.source)
            for line in written_out(rules, {n for t in trees for n in named(t)})]


def by_name(equations: Sequence[Forward]) -> list[Forward]:
    """The equations, what one of them gives standing for itself in the others: ``h = f(z)`` where ``z`` is ``W x + b``."""
    values = {line.sides[1]: line.sides[0] for line in equations
              if line.sides is not None and isinstance(line.sides[1], Operation | Call | SumOver)}

    def put(tree: Tree) -> Tree:
        return values[tree] if tree in values else mapped(tree, put)

    found = []
    for line in equations:
        right = None if line.sides is None else mapped(line.sides[1], put)
        found.append(line if line.sides is None or right is None or right == line.sides[1] else replace(
            forward(line.place, line.sides[0], right, line.source), name=line.name))
    return found


def given_name(head: Tree) -> str | None:
    """The name of the tensor that the left side of an equation gives, whole or at letters."""
    if isinstance(head, Name):
        return head.name
    if isinstance(head, Entry) and isinstance(head.base, Name) and all(isinstance(i, Name) for i in head.indices):
        return head.base.name
    if isinstance(head, Application) and isinstance(head.base, Name) and all(isinstance(i, Name) for i in head.arguments):
        # f(x, y): the name of the value, and what it hangs on
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


def latest(equations: Sequence[Forward]) -> list[Forward]:
    """One equation for each name: of several the one that reads most of what the others give, then the one with indices."""
    given = {e.name for e in equations}

    def said(line: Forward) -> tuple[int, bool]:
        return len(line.reads & given), line.sides is not None and isinstance(line.sides[0], Entry)

    best: dict[str, Forward] = {}
    for line in equations:
        if line.name not in best or said(line) > said(best[line.name]):
            best[line.name] = line
    return list(best.values())


def connected(equations: Sequence[Forward], asked: set[str]) -> list[Forward]:
    """The equations that have to do with what is differentiated, in order."""
    reached = set(asked)
    while True:
        grown = reached | {n for e in equations if ({e.name} | e.reads) & reached for n in e.reads | {e.name}}
        if grown == reached:
            return [e for e in equations if e.name in reached]
        reached = grown


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
