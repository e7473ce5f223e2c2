"""A document read for its checking: names as networks have them, ranges and indices as the engine counts them."""

from __future__ import annotations

from collections.abc import Sequence

from symcnn.checking.blocks import spellings
from symcnn.checking.centred import with_first_entries
from symcnn.checking.delta_gradients import with_gradients
from symcnn.checking.first_layers import with_first_layers
from symcnn.checking.one_number import without_one_number
from symcnn.checking.operator_names import without_operator_names
from symcnn.checking.own_functions import with_known_functions
from symcnn.checking.turned_errors import with_turned_errors
from symcnn.checking.whole_sums import with_whole_sums
from symcnn.network import Network
from symcnn.reading.document import network_blocks, read_document
from symcnn.reading.items import Item, Mathematics
from symcnn.reading.network import read_network
from symcnn.reading.statements import Definition, FunctionName, Leaf
from symcnn.reading.tree import Tree
from symcnn.reading.words import FUNCTIONS, function_key


def words(source: str, kind: str | None, network: Network | None) -> tuple[frozenset[str], frozenset[str]]:
    """The names of tensors and functions in all networks of a document, so that ``y(1-y)`` is read as a product."""
    blocks = network_blocks(source, kind or "")
    tensors: set[str] = set()
    functions = set(FUNCTIONS)
    networks = [network] if network is not None else []
    for block in blocks:
        functions |= {key for key, _ in spellings(block.text, block.line)}
    for statement in (s for block in blocks for s in read_network(block.text, line=block.line)):
        if isinstance(statement, FunctionName):
            functions.add(function_key(statement.name))
        elif isinstance(statement, Leaf | Definition):
            tensors.add(statement.name)
    for net in networks:
        tensors |= {t.shown for t in net.forward_system.tensors.values()}
        functions |= set(net.assembled.functions)
    return frozenset(tensors), frozenset(functions)


def read_well(source: str, kind: str | None, network: Network | None, own: bool = True) -> list[Item]:
    """The items of a document, its known functions and its errors under the names and with the signs that ours have.

    Where the network is its ``own``, kernels are counted from their first entry on.
    """
    items = with_known_functions(read_document(source, kind or "", *words(source, kind, network)))
    items = with_whole_sums(with_turned_errors(with_gradients(with_first_layers(items))))
    return with_first_entries(without_one_number(without_operator_names(items))) if own else items


def trees_of(items: Sequence[Item]) -> list[Tree]:
    """All members of all chains of a document."""
    return [m for item in items if isinstance(item, Mathematics) for c in item.chains for m in c.members]
