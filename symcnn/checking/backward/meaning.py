"""Mistakes that mean something: a rule swapped in a network it does not suit may divide by zero."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import TypeVar

from symcnn.errors import MeaninglessError

T = TypeVar("T")


def meaningful(found: Iterator[T]) -> Iterator[T]:
    """What is found, up to where it stops meaning anything."""
    with suppress(MeaninglessError):
        yield from found
