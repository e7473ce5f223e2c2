"""One chain of a sheet: what its head is (a claim, a definition, given data, an update), its verdicts, what it states."""

from __future__ import annotations

from dataclasses import replace

from symcnn.checking.binding.domains import Domains
from symcnn.checking.judge.judge import Judge
from symcnn.checking.judge.scope import indices_in, widened, with_letters
from symcnn.checking.judge.unknown import any_number, invent, is_unknown, unknown_names
from symcnn.checking.lines.accumulation import judge_accumulation
from symcnn.checking.lines.any_parameter import any_step
from symcnn.checking.lines.by_entries import defined_by_entries
from symcnn.checking.lines.changes import change_claim
from symcnn.checking.lines.defining import head_kind, renames, size_given, take
from symcnn.checking.lines.dots_to_the_end import with_sums_to_the_end
from symcnn.checking.lines.doubts import (
    about_conditions,
    about_nought,
    about_squares,
    about_whole,
    functions_alone,
    names_alone,
)
from symcnn.checking.lines.each_sample import of_each_sample, with_each_sample
from symcnn.checking.lines.entry_names import lists_entries, name_entries, only_names, with_entries_named
from symcnn.checking.lines.equal_maxima import with_equal_maxima
from symcnn.checking.lines.error_claims import error_claim
from symcnn.checking.lines.extents import dimensions, shape_outcome
from symcnn.checking.lines.inequalities import has_inequalities, judged_in_parts
from symcnn.checking.lines.labels_sum import says_labels_sum
from symcnn.checking.lines.last_units import of_the_last_units
from symcnn.checking.lines.layer_by_layer import judged_by_layers
from symcnn.checking.lines.linear_maps import with_named_maps
from symcnn.checking.lines.named_ends import with_named_ends
from symcnn.checking.lines.named_samples import of_named_sample
from symcnn.checking.lines.nameless_errors import with_nameless_error
from symcnn.checking.lines.open_derivatives import with_open_derivatives
from symcnn.checking.lines.outcome import Outcome
from symcnn.checking.lines.patterns import pattern, worked_on
from symcnn.checking.lines.plain_letters import hangs_on_any
from symcnn.checking.lines.pointed_heads import pointed_head
from symcnn.checking.lines.remembered import remember
from symcnn.checking.lines.sample_losses import of_own_sample
from symcnn.checking.lines.sample_means import of_the_mean
from symcnn.checking.lines.shape_products import shape_products
from symcnn.checking.lines.size_formulas import size_formula
from symcnn.checking.lines.slopes_read import slopes_read
from symcnn.checking.lines.spelled import spelled_out
from symcnn.checking.lines.spoken_sizes import spoken_size
from symcnn.checking.lines.step_lines import restated, without_step_numbers
from symcnn.checking.lines.stepping import (
    BEFORE,
    before_the_prime,
    before_the_step,
    is_primed_anew,
    is_step_known,
    is_update,
    numbered_steps,
    update,
)
from symcnn.checking.lines.stride_letters import with_stride_letter
from symcnn.checking.lines.unnamed_heads import with_named_head
from symcnn.checking.lines.update import Updates
from symcnn.checking.lines.written_values import plain_values
from symcnn.checking.meaning.document import Reading
from symcnn.checking.meaning.letter_runs import entries_with, runs_below
from symcnn.checking.meaning.link import Link, is_numeric, undecided_with
from symcnn.checking.own.functions import defines_function, functions_put_in
from symcnn.checking.own.star_heads import with_sign_said
from symcnn.checking.pages.steps_in_place import leads_on
from symcnn.checking.pages.turned_errors import negated
from symcnn.errors import NotSupportedYet
from symcnn.reading.claims import Chain, Unread
from symcnn.reading.tree import (
    Blank,
    Derivative,
    Nabla,
    Name,
    Negation,
    Operation,
    SumOver,
    Tree,
    Tuple,
    find,
    mapped,
)


