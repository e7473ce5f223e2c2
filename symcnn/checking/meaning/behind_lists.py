"""Matrices that stand behind a list where a network uses them: ``z = x W`` sums over the rows of W, as ``W^T x`` does."""

from symcnn.expression.nodes import Access, Multiply, Sum
from symcnn.expression.walk import descend
from symcnn.system import System


def is_behind_list(forward: System, key: str) -> bool:
    """Whether a list times a matrix is what a network has."""
    for node in (n for e in forward.equations for n in descend(e.right) if isinstance(n, Sum)):
        factors = node.body.factors if isinstance(node.body, Multiply) else ()
        if len(factors) == 2 and all(isinstance(f, Access) for f in factors):
            one, other = factors
            rows = [bool(i.letters & {r.letter for r in node.ranges}) for i in other.indices]  # type: ignore[attr-defined]
            if other.tensor == key and rows == [True, False] and len(one.indices) == 1:  # type: ignore[attr-defined]
                return True
    return False
