"""The lines of a document that may belong to a network: equations, shapes, numbers, and what is taken from above."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from symcnn.checking.binding.dots import with_entries
from symcnn.checking.binding.own_evidence import named, names_in
from symcnn.checking.meaning.link import is_numeric
from symcnn.checking.own.any_layer import Rule, written_out
from symcnn.checking.own.bias_rows import with_plain_biases
from symcnn.checking.own.chains import read_forward
from symcnn.checking.own.loss_names import is_named_loss
from symcnn.checking.own.numbers_alike import of_its_number
from symcnn.checking.own.pools import pooled
from symcnn.checking.own.respell import entry_by_entry, literal, respelled
from symcnn.checking.own.respeller import Respeller
from symcnn.checking.own.sides import adds_to_a_sum, inner_products, wholes, with_steps, without_argument
from symcnn.errors import NameProblem, NotSupportedYet, SymcnnError
from symcnn.notation.spelling import split, undressed
from symcnn.reading.claims import Chain
from symcnn.reading.items import Mathematics
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
    Operation,
    Tree,
    Unread,
    children,
    find,
    has,
    mapped,
    walk,
)

TURNING = ("rot180", "flip")
GIVING = ("=", ":=", "<-", "≈")
NOWHERE = (-1, -1)
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


@dataclass
class Found:
    """Lines on the way to a network; ``given`` are the names that have had numbers so far."""

    equations: list[Forward] = field(default_factory=list)
    shapes: list[Forward] = field(default_factory=list)
    numbers: list[Forward] = field(default_factory=list)
    upstream: list[Forward] = field(default_factory=list)
    abbreviations: list[Forward] = field(default_factory=list)
    given: set[str] = field(default_factory=set)

    @property
    def names(self) -> set[str]:
        """What the equations give and read."""
        return {n for line in self.equations for n in line.reads | {line.name}}


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
    chain = of_its_number(read_forward(chain))
    head = respeller.entries(without_argument(*chain.members[:2]))
    for one, other in pairwise(chain.members[1:]):
        if (inner := same_function(one, other) or put_in(one, other)) is not None:
            # o = f(net) = f(sum ...) says what net is, and z = a w + b = f(y) w + b what a is
            take_up(found, place, item, chain, respeller.entries(inner[0]), respeller.entries(inner[1]), respeller)
    for n, other in enumerate(chain.members[1:], 2):
        if only_names(other, chain.members[n:]):
            continue
        if not isinstance(other, Unread) and take_up(found, place, item, chain, head, respeller.entries(other), respeller):
            return


def only_names(tree: Tree, behind: Sequence[Tree]) -> bool:
    """Whether ``f(x; W)`` or ``(I * K)(i, j)`` names what is worked out behind it; ``f(z)`` does not before numbers alone."""
    if isinstance(tree, Application) and len(tree.arguments) == 1 and all(is_numeric(m) for m in behind):
        return False
    shown = (isinstance(tree, Entry) and isinstance(tree.base, Operation)) or (
        # MSE(y, a) = (y - a)^2 is no mean
        is_named_loss(tree) and not all(is_numeric(m) for m in behind))
    return bool(behind) and (shown or isinstance(tree, Application))


def same_function(one: Tree, other: Tree) -> tuple[Tree, Tree] | None:
    """The arguments of one function on both sides, where the first is a name or an entry and the second is none."""
    pairs = [(t.base, t.arguments) if isinstance(t, Application) else (t.function, t.arguments) if isinstance(t, Call)
             else ("", ()) for t in (one, other)]
    if pairs[0][0] != pairs[1][0] or any(len(arguments) != 1 for _, arguments in pairs):
        return None
    inner, outer = pairs[0][1][0], pairs[1][1][0]
    return (inner, outer) if isinstance(inner, Name) and not isinstance(outer, Name | Entry) else None


def put_in(one: Tree, other: Tree) -> tuple[Tree, Tree] | None:
    """The name in the first tree, and the call in its place in the second, where they differ in nothing else."""
    if isinstance(one, Name | Entry) and isinstance(other, Call):
        return one, other
    parts = (children(one), children(other)) if type(one) is type(other) else ((), ())
    apart = [(a, b) for a, b in zip(*parts, strict=False) if a != b]
    if len(parts[0]) != len(parts[1]) or len(apart) != 1 or mapped(one, lambda t: Dots()) != mapped(other, lambda t: Dots()):
        return None
    return put_in(*apart[0])


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
        elif chain.relations[0] not in GIVING or is_step(found, chain, name, right):
            return True
        elif isinstance(right, Derivative):
            # an error is found by its layer, but a number that only counts errors tells of none
            is_error = split(name).base == "\\delta" and not counts_errors(name, right.by)
            if not is_error and (by := whole_of(head, right.by)) is not None and isinstance(right.of, Name):
                found.abbreviations.append(abbreviation(place, Name(name), Derivative(right.of, Name(by)), source))
        elif isinstance(head, Name) and (digits := literal(right)) is not None:
            found.numbers.append(Forward(place, name, f"{name} = {digits}", frozenset(), source, sides=(head, right)))
        elif is_forward(name, right) and not turns_entries(right):
            left = head.base if isinstance(head, Application) else head
            left, right = wholes(left, pooled(left, inner_products(left, with_steps(left, right))))
            found.equations.append(forward(place, left, respeller.spelled(with_plain_biases(right)), source))
    except SymcnnError:
        # what the network's language has no word for stays a claim
        return False
    return True


def is_step(found: Found, chain: Chain, name: str, right: Tree) -> bool:
    """Whether numbers behind an arrow are those after a step: the name has had others before."""
    if not is_numeric(right):
        return False
    stepped = chain.relations[0] == "<-" and name in found.given
    found.given.add(name)
    return stepped


def counts_errors(name: str, by: Tree) -> bool:
    r"""Whether ``\delta_1`` is a name of its own for the gradient by a tensor that has no number."""
    parts = split(name)
    return parts.subscript.isdigit() and not parts.superscript and isinstance(by, Name) and not any(
        c.isdigit() for c in by.name)


def abbreviation(place: tuple[int, int], left: Tree, right: Tree, source: str) -> Forward:
    """A name for a gradient."""
    assert isinstance(left, Name) and isinstance(right, Derivative)
    of, by = (t.name for t in (right.of, right.by) if isinstance(t, Name))
    return Forward(place, left.name, f"{left.name} = d{of}/d{by}", frozenset({by}), source, sides=(left, right))


def whole_of(head: Tree, by: Tree) -> str | None:
    """The array that ``G_{i,j} = dL/dY_{i,j}`` speaks of, where both sides have the same indices or none."""
    indices = [t.indices if isinstance(t, Entry) else () for t in (head, by)]
    base = by.base if isinstance(by, Entry) else by
    return base.name if isinstance(base, Name) and indices[0] == indices[1] else None


def forward(place: tuple[int, int], left: Tree, right: Tree, source: str) -> Forward:
    """An equation of the network."""
    if any(adds_to_a_sum(t) for t in find(right, Operation)):
        raise NotSupportedYet("where a sum without letters ends is not said")
    text, summed = f"{respelled(left)} = {respelled(right)}", f"sum({respelled(entry_by_entry(right))})"
    name = str(given_name(left))
    return Forward(place, name, text, frozenset(names_in(right)), source, f"{name} = {summed}", (left, right))


def of_all_layers(equations: Iterable[Forward], trees: Iterable[Tree]) -> list[Forward]:
    """The equations, those of any layer written out for the layers that the document speaks of."""
    rules = [Rule(*line.sides, line) for line in equations if line.sides is not None]
    return [line.origin if not line.is_copy else forward((-1, -1), line.left, line.right, line.origin.source)
            for line in written_out(rules, {n for t in trees for n in named(t)})]


def names_of_all_layers(found: Found, trees: Sequence[Tree]) -> list[Forward]:
    """The names for gradients, those of any layer written out like the equations."""
    rules = [Rule(*line.sides, line) for line in (*found.equations, *found.abbreviations) if line.sides is not None]
    if not found.abbreviations:
        return []
    copies = [line for line in written_out(rules, {n for t in trees for n in named(t)}) if isinstance(line.right, Derivative)]
    kept = {line.name: line for line in found.abbreviations}
    for line in copies:
        made = abbreviation((-1, -1), line.left, line.right, line.origin.source)
        kept.setdefault(made.name, made)
    return list(kept.values())


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
    base = undressed(split(name).base)
    letters = base.replace("\\", "")
    parts = split(name)
    if parts.superscript == "*" and replace(parts, superscript="").join() in names_in(right):
        # w^* = w - g: a new value
        return False
    # a step by an error: w^{new} = w + \alpha \delta x
    by_error = any(split(n).base == "\\delta" for n in names_in(right))
    if by_error or base in ("\\delta", "\\Delta", "\\nabla", "\\partial") or (len(letters) > 1 and base.startswith("d")):
        return False
    return has(right, Name)


def turns_entries(tree: Tree) -> bool:
    r"""Whether an array is turned whose letters are its places: ``rot_{180}(w_{m,n}) * o_{i,j}`` speaks of whole arrays."""
    return any(t.function in TURNING and any(isinstance(with_entries(a), Entry) for a in t.arguments) for t in find(tree, Call))


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
