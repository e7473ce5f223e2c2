"""Sizes and counts that follow from an earlier one that is wrong: one mistake costs once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from math import prod

from symcnn.checking.binding.model import Model
from symcnn.checking.lines.outcome import Outcome
from symcnn.checking.lines.spoken_sizes import asked, count_of
from symcnn.checking.meaning.document import Reading
from symcnn.checking.meaning.link import Link, has_decimals, is_numeric
from symcnn.checking.sheet.carried_sizes import Shape, shapes_from
from symcnn.errors import SymcnnError
from symcnn.reading.tree import Number, Tree, find, mapped

FIT = ("right", "rounding")
# a smaller number may stand in a line for something else
TELLING = 100


@dataclass
class Counts:
    """What was stated so far: shapes by tensor with their claims, and whole numbers that are wrong with the right ones too."""

    shapes: dict[str, tuple[Shape, str]] = field(default_factory=dict)
    numbers: dict[int, tuple[int, str]] = field(default_factory=dict)

    def taken(self, reading: Reading, outcome: Outcome, claim: str) -> Outcome:
        """The outcome of a line, carried where it follows from what is wrong before it; what is wrong by itself is kept."""
        if outcome.kind != "claim" or not outcome.links or outcome.head is None:
            return outcome
        links, judge = outcome.links, outcome.judge
        with suppress(SymcnnError):
            if judge is None and len(links) == 1 and links[0].member is outcome.head and links[0].written is not None:
                links = (self._extents(reading, outcome.head, links[0], claim),)
            elif judge is not None and asked(outcome.head)[1] is not None and isinstance(judge.head, Number):
                links = self._asked(reading, outcome.head, links, int(judge.head.text), claim)
            elif judge is not None and is_numeric(judge.head) and not any(map(has_decimals, judge.trees)):
                links = self._worked(reading, judge.head, links, claim)
        return replace(outcome, links=links)

    def _stated(self) -> Mapping[str, Shape]:
        return {k: shape for k, (shape, _) in self.shapes.items()}

    def _mistaken(self, model: Model, key: str = "", said: Shape = ()) -> tuple[str, ...]:
        """The claims of wrong shapes, of one tensor only if it was the same."""
        return tuple(c for k, (shape, c) in self.shapes.items() if shape != model.shape(k) and (k != key or shape == said))

    def _extents(self, reading: Reading, head: Tree, link: Link, claim: str) -> Link:
        """The link on the extents of a tensor."""
        key, model = reading.head_key(head), reading.names.model
        if key is None or key not in model.network.forward_system.tensors:
            return link
        if link.verdict in FIT:
            # what goes on from here goes on from the right one
            self.shapes[key] = model.shape(key), claim
        if link.verdict != "wrong":
            return link
        assert link.written is not None
        said = tuple(int(n) for n in link.written.data.ravel())
        before = {k: v for k, v in self.shapes.items() if k != key or v[0] == said}
        follows = shapes_from(model, {k: v[0] for k, v in before.items()})[key] if before else model.shape(key)
        ours, right = _unwritten(said), _unwritten(model.shape(key))
        pairs = [(a, b) for a, b in zip(ours, right, strict=True) if a != b] if len(ours) == len(right) else []
        if ours == _unwritten(follows) != right:
            claims = self._mistaken(model, key, said)
            self._keep(model, pairs, claims[0])
            return _carried(link, claims)
        if pairs and all(self.numbers.get(a, (0, ""))[0] == b for a, b in pairs):
            return _carried(link, tuple(self.numbers[a][1] for a, _ in pairs))
        if len(said) == len(model.shape(key)):
            self.shapes[key] = said, claim
            self._keep(model, pairs, claim)
        return link

    def _asked(self, reading: Reading, head: Tree, links: tuple[Link, ...], right: int, claim: str) -> tuple[Link, ...]:
        """The links on how many entries or parameters a tensor has."""
        model = reading.names.model
        word, inner = asked(head)
        assert inner is not None
        shapes = shapes_from(model, self._stated()) if self._mistaken(model) else {}
        follows = count_of(reading, word, inner, shapes) if shapes else right
        found = []
        for link in links:
            number = _number(reading, link.member)
            if link.verdict in ("wrong", "carried") and number is not None and number == follows != right:
                claims = self._mistaken(model)
                self._keep(model, [(number, right)], claims[0])
                link = _carried(link, claims)
            elif link.verdict == "wrong" and number is not None:
                self._keep(model, [(number, right)], claim)
            found.append(link)
        return tuple(found)

    def _worked(self, reading: Reading, head: Tree, links: tuple[Link, ...], claim: str) -> tuple[Link, ...]:
        """The links of a sum or a product of whole numbers."""
        model, numbers = reading.names.model, [_number(reading, x.member) for x in links]
        right = _number(reading, head)
        if right is None or not all(x.verdict in FIT for x in links):
            wrong = [(n, right) for x, n in zip(links, numbers, strict=True) if x.verdict == "wrong" and n and right]
            self._keep(model, wrong[-1:], claim)
            return links
        used = {n: self.numbers[n] for n in _literals(head) if n in self.numbers and self.numbers[n][1] != claim}
        put_right = _number(reading, _with(head, {n: t for n, (t, _) in used.items()})) if used else right
        if not used or put_right is None or put_right == right:
            return links
        known = _known(model)
        if not all(n >= TELLING for n in used) and not (put_right in known and right not in known):
            return links
        self._keep(model, [(right, put_right)], claim)
        return tuple(_carried(x, tuple(c for _, c in used.values())) for x in links)

    def _keep(self, model: Model, pairs: list[tuple[int, int]], claim: str) -> None:
        known = _known(model) if pairs else frozenset()
        self.numbers.update({a: (b, claim) for a, b in pairs if a not in known and a != b})


def _carried(link: Link, claims: tuple[str, ...]) -> Link:
    return replace(link, verdict="carried", evidence="follows from your own numbers before it", causes=(),
                   follows_from=tuple(dict.fromkeys(claims)))


def _unwritten(shape: Shape) -> Shape:
    return tuple(n for n in shape if n != 1)


def _known(model: Model) -> frozenset[int]:
    """The sizes and counts of a network: extents, entries, weights with their biases."""
    shapes = [model.shape(k) for k in model.network.forward_system.tensors]
    return frozenset((*(n for s in shapes for n in s), *(prod(s) for s in shapes)))


def _literals(tree: Tree) -> Iterator[int]:
    yield from (int(text) for t in find(tree, Number) if (text := t.text.replace(",", "")).isdigit())


def _with(tree: Tree, right: Mapping[int, int]) -> Tree:
    """The tree with other whole numbers for some."""
    if isinstance(tree, Number):
        text = tree.text.replace(",", "")
        return Number(str(right[int(text)])) if text.isdigit() and int(text) in right else tree
    return mapped(tree, lambda t: _with(t, right))


def _number(reading: Reading, tree: Tree | None) -> int | None:
    """The whole number that a tree comes to; None where it comes to none."""
    if tree is None or not is_numeric(tree):
        return None
    with suppress(SymcnnError):
        data = reading.interpreter(reading.worlds[-1], [tree]).only(tree).data
        if data.size == 1 and abs(float(data.ravel()[0])) < 1e15 and float(data.ravel()[0]).is_integer():
            return int(data.ravel()[0])
    return None
