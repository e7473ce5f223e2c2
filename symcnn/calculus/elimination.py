"""The state of a contraction: letters still summed, equations still to solve, inequalities still to keep."""

from __future__ import annotations

from collections.abc import Sequence

from symcnn.expression.nodes import Access, Guard, Node, Range, Size, Winner
from symcnn.expression.walk import descend, free_letters, substitute, substitute_guard, transform
from symcnn.notation.affine import Affine, Floor, floor_divide, whole
from symcnn.notation.facts import Facts
from symcnn.notation.letters import Fresh, Letter


class Elimination:
    """A sum under way; the one place in the calculus whose fields change."""

    def __init__(self, ranges: Sequence[Range], guards: Sequence[Guard], factor: Node,
                 brackets: Sequence[tuple[Affine, Affine]], fresh: Fresh, outer: frozenset[Letter],
                 facts: Facts) -> None:
        self.letters = [r.letter for r in ranges]
        self.kernel = frozenset(self.letters) - outer
        self.fresh, self.outer, self.facts = fresh, outer, facts
        self.factor = factor
        self.equations = [left - right for left, right in brackets if left != right]
        self.inequalities: list[Affine] = []
        self.conditions: list[Guard] = []
        self.floors: dict[Letter, Floor] = {}
        self.record: list[tuple[Letter, Affine]] = []
        for r in ranges:
            self.inequalities += [whole(r.letter) - q for q in r.lower] + [q - r.letter for q in r.upper]
        for guard in guards:
            if guard.relation == ">=":
                self.inequalities.append(guard.quantity)
            elif guard.relation == "==":
                self.equations.append(guard.quantity)
            else:
                self.conditions.append(guard)
        self._open_floors()

    def _open_floors(self) -> None:
        """Give every floor of summed letters in an equation a letter of its own, innermost first."""
        while True:
            found = [f for e in self.equations for f in _innermost(e) if self._summed(f)]
            if not found:
                return
            floor = found[0]
            letter = self.fresh.named("q")
            self.floors[letter] = floor
            self.letters.append(letter)
            self._replace(floor, whole(letter))
            self.inequalities += self.definition(letter)

    def _summed(self, floor: Floor) -> bool:
        return bool((floor.numerator.letters | floor.denominator.letters) & set(self.letters))

    def _replace(self, floor: Floor, value: Affine) -> None:
        def swap(quantity: Affine) -> Affine:
            return replace_floor(quantity, floor, value)

        self.equations = [swap(e) for e in self.equations]
        self.inequalities = [swap(q) for q in self.inequalities]
        self.conditions = [Guard(g.relation, swap(g.quantity), g.modulus) for g in self.conditions]
        self.factor = map_quantities(self.factor, swap)

    def put(self, letter: Letter, value: Affine) -> None:
        """Put a value in for a summed letter everywhere."""
        values = {letter: value}
        self.letters.remove(letter)
        if letter in self.floors:
            del self.floors[letter]
            self.record = [(v, q.substitute(values)) for v, q in self.record]
        else:
            self.record.append((letter, value))
        self.equations = [e.substitute(values) for e in self.equations]
        self.inequalities = list(dict.fromkeys(q.substitute(values) for q in self.inequalities))
        self.conditions = [substitute_guard(g, values) for g in self.conditions]
        self.floors = {v: Floor(f.kind, f.numerator.substitute(values), f.denominator.substitute(values))
                       for v, f in self.floors.items()}
        self.factor = substitute(self.factor, values, self.fresh)

    def put_quotient(self, letter: Letter, numerator: Affine, divisor: Affine) -> None:
        """Put ``numerator/divisor`` in for a letter, under the bracket that the division comes out.

        Where it does, inequalities are multiplied by the divisor, so that no floor comes into them.
        """
        self.inequalities = [
            q.coefficient(letter) * numerator + divisor * q.without(letter)
            if letter in q.letters and linear(q, letter) else q for q in self.inequalities]
        self.put(letter, floor_divide(numerator, divisor))
        self.conditions.append(divides(divisor, numerator))

    def definition(self, letter: Letter) -> tuple[Affine, ...]:
        """The inequalities that say which floor a letter stands for; none where it stands for none."""
        if letter not in self.floors:
            return ()
        floor = self.floors[letter]
        low = floor.numerator - floor.denominator * letter
        return low, floor.denominator - 1 - low

    def open_letters(self) -> list[Letter]:
        """Close the floors that were not solved for; the letters that are left to sum over."""
        for letter in reversed(list(self.floors)):
            floor, own = self.floors[letter], self.definition(letter)
            if letter in floor.numerator.letters | floor.denominator.letters:
                # what it divides was solved for through it: its definition leaves it one value to be summed over
                del self.floors[letter]
                continue
            self.inequalities = [q for q in self.inequalities if q not in own]
            self.put(letter, floor_divide(floor.numerator, floor.denominator))
        return self.letters

    def read(self) -> frozenset[Letter]:
        """The letters the factor reads, the places of winners apart: those follow whatever is solved for."""
        if not any(isinstance(n, Winner) for n in descend(self.factor)):
            return free_letters(self.factor)
        return free_letters(transform(self.factor, lambda n: n.of if isinstance(n, Winner) else n))


def divides(modulus: Affine, quantity: Affine) -> Guard:
    """The bracket ``modulus | quantity``, numbers reduced by the modulus."""
    if modulus.number is not None:
        quantity = Affine({m: c % modulus.number for m, c in quantity.terms})
    return Guard("|", quantity, modulus)


def linear(quantity: Affine, letter: Letter) -> bool:
    """Whether the letter stands in the quantity outside floors only, and once in a term."""
    inside = any(letter in f.numerator.letters | f.denominator.letters for f in quantity.floors())
    return not inside and all(m.count(letter) <= 1 for m, _ in quantity.terms)


def _innermost(quantity: Affine) -> list[Floor]:
    """The floors in a quantity that hold no floor themselves."""
    found = []
    for floor in quantity.floors():
        deeper = _innermost(floor.numerator) + _innermost(floor.denominator)
        found += deeper or [floor]
    return found


def replace_floor(quantity: Affine, floor: Floor, value: Affine) -> Affine:
    """The quantity with one floor replaced wherever it stands."""
    if not quantity.floors():
        return quantity
    total = whole(0)
    for monomial, coefficient in quantity.terms:
        product = whole(coefficient)
        for atom in monomial:
            if isinstance(atom, Letter):
                product = product * atom
            elif atom == floor:
                product = product * value
            else:
                product = product * floor_divide(replace_floor(atom.numerator, floor, value),
                                                 replace_floor(atom.denominator, floor, value))
        total = total + product
    return total


def map_quantities(node: Node, rule) -> Node:  # type: ignore[no-untyped-def]
    """The node with a rule applied to the indices of its entries and to its sizes, not to ranges."""
    def visit(n: Node) -> Node:
        if isinstance(n, Access):
            return Access(n.tensor, tuple(rule(i) for i in n.indices))
        return Size(rule(n.quantity)) if isinstance(n, Size) else n

    return transform(node, visit)
