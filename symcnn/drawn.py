"""Numbers by name, and from them the picture of one entry of an equation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from symcnn.drawing.drawing import Drawing
from symcnn.drawing.scene import Tables
from symcnn.drawing.window import draw_entry
from symcnn.equation import Equation
from symcnn.errors import ValueProblem, quoted
from symcnn.expression.walk import tensors
from symcnn.lookup import find_tensor
from symcnn.notation.letters import Letter
from symcnn.numeric.exact import as_table
from symcnn.programs import Program, infer_sizes, needed_leaves
from symcnn.system import System

Arrays = Mapping[str, np.ndarray]


def arrays_by_key(values: Mapping[str, Any] | None, system: System) -> dict[str, np.ndarray]:
    """Arrays by the keys of the tensors that the names mean; raises ``NameUnknown``."""
    return {find_tensor(name, system): np.asarray(value) for name, value in (values or {}).items()}


def sizes_of(arrays: Arrays, system: System) -> dict[str, int]:
    """The sizes that the shapes of arrays tell, by name."""
    return {v.name: n for v, n in infer_sizes(system, arrays, {}).items()}


def draw_equation(equation: Equation, system: System, whole: System, letters: Mapping[Letter, int], term: int | None,
                  arrays: Arrays) -> Drawing:
    """The picture of the entry at which the free letters have these numbers; sizes must have numbers in ``system``.

    ``whole`` holds the equations that work out what the arrays leave out. Raises ``ValueProblem`` for a size that is
    still a letter.
    """
    keys = (equation.tensor, *sorted(tensors(equation.right)))
    for key, axis in ((k, a) for k in keys for a in system.tensors[k].axes):
        if axis.extent.number is None:
            letter = sorted(axis.extent.letters)[0]
            name = system.halves.get(letter, letter).name
            raise ValueProblem(f"{quoted(key)} has letters for sizes: give numbers, as in draw({{{name!r}: 5}})")
    return draw_entry(equation, system, letters, term, tables_of(whole, system, keys, arrays))


def tables_of(whole: System, system: System, keys: Iterable[str], arrays: Arrays) -> Tables:
    """The numbers of the tensors drawn: given, or worked out from the leaves where all of these are given."""
    wanted = tuple(k for k in keys if k not in arrays and k in whole.tensors and k not in whole.leaves
                   and set(needed_leaves(whole, [k])) <= arrays.keys())
    leaves = {k: v for k, v in arrays.items() if k in whole.leaves}
    found: dict[str, Any] = {**arrays, **(Program(whole, wanted)(leaves) if wanted else {})}
    return {k: as_table(system.tensors[k], {}, np.asarray(found[k]).tolist()) for k in keys if k in found}
