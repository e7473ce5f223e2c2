"""Size formulas in letters that nothing declares: ``H' = (H - K + 2P)/S + 1`` is what a window leaves, whatever its letters."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from itertools import combinations, permutations, product
from math import ceil, floor

from symcnn.checking.judge.unknown import is_unknown
from symcnn.checking.lines.outcome import Outcome
from symcnn.checking.lines.patterns import worked
from symcnn.checking.lines.size_rules import Slide, slides
from symcnn.checking.meaning.document import Reading
from symcnn.checking.meaning.link import Link, is_numeric
from symcnn.checking.report.verdict import Cause
from symcnn.notation.spelling import split
from symcnn.reading.tree import Application, Call, Entry, Name, Negation, Number, Operation, Tree, find, has

ROLES = ("length", "window", "stride", "border", "apart")
PLAIN = {"stride": 1, "border": 0, "apart": 1}
MOST_LETTERS = 5
# lengths, windows, strides, borders and distances at which a formula is tried
PLACES = tuple(p for p in product((17, 24, 31), (3, 5), (1, 2, 3), (0, 1, 2), (1, 2)))
SAME = "(K - 1)/2 on each side keeps the size"
HINTS = {"stride": ("s", "str"), "border": ("p", "pad"), "window": ("k", "f", "r", "m", "q"), "apart": ("d", "dil", "r"),
         "length": ("n", "h", "w", "i", "l", "x", "y", "d")}


def left(known: Mapping[str, int], border: int = 2, window: int = -1, inside: int = 0, behind: int = 1) -> Fraction:
    """The size that a window leaves with these factors of the border and the window, and what is added inside and behind."""
    moves = known["length"] + border * known["border"] + window * known["window"] + inside
    return Fraction(moves, known["stride"]) + behind


# the mistakes in the size that a window leaves, each with what it makes of the size
MISTAKES: tuple[tuple[str, str, Callable[[Mapping[str, int]], Fraction]], ...] = (
    ("padding-wrong", "the border counts on both sides", lambda known: left(known, border=1)),
    ("padding-wrong", "the border is to be added", lambda known: left(known, border=-2)),
    ("shape-wrong", "the window is to be taken off", lambda known: left(known, window=1)),
    ("index-off-by-one", "the one is to be added behind the fraction", lambda known: left(known, inside=1, behind=0)),
    ("index-off-by-one", "the one that is added at the end is missing", lambda known: left(known, behind=0)),
    ("index-off-by-one", "the one is to be added, and not taken off", lambda known: left(known, behind=-1)),
)


def size_formula(reading: Reading, head: Tree, others: Sequence[Tree]) -> Outcome | None:
    """The chain judged as a size in letters; None where it is none, or where nobody can tell."""
    if not others or not named_anew(reading, head):
        return None
    if len(others) > 1 and all(is_numeric(t) for t in others[1:]):
        return with_numbers(reading, head, others)
    if len(others) > 2:
        return None
    trees = [taken(reading, t) for t in others]
    letters = sorted({t.name for tree in trees for t in find(tree, Name)})
    if not 0 < len(letters) <= MOST_LETTERS or not all(is_arithmetic(t) for t in trees) or (not any(
            is_unknown(reading, Name(n)) for n in letters) and not all(reading.names.size(n) for n in letters)):
        return None
    windows = slides(reading.names.model)
    used = sorted({t.name for t in find(trees[0], Name)})
    first = judged(trees[0], used, windows) or declared(reading, trees[0], used)
    links = [] if first is None else [replaced(first, others[0])]
    if len(trees) == 2 and not isinstance(trees[0], Number):
        if isinstance(trees[1], Number) or not agree(trees[0], trees[1], letters):
            return None
        links = [links[0] if links else Link("given", member=others[0]),
                 Link("right", evidence="equal at whole numbers", member=others[1])]
    return Outcome("claim", tuple(links), head) if links else None


def with_numbers(reading: Reading, head: Tree, others: Sequence[Tree]) -> Outcome | None:
    """A size in letters that arrays have for names too, ``(W - K)/S + 1``, then in numbers: the numbers are held together."""
    tree = taken(reading, others[0])
    letters = sorted({t.name for t in find(tree, Name)})
    arrays = [n for n in letters if any(reading.names.rank(k) for k in reading.names.keys(n))]
    if not arrays or len(arrays) == len(letters) or len(letters) > MOST_LETTERS or not is_arithmetic(tree):
        return None
    first = judged(tree, letters, slides(reading.names.model)) or Link("given")
    judge, links = worked(reading, others[1], list(others[2:]))
    return Outcome("claim", (replaced(first, others[0]), *links), head, None, judge)


def replaced(link: Link, member: Tree) -> Link:
    return Link(link.verdict, link.notes, link.evidence, member=member, causes=link.causes)


def named_anew(reading: Reading, head: Tree) -> bool:
    """Whether a head is a name that nothing knows, which may be that of a size."""
    if isinstance(head, Entry):
        return isinstance(head.base, Name) and is_unknown(reading, head.base)
    if not isinstance(head, Name):
        return False
    # W_{out} beside a kernel W is the width of what comes out
    label = split(head.name).subscript
    worded = len(label) > 1 and label.isalpha() and not reading.names.keys(head.name)
    return is_unknown(reading, head) or head.name in reading.defined or worded


def taken(reading: Reading, tree: Tree) -> Tree:
    """The tree with ``stride[0]`` as a name, and ``D(K - 1)`` as a product where D names nothing."""
    match tree:
        case Entry(base=Name(name=name), indices=indices) if all(isinstance(i, Number) for i in indices):
            return Name(f"{name}[{','.join(i.text for i in indices if isinstance(i, Number))}]")
        case Application(base=Name(name=name) as base, arguments=(inner,)) if is_unknown(reading, base):
            return Operation("juxtapose", Name(name), taken(reading, inner))
        case Operation(operator=operator, left=left, right=right):
            return Operation(operator, taken(reading, left), taken(reading, right))
        case Negation(argument=inner):
            return Negation(taken(reading, inner))
        case Call(function=function, arguments=(inner,)):
            return Call(function, (taken(reading, inner),))
    return tree


def is_arithmetic(tree: Tree) -> bool:
    """Whether a tree is made of names, whole numbers and arithmetic."""
    match tree:
        case Name():
            return True
        case Number(text=text):
            return text.isdigit() and len(text) < 6
        case Operation(operator=operator, left=left, right=right):
            return operator in ("+", "-", "*", "juxtapose", "/") and is_arithmetic(left) and is_arithmetic(right)
        case Negation(argument=inner) | Call(function="floor" | "ceil", arguments=(inner,)):
            return is_arithmetic(inner)
    return False


def worth(tree: Tree, values: Mapping[str, int]) -> Fraction:
    """What a tree is at whole numbers for its names."""
    match tree:
        case Name(name=name):
            return Fraction(values[name])
        case Number(text=text):
            return Fraction(int(text))
        case Negation(argument=inner):
            return -worth(inner, values)
        case Call(function=function, arguments=(inner,)):
            return Fraction((floor if function == "floor" else ceil)(worth(inner, values)))
        case Operation(operator=operator, left=left, right=right):
            one, other = worth(left, values), worth(right, values)
            if operator == "/":
                return one / other if other else Fraction(-1)
            return one + other if operator == "+" else one - other if operator == "-" else one * other
    raise TypeError(f"no arithmetic: {type(tree).__name__}")


def agree(one: Tree, other: Tree, letters: Sequence[str]) -> bool:
    """Whether two trees are the same at whole numbers."""
    tried = [dict(zip(letters, numbers, strict=False)) for numbers in
             ((31, 5, 2, 3, 7), (24, 3, 1, 2, 5), (17, 4, 3, 1, 6), (40, 7, 4, 2, 3), (19, 2, 5, 6, 4))]
    return all(worth(one, v) == worth(other, v) for v in tried)


def judged(tree: Tree, letters: Sequence[str], windows: Sequence[Slide]) -> Link | None:
    """The link of a size formula: right where some of its letters make it one, wrong where those they look like do not."""
    if not letters:
        return None
    rounds = has(tree, Call)
    for roles in cast(letters):
        if fits_windows(roles, windows) and is_size(tree, roles, rounds):
            said = ", ".join(f"{name} the {role}" for name, role in roles.items())
            return Link("right", (f"the size that a window leaves: {said}",), "equal at whole numbers")
        if is_border(tree, roles):
            return Link("right", (SAME,), "equal at whole numbers")
        if is_spread(tree, roles):
            return Link("right", ("the size of a window whose cells lie apart",), "equal at whole numbers")
    return next((found for roles in cast(letters) if looks_so(roles) and fits_windows(roles, windows)
                 and (found := mistaken(tree, roles, rounds)) is not None), None)


def declared(reading: Reading, tree: Tree, letters: Sequence[str]) -> Link | None:
    """The link of a formula in the letters that a result's size is declared in, where a known mistake makes it of that size."""
    network = reading.names.model.network
    extents = {a.extent for e in network.forward_system.equations for a in network.forward_system.tensors[e.tensor].axes
               if {v.name for v in a.extent.letters} == set(letters)}
    rounds = has(tree, Call)
    for extent in extents if len(letters) > 2 else ():
        sizes = {v.name: v for v in extent.letters}
        for roles in cast(letters):
            tried = list(places(roles))
            with suppress(ZeroDivisionError):
                if all(extent.value({sizes[n]: v for n, v in values.items()}) == free(known) // known["stride"] + 1
                       for values, known in tried):
                    return next((Link("wrong", evidence=said, causes=(Cause(tag, said, False),)) for tag, said, rule in MISTAKES
                                 if all(worth(tree, v) == (floor(rule(k)) if rounds else rule(k)) for v, k in tried)), None)
    return None


