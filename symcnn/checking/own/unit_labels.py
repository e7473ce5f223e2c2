"""Units numbered below a letter that is no index: ``z_{h1}``, ``z_{h2}`` are names of their own beside a sum over ``a_i``."""

from __future__ import annotations

import re
from collections.abc import Iterable

from symcnn.checking.own.label_runs import INDICES, below
from symcnn.notation.names import is_word
from symcnn.reading.tree import Entry, Name, SumOver, Tree, walk

_UNIT = re.compile(r"([A-Za-z])[0-9]+")


def numbered_units(trees: Iterable[Tree]) -> frozenset[str]:
    """The names with a letter and a number below them, where the letter stands below no name without a number, and in no sum.

    One name alone may be an entry: ``x_{s1}`` of a sample s.
    """
    nodes = [t for member in trees for t in walk(member)]
    scripts = {t.name: below(t.name) for t in nodes if isinstance(t, Name)}
    counted = {c for t in nodes if isinstance(t, SumOver) for c in t.letters} | {
        n.name for t in nodes if isinstance(t, Entry) for i in t.indices for n in walk(i) if isinstance(n, Name)}
    units = {n: m[1] for n, script in scripts.items() if (m := _UNIT.fullmatch(script))}
    # the letters of words are none of these, nor is h in w_{h_i}
    others = {c for n, script in scripts.items() if n not in units and "_" not in script and not is_word(script)
              for c in script} | counted | INDICES
    letters = list(units.values())
    return frozenset(n for n, letter in units.items() if letter not in others and letters.count(letter) > 1)
