r"""Classes named by a letter below entries, ``-\log p_y`` and ``s_j - s_{y_i}``: entries of the unit vector of that class."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from symcnn.checking.binding.class_numbers import classes_in, with_class_numbered
from symcnn.checking.binding.classes_told import (
    class_in,
    entries_of,
    indices_of,
    is_log_of,
    is_of_softmax,
    leads,
    letters_bound,
    sample_of,
    told_in,
)
from symcnn.checking.binding.domains import is_letter
from symcnn.checking.binding.dots import with_entries
from symcnn.checking.binding.pages import chains_of, with_chains
from symcnn.network import Network
from symcnn.notation.letters import unused
from symcnn.notation.spelling import split
from symcnn.reading.claims import Chain
from symcnn.reading.items import Item, Mathematics, NetworkBlock
from symcnn.reading.tree import (
    Bracket,
    Cases,
    Derivative,
    Entry,
    Nabla,
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

UNIT = "\\mathbf{e}"
UNITS = ("e", UNIT, "\\vec{e}", "\\boldsymbol{e}", "\\bm{e}")
ONE = Number("1")
LETTERS = ("q", "r", "u", "v", "g", "h")


def with_class_vectors(items: Sequence[Item]) -> list[Item]:
    """The items of a document without blocks, entries at the letter of the class as products with its unit vector."""
    if any(isinstance(item, NetworkBlock) for item in items):
        return list(items)
    chains = chains_of(items)
    told = next((pair for c in chains if (pair := told_in(c)) is not None), ("", ""))
    items = with_loss_told(items)
    found = {told[0]} if told[0] else {name for c in chains if (name := class_in(c))}
    if len(found) == 1:
        items = [for_each(item, *found) for item in items]
        chains = chains_of(items)
    trees = [m for c in chains for m in c.members]
    name = found.pop() if len(found) == 1 else ""
    runs = any(leads(c, name) for c in chains) and not any(is_log_of(c, name) or (is_of_softmax(c) and class_in(c) == name)
                                                           for c in chains)
    if not name or bound_in(trees, name) or runs:
        return list(items)
    names = {n.name for t in trees for n in find(with_entries(t), Name)}
    sample = sample_of(name)
    # p_{n,k}: all samples are spoken of
    several = any(Name(sample) in t.indices and len(t.indices) > 1 and t.base != Name(split(name).base) and not is_gradient(t)
                  for m in trees for t in entries_of(m)) if sample else False
    heads = {n.name for c in chains for n in find(with_entries(c.members[0]), Name)}
    capital = split(name).base.upper()
    rule = ClassVector(name, sample, unused(LETTERS, names), several, "" if capital in heads else capital,
                       next((n for c in chains if class_in(c) and (n := loss_of(c.members[0], sample))), ""))
    target = told[1] or target_beside(chains, name)
    classes = classes_in(c for c in chains if class_in(c) == name)
    done: list[Item] = []
    cases: dict[str, str] = {}
    for item in items:
        if isinstance(item, Mathematics):
            cases |= dict(case for c in item.chains if (case := rule.case(c)) is not None)
            chains = [with_class_numbered(c, name, rule.vector, classes) for c in item.chains]
            item = replace(item, chains=tuple(with_vector(rule.of_chain(c, cases), target, rule.vector) for c in chains))
        done.append(item)
    return done


def with_loss_told(items: Sequence[Item]) -> list[Item]:
    r"""The items, the cross-entropy that a line works out for one class under the name of the loss, where it has none."""
    chains = chains_of(items)
    slopes = [t for c in chains for m in c.members for t in find(m, Derivative)]
    asked = {t.of.name for t in slopes if isinstance(t.of, Name)} - {t.by.name for t in slopes if isinstance(t.by, Name)}
    nameless = [c for c in chains if told_in(c) is not None and isinstance(c.members[0], Negation)]
    heads = {c.members[0].name for c in chains if isinstance(c.members[0], Name)}
    if len(nameless) != 1 or len(asked - heads) != 1:
        return list(items)
    name = Name(min(asked - heads))
    return with_chains(items, lambda c: replace(
        c, members=(name, *c.members), relations=("=", *c.relations), spans=(c.spans[0], *c.spans)) if c is nameless[0] else c)


def target_beside(chains: Sequence[Chain], name: str) -> str:
    r"""The one-hot target that is spoken of and given nowhere: y beside ``\hat{y}``, where the class has another letter."""
    bases = {split(n.name).base for c in chains for m in c.members for n in find(m, Name)}
    heads = {split(n.name).base for c in chains for n in find(with_entries(c.members[0]), Name)
             if not isinstance(c.members[0], Derivative | Nabla)}
    logs = {split(n.name).base for c in chains if class_in(c) == name for n in find(c.members[1], Name)}
    found = [b for b in ("y", "t") if b in bases - heads - logs and f"\\hat{{{b}}}" in heads]
    return found[0] if len(found) == 1 and found[0] != split(name).base else ""


def with_vector(chain: Chain, target: str, vector: Name) -> Chain:
    """The chain with the unit vector of the class for a target by its name."""
    def put(tree: Tree) -> Tree:
        if isinstance(tree, Name) and target and split(tree.name).base == target:
            entry = with_entries(tree)
            return replace(entry, base=vector) if isinstance(entry, Entry) else vector if tree.name == target else tree
        return mapped(tree, put)

    return replace(chain, members=tuple(map(put, chain.members))) if target else chain


def loss_of(head: Tree, sample: str) -> str:
    """The letter of a loss that has its sample below it."""
    entry = with_entries(head)
    return entry.base.name if sample and isinstance(entry, Entry) and isinstance(entry.base, Name) and (
        entry.indices == (Name(sample),)) else ""


def for_each(item: Item, name: str) -> Item:
    """What holds for the class of a sample, ``p_{y_i} = e^{f_{y_i}} / Z``, as what it says of every class."""
    if not isinstance(item, Mathematics):
        return item

    def put(tree: Tree) -> Tree:
        entry = with_entries(tree) if isinstance(tree, Name | Entry) else tree
        if isinstance(entry, Entry):
            return replace(entry, indices=tuple(letter if i == Name(name) else i for i in entry.indices))
        return mapped(tree, put)

    chains = []
    for chain in item.chains:
        if leads(chain, name) and any(Name(name) in t.indices for m in chain.members[1:] for t in entries_of(m)):
            letter = Name(unused(LETTERS, {n.name for m in chain.members for n in find(with_entries(m), Name)}))
            chain = replace(chain, members=tuple(map(put, chain.members)))
        chains.append(chain)
    return replace(item, chains=tuple(chains))


def is_gradient(entry: Entry) -> bool:
    """Whether an entry is one of a gradient as code calls it, ``dF_{i,k}``."""
    name = entry.base.name if isinstance(entry.base, Name) else ""
    return len(name) > 1 and name[0] == "d" and name[1].isalpha()


def is_unit_vector(name: str) -> bool:
    """Whether a name is that of the unit vector of a class."""
    return name.startswith(f"{UNIT}_")


def is_target(network: Network, key: str) -> bool:
    """Whether a leaf of a network is a target, or the unit vector of the class that is one."""
    tensor = network.forward_system.tensors.get(key)
    return tensor is not None and (tensor.role == "target" or is_unit_vector(key))


def bound_in(trees: Sequence[Tree], name: str) -> bool:
    """Whether something runs over a letter, or it is a tensor: with other indices, differentiated by, or in a formula."""
    for tree in trees:
        for node in walk(with_entries(tree)):
            if name in letters_bound(node) or (isinstance(node, Entry) and node.base == Name(name)):
                return True
            if isinstance(node, Operation) and node.operator in ("+", "-", "*", "/", "juxtapose", "^") and Name(name) in (
                    node.left, node.right):
                return True
    return False


@dataclass(frozen=True)
class ClassVector:
    """The letter of the class, that of the sample, one for the classes to sum over; whether there are ``several`` samples.

    ``capital`` is what the unit vectors of all samples may be called, ``Y`` where classes are ``y_i``, and ``loss`` what
    has the sample below it, as in ``L_i``.
    """

    name: str
    sample: str
    letter: str
    several: bool = False
    capital: str = ""
    loss: str = ""

    @property
    def vector(self) -> Name:
        """The unit vector of the class."""
        return Name(f"{UNIT}_{{{split(self.name).base}}}")

    def at(self, index: Tree) -> Tree:
        """One at the class, nought elsewhere."""
        return Entry(self.vector, (Name(self.sample), index) if self.several else (index,))

    def case(self, chain: Chain) -> tuple[str, str] | None:
        """The letter that a line says to be of the class, or of another one, and which of these: ``j \\ne y``."""
        if len(chain.members) != 2 or chain.relations not in (("!=",), ("=",)):
            return None
        one, two = chain.members
        if not isinstance(one, Name) or two != Name(self.name) or not is_letter(one.name):
            return None
        return one.name, chain.relations[0]

    def of_chain(self, chain: Chain, cases: Mapping[str, str]) -> Chain:
        """A chain with the unit vector in it; one on this class or on others alone is so everywhere."""
        differentiated = isinstance(chain.members[0], Derivative | Nabla)
        if self.sample and not self.several and not (isinstance(chain.members[0], Name) and chain.members[0].name[0] != "d"):
            chain = replace(chain, members=tuple(map(self.of_one, chain.members)))
        if self.case(chain) is not None or chain.kind != "claim" or leads(chain, self.name) or (
                self.sample and not self.several and any(
                    self.sample in letters_bound(t) for m in chain.members for t in walk(m))):
            return chain
        members = tuple(map(self.put, chain.members))
        free = {i for i in indices_of(chain.members[0]) if i in cases}
        if len(free) == 1 and differentiated and not any(self.equal(t) for m in chain.members for t in walk(m)):
            letter = free.pop()
            one = self.at(Name(letter))
            where = one if cases[letter] == "=" else Operation("-", ONE, one)
            members = tuple(Operation("juxtapose", where, m, span=m.span) for m in members)
        return replace(chain, members=members)

    def of_one(self, tree: Tree) -> Tree:
        """A tree without sums over samples, where only one of these is spoken of."""
        if isinstance(tree, SumOver) and tree.letters == (self.sample,) and not tree.conditions:
            return self.of_one(tree.body)
        return mapped(tree, self.of_one)

    def put(self, tree: Tree) -> Tree:
        """A tree with the unit vector for what stands at the class and what asks for it."""
        if isinstance(tree, Bracket) and (equal := self.equal(tree.condition)) is not None:
            return equal
        if isinstance(tree, Operation) and (equal := self.equal(tree)) is not None:
            return Operation("==", equal, ONE)
        if isinstance(tree, Cases):
            return replace(tree, branches=tuple(
                (self.put(value), c if c is None else self.put(c)) for value, c in tree.branches))
        if isinstance(tree, SumOver):
            others = [self.equal(c) for c in tree.conditions]
            body = self.put(tree.body)
            for other in (o for o in others if o is not None):
                body = Operation("juxtapose", other, body)
            return replace(tree, body=body, conditions=tuple(
                c for c, o in zip(tree.conditions, others, strict=True) if o is None))
        if isinstance(tree, Derivative | Nabla):
            return self.summed(mapped(tree, self.at_letter), tree)
        if self.several and isinstance(tree, Name) and tree.name == self.capital:
            return replace(self.vector, span=tree.span)
        if with_entries(tree) in [Entry(Name(n), (Name(self.name),)) for n in UNITS]:
            return replace(self.vector, span=tree.span)
        if isinstance(tree, Name | Entry):
            return self.summed(self.at_letter(tree), tree)
        return mapped(tree, self.put)

    def summed(self, put: Tree, tree: Tree) -> Tree:
        """The sum over the classes of what stands at the letter of these, times the unit vector."""
        if Name(self.letter) not in walk(put):
            return put
        return SumOver((self.letter,), None, None, Operation("juxtapose", self.at(Name(self.letter)), put), span=tree.span)

    def at_letter(self, tree: Tree) -> Tree:
        """A name or an entry at the letter for all classes, without the sample."""
        entry = with_entries(tree) if isinstance(tree, Name) else tree
        if not isinstance(entry, Entry):
            return tree if isinstance(tree, Name) else mapped(tree, self.at_letter)
        indices = tuple(Name(self.letter) if i == Name(self.name) else i for i in entry.indices
                        if self.several or i != Name(self.sample))
        if self.loss and entry.base == Name(self.loss) and not self.several:
            indices = ()
        if indices == entry.indices:
            return tree
        return Entry(entry.base, indices, span=tree.span) if indices else replace(entry.base, span=tree.span)

    def equal(self, tree: Tree) -> Tree | None:
        """One where a condition on the class holds."""
        if not isinstance(tree, Operation) or tree.operator not in ("==", "!=") or Name(self.name) not in (
                tree.left, tree.right):
            return None
        index = tree.left if tree.right == Name(self.name) else tree.right
        return self.at(index) if tree.operator == "==" else Operation("-", ONE, self.at(index))
