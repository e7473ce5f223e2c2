"""Edits of what someone wrote: one kind of change at one place, each with the mistake it would undo."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from symcnn.checking.domains import Domains
from symcnn.checking.judge import Reading
from symcnn.checking.names import Target
from symcnn.checking.places import Rebuild, places
from symcnn.errors import SymcnnError
from symcnn.notation.spelling import quoted_name as spelled
from symcnn.reading.tree import (
    Application, Call, Derivative, Entry, Extremum, Nabla, Name, Negation, Number, Operation, Slope, SumOver,
    Transposed, Tree, Tuple, walk,
)
