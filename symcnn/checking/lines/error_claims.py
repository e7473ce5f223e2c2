"""Lines that say what an error is that nobody defined: ``\\delta_o = (o - t) o (1 - o)``."""

from __future__ import annotations

from symcnn.checking.binding.dots import with_entries
from symcnn.checking.binding.error_names import (
    as_said_of_others,
    errors,
    functions_are_applied_to,
    is_labelled,
    is_word,
    of_tensor,
)
from symcnn.checking.binding.lettered import axis_letters, is_of_other_letters, letters_of
from symcnn.checking.binding.lettered import key as lettered
from symcnn.checking.judge.judge import Judge
from symcnn.checking.lines.outcome import Outcome
from symcnn.checking.meaning.document import Reading
from symcnn.checking.meaning.link import Link, is_numeric
from symcnn.checking.pages.turned_errors import negated
from symcnn.errors import NameUnknown, quoted
from symcnn.notation.spelling import split, undressed, without_font
from symcnn.reading.tree import Derivative, Nabla, Name, Tree, find


def error_claim(reading: Reading, head: Tree, others: list[Tree]) -> Outcome | None:
    """``\\delta = ...`` for an error nobody defined: a name for the gradient it equals; None where it equals none."""
    names = reading.names
    whole = isinstance(head, Name) and (is_labelled(names, head.name) or of_tensor(names, head.name))
    name = head.name if whole and isinstance(head, Name) else next((
        t.name for t in find(with_entries(head), Name)), "")
    if not name or name in reading.defined or name in names.model.network.assembled.abbreviations:
        return None
    if undressed(split(name).base) != "\\delta" or not names.delta_is_error:
        return None
    letters = () if whole else letters_of(with_entries(head))
    if name in names.aliases:
        return of_other_letters(reading, head, others, name, letters)
    first = reading.head_key(others[0]) if isinstance(others[0], Derivative | Nabla) else None
    if first is not None:
        # said to be this gradient: what follows is held against it
        names.aliases[name] = names.aliases[without_font(name)] = names.said[name] = first
        if letters and letters == axis_letters(names, first):
            names.aliases[lettered(name, letters)] = first
        judge = Judge(reading, others[0], others[1:])
        return Outcome("claim", (Link("given", member=others[0]), *judge.links()), head, first, judge)
    forward = names.model.network.forward_system
    # a number may be that of some entry of the data by chance
    applied = set() if any(map(is_numeric, others)) else functions_are_applied_to(forward)
    before_functions = [k for k in forward.leaves if k in applied]
    anything = names.gradients([*(e.tensor for e in forward.equations), *before_functions])
    likely = as_said_of_others(names, name)
    meant = bool(likely)
    likely = likely or errors(names, name)
    meant = meant or (bool(likely) and (is_word(split(name)) or is_labelled(names, name) or of_tensor(names, name)))
    for key in likely if meant else dict.fromkeys([*likely, *anything]):
        names.aliases[name] = key
        judge = Judge(reading, head, others)
        links = tuple(judge.links())
        if all(x.verdict in ("right", "rounding") for x in links):
            if letters and letters == axis_letters(names, key):
                names.aliases[lettered(name, letters)] = key
            return Outcome("claim", links, head, key, judge)
        del names.aliases[name]
    if not meant and split(name).subscript and not set(split(name).subscript) & set(reading.letters(others)):
        raise NameUnknown(f"nothing is called {quoted(name)} here")
    if not meant:
        return None
    # that under which most is right, or would be with a minus
    minus = [negated(t) for t in others]
    key = max(likely, key=lambda k: (rights(reading, head, others, name, k), rights(reading, head, minus, name, k)))
    names.aliases[name] = key
    judge = Judge(reading, head, others)
    return Outcome("claim", tuple(judge.links()), head, key, judge)


def of_other_letters(reading: Reading, head: Tree, others: list[Tree], name: str, letters: tuple[str, ...]) -> Outcome | None:
    """``\\delta_j = ...`` where ``\\delta_k`` is known: the gradient by a tensor with the letter ``j``."""
    names = reading.names
    if not letters or lettered(name, letters) in names.aliases or not is_of_other_letters(names, name, letters):
        return None
    equations = names.model.network.forward_system.equations
    gradients = [k for e in equations if axis_letters(names, e.tensor) == letters
                 for k in names.gradients([e.tensor])]
    if not gradients:
        return None
    of_letters = lettered(name, letters)
    key = max(gradients, key=lambda k: rights(reading, head, others, of_letters, k))
    names.aliases[of_letters] = key
    judge = Judge(reading, head, others)
    return Outcome("claim", tuple(judge.links()), head, key, judge)


def rights(reading: Reading, head: Tree, others: list[Tree], name: str, key: str) -> int:
    """How many members of a chain are right where an error stands for a gradient."""
    reading.names.aliases[name] = key
    found = sum(x.verdict in ("right", "rounding") for x in Judge(reading, head, others).links())
    del reading.names.aliases[name]
    return found
