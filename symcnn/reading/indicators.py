"""Ones and noughts: the bracket that is one where a condition holds, Kronecker's delta, arrays of ones."""

from symcnn.reading.environments import Environments
from symcnn.reading.grouping import has
from symcnn.reading.tree import All, Bracket, Call, Number, Tree, Tuple

EMPHASISED = ("\\mathbb", "\\mathbf", "\\bm", "\\boldsymbol")
_CONSTANTS = {"1": Call("ones", ()), "0": Number("0")}


class Indicators(Environments):
    """The part of the parser of formulas that reads them."""

    def is_indicator(self) -> bool:
        texts = [token.text for token in self.tokens[self.position + 1 : self.position + 4]]
        if texts[:2] == ["{", "I"]:
            if {"I", f"{self.token.text}{{I}}"} & self.words.tensors and not self.holds_condition(self.position + 4):
                return False
            return texts[2] == "}" and self.tokens[self.position + 4].text in ("[", "(", "_", "\\{")
        return texts in (["{", "1", "}"], ["{", "0", "}"])

    def holds_condition(self, place: int) -> bool:
        r"""Whether a relation stands in the bracket here, or in the script: an image `\mathbf{I}(i, j)` has none."""
        before = self.position
        self.position = place
        held = self.opens_indicator()
        self.position = before
        return held

    def emphasised(self) -> Tree:
        r"""`\mathbf{1}[x > 0]`, or the vector of ones."""
        start = self.position
        digit = self.tokens[self.position + 2].text
        self.position += 4
        if digit != "0" and self.opens_indicator():
            return self.indicator(start)
        if digit != "0" and self.sees("_"):
            return self.ones(start)
        return _CONSTANTS["0" if digit == "0" else "1"]

    def ones(self, start: int) -> Tree:
        r"""`\mathbf{1}_{3 \times 4}`: an array of ones and its extents."""
        self.take()
        braced = self.accept("{")
        extents = [self.primary()]
        while braced and self.sees("×", ","):
            self.take()
            extents.append(self.primary())
        if braced:
            self.expect("}")
        return Call("ones", (Tuple(tuple(extents)),), span=self.span(start))

    def is_kronecker(self) -> bool:
        opens = self.after.text == "_" and self.tokens[self.position + 2].text == "{"
        closing = self.partners.get(self.position + 2) if opens else None
        return closing is not None and has(self.tokens[self.position + 3 : closing], ("=", "=="))

    def kronecker(self) -> Tree:
        r"""`\delta_{k = d - b}`: one where that holds."""
        start = self.position
        self.position += 3
        found = self.conditions("}")
        return Bracket(found[0] if len(found) == 1 else All(found, span=self.span(start)), span=self.span(start))

    def starts_indicator(self) -> bool:
        """Whether `1[x > 0]` stands here, behind a factor."""
        if self.token.kind != "number" or self.token.text != "1":
            return False
        before = self.position
        self.take()
        opens = self.sees("[", "_", "\\{") and self.opens_indicator()
        self.position = before
        return opens
