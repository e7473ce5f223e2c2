"""A document on the way to being judged: its lines in order, a verdict for each."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from symcnn.checking.causes.diagnose import with_causes
from symcnn.checking.causes.lying import Lying
from symcnn.checking.causes.other_base import by_numbers_alone, fits_other_base
from symcnn.checking.causes.unexplained import UNKNOWN
from symcnn.checking.judge.tied import ranges_behind, tied
from symcnn.checking.judge.unknown import is_unknown
from symcnn.checking.lines.chain import judge_chain
from symcnn.checking.lines.defining import size_given
from symcnn.checking.lines.doubts import doubted
from symcnn.checking.lines.entry_names import name_entries
from symcnn.checking.lines.outcome import Outcome, failed, verdict_of
from symcnn.checking.lines.right_formula import NONE, RightFormula, right_formula
from symcnn.checking.lines.update import Updates
from symcnn.checking.meaning.budget import LINE_STEPS, Effort
from symcnn.checking.meaning.link import Link, is_numeric, of_another_case
from symcnn.checking.own.choice import OtherLayer
from symcnn.checking.own.respell import equation
from symcnn.checking.pages.given import replaces, said_shape, with_spaces_apart
from symcnn.checking.report.verdict import Judged, Verdict, is_explained
from symcnn.checking.sheet.at_rest import sets_to_nought, told_at_rest
from symcnn.checking.sheet.bare_slopes import told_of_bare
from symcnn.checking.sheet.counts import Counts
from symcnn.checking.sheet.known import Known
from symcnn.checking.sheet.open_lines import told_of_open
from symcnn.checking.sheet.pass_after import judge_in_pass
from symcnn.checking.sheet.reconsidered import reconsidered
from symcnn.checking.sheet.register import Register, called, own_id
from symcnn.checking.sheet.repeated import Repeated
from symcnn.checking.sheet.said_behind import said_behind
from symcnn.checking.sheet.slips_put_right import Slips
from symcnn.checking.sheet.spelt_out import spelt_out
from symcnn.checking.sheet.star_kinds import Stars
from symcnn.checking.sheet.unknown_heads import behind_unknown
from symcnn.errors import NameUnknown, ReadError, SymcnnError
from symcnn.reading.claims import Chain
from symcnn.reading.items import Mathematics, NetworkBlock
from symcnn.reading.tree import Blank, Matrix, Name, Number, Tree


@dataclass
class Sheet:
    """A document on the way to being judged."""

    known: Known
    judged: list[Judged] = field(default_factory=list)
    last: Tree | None = None
    register: Register = field(default_factory=Register)
    updates: Updates = field(default_factory=Updates)
    aside: frozenset[tuple[int, int]] = frozenset()
    anew: frozenset[tuple[int, int]] | None = None
    misplaced: int = 0
    numbered: int = 0
    lying: Lying = field(default_factory=Lying)
    patient: bool = False
    told: bool = True
    hasty: bool = False
    unexplained: bool = False
    above: set[Tree] = field(default_factory=set)
    left_out: frozenset[str] = frozenset()
    loose: set[str] = field(default_factory=set)
    at_rest: bool = False
    explained: dict[int, list[Link]] = field(default_factory=dict)
    effort: Effort = field(default_factory=Effort)
    mistakes: Repeated = field(default_factory=Repeated)
    slips: Slips = field(default_factory=Slips)
    stars: Stars = field(default_factory=Stars)
    counts: Counts = field(default_factory=Counts)

    def mathematics(self, item: Mathematics, place: int = -1, errors: Sequence[Chain] = ()) -> None:
        """A piece of mathematics: every chain that claims something is judged; ``place`` is its number in the document.

        What ``errors`` are that it uses is said behind it.
        """
        given = any(d.given for d in item.directives)
        if any(d.skip for d in item.directives):
            return
        if item.error is not None:
            self._add(item, None, Verdict("unreadable", str(item.error)))
        self.last = None if item.named or item.error is not None else self.last
        written = item.chains if self.known.network is None else [
            self._spelt_out(c) for c in with_spaces_apart(item.chains)]
        chains = tied(written, lambda: self.known.ready().fixed)
        behind = said_behind(self.known.ready(), chains) if len(chains) > 1 and not given else []
        for chain in (*errors, *behind):
            with suppress(SymcnnError):
                self._judge(chain, called(item))
        for number, chain in enumerate(chains):
            if any(chain is each for each in behind) or (
                    chain.kind == "claim" and (place, number) in self.known.own and (
                        len(chain.members) == 2 or len({*chain.spans[1:]}) == 1)):
                # it was taken before, or the network is made of it
                self._count(chain, ident=called(item))
                self._add(item, chain, Verdict("given"))
                self.last = chain.members[0]
            elif chain.kind == "claim":
                if (ranges := ranges_behind(chains, number)) or self.known.reading is not None:
                    self.known.ready().behind[:] = ranges
                anew = self.anew is not None and (
                    (place, number) in self.anew or chain.members[0] in [Name(n) for n in self.left_out])
                self._chain(item, chain, given, (place, number) in self.aside, anew)
            elif chain.kind == "expression" and (sides := said_shape(chain.members[0])) is not None:
                self._chain(item, Chain(sides, ("in",), chain.spans * 2), given)

    def _spelt_out(self, chain: Chain) -> Chain:
        """A chain with names such as ``X_{col}`` as what they stand for, unless the sheet defines its head."""
        with suppress(SymcnnError):
            reading, head = self.known.ready(), chain.members[0]
            if not (isinstance(head, Name) and head.name in reading.defined):
                return replace(chain, members=tuple(spelt_out(reading.names, m) for m in chain.members))
        return chain

    def _chain(self, item: Mathematics, chain: Chain, given: bool, aside: bool = False, anew: bool = False) -> None:
        if given:
            self._given(chain, own_id(item))
            self._add(item, chain, Verdict("given"))
            return
        said = self.mistakes.again(self.known.ready().head_key(chain.members[0]), chain.members[-1])
        if said is not None and len(chain.members) == 2:
            self.last = chain.members[0]
            self._add(item, chain, verdict_of(said, NONE))
            return
        try:
            self.known.tie(chain)
            outcome = self._judge(chain, called(item))
        except ReadError as problem:
            verdict = "undecided" if isinstance(problem, OtherLayer) else "unreadable"
            self.last = begun(chain, None, self.last)
            self._add(item, chain, Verdict(verdict, str(problem)))
            return
        except SymcnnError as problem:
            matters = not (aside and len(chain.members) == 2 and isinstance(problem, NameUnknown))
            self.last = begun(chain, None, self.last)
            self._add(item, chain, Verdict("undecided", str(problem)) if matters else Verdict("given"))
            return
        except Exception as problem:  # one line of a batch: the rest is judged all the same
            self.last = begun(chain, None, self.last)
            self._add(item, chain, failed(problem))
            return
        if outcome.kind == "size" and outcome.key is not None:
            self.known.take_size(outcome.key, chain)
        elif outcome.kind == "given" and outcome.key is not None:
            self.known.take_numbers(outcome.key, chain, self.updates.rate is not None)
        self.last = begun(chain, outcome.head, self.last)
        if anew:
            outcome = replace(outcome, links=of_another_case(outcome.links))
        if aside and [x.verdict for x in outcome.links] == ["undecided"]:
            outcome = replace(outcome, links=())
        self._outcome(item, chain, outcome)

    def _judge(self, chain: Chain, claim: str) -> Outcome:
        """The chain at the sheet's numbers; after an update first at the new ones, where these fit better."""
        reading, entries = self.known.ready(), self.known.choice.entries
        first = entries if entries is not None and by_numbers_alone(reading, chain.members) else reading.base
        outcome, after = judge_in_pass(reading.counted_from(first), chain, claim, self.updates, self.last)
        outcome = behind_unknown(chain, outcome, lambda rest: judge_in_pass(
            reading.counted_from(first), rest, claim, self.updates, None)[0])
        self.known.reading = after.counted_from(reading.base)
        return self.known.blocks.fitting(after, outcome, lambda r: judge_chain(r, chain, claim, self.updates, self.last))

    def _given(self, chain: Chain, claim: str) -> None:
        """What is given is known from there on: a definition, letters for entries, an equation in place of another."""
        with suppress(SymcnnError):
            reading, head, right = self.known.ready(), chain.members[0], chain.members[-1]
            if (size := size_given(reading, head, [right])) is not None:
                self.known.take_size(size, chain)
            elif is_unknown(reading, head):
                self._judge(chain, claim)
            elif isinstance(right, Matrix):
                name_entries(reading, head, right)
            elif replaces(reading, head, right):
                self.known.take(NetworkBlock(equation(head, right), 0))

    def _count(self, chain: Chain, ident: str) -> None:
        """A number that the network has put in for a letter, ``m = 4``, known under it from there on."""
        head, right = chain.members[0], chain.members[-1]
        if isinstance(head, Name) and isinstance(right, Number):
            with suppress(SymcnnError):
                if is_unknown(self.known.ready(), head):
                    self._judge(chain, ident)

    def _outcome(self, item: Mathematics, chain: Chain, outcome: Outcome) -> None:
        if not outcome.links:
            self._add(item, chain, Verdict("given"))
        self.effort.left += LINE_STEPS
        outcome = reconsidered(self.known.ready(), outcome, self.known.text, self.known.declared, self.left_out)
        outcome = self.slips.put_right(outcome)
        outcome = self.counts.taken(self.known.ready(), outcome, called(item))
        fits = fits_other_base(outcome)
        self.misplaced, self.numbered = self.misplaced + fits, self.numbered + (fits == 1)
        self.lying = self.lying.beside(outcome)
        # lines that are to be judged again with other indices are not worth a diagnosis
        self.told = self.told and (self.patient or self.misplaced <= 1)
        links = self._explained(outcome) if self.told and not self.hasty else outcome.links
        self.unexplained = self.unexplained or (self.hasty and any(x.verdict in ("wrong", "suspect") for x in links))
        links = self.mistakes.carried(outcome.key, links, called(item))
        if self.known.own:
            links = told_of_open(self.known.ready(), outcome.head, links, self.loose, self.hasty)
        if not self.known.text:
            links = told_of_bare(outcome.head, links, self.above)
        links = told_at_rest(outcome.head, links) if self.at_rest else links
        self.at_rest = self.at_rest or sets_to_nought(outcome.head, links)
        links = [doubted(x, self.left_out, not self.hasty and not is_explained(x.causes)) for x in links]
        self.slips.note(links, called(item))
        # the first side may be what nobody knows, then what is judged begins behind it
        first = max(0, len(chain.members) - 1 - len(links))
        for place, link in enumerate(map(self.stars.told, links), start=first):
            if not said_again(chain, place, link, links[place - first + 1:]):
                self._add(item, chain, verdict_of(link, self._right(outcome, link)), place, len(outcome.links))

    def _explained(self, outcome: Outcome) -> list[Link]:
        if not outcome.links:
            return []
        if self.register.counted not in self.explained:
            self.explained[self.register.counted] = self._with_causes(outcome)
        return self.explained[self.register.counted]

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
    def amiss(self) -> int:
        """How many lines are wrong or cannot be told."""
        return sum(j.verdict.verdict in ("wrong", "slip", "undecided", "unreadable") for j in self.judged)

    def wrong(self) -> int:
        """How many lines are wrong."""
        return sum(j.verdict.verdict in ("wrong", "slip") for j in self.judged)

    def _add(self, item: Mathematics, chain: Chain | None, verdict: Verdict, place: int = 0, count: int = 1) -> None:
        self.judged.append(Judged(self.register.claim(item, chain, place, count), verdict))


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
