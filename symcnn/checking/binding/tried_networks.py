"""Networks of lines that a page is tried with again and again: each is built once."""

from __future__ import annotations

from functools import lru_cache

from symcnn.errors import SymcnnError
from symcnn.network import Network

# so many are kept
MOST = 128


@lru_cache(maxsize=MOST)
def tried(text: str) -> Network | None:
    """The network of a text, None where none can be built of it."""
    try:
        return Network(text)
    except SymcnnError:
        return None


def network_of(text: str) -> Network:
    """The network of a text; raises what ``Network`` raises where none can be built of it."""
    return tried(text) or Network(text)
