"""Checking a document: its networks, its lines in order, a verdict for each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from symcnn.checking.block_lines import lines_of, placed, told_by
from symcnn.checking.chain import Outcome, is_unknown, judge_chain
from symcnn.checking.diagnose import with_causes
from symcnn.checking.dots import with_entries
from symcnn.checking.judge import Judge, Link, Reading
from symcnn.checking.model import model_of
from symcnn.checking.names import Names
from symcnn.checking.own_evidence import from_nought
from symcnn.checking.own_network import own_network
from symcnn.checking.ranks import fitted, written_ranks
from symcnn.checking.report import Report
from symcnn.checking.respell import equation
from symcnn.checking.update import Updates, after
from symcnn.checking.value import exact
from symcnn.checking.verdict import Claim, Context, Judged, Verdict
from symcnn.checking.world import data_world, random_world
from symcnn.errors import ReadError, SymcnnError
from symcnn.expression.nodes import Apply
from symcnn.expression.walk import accesses, descend
from symcnn.functions.table import known
from symcnn.network import Network
from symcnn.notation.affine import whole
from symcnn.notation.letters import size
from symcnn.printing.latex import latex_tensor
from symcnn.printing.tree import latex_chain
from symcnn.reading.claims import Chain
from symcnn.reading.document import network_blocks, read_document
from symcnn.reading.items import Item, Mathematics, NetworkBlock
from symcnn.reading.network import read_network
from symcnn.reading.statements import (
    Abbreviation,
    Batch,
    Definition,
    FunctionName,
    Layout,
    Leaf,
    Let,
    Origin,
    Statement,
    Tie,
)
from symcnn.reading.tree import Call, Entry, Matrix, Name, Number, Operation, SumOver, Tree, walk
from symcnn.reading.words import FUNCTIONS, function_key
from symcnn.system import System

SEEDS = (3, 17, 101)
# a quotient of deltas is a derivative
DELTA_QUOTIENT = re.compile(r"\\d?t?frac\s*\{\s*\\delta|\\delta\s*\w+\s*/\s*\\delta")
CONVENTIONS = (Batch, FunctionName, Layout, Let, Origin, Tie)


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
    lines: tuple[int, ...] = ()
    choice: Choice = field(default_factory=lambda: Choice())
    own: frozenset[tuple[int, int]] = frozenset()
    ranks: frozenset[tuple[str, int]] = frozenset()
    misplaced: int = 0
    patient: bool = False
    told: bool = True
    used: set[str] = field(default_factory=set)

    def take(self, block: NetworkBlock) -> None:
        """A network block, valid from there on; it adds to the ones before."""
        self.network, self.text, self.lines = continued(self.text, block.text, self.lines, block.line)
        self.network = fitted(self.network, self.text, self.ranks, with_functions)
        before, self.reading = self.reading, None
        if before is not None:
            carry_over(before, self.ready())

    def ready(self) -> Reading:
        """How the lines are read: made anew for every network."""
        if self.reading is None:
            if self.network is None:
                self.network = Network("v: 1")
            self.reading = reading_of(self.network, self.sizes, self.choice, self.numbers)
        return self.reading

    def mathematics(self, item: Mathematics, place: int = -1) -> None:
        """A piece of mathematics: every chain that claims something is judged; ``place`` is its number in the document."""
        given = any(d.given for d in item.directives)
        if any(d.skip for d in item.directives):
            return
        if item.error is not None:
            self._add(item, None, 0, Verdict("unreadable", str(item.error)))
        for number, chain in enumerate(item.chains):
            if chain.kind == "claim" and (place, number) in self.own and len(chain.members) == 2:
                # the network is made of it
                self._add(item, chain, number, Verdict("given"))
            elif chain.kind == "claim":
                self._chain(item, chain, number, given)
            elif chain.kind == "expression" and (sides := said_shape(chain.members[0])) is not None:
                self._chain(item, Chain(sides, ("in",), chain.spans * 2), number, given)

    def _chain(self, item: Mathematics, chain: Chain, number: int, given: bool) -> None:
        ident = self._ident(item)
        if given:
            self._given(chain, ident)
            self._add(item, chain, number, Verdict("given"))
            return
        try:
            outcome = self._judge(chain, ident or f"line {item.line}")
        except ReadError as problem:
            self._add(item, chain, number, Verdict("unreadable", str(problem)))
            return
        except SymcnnError as problem:
            self._add(item, chain, number, Verdict("undecided", str(problem)))
            return
        except Exception as problem:  # one line of a batch: the rest is judged all the same
            self._add(item, chain, number, failed(problem))
            return
        if outcome.kind == "size" and outcome.key is not None:
            self._resize(outcome.key, chain)
        elif outcome.kind == "given" and outcome.key is not None:
            self._number(outcome.key, chain)
        self.last = outcome.head or self.last
        self._outcome(item, chain, number, outcome)

    def _judge(self, chain: Chain, claim: str) -> Outcome:
        """The chain at the sheet's numbers; after an update first at the new ones, where these fit better."""
        reading = self.ready()
        fresh = None if self.updates.moved else after(reading, self.updates)
        if fresh is None:
            return judge_chain(reading, chain, claim, self.updates, self.last)
        kept = dict(reading.data.stated) if reading.data is not None else {}
        old = judge_chain(reading, chain, claim, self.updates, self.last)
        if old.kind != "claim" or all(x.verdict in ("right", "rounding") for x in old.links):
            return old
        new = judge_chain(fresh, chain, claim, self.updates, self.last)
        if rank(new) < rank(old):
            if reading.data is not None:
                reading.data.stated.clear()
                reading.data.stated.update(kept)
            self.reading, self.updates.moved = fresh, True
            return new
        return old

    def _given(self, chain: Chain, claim: str) -> None:
        """What is given is known from there on: a definition, letters for entries, an equation in place of another."""
        with suppress(SymcnnError):
            reading, head, right = self.ready(), chain.members[0], chain.members[-1]
            if is_unknown(reading, head):
                self._judge(chain, claim)
            elif isinstance(right, Matrix):
                name_entries(reading, head, right)
            elif replaces(reading, head, right):
                self.take(NetworkBlock(equation(head, right), 0))

    def _number(self, key: str, chain: Chain) -> None:
        """The first numbers given to a leaf: it has them from there on, and sizes that were open follow from them."""
        assert self.network is not None
        before = self.ready()
        if key in self.network.values or key in self.numbers:
            return
        with suppress(SymcnnError):
            value = before.interpreter(before.worlds[-1], list(chain.members)).only(chain.members[-1])
            if value.names or not np.isfinite(value.data).all():
                return
            shown = self.network.system.tensors[key].shown
            sizes = {**self.sizes, **sizes_of(self.network, {shown: value.data.shape})}
            numbers = {**self.numbers, key: value.data}
            reading = reading_of(self.network, sizes, self.choice, numbers)
            carry_over(before, reading)
            self.reading, self.sizes, self.numbers = reading, sizes, numbers

    def _resize(self, name: str, chain: Chain) -> None:
        """A size letter given a number: it holds from there on."""
        number = chain.members[-1]
        assert isinstance(number, Number) and self.network is not None
        self.sizes[name] = int(number.text)
        before = self.ready()
        try:
            self.reading = reading_of(self.network, self.sizes, self.choice, self.numbers)
        except SymcnnError:
            self.sizes.pop(name)
            return
        self.reading.defined.update(before.defined)
        self.reading.meanings.update(before.meanings)
        self.reading.habit = before.habit
        self.reading.names.aliases.update(before.names.aliases)

    def _outcome(self, item: Mathematics, chain: Chain, number: int, outcome: Outcome) -> None:
        if not outcome.links:
            self._add(item, chain, number, Verdict("given"))
        self.misplaced += fits_other_base(outcome)
        # lines that are to be judged again with other indices are not worth a diagnosis
        self.told = self.told and (self.patient or self.misplaced <= 1)
        links = with_causes(outcome.judge, outcome.links) if self.told else outcome.links
        for place, link in enumerate(links):
            self._add(item, chain, number, verdict_of(link), place, len(outcome.links))

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
        self.judged.append(Judged(Claim(unique, item.line, latex, read_as(chain, place), points, span), verdict))


