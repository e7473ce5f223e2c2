"""Which letter to solve for: of several choices the textbook's.

1. A bracket ``[m = v]`` renames. 2. A letter that nothing else reads goes. 3. With stride 1 the output position is solved
for and the kernel sum stays; else the kernel letter, whose coefficient is 1. 4. Two letters with number coefficients run
through the solutions of a linear Diophantine equation. 5. What is left keeps a divisibility bracket.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import gcd

from symcnn.calculus.elimination import Elimination, divides, linear
from symcnn.expression.nodes import Guard
from symcnn.notation.affine import Affine, floor_divide, remainder, whole
from symcnn.notation.letters import Letter


def solve(work: Elimination) -> None:
    """Solve every equation, then put in the letters that inequalities leave a single value."""
    while work.equations:
        _collapse(work)
        work.equations = [e for e in work.equations if e.number != 0]
        if not work.equations:
            break
        choices = sorted(_choices(work), key=lambda c: c[0])
        if choices:
            _, place, letter = choices[0]
            equation = work.equations.pop(place)
            slope = equation.coefficient(letter)
            rest = equation.without(letter)
            work.put(letter, -rest if slope.number == 1 else rest)
        elif not _by_numbers(work):
            _by_divisibility(work)
    _collapse(work)


def _choices(work: Elimination) -> Iterator[tuple[tuple[int, int], int, Letter]]:
    """Letters with coefficient 1 or -1, with their rank: the lower the better."""
    read = work.read()
    for place, equation in enumerate(work.equations):
        summed = [v for v in work.letters if v in equation.letters and linear(equation, v)]
        for letter in summed:
            if equation.coefficient(letter).number not in (1, -1):
                continue
            others = any(letter in e.letters for i, e in enumerate(work.equations) if i != place)
            if len(summed) == 1 and not equation.floors():
                rank = 0
            elif letter not in read and not others and letter not in work.outer:
                rank = 1
            elif letter in work.outer or letter in work.floors:
                rank = 2
            else:
                rank = 3
            yield (rank, _position(work, letter)), place, letter


def _position(work: Elimination, letter: Letter) -> int:
    """Where a letter stands; a floor with the first letter it reads, which is then solved for in its turn."""
    floor = work.floors.get(letter)
    read = floor.numerator.letters if floor is not None else {letter}
    return min((work.letters.index(v) for v in read if v in work.letters), default=len(work.letters))


def _by_numbers(work: Elimination) -> bool:
    """Solve ``a*u + b*v = rest`` with numbers a, b; the sum then runs over the solutions, no bracket inside it."""
    for place, equation in enumerate(work.equations):
        summed = [v for v in work.letters if v in equation.letters]
        slopes = [equation.coefficient(v).number if linear(equation, v) else None for v in summed]
        if None in slopes or not 1 <= len(summed) <= 2:
            continue
        work.equations.pop(place)
        rest = -equation
        for v in summed:
            rest = rest.without(v)
        if len(summed) == 1:
            _one_letter(work, summed[0], slopes[0], rest)  # type: ignore[arg-type]
        else:
            # the first is the output position, the second the kernel letter that is stepped
            pairs = sorted(zip(summed, slopes, strict=True), key=lambda p: p[0] not in work.outer)
            _two_letters(work, pairs, rest)  # type: ignore[arg-type]
        return True
    return False


def _one_letter(work: Elimination, letter: Letter, slope: int, rest: Affine) -> None:
    if slope < 0:
        slope, rest = -slope, -rest
    work.put_quotient(letter, rest, whole(slope))


def _two_letters(work: Elimination, pairs: list[tuple[Letter, int]], rest: Affine) -> None:
    (u, a), (v, b) = pairs
    if a < 0:
        a, b, rest = -a, -b, -rest
    common = gcd(a, b)
    if common > 1:
        work.conditions.append(divides(whole(common), rest))
    a, b, rest = a // common, b // common, floor_divide(rest, common)
    if a == 1:
        work.put(u, rest - b * whole(v))
        return
    low = _lower_number(work, v)
    start = low + remainder(pow(b, -1, a) * rest - low, a)
    step = work.fresh.like(v)
    work.letters[work.letters.index(v)] = step
    work.letters.append(v)
    work.put(v, start + a * whole(step))
    work.put(u, floor_divide(rest - b * start, a) - b * whole(step))


def _lower_number(work: Elimination, letter: Letter) -> int:
    """The first value of a letter where it is a plain number, else 0."""
    for quantity in work.inequalities:
        if letter in quantity.letters and (quantity - letter).number is not None:
            return -(quantity - letter).constant
    return 0


def _by_divisibility(work: Elimination) -> None:
    """Solve for the output position under a bracket that says when the division comes out."""
    equation = work.equations.pop(0)
    summed = [v for v in work.letters if v in equation.letters and linear(equation, v)]
    positive = [v for v in summed if work.facts.proves(equation.coefficient(v) - 1)]
    negative = [v for v in summed if work.facts.proves(-equation.coefficient(v) - 1)]
    usable = [v for v in summed if v in positive or v in negative]
    if not usable:
        work.conditions.append(Guard("==", equation))
        return
    letter = min(usable, key=lambda v: (v not in work.outer, work.letters.index(v)))
    slope, rest = equation.coefficient(letter), -equation.without(letter)
    if letter in negative:
        slope, rest = -slope, -rest
    work.put_quotient(letter, rest, slope)


def _collapse(work: Elimination) -> None:
    """Put in every letter that two inequalities leave at most one value, such as the window of a pool without overlap."""
    changed = True
    while changed:
        changed = False
        for letter in list(work.letters):
            value = _only_value(work, letter)
            if value is not None:
                work.put(letter, value)
                changed = True


def _only_value(work: Elimination, letter: Letter) -> Affine | None:
    """floor(e2/a), where ``a*v + e1 >= 0``, ``e2 - a*v >= 0`` and ``e1 + e2 < a`` leave nothing else."""
    own = work.definition(letter)
    sides = [(q.coefficient(letter), q.without(letter)) for q in work.inequalities
             if q not in own and letter in q.letters and linear(q, letter)]
    for a, e1 in sides:
        for b, e2 in sides:
            if a == -b and a != whole(1) and a != whole(-1) and work.facts.proves(a - 1):
                if work.facts.proves(a - 1 - e1 - e2) and _free_enough(work, letter, e2):
                    return floor_divide(e2, a)
            elif a == -b == whole(1) and e1 + e2 == whole(0) and _free_enough(work, letter, e2):
                return e2
    return None


def _free_enough(work: Elimination, letter: Letter, value: Affine) -> bool:
    """A floor is only put in as a value of free letters: its definition says it better than other summed letters do."""
    return letter not in work.floors or not value.letters & set(work.letters)
