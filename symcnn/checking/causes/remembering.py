"""An interpreter that remembers the values of parts, so that many trees that differ in one place cost little."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from symcnn.checking.meaning.interpret import Interpreter
from symcnn.checking.meaning.operations import Option
from symcnn.errors import NotSupportedYet, SymcnnError
from symcnn.reading.tree import Matrix, Tree

SHORT = 16
# so many numbers take a step, and are kept
ENTRIES = 4_000


@dataclass
class Known:
    """Values by the identity of a part and the letters around it; the parts are held so that no identity comes twice.

    What is spent ``inside`` another one's parts, as on slopes by differences, is spent there too.
    """

    values: dict[tuple[int, tuple[tuple[str, int, float], ...]], list[Option] | SymcnnError] = field(default_factory=dict)
    held: list[Tree] = field(default_factory=list)
    spent: int = 0
    inside: Known | None = None

    def spend(self, steps: int) -> None:
        """Counts steps."""
        self.spent += steps
        if self.inside is not None:
            self.inside.spend(steps)


@dataclass(frozen=True)
class Remembering(Interpreter):
    """Reads trees as an interpreter does, each part once."""

    known: Known = field(default_factory=Known)

    @cached_property
    def around(self) -> tuple[tuple[str, int, float], ...]:
        """The letters and what they run over."""
        return tuple((n, v.data.size, float(v.data.flat[0])) for n, v in sorted(self.letters.items()) if v.data.size)

    def elsewhere(self, **changes: object) -> Interpreter:
        return super().elsewhere(**changes, known=Known(inside=self.known))

    def options(self, tree: Tree) -> list[Option]:
        key = (id(tree), self.around)
        if key not in self.known.values:
            self.known.held.append(tree)
            # a long row takes as many steps
            self.known.spend(1 + (len(tree.rows) // SHORT if isinstance(tree, Matrix) else 0))
            self.budget.left = max(self.budget.left, 1000)
            try:
                found = self.known.values[key] = super().options(tree)
                self.known.spend(sum(value.data.size for value, _ in found) // ENTRIES)
            except SymcnnError as problem:
                self.known.values[key] = anew(problem)
            except (ValueError, TypeError, IndexError) as problem:
                # an edit can ask for what no array allows
                self.known.values[key] = NotSupportedYet(f"these arrays do not fit: {problem}")
        remembered = self.known.values[key]
        if isinstance(remembered, SymcnnError):
            # one that is kept would keep all frames that it passed
            raise anew(remembered)
        return remembered


def anew(problem: SymcnnError) -> SymcnnError:
    """The same error without the places that it passed."""
    return type(problem)(*problem.args)