def read_as(chain: Chain | None, place: int) -> str:
    """The LaTeX of a link as it was read: the head of its chain and the member judged."""
    if chain is None or chain.errors:
        return ""
    members, relations = chain.members, chain.relations
    if place + 1 < len(members):
        members, relations = (members[0], members[place + 1]), relations[place:place + 1]
    try:
        return latex_chain(members, relations)
    except SymcnnError:
        # a part could not be read, and what is left is not what was said
        return ""


def failed(problem: Exception) -> Verdict:
    """The verdict on a line that symcnn itself came to grief over."""
    return Verdict("undecided", f"symcnn failed here ({type(problem).__name__}): please report this line")


def with_functions(text: str) -> Network:
    """The network; a function that is not named is tried as a smooth one that is none of the usual ones' kin."""
    network = Network(text)
    applied = {n.function for e in network.forward_system.equations for n in descend(e.right) if isinstance(n, Apply)}
    generic = {f for f in applied if not known(f) and f not in network.assembled.functions}
    spelled = sorted({name for key, name in spellings(text) if key in generic})
    return Network("\n".join([*(f"{f} = softplus" for f in spelled), text])) if spelled else network


def spellings(text: str, line: int = 1) -> Iterator[tuple[str, str]]:
    """The functions that the equations of a network call: key and name as written, ``gl-1`` and ``g^{l-1}``."""
    for statement in read_network(text, line=line):
        if isinstance(statement, Definition):
            for tree in walk(statement.right):
                if isinstance(tree, Call) and tree.arguments:
                    opening = statement.source[tree.span[0]:tree.arguments[0].span[0]].rstrip()
                    yield tree.function, opening[:-1].rstrip()


