r"""Products said by shapes alone: ``(3 \times 4) \cdot (4 \times 2) = (3 \times 2)``, ``(n,) = (n, m) \times (m,)``."""

from __future__ import annotations

from collections.abc import Sequence

from symcnn.checking.meaning.link import Link
from symcnn.checking.report.verdict import Cause
from symcnn.errors import MeaninglessError
from symcnn.reading.tree import PRODUCTS, Name, Number, Operation, Transposed, Tree, Tuple

Shape = tuple[Tree, ...]
TAG = "shape-wrong"


def shape_products(members: Sequence[Tree]) -> tuple[Link, ...] | None:
    """The links of a chain that multiplies shapes of matrices and lists; None for any other chain.

    Where numbers are right as plain arithmetic, ``(3 \\times 4)(2 \\times 2) = 12 \\times 4``, that is meant.
    """
    if not any(factors(m) for m in members) or not all(plain_shape(m) or factors(m) for m in members):
        return None
    try:
        head, *others = map(shape_of, members)
    except MeaninglessError as problem:
        if all_alike([number_of(m) for m in members]):
            return None
        said = str(problem)
        return tuple(Link("wrong", causes=(Cause(TAG, said, True),), evidence=said, member=m) for m in members[1:])
    found = []
    for shape, member in zip(others, members[1:], strict=True):
        if shape == head:
            found.append(Link("right", evidence="shapes of matrices", member=member))
        elif number_of(member) is not None and number_of(member) == number_of(members[0]):
            return None
        elif any({type(a), type(b)} == {Number, Name} for a, b in zip(shape, head, strict=False)):
            # a letter may be this number
            found.append(Link("undecided", evidence="which numbers the letters of these shapes are is not said", member=member))
        else:
            said = f"the product is {spoken(head)}" if factors(members[0]) else f"this is {spoken(shape)}"
            found.append(Link("wrong", causes=(Cause(TAG, said, True),), evidence=said, member=member))
    return tuple(found)


def factors(tree: Tree) -> tuple[Tree, Tree] | None:
    """The two sides of a product of shapes, each in brackets of its own unless it is such a product, too."""
    if not isinstance(tree, Operation) or tree.operator not in PRODUCTS:
        return None
    left, right = tree.left, tree.right
    closed = isinstance(right, Tuple | Transposed) or right.span[1] < tree.span[1]
    opened = isinstance(left, Tuple | Transposed) or tree.span[0] < left.span[0] or factors(left) is not None
    return (left, right) if opened and closed and is_shape(left) and plain_shape(right) else None


def is_shape(tree: Tree) -> bool:
    """Whether a tree is a shape or a product of several."""
    return plain_shape(tree) is not None or factors(tree) is not None


def plain_shape(tree: Tree) -> Shape | None:
    r"""The extents that are written for a shape: ``3 \times 4``, ``(n,)`` and ``(m, n)^T``; None for any other tree."""
    match tree:
        case Tuple(items=items) if tree.in_parentheses and 1 <= len(items) <= 2:
            return items if all(isinstance(t, Number | Name) for t in items) else None
        case Operation(operator="*", left=Number() | Name() as rows, right=Number() | Name() as columns):
            return rows, columns
        case Transposed(argument=argument) if (shape := plain_shape(argument)) is not None:
            return (Number("1"), *shape) if len(shape) == 1 else shape[::-1]
    return None


def shape_of(tree: Tree) -> Shape:
    """The shape of a product of shapes; raises ``MeaninglessError`` where their inner extents differ."""
    if (shape := plain_shape(tree)) is not None:
        return shape
    left, right = map(shape_of, factors(tree) or ())
    if len(left) == 1 and len(right) == 2 and right[0] == Number("1"):
        # a column times a row
        return left[0], right[1]
    if left[-1] != right[0]:
        raise MeaninglessError(f"{spoken(left)} and {spoken(right)} allow no product: the inner extents differ")
    return (*left[:-1], *right[1:])


def spoken(shape: Shape) -> str:
    """``3×4``."""
    said = "×".join(t.text if isinstance(t, Number) else getattr(t, "name", "") for t in shape)
    return said if len(shape) > 1 else f"({said},)"


def number_of(tree: Tree) -> float | None:
    """What a product of numbers comes to; None where there are letters or lists in it."""
    match tree:
        case Number(text=text):
            return float(text)
        case Operation(left=left, right=right):
            one, other = number_of(left), number_of(right)
            return None if one is None or other is None else one * other
    return None


def all_alike(numbers: Sequence[float | None]) -> bool:
    """Whether all are the same number."""
    return None not in numbers and len(set(numbers)) == 1
