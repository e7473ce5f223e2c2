"""The order of equations in which each stands behind those that it reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Set
from typing import TypeVar

Line = TypeVar("Line")


def behind_what_they_read(lines: Iterable[Line], name: Callable[[Line], str], reads: Callable[[Line], Set[str]]
                          ) -> list[Line]:
    """The lines so that each stands behind those whose names it reads, else in the order given, rings too.

    >>> reads = {"z": {"y"}, "y": {"x"}}
    >>> behind_what_they_read(["z", "y"], str, lambda n: reads[n])
    ['y', 'z']
    """
    waiting, found = list(lines), []
    while waiting:
        names = {name(line) for line in waiting}
        ready = next((line for line in waiting if not (reads(line) & names) - {name(line)}), waiting[0])
        waiting.remove(ready)
        found.append(ready)
    return found
