"""Bars around an expression: `|x|`, `\\|x\\|`."""

from symcnn.reading.parser import Parser
from symcnn.reading.tree import Call


class Bars(Parser):
    """The part of a parser that reads bars; what opens a pair closes it, too."""

    bars = 0
    norms = 0

    def absolute(self) -> Call:
        r"""`|x|`, `\|x\|`."""
        start = self.position
        bar = self.take().text
        self.bars, self.norms = self.bars + (bar == "|"), self.norms + (bar == "‖")
        argument = self.expression()
        self.expect(bar)
        self.bars, self.norms = self.bars - (bar == "|"), self.norms - (bar == "‖")
        return Call("abs" if bar == "|" else "norm", (argument,), span=self.span(start))