def continued(before: str, text: str, lines: Sequence[int], line: int) -> tuple[Network, str, tuple[int, ...]]:
    """The network of all blocks so far, its text and lines; where a block clashes with earlier ones it begins anew.

    First the block adds to those before, then what was declared and is now made by an equation goes, then all but the
    conventions does.
    """
    problem: SymcnnError | None = None
    for keeping in ("all", "unmade", "conventions"):
        whole, numbers = joined(before, text, lines, line, keeping)
        try:
            with told_by(numbers):
                return with_functions(whole), whole, numbers
        except SymcnnError as found:
            # what is wrong with the whole says more than what is wrong with its parts
            problem = problem or found
    assert problem is not None
    raise problem


def joined(before: str, text: str, lines: Sequence[int] = (), line: int = 1, keeping: str = "all"
           ) -> tuple[str, tuple[int, ...]]:
    """The text of a network with a later block, and the line of the file that each of its lines is.

    What the block defines again is replaced.

    An equation given again takes the place of the earlier one, and what reads it follows; a leaf declared again takes
    what was built on the earlier one away. Keeping the ``unmade``, so does an equation for what was a leaf; keeping
    ``conventions``, nothing is left that names a tensor.
    """
    new = [(names_of(s), s) for s in read_network(text, line=line)]
    old = [(names_of(s), s) for s in placed(before, lines)]
    leaves = {n for names, s in new if isinstance(s, Leaf) for n in names}
    if keeping == "unmade":
        leaves |= {n for names, s in old if isinstance(s, Leaf) for n in names} & {
            n for names, s in new if isinstance(s, Definition) for n in names}
    elif keeping == "conventions":
        old = [(names, s) for names, s in old if isinstance(s, CONVENTIONS)]
    gone = {n for names, _ in old for n in names if n in leaves}
    kept = []
    for names, statement in old:
        if names & gone or (isinstance(statement, Definition) and reads_of(statement) & gone):
            gone |= names
        else:
            kept.append((names, statement))
    others = [s for _, s in (*kept, *new) if not isinstance(s, Definition)]
    latest = {n: s for names, s in (*kept, *new) if isinstance(s, Definition) for n in names}
    order = dict.fromkeys(n for names, s in (*kept, *new) if isinstance(s, Definition) for n in names)
    settings = [s for s in others if not isinstance(s, Abbreviation)]
    last = [s for s in others if isinstance(s, Abbreviation)]
    # a line that states several things stands once
    found = list({s.source: s for s in (*settings, *in_order(order, latest), *last)}.values())
    return "\n".join(s.source for s in found) + "\n", lines_of(found)


