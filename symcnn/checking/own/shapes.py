r"""Sizes that products of matrices and columns tell: ``x^T A x``, ``(X w - y)^T (X w - y)``, ``\frac{1}{\sqrt{d}} Q K^T``.

Capitals are matrices, small letters columns, what a number is divided by is a number. Where all equations go together so,
their leaves are declared with the sizes that follow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import singledispatchmethod
from itertools import combinations

from symcnn.assembly.operations import operations
from symcnn.assembly.products import RATES
from symcnn.checking.own.lines import Forward
from symcnn.errors import ShapeError
from symcnn.notation.spelling import split, undressed
from symcnn.reading.tree import (
    PRODUCTS,
    Call,
    Name,
    Negation,
    Number,
    Operation,
    SumOver,
    Transposed,
    Tree,
    find,
    walk,
)

ENTRYWISE = frozenset(("softmax", "logsoftmax", "dropout", "identity"))
TO_NUMBERS = frozenset(("sum", "squarederror", "mse", "sse", "meansquarederror"))
LETTERS = ("N", "D", "M", "P", "Q", "R", "H", "B", "T", "U", "V", "F", "G", "J", "O", "Z")
# so many names may be something else than their letters say
MOST = 2
ONE = "1"

Shape = tuple[str, str]
"""How many rows and columns: names of sizes, some of which turn out to be the same."""


def sizes_of_products(lines: Sequence[Forward], shapes: Sequence[Forward], trees: Sequence[Tree], losses: Set[str]
                      ) -> list[str]:
    """Declarations of what the equations read; none where they have no product that needs them, or do not go together."""
    sides = {line.name: line.sides[1] for line in lines if line.sides is not None and isinstance(line.sides[0], Name)}
    if len(sides) < len(lines) or not any(is_compound(t) for side in sides.values() for t in walk(side)):
        return []
    said = {line.name: line.text.partition(": ")[2].split("×") for line in shapes}
    divisors = {n for side in sides.values() for n in divided_by(side)}
    leaves = [n for n in dict.fromkeys(n for line in lines for n in sorted(line.reads)) if n not in sides]
    doubtful = [n for n in leaves if n not in said and n not in divisors and not is_capital(n)]
    for changed in (set(c) for k in range(MOST + 1) for c in combinations(doubtful, k)):
        numbers = divisors | {n for n in doubtful if (base(n) in RATES) != (n in changed)}
        try:
            found = Products({n: of_leaf(n, numbers, said.get(n)) for n in leaves})
            for name, side in sides.items():
                found.give(name, side, name in losses)
            return list(found.declared(leaves, said, limits(trees) | {n for each in said.values() for n in each}))
        except ShapeError:
            continue
    return []


@dataclass
class Products:
    """The shapes of names, and which of their sizes are the same."""

    shapes: dict[str, Shape]
    same: dict[str, str] = field(default_factory=dict)

    def root(self, size: str) -> str:
        """The size that stands for all that are the same as one."""
        while size in self.same:
            size = self.same[size]
        return size

    def join(self, one: Shape, other: Shape) -> Shape:
        """Two shapes that are the same."""
        for a, b in zip(map(self.root, one), map(self.root, other), strict=True):
            if a != b:
                if ONE in (a, b) or (a.isalnum() and b.isalnum()):
                    raise ShapeError(f"{a} and {b} are two sizes")
                # a size that is said stands for those that are not
                self.same |= {b: a} if a.isalnum() else {a: b}
        return one

    def is_number(self, shape: Shape) -> bool:
        """Whether there is one row and one column."""
        return self.root(shape[0]) == self.root(shape[1]) == ONE

    def give(self, name: str, side: Tree, is_loss: bool) -> None:
        """A name its shape, that of the right side of its equation."""
        self.shapes[name] = self.of(side)
        if is_loss and not self.is_number(self.shapes[name]):
            raise ShapeError("a loss is one number")

    @singledispatchmethod
    def of(self, tree: Tree) -> Shape:
        """The shape of a tree; raises ``ShapeError`` where it has none."""
        raise ShapeError(f"{type(tree).__name__.lower()} is no product of matrices")

    @of.register
    def _(self, tree: Number) -> Shape:
        return ONE, ONE

    @of.register
    def _(self, tree: Name) -> Shape:
        if tree.name not in self.shapes:
            raise ShapeError(f"nothing gives {tree.name}")
        return self.shapes[tree.name]

    @of.register
    def _(self, tree: Negation) -> Shape:
        return self.of(tree.argument)

    @of.register
    def _(self, tree: Transposed) -> Shape:
        rows, columns = self.of(tree.argument)
        return columns, rows

    @of.register
    def _(self, tree: Call) -> Shape:
        shapes = [self.of(t) for t in tree.arguments]
        if tree.function in TO_NUMBERS:
            for other in shapes[1:]:
                self.join(shapes[0], other)
            return ONE, ONE
        if len(shapes) != 1 or tree.keywords or (tree.function in operations() and tree.function not in ENTRYWISE):
            raise ShapeError(f"{tree.function} is no product")
        return shapes[0]

    @of.register
    def _(self, tree: Operation) -> Shape:
        left, right = self.of(tree.left), self.of(tree.right)
        numbers = self.is_number(left), self.is_number(right)
        if tree.operator in PRODUCTS and not any(numbers):
            self.join((left[1], ONE), (right[0], ONE))
            return left[0], right[1]
        if tree.operator in ("/", "^") and numbers[1]:
            return left
        if tree.operator in ("+", "-", "odot", *PRODUCTS):
            return right if numbers[0] else left if numbers[1] else self.join(left, right)
        raise ShapeError(f"{tree.operator} is no product")

    def declared(self, leaves: Sequence[str], said: Mapping[str, list[str]], limits: Set[str]) -> Iterator[str]:
        """The declarations of those leaves of which no size is said; what a sum ends at is none of them."""
        taken = {*self.shapes, *limits}
        free = iter([n for n in LETTERS if n not in taken])
        letters = {ONE: ONE}
        for name in leaves:
            roots = [self.root(n) for n in self.shapes[name]]
            if roots != [ONE, ONE] and (ONE in roots) != (len(roots_of(self.shapes[name])) == 1):
                raise ShapeError(f"{name} has one row")
            for each in roots:
                letters.setdefault(each, each if each.isalnum() else next(free))
            extents = [letters[each] for each in roots if each != ONE]
            if name not in said and not (name in limits and not extents):
                yield f"{name}: {'×'.join(extents) or 'scalar'}"


def roots_of(shape: Shape) -> list[str]:
    """The sizes of a shape that are not one by what the name is called."""
    return [n for n in shape if n != ONE]


def of_leaf(name: str, numbers: Set[str], said: Sequence[str] | None) -> Shape:
    """The shape of what no equation gives, by its letter or by what is said of it."""
    if said is not None:
        if not 0 < len(said) < 3 or ONE in said:
            raise ShapeError(f"{name} is no matrix and no column")
        return said[0], said[1] if len(said) == 2 else ONE
    if name in numbers:
        return ONE, ONE
    return f"{name} rows", f"{name} columns" if is_capital(name) else ONE


def is_compound(tree: Tree) -> bool:
    """Whether a tree is a product with something transposed that names side by side do not tell: of three, of brackets."""
    if isinstance(tree, Operation) and tree.operator == "/":
        return any(isinstance(t, Transposed) for t in factors(tree.left)) and not isinstance(tree.right, Number)
    parts = factors(tree)
    turned = [t.argument for t in parts if isinstance(t, Transposed)]
    return len(parts) > 1 and bool(turned) and (
        len(parts) > 2 or any(not isinstance(t, Name) or t in parts for t in turned))


def factors(tree: Tree) -> list[Tree]:
    """What is multiplied in a product."""
    if isinstance(tree, Operation) and tree.operator in PRODUCTS:
        return [*factors(tree.left), *factors(tree.right)]
    return [tree]


def divided_by(tree: Tree) -> set[str]:
    r"""The names that something is divided by, alone or under a root: the d of ``\frac{1}{\sqrt{d}}``."""
    below = [t.right for t in find(tree, Operation) if t.operator == "/"]
    inner = [t.arguments[0] if isinstance(t, Call) and t.function == "sqrt" else t for t in below]
    return {t.name for t in inner if isinstance(t, Name)}


def numbers_below(chains: Sequence[Sequence[Tree]]) -> set[str]:
    r"""Names with a letter below that are sizes: said in a space, ``\mathbb{R}^{n \times d_k}``, or all under roots."""
    spaces = [m.right for c in chains for m in c[1:] if isinstance(m, Operation) and m.operator == "^"
              and isinstance(m.left, Name) and m.left.name == "\\mathbb{R}"]
    trees = [m for c in chains for m in c]
    roots = [t.arguments[0].name for m in trees for t in find(m, Call) if t.function == "sqrt" and len(t.arguments) == 1
             and isinstance(t.arguments[0], Name)]
    nodes = [t.name for m in trees for t in find(m, Name)]
    summed = {c for m in trees for t in find(m, SumOver) for c in t.letters}
    found = {t.name for m in spaces for t in find(m, Name)} | {n for n in roots if nodes.count(n) == roots.count(n)}
    return {n for n in found if len(letter := split(n).subscript) == 1 and letter.isalpha() and letter not in summed}


def limits(trees: Sequence[Tree]) -> set[str]:
    """The letters that sums end at."""
    return {t.upper.name for m in trees for t in find(m, SumOver) if isinstance(t.upper, Name)}


def base(name: str) -> str:
    """The letter of a name without its font."""
    return undressed(split(name).base)


def is_capital(name: str) -> bool:
    """Whether a name is called what matrices are called."""
    return base(name).lstrip("\\")[:1].isupper()
