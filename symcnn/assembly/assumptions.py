"""What the author assumes, put where the engine looks for it."""

from __future__ import annotations

from symcnn.assembly.sizes import quantity_of
from symcnn.assembly.survey import Survey
from symcnn.draft.choices import HALVES
from symcnn.draft.draft import Draft
from symcnn.draft.quantities import written
from symcnn.errors import MeaninglessError, NotSupportedYet
from symcnn.notation.letters import unused
from symcnn.reading.statements import Assume
from symcnn.reading.tree import Call, Name, Number, SumOver, Tree


def assume(statement: Assume, draft: Draft, survey: Survey, unit_sum: set[str]) -> None:
    """Takes an assumption; sizes that are odd must come first."""
    knowledge = draft.knowledge
    tensor = _summed(statement)
    if tensor is not None:
        unit_sum.add(survey.key(tensor))
        return
    if statement.kind == "odd":
        if not isinstance(statement.left, Name):
            raise NotSupportedYet("an odd size that is no letter is not supported yet: name it by one letter")
        taken = survey.tensors | survey.sizes | survey.spoken | {v.name for v in knowledge.halves}
        knowledge.odd(statement.left.name, unused(HALVES, taken))
        return
    if statement.kind == "even" or statement.right is None:
        raise NotSupportedYet(f"the assumption {statement.kind} is not supported yet: assume a relation of sizes")
    left, right = quantity_of(statement.left, knowledge), quantity_of(statement.right, knowledge)
    match statement.kind:
        case ">=" | ">":
            knowledge.require(left - right - (statement.kind == ">"), "the sizes contradict this: change one")
        case "<=" | "<":
            knowledge.require(right - left - (statement.kind == "<"), "the sizes contradict this: change one")
        case "divides":
            knowledge.divides(left, right)
        case "==":
            if not knowledge.same(left, right) and not _one_for_the_other(draft, left, right):
                raise MeaninglessError(f"{written(left)} = {written(right)} cannot be assumed: write one size for both")
        case "!=":
            return
        case _:
            raise NotSupportedYet(f"the assumption {statement.kind} is not supported yet: leave it out")


def _one_for_the_other(draft: Draft, left, right) -> bool:  # type: ignore[no-untyped-def]
    """Two bare letters that are assumed equal become one."""
    if left.letter is None or right.letter is None:
        return False
    draft.knowledge.solve(left.letter, right)
    return True


def _summed(statement: Assume) -> str | None:
    """The tensor whose entries are assumed to add up to one."""
    if statement.kind == "one-hot":
        return _name(statement.left)
    if statement.kind == "==" and isinstance(statement.right, Number) and statement.right.text == "1":
        match statement.left:
            case Call(function="sum", arguments=(argument,)):
                return _name(argument)
            case SumOver():
                return _name(statement.left.body)
    return None


def _name(tree: Tree) -> str:
    base = getattr(tree, "base", tree)
    if not isinstance(base, Name):
        raise MeaninglessError("an assumption on a tensor names it: write assume t one-hot")
    return base.name
