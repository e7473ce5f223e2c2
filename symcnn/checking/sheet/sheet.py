"""A document on the way to being judged: its lines in order, a verdict for each."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

import numpy as np

from symcnn.checking.binding.blocks import (
    continued,
    with_functions,
)
from symcnn.checking.binding.centred import centred
from symcnn.checking.causes.diagnose import with_causes
from symcnn.checking.causes.lying import Lying
from symcnn.checking.causes.other_base import by_numbers_alone, fits_other_base
from symcnn.checking.causes.unexplained import UNKNOWN
from symcnn.checking.judge.tied import ranges_behind, tied
from symcnn.checking.judge.unknown import is_unknown, tell_limits
from symcnn.checking.lines.chain import judge_chain
from symcnn.checking.lines.defining import size_given
from symcnn.checking.lines.doubts import doubted
from symcnn.checking.lines.entry_names import name_entries
from symcnn.checking.lines.outcome import Outcome, failed, read_as, verdict_of
from symcnn.checking.lines.right_formula import NONE, RightFormula, right_formula
from symcnn.checking.lines.update import Updates
from symcnn.checking.meaning.budget import LINE_STEPS, Effort
from symcnn.checking.meaning.conventions import Choice, reading_of
from symcnn.checking.meaning.document import Reading
from symcnn.checking.meaning.link import Link, is_numeric, of_another_case
from symcnn.checking.numbers.value import exact
from symcnn.checking.own.choice import OtherLayer
from symcnn.checking.own.ranks import Ranks, fitted
from symcnn.checking.own.respell import equation
from symcnn.checking.own.size_numbers import sizes_of
from symcnn.checking.pages.given import carry_over, place_given, replaces, said_shape, seeds_of, with_spaces_apart
from symcnn.checking.report.verdict import Claim, Judged, Verdict, is_explained
from symcnn.checking.sheet.bare_slopes import told_of_bare
from symcnn.checking.sheet.counts import Counts
from symcnn.checking.sheet.crossing import crosses
from symcnn.checking.sheet.inner_steps import named_inside
from symcnn.checking.sheet.numbered_errors import errors_from_the_inputs
from symcnn.checking.sheet.open_lines import told_of_open
from symcnn.checking.sheet.parts_alone import Blocks
from symcnn.checking.sheet.pass_after import judge_in_pass
from symcnn.checking.sheet.reconsidered import reconsidered
from symcnn.checking.sheet.repeated import Repeated
from symcnn.checking.sheet.said_behind import said_behind
from symcnn.checking.sheet.slips_put_right import Slips
from symcnn.checking.sheet.spelt_out import spelt_out
from symcnn.checking.sheet.star_kinds import Stars
from symcnn.checking.sheet.unknown_heads import behind_unknown
from symcnn.errors import NameUnknown, ReadError, SymcnnError
from symcnn.network import Network
from symcnn.reading.claims import Chain, Unread
from symcnn.reading.items import Mathematics, NetworkBlock
from symcnn.reading.tree import Blank, Matrix, Name, Number, Transposed, Tree, has


@dataclass
class Sheet:
    """A document on the way to being judged."""

    network: Network | None
    text: str = ""
    reading: Reading | None = None
    judged: list[Judged] = field(default_factory=list)
    last: Tree | None = None
    counted: int = 0
    updates: Updates = field(default_factory=Updates)
    sizes: dict[str, int] = field(default_factory=dict)
    numbers: dict[str, np.ndarray] = field(default_factory=dict)
    pieces: dict[str, np.ndarray] = field(default_factory=dict)
    lines: tuple[int, ...] = ()
    choice: Choice = field(default_factory=lambda: Choice())
    own: frozenset[tuple[int, int]] = frozenset()
    aside: frozenset[tuple[int, int]] = frozenset()
    anew: frozenset[tuple[int, int]] | None = None
    ranks: Ranks = frozenset()
    misplaced: int = 0
    numbered: int = 0
    lying: Lying = field(default_factory=Lying)
    patient: bool = False
    told: bool = True
    hasty: bool = False
    unexplained: bool = False
    used: set[str] = field(default_factory=set)
    trees: tuple[Tree, ...] = ()
    rights: tuple[Tree, ...] = ()
    operands: frozenset[float] = frozenset()
    above: set[Tree] = field(default_factory=set)
    left_out: frozenset[str] = frozenset()
    loose: set[str] = field(default_factory=set)
    explained: dict[int, list[Link]] = field(default_factory=dict)
    effort: Effort = field(default_factory=Effort)
    mistakes: Repeated = field(default_factory=Repeated)
    slips: Slips = field(default_factory=Slips)
    stars: Stars = field(default_factory=Stars)
    blocks: Blocks = field(default_factory=Blocks)
    counts: Counts = field(default_factory=Counts)

    def take(self, block: NetworkBlock) -> None:
        """A network block, valid from there on; it adds to the ones before."""
        self.network, self.text, self.lines = continued(self.text, block.text, self.lines, block.line)
        self.network = fitted(self.network, self.text, self.ranks, with_functions)
        self.blocks = self.blocks.taken(self.network)
        before, self.reading = self.reading, None
        if before is not None:
            self.reading = self._read(self.sizes, self.numbers, before)

    def ready(self) -> Reading:
        """How the lines are read: made anew for every network."""
        if self.reading is None:
            if self.network is None:
                self.network = Network("v: 1")
            self.reading = self._read(self.sizes, self.numbers)
        return self.reading

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

    def mathematics(self, item: Mathematics, place: int = -1, errors: Sequence[Chain] = ()) -> None:
        """A piece of mathematics: every chain that claims something is judged; ``place`` is its number in the document.

        What ``errors`` are that it uses is said behind it.
        """
        given = any(d.given for d in item.directives)
        if any(d.skip for d in item.directives):
            return
        if item.error is not None:
            self._add(item, None, 0, Verdict("unreadable", str(item.error)))
        self.last = None if item.named or item.error is not None else self.last
        chains = tied(item.chains if self.network is None else [self._spelt_out(c) for c in with_spaces_apart(item.chains)],
                      lambda: self.ready().fixed)
        behind = said_behind(self.ready(), chains) if len(chains) > 1 and not given else []
        for chain in (*errors, *behind):
            with suppress(SymcnnError):
                self._judge(chain, self._ident(item) or f"line {item.line}")
        for number, chain in enumerate(chains):
            if any(chain is known for known in behind) or (
                    chain.kind == "claim" and (place, number) in self.own and (
                        len(chain.members) == 2 or len({*chain.spans[1:]}) == 1)):
                # it was taken before, or the network is made of it
                self._count(chain, ident=self._ident(item) or f"line {item.line}")
                self._add(item, chain, number, Verdict("given"))
                self.last = chain.members[0]
            elif chain.kind == "claim":
                if (ranges := ranges_behind(chains, number)) or self.reading is not None:
                    self.ready().behind[:] = ranges
                anew = self.anew is not None and (
                    (place, number) in self.anew or chain.members[0] in [Name(n) for n in self.left_out])
                self._chain(item, chain, number, given, (place, number) in self.aside, anew)
            elif chain.kind == "expression" and (sides := said_shape(chain.members[0])) is not None:
                self._chain(item, Chain(sides, ("in",), chain.spans * 2), number, given)

    def _spelt_out(self, chain: Chain) -> Chain:
        """A chain with names such as ``X_{col}`` as what they stand for, unless the sheet defines its head."""
        with suppress(SymcnnError):
            reading, head = self.ready(), chain.members[0]
            if not (isinstance(head, Name) and head.name in reading.defined):
                return replace(chain, members=tuple(spelt_out(reading.names, m) for m in chain.members))
        return chain

    def _chain(self, item: Mathematics, chain: Chain, number: int, given: bool, aside: bool = False,
               anew: bool = False) -> None:
        ident = self._ident(item)
        if given:
            self._given(chain, ident)
            self._add(item, chain, number, Verdict("given"))
            return
        said = self.mistakes.again(self.ready().head_key(chain.members[0]), chain.members[-1])
        if said is not None and len(chain.members) == 2:
            self.last = chain.members[0]
            self._add(item, chain, number, verdict_of(said, NONE))
            return
        try:
            self._tie(chain)
            outcome = self._judge(chain, ident or f"line {item.line}")
        except ReadError as problem:
            verdict = "undecided" if isinstance(problem, OtherLayer) else "unreadable"
            self.last = begun(chain, None, self.last)
            self._add(item, chain, number, Verdict(verdict, str(problem)))
            return
        except SymcnnError as problem:
            known = not (aside and len(chain.members) == 2 and isinstance(problem, NameUnknown))
            self.last = begun(chain, None, self.last)
            self._add(item, chain, number, Verdict("undecided", str(problem)) if known else Verdict("given"))
            return
        except Exception as problem:  # one line of a batch: the rest is judged all the same
            self.last = begun(chain, None, self.last)
            self._add(item, chain, number, failed(problem))
            return
        if outcome.kind == "size" and outcome.key is not None:
            self._resize(outcome.key, chain)
        elif outcome.kind == "given" and outcome.key is not None:
            self._number(outcome.key, chain)
        self.last = begun(chain, outcome.head, self.last)
        if anew:
            outcome = replace(outcome, links=of_another_case(outcome.links))
        if aside and [x.verdict for x in outcome.links] == ["undecided"]:
            outcome = replace(outcome, links=())
        self._outcome(item, chain, number, outcome)

    def _tie(self, chain: Chain) -> None:
        """A name for a step inside an equation of the network names it from there on."""
        if self.network is None or self.own or chain.relations[:1] not in (("=",), (":=",)) or any(
                isinstance(m, Unread) for m in chain.members):
            return
        found = named_inside(self.text, self.lines, self.ready(), chain.members[0], chain.members[1], self._read_anew)
        if found is not None:
            self.network, self.text, self.lines, self.reading = found.network, found.text, found.lines, found.reading

    def _judge(self, chain: Chain, claim: str) -> Outcome:
        """The chain at the sheet's numbers; after an update first at the new ones, where these fit better."""
        reading, entries = self.ready(), self.choice.entries
        first = entries if entries is not None and by_numbers_alone(reading, chain.members) else reading.base
        outcome, after = judge_in_pass(reading.counted_from(first), chain, claim, self.updates, self.last)
        outcome = behind_unknown(chain, outcome, lambda rest: judge_in_pass(
            reading.counted_from(first), rest, claim, self.updates, None)[0])
        self.reading = after.counted_from(reading.base)
        return self.blocks.fitting(after, outcome, lambda r: judge_chain(r, chain, claim, self.updates, self.last))

    def _given(self, chain: Chain, claim: str) -> None:
        """What is given is known from there on: a definition, letters for entries, an equation in place of another."""
        with suppress(SymcnnError):
            reading, head, right = self.ready(), chain.members[0], chain.members[-1]
            if (size := size_given(reading, head, [right])) is not None:
                self._resize(size, chain)
            elif is_unknown(reading, head):
                self._judge(chain, claim)
            elif isinstance(right, Matrix):
                name_entries(reading, head, right)
            elif replaces(reading, head, right):
                self.take(NetworkBlock(equation(head, right), 0))

    def _count(self, chain: Chain, ident: str) -> None:
        """A number that the network has put in for a letter, ``m = 4``, known under it from there on."""
        head, right = chain.members[0], chain.members[-1]
        if isinstance(head, Name) and isinstance(right, Number):
            with suppress(SymcnnError):
                if is_unknown(self.ready(), head):
                    self._judge(chain, ident)

    def _number(self, key: str, chain: Chain) -> None:
        """The first numbers given to a leaf: it has them from there on, and sizes that were open follow from them.

        A parameter of a page's own network that is given others has these from there on: they are those after a step.
        """
        assert self.network is not None
        before = self.ready()
        stepped = bool(self.own) and key in self.network.parameters and self.updates.rate is None
        if (key in self.network.values or key in self.numbers) and not stepped:
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

    def _resize(self, name: str, chain: Chain) -> None:
        """A size letter given a number: it holds from there on."""
        number = chain.members[-1]
        assert isinstance(number, Number) and self.network is not None
        self.sizes[name] = int(number.text)
        try:
            self.reading = self._read(self.sizes, self.numbers, self.ready())
        except SymcnnError:
            self.sizes.pop(name)

    def _outcome(self, item: Mathematics, chain: Chain, number: int, outcome: Outcome) -> None:
        if not outcome.links:
            self._add(item, chain, number, Verdict("given"))
        self.effort.left += LINE_STEPS
        outcome = reconsidered(self.ready(), outcome, self.text, self.declared, self.left_out)
        outcome = self.slips.put_right(outcome)
        outcome = self.counts.taken(self.ready(), outcome, self._ident(item) or f"line {item.line}")
        fits = fits_other_base(outcome)
        self.misplaced, self.numbered = self.misplaced + fits, self.numbered + (fits == 1)
        self.lying = self.lying.beside(outcome)
        # lines that are to be judged again with other indices are not worth a diagnosis
        self.told = self.told and (self.patient or self.misplaced <= 1)
        links = self._explained(outcome) if self.told and not self.hasty else outcome.links
        self.unexplained = self.unexplained or (self.hasty and any(x.verdict in ("wrong", "suspect") for x in links))
        links = self.mistakes.carried(outcome.key, links, self._ident(item) or f"line {item.line}")
        if self.own:
            links = told_of_open(self.ready(), outcome.head, links, self.loose, self.hasty)
        if not self.text:
            links = told_of_bare(outcome.head, links, self.above)
        links = [doubted(x, self.left_out, not self.hasty and not is_explained(x.causes)) for x in links]
        self.slips.note(links, self._ident(item) or f"line {item.line}")
        # the first side may be what nobody knows, then what is judged begins behind it
        first = max(0, len(chain.members) - 1 - len(links))
        for place, link in enumerate(map(self.stars.told, links), start=first):
            if not said_again(chain, place, link, links[place - first + 1:]):
                self._add(item, chain, number, verdict_of(link, self._right(outcome, link)), place, len(outcome.links))

    def _explained(self, outcome: Outcome) -> list[Link]:
        if not outcome.links:
            return []
        if self.counted not in self.explained:
            self.explained[self.counted] = self._with_causes(outcome)
        return self.explained[self.counted]

    def _with_causes(self, outcome: Outcome) -> list[Link]:
        try:
            return with_causes(outcome.judge, outcome.links, self.effort)
        except Exception as problem:  # the verdicts stand, whatever becomes of the search for their causes
            told = "" if isinstance(problem, SymcnnError) else failed(problem).evidence
            return [replace(x, causes=(UNKNOWN,), evidence=told) if x.verdict == "wrong" else x for x in outcome.links]

    def _right(self, outcome: Outcome, link: Link) -> RightFormula:
        try:
            return NONE if self.hasty and self.unexplained else right_formula(outcome.judge, link)
        except Exception:  # the verdict stands without the right formula beside it
            return NONE

    @property
    def declared(self) -> bool:
        """Whether somebody states the network that the sheet is about, so that its sizes are known."""
        return self.network is not None and not self.own

    @property
    def amiss(self) -> int:
        """How many lines are wrong or cannot be told."""
        return sum(j.verdict.verdict in ("wrong", "slip", "undecided", "unreadable") for j in self.judged)

    def wrong(self) -> int:
        """How many lines are wrong."""
        return sum(j.verdict.verdict in ("wrong", "slip") for j in self.judged)

    def _ident(self, item: Mathematics) -> str:
        return next((d.id for d in item.directives if d.id), "")

    def _add(self, item: Mathematics, chain: Chain | None, number: int, verdict: Verdict, place: int = 0,
             count: int = 1) -> None:
        self.counted += 1
        ident = self._ident(item) or f"c{self.counted}"
        unique = ident if count == 1 and ident not in self.used else next(
            f"{ident}.{n}" for n in range(1, 10_000) if f"{ident}.{n}" not in self.used)
        self.used.add(unique)
        points = next((float(d.points) for d in item.directives if d.points), None)
        span = None
        if chain is not None and place + 1 < len(chain.spans):
            start, (low, high) = chain.spans[0][0], chain.spans[place + 1]
            span = (low - start, high - start)
        latex = item.source if chain is None or not chain.spans else item.source[chain.spans[0][0]:chain.spans[-1][1]]
        self.judged.append(Judged(Claim(unique, item.line, latex, read_as(chain, place), points, span, item.cell), verdict))


def begun(chain: Chain, head: Tree | None, before: Tree | None) -> Tree | None:
    """What the line below goes on from: the head of a chain, or of the one that it goes on from itself.

    Below a head that nobody understands it is the numbers that it is said to be.
    """
    if isinstance(chain.members[0], Blank) and head is None and before is None:
        return chain.members[-1] if is_numeric(chain.members[-1]) else None
    return head or (before if isinstance(chain.members[0], Blank) or len(chain.members) < 2 else None)


def said_again(chain: Chain, place: int, link: Link, later: Sequence[Link]) -> bool:
    """Whether a sound side is the next one in other words: it stands in the same place of the source."""
    return bool(later) and chain.spans[place + 1:place + 2] == chain.spans[place + 2:place + 3] and link.verdict in (
        "right", "given", later[0].verdict)
