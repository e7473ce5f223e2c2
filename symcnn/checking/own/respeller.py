"""What claims write as networks write it: entries, signs between arrays, norms, letters side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field, replace

from symcnn.checking.binding.dots import with_entries
from symcnn.checking.binding.own_evidence import named, names_in
from symcnn.checking.meaning.letter_runs import is_product_of, is_run, product_of
from symcnn.checking.own.which_kernel import Grids, kernel_last
from symcnn.notation.spelling import split, undressed
from symcnn.reading.claims import Chain
from symcnn.reading.tree import (
    PRODUCTS,
    Application,
    Call,
    Derivative,
    Entry,
    Matrix,
    Nabla,
    Name,
    Number,
    Operation,
    SumOver,
    Transposed,
    Tree,
    Tuple,
    find,
    has,
    mapped,
    walk,
)

LOSSES = frozenset("LJE") | {"\\ell"}


@dataclass(frozen=True)
class Respeller:
    """Turns what claims write into what networks write; ``indexed`` are the names that take indices.

    ``run_together`` are products whose letters stand side by side: ``qz``. Where the writer speaks of numbers alone, a
    star between two ``convolves`` nothing; where it stands beside a transpose it ``multiplies`` matrices. ``functions``
    are names of functions that nobody says more of, ``labels`` names with a word below them, ``grids`` the extents of
    arrays of which every entry is named.
    """

    indexed: frozenset[str]
    flips: bool = False
    run_together: frozenset[str] = frozenset()
    convolves: bool = True
    multiplies: bool = False
    functions: frozenset[str] = frozenset()
    labels: frozenset[str] = frozenset()
    grids: Grids = field(default_factory=dict)

    def entries(self, tree: Tree) -> Tree:
        """The tree with entries for names that carry indices: ``x_1`` is one only where ``x`` has letters elsewhere."""
        if isinstance(tree, Name) and tree.name in self.labels:
            return tree
        if isinstance(tree, Name) and tree.name in self.run_together:
            return product_of(tree.name)
        if isinstance(tree, Name):
            entry = with_entries(tree)
            is_entry = isinstance(entry, Entry) and isinstance(entry.base, Name) and entry.base.name in self.indexed
            return entry if is_entry else tree
        if isinstance(tree, Application) and isinstance(tree.base, Name) and tree.base.name in self.functions:
            return Call(tree.base.name, tuple(self.entries(t) for t in tree.arguments))
        if isinstance(tree, Application) and isinstance(tree.base, Name):
            # C_p(i, j) is the entry p, i, j of C, but L_{CE}(y, t) is a loss
            base = self.entries(tree.base)
            if isinstance(base, Entry) and undressed(split(tree.base.name).base) not in LOSSES:
                return replace(base, indices=base.indices + tree.arguments)
            if tree.base.name in self.indexed:
                return Entry(tree.base, tree.arguments)
        if isinstance(tree, Entry):
            return tree
        if isinstance(tree, SumOver):
            # k_h - 1 above a sum is a size
            return replace(tree, body=self.entries(tree.body))
        return mapped(tree, self.entries)

    def spelled(self, tree: Tree) -> Tree:
        """Convolution signs between whole arrays as calls, squared norms as sums of squares."""
        tree = mapped(tree, self.spelled)
        if self.multiplies and isinstance(tree, Operation) and tree.operator == "*" and isinstance(
                tree.left, Name) and isinstance(tree.right, Name):
            return replace(tree, operator="juxtapose")
        signs = ("star", "*") if self.convolves else ("star",)
        if isinstance(tree, Operation) and tree.operator in signs and all(
                isinstance(t, Name) for t in (tree.left, tree.right)):
            return self._convolution(tree.left, tree.right)
        if isinstance(tree, Operation) and tree.operator == "star" and all(
                isinstance(t, Name) or is_one_map(t) for t in (tree.left, tree.right)):
            return Call("conv", (tree.left, tree.right), (("flip", Name("True")),) if self.flips else ())
        if isinstance(tree, Operation) and tree.operator == "^" and (inner := _normed(tree.left)) is not None:
            return Call("squarederror", (inner.left, inner.right)) if isinstance(inner, Operation) and (
                inner.operator == "-") else Call("sum", (Operation("^", inner, tree.right),))
        if isinstance(tree, Call | Application) and len(tree.arguments) == 1 and word_of(tree) == "vec":
            return Call("flatten", tree.arguments)
        if isinstance(tree, Call) and tree.function == "conv" and self.flips:
            return replace(tree, keywords=(*tree.keywords, ("flip", Name("True"))))
        return tree

    def _convolution(self, left: Tree, right: Tree) -> Tree:
        assert isinstance(left, Name) and isinstance(right, Name)
        image, _ = kernel_last(left.name, right.name, self.grids)
        if image != left.name:
            left, right = right, left
        return Call("conv", (left, right), (("flip", Name("True")),) if self.flips else ())


def word_of(tree: Call | Application) -> str:
    """The word that something is applied by."""
    return tree.function if isinstance(tree, Call) else split(tree.base.name).base if isinstance(tree.base, Name) else ""


def is_one_map(tree: Tree) -> bool:
    """Whether a tree is one of several arrays, ``X_c`` or ``W_{f,c}``, by letters or numbers alone."""
    return isinstance(tree, Entry) and isinstance(tree.base, Name) and all(isinstance(i, Name | Number) for i in tree.indices)


def _normed(tree: Tree) -> Tree | None:
    """What stands between the bars of a norm."""
    if isinstance(tree, Entry):
        tree = tree.base
    if isinstance(tree, Call) and tree.function == "norm" and len(tree.arguments) == 1:
        inner = tree.arguments[0]
        return inner.items[0] if isinstance(inner, Tuple) and len(inner.items) == 1 else inner
    return None


def lettered(trees: Iterable[Tree], words: Set[str] = frozenset()) -> frozenset[str]:
    """The names that stand with a letter as an index somewhere, ``x_i``, or at several places of two: ``x_{12}``.

    ``words`` are names with a word below them, which is no index.
    """
    letters: dict[str, set[str]] = {}
    labels: dict[str, set[str]] = {}
    entries, single = set(), set()
    trees = list(trees)
    tensors = {n for t in (t for member in trees for t in walk(member)) for n in tensor_names(t)}
    # a(1 - a) is a product, L(\\hat{y}, y) hangs on two tensors
    applied = [t for member in trees for t in find(member, Application)
               if not any(n in tensors or "{" in split(n).base for each in t.arguments for n in names_in(each))]
    entered = (t for member in trees for t in walk(entries_but(member, words)) if not isinstance(t, Application))
    for tree in (*applied, *entered):
        base, indices = (tree.base, tree.indices) if isinstance(tree, Entry) else (
            (tree.base, tree.arguments) if isinstance(tree, Application) else (None, ()))
        if isinstance(base, Name) and is_label(indices):
            labels.setdefault(base.name, set()).add(indices[0].name if isinstance(indices[0], Name) else "")
        elif isinstance(base, Name) and any(not isinstance(t, Number) for t in indices):
            letters.setdefault(base.name, set()).update(t.name if isinstance(t, Name) else "" for t in indices)
        elif isinstance(base, Name) and len(indices) > 1:
            entries.add((base.name, tuple(t.text for t in indices if isinstance(t, Number))))
        elif isinstance(base, Name):
            single.add(base.name)
    # out_o beside out_{o1} and out_{o2} is any of these
    found = {n for n, used in letters.items() if not used <= labels.get(n, set())}
    # beside y_1 and y_2, y_{12} is the twelfth
    several = [name for name, _ in entries if name not in single]
    return frozenset(found | {n for n in several if several.count(n) > 1})


def entries_but(tree: Tree, words: Set[str]) -> Tree:
    """The tree with entries for names that carry indices, but for those with words."""
    if isinstance(tree, Name):
        return tree if tree.name in words else with_entries(tree)
    return tree if isinstance(tree, Entry) else mapped(tree, lambda t: entries_but(t, words))


def run_together(trees: Iterable[Tree]) -> frozenset[str]:
    """Names of several letters, each of which is a name of its own elsewhere: products such as ``qz``, ``xW_1``.

    Of two letters one may stand nowhere else, if it is the other by which something is differentiated: ``wx`` beside d/dw.
    """
    trees = list(trees)
    names = {t.name for member in trees for t in find(member, Name)}
    slopes = [t for member in trees for t in find(member, Derivative)]
    by, parts = {t.by.name for t in slopes if isinstance(t.by, Name)}, {p for t in slopes for p in (t.of, t.by)}
    with_one = {n for n in names if len(n) == 2 and is_run(n) and n[0] != "d" and set(n) & by and Name(n) not in parts}
    # dx_1 speaks of x_1
    differentiated = {n[1:] for n in names if len(n) > 1 and n[0] == "d"}
    return frozenset(n for n in names if n in with_one or (is_run(n) and n[0] != "d" and set(n) <= names) or is_product_of(
        n, names | differentiated))


def tensor_names(tree: Tree) -> set[str]:
    """The names that stand before brackets, are differentiated or are transposed in a node."""
    if isinstance(tree, Application):
        return names_in(tree.base)
    if isinstance(tree, Transposed) and isinstance(tree.argument, Name):
        return {tree.argument.name}
    sides = (tree.of, tree.by) if isinstance(tree, Derivative | Nabla) else ()
    return {n for t in sides if t is not None for n in named(t.base if isinstance(t, Application) else t)}


def star_multiplies(trees: Iterable[Tree]) -> bool:
    """Whether a star stands between numbers somewhere: a number, or entries ``X(i+m) * w(m)``."""
    nodes = [t for member in trees if not is_extents(member) for t in walk(member)]
    # nor are the extents above a name a product
    above = {id(n) for t in nodes if isinstance(t, Operation) and t.operator == "^" for n in walk(t.right)}
    stars = [t for t in nodes if isinstance(t, Operation) and t.operator == "*" and id(t) not in above]
    return any(isinstance(side, Number) or (isinstance(side, Entry | Application) and any(
        isinstance(i, Operation) for i in (side.indices if isinstance(side, Entry) else side.arguments)))
        for t in stars for side in (t.left, t.right))


def is_extents(tree: Tree) -> bool:
    """Whether a tree is whole numbers times each other and nothing else: ``3 x 3``, said of a filter."""
    if isinstance(tree, Operation) and tree.operator == "*":
        return is_extents(tree.left) and is_extents(tree.right)
    return isinstance(tree, Number) and tree.text.isdigit()


def matrices_multiplied(trees: Iterable[Tree]) -> bool:
    """Whether a times or an asterisk stands between matrices somewhere: beside a transpose or one written out.

    Two written out that no product has, 3x3 and 2x2, are convolved, and then others with the same sign are so too.
    """
    stars = [t for member in trees for t in walk(member) if isinstance(t, Operation) and t.operator == "*"]
    kinds = Transposed if any(is_misfit(t) for t in stars) else (Transposed, Matrix)
    return any(isinstance(side, kinds) for t in stars for side in (t.left, t.right))


def is_misfit(tree: Operation) -> bool:
    """Whether two matrices written out have no product: rows of one are not as long as columns of the other."""
    if not (isinstance(tree.left, Matrix) and isinstance(tree.right, Matrix)):
        return False
    row = tree.left.rows[0]
    return (len(row.rows) if isinstance(row, Matrix) else 1) != len(tree.right.rows)


def rows_times_columns(chains: Iterable[Chain]) -> bool:
    """Whether a times stands between two names written out as matrices that go together, the second too large to slide."""
    chains = list(chains)
    told = [(c.members[0], c.members[1]) for c in chains if len(c.members) == 2]
    shapes = {head.name: (len(m.rows), len(m.rows[0].rows)) for head, m in told
              if isinstance(head, Name) and isinstance(m, Matrix) and isinstance(m.rows[0], Matrix)}
    pairs = [(shapes.get(t.left.name), shapes.get(t.right.name)) for c in chains if shapes for m in c.members for t in walk(m)
             if isinstance(t, Operation) and t.operator == "*" and isinstance(t.left, Name) and isinstance(t.right, Name)]
    return any(a and b and a[1] == b[0] and (b[0] > a[0] or b[1] > a[1]) for a, b in pairs)


def functions_in(trees: Iterable[Tree], given: Set[str]) -> frozenset[str]:
    """The names that are applied to one tensor, ``f(z)`` or ``f(z_i)``: functions, and no entries or factors."""
    nodes = [t for member in trees for t in walk(member)]
    applied = [t for t in nodes if isinstance(t, Application)]
    slopes = [t for t in nodes if isinstance(t, Derivative)]
    # no index is what something is differentiated by, but a loss is no function of each entry of it
    by = {t.by.name for t in slopes if isinstance(t.by, Name)}
    bases = {id(t.base) for t in applied} | {id(t.of) for t in slopes}
    others = given | {n for t in nodes if isinstance(t, Name) and id(t) not in bases for n in (t.name, *named(t))}
    return frozenset(
        t.base.name for t in applied if isinstance(t.base, Name) and len(t.arguments) == 1 and not named(t.base) & others
        and is_tensor(t.arguments[0], given if undressed(split(t.base.name).base) in LOSSES else given | by))


def is_tensor(tree: Tree, given: Set[str]) -> bool:
    """Whether an argument is no index: one of the names given, or an entry."""
    return bool(names_in(tree) & given) or has(with_entries(tree), Entry) or any(
        isinstance(t, Operation) and t.operator in PRODUCTS and is_large(t.left) and is_large(t.right)
        for t in walk(tree))


def is_large(tree: Tree) -> bool:
    """Whether a tree names what no index is named: a capital, or a letter in a font."""
    if not isinstance(tree, Name):
        return False
    letter = split(tree.name).base
    return undressed(letter) != letter or letter[:1].isupper()


def is_label(indices: Sequence[Tree]) -> bool:
    """Whether what looks like indices is a label, such as ``h1`` in ``net_{h1}``: a letter and a number run together."""
    runs = all(isinstance(t, Name | Number) and len(getattr(t, "name", getattr(t, "text", ""))) == 1 for t in indices)
    return runs and len(indices) > 1 and any(isinstance(t, Name) for t in indices) and any(
        isinstance(t, Number) for t in indices)
