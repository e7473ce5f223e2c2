"""Numbers judged by another choice at kinks and among equal numbers, each choice made as the author may have made it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from symcnn.calculus.adjoint import gradient_key
from symcnn.checking.binding.kinks import Order
from symcnn.checking.judge.headed import Headed
from symcnn.checking.meaning.link import Link
from symcnn.checking.numbers.compare import laid
from symcnn.checking.numbers.grading import WRONG, Grading
from symcnn.checking.numbers.value import Value

# so many other orders of equal numbers are tried, and for no more entries than these
MOST_ORDERS = 40
MOST_ENTRIES = 12
# what is said of it
OTHER_GREATEST = "of equal numbers another is taken for the greatest"


class AnotherWay(Headed):
    """A head with numbers whose gradient may go another way than the first greatest entry's, or the left slope's."""

    def _see_otherwise(self, grading: Grading, target: Value) -> str:
        """What it is by another choice at kinks and among equal numbers, in words; what explains not all counts for nothing."""
        world = self.reading.worlds[-1]
        if self.key is None or self.key in world.model.system.leaves:
            return ""
        if self._all_explained(grading, target, [world.opened(self.key)]):
            return "the slope at a kink is taken as the one to its right"
        # whichever is taken, each gradient is handed on once
        totals = [float(np.sum(v.data)) for v in (target, *self.heads(world, True))] if self.is_of_compared else []
        off = min((abs(float(np.sum(grading.written.data)) - n) for n in totals), default=0.0)
        once = off <= 2 * float(np.sum(grading.reach))
        if once and (self._all_explained(grading, target, world.otherwise(self.key)) or self._see_orders(grading, target)):
            return OTHER_GREATEST
        return ""

    def goes_another_way(self, link: Link) -> bool:
        """Whether a line is right by another choice at kinks and among equal numbers alone, and not without it."""
        if link.written is None or link.expected is None:
            return False
        grading = Grading(link.written, link.expected, exactly=self.plain)
        grading.see(0, link.expected, ())
        if grading.graded(self.reading.habit).max(initial=0) < WRONG:
            return False
        return bool(self._see_otherwise(grading, link.expected))

    @property
    def is_of_compared(self) -> bool:
        """Whether the head is an array of the gradient of what a maximum is taken of."""
        return self._compared is not None

    @property
    def _compared(self) -> str | None:
        model = self.reading.names.model
        return next((k for k in model.compared if gradient_key(model.network.loss, k) == self.key), None)

    def _see_orders(self, grading: Grading, target: Value) -> bool:
        """Whether a line is explained where some of the numbers equal on paper go before others, one moved after the other.

        Who goes on with a calculator's digits takes the greatest of these, and another where they agree in them too.
        """
        world, key = self.reading.worlds[-1], self._compared
        flat = self._places(world, grading.written.data.shape)
        if key is None or flat is None or key in world.model.system.leaves or np.unique(world.stated_or_true(key)).size == (
                world.truth(key).size):
            return False
        order = Order.by(world.stated_or_true(key), world.truth(key))
        missed = self._missed(grading, target, key, order)
        tries = 0
        while 0 < missed.sum() <= MOST_ENTRIES and tries < MOST_ORDERS:
            for other in order.moved(flat[missed.ravel()]):
                tries += 1
                found = self._missed(grading, target, key, other)
                if found.sum() < missed.sum():
                    order, missed = other, found
                    break
            else:
                return False
        return not missed.any()

    def _missed(self, grading: Grading, target: Value, key: str, order: Order) -> np.ndarray:
        """The entries that are not explained where equal numbers are taken in an order; all that are stay so if none is."""
        world = self.reading.worlds[-1]
        wrong, roots, before = self._wrong_ancestors([world]), self._roots(world), grading.seen
        fixed = {key: order.values}
        for rank, array in zip((0, 2 if wrong else 1), world.fixed(str(self.key), fixed), strict=True):
            for shaped in [s for head in self._seen(world, array) for s in laid(head, target)]:
                grading.see(rank, shaped, wrong)
        if roots:
            array, span = world.tracked(str(self.key), roots, fixed)
            for head in self._seen(world, array):
                for shaped in laid(head, target):
                    grading.see_further(2, shaped, self._shown_span(world, head, span), wrong)
        missed = grading.graded(self.reading.habit) == WRONG
        if missed.any():
            grading.seen = before
        return missed

    def _all_explained(self, grading: Grading, target: Value, found: Iterable[Sequence[np.ndarray]]) -> bool:
        """Whether a line is right or follows with one of the arrays, by the truth and by what was stated, at each entry."""
        world = self.reading.worlds[-1]
        wrong = self._wrong_ancestors([world])
        before = grading.seen
        for pair in found:
            for rank, array in zip((0, 2 if wrong else 1), pair, strict=False):
                for shaped in [s for head in self._seen(world, array) for s in laid(head, target)]:
                    grading.see(rank, shaped, wrong)
        if grading.graded(self.reading.habit).max(initial=0) < WRONG:
            return True
        grading.seen = before
        return False
