"""Axes that products of a sheet's own lines tell: ``x W`` of a row and a matrix, ``W X`` of many samples side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace

from symcnn.checking.binding.dots import with_entries
from symcnn.checking.binding.own_evidence import names_in
from symcnn.checking.binding.samples import COUNTS
from symcnn.checking.own.any_layer import layer_of
from symcnn.checking.own.lines import Forward
from symcnn.notation.spelling import split, undressed
from symcnn.reading.tree import Call, Entry, Name, Operation, Transposed, Tree, find, walk

MATRICES = frozenset("WUV") | {"\\Theta"}


def told_axes(lines: Sequence[Forward], trees: Sequence[Tree]) -> list[str]:
    """Declarations of matrices and rows, as lines of a network."""
    given = {line.name: line.sides[1] for line in lines if line.sides is not None}
    counts: dict[str, set[int]] = {}
    for entry in (t for member in trees for t in find(with_entries(member), Entry)):
        if isinstance(entry.base, Name):
            counts.setdefault(entry.base.name, set()).add(len(entry.indices))
    taken = {n for line in lines for n in line.reads | {line.name}}
    sizes = [n for n in ("N", "D", "Q", "P") if n not in taken]
    found: dict[str, str] = rows_by_matrices(given, trees)
    for left, right in (pair for side in given.values() for pair in products(side)):
        number = len(found) + 1
        is_loose = right not in given and right not in counts and right not in found
        row = counts.get(before_functions(left, given), {1}) == {1}
        if is_matrix(right) and not is_matrix(left) and is_loose and row:
            found[right] = f"{right}[r_{number},s_{number}]"
            is_row = base(left).islower() or counts.get(left.lower()) == {1}
            if left not in given and left not in found and is_row and sizes:
                found[left] = f"{left}: {sizes.pop(0)}"
        elif is_matrix(left) and is_loose and base(right).isupper() and speaks_of_samples(trees):
            found[right] = f"{right}[r_{number},s_{number}]"
    return list(found.values())


def rows_by_matrices(given: Mapping[str, Tree], trees: Sequence[Tree]) -> dict[str, str]:
    """Declarations of what is multiplied, many rows by a matrix, where the writer transposes both of them somewhere."""
    turned = {t.argument.name for member in trees for t in find(member, Transposed) if isinstance(t.argument, Name)}
    twice = {any_layer(t.base.name) for member in trees for t in find(with_entries(member), Entry)
             if isinstance(t.base, Name) and len(t.indices) == 2}
    twice = with_what_gives_them(twice, given)
    found: dict[str, str] = {}
    lefts = []
    # a capital that is multiplied by weights and transposed has a row for each sample, and so have all of them
    capitals = {left for side in given.values() for left, right in products(side)
                if is_matrix(right) and not is_matrix(left) and base(left).isupper()}
    samples = capitals if capitals & turned else set()
    for head, (left, right) in ((head, pair) for head, side in given.items() for pair in products(side)):
        number = len(found) + 1
        is_loose = {left, right} <= turned - set(given) and not is_matrix(left) and base(left).isupper()
        rows = is_matrix(right) and not is_matrix(left) and right not in given and (any_layer(head) in twice or left in samples)
        if rows and right not in found:
            found[right] = f"{right}[r_{number},s_{number}]"
        if (is_loose or rows) and left not in given and left not in found:
            found[left] = f"{left}[q_{number},r_{number}]"
            lefts.append(left)
        if is_loose and right not in found:
            found[right] = f"{right}[r_{number},s_{number}]"
    return found if lefts else {}


def with_what_gives_them(names: Set[str], given: Mapping[str, Tree]) -> set[str]:
    """The arrays, and those that they are made of sample by sample: by functions, by matrices behind them."""
    found, waiting = set(names), [n for n in given if any_layer(n) in names]
    while waiting:
        name = waiting.pop()
        right = given.get(name)
        made = {left for left, weights in products(right) if is_matrix(weights) and not is_matrix(left)} if right else set()
        before = before_functions(name, given)
        made |= {right.name} if isinstance(right, Name) else {before} - {name}
        waiting += [n for n in made if n not in found]
        found |= made
    return found


def any_layer(name: str) -> str:
    """A name without how far its layer is from the one that runs: the same for ``x^{l}`` and ``x^{l+1}``."""
    at = layer_of(name)
    return name if at is None else replace(split(name), superscript=at.letter).join()


def multiplied_matrices(lines: Sequence[Forward], trees: Sequence[Tree]) -> list[str]:
    """Declarations of the matrices in products such as ``W x``, where the writer transposes one or multiplies entrywise.

    A capital in bold beside a small letter in bold is one too.
    """
    sides = [line.sides[1] for line in lines if line.sides is not None]
    bold = any(is_matrix(left) and base(left) != split(left).base and base(right).islower() and base(right) != split(right).base
               for side in sides for left, right in products(side))
    if not bold and not any(isinstance(t, Transposed) or (isinstance(t, Operation) and t.operator == "odot")
               for member in trees for t in walk(member)):
        return []
    given = {line.name for line in lines}
    twice = {t.base.name for member in trees for t in find(with_entries(member), Entry)
             if isinstance(t.base, Name) and len(t.indices) == 2}
    found = dict.fromkeys(left for side in sides for left, right in products(side)
                          if (is_matrix(left) or left in twice) and not is_matrix(right) and left not in given)
    return [f"{name}[r_{n},s_{n}]" for n, name in enumerate(found, 1)]


def before_functions(name: str, given: Mapping[str, Tree]) -> str:
    """The array that a function of its entries makes another of: Z for ``A = tanh(Z)``."""
    for _ in given:
        right = given.get(name)
        if not isinstance(right, Call) or right.function == "flatten" or len(right.arguments) != 1 or not isinstance(
                right.arguments[0], Name):
            break
        name = right.arguments[0].name
    return name


def products(tree: Tree) -> Iterator[tuple[str, str]]:
    """The names that stand side by side as factors of a product."""
    for node in walk(tree):
        if isinstance(node, Operation) and node.operator in ("juxtapose", "*") and isinstance(
                node.left, Name) and isinstance(node.right, Name):
            yield node.left.name, node.right.name


def base(name: str) -> str:
    """The letter of a name without its font."""
    return undressed(split(name).base)


def is_matrix(name: str) -> bool:
    """Whether a name is one that writers give a matrix of weights."""
    return base(name) in MATRICES


def speaks_of_samples(trees: Iterable[Tree]) -> bool:
    """Whether a writer divides by a number of samples, or sums along an axis."""
    nodes = [t for member in trees for t in walk(member)]
    return any(isinstance(t, Operation) and t.operator == "/" and isinstance(t.right, Name) and t.right.name in COUNTS
               and not names_in(t.left) for t in nodes) or any(
        isinstance(t, Call) and any(word == "axis" for word, _ in t.keywords) for t in nodes)
