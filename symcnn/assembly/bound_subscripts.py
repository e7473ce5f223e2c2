"""Subscripts that are letters bound where they stand: ``t_k`` in ``\\sum_k t_k \\log p_k`` is an entry, no name of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from symcnn.assembly.survey import shape_of
from symcnn.errors import SymcnnError
from symcnn.notation.spelling import parts_of_name
from symcnn.reading.below import between
from symcnn.reading.parser import parse
from symcnn.reading.statements import Data, Definition, Leaf, Statement
from symcnn.reading.tree import (
    Call,
    Entry,
    Extremum,
    Name,
    Number,
    Operation,
    SumOver,
    Transposed,
    Tree,
    children,
    find,
    has,
    mapped,
)


@dataclass(frozen=True)
class Told:
    """The names that the statements declare, and those of them that are single numbers."""

    names: AbstractSet[str]
    numbers: AbstractSet[str]


def with_bound_subscripts(statements: Sequence[Statement]) -> list[Statement]:
    """The statements with such names as entries, where nothing else says what their letter is.

    >>> from symcnn.reading.network import read_network
    >>> with_bound_subscripts(read_network("E = sum_k t_k"))[0].right.body
    Entry(base=Name(name='t'), indices=(Name(name='k'),))
    """
    statements = with_letters(statements)
    told = {s.name for s in statements if isinstance(s, Leaf | Definition | Data) and isinstance(s.name, str)}
    told |= {t.name for s in statements for size in sizes_in(s) for t in find(size, Name)}
    new = [Leaf(n, sizes=(), scalar=True, line=s.line) for s in statements if isinstance(s, Definition)
           for n in dict.fromkeys((*classes(s, told), *compared(s.right, frozenset(s.letters or ()), told)))]
    new += [Leaf(n, letters, line=s.line) for s in statements if isinstance(s, Definition)
            for n, letters in sample_rows(s.right, frozenset(), told)]
    statements = [*new, *statements]
    names = Told(told, {s.name for s in statements if isinstance(s, Leaf | Data) and isinstance(s.name, str) and is_number(s)})
    return [replace(s, right=with_entries(s.right, set(s.letters or ()), names)) if isinstance(s, Definition) else s
            for s in statements]


def with_letters(statements: Sequence[Statement]) -> list[Statement]:
    """The statements with the letters below a left side as those of its axes, where they are."""
    lettered = {s.name: rank for s in statements if isinstance(s, Leaf | Definition | Data) and (rank := rank_of(s))
                and isinstance(s.name, str)}
    found: list[Statement] = []
    summed = {n for s in statements if isinstance(s, Definition) for n in read_in_sums(s.right, frozenset())}
    for statement in statements:
        if isinstance(statement, Definition):
            statement = lettered_left(statement, lettered, summed)
            lettered |= {statement.name: len(statement.letters)} if statement.letters else {}
        found.append(statement)
    return found


def letters_of(tree: Extremum) -> set[str]:
    """What a maximum runs over."""
    return {c.name if isinstance(c, Name) else between(c)[0] for c in tree.conditions} - {""}


def rank_of(statement: Leaf | Definition | Data) -> int:
    """How many axes a statement says that a tensor has; nought where it says nothing, or that it has none."""
    if isinstance(statement, Data):
        return len(shape_of(statement.value))
    return len(statement.letters or statement.sizes or ())


def read_in_sums(tree: Tree, bound: AbstractSet[str]) -> Iterator[str]:
    r"""The names that are read where all the letters below them are bound: ``q_k`` in ``\sum_k q_k \log p_k``."""
    if isinstance(tree, SumOver):
        bound |= set(tree.letters)
    if isinstance(tree, Name) and (letters := split_below(tree.name)[1]) and set(letters) <= bound:
        yield tree.name
    for child in children(tree):
        yield from read_in_sums(child, bound)


def lettered_left(statement: Definition, lettered: Mapping[str, int], in_sums: AbstractSet[str] = frozenset()) -> Definition:
    r"""``y_i = \sum_j W_{ij} x_j`` as an equation for ``y[i]``, where something on the right is indexed by its letter, too.

    That is what stands beside a bound letter, what wears one elsewhere (``z_i`` beside ``\sum_j z_j``), or what is
    ``lettered``: an equation before gives so many letters to it. Or another sums over what the letter tells apart.
    """
    base, letters = split_below(statement.name)
    if statement.letters is not None or statement.sizes is not None or not letters:
        return statement
    worn = [(b, at, letters_in(at)) for b, at in (below(t.name) for t in find(statement.right, Name))]
    summed = {n for s in find(statement.right, SumOver) for letter in s.letters for n in run_of(s, letter)}
    summed |= {n for t in find(statement.right, Extremum) for n in letters_of(t)}
    indexed = {b for b, at, inside in worn if inside & summed or lettered.get(b, 0) >= len(at) > 0}
    found = {n for b, _, inside in worn if b in indexed for n in inside}
    found |= {n for entry in find(statement.right, Entry) for n in letters_in(entry.indices)
              if not isinstance(entry.base, Name) or entry.base.name in lettered}
    if statement.name in in_sums:
        found |= {n for _, _, inside in worn for n in inside}
    return replace(statement, name=base, letters=tuple(letters)) if set(letters) <= found else statement


def sizes_in(statement: Statement) -> Iterator[Tree]:
    """What a statement speaks of as sizes: extents of axes, and how far sums go."""
    if isinstance(statement, Leaf | Definition):
        yield from statement.sizes or ()
    if isinstance(statement, Definition):
        for node in find(statement.right, SumOver):
            yield from (end for end in (node.lower, node.upper) if end is not None)


def is_number(statement: Statement) -> bool:
    """Whether a statement declares a single number, such as the class of a sample."""
    if isinstance(statement, Data):
        return isinstance(statement.value, str)
    return isinstance(statement, Leaf) and statement.scalar


def classes(statement: Definition, told: AbstractSet[str]) -> list[str]:
    r"""The letters of ``-\log p_c`` that nothing says anything of: each is the class of a sample."""
    if statement.letters or has(statement.right, SumOver):
        return []
    worn = [(t.name, *split_below(t.name)) for call in find(statement.right, Call) if call.function == "log"
            for t in find(call, Name)]
    return sorted({letter for name, base, letter in worn if base in told and len(letter) == 1 and not {name, letter} & told})


def sample_rows(tree: Tree, bound: AbstractSet[str], told: AbstractSet[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What a transposed name is multiplied with at a bound letter, ``x_n`` of ``w^T x_n``: the samples are rows of x."""
    if isinstance(tree, SumOver):
        bound |= set(tree.letters)
    match tree:
        case Operation(operator="juxtapose" | "*", left=Transposed(argument=one), right=other):
            for sample, beside in ((one, other), (other, one)):
                base, letter = sample_of(sample)
                known = {f"{base}_{letter}", base, base[:1].upper() + base[1:]} & told
                if letter in bound and not known and sample_of(beside)[1] not in bound:
                    yield base, (letter, next(n for n in "jdkl" if n != letter))
    for child in children(tree):
        yield from sample_rows(child, bound, told)


