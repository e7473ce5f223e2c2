"""How many parts dots leave out: by the numbers on either side, or up to the end of the axis that they stand at."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import numpy as np

from symcnn.checking.binding.domains import Domains
from symcnn.checking.binding.dots import LETTER, Run
from symcnn.checking.meaning.options import whole_numbers
from symcnn.errors import NotSupportedYet, SymcnnError
from symcnn.reading.tree import Tree

if TYPE_CHECKING:
    from symcnn.checking.meaning.interpret import Interpreter


def run_length(reader: Interpreter, run: Run) -> int:
    """How far a run goes; raises ``NotSupportedYet`` where the parts beside the dots say different things or nothing."""
    said = {n for step in run.steps() if (n := constant(reader, step)) is not None}
    if not said:
        said = set(_to_the_end(reader, run))
    if len(said) != 1:
        raise NotSupportedYet("what the dots leave out cannot be told from the parts beside them")
    return said.pop()


def constant(reader: Interpreter, tree: Tree) -> int | None:
    """The one whole number that a tree is, whatever letters stand in it."""
    with suppress(SymcnnError):
        data = reader.only(tree).data
        if data.size and np.isfinite(data).all() and np.all(data == data.ravel()[0]):
            return int(whole_numbers(data.ravel()[:1])[0])
    return None


def _to_the_end(reader: Interpreter, run: Run) -> list[int]:
    """Where the last index is a letter that nothing else bounds: up to the end of the axis."""
    numbers = Domains(reader.names, reader.base).of(run.body, LETTER)
    firsts = [n for first, _ in run.pairs if (n := constant(reader, first)) is not None]
    return [numbers[-1] - first for first in firsts] if numbers else []
