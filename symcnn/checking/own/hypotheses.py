r"""Models applied to the samples of a loss, ``h(x) = wx + b`` and ``\sum_i (h(x_i) - y_i)^2``: what they are is put in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from symcnn.checking.binding.pages import chains_of, trees_of, with_chains
from symcnn.notation.spelling import Parts, parts_of_name
from symcnn.reading.claims import Chain
from symcnn.reading.items import Item
from symcnn.reading.tree import (
    Application,
    Call,
    Derivative,
    Entry,
    Matrix,
    Name,
    Operation,
    SumOver,
    Tree,
    children,
    find,
    has,
    mapped,
    walk,
)

# so many models are looked for
MOST = 20


@dataclass(frozen=True)
class Hypothesis:
    """What a model is at the name that its definition has."""

    name: str
    letter: str
    body: Tree

    def at(self, argument: str) -> Tree:
        """The model at another sample: its name for that of the definition, also where an index stands below."""
        here, there = parts(self.letter), parts(argument)

        def put(tree: Tree) -> Tree:
            if isinstance(tree, Name) and tree.name == self.letter:
                return replace(tree, name=argument)
            if isinstance(tree, Name) and (own := parts(tree.name)).base == here.base and not own.superscript:
                return replace(tree, name=replace(there, subscript=own.subscript).join())
            return mapped(tree, put)
        return put(self.body)

    def fits(self, argument: str) -> bool:
        """Whether a sample can stand for the name of the definition: no index below is in the way of another."""
        here, there = parts(self.letter), parts(argument)
        others = [p for t in find(self.body, Name) if t.name != self.letter and (p := parts(t.name)).base == here.base]
        letters = here.subscript + here.superscript
        tied = argument != self.letter and letters and any(
            letters in (p.subscript, p.superscript) for t in find(self.body, Name) if t.name != self.letter
            for p in (parts(t.name),))
        return here.base == there.base and not tied and not (others and there.subscript)


def with_hypotheses(items: Sequence[Item]) -> list[Item]:
    """The items of a document, models put in where a sum over samples applies them and nothing is differentiated by them."""
    found = {h.name: h for h in models(items)}
    return with_chains(items, partial(put_in, found)) if found else list(items)


def models(items: Sequence[Item]) -> Iterator[Hypothesis]:
    """The models that a document defines and whose samples its sums go over."""
    trees = trees_of(items)
    slopes = [d for t in trees for d in find(t, Derivative)]
    of_or_by = {base.name for d in slopes for part in (d.of, d.by) if isinstance(base := base_of(part), Name)}
    said: dict[str, list[Hypothesis]] = {}
    for chain in chains_of(items):
        if (one := defined(chain)) is not None:
            said.setdefault(one.name, []).append(one)
    places: dict[str, list[tuple[Application, frozenset[str]]]] = {name: [] for name in said}
    for use, letters in (u for t in trees if said for u in applied(t, said, frozenset())):
        places[use.base.name].append((use, letters))  # type: ignore[attr-defined]
    for name, (one, *others) in said.items():
        uses = places[name]
        arguments = {a.name for use, _ in uses if len(use.arguments) == 1 and isinstance(a := use.arguments[0], Name)}
        is_sampled = any(isinstance(a := use.arguments[0], Name) and scripts(a.name) & letters for use, letters in uses)
        if not others and is_sampled and name not in of_or_by and len(arguments) and all(map(one.fits, arguments)) and all(
                len(use.arguments) == 1 and isinstance(use.arguments[0], Name) for use, _ in uses):
            yield one


def put_in_elsewhere(chains: Sequence[Chain]) -> list[Chain]:
    """The chains that say what a model is that stands at samples in other lines by now, and by its name in none."""
    names = Counter(t.name for c in chains for m in c.members for t in find(m, Name))
    # set apart by their names first: few are left to be looked for
    said = [(c, one) for c in chains if (one := defined(c)) is not None and names[one.name] == 1][:MOST]
    if not said:
        return []
    nodes = {t for c in chains for m in c.members for t in walk(m) if isinstance(t, Operation | Call)}
    bases: dict[str, set[str]] = {}
    for name in names:
        bases.setdefault(parts(name).base, set()).add(name)
    return [c for c, one in said if any(
        one.at(name) in nodes for name in bases[parts(one.letter).base] - {one.letter})]


def defined(chain: Chain) -> Hypothesis | None:
    """The model that a chain says: a name applied to one name, and a formula of it."""
    head = chain.members[0]
    if len(chain.members) < 2 or chain.relations[0] not in ("=", ":=") or not isinstance(head, Application) or not isinstance(
            head.base, Name) or len(head.arguments) != 1 or not isinstance(head.arguments[0], Name):
        return None
    letter = head.arguments[0].name
    bodies = [m for m in chain.members[1:] if letter in {t.name for t in find(m, Name)} and not has(m, Derivative, SumOver)
              and head.base.name not in {t.name for t in find(m, Name)}]
    return Hypothesis(head.base.name, letter, bodies[-1]) if bodies else None


def applied(tree: Tree, names: Collection[str], letters: frozenset[str]) -> Iterator[tuple[Application, frozenset[str]]]:
    """Where names are applied, each place with the letters that are summed over there."""
    if isinstance(tree, SumOver):
        letters |= frozenset(tree.letters)
    if isinstance(tree, Application) and isinstance(tree.base, Name) and tree.base.name in names:
        yield tree, letters
    for part in children(tree):
        yield from applied(part, names, letters)


def put_in(models: dict[str, Hypothesis], chain: Chain) -> Chain:
    """A chain with what models are put in for them; their own definitions stay."""
    def put(tree: Tree) -> Tree:
        tree = mapped(tree, put)
        if isinstance(tree, Application) and isinstance(tree.base, Name) and tree.base.name in models and isinstance(
                tree.arguments[0], Name):
            return models[tree.base.name].at(tree.arguments[0].name)
        return tree
    own, head = defined(chain), chain.members[0]
    # what gives a list is another model of that name
    other = isinstance(head, Application) and isinstance(head.base, Name) and head.base.name in models and any(
        has(m, Matrix) for m in chain.members[1:])
    if other or (own is not None and own.name in models):
        return chain
    return replace(chain, members=tuple(map(put, chain.members)))


def base_of(tree: Tree) -> Tree:
    """What is applied, or has entries, or the tree itself."""
    return tree.base if isinstance(tree, Application | Entry) else tree


def scripts(name: str) -> set[str]:
    """What stands below and above a name."""
    found = parts(name)
    return {found.subscript, found.superscript.strip("()")} - {""}


def parts(name: str) -> Parts:
    """A name with what it wears; one that is no name of the grammar has nothing."""
    return parts_of_name(name) or Parts(name, "", 0, "")
