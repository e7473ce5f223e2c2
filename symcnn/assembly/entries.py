"""Indexed entries in a right side as the author wrote them, and the ranges their letters run over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest

from symcnn.assembly.bound_subscripts import split_below
from symcnn.assembly.scope import Scope
from symcnn.draft.array import Array, Operand, Pending, at
from symcnn.draft.combine import whole_array
from symcnn.draft.draft import Draft
from symcnn.draft.quantities import written
from symcnn.equation import Axis
from symcnn.errors import MeaninglessError, ShapeError
from symcnn.expression.build import total
from symcnn.expression.nodes import Access, Compare, Guard, Maximum, Multiply, Node, Range, Size, Sum
from symcnn.expression.walk import accesses, children, descend, rebuild
from symcnn.notation.affine import Affine, floor_divide, whole
from symcnn.notation.facts import Facts, Interval
from symcnn.notation.letters import Letter, index
from symcnn.reading.tree import Entry, Name, Slice, Tree, find

# letters that go by the name of how many there are: k from 1 to K
NAMESAKES = frozenset("bcdkmnpt")


def letters_of(tree: Entry) -> tuple[str, ...] | None:
    """The names of the indices, where each is a bare name."""
    names = tuple(i.name for i in tree.indices if isinstance(i, Name))
    return names if len(names) == len(tree.indices) else None


def entry(scope: Scope, tree: Entry) -> Operand:
    """``w[i,j]``: the whole tensor where its letters are not bound here, else the entry."""
    if not isinstance(tree.base, Name):
        raise MeaninglessError("an entry of an entry: put all indices into one pair of brackets behind the name of the tensor")
    name, batch = tree.base.name, scope.draft.batch
    if batch is not None and tree.indices[0] == Name(batch.letter.name):
        # the sample's own index is put in once all equations stand
        tree = replace(tree, indices=tree.indices[1:])
    letters = letters_of(tree)
    operand = scope.tensor(name, letters)
    bound = letters is not None and all(v in scope.letters or _selects(scope, v) for v in letters)
    if letters and not bound:
        if isinstance(operand, Pending) or operand.names == letters:
            return operand
        loose = next(v for v in letters if v not in scope.letters and not _selects(scope, v))
        if not scope.is_size(loose):
            raise MeaninglessError(
                f"the index {loose} of {name} is bound nowhere: put it on the left side or sum over it")
    scope.marks.indexed = True
    return _entry(scope, name, operand, tree.indices)


def _selects(scope: Scope, name: str) -> bool:
    """Whether an index names a tensor whose value is the index, as a class label does."""
    if name in scope.letters or name not in scope.survey.tensors:
        return False
    if name in scope.draft.arrays:
        return scope.draft.arrays[name].rank == 0
    leaf = scope.survey.leaves.get(name)
    return (leaf is not None and leaf.scalar) or isinstance(scope.survey.data.get(name), str)


def _entry(scope: Scope, name: str, operand: Operand, trees: Sequence[Tree]) -> Array:
    draft = scope.draft
    if any(isinstance(t, Slice) for t in trees) or ((operand.rank or 0) > len(trees) and _has_rows(draft, operand)):
        return part(scope, whole_array(draft, operand), trees)
    indices = [place_of(scope, t) for t in trees]
    array = _settled(scope, operand, indices) if isinstance(operand, Pending) else operand
    if array.rank != len(indices):
        raise ShapeError(f"{name} has {array.rank} axes and is given {len(indices)} indices: give one for each axis")
    return at_indices(scope, array, indices)


def _has_rows(draft: Draft, operand: Operand) -> bool:
    """Whether an array is no list written as a column or a row, as far as its sizes are known."""
    extents = [e.substitute(draft.knowledge.solved) for e in operand.extents or ()]
    is_open = isinstance(operand, Array) and any(e.letter in draft.knowledge.own for e in extents)
    return not is_open and not any(e.number == 1 for e in extents)


def part(scope: Scope, array: Array, trees: Sequence[Tree]) -> Array:
    """The rows or the slice that indices pick, ``x_n`` of a matrix and ``x_{i:i+2}``, both ends included."""
    draft = scope.draft
    if len(trees) > array.rank:
        raise ShapeError(f"an array with {array.rank} axes is given {len(trees)} indices: give one for each axis")
    parts = scope.marks.parts
    axes: list[Axis] = []
    chosen: list[Affine | Node] = []
    for axis, tree in zip_longest(array.axes, trees, fillvalue=Slice(None, None)):
        assert isinstance(axis, Axis)
        if not isinstance(tree, Slice):
            chosen.append(place_of(scope, tree))
            continue
        low = axis.interval.lower[0] if tree.lower is None else scope.quantity(tree.lower)
        high = axis.last if tree.upper is None else scope.quantity(tree.upper)
        # letters that two parts share would bind their axes to each other
        parts.append(draft.letter(axis.letter, (*scope.letters, *parts)))
        axes.append(draft.axis(parts[-1], high - low + 1))
        chosen.append(low + whole(index(axes[-1].letter)) - draft.origin)
    return replace(at_indices(scope, array, chosen), axes=tuple(axes))


def at_indices(scope: Scope, array: Array, indices: Sequence[Affine | Node]) -> Array:
    """The entry of an array at indices, some of which may be worked out."""
    draft = scope.draft
    ranges: list[Range] = []
    chosen: list[Affine] = []
    for axis, place in zip(array.axes, indices, strict=True):
        if isinstance(place, Affine):
            chosen.append(place)
            continue
        span = draft.span(axis.letter, axis.extent)
        ranges.append(span)
        chosen.append(whole(span.letter))
    body = at(array, chosen)
    labels = [p for p in indices if not isinstance(p, Affine)]
    for span, label in zip(ranges, labels, strict=True):
        # the entry that a class label picks out
        body = Multiply((Compare("==", Size(whole(span.letter)), label), body))
    return Array((), total(ranges, (), body), kind=array.kind)


def place_of(scope: Scope, tree: Tree) -> Affine | Node:
    if isinstance(tree, Entry):
        label = entry(scope, tree)
        if isinstance(label, Array) and not label.rank:
            scope.draft.cast(label, "target")
            return label.body
    if isinstance(tree, Name) and tree.name not in scope.letters and _selects(scope, tree.name):
        label = scope.tensor(tree.name)
        scope.draft.cast(label, "target")
        assert isinstance(label, Array)
        return label.body
    return scope.quantity(tree)


def _settled(scope: Scope, leaf: Pending, indices: Sequence[Affine | Node]) -> Array:
    """A leaf of which only this entry is known: bare letters name its axes."""
    draft = scope.draft
    names = [i.letter.name if isinstance(i, Affine) and i.letter is not None and i.letter.is_index else ""
             for i in indices]
    extents = leaf.extents or tuple(_open_size(scope, n) for n in names)
    return draft.settle(leaf, draft.distinct(leaf.letters or [n or "i" for n in names]), extents, "")


def _open_size(scope: Scope, name: str) -> Affine:
    """A size to be found out: of the range of the letter if the index is one that has one, and not that of another letter."""
    spans = scope.marks.spans
    others = {end for end, letters in scope.survey.ends.items() if name not in letters}
    if not name or name not in spans:
        own = [(name.upper(),)] if name in NAMESAKES else []
        chosen = scope.draft.knowledge.choose((*own, ("N",), ("M",), ("H",), ("W",), ("L",), ("P",), ("Q",), ("R",)), others)[0]
        if not name:
            return chosen
        spans[name] = chosen
    return spans[name]


def known_spans(scope: Scope, tree: Tree) -> dict[str, Affine]:
    """The extents of the letters that stand alone as an index of a tensor whose axes are known."""
    found: dict[str, Affine] = {}
    for node in find(tree, Entry, Name):
        base, indices = indexed(scope, node)
        if len(scope.survey.variants.get(base, ())) < 2:
            extents = scope.tensor(base).extents or () if base else ()
            for place, extent in zip(indices, extents, strict=False):
                if isinstance(place, Name) and len(extents) >= len(indices):
                    found.setdefault(place.name, extent)
    return found


def indexed(scope: Scope, tree: Tree) -> tuple[str, tuple[Tree, ...]]:
    """A known tensor and its indices, written as a list or as letters below: ``x_{ij}``; nothing where it is none."""
    if isinstance(tree, Entry):
        return tree.base.name if isinstance(tree.base, Name) else "", tree.indices
    base, letters = split_below(tree.name) if isinstance(tree, Name) and not scope.is_given(tree.name) else ("", "")
    for known in (base, base[:1].upper() + base[1:]) if letters else ():
        if scope.is_given(known):
            return known, tuple(map(Name, letters))
    return "", ()


def extents_of(draft: Draft, body: Node, letters: Sequence[Letter]) -> tuple[Affine, ...]:
    """How far each free letter can go with every entry in its tensor; raises ``ShapeError`` where nothing says."""
    spans = {r.letter: r for n in descend(body) if isinstance(n, Sum | Maximum) for r in n.ranges}
    return tuple(_extent(draft, body, v, spans) for v in letters)


def _extent(draft: Draft, body: Node, letter: Letter, spans: Mapping[Letter, Range]) -> Affine:
    found: list[Affine] = []
    bare: Affine | None = None
    for access in accesses(body):
        axes = draft.tensors[access.tensor].axes
        for place, axis in zip(access.indices, axes, strict=True):
            if place.letter == letter:
                if bare is not None and not draft.knowledge.same(bare, axis.extent):
                    raise ShapeError(f"{letter.name} runs over axes of {written(bare)} and of {written(axis.extent)}: "
                                     "give both one size")
                bare = axis.extent if bare is None else bare
                found.append(axis.extent)
            elif letter in place.letters and (last := _farthest(draft, place, letter, spans)) is not None:
                found.append(floor_divide(axis.last - last[1], last[0]) + (1 - draft.origin))
    for extent in found:
        if all(draft.knowledge.facts.proves(other - extent) for other in found):
            return extent
    if bare is not None:
        return _as_entries_tell(draft, bare, found)
    raise ShapeError(f"nothing says how far {letter.name} runs: give the left side its sizes")


def _as_entries_tell(draft: Draft, size: Affine, found: Sequence[Affine]) -> Affine:
    """The size of a leaf that nobody gave one: as far as the other entries go, ``b_i`` beside ``w_k x_{i+k}``."""
    told = list(dict.fromkeys(e for e in found if e != size))
    letter = size.letter
    if letter is None or letter not in draft.knowledge.own or len(told) != 1 or letter in told[0].letters:
        return size
    draft.knowledge.solve(letter, told[0])
    return told[0]


def _farthest(draft: Draft, place: Affine, letter: Letter,
              spans: Mapping[Letter, Range]) -> tuple[Affine, Affine] | None:
    """The coefficient of the letter, and the greatest value of the rest."""
    if place.floors():
        return None
    slope, rest = place.coefficient(letter), place.without(letter)
    if not draft.knowledge.facts.proves(slope - 1):
        return None
    for other in [v for v in rest.letters if v.is_index]:
        if other not in spans:
            return None
        rising = draft.knowledge.facts.proves(rest.coefficient(other))
        bound = spans[other].upper[0] if rising else spans[other].lower[0]
        rest = rest.substitute({other: bound})
    return slope, rest


def in_range(draft: Draft, node: Node, facts: Facts) -> Node:
    """The right side with a bracket around every entry that could lie outside its tensor, where it counts as 0."""
    match node:
        case Access():
            return total((), _missing(draft, node, facts), node)
        case Sum() | Maximum():
            inner = facts.within({r.letter: Interval(r.lower, r.upper) for r in node.ranges})
            return _lifted(draft, node, inner)
    below = children(node)
    return rebuild(node, tuple(in_range(draft, c, facts) for c in below)) if below else node


def _lifted(draft: Draft, node: Sum | Maximum, facts: Facts) -> Node:
    """Factors of a summed product put their conditions on the sum itself."""
    factors = node.body.factors if isinstance(node.body, Multiply) else (node.body,)
    guards: list[Guard] = list(node.guards)
    if isinstance(node, Sum) and not node.guards:
        guards += [g for f in factors if isinstance(f, Access) for g in _missing(draft, f, facts)]
        body = rebuild(node.body, tuple(f if isinstance(f, Access) else in_range(draft, f, facts) for f in factors)) \
            if isinstance(node.body, Multiply) else node.body if isinstance(node.body, Access) else \
            in_range(draft, node.body, facts)
        return total(node.ranges, guards, body)
    return node


def _missing(draft: Draft, access: Access, facts: Facts) -> tuple[Guard, ...]:
    bounds: list[Affine] = []
    for place, axis in zip(access.indices, draft.tensors[access.tensor].axes, strict=True):
        bounds += [place - axis.origin, axis.last.substitute(draft.knowledge.solved) - place]
    return tuple(Guard(">=", q) for q in dict.fromkeys(bounds) if not facts.proves(q))


def span_from(draft: Draft, body: Node, letter: Letter) -> Range:
    """The range of a letter that is summed over without bounds: that of the axis it is the index of."""
    found = [axis for access in accesses(body) for place, axis in zip(
        access.indices, draft.tensors[access.tensor].axes, strict=True) if place.letter == letter]
    for axis in found[1:]:
        if {found[0].extent.letter, axis.extent.letter} & set(draft.knowledge.own):
            # a size of our own is that of the axis beside it
            draft.knowledge.same(found[0].extent, axis.extent)
    if found:
        return Range(letter, found[0].interval.lower, found[0].interval.upper)
    raise MeaninglessError(f"nothing says how far the sum over {letter.name} runs: give it bounds")
