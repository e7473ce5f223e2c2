"""Letters for strides that nothing declares: ``X_{s(i-1)+m}``, where the network's number stands for ``s``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from symcnn.checking.binding.domains import indices, is_letter
from symcnn.checking.binding.dots import with_entries
from symcnn.checking.judge.judge import Judge
from symcnn.checking.meaning.document import Reading
from symcnn.checking.meaning.link import Link
from symcnn.checking.numbers.value import exact
from symcnn.errors import SymcnnError
from symcnn.reading.tree import Application, Extremum, Name, Operation, SumOver, Tree, find, walk


def with_stride_letter(reading: Reading, head: Tree, others: Sequence[Tree], links: Sequence[Link]
                       ) -> tuple[Judge, tuple[Link, ...]] | None:
    """The chain judged with a number for the one letter that only multiplies in indices; None where none makes it right."""
    letters = stride_letters(reading, head, others)
    if len(letters) != 1 or all(x.verdict in ("right", "rounding") for x in links):
        return None
    name = letters[0]
    before = reading.defined.get(name)
    reading.fixed.add(name)
    try:
        for stride in [s for s in reading.strides if s > 1] or [1]:
            reading.defined[name] = before or dict.fromkeys(range(len(reading.worlds)), exact(float(stride)))
            judge = Judge(reading, head, list(others))
            found = tuple(judge.links())
            if all(x.verdict in ("right", "rounding") for x in found) and starts_anywhere(reading, name, head, others):
                said = () if before else (f"{name} is {stride}",)
                return judge, tuple(replace(x, notes=(*x.notes, *said)) for x in found)
    finally:
        # another layer may have another stride
        reading.defined.pop(name)
        reading.defined.update({name: before} if before else {})
        reading.fixed -= set() if before else {name}
    return None


def stride_letters(reading: Reading, head: Tree, others: Sequence[Tree]) -> list[str]:
    """The letters that stand in indices on the right only, nowhere bound, each time as a factor of another."""
    inside = [i for tree in others for index in indices(with_entries(tree)) for i in walk(index)]
    times = {t.name for o in inside if isinstance(o, Operation) and o.operator in ("*", "juxtapose")
             for t in (o.left, o.right) if isinstance(t, Name)}
    times |= {a.base.name for a in inside if isinstance(a, Application) and isinstance(a.base, Name)}
    bound = {n for tree in others for t in find(tree, SumOver) for n in t.letters}
    bound |= {t.name for tree in others for x in find(tree, Extremum) for c in x.conditions
              for t in find(c, Name)}
    known = {t.name for t in find(head, Name)} | bound
    return sorted(n for n in times - known if is_letter(n) and reading.names.size(n) is None
                  and n not in reading.fixed and not reading.names.keys(n))


def starts_anywhere(reading: Reading, name: str, head: Tree, others: Sequence[Tree]) -> bool:
    """Whether the first window starts at the same place for another stride: ``s(i-1)+m`` does, ``s(i+m)-1`` does not."""
    first = {t.name: exact(float(reading.base)) for t in find(head, Name) if is_letter(t.name)}
    inside = (i for tree in others for i in indices(with_entries(tree)))
    for index in (i for i in inside if any(t.name == name for t in find(i, Name))):
        free = {t.name: exact(float(n)) for n, t in enumerate((t for t in find(index, Name)), start=2)}
        places = []
        for stride in (2.0, 3.0):
            reader = reading.interpreter(reading.random[0], [])
            try:
                places.append(float(replace(reader, letters={**free, **first, name: exact(stride)}).only(index).data))
            except (SymcnnError, TypeError):
                return False
        if places[0] != places[1]:
            return False
    return True
