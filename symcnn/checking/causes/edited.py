"""Edits of the writer's own formula that make it right, and of what it is said of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import chain
from math import inf

from symcnn.checking.binding.domains import Domains
from symcnn.checking.causes.editing import EDIT_STEPS, Editing
from symcnn.checking.causes.edits import Edit, letter_edits, swap_edits, symbol_edits
from symcnn.checking.causes.factor_edits import FACTOR, factor_edits
from symcnn.checking.causes.head_edits import head_edits
from symcnn.checking.causes.index_edits import index_edits
from symcnn.checking.causes.index_rounding import rounding_edits
from symcnn.checking.causes.misfits import other_shape
from symcnn.checking.causes.name_edits import name_edits, other_lengths
from symcnn.checking.causes.operator_edits import operator_edits
from symcnn.checking.causes.paired_terms import paired_findings
from symcnn.checking.causes.renamings import skipped_slope
from symcnn.checking.causes.shape_edits import shape_edits
from symcnn.checking.causes.stride_edits import stride_edits
from symcnn.checking.causes.summed_edits import summed_edits
from symcnn.checking.causes.targets import target_of
from symcnn.checking.causes.term_difference import (
    coefficient_findings,
    missing_findings,
)
from symcnn.checking.causes.trial import Finding, Trial
from symcnn.checking.causes.turned_edits import turned_edits
from symcnn.checking.causes.unused_letters import unused_edits
from symcnn.checking.causes.whole_for_entry import entry_edits
from symcnn.checking.causes.worked_out import SHARES, is_sum_of_numbers, set_up
from symcnn.checking.meaning.document import Reading
from symcnn.checking.meaning.indexing import outside
from symcnn.errors import SymcnnError
from symcnn.expression.walk import tensors
from symcnn.reading.tree import Derivative, Entry, Name, Tree, walk

# parts worked out to hold a formula against the truth, term by term
VALUE_STEPS = 12_000
# how much less likely an edit is that makes a line agree with the writer's own wrong lines alone
OWN = 0.25
OWN_WORDS = ", by your own lines before"
# what is less likely than another by more than this puts it in no doubt
NEAR = 0.3
# steps that making an edit takes
PASSED = 8
# how much likelier it is that a derivative was meant by what its tensor is made of
NEARER = 0.25


def edited(trial: Trial, before: Sequence[Finding]) -> Iterator[Finding]:
    """The edits of the writer's own formula that make it right, and of what it is said of.

    Those are left out that are much less likely than what was found ``before`` them.
    """
    editing = Editing(trial)
    head = trial.judge.head
    least = likeliest(before)
    if not trial.numeric:
        explained = False
        for source in (coefficient_findings, missing_findings, paired_findings):
            editing.grant(VALUE_STEPS)
            for finding in source(trial, editing.value):
                explained = True
                least = min(least, likeliest([finding]))
                yield finding
        if not explained:
            least += NEAR
        free, missing = _loose(trial)
        sources: Sequence[Iterable[Edit]] = (
            letter_edits(trial.member, free, missing),
            unused_edits(trial.reading, trial.member),
            entry_edits(trial.reading, trial.member),
            turned_edits(trial.reading, trial.member, head),
            index_edits(trial.reading, trial.member, head),
            name_edits(trial.reading, trial.member, head),
            operator_edits(trial.reading, trial.member, head),
            rounding_edits(trial.reading, trial.member, trial.backward),
            stride_edits(trial.reading, trial.member, head),
            shape_edits(trial.reading, trial.member, head, free),
            symbol_edits(trial.reading, trial.member, (head,)),
            factor_edits(trial.reading, trial.member, head) if least >= FACTOR else (),
            swap_edits(trial.reading, trial.member),
            other_lengths(trial.reading, trial.member) if trial.link.misfit or other_shape(trial.judge, trial.member) else (),
            # sums over whole axes are the dearest: they are no matter where one summand explains all
            summed_edits(trial.reading, trial.member, head) if not explained else (),
        )
        for edits in sources:
            editing.grant(EDIT_STEPS // 2)
            for edit in edits:
                if editing.left <= 0:
                    break
                if edit.weight > least:
                    editing.left -= PASSED
                elif editing.member_right(tree := edit.tree) and not is_beyond(trial, tree):
                    # what agrees with a wrong line before it goes behind what is right
                    own = 0.0 if editing.truly_right(tree) else OWN
                    weight = edit.weight + own
                    least = min(least, weight + NEAR)
                    yield Finding(edit.tag, edit.message + (OWN_WORDS if own else ""), weight, symbol=edit.symbol)
    if set_up(trial):
        return
    editing.grant(EDIT_STEPS // 4)
    # numbers to be worked out name no entry
    others = () if is_sum_of_numbers(trial) else symbol_edits(trial.reading, head, (trial.member,))
    for edit in chain(others, head_edits(trial.reading, head)):
        if editing.left <= 0:
            break
        if edit.weight - NEARER > least or (trial.numeric and trial.few_digits()):
            editing.left -= PASSED
        elif editing.head_right(tree := edit.tree):
            weight = edit.weight + (-NEARER if is_nearer(trial.reading, head, tree) else 0.15)
            tag = "weights-gradient-for-input-gradient" if is_by_other_kind(trial.reading, head, tree) else edit.tag
            slope = skipped_slope(trial.reading, head, tree)
            if slope is None:
                yield Finding(tag, "on the left side, " + edit.message, weight, symbol=edit.symbol)
            else:
                yield Finding(*slope, weight - 0.15)


def is_beyond(trial: Trial, tree: Tree) -> bool:
    """Whether a tree has entries that no array has and the line has not: as noughts they could make anything right."""
    reader = trial.judge._reader(trial.worlds[0])
    written = set(walk(trial.member))
    for node in walk(tree):
        if isinstance(node, Name | Entry) and node not in written and (target := target_of(trial.reading, node)) is not None:
            with suppress(SymcnnError):
                if outside(reader, target) is not None:
                    return True
    return False


def likeliest(found: Sequence[Finding]) -> float:
    """The weight of the likeliest of them, beside which no sign need be looked for."""
    return min((f.weight for f in found if f.tag not in SHARES), default=inf)


def is_nearer(reading: Reading, old: Tree, new: Tree) -> bool:
    """Whether a derivative is by what its tensor is made of directly, where the one written is by something farther."""
    found = []
    for tree in (old, new):
        of, by = (target_of(reading, t) for t in (tree.of, tree.by)) if isinstance(tree, Derivative) else (None, None)
        if of is None or by is None:
            return False
        right = next((e.right for e in reading.names.model.network.forward_system.equations if e.tensor == of.key), None)
        found.append((of.key, right is not None and by.key in tensors(right)))
    return found[0][0] == found[1][0] and [direct for _, direct in found] == [False, True]


def is_by_other_kind(reading: Reading, old: Tree, new: Tree) -> bool:
    """Whether one of two derivatives of one tensor is by a parameter and the other by what a layer reads."""
    if not (isinstance(old, Derivative) and isinstance(new, Derivative) and old.of == new.of):
        return False
    tensors = reading.names.model.system.tensors
    found = [t for tree in (old, new) if (t := target_of(reading, tree.by)) is not None]
    return len({tensors[t.key].role == "parameter" for t in found}) == 2


def _loose(trial: Trial) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The letters of the member that the head does not have, and the other way round."""
    domains = Domains(trial.reading.names, trial.reading.base)
    member, head = set(domains.free([trial.member])), set(domains.free([trial.judge.head]))
    return tuple(sorted(member - head)), tuple(sorted(head - member))
