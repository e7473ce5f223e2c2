r"""Known functions of which there are variants, as a page defines them: ``ELU(z) = \alpha(e^z - 1)`` below nought.

Where a page's formula is of the family, the function is the page's own; another formula is one of the known function,
and may be wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import numpy as np

from symcnn.checking.binding.pages import chains_of, with_trees
from symcnn.checking.meaning.functions import sigmoid
from symcnn.checking.meaning.own_function import CONSTANTS, POINTS, OwnFunction, known_as, values_of
from symcnn.checking.own.functions import may_define, with_factors
from symcnn.reading.claims import Chain
from symcnn.reading.items import Item
from symcnn.reading.tree import Application, Call, Name, Number, Tree, find, mapped
from symcnn.reading.words import FUNCTIONS

Family = Callable[[np.ndarray, float], np.ndarray]

# the function with its parameter, and the parameter that a value at a point tells
FAMILIES: Mapping[str, tuple[Family, float, Callable[[float], float]]] = {
    "leakyrelu": (lambda x, p: np.where(x > 0, x, p * x), -1.0, lambda y: -y),
    "elu": (lambda x, p: np.where(x > 0, x, p * np.expm1(np.minimum(x, 0))), -1.0, lambda y: y / np.expm1(-1.0)),
    "silu": (lambda x, p: x * sigmoid(p * x), 1.0, lambda y: np.log(y) - np.log1p(-y)),
    "softplus": (lambda x, p: np.logaddexp(0, p * x) / p, 0.0, lambda y: np.log(2) / y),
}
SPELT = {"swish": "silu"}
# what a parameter that has no number is tried at
TRIED = "0.37"
# activations that the network's language has, of which there is no rule here
UNRULED = ("selu", "gelu")


def with_own_variants(items: Sequence[Item]) -> list[Item]:
    """A document with its own variants of known functions under their names, as functions that it defines."""
    own = {function for chain in chains_of(items) for function in varied(chain)}
    return with_trees(items, partial(named_apart, own)) if own else list(items)


def varied(chain: Chain) -> list[str]:
    """The function of which a chain defines a variant."""
    if len(chain.members) < 2 or chain.relations[0] not in ("=", ":=", "=="):
        return []
    head, right = chain.members[:2]
    if not isinstance(head, Call) or len(head.arguments) != 1 or head.keywords or not isinstance(head.arguments[0], Name):
        return []
    letter = head.arguments[0].name
    right = with_factors(head.function, right)
    if head.function not in FUNCTIONS or not may_define(letter, right) or any(
            t.function == head.function for t in find(right, Call)):
        return []
    return [head.function] if head.function in UNRULED or is_variant(head.function, letter, right) else []


def is_variant(function: str, letter: str, body: Tree) -> bool:
    """Whether a formula is a known function with another parameter, a number or a letter."""
    known = SPELT.get(function, function)
    if known not in FAMILIES:
        return False
    rule, point, told = FAMILIES[known]
    others = sorted({t.name for t in find(body, Name)} - {letter, *CONSTANTS})
    if len(others) > 1:
        return False
    numbers = OwnFunction(others[0], body, None).at(Number(TRIED)) if others else body
    values = values_of(letter, numbers)
    if values is None or (not others and known_as(letter, body) in (function, known)):
        return False
    with np.errstate(all="ignore"):
        parameter = float(TRIED) if others else told(value_at(letter, numbers, point))
        return bool(np.allclose(rule(np.array(POINTS), parameter), values, rtol=1e-9))


def is_of_family(letter: str, body: Tree) -> bool:
    """Whether a formula is one of the known functions with a parameter of its own."""
    return any(is_variant(function, letter, body) for function in FAMILIES)


def value_at(letter: str, body: Tree, point: float) -> float:
    """A formula in one letter at one more point."""
    found = values_of(letter, body, (point,))
    return np.nan if found is None else found[0]


def named_apart(own: set[str], tree: Tree) -> Tree:
    """The tree with applications of the page's functions in place of the known ones."""
    tree = mapped(tree, partial(named_apart, own))
    if isinstance(tree, Call) and tree.function in own and len(tree.arguments) == 1 and not tree.keywords:
        return Application(Name(tree.function), tree.arguments, span=tree.span)
    return tree
