r"""Derivatives by what stands below a sign: ``D_j S_i``, ``\partial_j S_i`` are by the entry j of what S is worked out from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from symcnn.checking.binding.dots import with_entries
from symcnn.checking.binding.pages import chains_of, with_trees
from symcnn.expression.walk import tensors
from symcnn.network import Network
from symcnn.notation.spelling import split
from symcnn.reading.items import Item
from symcnn.reading.tree import Derivative, Entry, Name, Operation, Tree, find, mapped

SIGN = "D"
INDICES = frozenset("ijklmn")


def operators_in(items: Sequence[Item]) -> tuple[bool, set[str]]:
    """Whether something is differentiated by a letter, and the names that may be signs of derivatives."""
    trees = [m for c in chains_of(items) for m in c.members]
    signs = {n.name for m in trees for n in find(m, Name) if n.name.startswith(f"{SIGN}_")}
    return any(isinstance(t.by, Name) and t.by.name in INDICES for m in trees for t in find(m, Derivative)), signs


def with_partial_operators(items: Sequence[Item], network: Network | None) -> list[Item]:
    """The items of a document, such derivatives as quotients; D is a sign where nothing is called so."""
    by_letters, signs = operators_in(items)
    if not by_letters and not signs:
        return list(items)
    chains = chains_of(items)
    reads = reads_of(network) if network is not None else {}
    for head, right in ((with_entries(c.members[0]), c.members[1:]) for c in chains if c.kind == "claim"):
        if isinstance(head, Entry):
            reads.setdefault(base_of(head), set()).update(
                base_of(e) for m in right for e in find(with_entries(m), Entry) if base_of(e) != base_of(head))
    known = {n for head, found in reads.items() for n in (head, *found)}
    whole = {n.name for c in chains if isinstance(n := c.members[0], Name)}
    names = {n.name for c in chains for m in c.members for n in find(m, Name)}
    is_sign = SIGN not in known | names and not signs & whole
    return with_trees(items, Partials(reads, INDICES - known, is_sign).put)


def reads_of(network: Network) -> dict[str, set[str]]:
    """What the equation of every tensor reads, under the names that the network was written in."""
    system = network.forward_system
    return {system.tensors[e.tensor].shown: {system.tensors[k].shown for k in tensors(e.right)} for e in system.equations}


def base_of(tree: Tree) -> str:
    """The name of the array that an entry is of, or of a name without its indices; empty for others."""
    base = tree.base if isinstance(tree, Entry) else with_entries(tree)
    base = base.base if isinstance(base, Entry) else base
    return base.name if isinstance(base, Name) else ""


@dataclass(frozen=True)
class Partials:
    """What every array is worked out from; the letters that are indices; whether D is the sign of a derivative."""

    reads: Mapping[str, Set[str]]
    letters: Set[str]
    is_sign: bool

    def put(self, tree: Tree) -> Tree:
        """A tree with the quotients for such derivatives."""
        tree = mapped(tree, self.put)
        if isinstance(tree, Derivative) and isinstance(tree.by, Name) and tree.by.name in self.letters:
            return self.quotient(tree.of, tree.by, tree) or tree
        if self.is_sign and isinstance(tree, Operation) and tree.operator == "juxtapose" and isinstance(
                tree.left, Name) and isinstance(tree.right, Name | Entry) and tree.left.name.startswith(f"{SIGN}_"):
            return self.quotient(tree.right, Name(split(tree.left.name).subscript), tree) or tree
        return tree

    def quotient(self, of: Tree, by: Name, tree: Tree) -> Tree | None:
        """The derivative by a name, or by the entry at a letter of the one array that something is worked out from."""
        if by.name not in self.letters:
            return Derivative(of, by, span=tree.span)
        found = self.reads.get(base_of(of), set())
        return Derivative(of, Entry(Name(min(found)), (by,)), span=tree.span) if len(found) == 1 else None
