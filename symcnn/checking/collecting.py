"""Python's search for unreachable objects held off while many small ones are made.

A check makes millions of short-lived objects beside the many that SymPy keeps; looking through them all every few
hundred takes a seventh of its time.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

# objects between two searches, and searches among the new ones for each among the older, SymPy's beside them
SELDOM = 50_000
OLDER = 100

_lock = threading.Lock()
_before: list[tuple[int, int, int]] = []


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """Lets the collector look for unreachable objects seldom inside, and as before once the last caller is done."""
    with _lock:
        first, second, third = gc.get_threshold()
        _before.append((first, second, third))
        if 0 < first < SELDOM:
            gc.set_threshold(SELDOM, max(second, OLDER), third)
            if not gc.get_freeze_count():
                # what is there already counts as old, and no search of it is due: it would take 100 ms
                gc.freeze()
                gc.unfreeze()
    try:
        yield
    finally:
        with _lock:
            # who comes first keeps what was set before all
            found = _before[0]
            _before.pop()
            if not _before:
                gc.set_threshold(*found)
                if gc.isenabled():
                    # what was made counts as old after the next beginning, and would be looked through no more
                    gc.collect(1)