def cast(letters: Sequence[str]) -> Iterator[dict[str, str]]:
    """The letters in the roles they may have."""
    for roles in (r for n in [len(letters)] for chosen in combinations(ROLES, n) for r in permutations(chosen)):
        yield dict(zip(letters, roles, strict=True))


def places(roles: Mapping[str, str]) -> Iterator[tuple[dict[str, int], dict[str, int]]]:
    """Numbers for the letters, and for all roles, those without a letter as where nothing is said of them."""
    for numbers in PLACES:
        known = dict(zip(ROLES, numbers, strict=True))
        if all(known[r] == n for r, n in PLAIN.items() if r not in roles.values()):
            yield {name: known[role] for name, role in roles.items()}, known


def free(known: Mapping[str, int]) -> int:
    """How far a window can move."""
    return known["length"] + 2 * known["border"] - known["apart"] * (known["window"] - 1) - 1


def is_size(tree: Tree, roles: Mapping[str, str], rounds: bool) -> bool:
    """Whether a tree is the number of places of a window; without rounding, where the stride divides."""
    if not {"length", "window"} <= set(roles.values()):
        return False
    return all(worth(tree, values) == free(known) // known["stride"] + 1 for values, known in places(roles)
               if rounds or free(known) % known["stride"] == 0)


