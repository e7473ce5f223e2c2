"""A window read the wrong way round: every summed letter in an index takes the other sign."""

from __future__ import annotations

from collections.abc import Iterator

from symcnn.checking.binding.dots import with_entries
from symcnn.checking.causes.edits import Edit, inside_a_name
from symcnn.checking.causes.places import everywhere, places
from symcnn.checking.causes.targets import target_of, tree_of
from symcnn.checking.causes.turn_tags import turn_tag
from symcnn.checking.meaning.document import Reading
from symcnn.checking.report.wording import say
from symcnn.reading.tree import Application, Derivative, Entry, Name, Negation, Number, Operation, SumOver, Tree, find

NOUGHT = Number("0")
Signed = tuple[tuple[int, Tree], ...]


def turned_edits(reading: Reading, tree: Tree, head: Tree) -> Iterator[Edit]:
    """``dL/dy[i+k-1]`` for ``dL/dy[i-k+1]`` and the like, all axes at once."""
    tag = turn_tag(reading, (head,))
    # in a local derivative no letter is summed: that of what is above goes with the window
    above = {t.name for t in find(with_entries(head.of), Name)} if isinstance(head, Derivative) else set()
    for node, rebuild, parents in places(tree):
        if not isinstance(node, Name | Entry | Application) or inside_a_name(parents):
            continue
        target = target_of(reading, node)
        summed = {name for p in parents if isinstance(p, SumOver) for name in p.letters}
        summed = summed or above
        if target is None or not target.indices or not summed:
            continue
        rules = ((0.9, _turned), (0.92, _negated), (0.95, _exchanged), (0.94, _other_sign),
                 (0.91, lambda i, s: _mirrored(i, s, reading.base)))
        found = [(weight, tuple(rule(index, summed) for index in target.indices)) for weight, rule in rules]
        for weight, turned in (*found, (0.93, _from_the_end(target.indices, parents, tree))):
            if turned != target.indices:
                new = tree_of(reading, target.key, turned)
                yield Edit(tag, f"the window is read the wrong way round: right with {say(new)} for {say(node)}", weight,
                           rebuild(new))


def _from_the_end(indices: tuple[Tree, ...], parents: tuple[Tree, ...], tree: Tree) -> tuple[Tree, ...]:
    """``F - 1 - i`` for ``i`` and the like: the letters of a window counted from the end of their sums."""
    ends = {p.letters[0]: Operation("-", p.upper if p.lower in (None, NOUGHT) else Operation("+", p.lower, p.upper), Name(
        p.letters[0])) for p in parents if isinstance(p, SumOver) and len(p.letters) == 1 and p.upper is not None and p.lower}
    within = {t.name for n in find(tree, Operation) if n.operator in ("+", "-") for t in (n.left, n.right)
              if isinstance(t, Name)}
    found = indices
    for letter in sorted(ends.keys() & within):
        found = tuple(everywhere(i, Name(letter), ends[letter]) for i in found)
    return found


def _turned(index: Tree, summed: set[str]) -> Tree:
    """``i + k - 1`` as ``i - k + 1``: what is no letter of its own goes with the summed letters."""
    parts = signed(index)
    if not _slides(parts, summed):
        return index
    return _sorted(tuple((s if isinstance(t, Name) and t.name not in summed else -s, t) for s, t in parts))


def _negated(index: Tree, summed: set[str]) -> Tree:
    """``i - p`` as ``p - i``: an index into a kernel."""
    parts = signed(index)
    letters = {s for s, t in parts if isinstance(t, Name)}
    return _sorted(tuple((-s, t) for s, t in parts)) if _slides(parts, summed) and len(letters) == 2 else index


def _exchanged(index: Tree, summed: set[str]) -> Tree:
    """``i - p + 1`` as ``p - i + 1``: the letters have changed places, entries counted from one."""
    parts = signed(index)
    letters = {s for s, t in parts if isinstance(t, Name)}
    if not _slides(parts, summed) or len(letters) < 2:
        return index
    return _sorted(tuple((-s if isinstance(t, Name) else s, t) for s, t in parts))


def _other_sign(index: Tree, summed: set[str]) -> Tree:
    """``i - m`` as ``i + m``, where the sum is over i."""
    parts = signed(index)
    if not _slides(parts, summed):
        return index
    return _sorted(tuple((-s if isinstance(t, Name) and t.name not in summed else s, t) for s, t in parts))


def _mirrored(index: Tree, summed: set[str], base: int) -> Tree:
    """``2 u + 3 m - 4`` for ``2 u - 3 m + 2``: the letters that are not summed run the other way from the first place."""
    found, constant = [], 0
    for sign, term in signed(index):
        factor, letter = (int(term.left.text), term.right) if isinstance(term, Operation) and isinstance(
            term.left, Number) and term.left.text.isdigit() else (1, term)
        if isinstance(term, Number) and term.text.isdigit():
            constant += sign * int(term.text)
        elif not isinstance(letter, Name):
            return index
        elif letter.name in summed:
            found.append((sign, term))
        else:
            found.append((-sign, term))
            constant += 2 * sign * factor * base
    if len(found) < 2 or len({s for s, _ in found}) > 1 or {t.name in summed for t in find(index, Name)} != {
            False, True}:
        return index
    return _sorted((*found, *([(1 if constant > 0 else -1, Number(str(abs(constant))))] if constant else [])))


def _slides(parts: Signed, summed: set[str]) -> bool:
    """Whether an index has summed letters and others."""
    letters = [t.name in summed for _, t in parts if isinstance(t, Name)]
    return len(parts) > 1 and any(letters) and not all(letters)


def _sorted(parts: Signed) -> Tree:
    """The sum of terms with signs, one with a plus in front."""
    return joined(tuple(sorted(parts, key=lambda p: p[0] < 0)) if parts[0][0] < 0 else parts)


def signed(tree: Tree) -> Signed:
    """The terms of a sum with their signs."""
    match tree:
        case Operation(operator="+", left=left, right=right):
            return signed(left) + signed(right)
        case Operation(operator="-", left=left, right=right):
            return signed(left) + tuple((-s, t) for s, t in signed(right))
        case Negation(argument=inner):
            return tuple((-s, t) for s, t in signed(inner))
    return ((1, tree),)


def joined(parts: Signed) -> Tree:
    """The sum of terms with signs."""
    (sign, found), *rest = parts
    if sign < 0:
        found = Negation(found)
    for sign, term in rest:
        found = Operation("+" if sign > 0 else "-", found, term)
    return found if parts else Number("0")
