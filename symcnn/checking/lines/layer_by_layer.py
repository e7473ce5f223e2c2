r"""Lines for any layer on a page whose layers have numbers: ``\delta^{(l)} = (W^{(l)})^T \delta^{(l+1)} \odot g'(z^{(l)})``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from symcnn.checking.judge.unknown import is_unknown
from symcnn.checking.lines.outcome import Outcome
from symcnn.checking.meaning.document import Reading
from symcnn.checking.own.any_layer import layer_of
from symcnn.notation.spelling import Parts, parts_of_name, split
from symcnn.reading.claims import Chain
from symcnn.reading.tree import Name, Tree, find, mapped

# so many layers are looked at
MOST = 12
ORDER = ("wrong", "carried", "slip", "rounding", "right")


def judged_by_layers(reading: Reading, chain: Chain, judge: Callable[[Chain], Outcome]) -> Outcome | None:
    """What becomes of a line for any layer at the layers that have numbers: the worst of it; None where it is no such line."""
    names = {t.name for m in chain.members for t in find(m, Name)}
    levels = {n: at for n in names if (at := layer_of(n)) is not None and at.letter not in ("T", "L")}
    letters = {at.letter for at in levels.values()}
    if len(letters) != 1 or not any(is_unknown(reading, Name(n)) for n in levels):
        return None
    shown = numbered(reading)
    worst: Outcome | None = None
    for level in range(1, MOST):
        new = {n: at_layer(split(n), level + at.offset, shown) for n, at in levels.items()}
        if any(name is None for name in new.values()):
            continue
        found = judge(replace(chain, members=tuple(renamed(m, new) for m in chain.members)))
        if worst is None or rank(found) < rank(worst):
            worst = found
    return worst


def rank(outcome: Outcome) -> int:
    """How bad an outcome is: the least for the worst; one that says nothing is none."""
    verdicts = [link.verdict for link in outcome.links]
    return min((ORDER.index(v) if v in ORDER else len(ORDER) for v in verdicts), default=len(ORDER) + 1)


def numbered(reading: Reading) -> dict[tuple[str, int], str]:
    """The tensors whose superscript is a number, by letter and number."""
    return {(p.base, number): p.superscript for t in reading.names.model.network.forward_system.tensors.values()
            if (p := parts_of_name(t.shown)) is not None and (number := number_of(p)) is not None}


def number_of(parts: Parts) -> int | None:
    """The number of a layer above a name."""
    inside = parts.superscript.strip("()[]")
    return int(inside) if inside.isdigit() else None


def at_layer(parts: Parts, level: int, shown: dict[tuple[str, int], str]) -> str | None:
    """A name at a layer; an error where something is worked out that has the number; None where there is none."""
    if parts.base == "\\delta":
        written = next((text for (base, number), text in sorted(shown.items()) if number == level), None)
        worked = sum(number == level for _, number in shown) > 1
        written = written if worked else None
    else:
        written = shown.get((parts.base, level))
    return None if written is None else replace(parts, superscript=written).join()


def renamed(tree: Tree, names: dict[str, str | None]) -> Tree:
    """The tree with other names."""
    if isinstance(tree, Name) and tree.name in names:
        return replace(tree, name=str(names[tree.name]))
    return mapped(tree, lambda t: renamed(t, names))

