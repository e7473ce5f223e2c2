"""Names that nothing knows: found, and given numbers where both sides of a chain hold them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

import numpy as np

from symcnn.checking.binding.domains import Domains, ranged_letters
from symcnn.checking.binding.samples import COUNTS
from symcnn.checking.meaning.document import Reading
from symcnn.checking.meaning.functions import ARRAYS
from symcnn.checking.meaning.ranged import window_sides
from symcnn.checking.numbers.value import Value, exact
from symcnn.errors import NameProblem, NameUnknown
from symcnn.reading.latex_words import SCRIPT
from symcnn.reading.tree import (
    Application,
    Bracket,
    Call,
    Cases,
    Derivative,
    Entry,
    Extremum,
    Name,
    Number,
    Operation,
    Slope,
    SumOver,
    Tree,
    find,
    has,
    walk,
)
from symcnn.reading.words import function_key

EMPTY: Mapping[str, float] = MappingProxyType({})
# functions with a kink or a step at zero
KINKED = frozenset({"relu", "leakyrelu", "elu", "abs", "step", "sign", "sgn", "max", "min"})

# functions of matrices, which are no factors
OF_MATRICES = frozenset({"det", "tr", "Tr", "trace", "rank"})


def invent(reading: Reading, trees: list[Tree]) -> set[str]:
    """Numbers for names that nothing knows and that stand on both sides of a chain; the names whose numbers are any."""
    sides = [set(unknown_names(reading, t)) for t in trees]
    shared = {n for k, side in enumerate(sides) for n in side if any(n in other for other in sides[k + 1:])}
    bounds = ends(reading, trees) | dict.fromkeys(sample_counts(reading, trees), 1.0)
    signed = on_both_sides_of_kinks(trees)
    # a line's own kinks and logarithms say which signs its letters may have
    here = {t.name for tree in trees for t in find(tree, Name)} & set(reading.invented) if reading.invented else set()
    before = {n for n in here if reading.defined.get(n) is reading.invented[n]}
    for name in sorted((shared | before) - set(bounds)):
        reading.invented[name] = reading.defined[name] = any_numbers(reading, name, name in signed)
    for name, last in bounds.items():
        reading.defined[name] = dict.fromkeys(range(len(reading.worlds)), exact(last))
    return shared - set(bounds)


def any_number(reading: Reading, trees: list[Tree]) -> list[str]:
    """Numbers for single letters that nothing knows and that stand on one side only: a line is to hold whatever they are."""
    found = sorted({n for t in trees for n in unknown_names(reading, t) if len(n) == 1})
    signed = on_both_sides_of_kinks(trees)
    for name in found:
        reading.defined[name] = any_numbers(reading, name, name in signed)
    return found


def any_numbers(reading: Reading, name: str, signed: bool = False) -> dict[int, Value]:
    """A number for a name in each world, from its letters alone; a ``signed`` one is less than zero in every other."""
    return {n: exact((-1) ** (n * signed) * np.random.default_rng([n, *name.encode()]).uniform(0.3, 1.7))
            for n in range(len(reading.worlds))}


def on_both_sides_of_kinks(trees: Iterable[Tree]) -> set[str]:
    """The names in maxima, cases, bars and other functions with a kink at zero, unless only a number above zero has a value."""
    nodes = [t for tree in trees for t in walk(tree)]
    kinked = [t for t in nodes if isinstance(t, Extremum | Cases | Bracket | Slope) or (
        isinstance(t, Call) and t.function in KINKED)]
    upright = [t for t in nodes if (isinstance(t, Call) and t.function in ("log", "ln", "sqrt")) or (
        isinstance(t, Operation) and t.operator == "^" and not isinstance(t.right, Number))]
    inside, never = ({n.name for t in some for n in find(t, Name)} for some in (kinked, upright))
    return inside - never


def sample_counts(reading: Reading, trees: Iterable[Tree]) -> list[str]:
    """Names of numbers of samples that nothing knows and that only stand below a fraction, or above a sum: ``1/m``.

    The gradients of the single samples' losses go with them, so that the number is 1.
    """
    nodes = [t for tree in trees for t in walk(tree)]
    below = [t.right for t in nodes if isinstance(t, Operation) and t.operator == "/" and not has(t.left, Name)]
    below += [t.upper for t in nodes if isinstance(t, SumOver) and isinstance(t.upper, Name)]
    names = [t.name for t in nodes if isinstance(t, Name)]
    counted = [t.name for t in below if isinstance(t, Name)]
    divided = {t.right.name for t in nodes if isinstance(t, Operation) and t.operator == "/" and isinstance(t.right, Name)}
    return sorted(n for n in set(counted) & divided & COUNTS if names.count(n) == counted.count(n) and is_unknown(
        reading, Name(n)))


def ends(reading: Reading, trees: Iterable[Tree]) -> dict[str, float]:
    """The names in upper bounds of sums: each with the number under which its sum goes over the whole range.

    Of several in one bound, ``H - k``, those are taken as found that stand alone in another, and the rest but one are 3.
    """
    bounds, loose = limits(reading, trees)
    held = {n: reading.settled[n] for names, _ in (*bounds, *loose) for n in names if n in reading.settled}
    found = solved(bounds, held)
    for names, last in loose:
        for name in (n for n in names if n not in found):
            told = reading.limits.get(name)
            found[name] = told if told is not None else last if last is not None and len(names) == 1 else 3.0
    return found


def tell_limits(reading: Reading, trees: Iterable[Tree]) -> None:
    """Keeps the names in upper bounds of sums that the sums of a whole document settle, each in one way.

    Those that several bounds hold alone, and all alike, are settled for good.
    """
    bounds, _ = limits(reading, trees)
    alone: dict[str, list[float]] = {}
    for names, last in bounds:
        if len(names) == 1:
            (name, sign), = names.items()
            alone.setdefault(name, []).append(sign * last)
    several = {n for n, numbers in alone.items() if len(set(numbers)) > 1}
    reading.limits.update(solved([b for b in bounds if not several & set(b[0])]))
    reading.settled.update({n: numbers[0] for n, numbers in alone.items() if n not in several and len(numbers) > 1})


Limit = tuple[dict[str, int], float]


def limits(reading: Reading, trees: Iterable[Tree]
           ) -> tuple[list[Limit], list[tuple[dict[str, int], float | None]]]:
    """The upper bounds of sums in names: those over an axis that the letter itself runs along, and the others."""
    exact_ones: list[Limit] = []
    loose: list[tuple[dict[str, int], float | None]] = []
    domains = Domains(reading.names, reading.base)
    for node in (n for tree in trees for n in find(tree, SumOver) if n.upper is not None):
        assert node.upper is not None
        form = linear(node.upper)
        if form is None and (tops := least_of(node.upper)):
            exact_ones += [bound for top in tops for bound in along_an_axis(reading, node, top)]
            continue
        if form is None:
            unsized = {t.name: 1 for t in find(node.upper, Name) if reading.names.size(t.name) is None}
            loose += [(unsized, None)] if unsized else []
            continue
        known = sum(c * float(reading.names.size(n) or 0) for n, c in form[0].items())
        names = {n: c for n, c in form[0].items() if reading.names.size(n) is None}
        ranges = [(r, domains.runs_along(node.body, letter)) for letter in node.letters
                  if (r := domains.of(node.body, letter))]
        if names and ranges and ranges[0][1]:
            exact_ones.append((names, float(ranges[0][0][-1] - form[1]) - known))
        elif names:
            loose.append((names, float(ranges[0][0][-1] - form[1]) - known if ranges else None))
    windows = window_sides(reading.names.model)
    for each in (n for tree in trees for n in find(tree, Extremum) if len(windows) == 1):
        for low, high in ranged_letters(each.conditions, set()).values():
            first, form = linear(low), linear(high)
            names = {} if form is None else {n: c for n, c in form[0].items() if reading.names.size(n) is None}
            if first is not None and not first[0] and form is not None and len(names) == len(form[0]) == 1:
                exact_ones.append((names, float(first[1] + windows[0] - 1 - form[1])))
    return sorted(exact_ones, key=lambda bound: len(bound[0])), loose


def least_of(tree: Tree) -> list[tuple[dict[str, int], int]]:
    """What stands in ``\\min(i, n - k)``, as far as it is a sum of names and a number."""
    inside = tree.arguments if isinstance(tree, Call) and tree.function == "min" else ()
    return [form for t in inside if (form := linear(t)) is not None]


def along_an_axis(reading: Reading, node: SumOver, form: tuple[dict[str, int], int]) -> list[Limit]:
    """The limit that an upper bound is, where the letter runs along an axis and the bound holds names of no size."""
    domains = Domains(reading.names, reading.base)
    names = {n: c for n, c in form[0].items() if reading.names.size(n) is None and is_unknown(reading, Name(n))}
    known = sum(c * float(reading.names.size(n) or 0) for n, c in form[0].items())
    letters = domains.free([node.body])
    if not names or set(names) & set(letters) or len(node.letters) != 1 or not domains.runs_along(
            node.body, node.letters[0]):
        return []
    return [(names, float(domains.of(node.body, node.letters[0])[-1] - form[1]) - known)]


def solved(bounds: Iterable[Limit], held: Mapping[str, float] = EMPTY) -> dict[str, float]:
    """Numbers for the names under which each bound is what it is to be; of several in one all but one are 3.

    Those that are ``held`` have their numbers.
    """
    found = dict(held)
    for names, last in bounds:
        for name in [n for n in names if n not in found][1:]:
            found[name] = 3.0
        for name in (n for n in names if n not in found):
            found[name] = (last - sum(c * found[n] for n, c in names.items() if n != name)) / names[name]
    return found


def linear(tree: Tree) -> tuple[dict[str, int], int] | None:
    """Names with coefficients 1 and -1, and the whole number added: ``H - k + 1``; None for anything else."""
    if isinstance(tree, Name):
        return {tree.name: 1}, 0
    if isinstance(tree, Number) and tree.text.isdigit():
        return {}, int(tree.text)
    if isinstance(tree, Operation) and tree.operator in ("+", "-"):
        left, right = linear(tree.left), linear(tree.right)
        if left is None or right is None or set(left[0]) & set(right[0]):
            return None
        sign = 1 if tree.operator == "+" else -1
        return {**left[0], **{n: sign * c for n, c in right[0].items()}}, left[1] + sign * right[1]
    return None


def unknown_names(reading: Reading, tree: Tree) -> list[str]:
    """The names in a tree that nothing knows, index letters apart."""
    letters = Domains(reading.names, reading.base).free([tree])
    bound = {n for node in find(tree, SumOver) for n in node.letters}
    # any letter may be the loss
    bound |= {node.of.name for node in find(tree, Derivative) if isinstance(node.of, Name)
              and reading.head_key(node) is not None}
    for node in find(tree, Operation):
        if node.operator == "^" and isinstance(node.left, Name):
            above = node.right.base if isinstance(node.right, Application) else node.right
            bound |= {above.name} if isinstance(above, Name) else set()
    bound |= {t.base.name for t in find(tree, Application) if isinstance(t.base, Name) and t.base.name.startswith(SCRIPT)}
    return [t.name for t in find(tree, Name) if t.name not in letters and t.name not in bound
            and t.name not in {"e", "\\pi", *OF_MATRICES, *held_equal(tree)} and is_unknown(reading, t)]


def held_equal(tree: Tree) -> set[str]:
    """The names of which a bracket asks whether something is the same: one that holds for no number at all tells nothing."""
    cases = [t.condition for t in find(tree, Bracket)]
    return {n.name for c in cases if isinstance(c, Operation) and c.operator in ("==", "!=") for n in find(c, Name)}


def is_unknown(reading: Reading, tree: Tree) -> bool:
    """Whether a tree is a name that nothing knows."""
    if isinstance(tree, Entry) and isinstance(tree.base, Application):
        # g(G, V, s)_{i,j}
        return is_unknown(reading, tree.base)
    if isinstance(tree, Application) and isinstance(tree.base, Name):
        # a name of a function for what the chain says: f(x, w)
        return (len(tree.arguments) > 1 and function_key(tree.base.name) not in ARRAYS
                and is_unknown(reading, tree.base))
    if not isinstance(tree, Name) or reading.names.size(tree.name) is not None or tree.name in reading.defined:
        return False
    try:
        reading.names.target(tree.name)
    except (NameUnknown, NameProblem):
        return True
    return False
