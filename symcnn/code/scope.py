"""A function under construction: blocks that are open, names in reach, and what has been worked out already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from symcnn.code.expressions import Text
from symcnn.code.identifiers import Identifiers
from symcnn.code.quantities import Names
from symcnn.equation import Equation, Tensor
from symcnn.expression.nodes import Node
from symcnn.notation.affine import Affine
from symcnn.notation.facts import Facts
from symcnn.notation.letters import Letter

INDENT = "    "


@dataclass
class Block:
    """Lines under one header; what they name is forgotten when the block is closed."""

    header: str
    letters: frozenset[Letter] = frozenset()
    lines: list[str] = field(default_factory=list)
    known: dict[Node, Text] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)

    @property
    def is_condition(self) -> bool:
        """Whether the lines are run only where something holds."""
        return self.header.startswith("if ")


@dataclass
class Scope:
    """What the rules know and write to; the mutable thing of one function.

    ``tensors`` have axes from 0; ``arrays`` names those in reach, ``letters`` the sizes and the indices of open loops;
    ``functions`` collects the scalar functions that the source needs. ``equations`` are those written so far.
    """

    tensors: Mapping[str, Tensor]
    facts: Facts
    identifiers: Identifiers
    functions: dict[str, None]
    ties: str = "first"
    letters: Names = field(default_factory=Names)
    arrays: dict[str, str] = field(default_factory=dict)
    padded: dict[object, str] = field(default_factory=dict)
    equations: dict[str, Equation] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=lambda: [Block("")])

    def line(self, text: str) -> None:
        """A statement in the innermost open block."""
        self.blocks[-1].lines.append(text)

    @property
    def lines(self) -> list[str]:
        """The finished lines of the function's body."""
        return self.blocks[0].lines

    @contextmanager
    def block(self, header: str, letters: Iterable[Letter] = ()) -> Iterator[None]:
        """A block under a header, in the innermost one open."""
        self.blocks.append(Block(header, frozenset(letters)))
        yield
        done = self.blocks.pop()
        for name in done.names:
            self.identifiers.free(name)
        self.blocks[-1].lines += [done.header, *(INDENT + line for line in done.lines)]

    @contextmanager
    def loop(self, letter: Letter, over: str) -> Iterator[str]:
        """A loop of one index letter."""
        name = self.identifiers.plain(letter.name, "k")
        self.letters[letter] = name
        with self.block(f"for {name} in {over}:", [letter]):
            yield name
        del self.letters[letter]
        self.identifiers.free(name)

    @contextmanager
    def where(self, letters: Iterable[Letter]) -> Iterator[None]:
        """The outermost block in which the letters have values and the conditions hold that hold here."""
        wanted = frozenset(letters)
        depth = max(n for n, b in enumerate(self.blocks) if n == 0 or b.letters & wanted or b.is_condition)
        inner = self.blocks[depth + 1:]
        del self.blocks[depth + 1:]
        yield
        self.blocks += inner

    def extent(self, value: Affine) -> str:
        """An extent: a number, a size, or the name of what the sizes give."""
        return str(value.number) if value.number is not None else self.letters[value.letter or value]

    def name(self, base: str) -> str:
        """A name for a value that lives as long as the innermost open block."""
        name = self.identifiers.fresh(base)
        self.blocks[-1].names.append(name)
        return name

    def find(self, node: Node) -> Text | None:
        """The name of a value that an open block holds."""
        return next((b.known[node] for b in self.blocks if node in b.known), None)

    def keep(self, node: Node, text: Text) -> Text:
        """Remembers a value in the innermost open block."""
        self.blocks[-1].known[node] = text
        return text

    def forget(self) -> None:
        """Gives back the names of what one equation needed; padded arrays stay."""
        base = self.blocks[0]
        for name in [n for n in base.names if n not in self.padded.values()]:
            base.names.remove(name)
            self.identifiers.free(name)
        base.known.clear()
