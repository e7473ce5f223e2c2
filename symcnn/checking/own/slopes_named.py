r"""Slopes of one letter that words beside them say to be of several functions: "ReLU: $f'(z) = 1_{z > 0}$, tanh: ..."."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from symcnn.reading.claims import Chain
from symcnn.reading.items import Item, Mathematics
from symcnn.reading.tree import Application, Call, Name, Slope, Tree, mapped
from symcnn.reading.words import FUNCTIONS, function_key

KNOWN = {
    "sigmoid": r"sigmoid|logistic", "tanh": r"tanh|hyperbolic tangent|tangente hyperbolique|tangente hiperbólica|双曲正切",
    "relu": r"relu|rectified linear|rectifier", "softplus": r"softplus", "identity": r"identity", "silu": r"silu|swish",
}
"""Functions by key, and how they are called in words."""
OTHERS = re.compile(r"leaky|lrelu|prelu|\bp-?relu|parametric|selu|gelu|\belu|exponential linear|maxout|softsign|arctan",
                    re.IGNORECASE)
_SAID = {key: re.compile(words, re.IGNORECASE) for key, words in KNOWN.items()}
# behind a function whose slope is not known here
OTHER = "of the page"
# in characters
_NEAR = 160

Named = tuple[str, str]
"""A function as the writer calls it, by key, and the known function that words say it to be."""


def with_slopes_named(items: Sequence[Item], defined: Collection[str]) -> tuple[list[Item], set[Named]]:
    """The items, slopes of functions that no line has ``defined`` under the names that words say; and these."""
    told: set[Named] = set()
    found = list(items)
    for place, item in enumerate(items):
        if isinstance(item, Mathematics) and any(sloped(c, defined) for c in item.chains) and (known := said_in(item)):
            told |= {(f, known) for c in item.chains if (f := sloped(c, defined))}
            found[place] = replace(item, chains=tuple(named(c, sloped(c, defined), known) for c in item.chains))
    return found, told


def sloped(chain: Chain, defined: Collection[str]) -> str:
    """The function, by key, of which a chain gives the slope at a letter, if it is a letter that no line defines."""
    head = chain.members[0] if len(chain.members) == 2 else None
    if not isinstance(head, Slope) or not isinstance(head.argument, Name) or head.function in defined:
        return ""
    return head.function if head.function == "sigma" or head.function not in FUNCTIONS else ""


def said_in(item: Mathematics) -> str:
    """The one function that the words right before a formula name, ``OTHER`` for one of which the slope is not known here."""
    words = item.words.rstrip()[-_NEAR:]
    # what stands above a blank line is said of something else, but for the line that leads to a display
    words = words.rpartition("\n\n")[2]
    if OTHERS.search(words):
        return OTHER
    found = [key for key, pattern in _SAID.items() if pattern.search(words)]
    return found[0] if len(found) == 1 else ""


def named(chain: Chain, function: str, known: str) -> Chain:
    """The chain with another function for one of the writer's."""
    def put(tree: Tree) -> Tree:
        tree = mapped(tree, put)
        if isinstance(tree, Slope) and tree.function == function:
            return replace(tree, function=known)
        if isinstance(tree, Call) and tree.function == function:
            return replace(tree, function=known)
        if isinstance(tree, Application) and isinstance(tree.base, Name) and function_key(tree.base.name) == function:
            return Call(known, tree.arguments, span=tree.span)
        return tree
    return replace(chain, members=tuple(map(put, chain.members))) if function else chain
