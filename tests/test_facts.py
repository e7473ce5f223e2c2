"""How much is looked at before a quantity is given up: the order in which facts are tried does not count."""

from __future__ import annotations

from math import comb

from symcnn.notation import facts
from symcnn.notation.affine import whole
from symcnn.notation.letters import size


def test_what_failed_in_one_order_is_not_tried_in_another(monkeypatch):
    looked = []
    scales = facts._scales
    monkeypatch.setattr(facts, "_scales", lambda quantity, known: looked.append(quantity) or scales(quantity, known))
    rows = [whole(size(f"H{n}")) - whole(size(f"K{n}")) for n in range(7)]
    known = facts.Facts(nonnegative=tuple(rows))
    assert known.proves(rows[0] + rows[1] + rows[2])
    assert not known.proves(sum(rows[1:], rows[0]) - 1)
    # at most four of the seven can be subtracted, in whatever order, and of each rest seven facts are looked at
    assert len(looked) <= 2 * 7 * sum(comb(7, n) for n in range(5))
