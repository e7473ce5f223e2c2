"""What stands in a formula that is shown, and in no other: a number in the place of an entry, and dots."""

from __future__ import annotations

from dataclasses import dataclass

from symcnn.expression.nodes import Node
from symcnn.expression.walk import children


@dataclass(frozen=True)
class Given(Node):
    """A number with its digits as they are to be written; it is never worked into the numbers beside it."""

    text: str


@dataclass(frozen=True)
class Dots(Node):
    """Dots in the place of what is left out: "dots" in a line, "vdots" down a column, "ddots" down a diagonal."""

    sign: str = "dots"


@children.register(Given)
@children.register(Dots)
def _(node: Given | Dots) -> tuple[Node, ...]:
    return ()
