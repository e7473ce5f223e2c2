r"""Operations on whole arrays by name, ``Z_{i,j} = c(K, V, s)_{i,j} = \dots``, and losses ``J(V, K)``."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace
from functools import partial

from symcnn.checking.binding.pages import chains_of, with_chains
from symcnn.notation.spelling import split
from symcnn.reading.claims import Chain
from symcnn.reading.items import Item
from symcnn.reading.tree import Application, Derivative, Entry, Name, Tree, find, mapped

# what is left of a chain has two sides
LEAST = 3


def without_operator_names(items: Sequence[Item]) -> list[Item]:
    """The items of a document, sides that are but a name for the others left out, losses by their names alone."""
    chains = chains_of(items)
    names = {t.name for c in chains for m in c.members for t in find(m, Name) if not is_operation(m)}
    # O_{ij} and dO(i, j) are of the same array as O(i, j)
    names |= {split(n).base for n in names if "_" in n} | {n[1:] for n in names if n[0] == "d"}
    return with_chains(items, partial(shortened, names=names))


def shortened(chain: Chain, names: Set[str]) -> Chain:
    """A chain without the sides that are but names of operations which nothing else is called by."""
    members = tuple(by_name(m) for m in chain.members)
    left = [n for n, m in enumerate(members) if not (is_operation(m) and operation(m) not in names)]
    if len(members) < LEAST or len(left) == len(members) or len(left) < 2:
        return replace(chain, members=members)
    return replace(chain, members=tuple(members[n] for n in left), relations=tuple(chain.relations[n - 1] for n in left[1:]),
                   spans=tuple(chain.spans[n] for n in left))


def is_operation(tree: Tree) -> bool:
    """Whether a tree is an operation on several arrays, ``f(x_i, W)``, or on one at indices, ``s(z)_c``."""
    inner = applied(tree)
    least = 1 if isinstance(tree, Entry) else 2
    return isinstance(inner, Application) and isinstance(inner.base, Name) and len(inner.arguments) >= least and all(
        isinstance(t, Name) for t in inner.arguments)


def applied(tree: Tree) -> Tree:
    """What stands at indices, or the tree itself."""
    return tree.base if isinstance(tree, Entry) else tree


def operation(tree: Tree) -> str:
    """The name of an operation."""
    inner = applied(tree)
    return inner.base.name if isinstance(inner, Application) and isinstance(inner.base, Name) else ""


def by_name(tree: Tree) -> Tree:
    """The tree with what is differentiated by its name: ``J`` for ``J(V, K)``."""
    tree = mapped(tree, by_name)
    of = tree.of if isinstance(tree, Derivative) else None
    if isinstance(of, Application) and isinstance(of.base, Name) and len(of.arguments) > 1 and all(
            isinstance(t, Name) for t in of.arguments):
        return replace(tree, of=of.base)  # type: ignore[call-arg]
    return tree
