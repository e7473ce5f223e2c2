"""What assembly hands back: the system, and what else its author said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from symcnn.notation.affine import Affine
from symcnn.reading.statements import Digits
from symcnn.system import System


@dataclass(frozen=True)
class Assembled:
    """A system with its numbers, its places in the text and its author's names.

    ``data`` holds numbers as written, by key; ``sources`` the line that gives a tensor; ``arithmetic`` how each extent
    of a result comes about, ``(4-2)/1+1 = 3``; ``abbreviations`` the text of the derivative a name stands for;
    ``upstream`` the numbers of a fragment's upstream gradient, by the key of the tensor it is the gradient of;
    ``upstream_loss`` the letter its author gave that loss; ``functions`` what the author's function names stand for,
    ``extents`` the sizes its author named results by, ``glyphs`` what a sign such as ``*`` was said to mean.
    """

    system: System
    data: Mapping[str, Digits] = field(default_factory=dict)
    sources: Mapping[str, int] = field(default_factory=dict)
    arithmetic: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    abbreviations: Mapping[str, str] = field(default_factory=dict)
    upstream: Mapping[str, Digits] = field(default_factory=dict)
    upstream_loss: str | None = None
    loss: str | None = None
    functions: Mapping[str, str] = field(default_factory=dict)
    extents: Mapping[str, tuple[Affine, ...]] = field(default_factory=dict)
    glyphs: Mapping[str, str] = field(default_factory=dict)
