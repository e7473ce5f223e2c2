r"""Losses that a page calls by a name: ``J = CE(y, \hat{y})``, the target before or behind the prediction."""

from __future__ import annotations

from collections.abc import Sequence, Set
from contextlib import suppress

from symcnn.checking.binding.own_evidence import names_in
from symcnn.checking.own.lines import Forward, forward
from symcnn.checking.own.loss_names import NAMES
from symcnn.errors import NameProblem
from symcnn.notation.spelling import split, undressed
from symcnn.reading.tree import Application, Call, Entry, Name, Number, Operation, Tree, find, mapped, walk
from symcnn.reading.words import function_key

# letters that losses have
LETTERS = ("L", "J", "E", "C")


def with_named_losses(lines: Sequence[Forward]) -> list[Forward]:
    """The equations with losses as networks call them; those whose loss is nothing but a name are no equations."""
    made = {line.name for line in lines}
    read = {n for line in lines for n in line.reads if line.sides is None or not _losses(line.sides[1])}
    found = []
    for line in lines:
        left, right = line.sides or (None, None)
        if left is None or right is None or not _losses(right):
            found.append(line)
        elif any(_known(t) for t in _losses(right)):
            found.append(forward(line.place, left, _called(right, made), line.source))
        elif not _is_unknown_loss(right, made, read):
            found.append(line)
        elif line.name in read:
            # J = L + s goes on from it
            found.append(forward(line.place, left, _stand_in(right, made), line.source))
    return found


def squares_beside_errors(chains: Sequence[Sequence[Tree]]) -> set[str]:
    r"""What a document with errors and no slopes calls its loss: the square of a difference that nothing else reads."""
    sides = [(c[0].name, c[1]) for c in chains if len(c) > 1 and isinstance(c[0], Name)]
    if not any(undressed(split(name).base) == "\\delta" for name, _ in sides):
        return set()
    read = {n for c in chains for m in c[1:] for n in names_in(m)}
    return {name for name, right in sides if undressed(split(name).base) in LETTERS and name not in read and any(
        t.operator == "^" and t.right == Number("2") and isinstance(t.left, Operation) and t.left.operator == "-"
        for t in find(right, Operation))}


def _losses(tree: Tree) -> list[Tree]:
    """The parts of a tree that apply something to two tensors, as a loss is applied."""
    return [t for t in walk(tree) if len(_arguments(t)) == 2 and all(isinstance(a, Name) for a in _arguments(t))]


def _arguments(tree: Tree) -> tuple[Tree, ...]:
    """What something is applied to; brackets behind a name with a word below it may have been taken for indices."""
    return tree.indices if isinstance(tree, Entry) else tree.arguments if isinstance(tree, Application | Call) else ()


def _known(tree: Tree) -> str:
    """What networks call the loss that a tree applies, if there is one."""
    if isinstance(tree, Call):
        return NAMES.get(tree.function, "")
    base = tree.base if isinstance(tree, Application | Entry) else None
    # \mathcal{L}_{CE} too, whose word may have been taken for indices
    below = "".join(t.name for t in base.indices if isinstance(t, Name)) if isinstance(base, Entry) else ""
    base = base.base if isinstance(base, Entry) else base
    if not isinstance(base, Name):
        return ""
    with suppress(NameProblem):
        parts = split(base.name)
        words = (undressed(parts.base), parts.subscript, below)
        return next((NAMES[k] for w in words if (k := function_key(w)) in NAMES), "")
    return ""


def _called(tree: Tree, made: Set[str]) -> Tree:
    """The tree with losses as networks call them, the prediction first."""
    if tree in _losses(tree) and (name := _known(tree)):
        one, other = _arguments(tree)
        behind = not names_in(one) & made and bool(names_in(other) & made)
        return Call(name, (other, one) if behind else (one, other), span=tree.span)
    return mapped(tree, lambda t: _called(t, made))


def _stand_in(tree: Tree, made: Set[str]) -> Tree:
    """A number that hangs on a prediction and a target as no loss that has a name does, for one that is nothing but a name."""
    assert isinstance(tree, Application | Entry)
    assert isinstance(tree.base, Name)
    prediction, target = sorted(_arguments(tree), key=lambda t: not names_in(t) & made)
    return Call("sum", (Operation("odot", Call(tree.base.name, (prediction,)), target),), span=tree.span)


def _is_unknown_loss(tree: Tree, made: Set[str], read: Set[str]) -> bool:
    """Whether a tree is a loss of a prediction and a target that nothing says more of."""
    base = tree.base if isinstance(tree, Application | Entry) else None
    if not isinstance(base, Name) or base.name in made | read:
        return False
    return sum(bool(names_in(t) & made) for t in _arguments(tree)) == 1
