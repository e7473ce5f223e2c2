"""Extents that were written: spaces, products of shapes, sizes of tensors."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from symcnn.checking.judge.unknown import is_unknown
from symcnn.checking.lines.outcome import Outcome
from symcnn.checking.lines.size_rules import extents_rule
from symcnn.checking.meaning.document import Reading
from symcnn.checking.meaning.interpret import Interpreter
from symcnn.checking.meaning.link import Link
from symcnn.checking.meaning.window_matrices import is_rearranged
from symcnn.checking.numbers.value import exact
from symcnn.checking.report.verdict import Cause
from symcnn.draft.choices import OUTPUT_SIZES, VECTOR_SIZES
from symcnn.equation import Axis
from symcnn.errors import SymcnnError
from symcnn.reading.tree import Derivative, Name, Number, Operation, Tree, find


def shape_outcome(reading: Reading, head: Tree, space: Tree) -> Outcome:
    """``M in R^(25 x 4)``: the extents of what a tree stands for; given where nothing else is known of these."""
    reader = reading.interpreter(reading.worlds[-1], [head])
    power = next((t.right for t in find(space, Operation) if t.operator == "^"), space)
    loose = {t.name for t in find(power, Name) if is_unknown(reading, t)}
    invented = isinstance(head, Name) and head.name in reading.invented
    if invented or is_unknown(reading, head) or loose - set(reading.extents):
        name_extents(reading, head, factors(power))
        return Outcome("given", (), head)
    said = [reading.extents[t.name] if isinstance(t, Name) and t.name in loose else reader.whole(t) for t in factors(power)]
    shape = with_numbers_said(reading, head, shape_of(reading, head, reader), factors(power))
    if is_rearranged(head):
        # in whichever layout it is said to be
        shape = next((v.shape for v, _ in reader.options(head) if list(v.shape) == said), shape)
    ours, theirs = ([n for n in sizes if n != 1] for sizes in (shape, said))
    # three extents may stand in either layout
    good = ours == theirs or (len(ours) == 3 and sorted(ours) == sorted(theirs))
    if not good and names_chosen(reading, head, factors(power)):
        return Outcome("given", (), head)
    # letters that the equations do not count by may go together with theirs in more than one way
    unknown = {n.name for n in find(power, Name) if reading.names.size(n.name) is None}
    lettered = len(ours) != len(theirs) or (len(ours) > 1 and sorted(ours) != sorted(theirs) and bool(unknown))
    if not good and reading.batch_kinds is not None and reading.data is None and lettered:
        told = f"its shape is {list(shape)} in the equations of this page"
        return Outcome("claim", (Link("undecided", evidence=told, member=head),), head)
    # letters stand for small numbers here, which may be the same by chance
    typed = all(isinstance(t, Number) for t in factors(power))
    layouts = () if good or not typed else ((said, list(shape)), (theirs, ours), ([*theirs[-1:], *theirs[:-1]], ours))
    rule = next((r for one, other in layouts if (r := extents_rule(reading.names.model, one, other)) is not None), None)
    causes = () if rule is None else (Cause(rule.tag, f"{rule.said}: {cross(said)} is written for {cross(shape)}", False),)
    link = Link("right" if good else "wrong", (), "" if good else f"its shape is {list(shape)}", None, exact(shape),
                exact(said), head, causes=causes)
    return Outcome("claim", (link,), head)


def cross(extents: Sequence[int]) -> str:
    """``3×4``."""
    return "×".join(f"{n:g}" for n in extents)


def shape_of(reading: Reading, head: Tree, reader: Interpreter) -> tuple[int, ...]:
    """The extents of what a tree stands for; a derivative has those of both."""
    if isinstance(head, Derivative) and reading.head_key(head) is None:
        return shape_of(reading, head.of, reader) + shape_of(reading, head.by, reader)
    try:
        target = reading.names.named(head)
    except SymcnnError:
        return reader.only(head).shape
    return reading.names.model.shape(target.key)[len(target.indices):]


def names_chosen(reading: Reading, head: Tree, said: Sequence[Tree]) -> bool:
    """Whether a line has a letter of its own for a size that nobody gives and whose letter was chosen here."""
    chosen = {n for letters in (VECTOR_SIZES, OUTPUT_SIZES) for pair in letters for n in pair}
    with suppress(SymcnnError):
        axes = [a.extent.letter for a in axes_of(reading, head)]
        return len(axes) == len(said) and any(
            isinstance(factor, Name) and letter is not None and letter.name in chosen - set(reading.given)
            and factor.name not in {letter.name, *reading.extents} for letter, factor in zip(axes, said, strict=True))
    return False


def name_extents(reading: Reading, head: Tree, said: Sequence[Tree]) -> None:
    """Keep what letters that nothing knows say of the shape of a tensor: h in ``z in R^h``."""
    with suppress(SymcnnError):
        shape = [a.extent.value(reading.names.model.sizes) for a in axes_of(reading, head)]
        pairs = list(zip(said, shape, strict=False)) if len(said) == len(shape) else []
        for letter, extent in pairs:
            if isinstance(letter, Name) and is_unknown(reading, letter):
                reading.extents.setdefault(letter.name, extent)


def with_numbers_said(reading: Reading, head: Tree, shape: tuple[int, ...], said: Sequence[Tree]) -> tuple[int, ...]:
    """A shape with the numbers that lines have said for size letters, for those that the sheet leaves open."""
    try:
        axes = [a.extent for a in axes_of(reading, head)]
    except SymcnnError:
        return shape
    if len(axes) != len(shape) or len(axes) != len(said):
        return shape
    model, found = reading.names.model, list(shape)
    for n, (extent, factor) in enumerate(zip(axes, said, strict=True)):
        free = {v.name for v in extent.letters} - set(reading.given)
        if not free or not isinstance(factor, Number):
            continue
        if extent.letter is not None:
            reading.extents.setdefault(extent.letter.name, int(factor.text))
        known = free <= set(reading.extents)
        sizes = {v: reading.extents.get(v.name, k) for v, k in model.sizes.items()}
        found[n] = extent.value(sizes) if known else int(factor.text)
    return tuple(found)


def axes_of(reading: Reading, head: Tree) -> tuple[Axis, ...]:
    """The axes of what a tree names."""
    if isinstance(head, Derivative) and reading.head_key(head) is None:
        return axes_of(reading, head.of) + axes_of(reading, head.by)
    # a gradient has the axes of what it is by
    target = reading.names.named(head.by if isinstance(head, Derivative) else head)
    return reading.names.model.system.tensors[target.key].axes[len(target.indices):]


def factors(tree: Tree) -> list[Tree]:
    """The extents in ``a x b x c``."""
    if isinstance(tree, Operation) and tree.operator in ("*", "juxtapose"):
        return [*factors(tree.left), *factors(tree.right)]
    return [tree]


def dimensions(reading: Reading, tree: Tree) -> tuple[int, int] | None:
    """The shape that ``(a x b) x (b x c)`` speaks of, or None where a tree is no product of shapes."""
    if not (isinstance(tree, Operation) and tree.operator == "*"):
        return None
    if all(isinstance(t, Number | Name) for t in (tree.left, tree.right)):
        reader = reading.interpreter(reading.worlds[-1], [tree])
        try:
            return reader.whole(tree.left), reader.whole(tree.right)
        except SymcnnError:
            return None
    left, right = dimensions(reading, tree.left), dimensions(reading, tree.right)
    return (left[0], right[1]) if left and right and left[1] == right[0] else None
