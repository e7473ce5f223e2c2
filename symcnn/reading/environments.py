"""Reads matrices, arrays and cases."""

import re

from symcnn.reading import latex_words as words
from symcnn.reading.bound import Bound
from symcnn.reading.tree import All, Blank, Cases, Matrix, Tree

_OPENED = re.compile(r"\\begin\s*\{([A-Za-z]+)")
_BRACE_BEFORE = re.compile(r"\\left\s*(?:\\\{|\\lbrace)[\s{]*$")
_REACH = 30
BRACKETS = ("[", "(")


class Environments(Bound):
    """The part of the parser of formulas that reads what stands between begin and end."""

    def environment(self) -> Tree:
        start = self.position
        opened = _OPENED.match(self.source.text, self.token.start)
        name = opened[1] if opened else ""
        if name in words.OPEN and not self.in_brackets():
            raise self.source.error(self.token.start, f"expected '{name}' around whole lines; write them without it")
        if name in words.CASES or (name == "array" and self.has_brace()):
            return self.cases()
        self.take()
        rows = self.rows()
        self.take()
        found = tuple(Matrix(row, span=(row[0].span[0], row[-1].span[1])) for row in _even(rows))
        return Matrix(found, span=self.span(start))

    def in_brackets(self) -> bool:
        """Whether the rows stand in brackets of their own, and are those of a matrix."""
        return self.position > 0 and self.tokens[self.position - 1].text in BRACKETS

    def has_brace(self) -> bool:
        place = self.token.start
        return bool(_BRACE_BEFORE.search(self.source.text[max(0, place - _REACH) : place]))

    def rows(self) -> list[list[Tree]]:
        """The cells of each row, the empty ones as `Blank`."""
        found: list[list[Tree]] = [[]]
        while True:
            found[-1].append(self.cell())
            if self.sees("\\end"):
                break
            # between two cells a comma does as well
            if self.sees("&", "\\\\") and self.take().text == "\\\\":
                found.append([])
        kept = [row for row in found if not all(isinstance(cell, Blank) for cell in row)]
        if not kept:
            raise self.expected("a number or a row")
        return kept

    def cell(self) -> Tree:
        start = self.position
        if self.sees("&", "\\\\", "\\end"):
            return Blank(span=(self.token.start, self.token.start))
        tree = self.condition()
        if not self.accept(",") and not self.sees("&", "\\\\", "\\end"):
            raise self.expected("'&', a new row or the end of the matrix")
        return tree if start < self.position else Blank()

    def cases(self) -> Tree:
        start = self.position
        self.take()
        branches: list[tuple[Tree, Tree | None]] = []
        while not self.sees("\\end"):
            if self.sees("\\\\", "&"):
                self.take()
                continue
            branches.append(self.branch())
        if not branches:
            raise self.expected("a value")
        self.take()
        return Cases(tuple(branches), span=self.span(start))

    def branch(self) -> tuple[Tree, Tree | None]:
        value = self.condition()
        while self.sees(",", "&"):
            self.take()
        return value, self.when()

    def when(self) -> Tree | None:
        """The condition of a case, up to the end of its row."""
        start, end = self.position, self.end_of_row()
        content = self.tokens[start:end]
        if not content:
            return None
        if content[0].kind in ("prose", "word") and content[0].text.lower() in words.ELSE:
            self.position = end
            return None
        if content[0].kind == "prose" and content[0].text.lower() in words.CONDITIONS:
            self.take()
            while self.sees("&"):
                self.take()
        if any(token.kind == "prose" and token.text.lower() != "and" for token in self.tokens[self.position : end]):
            return self.label(end)
        found = self.conditions("\\\\", "\\end")
        self.position -= self.tokens[self.position - 1].text == "\\end"
        return found[0] if len(found) == 1 else All(found, span=self.span(start))

    def end_of_row(self) -> int:
        place = self.position
        while not (self.tokens[place].kind == "symbol" and self.tokens[place].text in ("\\\\", "\\end")):
            place = self.partners.get(place, place) + 1
        return place


def _even(rows: list[list[Tree]]) -> list[tuple[Tree, ...]]:
    """The rows without columns that are empty; without all empty cells where the rows are not of one length."""
    if len({len(row) for row in rows}) > 1:
        return [tuple(cell for cell in row if not isinstance(cell, Blank)) for row in rows]
    columns = [column for column in zip(*rows, strict=True) if not all(isinstance(cell, Blank) for cell in column)]
    return list(zip(*columns, strict=True))


