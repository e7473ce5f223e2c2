"""A window that is turned, and its name: by what the line is about, a value, a gradient by a weight, or one by an input."""

from __future__ import annotations

from dataclasses import replace

from symcnn.checking.binding.dots import with_entries
from symcnn.checking.causes.places import everywhere
from symcnn.checking.meaning.document import Reading
from symcnn.errors import SymcnnError
from symcnn.expression.walk import accesses
from symcnn.notation.affine import Affine
from symcnn.notation.letters import Letter
from symcnn.reading.tree import Derivative, Entry, Name, Number, Operation, SumOver, Tree, find, walk


def turn_tag(reading: Reading, trees: tuple[Tree, ...]) -> str:
    """The cause of a window read the wrong way round on a line; ``trees`` are its sides."""
    tensors = reading.names.model.system.tensors
    for tree in trees:
        by = by_of(reading, tree)
        if by is not None:
            if tensors[by].role == "parameter" and not is_slid_over(reading, by):
                return "filter-gradient-turned"
            return "kernel-flipped" if is_turned_forward(reading, by) else "kernel-not-turned"
    return "kernel-flipped"


def by_of(reading: Reading, tree: Tree) -> str | None:
    """The tensor that a tree is a derivative by: a gradient of the loss, or a local derivative."""
    key = reading.head_key(tree)
    partial = reading.names.model.system.tensors[key].partial if key is not None else None
    if partial is not None:
        return partial[1]
    try:
        return reading.names.named(tree.by).key if isinstance(tree, Derivative) else None
    except SymcnnError:
        return None


def is_slid_over(reading: Reading, key: str) -> bool:
    """Whether windows of another parameter slide over a tensor, whatever its letter says of it."""
    system = reading.names.model.network.forward_system
    for equation in system.consumers(key):
        sliding = {a.tensor for a in accesses(equation.right) for i in a.indices if i.letter is None and len(i.letters) > 1}
        others = {a.tensor for a in accesses(equation.right) if system.tensors[a.tensor].role == "parameter"} - sliding
        if key in sliding and others:
            return True
    return False


def is_turned_forward(reading: Reading, key: str) -> bool:
    """Whether a layer turns its kernel already, a true or a transposed convolution, so that its gradient does not."""
    system = reading.names.model.network.forward_system
    for equation in system.consumers(key):
        found = [(a, i) for a in accesses(equation.right) for i in a.indices]
        inner = {v for a, i in found if a.tensor == key and i.letter is None for v in i.letters} - {*equation.letters}
        for letter in sorted(inner):
            signs = {_sign(i, letter) for a, i in found if a.tensor == key or system.tensors[a.tensor].role == "parameter"}
            if {1, -1} <= signs:
                return True
    return False


def _sign(index: Affine, letter: Letter) -> int:
    """The sign before a letter in an index: 0 where it is not there, or no number multiplies it."""
    number = index.coefficient(letter).number if letter in index.letters and not index.floors() else None
    return 0 if not number else 1 if number > 0 else -1


def counted_back(base: int, indices: tuple[Tree, ...], around: tuple[Tree, ...]) -> tuple[Tree, ...]:
    """Indices such as ``m+u-1`` with the letters of sums counted from the other end: ``m-u+1``."""
    # the letters of a kernel stand at two entries; what is only added up has no other end
    here = {t.name for index in indices if isinstance(index, Operation) for t in find(index, Name)}
    bound = {n for tree in around for t in find(tree, SumOver) for n in here & {*t.letters} if _meets(tree, n)}
    found = []
    for index in indices:
        letters = list(find(index, Name))
        for letter in letters if len(letters) > 1 else ():
            if isinstance(letter, Name) and letter.name in bound:
                index = _back(index, letter, base)
        found.append(index)
    return tuple(found)


def _meets(tree: Tree, letter: str) -> bool:
    """Whether a letter stands at two entries or more."""
    found = list(find(with_entries(tree), Entry))
    return sum(any(n == Name(letter) for i in t.indices for n in walk(i)) for t in found) > 1


def _back(index: Tree, letter: Name, base: int) -> Tree:
    """An index whose letter is counted from the other end."""
    if not base and isinstance(index, Operation) and index.right == letter and index.operator in ("+", "-"):
        return replace(index, operator="-" if index.operator == "+" else "+")
    return everywhere(index, letter, Operation("-", Number(str(2 * base)), letter))
