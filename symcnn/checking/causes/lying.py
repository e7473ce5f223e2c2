"""Whether the gradients by matrices on a page lie as the matrices do, or across them."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace

from symcnn.checking.judge.judge import Judge
from symcnn.checking.lines.outcome import Outcome
from symcnn.checking.numbers.compare import ACROSS
from symcnn.errors import SymcnnError
from symcnn.reading.tree import Derivative, Entry, Nabla, Name, Transposed, Tree, has


@dataclass(frozen=True)
class Lying:
    """How many lines with a transpose give the gradient by a matrix as it lies, and how many in the other layout."""

    upright: int = 0
    across: int = 0

    @property
    def mixed(self) -> bool:
        """Whether a page has both, the other layout no more often."""
        return 0 < self.across <= self.upright

    def beside(self, outcome: Outcome) -> Lying:
        """With one more line."""
        judge = outcome.judge
        if type(judge) is not Judge or not is_whole(judge.head) or not is_of_matrix(judge):
            return self
        right = [x for x in outcome.links if x.verdict == "right" and x.member is not None and has(x.member, Transposed)]
        if any(ACROSS in x.notes for x in right):
            return replace(self, across=self.across + 1)
        return replace(self, upright=self.upright + 1) if right else self


def is_whole(head: Tree) -> bool:
    """Whether a head is no entry of a gradient."""
    return not isinstance(head, Entry) and not (isinstance(head, Derivative | Nabla) and not isinstance(head.by, Name))


def is_of_matrix(judge: Judge) -> bool:
    """Whether a head is the gradient by a matrix with rows and columns."""
    model = judge.reading.names.model
    if judge.key is None or model.system.tensors[judge.key].partial is None:
        return False
    shape = model.shape(judge.key)
    return len(shape) == 2 and min(shape) > 1 and shape[0] != shape[1]


def lies_across(judge: Judge, member: Tree) -> bool:
    """Whether a wrong line would be right if gradients might lie in the other layout."""
    if not judge.reading.upright or not is_whole(judge.head) or judge.key is None:
        return False
    other = Judge(replace(judge.reading, upright=False), judge.head, [member])
    with suppress(SymcnnError):
        return other._holds(member, other.reading.random, False) is not None
    return False
