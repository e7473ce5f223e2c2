"""Edits of indices divided by a stride, or to be divided by one: terms where it does not divide, windows that overlap."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product

from symcnn.checking.binding.dots import with_entries
from symcnn.checking.causes.edits import Edit, inside_a_name
from symcnn.checking.causes.index_edits import factors_of, windows_of
from symcnn.checking.causes.places import Rebuild, places
from symcnn.checking.causes.targets import target_of, tree_of
from symcnn.checking.meaning.document import Reading
from symcnn.checking.report.wording import say
from symcnn.reading.tree import (
    All,
    Application,
    Bracket,
    Call,
    Derivative,
    Entry,
    Name,
    Number,
    Operation,
    SumOver,
    Tree,
    find,
    mapped,
)

ROUNDED = ("floor", "ceil")
FRESH = ("p", "q", "u", "v", "r", "t")
MOST_AXES = 2
Made = Callable[[tuple[Tree, ...]], Tree]


def stride_edits(reading: Reading, tree: Tree, head: Tree) -> Iterator[Edit]:
    """Terms only where the stride divides, the sum over all windows for one of them, a stride in Kronecker's delta."""
    used = {t.name for side in (tree, head) for t in find(with_entries(side), Name)}
    for node, rebuild, indices, key in read_entries(reading, tree):
        def made(new: tuple[Tree, ...], node: Tree = node, key: str = key) -> Tree:
            inner = tree_of(reading, key, new)
            return replace(node, by=inner) if isinstance(node, Derivative) else inner
        yield from _where_divided(node, rebuild, indices)
        yield from _divided(reading, node, rebuild, indices, made)
        yield from _all_windows(reading, node, rebuild, indices, made, used)
    yield from _in_deltas(reading, tree)


def read_entries(reading: Reading, tree: Tree) -> Iterator[tuple[Tree, Rebuild, tuple[Tree, ...], str]]:
    """Every entry read, or gradient by one, with its indices and the key of the tensor that these are of."""
    for node, rebuild, parents in places(tree):
        if inside_a_name(parents) or any(isinstance(p, Derivative) for p in parents):
            continue
        inner = node.by if isinstance(node, Derivative) else node
        target = target_of(reading, inner) if isinstance(inner, Name | Entry | Application) else None
        if target is not None and target.indices:
            yield node, rebuild, target.indices, target.key


def _where_divided(node: Tree, rebuild: Rebuild, indices: tuple[Tree, ...]) -> Iterator[Edit]:
    """A rounded quotient counts only where nothing is left over."""
    quotients = [t for i in indices for t in find(i, Call) if t.function in ROUNDED and len(
        t.arguments) == 1 and isinstance(t.arguments[0], Operation) and t.arguments[0].operator == "/"]
    if quotients:
        said = " and ".join(dict.fromkeys(say(q.arguments[0]) for q in quotients))
        yield Edit("floor-for-ceiling", f"{say(node)} is rounded where there is no term: it counts only where {said} is whole",
                   0.85, rebuild(_only_whole(quotients, node)))


def _only_whole(quotients: list[Call], node: Tree) -> Tree:
    """A term where quotients are whole numbers, else nought."""
    return Operation("juxtapose", Bracket(All(tuple(Operation("==", q, q.arguments[0]) for q in quotients))), node)


def _divided(reading: Reading, node: Tree, rebuild: Rebuild, indices: tuple[Tree, ...], made: Made
             ) -> Iterator[Edit]:
    """``(i - p)/s`` for ``i - p``, and one more where places are counted from one."""
    windows = windows_of(reading, indices)
    plain = all(len(w.letters) == 2 and {s for _, s, _ in w.letters} == {1, -1} and all(
        f == Number("1") for _, _, f in w.letters) for w in windows)
    if not windows or not plain or len({w.constant for w in windows}) > 1:
        return
    constant = windows[0].constant
    tag = "stride-dropped" if constant == reading.base else "index-off-by-one"
    found = factors_of(reading, len(windows))
    for number in range(min(len(f) for f in found)):
        steps = tuple(f[number] for f in found)
        new, quotients = list(indices), []
        for at, step in zip(windows, steps, strict=True):
            quotient = Call("floor", (Operation("/", at.tree((Number("1"), Number("1")), 0), step),))
            quotients.append(quotient)
            new[at.place] = Operation("+", quotient, Number("1")) if reading.base else quotient
        wanted = made(tuple(replace_floor(i) for i in new))
        said = f"the stride is left out: right with {say(wanted)}, where it is whole, for {say(node)}"
        more = "" if constant == reading.base else f"; and without a stride {reading.base} belongs where {constant} is added"
        yield Edit(tag, said + more, 0.9, rebuild(_only_whole(quotients, made(tuple(new)))))


def replace_floor(tree: Tree) -> Tree:
    """A quotient as it is where it is whole."""
    return tree.arguments[0] if isinstance(tree, Call) and tree.function in ROUNDED else mapped(tree, replace_floor)


def _all_windows(reading: Reading, node: Tree, rebuild: Rebuild, indices: tuple[Tree, ...], made: Made, used: set[str]
                 ) -> Iterator[Edit]:
    """The sum over all windows that an entry lies in, for the one it lies in where windows lie side by side."""
    rounded = [(n, i.arguments[0].left, i.arguments[0].right) for n, i in enumerate(indices) if isinstance(i, Call)
               and i.function in ROUNDED and len(i.arguments) == 1 and isinstance(i.arguments[0], Operation)
               and i.arguments[0].operator == "/"]
    fresh = [n for n in FRESH if n not in used]
    if not 0 < len(rounded) <= min(MOST_AXES, len(fresh)):
        return
    new = list(indices)
    for letter, (n, place, _) in zip(fresh, rounded, strict=False):
        back = Operation("-", place, Name(letter))
        new[n] = Operation("+", back, Number("1")) if reading.base else back
    body = made(tuple(new))
    for letter, (_, _, size) in zip(fresh, rounded, strict=False):
        last = size if reading.base else Operation("-", size, Number("1"))
        body = SumOver((letter,), Number(str(reading.base)), last, body)
    yield Edit("stride-wrong", f"{say(node)} is the only window of an entry where windows lie side by side; these lie one "
               f"apart, and what comes from all of them is added up: {say(body)}", 0.9, rebuild(body))


def _in_deltas(reading: Reading, tree: Tree) -> Iterator[Edit]:
    """A stride that is left out beside a letter in Kronecker's delta."""
    steps = [Number(str(s)) for s in reading.strides if s > 1]
    for node, rebuild, parents in places(tree):
        entry = with_entries(node) if isinstance(node, Name | Entry) and not inside_a_name(parents) else None
        if not isinstance(entry, Entry) or len(entry.indices) != 2 or entry.base != Name("\\delta"):
            continue
        for (letter, put, inner), step in product(list(places(entry)), steps):
            if isinstance(letter, Name) and inner and letter != entry.base and reading.names.size(letter.name) is None:
                new = put(_times(letter, step, reading.base))
                yield Edit("stride-dropped", f"the stride is left out: right with {say(new)} for {say(node)}", 0.85,
                           rebuild(new))


def _times(letter: Tree, step: Number, base: int) -> Tree:
    """``s(i - 1) + 1`` where places are counted from one."""
    found = Operation("juxtapose", step, letter)
    return Operation("-", found, Number(str(int(step.text) - 1))) if base else found
