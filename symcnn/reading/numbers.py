"""Reads numbers given to a tensor: nested lists whose digits are kept as written."""

from symcnn.reading.atoms import MOST_AXES
from symcnn.reading.bars import Bars
from symcnn.reading.statements import Digits

_IN_A_LIST = ("[", "]", ",", "-", "+", "/")


class Numbers(Bars):
    """The part of a line's parser that reads data."""

    def starts_numbers(self) -> bool:
        """Whether the rest of the line is one number, or one list of nothing but numbers."""
        rest = self.tokens[self.position : -1]
        if self.sees("["):
            closes = self.partners[self.position] == len(self.tokens) - 2
            return closes and all(token.kind == "number" or token.text in _IN_A_LIST for token in rest)
        if self.sees("-", "+"):
            rest = rest[1:]
        kinds = [token.text if token.text == "/" else token.kind for token in rest[:4]]
        return kinds in (["number"], ["number", "/", "number"])

    def numbers(self) -> Digits:
        """The value, its rows all of one shape."""
        value = self.list(1) if self.sees("[") else self.digits()
        self.finish()
        return value

    def list(self, level: int) -> tuple[Digits, ...]:
        if level > MOST_AXES:
            raise self.expected(f"at most {MOST_AXES} axes")
        self.take()
        items: list[Digits] = []
        while not self.sees("]"):
            start = self.token.start
            items.append(self.list(level + 1) if self.sees("[") else self.digits())
            if _shape(items[-1]) != _shape(items[0]):
                raise self.source.error(start, f"expected a row of {_size(items[0])}, but {_size(items[-1])} are given")
            if not self.sees("]", ","):
                raise self.expected("',' or ']'")
            self.accept(",")
        if not items:
            raise self.expected("a number or a row")
        self.take()
        return tuple(items)

    def digits(self) -> str:
        """A number as written, `2.00`, `-0.5`, `1/2`."""
        sign = self.take().text if self.sees("-", "+") else ""
        text = ("-" if sign == "-" else "") + self.number_text()
        if not self.accept("/"):
            return text
        start = self.token.start
        below = self.number_text()
        if not float(below):
            raise self.source.error(start, "a quotient by 0: give a number below the bar that is not 0")
        return f"{text}/{below}"

    def number_text(self) -> str:
        if self.token.kind != "number":
            raise self.expected("a number")
        return self.take().text


def _shape(value: Digits) -> tuple[int, ...]:
    return () if isinstance(value, str) else (len(value), *_shape(value[0]))


def _size(value: Digits) -> str:
    shape = _shape(value)
    return " by ".join(map(str, shape)) + " numbers" if shape else "a single number"
