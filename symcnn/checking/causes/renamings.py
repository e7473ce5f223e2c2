"""What it is called where one name stands for another: an activation left out, its slope left out or taken elsewhere."""

from __future__ import annotations

from symcnn.checking.causes.slope_places import in_a_slope, key_of
from symcnn.checking.meaning.document import Reading
from symcnn.checking.report.wording import say
from symcnn.expression.nodes import Apply
from symcnn.expression.walk import accesses, tensors
from symcnn.reading.tree import Derivative, Name, Number, Operation, Tree

GATES = ("relu", "leaky_relu")
COMPARED = (">", "<", ">=", "<=")
NOUGHT = Number("0")
# how unlikely the wrong gate is: no more than a term that is left out
GATED = 1.0


def renamed(reading: Reading, old: Tree, new: Tree, parents: tuple[Tree, ...]) -> tuple[str, str] | None:
    """The cause and the sentence where ``old`` stands for ``new``, if more can be said than that."""
    if in_a_slope(reading, old, new, parents):
        return "slope-at-wrong-place", f"the slope is taken at {say(old)}, not at {say(new)}"
    above = parents[-1] if parents else None
    if is_gate(above):
        return "relu-gate-wrong", f"the gate asks {say(old)} where it is to ask {say(new)}"
    one, other = key_of(reading, old), key_of(reading, new)
    for equation in reading.names.model.network.forward_system.equations:
        right = equation.right
        if not isinstance(right, Apply) or one is None or other is None:
            continue
        if not isinstance(above, Derivative) and equation.tensor == other and one in tensors(right):
            return "activation-missing", f"{right.function} is not applied: right with {say(new)} for {say(old)}"
        if isinstance(above, Derivative) and above.by is old and equation.tensor == one and other in tensors(right):
            gate = right.function in GATES
            return ("relu-gate-missing" if gate else "slope-missing",
                    f"the {'gate' if gate else 'slope'} of {right.function} is left out: the gradient by {say(old)} stands "
                    f"for that by {say(new)}")
    return None


def skipped_slope(reading: Reading, head: Tree, other: Tree) -> tuple[str, str] | None:
    """The cause where the gradient by what an activation gives is said to be that by what it is applied to."""
    if not (isinstance(head, Derivative) and isinstance(other, Derivative) and head.of == other.of):
        return None
    return skipped_between(reading, key_of(reading, head.by), key_of(reading, other.by))


def skipped_between(reading: Reading, one: str | None, given: str | None) -> tuple[str, str] | None:
    """The same of two tensors, the gradient by ``given`` being written for that by ``one``."""
    for equation in reading.names.model.network.forward_system.equations:
        if isinstance(equation.right, Apply) and equation.tensor == given and one in tensors(equation.right):
            gate = equation.right.function in GATES
            return ("relu-gate-missing" if gate else "slope-missing",
                    f"the {'gate' if gate else 'slope'} of {equation.right.function} is left out: what is written is the "
                    f"gradient by {reading.names.model.system.tensors[equation.tensor].shown}")
    return None


def is_gate(tree: Tree | None) -> bool:
    """``x > 0`` and the like."""
    return isinstance(tree, Operation) and tree.operator in COMPARED and NOUGHT in (tree.left, tree.right)


def exchanged_tag(reading: Reading, key: str, indices: tuple[Tree, ...]) -> str:
    """The cause where two indices of an entry have changed places: a matrix is transposed, a window is read wrongly."""
    reads = [a for e in reading.names.model.network.forward_system.equations for a in accesses(e.right) if a.tensor == key]
    matrix = len(indices) == 2 and bool(reads) and all(i.letter is not None for a in reads for i in a.indices)
    letters = all(isinstance(i, Name) for i in indices)
    return "transpose" if matrix and letters and key in reading.names.model.network.system.leaves else "wrong-index"
