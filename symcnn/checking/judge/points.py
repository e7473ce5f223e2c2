"""A point between whole numbers read as times: 6.2 as 6 times 2."""

from __future__ import annotations

from symcnn.reading.tree import Negation, Number, Operation, Tree, find, mapped


def is_worked(tree: Tree) -> bool:
    """Whether a tree is a sum or a difference, and not numbers as they stand: in those a point is a decimal point."""
    return any(t.operator in ("+", "-") for t in find(tree, Operation))


def with_points(tree: Tree) -> Tree | None:
    """The tree with ``6.2`` read as 6 times 2, or None where no number has a point between whole numbers."""
    if isinstance(tree, Number):
        left, point, right = tree.text.partition(".")
        if point and left.isdigit() and right.isdigit():
            return Operation("juxtapose", Number(left), Number(right))
        return None
    if isinstance(tree, Operation) and tree.operator == "-" and (found := times_minus(tree)) is not None:
        return with_points(found) or found
    changed = False

    def rule(t: Tree) -> Tree:
        nonlocal changed
        new = with_points(t)
        changed = changed or new is not None
        return t if new is None else new

    found = mapped(tree, rule)
    return found if changed else None


def times_minus(tree: Operation) -> Tree | None:
    """``a + 5. - 1`` as ``a + 5*(-1)``: the point stands for a product, the sign belongs to its second factor."""
    left = tree.left
    if isinstance(left, Number) and left.text.endswith("."):
        return Operation("juxtapose", Number(left.text[:-1]), Negation(tree.right))
    if isinstance(left, Operation) and left.operator in ("+", "-") and isinstance(left.right, Number) and (
            left.right.text.endswith(".")):
        return Operation(left.operator, left.left, Operation("juxtapose", Number(left.right.text[:-1]),
                                                             Negation(tree.right)))
    return None
