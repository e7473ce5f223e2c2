"""The chains of a document as its own network reads them: powers that are names, exponents with numbers, steps of time."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from symcnn.checking.binding.domains import is_letter
from symcnn.checking.binding.dots import with_entries
from symcnn.checking.binding.own_evidence import (
    is_power,
    names_in,
    powers_named,
    with_exponents,
    with_names,
    with_powers,
)
from symcnn.checking.own.counted_sums import of_means, with_counted_ends
from symcnn.checking.own.functions import lines_of_functions
from symcnn.checking.own.hypotheses import put_in_elsewhere
from symcnn.checking.own.label_runs import at_one_time, time_of
from symcnn.checking.own.points import with_points
from symcnn.notation.spelling import split, without_font
from symcnn.reading.claims import Chain
from symcnn.reading.items import Item, Mathematics
from symcnn.reading.replacing import renamed
from symcnn.reading.tree import (
    Application,
    Call,
    Derivative,
    Entry,
    Name,
    Negation,
    Number,
    Operation,
    SumOver,
    Tree,
    find,
    mapped,
    walk,
)

Placed = tuple[tuple[int, int], Mathematics, Chain]


@dataclass(frozen=True)
class Chains:
    """The chains with their places and items, and the letter of time of a recurrent net."""

    placed: tuple[Placed, ...]
    time: str = ""

    @property
    def trees(self) -> list[Tree]:
        """All members of all chains."""
        return [m for _, _, c in self.placed for m in c.members]

    def uses(self) -> list[Tree]:
        """The members but for names that a text only mentions: "the activation $f$"."""
        return [m for _, _, c in self.placed for m in c.members if not (c.kind == "expression" and isinstance(m, Name))]

    def claims(self) -> Iterator[Chain]:
        """The chains that claim something."""
        return (c for _, _, c in self.placed if c.kind == "claim")

    def mapped(self, rule: Callable[[Tree], Tree]) -> Chains:
        """The chains with a rule applied to every member."""
        return replace(self, placed=tuple(
            (place, item, replace(c, members=tuple(rule(m) for m in c.members))) for place, item, c in self.placed))


def own_chains(items: Sequence[Item]) -> Chains:
    """The chains of a document, but for those that are to be skipped."""
    found = Chains(tuple(((n, k), item, chain) for n, item in enumerate(items) if isinstance(item, Mathematics)
                         and not any(d.skip for d in item.directives) for k, chain in enumerate(item.chains)))
    found = replace(found, placed=tuple(with_shared_weights(replace(found, placed=tuple(by_another_name(found))))))
    found = replace(found, placed=tuple(with_results_first(found)))
    chains = [c for _, _, c in found.placed]
    said = {id(c) for c in (*lines_of_functions(chains), *put_in_elsewhere(chains))}
    found = replace(found, placed=tuple(p for p in found.placed if id(p[2]) not in said))
    arguments = arguments_of(found)
    found = replace(found, placed=tuple((place, item, without_arguments(c)) for place, item, c in found.placed))
    powers = powers_named(found.trees) | {
        c.members[0] for c in found.claims() if len(c.members) > 1 and is_power(c.members[0])}
    names = {n for m in found.trees for n in names_in(m)}
    found = found.mapped(lambda m: with_powers(with_names(m, powers), names))
    exponents = {c.members[0].name: c.members[1] for c in found.claims() if len(c.members) == 2
                 and isinstance(c.members[0], Name) and isinstance(c.members[1], Number | Negation)}
    factors = {*exponents, *arguments, *strides_in(found.trees)}
    found = found.mapped(lambda m: with_products(with_exponents(m, exponents), factors))
    counts, first = of_means([c for _, _, c in found.placed])
    found = found.mapped(lambda m: with_counted_ends(m, counts, first)) if counts else found
    fonts = fonts_of_given(found)
    found = found.mapped(lambda m: renamed(m, fonts)) if fonts else found
    time = time_of((c.members[0], m) for c in found.claims() for m in c.members[1:])
    found = replace(found.mapped(lambda m: at_one_time(m, time)), time=time) if time else found
    points = with_points([c for _, _, c in found.placed], time)
    return replace(found, placed=tuple((*p[:2], c) for p, c in zip(found.placed, points, strict=True)))


def without_arguments(chain: Chain) -> Chain:
    """The chain; ``b(x, y) = x - y``, which reads its arguments or their entries, as one about ``b``: they are no indices."""
    head, *others = chain.members
    if chain.kind != "claim" or not isinstance(head, Application) or len(head.arguments) < 2 or not isinstance(head.base, Name):
        return chain
    names = [a.name for a in head.arguments if isinstance(a, Name)]
    entries = with_entries(others[0])
    # H(y, p) is read of y_j and p_j too
    plain = {t.name for tree in (others[0], entries) for t in find(tree, Name)}
    below = {t.name for e in find(entries, Entry) for i in e.indices for t in find(i, Name)}
    below |= {t.name for e in find(entries, Application) for i in e.arguments for t in find(i, Name)}
    bound = {n for t in find(others[0], SumOver) for n in t.letters}
    if len(names) < len(head.arguments) or not set(names) <= plain - below - bound:
        return chain
    return replace(chain, members=(head.base, *others))


def arguments_of(chains: Chains) -> set[str]:
    """What results are said to be functions of: ``c`` of ``v(a, b, c)`` is no function itself, nor an array."""
    heads = [c.members[0] for c in chains.claims() if isinstance(c.members[0], Application)]
    names = {a.name for head in heads if len(head.arguments) > 1 for a in head.arguments if isinstance(a, Name)}
    whole = {t.name for m in chains.trees for t in find(m, Name)}
    return (names & whole) - {t.base.name for m in chains.trees for t in find(m, Entry) if isinstance(t.base, Name)}


def with_products(tree: Tree, numbers: Container[str]) -> Tree:
    """The tree with ``s(i - 1)`` as a product where s is a number; a power behind it is one of the bracket."""
    match tree:
        case Operation(operator="^", left=Application(base=Name(name) as base, arguments=(Operation() as inner,)),
                       right=right) if name in numbers:
            power = Operation("^", with_products(inner, numbers), with_products(right, numbers), span=tree.span)
            return Operation("juxtapose", base, power, span=tree.span)
    tree = mapped(tree, lambda t: with_products(t, numbers))
    match tree:
        case Application(base=Name(name) as base, arguments=(Operation() as inner,)) if name in numbers:
            return Operation("juxtapose", base, inner, span=tree.span)
    return tree


def strides_in(trees: Iterable[Tree]) -> set[str]:
    """The letters before brackets in indices, ``x_{s(i-1)+m}``, that are applied to nothing elsewhere: numbers."""
    nodes = [t for m in trees for t in walk(with_entries(m))]
    inside = [a for e in nodes if isinstance(e, Entry) for i in e.indices for a in find(i, Application)]
    alike = [a for a in nodes if isinstance(a, Application) and not any(a is b for b in inside)]
    others = {n for a in alike for n in names_in(a.base)} | {n for e in nodes if isinstance(e, Entry) for n in names_in(e.base)}
    bound = {c for t in nodes if isinstance(t, SumOver) for c in t.letters}
    return {a.base.name for a in inside if isinstance(a.base, Name) and is_letter(a.base.name)
            and len(a.arguments) == 1 and isinstance(a.arguments[0], Operation)} - others - bound


def by_another_name(chains: Chains) -> Iterator[Placed]:
    r"""The chains; ``a = \hat{y} = softmax(z)``, where nothing else gives the second name, as two equations."""
    heads = {c.members[0] for c in chains.claims()}
    for place, item, chain in chains.placed:
        first, second, *rest = (*chain.members, None)[:3] if chain.kind == "claim" else (None, None)
        two_names = isinstance(first, Name) and isinstance(second, Name) and chain.relations[:2] == ("=", "=")
        if two_names and second not in heads and second != first and isinstance(rest[0], Call | Operation) and not (
                names_in(rest[0]) & {first.name, second.name}):  # type: ignore[union-attr]
            yield place, item, replace(chain, members=chain.members[1:], relations=chain.relations[1:], spans=chain.spans[1:])
            chain = replace(chain, members=chain.members[:2], relations=chain.relations[:1], spans=chain.spans[:2])
        yield place, item, chain


def with_results_first(chains: Chains) -> Iterator[Placed]:
    r"""The chains; ``\sigma(z) = a``, where nothing else gives the name, with the result first."""
    heads = {c.members[0] for c in chains.claims()}
    behind = [c.members[1] for c in chains.claims() if len(c.members) == 2 and isinstance(c.members[0], Call)]
    for place, item, chain in chains.placed:
        first, second = chain.members if len(chain.members) == 2 else (None, None)
        if chain.kind == "claim" and chain.relations == ("=",) and isinstance(first, Call) and isinstance(second, Name) and (
                second not in heads and behind.count(second) == 1 and not names_in(second) <= names_in(first)):
            chain = replace(chain, members=(second, first))
        yield place, item, chain


def with_shared_weights(chains: Chains) -> Iterator[Placed]:
    """The chains; ``w_1 = w_2 = w``, where something is differentiated by w, as equations for each of the two."""
    by = {t.by for m in chains.trees for t in find(m, Derivative)}
    for place, item, chain in chains.placed:
        names = [m for m in chain.members if isinstance(m, Name)]
        numbered = [n for n in names if split(n.name).subscript.isdigit()]
        shared = [n for n in names if n not in numbered]
        same = chain.kind == "claim" and set(chain.relations) == {"="} and len(names) == len(chain.members)
        if same and len(shared) == 1 and len(numbered) > 1 and shared[0] in by and len({
                split(n.name).base for n in names}) == 1:
            for name in numbered:
                yield place, item, replace(chain, members=(name, shared[0]), relations=("=",), spans=chain.spans[:2])
        else:
            yield place, item, chain


def fonts_of_given(chains: Chains) -> dict[str, str]:
    r"""The whole arrays whose entries stand in another font: ``\mathbf{y}`` where the page has ``y_i`` or ``y_{i,j}``.

    A name for a gradient is one too, where its entries stand in the plain font.
    """
    nodes = [t for m in chains.trees for t in walk(with_entries(m))]
    indexed = {t.base.name for t in nodes if isinstance(t, Entry) and isinstance(t.base, Name)}
    # x_1 may be an array of its own
    given = {t.base.name for t in nodes if isinstance(t, Entry) and isinstance(t.base, Name)
             and all(isinstance(i, Name) for i in t.indices)}
    given |= indexed & {without_font(c.members[0].name) for c in chains.claims() if isinstance(c.members[0], Name)
                        and any(isinstance(m, Derivative) for m in c.members[1:])}
    names = {n for m in chains.trees for n in names_in(m)} - indexed
    found = {n: plain for n in names if (plain := without_font(n)) != n and plain in given}
    # a layer is in the font of the others
    found |= {n: without_font(n) for n in names if without_font(n) != n and split(n).base in {split(m).base for m in found}}
    return {n: plain for n, plain in found.items() if plain not in names and list(found.values()).count(plain) == 1}


def read_forward(chain: Chain) -> Chain:
    """The chain, a result that is named behind what gives it as its head: ``X * W + b = Y``."""
    left, right = chain.members[0], chain.members[-1]
    behind = len(chain.members) == 2 and chain.relations == ("=",) and isinstance(left, Operation) and isinstance(right, Name)
    return replace(chain, members=(right, left)) if behind and not names_in(right) <= names_in(left) else chain
