"""What a column of a matrix form holds, said in a word."""

from __future__ import annotations

from symcnn.expression.nodes import Access
from symcnn.forms.linear import Row
from symcnn.printing.context import context
from symcnn.printing.show import show
from symcnn.printing.text import TEXT
from symcnn.system import System


def named(cells: Row, system: System) -> str:
    """The tensor a column is the entries of, flattened; else its first entry, and dots."""
    first, here = cells[0], context(TEXT, system, ())
    if not isinstance(first, Access):
        return f"({', '.join([show(first, here).text, *(['...'] if len(cells) > 1 else [])])})"
    name = show(Access(first.tensor), here).text
    return name if len(first.indices) < 2 else f"flatten({name})"
