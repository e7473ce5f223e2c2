"""What is known where a line of a document stands: its network, the sizes and numbers given so far, how lines are read then."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field

import numpy as np

from symcnn.checking.binding.blocks import continued, with_functions
from symcnn.checking.binding.centred import centred
from symcnn.checking.binding.class_vectors import is_target
from symcnn.checking.judge.unknown import tell_limits
from symcnn.checking.meaning.conventions import Choice, reading_of
from symcnn.checking.meaning.document import Reading
from symcnn.checking.numbers.value import exact
from symcnn.checking.own.ranks import Ranks, fitted
from symcnn.checking.own.size_numbers import sizes_of
from symcnn.checking.pages.given import carry_over, place_given, seeds_of
from symcnn.checking.sheet.crossing import crosses
from symcnn.checking.sheet.inner_steps import named_inside
from symcnn.checking.sheet.numbered_errors import errors_from_the_inputs
from symcnn.checking.sheet.parts_alone import Blocks
from symcnn.errors import SymcnnError
from symcnn.network import Network
from symcnn.reading.claims import Chain, Unread
from symcnn.reading.items import NetworkBlock
from symcnn.reading.tree import Number, Transposed, Tree, has


@dataclass
class Known:
    """The network of a document and what is known of it so far.

    ``text`` states the network, ``lines`` says where each of its lines stands, ``own`` are the places of the equations that
    it is made of, if they are the document's own. ``trees`` are all that the document writes, ``rights`` those to the right
    of a sign, ``operands`` the numbers that are exact in it.
    """

    network: Network | None
    text: str = ""
    lines: tuple[int, ...] = ()
    sizes: dict[str, int] = field(default_factory=dict)
    numbers: dict[str, np.ndarray] = field(default_factory=dict)
    pieces: dict[str, np.ndarray] = field(default_factory=dict)
    choice: Choice = field(default_factory=lambda: Choice())
    own: frozenset[tuple[int, int]] = frozenset()
    ranks: Ranks = frozenset()
    trees: tuple[Tree, ...] = ()
    rights: tuple[Tree, ...] = ()
    operands: frozenset[float] = frozenset()
    blocks: Blocks = field(default_factory=Blocks)
    reading: Reading | None = None

    @property
    def declared(self) -> bool:
        """Whether somebody states the network that the sheet is about, so that its sizes are known."""
        return self.network is not None and not self.own

    def begun_anew(self, choice: Choice) -> Known:
        """What is known before the first line, under another choice of conventions."""
        return Known(self.network, self.text, sizes=dict(self.sizes), choice=choice, own=self.own, ranks=self.ranks)

    def ready(self) -> Reading:
        """How the lines are read: made anew for every network."""
        if self.reading is None:
            if self.network is None:
                self.network = Network("v: 1")
            self.reading = self._read(self.sizes, self.numbers)
        return self.reading

    def take(self, block: NetworkBlock) -> None:
        """A network block, valid from there on; it adds to the ones before."""
        self.network, self.text, self.lines = continued(self.text, block.text, self.lines, block.line)
        self.network = fitted(self.network, self.text, self.ranks, with_functions)
        self.blocks = self.blocks.taken(self.network)
        before, self.reading = self.reading, None
        if before is not None:
            self.reading = self._read(self.sizes, self.numbers, before)

    def tie(self, chain: Chain) -> None:
        """A name for a step inside an equation of the network names it from there on."""
        if self.network is None or self.own or chain.relations[:1] not in (("=",), (":=",)) or any(
                isinstance(m, Unread) for m in chain.members):
            return
        found = named_inside(self.text, self.lines, self.ready(), chain.members[0], chain.members[1], self._read_anew)
        if found is not None:
            self.network, self.text, self.lines, self.reading = found.network, found.text, found.lines, found.reading

    def take_size(self, name: str, chain: Chain) -> None:
        """A size letter given a number: it holds from there on."""
        number = chain.members[-1]
        assert isinstance(number, Number) and self.network is not None
        self.sizes[name] = int(number.text)
        try:
            self.reading = self._read(self.sizes, self.numbers, self.ready())
        except SymcnnError:
            self.sizes.pop(name)

    def take_numbers(self, key: str, chain: Chain, updated: bool) -> None:
        """The first numbers given to a leaf: it has them from there on, and sizes that were open follow from them.

        A parameter of a page's own network that is given others has these from there on: they are those after a step, if
        no update says so itself. So has a target: it is that of another case.
        """
        assert self.network is not None
        before = self.ready()
        stepped = key in self.network.parameters and not updated
        changes = bool(self.own) and (stepped or is_target(self.network, key))
        if (key in self.network.values or key in self.numbers) and not changes:
            return
        with suppress(SymcnnError):
            value = before.interpreter(before.worlds[-1], list(chain.members)).only(chain.members[-1])
            if value.names or not np.isfinite(value.data).all():
                return
            if (place := place_given(before, chain.members[0], key)) is not None:
                # one of several arrays: they count as soon as all are given
                whole = self.pieces.setdefault(key, np.full(before.names.model.shape(key), np.nan))
                if np.shape(whole[place]) != value.data.shape:
                    return
                whole[place] = value.data
                if np.isnan(whole).any():
                    return
                value = exact(whole)
            shown = self.network.system.tensors[key].shown
            told = sizes_of(self.network, {shown: value.data.shape})
            if self.own and any(self.sizes.get(name, n) != n for name, n in told.items()):
                # an array of other extents is one of another exercise
                return
            sizes = {**self.sizes, **told}
            numbers = {**self.numbers, key: value.data}
            reading = self._read(sizes, numbers, before)
            self.reading, self.sizes, self.numbers = reading, sizes, numbers

    def _read_anew(self, network: Network) -> Reading:
        """How the lines are read with another network in place of the one before."""
        return self._read(self.sizes, self.numbers, self.ready(), network)

    def _read(self, sizes: dict[str, int], numbers: dict[str, np.ndarray], before: Reading | None = None,
              network: Network | None = None) -> Reading:
        """How the lines are read with these sizes and numbers, after those that were read before."""
        network = network or self.network
        assert network is not None
        reading = reading_of(network, sizes, self.choice, numbers, () if before is None else seeds_of(before),
                             self.text if self.own else None)
        reading.exactly |= self.operands
        tell_limits(reading, self.trees)
        reading.names.centred.update(centred(self.trees, reading.base))
        reading.names.aliases.update(errors_from_the_inputs(reading.names, self.trees))
        # where shapes are declared, a product is one of arrays that lie as they are declared
        reading.transposes = self.declared or any(has(tree, Transposed) for tree in self.trees)
        reading.crosses = crosses(reading.names, self.trees)
        reading.batch_kinds = set() if self.own else None
        reading.rights = self.rights
        if before is not None:
            carry_over(before, reading)
        return reading