def in_order(names: Iterable[str], latest: Mapping[str, Definition]) -> list[Definition]:
    """Equations so that each stands behind those it reads, else in the order of their names."""
    waiting, found = list(names), []
    while waiting:
        ready = next((n for n in waiting if not (reads_of(latest[n]) & set(waiting)) - {n}), waiting[0])
        waiting.remove(ready)
        found.append(latest[ready])
    return found


def names_of(statement: Statement) -> set[str]:
    """What a statement names, with the letters of a leaf or an equation that shares its name."""
    name = getattr(statement, "name", None)
    if not isinstance(name, str):
        return set()
    letters = getattr(statement, "letters", None)
    return {name + (f"[{','.join(letters)}]" if letters and isinstance(statement, Leaf) else "")}


def reads_of(statement: Definition) -> set[str]:
    """The names that the right side of an equation reads."""
    return {t.name for t in walk(statement.right) if isinstance(t, Name)}


def said_shape(tree: Tree) -> tuple[Tree, Tree] | None:
    """``A^{5 x 5}``: a name and the extents above it."""
    if isinstance(tree, Operation) and tree.operator == "^" and isinstance(tree.right, Operation) and (
            tree.right.operator == "*"):
        return tree.left, tree.right
    return None


def replaces(reading: Reading, head: Tree, right: Tree) -> bool:
    """Whether a given line is another equation, entry by entry, for a tensor of the network."""
    entry = with_entries(head)
    key = reading.head_key(head)
    tensors = reading.names.model.network.forward_system.tensors
    if not isinstance(entry, Entry) or key is None or key not in tensors:
        return False
    if tensors[key].shown != getattr(entry.base, "name", ""):
        return False
    return Judge(reading, head, [right]).links()[0].verdict != "right"


def name_entries(reading: Reading, head: Tree, matrix: Matrix) -> None:
    """``dL/dY = [[a, b], [c, d]]``: letters that nothing knows name the entries of what is known."""
    rows = [r.rows if isinstance(r, Matrix) else (r,) for r in matrix.rows]
    for number, world in enumerate(reading.worlds):
        value = reading.interpreter(world, [head]).only(head)
        flat = [t for r in rows for t in r]
        if value.names or value.data.size != len(flat):
            return
        for tree, entry in zip(flat, value.data.ravel(), strict=True):
            if isinstance(tree, Name) and (number or is_unknown(reading, tree)):
                reading.defined.setdefault(tree.name, {})[number] = exact(entry)


def rank(outcome: Outcome) -> int:
    """How bad an outcome is: the worst of its links."""
    order = ("right", "given", "rounding", "carried", "suspect", "undecided", "wrong")
    return max((order.index(x.verdict) for x in outcome.links), default=0)


def carry_over(before: Reading, reading: Reading) -> None:
    """What the writer stated and defined, for the network that a later block made."""
    reading.defined.update(before.defined)
    reading.meanings.update(before.meanings)
    reading.habit = before.habit
    reading.names.aliases.update(before.names.aliases)
    for old, new in zip(before.worlds, reading.worlds, strict=False):
        for key, stated in old.stated.items():
            if key in new.model.system.tensors and new.model.shape(key) == stated.data.shape:
                new.stated[key] = stated


def verdict_of(link: Link) -> Verdict:
    """A link as the verdict of a claim."""
    expected = "" if link.expected is None or link.verdict == "right" else shown(link.expected.data)
    return Verdict(link.verdict, link.evidence, expected, "", link.entries, link.causes, link.notes, link.follows_from)


def shown(data: Any) -> str:
    """Numbers for a reader, to six digits."""
    if getattr(data, "ndim", 0) == 0:
        # no sign before a nought
        return f"{float(data) + 0.0:.6g}"
    return "[" + ", ".join(shown(part) for part in data) + "]"


