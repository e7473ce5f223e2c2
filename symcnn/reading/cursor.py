"""A place among tokens, and what every part of the parser does with it."""

from abc import ABC, abstractmethod

from symcnn.errors import ReadError, quoted
from symcnn.reading.differentials import with_differentials
from symcnn.reading.source import Source
from symcnn.reading.tokens import NESTING, Token, partners
from symcnn.reading.tree import Dots, Slice, Tree
from symcnn.reading.words import Words


class Cursor(ABC):
    """Steps through the tokens of one line; the last token is of kind `end`, and is never passed."""

    def __init__(self, source: Source, found: list[Token], words: Words):
        self.source = source
        self.words = words
        found = [token for token in found if token.kind != "newline"]
        self.tokens = with_differentials(found, partners(source, found), words)
        self.partners = partners(source, self.tokens)
        self.position = 0
        self.depth = 0

    @abstractmethod
    def expression(self) -> Tree:
        """Reads an expression, a relation included."""

    @property
    def token(self) -> Token:
        return self.tokens[self.position]

    @property
    def after(self) -> Token:
        return self.tokens[min(self.position + 1, len(self.tokens) - 1)]

    def sees(self, *texts: str) -> bool:
        return self.token.kind == "symbol" and self.token.text in texts

    def take(self) -> Token:
        token = self.token
        if token.kind != "end":
            self.position += 1
        return token

    def accept(self, text: str) -> bool:
        seen = self.sees(text)
        if seen:
            self.position += 1
        return seen

    def expect(self, text: str) -> None:
        if not self.accept(text):
            raise self.expected(f"'{text}'")

    def expected(self, what: str) -> ReadError:
        token = self.token
        given = f"{quoted(token.text)} stands here" if token.text else "the line ends"
        return self.source.error(token.start, f"expected {what}, but {given}")

    def deeper(self) -> None:
        """Counts a level of nesting, so that no text can exhaust the stack."""
        self.depth += 1
        if self.depth > NESTING:
            raise self.source.error(
                self.token.start, f"expressions are nested more than {NESTING} deep; name a part of it"
            )

    def span(self, start: int) -> tuple[int, int]:
        """From the token at place `start` to the last one taken."""
        return (self.tokens[start].start, self.tokens[max(start, self.position - 1)].end)

    def items(self, closing: str) -> tuple[Tree, ...]:
        """Expressions or slices between commas, up to and with the closing bracket."""
        found: list[Tree] = []
        while not self.sees(closing):
            found.append(self.item(closing))
            if not self.sees(closing, ","):
                raise self.expected(f"',' or '{closing}'")
            self.accept(",")
        self.take()
        return tuple(found)

    def item(self, closing: str) -> Tree:
        """An expression, a slice, `i:i+2`, or what is left out."""
        start = self.position
        if self.sees("...") and closing == "\\}":
            self.take()
            return Dots(span=self.span(start))
        lower = None if self.sees(":") else self.expression()
        if lower is not None and not self.sees(":"):
            return lower
        self.take()
        upper = None if self.sees(",", closing) else self.expression()
        return Slice(lower, upper, span=self.span(start))
