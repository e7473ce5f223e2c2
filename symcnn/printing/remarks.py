"""What a stage of a derivation did, in a sentence a line: which letter was solved for, and what it is."""

from __future__ import annotations

from symcnn.calculus.stages import CONTRACT, Stage
from symcnn.notation.affine import whole
from symcnn.notation.letters import Letter
from symcnn.printing.context import context
from symcnn.printing.quantity import show_quantity
from symcnn.printing.text import TEXT
from symcnn.system import System


def remarks(stage: Stage, system: System) -> tuple[str, ...]:
    """The remarks of a stage, in plain text."""
    if stage.rule != CONTRACT:
        return ()
    said: dict[str, None] = {}
    free = [v for i in stage.equation.left.indices for v in sorted(i.letters)]
    for solved in stage.solved:
        others: list[Letter] = sorted(v for v in solved.value.letters if v.is_index and v not in free)
        inside = context(TEXT, system, [*free, *others, solved.letter])
        left, right = (show_quantity(q, inside).text for q in (whole(solved.letter), solved.value))
        if solved.value.letter is None:
            said[f"solved for {left} = {right}; its range bounds what is left"] = None
        elif solved.letter.name != solved.value.letter.name:
            said[f"renamed {left} to {right}"] = None
    return tuple(said)
