"""The names of losses: those that networks use, and what writers call them beside these."""

from __future__ import annotations

from types import MappingProxyType

from symcnn.losses.table import LOSSES
from symcnn.reading.tree import Call, Name, Tree
from symcnn.reading.words import function_key

# what writers call them beside the names that networks use
SHORT = MappingProxyType({
    "ce": "crossentropy", "cce": "crossentropy", "xe": "crossentropy", "xent": "crossentropy", "crossent": "crossentropy",
    "nllloss": "crossentropy", "crossentropyloss": "crossentropy", "logloss": "bce", "bceloss": "bce",
    "binarycrossent": "bce", "se": "squarederror", "l1": "absoluteerror", "maeloss": "mae"})
NAMES = MappingProxyType({name: c.operation for c in LOSSES for name in (c.operation, *c.aliases)} | SHORT)


def is_named_loss(tree: Tree) -> bool:
    """Whether a tree is a loss of two names, called by its own: ``MSE(y, a)``."""
    return isinstance(tree, Call) and len(tree.arguments) == 2 and all(isinstance(a, Name) for a in tree.arguments) and (
        function_key(tree.function) in NAMES)
