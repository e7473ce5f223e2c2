"""What a line gives: another equation, letters for entries, extents said in a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from symcnn.checking.binding.dots import with_entries
from symcnn.checking.binding.pages import with_chains
from symcnn.checking.judge.judge import Judge
from symcnn.checking.meaning.document import Reading
from symcnn.notation.spelling import split
from symcnn.reading.claims import Chain
from symcnn.reading.items import Item
from symcnn.reading.mathematics import read_formula
from symcnn.reading.tree import Derivative, Entry, Nabla, Name, Number, Operation, Tree


def said_shape(tree: Tree) -> tuple[Tree, Tree] | None:
    """``A^{5 x 5}``: a name and the extents above it."""
    if isinstance(tree, Operation) and tree.operator == "^" and isinstance(tree.right, Operation) and (
            tree.right.operator == "*") and not is_space(tree):
        return tree.left, tree.right
    return None


def is_space(tree: Tree) -> bool:
    r"""Whether a tree is a space, ``\mathbb{R}^{2 x 3}``."""
    return isinstance(tree, Operation) and tree.operator == "^" and isinstance(tree.left, Name) and (
        tree.left.name.startswith("\\mathbb{"))


def with_spaces_said(items: Sequence[Item]) -> list[Item]:
    r"""The items of a document, ``A \sim \mathbb{R}^{2 x 3}`` as what says in which space A is, and spaces as powers."""
    def rule(chain: Chain) -> Chain:
        if not {"in", "≈"} & set(chain.relations):
            return chain
        members = (*chain.members[:1], *map(as_power, chain.members[1:]))
        pairs = zip(chain.relations, members[1:], strict=False)
        return replace(chain, members=members, relations=tuple("in" if r == "≈" and is_space(m) else r for r, m in pairs))

    return with_chains(items, rule)


def as_power(tree: Tree) -> Tree:
    r"""``\mathbb{R}^{n}`` as a power where it has been read as a name with something above it."""
    if not isinstance(tree, Name) or not tree.name.startswith("\\mathbb{R}"):
        return tree
    parts = split(tree.name)
    above = Number("1") if not parts.superscript else read_formula(parts.superscript)
    return Operation("^", Name(parts.base), above, span=tree.span)


def with_spaces_apart(chains: Sequence[Chain]) -> list[Chain]:
    r"""The chains, ``A = B \in \mathbb{R}^{2 \times 3}`` as what is equal and as the extents of the first."""
    found: list[Chain] = []
    for chain in chains:
        if len(chain.relations) < 2 or chain.relations[-1] != "in" or "in" in chain.relations[:-1]:
            found.append(chain)
            continue
        found.append(replace(chain, members=chain.members[:-1], relations=chain.relations[:-1], spans=chain.spans[:-1]))
        ends = (chain.spans[0], chain.spans[-1]) if chain.spans else ()
        found.append(replace(chain, members=(chain.members[0], chain.members[-1]), relations=("in",), spans=ends))
    return found


def replaces(reading: Reading, head: Tree, right: Tree) -> bool:
    """Whether a given line is another equation, entry by entry, for a tensor of the network."""
    entry = with_entries(head)
    key = reading.head_key(head)
    tensors = reading.names.model.network.forward_system.tensors
    if not isinstance(entry, Entry) or key is None or key not in tensors:
        return False
    if tensors[key].shown != getattr(entry.base, "name", ""):
        return False
    return Judge(reading, head, [right]).links()[0].verdict != "right"


def seeds_of(before: Reading) -> tuple[int, ...]:
    """The random worlds in which something was said that later lines hang on: a letter defined, a mistake made."""
    mistaken = any(not s.good for w in before.random for s in w.stated.values())
    return tuple(w.seed for w in before.random if w.seed is not None) if before.defined or mistaken else ()


def carry_over(before: Reading, reading: Reading) -> None:
    """What the writer stated and defined, for the network that a later block made."""
    reading.defined.update(before.defined)
    reading.meanings.update(before.meanings)
    reading.worked.update(before.worked)
    reading.held.update(before.held)
    reading.functions.update(before.functions)
    reading.fixed |= before.fixed
    reading.mapping |= before.mapping
    reading.habit = before.habit
    reading.batch_kinds = before.batch_kinds
    # what the new network does not have any more has no other name either
    known = reading.names.model.system.tensors
    reading.names.aliases.update({name: key for name, key in before.names.aliases.items() if key in known})
    reading.entries.update(before.entries)
    worlds = {w.seed: w for w in reading.worlds}
    for old, new in ((old, worlds[old.seed]) for old in before.worlds if old.seed in worlds):
        for key, stated in old.stated.items():
            if key in new.model.system.tensors and new.model.shape(key) == stated.data.shape:
                new.stated[key] = stated


def place_given(reading: Reading, head: Tree, key: str) -> tuple[int, ...] | None:
    r"""The place in a tensor that a head names by numbers, ``\partial L / \partial Z_2``; None where it is all of it."""
    target = reading.names.gradient(head.by) if isinstance(head, Derivative | Nabla) and head.by is not None else (
        reading.names.named(head))
    places = [int(i.text) - reading.base for i in target.indices if isinstance(i, Number) and i.text.isdigit()]
    shape = reading.names.model.shape(key)
    inside = len(places) == len(target.indices) <= len(shape) and all(
        0 <= n < size for n, size in zip(places, shape, strict=False))
    return tuple(places) if target.key == key and places and inside else None
