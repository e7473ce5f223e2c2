"""Letters: what indices and sizes are made of."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from typing import NamedTuple

SIZE, INDEX, FLOOR = 0, 1, 2


class Letter(NamedTuple):
    """A size (kind ``SIZE``) or an index (kind ``INDEX``); ``mark`` tells copies of one name apart."""

    kind: int
    name: str
    mark: int = 0

    @property
    def is_index(self) -> bool:
        return self.kind == INDEX


def size(name: str) -> Letter:
    """The size letter of this name."""
    return Letter(SIZE, name)


def index(name: str, mark: int = 0) -> Letter:
    """The index letter of this name."""
    return Letter(INDEX, name, mark)


class Fresh:
    """A source of index letters never handed out before, nor among those ``taken``; one for each derivation."""

    def __init__(self, taken: Iterable[Letter] = ()) -> None:
        self._marks = count(1 + max((v.mark for v in taken), default=0))

    def like(self, letter: Letter) -> Letter:
        """A new letter that is shown with the name of ``letter``."""
        return Letter(INDEX, letter.name, next(self._marks))

    def named(self, name: str) -> Letter:
        """A new index letter of this name."""
        return Letter(INDEX, name, next(self._marks))


def unused(candidates: Iterable[str], taken: Iterable[str]) -> str:
    """The first candidate that is not taken; primes are added when all are."""
    candidates, taken = list(candidates), set(taken)
    for primes in range(len(taken) + 1):
        for name in candidates:
            if name + "'" * primes not in taken:
                return name + "'" * primes
    raise AssertionError("more primes than taken names")
