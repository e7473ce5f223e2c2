"""What a factor made of sizes is called: that of a mean over a window, or one of the loss."""

from __future__ import annotations

from contextlib import suppress

from symcnn.checking.causes.factors import pool_sizes
from symcnn.checking.meaning.document import Reading
from symcnn.reading.tree import Name, Number, Operation, Tree

PRODUCTS = ("juxtapose", "*", "odot")


def share_tag(reading: Reading, factor: Tree, otherwise: str) -> str:
    """``pool-factor`` for the size of a window of which a mean is taken, or one over it."""
    size = size_of(reading, factor)
    known = pool_sizes(reading.names.model) if size else set()
    return "pool-factor" if size and any(abs(n - size) < 1e-9 or abs(n * size - 1) < 1e-9 for n in known) else otherwise


def size_of(reading: Reading, tree: Tree) -> float | None:
    """The number that a product of sizes is, or None for what holds anything else."""
    match tree:
        case Number(text=text) if text.isdigit():
            return float(text)
        case Name(name=name):
            return reading.names.size(name)
        case Operation(operator=sign, left=left, right=right) if sign in (*PRODUCTS, "/", "^"):
            one, other = size_of(reading, left), size_of(reading, right)
            if one is None or other is None:
                return None
            with suppress(ArithmeticError):
                return one / other if sign == "/" else one ** other if sign == "^" else one * other
    return None
