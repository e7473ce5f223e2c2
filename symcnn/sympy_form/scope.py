"""What the symbols of an expression that comes in stand for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import sympy
from sympy import Basic, Expr, Symbol

from symcnn.equation import Tensor
from symcnn.errors import NameUnknown, NotSupportedYet, ShapeError, quoted
from symcnn.expression.nodes import Range
from symcnn.notation.affine import Affine, Whole, whole
from symcnn.notation.letters import Letter, index
from symcnn.notation.names import check
from symcnn.sympy_form.whole import whole_or_none


@dataclass(frozen=True)
class Scope:
    """Tensors by name, quantities by symbol, and the letters in use, to which every bound letter is added."""

    tensors: Mapping[str, Tensor]
    letters: Mapping[Symbol, Whole]
    tie: str
    taken: set[Letter]

    def lookup(self, symbol: Symbol) -> Affine | None:
        """What a symbol stands for; one made with other assumptions is found by its name, unless a scalar has it."""
        if symbol in self.letters:
            return whole(self.letters[symbol])
        if self.named(symbol.name, 0):
            return None
        alike = {whole(v) for s, v in self.letters.items() if s.name == symbol.name}
        return alike.pop() if len(alike) == 1 else None

    def whole_or_none(self, expr: Expr) -> Affine | None:
        """A whole-number quantity, or None."""
        return whole_or_none(expr, self.lookup)

    def whole(self, expr: Expr, what: str) -> Affine:
        """A whole-number quantity; raises ``NotSupportedYet`` for anything else."""
        found = self.whole_or_none(expr)
        if found is None:
            raise NotSupportedYet(f"{what} {quoted(str(expr))}: use whole multiples of known letters, and floors")
        return found

    def named(self, name: str, axes: int) -> list[Tensor]:
        """The tensors of this name or key with so many axes."""
        return [t for t in self.called(name) if len(t.axes) == axes]

    def called(self, name: str) -> list[Tensor]:
        """The tensors of this name or key."""
        found = {t.key: t for k, t in self.tensors.items() if name in (k, t.key, t.shown) and not t.partial}
        return list(found.values())

    def tensor(self, name: str, axes: int) -> Tensor:
        """The one tensor of this name with so many axes."""
        found = self.named(name, axes)
        if len(found) == 1:
            return found[0]
        if found:
            keys = ", ".join(sorted(t.key for t in found))
            raise NameUnknown(f"the name {quoted(name)} shows more than one tensor: write one of the keys {keys}")
        if others := self.called(name):
            raise ShapeError(f"{quoted(name)} with {axes} indices: give it {len(others[0].axes)}")
        known = ", ".join(sorted({*self.tensors, *(s.name for s in self.letters)})) or "none"
        raise NameUnknown(f"no tensor or letter is named {quoted(name)}: use one of {known}")

    def bind(self, limits: Sequence[Basic]) -> tuple[tuple[Range, ...], Scope]:
        """SymPy's limits, innermost first, as ranges, outermost first, with letters of their own."""
        scope, ranges = self, []
        for limit in reversed(limits):
            symbol, lower, upper = limit.args
            lowers, uppers = scope._bounds(lower, sympy.Max), scope._bounds(upper, sympy.Min)
            letter = scope._unused(symbol.name)
            ranges.append(Range(letter, lowers, uppers))
            scope = replace(scope, letters={**scope.letters, symbol: letter})
        return tuple(ranges), scope

    def _bounds(self, bound: Expr, several: type[Expr]) -> tuple[Affine, ...]:
        return tuple(self.whole(b, "a bound") for b in (bound.args if isinstance(bound, several) else (bound,)))

    def _unused(self, shown: str) -> Letter:
        name = shown.split("'")[0].replace("\N{PRIME}", "'")
        check(name, "a letter of a Sum")
        mark = next(m for m in range(len(self.taken) + 1) if index(name, m) not in self.taken)
        self.taken.add(index(name, mark))
        return index(name, mark)
