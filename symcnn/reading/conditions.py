r"""What stands below the signs of sums and maxima as conditions on letters: `i, j`, `i = 1`, `0 \le u, v < K`, `j \ne c`."""

from dataclasses import replace

from symcnn.reading.tree import All, Dots, Name, Operation, SumOver, Tree, Tuple


def shared(found: tuple[Tree, ...]) -> tuple[Tree, ...]:
    r"""`0 \le u, v \le 1` bounds both letters on both sides."""
    made: list[Tree] = []
    for each in found:
        before = made[-1] if made else None
        if _opens(before) and _closes(each):
            assert isinstance(before, Operation) and isinstance(each, Operation)
            made[-1:] = [All((replace(before, right=letter), replace(each, left=letter))) for letter in (
                before.right, each.left)]
        else:
            made.append(each)
    return tuple(made)


def _opens(tree: Tree | None) -> bool:
    """Whether a letter stands behind its lower bound alone."""
    return isinstance(tree, Operation) and tree.operator in ("<=", "<") and isinstance(tree.right, Name) and not isinstance(
        tree.left, Name)


def _closes(tree: Tree) -> bool:
    return isinstance(tree, Operation) and tree.operator in ("<=", "<") and isinstance(tree.left, Name)


def summed(found: tuple[Tree, ...], upper: Tree | None, body: Tree, span: tuple[int, int]) -> Tree:
    """The sum over the letters of the conditions below the sign."""
    starts = [start for start in map(start_of, found) if start]
    if len(starts) > 1 and len(starts) == len(found):
        for letter, lower in reversed(starts):
            body = SumOver((letter.name,), lower, upper, body, span=span)
        return body
    if len(found) == 3 and len(starts) == 1 and isinstance(found[1], Dots):
        return SumOver((starts[0][0].name,), starts[0][1], found[2], body, span=span)
    below: Tree | None = None
    if len(starts) == 1:
        letter, below = starts[0]
        found = tuple(letter if start_of(each) else each for each in found)
    conditions = tuple(each for each in found if not isinstance(each, Name | Tuple))
    return SumOver(_letters(found), below, upper, body, conditions, span=span)


def start_of(tree: Tree) -> tuple[Name, Tree] | None:
    """The letter and its first value in `i = 1`."""
    if isinstance(tree, Operation) and tree.operator == "==" and isinstance(tree.left, Name):
        return tree.left, tree.right
    return None


def _letters(found: tuple[Tree, ...]) -> tuple[str, ...]:
    """The letters that stand alone, in a pair, between two bounds, or at the left of `in` and `!=`, each once."""
    names: dict[str, None] = {}
    for each in found:
        head = each.left if isinstance(each, Operation) and each.operator in ("in", "!=") else each
        if isinstance(each, All) and isinstance(each.conditions[0], Operation):
            head = each.conditions[0].right
        for item in head.items if isinstance(head, Tuple) else (head,):
            if isinstance(item, Name):
                names[item.name] = None
    return tuple(names)
