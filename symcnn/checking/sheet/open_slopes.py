r"""Slopes of functions that nobody defines: ``f'(z) = ...`` says what ``f`` is, and nobody is blamed for it."""

from __future__ import annotations

from collections.abc import Set
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache

from symcnn.checking.lines.outcome import Outcome
from symcnn.checking.meaning.document import Reading
from symcnn.checking.meaning.link import Link
from symcnn.errors import SymcnnError
from symcnn.expression.nodes import Access, Apply
from symcnn.reading.network import read_network
from symcnn.reading.statements import FunctionName
from symcnn.reading.tree import Derivative, Nabla, Slope, Tree, find, has
from symcnn.reading.words import function_key


def told_of_open_slopes(reading: Reading, outcome: Outcome, text: str) -> tuple[Link, ...]:
    """The links, undecided where they give the slope of a function that the network's ``text`` leaves open."""
    function = _sloped(reading, outcome.head, open_functions(reading, text)) if outcome.head is not None else ""
    if not function:
        return outcome.links
    said = "nobody says which function it is: this may be its slope"
    return tuple(replace(x, verdict="undecided", causes=(), entries=None, evidence=said)
                 if x.verdict in ("wrong", "carried") and x.member is not None and _tells(x.member, function) else x
                 for x in outcome.links)


def open_functions(reading: Reading, text: str) -> Set[str]:
    """The functions, by key, that the equations apply and that nothing names."""
    return set(reading.names.model.network.assembled.functions) - named_functions(text)


@lru_cache(maxsize=8)
def named_functions(text: str) -> frozenset[str]:
    """The functions, by key, that a network's text names; every line of a page asks it of the same one."""
    return frozenset(function_key(s.name) for s in read_network(text) if isinstance(s, FunctionName))


def _sloped(reading: Reading, head: Tree, functions: Set[str]) -> str:
    """The one of the functions whose slope a side is: ``f'(z)``, or ``da/dz`` where ``a`` is ``f(z)``; else nothing."""
    if isinstance(head, Slope):
        return head.plain if head.plain in functions else ""
    if not isinstance(head, Derivative):
        return ""
    with suppress(SymcnnError):
        of, by = (reading.names.named(t).key for t in (head.of, head.by))
        network = reading.names.model.network
        made = next((e.right for e in network.forward_system.equations if e.tensor == of), None)
        if isinstance(made, Apply) and isinstance(made.argument, Access) and made.argument.tensor == by:
            # smooth functions stand for those that nobody names
            return next((f for f in sorted(functions) if network.assembled.functions[f] == made.function), "")
    return ""


def _tells(member: Tree, function: str) -> bool:
    """Whether a side speaks of no slopes, and so says what one is."""
    return not has(member, Derivative, Nabla) and all(t.plain != function for t in find(member, Slope))