def judge_chain(reading: Reading, chain: Chain, claim: str, updates: Updates, previous: Tree | None = None) -> Outcome:
    """The chain judged; ``previous`` is the last head, for a chain that goes on from the line above."""
    if has_inequalities(chain):
        return judged_in_parts(reading, chain, previous, lambda part: judge_chain(reading, part, claim, updates))
    layered = judged_by_layers(reading, chain, lambda part: judge_chain(reading, part, claim, updates))
    if layered is not None:
        return layered
    members = [m for m in chain.members if not isinstance(m, Blank)]
    line_above = previous if isinstance(chain.members[0], Blank) else None
    if line_above is not None:
        members.insert(0, line_above)
    free = indices_in(members[0]) if members else set()
    members = [with_letters(widened(slopes_read(reading, m), free), free) for m in members]
    members = with_sums_to_the_end(reading, members)
    if any(isinstance(m, Unread) for m in members):
        raise next(m.error for m in members if isinstance(m, Unread))
    if len(members) < 2:
        return Outcome("given", ())
    # J_x(s) is no function of s, but the slopes of s by x
    is_new = plain_values(reading, members[0]) == members[0] and defines_function(reading, members[0], members[1])
    if is_new and len(members) == 2:
        return Outcome("given", (), members[0])
    members = functions_put_in(reading, members)
    if len(members) == 2 and only_names(reading, *members) and name_entries(reading, members[0], members[1]):  # type: ignore[arg-type]
        return Outcome("given", (), members[0])
    members = [plain_values(reading, m) for m in without_step_numbers(reading, taken_apart(reading, members))]
    members = [with_entries_named(reading, m) for m in members] if reading.entries else members
    head, others = members[0], members[1:]
    if (shaped := shape_products([head, *others])) is not None:
        return Outcome("claim", shaped, head)
    if isinstance(head, Operation) and head.operator == "juxtapose" and isinstance(head.left, Tuple):
        # (i, j): where the line holds, and no factor
        head = head.right
    if any(isinstance(t.left, Tuple) and isinstance(t.right, Tuple) for m in (head, *others) for t in find(m, Operation)):
        raise NotSupportedYet("a product of lists is not understood here")
    if chain.relations and chain.relations[0] == "in":
        return shape_outcome(reading, head, others[0])
    if set(chain.relations) == {"->"} and leads_on(head, others):
        return Outcome("given", ())
    if chain.relations and chain.relations[0] == "+=":
        return Outcome("claim", (judge_accumulation(reading, head, others[0]),), head)
    if says_labels_sum(reading, head, others):
        return Outcome("given", (), head)
    if (spoken := spoken_size(reading, head, others)) is not None:
        return spoken
    shapes = [dimensions(reading, t) for t in (head, *others)]
    if all(shapes) and not isinstance(head, Name):
        return Outcome("claim", tuple(
            Link("right" if s == shapes[0] else "wrong", member=t) for s, t in zip(shapes[1:], others, strict=True)), head)
    if (known := size_given(reading, head, others)) is not None:
        return Outcome("size", (), head, known)
    if isinstance(head, Negation) and reading.head_key(head.argument) is not None:
        # -dE/dw = \delta x, with the minus on the other side
        head, others = head.argument, [negated(t) for t in others]
    if (general := size_formula(reading, head, others)) is not None:
        return general
    loose = unknown_names(reading, head)
    if (loose or hangs_on_any(reading, head)) and not isinstance(head, Name) and all(is_numeric(t) for t in others):
        return pattern(reading, head, others, loose)
    if hangs_on_any(reading, head) and len(numbers := [t for t in others if is_numeric(t)]) < len(others) and numbers:
        # 1/N = 1/256 = 0.004: the numbers are for some N
        letters = others[:-len(numbers)]
        front = judge_chain(reading, replace(chain, members=(head, *letters), relations=chain.relations[:len(letters)],
                                             spans=chain.spans[:len(letters) + 1]), claim, updates)
        return replace(front, links=front.links + pattern(reading, letters[-1], numbers, []).links)
    if (changed := change_claim(reading, head, others, updates)) is not None:
        return changed
    if (step := any_step(reading, chain, head, others)) is not None:
        return step
    old = before_the_step(reading, head)
    if old == head and others and all(is_numeric(t) for t in others):
        old = before_the_prime(reading, head)
    others = [mapped(t, lambda n: before_the_step(reading, n, BEFORE)) for t in others] if old != head else others
    # a new value is judged where the step is known, else it is taken as true
    stepped = old != head and (updates.rate is not None or is_step_known(reading, old))
    if stepped or not all(is_numeric(t) for t in others):
        head = old
    head, others = numbered_steps(reading, head, others)
    if len(others) == 1 and defined_by_entries(reading, head, others[0]):
        return Outcome("given", (), head)
    anything = invent(reading, [head, *others]) - {n.name for n in find(head, Name)}
    if is_primed_anew(reading, head, others):
        return take(reading, head, others, claim, "definition")
    if is_update(reading, chain, head, others, stepped):
        return update(reading, head, others, claim, updates)
    if (found := error_claim(reading, head, others)) is not None:
        found = with_each_sample(reading, found)
        if isinstance(found.judge, Judge):
            remember(reading, found.judge, found.links[len(found.links) - len(found.judge.others):], claim)
        return found
    if (link := restated(reading, head, others)) is not None:
        return Outcome("claim", (link,), head)
    if (kind := head_kind(reading, head, others)) is not None:
        if line_above is not None and isinstance(head, Name) and head.name in reading.worked:
            return worked_on(reading, head, others)
        taken = take(reading, head, others, claim, kind)
        return replace(taken, links=about_squares(taken.links))
    derived = isinstance(head, Derivative | Nabla) and reading.head_key(head) is not None
    for tree in [t for t in others if is_unknown(reading, t) and (isinstance(t, Name) or not derived)]:
        # a letter that nothing knows is matched within its own chain
        others = [t for t in others if t != tree]
        if isinstance(tree, Name):
            reading.defined[tree.name] = {n: reading.interpreter(w, [head]).only(head)
                                          for n, w in enumerate(reading.worlds)}
    head = with_named_head(reading, head, others)
    judge = Judge(reading, head, others)
    links = tuple(judge.links())
    if (pointed := pointed_head(reading, head, others, links)) is not None:
        judge, links = pointed
    if (strided := with_stride_letter(reading, head, others, links)) is not None:
        judge, links = strided
    if (signed := with_sign_said(reading, head, others, links)) is not None:
        judge, links = signed
    if any(x.verdict != "right" for x in links) and lists_entries(reading, head, others):
        return Outcome("given", (), head)
    if (averaged := of_each_sample(reading, head, others, links) or of_own_sample(reading, head, others, links)
            or of_named_sample(reading, head, others, links) or of_the_mean(reading, head, others, links)) is not None:
        judge, links = averaged
    if (shared := with_equal_maxima(reading, head, others, links)) is not None:
        judge, links = shared
    if (opened := with_open_derivatives(reading, head, others, links)) is not None:
        judge, links = opened
    if (ended := with_named_ends(reading, head, others, links)) is not None:
        return ended
    if (last := of_the_last_units(reading, head, others, links)) is not None:
        return last
    if any(x.verdict == "undecided" for x in links) and (
            told := with_named_maps(reading, head, others) or with_nameless_error(reading, head, others)) is not None:
        judge, links = told
    if any(x.verdict == "undecided" for x in links) and (loose := any_number(reading, [head, *others])):
        again = Judge(reading, head, others)
        held = tuple(again.links())
        judge, links = (again, held) if all(x.verdict == "right" for x in held) else (judge, links)
        for name in loose:
            del reading.defined[name]
    if renames(head, judge, links):
        return take(reading, head, others, claim, "definition")
    links = functions_alone(chain, about_whole(chain, about_squares(undecided_with(links, anything))))
    links = names_alone(reading, chain, about_conditions(reading, chain, about_nought(reading, chain, links)))
    for name in anything:
        reading.defined.pop(name, None)
    remember(reading, judge, links, claim)
    return Outcome("claim", links, head, judge.key, judge)


def taken_apart(reading: Reading, members: list[Tree]) -> list[Tree]:
    """The members with names such as ``hS`` as products, where nothing has that name and its letters are known."""
    names = {t.name for m in members for t in find(m, Name)}
    loose = {n for n in names if len(n) > 1 and is_unknown(reading, Name(n))}
    loose |= {n for name in names for n in runs_below(name) if is_unknown(reading, Name(n))}
    if not loose:
        return members
    members = [entries_with(m, loose) for m in members]
    bound = {n for m in members for t in find(m, SumOver) for n in t.letters}
    letters = bound | set(Domains(reading.names, reading.base).free(members))
    parts = {c for n in loose for c in n}
    known = {c for c in parts if c.isalpha() and not is_unknown(reading, Name(c))}
    return [spelled_out(m, known, letters) if loose & {t.name for t in find(m, Name)} else m
            for m in members]