def sample_of(tree: Tree) -> tuple[str, str]:
    """A name and the one letter below it: ``x_n``, ``x[n]``."""
    if isinstance(tree, Name):
        return split_below(tree.name)
    match tree:
        case Entry(base=Name(name=base), indices=(Name(name=letter),)):
            return base, letter
    return "", ""


def compared(tree: Tree, bound: AbstractSet[str], told: AbstractSet[str]) -> Iterator[str]:
    r"""What a bound letter is compared with and nothing says anything of: the class c of ``\sum_{j \ne c}``, ``1[j = c]``."""
    if isinstance(tree, SumOver):
        bound |= set(tree.letters)
    if isinstance(tree, Operation) and tree.operator in ("!=", "==") and isinstance(tree.right, Name) and isinstance(
            tree.left, Name) and tree.left.name in bound:
        base, worn = below(tree.right.name)
        if not {tree.right.name, base} & (bound | told) and not letters_in(worn) & bound:
            yield tree.right.name
    for child in children(tree):
        yield from compared(child, bound, told)


def with_entries(tree: Tree, bound: AbstractSet[str], told: Told) -> Tree:
    """A tree with the names as entries whose subscripts are bound letters; what is ``told`` stays as it is."""
    if isinstance(tree, SumOver):
        tree = replace(tree, letters=tuple(n for letter in tree.letters for n in run_of(tree, letter)))
        bound |= set(tree.letters)
    if isinstance(tree, Extremum):
        bound |= letters_of(tree)
    if not isinstance(tree, Name):
        return mapped(of_layer(tree, told.names), lambda t: with_entries(t, bound, told))
    base, letters = split_below(tree.name)
    indices = (Name(letters),) if letters in bound else below(tree.name)[1]
    if tree.name in told.names:
        return tree
    parts = parts_of_name(tree.name)
    if not letters and parts is not None and (parts.subscript in told.numbers or is_entry(parts.subscript, bound)):
        # s_{y_i}, where y_i is a class, or the class of sample i
        index = with_entries(parse(parts.subscript), bound, told)
        return Entry(Name(replace(parts, subscript="").join()), (index,), span=tree.span)
    if base in told.names and letters in told.numbers:
        return Entry(Name(base), (Name(letters),), span=tree.span)
    worked_out = any(not isinstance(t, Name) for t in indices)
    known = not worked_out and bool({base, base[:1].upper() + base[1:]} & told.names)
    if known or not letters_in(indices) or not letters_in(indices) <= bound:
        return tree
    return Entry(Name(below(tree.name)[0]), indices, span=tree.span)


