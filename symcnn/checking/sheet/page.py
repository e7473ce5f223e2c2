"""A document whose network nobody stated: what was read of it, and what became of its lines by networks of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from symcnn.checking.binding.pages import with_trees
from symcnn.checking.own.network import OwnNetwork, own_network
from symcnn.checking.pages.partial_operators import operators_in
from symcnn.checking.pages.well_read import read_well
from symcnn.checking.report.verdict import Judged
from symcnn.checking.sheet.own_cases import beside_other_cases
from symcnn.checking.sheet.said_before import of_another_layer
from symcnn.checking.sheet.sections import Said
from symcnn.checking.sheet.sheet import Sheet
from symcnn.checking.sheet.single_and_batch import with_letters
from symcnn.network import Network
from symcnn.reading.items import Item


@dataclass(frozen=True)
class Part:
    """Lines of a page judged by their own network.

    What is wrong with them nobody has asked yet: ``explained`` judges them once more, with causes. ``stated`` is the first
    line of those that the network is made of, ``cases`` are lines of other cases than the network's. It ``begins`` with an
    item of the page and ends before another.
    """

    sheet: Sheet
    own: OwnNetwork
    explained: Callable[[], Sheet]
    notes: tuple[str, ...] = ()
    stated: int | None = None
    cases: frozenset[Said] = frozenset()
    begins: int = 0
    ends: int = 0

    def finished(self) -> tuple[Sheet, list[Judged]]:
        """The sheet with the causes of what is wrong, and its lines."""
        sheet = self.explained() if self.sheet.unexplained else self.sheet
        return sheet, beside_other_cases(of_another_layer(sheet.judged, self.stated), self.cases)

    @property
    def amiss(self) -> int:
        """How many lines are wrong or cannot be told."""
        return self.sheet.amiss

    @property
    def rights(self) -> int:
        """How many lines are right."""
        return sum(j.verdict.verdict in ("right", "rounding") for j in self.sheet.judged)

    @property
    def accounted(self) -> int:
        """How many lines are right, or right for what the writer had before."""
        return self.rights + sum(j.verdict.verdict == "carried" for j in self.sheet.judged)

    def gain(self, other: Part) -> int:
        """How many more lines are right than in another reading, less those that are wrong."""
        return (self.rights - other.rights) - (self.sheet.wrong() - other.sheet.wrong())

    @property
    def untold(self) -> int:
        """How many lines are taken as true."""
        return sum(j.verdict.verdict == "given" for j in self.sheet.judged)


@dataclass(frozen=True)
class Page:
    """A document whose network nobody stated; what was read and judged of it is kept.

    It may be read with other ``letters`` for some.
    """

    source: str
    kind: str | None
    items: Sequence[Item]
    letters: Mapping[str, str] = field(default_factory=dict)
    _read: dict[frozenset[str], list[Item]] = field(default_factory=dict)
    _own: dict[tuple[int, int, frozenset[tuple[str, object]]], OwnNetwork] = field(default_factory=dict)
    _parts: dict[tuple[int, int], Part | None] = field(default_factory=dict)
    _runs: list[tuple[tuple[Any, ...], Callable[[bool], Sheet]]] = field(default_factory=list)

    @cached_property
    def _operates(self) -> bool:
        """Whether the page has signs of derivatives that only the equations of a network explain."""
        return any(operators_in(self.items))

    def read(self, network: Network, text: str, names: Iterable[str]) -> list[Item]:
        """The items as they are read where a network has its names, and there are others."""
        known = frozenset(t.shown for t in network.forward_system.tensors.values()) | frozenset(names) | {
            f"{name}()" for name in network.assembled.functions} | ({text} if self._operates else set())
        if known not in self._read:
            self._read[known] = with_trees(
                read_well(self.source, self.kind, network, more=names), lambda t: with_letters(t, self.letters))
        return self._read[known]

    def read_again(self, sheet: Sheet, own: OwnNetwork) -> Sequence[Item]:
        """The items with names as the network of a sheet has them, ``a^2`` of a layer and no square."""
        return self.items if sheet.known.network is None else self.read(sheet.known.network, own.text, own.layers)

    def own(self, begin: int, end: int, **ways: Any) -> OwnNetwork:
        """The network that some of the items state."""
        key = begin, end, frozenset(ways.items())
        if key not in self._own:
            self._own[key] = own_network(self.items[begin:end], **ways)
        return self._own[key]

    def kept(self, asked: tuple[Any, ...], judged: Callable[[bool], Sheet]) -> Callable[[bool], Sheet]:
        """What judges some items by a network, with causes or hastily without: kept with all that it depends on."""
        found = next((known for key, known in self._runs if key == asked), None)
        if found is None:
            found = cache(judged)
            self._runs.append((asked, found))
        return found

    def section(self, source: str) -> Page:
        """A part of the text as a page of its own."""
        return Page(source, self.kind, read_well(source, self.kind, None), _runs=self._runs)

    def lettered(self, letters: Mapping[str, str]) -> Page:
        """The page with other letters for some."""
        items = with_trees(self.items, lambda t: with_letters(t, letters))
        return Page(self.source, self.kind, items, letters, _runs=self._runs)

    def part(self, begin: int, end: int, judged: Callable[[], Part | None]) -> Part | None:
        """What judges some of the items by their own network finds; looked for once."""
        if (begin, end) not in self._parts:
            self._parts[begin, end] = judged()
        return self._parts[begin, end]
