r"""Weights that are vectors: ``w`` in ``w^T x + b`` is no matrix, where the result is one number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symcnn.assembly.operations import operations
from symcnn.notation.spelling import parts_of_name, undressed
from symcnn.reading.statements import Data, Definition, Leaf, Statement
from symcnn.reading.tree import Bracket, Call, Entry, Name, Negation, Operation, Transposed, Tree, children, find, has

PRODUCTS = ("juxtapose", "*")
OF_NUMBERS = frozenset(["mse", "sse", "squarederror", "meansquarederror", "bce", "dropout", "identity"])


def with_weight_vectors(statements: Sequence[Statement]) -> list[Statement]:
    """The statements with such weights as leaves of one axis.

    >>> from symcnn.reading.network import read_network
    >>> with_weight_vectors(read_network("z = w^T x + b"))[0].letters
    ('n',)
    """
    equations = [s for s in statements if isinstance(s, Definition)]
    if not any(has(s.right, Transposed) for s in equations):
        return list(statements)
    told = {s.name for s in statements if isinstance(s, Leaf | Definition | Data) and isinstance(s.name, str)}
    told |= {e.base.name for s in equations for e in find(s.right, Entry) if isinstance(e.base, Name)}
    vectors = {s.name for s in equations if s.letters or s.sizes}
    before = -1
    while before < len(vectors):
        before = len(vectors)
        for statement in reversed(equations):
            vectors |= {t.name for t, is_vector in places(statement.right, statement.name in vectors)
                        if is_vector and isinstance(t, Name)}
    turned = [(t, s, is_vector) for s in equations for p, is_vector in places(s.right, s.name in vectors)
              if (t := weight_before(p)) is not None and t not in told]
    matrices = {name for name, _, is_vector in turned if is_vector}
    first = {name: equation for name, equation, _ in reversed(turned) if name not in matrices}
    found: list[Statement] = []
    for each in statements:
        found += [Leaf(n, letters=("n",), line=each.line) for n, equation in first.items() if equation is each]
        found.append(each)
    return found


def weight_before(tree: Tree) -> str | None:
    """The small letter that stands transposed before something."""
    match tree:
        case Operation(operator="juxtapose" | "*", left=Transposed(argument=Name(name=name))):
            parts = parts_of_name(name)
            return name if parts is not None and undressed(parts.base).lstrip("\\")[:1].islower() else None
    return None


def places(tree: Tree, is_vector: bool) -> Iterator[tuple[Tree, bool]]:
    """The parts of a right side, each with whether it is a vector, from whether the whole is one."""
    yield tree, is_vector
    match tree:
        case Operation(operator=operator, left=left, right=right) if operator in PRODUCTS:
            contracts = isinstance(left, Transposed) or is_capital(left)
            yield from places(left, False)
            yield from places(right, is_vector or contracts)
        case Call(function=function):
            for argument in tree.arguments:
                yield from places(argument, is_vector or (function in operations() and function not in OF_NUMBERS))
        case Operation() | Negation() | Bracket():
            for child in children(tree):
                yield from places(child, is_vector)
        case _:
            for child in children(tree):
                yield from places(child, False)


def is_capital(tree: Tree) -> bool:
    """Whether a factor is called what matrices are called."""
    parts = parts_of_name(tree.name) if isinstance(tree, Name) else None
    return parts is not None and undressed(parts.base).lstrip("\\")[:1].isupper()
