"""What a document holds for the checker, in order."""

from dataclasses import dataclass, field

from symcnn.errors import ReadError
from symcnn.reading.claims import Chain, read_claims
from symcnn.reading.directives import Directive
from symcnn.reading.repair import repaired
from symcnn.reading.tree import Blank
from symcnn.reading.words import Words


@dataclass(frozen=True)
class NetworkBlock:
    """The text of a network, and the line on which it starts; `cell` counts the cells of a notebook from 1."""

    text: str
    line: int
    cell: int = 0


@dataclass(frozen=True)
class Mathematics:
    """A display, or a piece of inline mathematics; `repairs` are commands a Python string had broken.

    It is `named` where words before it say what it is of, and no line above: "Sum $= 3 + 4$"; it `defines` where these are
    "let" and its kin. The last ``words`` before it and the first ones ``behind`` it are kept.

    The spans of its chains are places in `source`, which starts on `line`. `directives` are those of its block.
    """

    line: int
    source: str
    display: bool
    chains: tuple[Chain, ...] = ()
    error: ReadError | None = field(default=None, compare=False)
    directives: tuple[Directive, ...] = ()
    repairs: tuple[str, ...] = ()
    cell: int = 0
    named: bool = False
    defines: bool = False
    words: str = field(default="", compare=False)
    behind: str = field(default="", compare=False)

    @property
    def kind(self) -> str:
        """`claim` if any chain is one or a display stands alone, else `range` or `expression`."""
        kinds = {chain.kind for chain in self.chains}
        if "claim" in kinds or self.errors or (self.display and "expression" in kinds):
            return "claim"
        return "range" if "range" in kinds else "expression"

    @property
    def errors(self) -> tuple[ReadError, ...]:
        """All that could not be read."""
        inner = tuple(error for chain in self.chains for error in chain.errors)
        return (self.error, *inner) if self.error else inner


Item = NetworkBlock | Mathematics | Directive


@dataclass(frozen=True)
class Piece:
    """A place where mathematics stands, with the blanks around it; `block` counts the blocks of the document.

    `named` says that a word stands before it that it gives the value of, `defines` that it is said to be let so; it
    `goes_on` with what stands in a cell before it. `words` and those `behind` are what stands beside it. Its decimal
    point may be a `comma`.
    """

    line: int
    source: str
    display: bool
    block: int
    rows_at_line_ends: bool = False
    cell: int = 0
    named: bool = False
    defines: bool = False
    goes_on: bool = False
    words: str = ""
    behind: str = ""
    comma: bool = False


def mathematics(piece: Piece, words: Words, held: tuple[Directive, ...]) -> Mathematics:
    """The piece as it is read, without the blanks around it; a line end may be half of a broken command."""
    whole, repairs = repaired(piece.source)
    source = whole.strip()
    line = piece.line + whole[: len(whole) - len(whole.lstrip())].count("\n")
    chains: tuple[Chain, ...] = ()
    error = None
    try:
        chains = read_claims(source, words.tensors, words.functions, line, piece.rows_at_line_ends,
                             piece.comma)
        if piece.goes_on and [c.kind for c in chains] == ["expression"]:
            chains = (Chain((Blank(), *chains[0].members), ("=",), ((0, 0), *chains[0].spans)),)
    except ReadError as problem:
        error = problem
    return Mathematics(line, source, piece.display, chains, error, held, repairs, piece.cell, piece.named, piece.defines,
                       piece.words, piece.behind)
