"""The maximum of a body over ranges of indices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sympy import Basic, Expr, S, Sum, Symbol, Tuple, sympify
from sympy.core.symbol import Str

from symcnn.errors import MeaninglessError
from symcnn.functions.greatest import Greatest
from symcnn.functions.winner import Winner, named_tie, settled, share


class WindowMax(Expr):
    """The maximum of ``body`` over ``(letter, lower, upper)``, innermost first as in SymPy's ``Sum``.

    ``WindowMax(x[i + m], (m, 0, 1), where=condition, tie="first")``: only places where the condition holds take part,
    and ties are told apart in row-major order, the last limit being the slowest. Bound letters are renamed before
    anything that holds one of them comes in, by ``subs`` or ``xreplace``; SymPy's ``Sum`` captures there. A maximum
    over nothing is minus infinity.
    """

    is_commutative = True

    def __new__(cls, body: Any, *rest: Any, where: Any = S.true, tie: Any = "first") -> WindowMax:
        limits = []
        for part in rest:
            if isinstance(part, tuple | Tuple):
                limits.append(Tuple(*part))
            elif isinstance(part, Str):
                tie = part
            else:
                where = part
        for k, limit in enumerate(limits):
            _check_limit(limit, {inner[0] for inner in limits[: k + 1]})
        return super().__new__(cls, sympify(body, strict=True), *limits, sympify(where, strict=True), named_tie(tie))

    @property
    def body(self) -> Expr:
        """What is compared."""
        return self.args[0]

    @property
    def limits(self) -> tuple[Tuple, ...]:
        """Letter, lower and upper bound of each range, innermost first."""
        return self.args[1:-2]

    @property
    def where(self) -> Basic:
        """The condition under which a place takes part."""
        return self.args[-2]

    @property
    def tie(self) -> str:
        """The tie rule."""
        return self.args[-1].name

    @property
    def bound(self) -> tuple[Symbol, ...]:
        """The bound letters, outermost first."""
        return tuple(limit[0] for limit in reversed(self.limits))

    @property
    def free_symbols(self) -> set[Basic]:
        bound = set(self.bound)
        found = set().union(*(a.free_symbols for a in self.args))
        return {s for s in found if not s.free_symbols & bound}

    def apart_from(self, coming: set[Basic]) -> WindowMax:
        """The same with those bound letters renamed that stand among the coming symbols; the new ones have primes."""
        taken = self.atoms(Symbol) | coming
        renamed = {}
        for letter in self.bound:
            new = letter
            while letter in coming and new in taken:
                new = Symbol(new.name + "'", **letter.assumptions0)
            taken.add(new)
            if new != letter:
                renamed[letter] = new
        return self.func(*(a.xreplace(renamed) for a in self.args)) if renamed else self

    def _eval_subs(self, old: Basic, new: Basic) -> Expr:
        if old.free_symbols & set(self.bound):
            return self
        window = self.apart_from(new.free_symbols)
        return window.func(*(a._subs(old, new) for a in window.args))

    def _xreplace(self, rule: Any) -> tuple[Basic, bool]:
        if self in rule:
            return rule[self], True
        if not isinstance(rule, Mapping):
            return super()._xreplace(rule)
        bound = set(self.bound)
        outer = {old: new for old, new in rule.items() if not old.free_symbols & bound}
        window = self.apart_from(set().union(*(new.free_symbols for new in outer.values())))
        parts = [a._xreplace(outer) for a in window.args]
        changed = any(c for _, c in parts)
        return (window.func(*(a for a, _ in parts)), True) if changed else (self, False)

    def places(self) -> list[dict[Symbol, Expr]] | None:
        """The values of the letters at each place, in row-major order, or None where a bound is no number."""
        places: list[dict[Symbol, Expr]] = [{}]
        for letter, lower, upper in reversed(self.limits):
            ends = [(p, lower.subs(p), upper.subs(p)) for p in places]
            if not all(a.is_Integer and b.is_Integer for _, a, b in ends):
                return None
            places = [{**p, letter: S(v)} for p, a, b in ends for v in range(int(a), int(b) + 1)]
        kept = [(p, self.where.subs(p)) for p in places]
        return None if any(c not in (S.true, S.false) for _, c in kept) else [p for p, c in kept if c is S.true]

    def share(self, *at: Expr) -> Expr | None:
        """The share of the gradient that goes to one place, where all values are numbers, else None."""
        places = self.places()
        if places is None or not all(a.is_Integer for a in at):
            return None
        place = dict(zip(self.bound, at, strict=True))
        values = [self.body.subs(p).doit() for p in places]
        if place not in places:
            return S.Zero
        return share(values, places.index(place), self.tie) if settled(values) else None

    def doit(self, **hints: Any) -> Expr:
        """The values written out where all bounds are numbers, and the greatest where the values are; else itself."""
        places = self.places()
        if places is None:
            return self
        values = [self.body.subs(p) for p in places]
        return Greatest(*values, tie=self.tie).doit(**hints) if values else S.NegativeInfinity

    def _eval_derivative(self, symbol: Expr) -> Expr:
        window = self.apart_from(symbol.free_symbols)
        slope = window.body.diff(symbol)
        return S.Zero if slope.is_zero else Sum(Winner(self, *window.bound) * slope, *window.limits)

    def _eval_evalf(self, prec: int) -> Expr:
        done = self.doit()
        return self if isinstance(done, WindowMax) else done._evalf(prec)

    def _latex(self, printer: Any, exp: str = "") -> str:
        limits = [[printer._print(part) for part in limit] for limit in reversed(self.limits)]
        lines = [rf"{lower} \le {letter} \le {upper}" for letter, lower, upper in limits]
        lines += [] if self.where is S.true else [printer._print(self.where)]
        below = lines[0] if len(lines) == 1 else r"\substack{" + r" \\ ".join(lines) + "}"
        written = rf"\max_{{{below}}} {printer._print(self.body)}"
        return rf"\left({written}\right)^{{{exp}}}" if exp else written


def _check_limit(limit: Tuple, bound: set[Basic]) -> None:
    if len(limit) != 3 or not isinstance(limit[0], Symbol):
        raise MeaninglessError(f"a maximum over {limit}: give (letter, lower, upper)")
    if (limit[1].free_symbols | limit[2].free_symbols) & bound:
        raise MeaninglessError(f"a maximum over {limit}, whose bounds hold its letter or an inner one: rename a letter")