def reading_of(network: Network, sizes: Mapping[str, int] | None = None, choice: Choice | None = None,
               given: Mapping[str, np.ndarray] | None = None) -> Reading:
    """The names and worlds of a network, with the sizes and numbers that the sheet gave and the writer's conventions."""
    choice = choice or Choice()
    model = model_of(network, sizes)
    random = [random_world(model, seed) for seed in SEEDS]
    strides = tuple(sorted({1, *_strides(network)}))
    values = {k: np.reshape(v, model.shape(k)) for k, v in (given or {}).items()
              if np.size(v) == np.prod(model.shape(k), dtype=int)} | network.values
    exactly = frozenset(float(n) for v in values.values() for n in np.ravel(v))
    first = network.system.origin if choice.base is None else choice.base
    names = Names(model, delta_is_error=choice.delta_is_error)
    return Reading(names, random, data_world(model, values), first, strides, exactly=exactly)


def _strides(network: Network) -> Iterator[int]:
    """The strides that the equations of a network have."""
    for each in network.forward_system.equations:
        for access in accesses(each.right):
            for index in access.indices:
                for _, coefficient in index.terms:
                    if 1 < coefficient <= 8:
                        yield coefficient


def words(source: str, kind: str | None, network: Network | None) -> tuple[frozenset[str], frozenset[str]]:
    """The names of tensors and functions in all networks of a document, so that ``y(1-y)`` is read as a product."""
    blocks = network_blocks(source, kind or "")
    tensors: set[str] = set()
    functions = set(FUNCTIONS)
    networks = [network] if network is not None else []
    for block in blocks:
        functions |= {key for key, _ in spellings(block.text, block.line)}
    for statement in (s for block in blocks for s in read_network(block.text, line=block.line)):
        if isinstance(statement, FunctionName):
            functions.add(function_key(statement.name))
        elif isinstance(statement, Leaf | Definition):
            tensors.add(statement.name)
    for net in networks:
        tensors |= {t.shown for t in net.forward_system.tensors.values()}
        functions |= set(net.assembled.functions)
    return frozenset(tensors), frozenset(functions)


@dataclass(frozen=True)
class Choice:
    """The writer's conventions for one document: the index of a first entry, and whether a convolution turns its kernel.

    ``delta_is_error`` says that a delta nobody defined is an error, and no sign of a derivative.
    """

    base: int | None = None
    flips: bool = False
    delta_is_error: bool = True

    def said(self) -> dict[str, str]:
        """The conventions that are not the default, in words."""
        found = {} if self.base is None else {"indices": f"start at {self.base}"}
        return {**found, "convolution": "turns its kernel"} if self.flips else found


def fits_other_base(outcome: Outcome) -> int:
    """How much a line says for indices that start at the other of 0 and 1: wrong as it stands, right if they do.

    Two lines that name entries by numbers alone say as much as one with letters, which holds at many places.
    """
    judge = outcome.judge
    if type(judge) is not Judge or not any(x.verdict == "wrong" for x in outcome.links):
        return 0
    other = Judge(replace(judge.reading, base=1 - judge.reading.base), judge.head, judge.others)
    with suppress(SymcnnError):
        if all(x.verdict in ("right", "rounding") for x in other.links()):
            has_letters = any(isinstance(t, SumOver) for tree in judge.trees for t in walk(tree)) or bool(
                judge.reading.letters(judge.trees))
            return 2 if has_letters or from_nought(judge.trees) else 1
    return 0


def check(source: str, given: str | Network | None = None, kind: str | None = None, name: str = "") -> Report:
    """The report on a document, a formula or a sheet; ``given`` is the network where the document has none."""
    network = with_functions(given) if isinstance(given, str) else given
    items = read_document(source, kind or "", *words(source, kind, network))
    if isinstance(given, str):
        network = fitted(with_functions(given), given, written_ranks(items), with_functions)
    sheet = Sheet(network, given + "\n" if isinstance(given, str) else "")
    stated = network is not None or any(isinstance(item, NetworkBlock) for item in items)
    if not stated and own_network(items).text:
        return own_report(source, kind, items, name)
    found = run(items, sheet)
    if found.misplaced > 1:
        found = better(found, run(items, replaced(sheet, Choice(base=1 - found.ready().base))))
    if not found.told:
        found = run(items, replace(replaced(sheet, found.choice), patient=True))
    return report_of(found, name)


