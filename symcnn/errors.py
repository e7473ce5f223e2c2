"""The errors symcnn raises; all derive from `SymcnnError`."""

SHOWN_LENGTH = 40


def quoted(value: object) -> str:
    """The value between quotes, in printable ASCII and at most 40 characters, fit for a message.

    >>> quoted("W1")
    "'W1'"
    """
    text = escaped((value if isinstance(value, str) else repr(value))[: SHOWN_LENGTH + 1])
    if len(text) > SHOWN_LENGTH:
        text = text[: SHOWN_LENGTH - 3] + "..."
    return f"'{text}'"


def escaped(text: str) -> str:
    """The text in printable ASCII: a terminal must not be moved, nor a log split, by what a sheet says.

    >>> escaped("4×4")
    '4\\\\xd74'
    """
    return "".join(c if " " <= c <= "~" else c.encode("unicode_escape").decode("ascii") for c in text)


class SymcnnError(Exception):
    """Anything symcnn refuses or fails to do."""


class ReadError(SymcnnError):
    """Text that cannot be read, with the place where reading stopped."""

    def __init__(self, message: str, line: int = 1, column: int = 1, shown: str = "", offset: int = 0):
        super().__init__(message, line, column, shown, offset)
        self.message = message
        self.line = line
        self.column = column
        self.shown = shown
        self.offset = offset

    def __str__(self) -> str:
        place = f"line {self.line}, column {self.column}: {self.message}"
        if not self.shown:
            return place
        return f"{place}\n    {self.shown}\n    {' ' * self.offset}^"


class NameProblem(SymcnnError):
    """A name outside the grammar of names."""


class MeaninglessError(SymcnnError):
    """A request that has no meaning, and never will have."""


class NotSupportedYet(SymcnnError):
    """A request that has a meaning, but that symcnn cannot serve yet."""


class ShapeError(SymcnnError):
    """Sizes or axes that do not fit together."""


class NameUnknown(SymcnnError):
    """A name that nothing defines."""


class ValueProblem(SymcnnError):
    """An array or a number that is missing or does not fit."""


class NotRecognised(SymcnnError):
    """A formula without the rendering that was asked for."""


class ProofFailed(SymcnnError):
    """A step that could not be shown equal to the one before."""


class Undecided(SymcnnError):
    """A question that could not be settled either way."""
