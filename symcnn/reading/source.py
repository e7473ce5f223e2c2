"""A piece of text that knows where it stands in its file, so that an error can point at its place."""

from dataclasses import dataclass

from symcnn.errors import SHOWN_LENGTH, ReadError, escaped


@dataclass(frozen=True)
class Source:
    """A text, with the line and the column (both from 1) at which it starts in its file; ``comma`` is a decimal point."""

    text: str
    line: int = 1
    column: int = 1
    comma: bool = False

    def line_of(self, position: int) -> int:
        """The line in the file of a position in the text."""
        return self.line + self.text.count("\n", 0, position)

    def column_of(self, position: int) -> int:
        """The column in the file of a position in the text."""
        start = self.text.rfind("\n", 0, position) + 1
        return position - start + (self.column if start == 0 else 1)

    def part(self, start: int, end: int) -> "Source":
        """The text between two positions, with its own place."""
        return Source(self.text[start:end], self.line_of(start), self.column_of(start))

    def error(self, position: int, message: str) -> ReadError:
        """The error to raise for a position; it shows at most 40 characters of the line."""
        start = self.text.rfind("\n", 0, position) + 1
        end = self.text.find("\n", position)
        end = len(self.text) if end < 0 else end
        if end - start > SHOWN_LENGTH:
            start = max(start, position - SHOWN_LENGTH // 2)
        before = escaped(self.text[start:position])
        shown = before + escaped(self.text[position : min(end, start + SHOWN_LENGTH)])
        return ReadError(message, self.line_of(position), self.column_of(position), shown, len(before))
