"""Reads one line of a network: its left side, its sizes, and what it is set equal to."""

from dataclasses import dataclass
from typing import Any

from symcnn.errors import NameProblem
from symcnn.notation.names import normal
from symcnn.reading.atoms import MOST_AXES
from symcnn.reading.numbers import Numbers
from symcnn.reading.sizes import with_times
from symcnn.reading.statements import Abbreviation, Data, Definition, FunctionName, Leaf, Statement
from symcnn.reading.tokens import partners
from symcnn.reading.tree import Derivative, Entry, Matrix, Name, Tree, Tuple
from symcnn.reading.words import function_key

# In tokens: `\text{max\_pool}` has six.
_LONGEST_FUNCTION = 6


@dataclass(frozen=True)
class Head:
    """What stands before the `=` of a line; the name is empty where the left side is a derivative."""

    left: Tree
    name: str
    letters: tuple[str, ...] | None
    sizes: tuple[Tree, ...] | None
    scalar: bool
    declared: bool


class LineParser(Numbers):
    """Reads a line; names on its left side take every superscript, since they are given their meaning here."""

    def place(self) -> dict[str, Any]:
        return {"line": self.source.line, "source": self.source.text}

    def primary(self) -> Tree:
        if not self.sees("|", "‖"):
            return super().primary()
        return self.normed()

    def starts_factor(self) -> bool:
        return super().starts_factor() or (self.sees("|") and not self.bars) or (self.sees("‖") and not self.norms)

    def plain_name(self, what: str) -> str:
        start = self.token.start
        tree = self.name() if self.token.kind in ("word", "command") else None
        if not isinstance(tree, Name):
            raise self.source.error(start, f"expected {what}")
        return tree.name

    def statement(self) -> tuple[Statement, ...]:
        head = self.head()
        leaf = Leaf(head.name, head.letters, head.sizes, head.scalar, **self.place())
        if self.token.kind == "end" and head.name and (head.declared or head.letters):
            return (leaf,)
        if not (self.accept("=") or self.accept(":=")):
            raise self.expected("'='" if head.declared else "':' with sizes, or '='")
        if self.token.kind == "end":
            raise self.expected("a formula or numbers behind '='")
        if self.starts_numbers():
            name = head.left if isinstance(head.left, Derivative) and not head.name else head.name
            data = Data(name, head.letters, self.numbers(), **self.place())
            return (leaf, data) if head.declared else (data,)
        return (self.formula(head),)

    def formula(self, head: Head) -> Statement:
        if not head.name:
            raise self.expected("numbers, since a gradient itself is derived")
        function = self.function()
        if function and not head.letters and not head.declared:
            return FunctionName(head.name, function, **self.place())
        right = self.whole()
        if self.sees("=", ":="):
            raise self.expected("one '=' in a line")
        self.finish()
        if isinstance(right, Derivative) and not head.declared:
            return Abbreviation(head.name, right, head.letters, **self.place())
        return Definition(head.name, head.letters, head.sizes, right, **self.place())

    def names_function(self, head: Head) -> bool:
        """Whether the line says `f = sigmoid`; it is left where it is."""
        start = self.position
        named = (self.accept("=") or self.accept(":=")) and bool(self.function())
        self.position = start
        return bool(named and head.name and not head.letters and not head.declared)

    def function(self) -> str:
        """The key of the known function whose bare name is all that is left of the line, else nothing."""
        rest = self.tokens[self.position : -1]
        if len(rest) > _LONGEST_FUNCTION or any(token.spaced for token in rest[1:]):
            return ""
        try:
            name = normal("".join(token.text for token in rest))
        except NameProblem:
            return ""
        key = function_key(name)
        return key if key in self.words.functions and name not in self.words.tensors else ""

    def head(self) -> Head:
        start = self.position
        self.binding = True
        left = self.derivative() if self.token.kind == "partial" else self.name()
        self.binding = False
        name, letters = "", None
        if not isinstance(left, Derivative):
            name, letters = self.bound(left, start)
        declared = self.accept(":")
        if declared and not name:
            self.position -= 1
            raise self.expected("'=' and numbers")
        scalar = declared and self.token.text == "scalar"
        if scalar:
            self.take()
        sizes = () if scalar else self.sizes_of(letters) if declared else None
        if scalar and letters:
            raise self.source.error(left.span[0], f"expected no letters, since {name} is a scalar")
        return Head(left, name, letters, sizes, scalar, declared)

    def bound(self, left: Tree, start: int) -> tuple[str, tuple[str, ...] | None]:
        """The name and the letters a left side gives a meaning to."""
        base, indices = (left.base, left.indices) if isinstance(left, Entry) else (left, None)
        if not isinstance(base, Name):
            raise self.source.error(self.tokens[start].start, "expected a name on the left side")
        for index in indices or ():
            if not isinstance(index, Name):
                raise self.source.error(index.span[0], "expected a letter as index of a left side")
        letters = None if indices is None else tuple(index.name for index in indices if isinstance(index, Name))
        if letters and len(set(letters)) < len(letters):
            raise self.source.error(left.span[0], "expected a different letter for every axis")
        return base.name, letters

    def sizes_of(self, letters: tuple[str, ...] | None) -> tuple[Tree, ...] | None:
        """The sizes behind the colon, `4×4`, `4x4`, `(4, 4)`; None where there are none."""
        if self.token.kind == "end" or self.sees("="):
            return None
        start = self.token.start
        self.tokens = with_times(self.tokens, self.position)
        self.partners = partners(self.source, self.tokens)
        self.sizes = True
        found = [self.size()]
        while self.accept("×"):
            found.append(self.size())
        self.sizes = False
        if len(found) == 1 and isinstance(found[0], Tuple | Matrix):
            found = list(found[0].items if isinstance(found[0], Tuple) else found[0].rows)
        if len(found) > MOST_AXES:
            raise self.source.error(start, f"a tensor has at most {MOST_AXES} axes; leave some out")
        if letters and len(letters) != len(found):
            message = f"expected {len(letters)} sizes, one for each letter, but {len(found)} are given"
            raise self.source.error(start, message)
        return tuple(found)

    def size(self) -> Tree:
        start = self.token.start
        tree = self.sum()
        self.low(tree, start)
        return tree
