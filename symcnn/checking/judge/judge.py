"""One chain of equalities judged: each member as a value of the head, the member before it as a stated ancestor."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

import numpy as np

from symcnn.checking.judge.channels import by_channels
from symcnn.checking.judge.class_letter import at_classes
from symcnn.checking.judge.formula_judge import FormulaJudge
from symcnn.checking.judge.number_judge import NumberJudge
from symcnn.checking.judge.operator_indices import has_stars, is_said, misturned, without_indices
from symcnn.checking.judge.points import is_worked
from symcnn.checking.judge.put_in import puts_in
from symcnn.checking.meaning.link import Link, has_decimals, is_numeric
from symcnn.errors import SymcnnError
from symcnn.reading.tree import (
    PRODUCTS,
    Derivative,
    Entry,
    Family,
    Matrix,
    Name,
    Number,
    Operation,
    Tree,
    find,
    has,
)


class Judge(FormulaJudge, NumberJudge):
    """Judges the members of one chain against its head."""

    def links(self, before: Sequence[Link] = ()) -> list[Link]:
        """The members after the head, judged in order; what became of those ``before`` may be known."""
        found = list(before)
        for place in range(len(found), len(self.others)):
            if self._only_arithmetic(place):
                # nothing is known of the head: its first value is taken as true, the rest held against that
                first = Judge(self.reading, self.others[place], self.others[place + 1:])
                return [*found, Link("given", member=self.others[place]), *first.links()]
            link = self._link(place, found)
            if place and link.verdict in ("wrong", "undecided") and self.reading.data is None and puts_in(
                    self.others[place - 1], self.others[place]):
                # numbers that are said nowhere else
                return [*found, Link("given", member=self.others[place]),
                        *Judge(self.reading, self.others[place], self.others[place + 1:]).links()]
            found.append(link)
        return self._of_another(found) if found[:1] and found[0].verdict == "wrong" else found

    def link_at(self, place: int) -> Link:
        """One member judged, as if those before it were right."""
        return self._link(place, [Link("right", member=t) for t in self.others[:place]])

    def _of_another(self, found: list[Link]) -> list[Link]:
        """The links, but undecided where an entry of an array that was only given is worked out otherwise, and rightly."""
        base = self.head.base if isinstance(self.head, Entry) else None
        if not isinstance(base, Name) or base.name not in self.reading.defined or len(self.others) < 2 or not all(
                is_numeric(t) for t in self.others) or isinstance(self.others[0], Number):
            return found
        alone = Judge(self.reading, self.others[0], self.others[1:]).links()
        if any(x.verdict not in ("right", "rounding") for x in alone):
            return found
        said = f"{base.name} was given other numbers before; another one may be meant here"
        return [Link("undecided", evidence=said, member=self.others[0]), *alone]

    def _only_arithmetic(self, place: int) -> bool:
        """Whether numbers alone follow from a place on, for a head that has none at the sheet's numbers."""
        others = self.others[place:]
        if not all(is_numeric(t) for t in others) or (place and is_numeric(self.others[place - 1])):
            return False
        if isinstance(self.head, Family):
            return True
        if self.reading.data is None:
            # no result is numbers whatever it is made of; a gradient may be whole ones
            forward = self.key in self.reading.names.model.network.forward_system.tensors
            behind = bool(place) and not all(t.name in self.reading.defined for t in find(self.others[place - 1], Name))
            said = forward or has_decimals(others[0]) or says_numbers(others[0]) or (behind and is_worked(others[0]))
            return (self.key is not None or behind) and said and self._has_value(others[0])
        if self.key in self.reading.data.taken and is_worked(others[0]):
            # it was taken from other numbers before: those of another sample
            return True
        try:
            return bool(np.isnan(self.heads(self.reading.data, False)[0].data).any())
        except SymcnnError:
            return False

    def _has_value(self, tree: Tree) -> bool:
        """Whether numbers alone can be worked out here."""
        try:
            return bool(self._reader(self.reading.random[0]).options(tree))
        except SymcnnError:
            return False

    def _link(self, place: int, before: list[Link]) -> Link:
        found = self._as_said(self._as_written(place, before), self.others[place])
        plain = None
        if found.verdict in ("wrong", "undecided"):
            plain = without_indices(self.reading, self.head, self.others[place])
        found = found if plain is None else self._whole(plain, found, "indices name the arrays")
        if found.verdict in ("wrong", "undecided") and found.written is None:
            # whole arrays with channels may be convolved
            plain = by_channels(self.reading, self.head, self.others[place])
            found = found if plain is None else self._whole(plain, found, "channel by channel")
        return self._of_class(place, found) if found.verdict == "wrong" and not found.notes else found

    def _of_class(self, place: int, found: Link) -> Link:
        """The link, but right where it is for whatever class one of its letters is."""
        tree = self.others[place]
        for letter, cases in at_classes(self.reading, self.head, tree):
            with suppress(SymcnnError):
                if all(Judge(r, head, [other])._as_written(0, []).verdict == "right" for r, head, other in cases):
                    said = f"{letter} is the class of the sample"
                    return Link("right", (said,), f"equal at random numbers where {said}", member=tree)
        return found

    def _whole(self, plain: tuple[Tree, Tree], found: Link, words: str) -> Link:
        """The link where what is written stands for other trees, if that says more."""
        judge = Judge(self.reading, plain[0], [plain[1]])
        other = judge._as_written(0, [])
        if other.verdict == "right":
            said = replace(other, notes=(*other.notes, words), member=found.member)
            return self._as_said(said, plain[1])
        decided = found.verdict == "undecided" and other.verdict in ("wrong", "carried")
        return replace(other, judge=judge) if decided else found

    def _as_said(self, found: Link, tree: Tree) -> Link:
        """The link, but wrong where a sign would have to mean something else than its author said."""
        meaning = self.reading.names.model.network.assembled.glyphs.get("*")
        if found.verdict != "right" or is_said(found.notes, meaning) or not has_stars(tree):
            return found
        return Link("wrong", evidence=f"right only if the sign were no {meaning}", member=found.member,
                    causes=(misturned(str(meaning), tree),))

    def _as_written(self, place: int, before: list[Link]) -> Link:
        tree = self.others[place]
        try:
            if is_numeric(tree) and self._of_data(tree) and self._needs_data(tree):
                return self._number(place, before)
            found = self._formula(place, before)
            return found if found.verdict != "wrong" else self._partly_put_in(place, before, found)
        except SymcnnError as problem:
            return Link("undecided", evidence=str(problem), member=tree)

    def _of_data(self, tree: Tree) -> bool:
        """Whether a number may be that of the sheet's data: a slope of 1 that is told without any is so everywhere."""
        return self.reading.data is not None or (self.key is None and (
            has_decimals(tree) or not isinstance(self.head, Derivative)))

    def _partly_put_in(self, place: int, before: list[Link], found: Link) -> Link:
        r"""The link, but that of a number where decimals stand for some names and make the line right: ``2 \cdot 0.75 W``."""
        tree = self.others[place]
        if self.reading.data is None or not has_decimals(tree) or self._free_letters():
            return found
        with suppress(SymcnnError):
            at_numbers = self._number(place, before)
            # of entries named one by one, others may have the same numbers
            fits = ("right", "rounding") if has(tree, Entry) else ("right", "rounding", "carried")
            if at_numbers.verdict in fits:
                return replace(at_numbers, notes=(*at_numbers.notes, "at the numbers given"))
        return found

    def _needs_data(self, tree: Tree) -> bool:
        """Whether numbers are those of the sheet: not where they hold at random numbers too."""
        if has_decimals(tree):
            return True
        try:
            return self._holds(tree, self.reading.random, False) is None
        except SymcnnError:
            return True


def says_numbers(tree: Tree) -> bool:
    """Whether numbers are those of a page and no slopes: several products added up, or a matrix of more than 0 and 1."""
    numbers = [t.text for t in find(tree, Number)]
    if has(tree, Matrix):
        return len(numbers) > 2 and bool(set(numbers) - {"0", "1"})
    signs = Counter(t.operator for t in find(tree, Operation))
    return signs["+"] + signs["-"] > 0 and sum(signs[s] for s in PRODUCTS) > 1