def is_entry(subscript: str, bound: AbstractSet[str]) -> bool:
    """Whether a subscript is a name with bound letters below: ``y_i`` where i is bound."""
    letters = split_below(subscript)[1] if "_" in subscript else ""
    return bool(letters) and letters in bound


def run_of(tree: SumOver, letter: str) -> tuple[str, ...]:
    """The letters that a sum over ``ij`` has, where what it adds up wears them so: ``x_{ij}``."""
    if len(letter) < 2 or tree.lower is not None or not letter.isalpha():
        return (letter,)
    run = any(split_below(t.name)[1] == letter for t in find(tree.body, Name)) or any(
        t.indices == tuple(map(Name, letter)) for t in find(tree.body, Entry))
    return tuple(letter) if run else (letter,)


def below(name: str) -> tuple[str, tuple[Tree, ...]]:
    """A name without its subscript, and the indices that this may be: ``i, j`` of ``x_{ij}``, ``i+k`` of ``x_{i+k}``."""
    base, letters = split_below(name)
    if letters:
        return base, tuple(map(Name, letters))
    parts = parts_of_name(name)
    if parts is None or not parts.subscript or parts.subscript.isdigit():
        return name, ()
    try:
        index = parse(parts.subscript)
    except SymcnnError:
        return name, ()
    return replace(parts, subscript="").join(), (index,)


def letters_in(indices: Sequence[Tree]) -> set[str]:
    """The letters of some indices."""
    return {t.name for index in indices for t in find(index, Name)}


def split_below(name: str) -> tuple[str, str]:
    """A name without its subscript, and the subscript where it is made of letters."""
    parts = parts_of_name(name)
    if parts is None or not parts.subscript.isalpha():
        return name, ""
    return replace(parts, subscript="").join(), parts.subscript


def of_layer(tree: Tree, told: AbstractSet[str]) -> Tree:
    """``a_{1,i}`` as an entry of ``a_1`` where that is told, and nothing of ``a``."""
    if not (isinstance(tree, Entry) and isinstance(tree.base, Name) and tree.base.name not in told and len(tree.indices) > 1
            and isinstance(tree.indices[0], Number)):
        return tree
    parts = parts_of_name(tree.base.name)
    layer = replace(parts, subscript=tree.indices[0].text).join() if parts is not None and not parts.subscript else ""
    return Entry(Name(layer), tree.indices[1:], span=tree.span) if layer in told else tree