def is_border(tree: Tree, roles: Mapping[str, str]) -> bool:
    """Whether a tree is the border on each side that keeps the size."""
    if set(roles.values()) not in ({"window"}, {"window", "apart"}):
        return False
    return all(worth(tree, values) == known["apart"] * (known["window"] - 1) // 2 for values, known in places(roles))


def is_spread(tree: Tree, roles: Mapping[str, str]) -> bool:
    """Whether a tree is how far a window with its cells apart reaches."""
    if set(roles.values()) != {"window", "apart"}:
        return False
    return all(worth(tree, values) == known["apart"] * (known["window"] - 1) + 1 for values, known in places(roles))


def fits_windows(roles: Mapping[str, str], windows: Sequence[Slide]) -> bool:
    """Whether what the formula leaves out is so for a window of the network."""
    left = set(PLAIN) - set(roles.values())
    return not windows or any(all(getattr(w, r) == PLAIN[r] for r in left) for w in windows)


def looks_so(roles: Mapping[str, str]) -> bool:
    """Whether all letters are ones that are usual for their roles, and none is as usual for another."""
    if not {"length", "window"} <= set(roles.values()):
        return False
    return all(name.lower().startswith(HINTS[role]) for name, role in roles.items())


def mistaken(tree: Tree, roles: Mapping[str, str], rounds: bool) -> Link | None:
    """The link of a formula without its last one, None for any other.

    A border that counts once may be that of both sides together, a window added one of a full convolution.
    """
    said = "the one that is added at the end is missing"
    pairs = [(worth(tree, values), free(known) // known["stride"]) for values, known in places(roles)
             if rounds or free(known) % known["stride"] == 0]
    if not pairs or any(a != b for a, b in pairs):
        return None
    return Link("wrong", evidence=said, causes=(Cause("index-off-by-one", said, False),))
