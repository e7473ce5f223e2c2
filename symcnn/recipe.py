"""What a network is made from: equations or layers, and what holds for all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from symcnn.assembly import Assembled, assemble, assemble_layers
from symcnn.calculus.fragment import with_upstream
from symcnn.errors import MeaninglessError, SymcnnError
from symcnn.layers import Layer
from symcnn.reading.hyperparameters import lifted
from symcnn.reading.network import read_network
from symcnn.system import System


@dataclass(frozen=True)
class Lifted:
    """A system with letters for strides and paddings, and the numbers these had."""

    system: System
    numbers: Mapping[str, int]


@dataclass(frozen=True)
class Recipe:
    """Equations in texts or layers, a loss layer or the letter of a fragment's loss, the layout, the first index.

    >>> Recipe(["x: 5; w: 3; y = conv(x, w, stride=2)"], "L").letter
    'L'
    """

    parts: Sequence[str | Layer]
    loss: str | Layer | None = None
    layout: str | None = None
    origin: int | None = None

    @property
    def letter(self) -> str | None:
        """The letter of the loss that is not stated, where one is given."""
        return self.loss if isinstance(self.loss, str) else None

    @property
    def text(self) -> str | None:
        """The equations, one a line; None for layers."""
        lines = [p for p in self.parts if isinstance(p, str)]
        return "\n".join(lines) if lines and len(lines) == len(self.parts) else None

    def assembled(self) -> Assembled:
        """The equations over indexed tensors; raises a `SymcnnError` for what makes none."""
        if self.text is not None:
            return assemble(read_network(self.text), layout=self.layout, origin=self.origin)
        layers = [p for p in self.parts if isinstance(p, Layer)]
        if not layers or len(layers) < len(self.parts):
            raise MeaninglessError("a network is given as equations in one text or as layers, not both or neither")
        layers += [self.loss] if isinstance(self.loss, Layer) else []
        return assemble_layers(layers, loss=self.letter, layout=self.layout, origin=self.origin)

    def lifted(self, upstream: str | None = None) -> Lifted | None:
        """The same with letters for strides and paddings; ``upstream`` is the letter of a fragment's loss.

        None where no line states such numbers, or where the equations hold for these numbers alone.

        >>> Recipe(["x: 5; w: 3; y = conv(x, w, stride=2)"]).lifted("L").numbers
        {'stride': 2}
        """
        found = None if self.text is None else lifted(read_network(self.text))
        if found is None:
            return None
        try:
            system = assemble(found[0], layout=self.layout, origin=self.origin).system
            return Lifted(system if upstream is None else with_upstream(system, upstream), found[1])
        except SymcnnError:
            return None
