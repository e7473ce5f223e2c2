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

    def normed(self) -> Call:
        r"""A norm with the mark that says which: of `\|x\|_1`, the sum of the sizes, and of `\|x\|_\infty`, the greatest."""
        start = self.position
        tree = self.absolute()
        if tree.function != "norm" or not self.accept("_"):
            return tree
        braced = self.accept("{")
        kind = self.take().text
        if braced:
            self.expect("}")
        sizes = Call("abs", tree.arguments, span=tree.span)
        if kind in ("1", "infinity"):
            return Call("sum" if kind == "1" else "max", (sizes,), span=tree.span)
        if kind not in ("2", "F"):
            raise self.source.error(self.tokens[start].start, f"the norm {kind} is not known here: write it out")
        return tree