def own_report(source: str, kind: str | None, items: Sequence[Item], name: str) -> Report:
    """The report on a document that states its network in its own equations; a convolution is tried either way."""
    best: Sheet | None = None
    written: tuple[str, ...] = ()
    guessed = False
    for flips in (False, True):
        own = own_network(items, flips)
        if not own.text or (best is not None and (best.wrong() == 0 or "flip" not in own.text)):
            break
        guessed, network = own.guessed, with_functions(own.text)
        again = read_document(source, kind or "", *words(source, kind, network))
        sheet = run(again, Sheet(network, own.text, sizes=sizes_of(network, own.grids), choice=Choice(flips=flips),
                                 own=own.places, patient=True))
        best, written = sheet if best is None else better(best, sheet), own.written
    assert best is not None
    if guessed and best.wrong() > sum(j.verdict.verdict in ("right", "rounding") for j in best.judged):
        # what the entries were taken for is not what they say
        return report_of(run(items, Sheet(None, patient=True)), name)
    return report_of(best, name, "no network is stated: taken from the lines " + "; ".join(written))


def better(one: Sheet, other: Sheet) -> Sheet:
    """The run of a document with fewer wrong lines, the first where they have as many."""
    return other if other.wrong() < one.wrong() else one


def replaced(sheet: Sheet, choice: Choice) -> Sheet:
    """A sheet to be read from the beginning under another choice of conventions."""
    return Sheet(sheet.network, sheet.text, sizes=dict(sheet.sizes), choice=choice, own=sheet.own, ranks=sheet.ranks,
                 patient=sheet.patient)


def sizes_of(network: Network, grids: Mapping[str, tuple[int, ...]]) -> dict[str, int]:
    """Numbers for the size letters that the extents of whole arrays tell, where one letter is open at a time."""
    found: dict[str, int] = {}
    for tensor in network.forward_system.tensors.values():
        for axis, extent in zip(tensor.axes, grids.get(tensor.shown, ()), strict=False):
            quantity = axis.extent.substitute({size(n): whole(k) for n, k in found.items()})
            letter = next(iter(quantity.letters), None)
            if letter is not None and len(quantity.letters) == 1 and not quantity.floors():
                step, rest = quantity.coefficient(letter).number, quantity.without(letter).number
                if step in (1, -1) and rest is not None and (value := (extent - rest) * step) > 0:
                    found[letter.name] = value
    return found


def run(items: Sequence[Item], sheet: Sheet) -> Sheet:
    """All items of a document taken in order, on a copy of the sheet."""
    is_sign = any(isinstance(item, Mathematics) and DELTA_QUOTIENT.search(item.source) for item in items)
    sheet = replaced(sheet, replace(sheet.choice, delta_is_error=not is_sign))
    for place, item in enumerate(items):
        if isinstance(item, NetworkBlock):
            sheet.take(item)
        elif isinstance(item, Mathematics):
            sheet.mathematics(item, place)
    return sheet


def report_of(sheet: Sheet, name: str, *notes: str) -> Report:
    """The report on what was judged."""
    shown = ", ".join(tensors_shown(sheet.network.forward_system)) if sheet.network else ""
    return Report(tuple(sheet.judged), Context(shown, notes, sheet.choice.said()), name)


def tensors_shown(system: System) -> list[str]:
    """The tensors of a system in LaTeX; of those that share a name, with their letters."""
    found = [latex_tensor(t, system) for t in system.tensors.values()]
    return [f"{name}_{{{','.join(a.letter for a in t.axes)}}}" if found.count(name) > 1 and t.axes else name
            for name, t in zip(found, system.tensors.values(), strict=True)]
