"""A defining right side is folded back into the entry it defines, what is left of its factors kept."""

import numpy as np
import pytest

import symcnn as sc

QUOTIENT = "u: scalar\nv: scalar\np = exp(u)/(exp(u) + exp(v))\nL = "


@pytest.mark.parametrize(("loss", "slope"), [
    ("p", lambda p: p - p**2), ("log(p)", lambda p: 1 - p), ("p*p", lambda p: 2 * p * (p - p**2)),
])
def test_a_quotient_of_exponentials_keeps_what_is_left(loss, slope):
    program = sc.Network(QUOTIENT + loss).compile(wrt=["u"], outputs=["p"])
    found = program({"u": 0.3, "v": 0.7})
    share = np.exp(0.3) / (np.exp(0.3) + np.exp(0.7))
    assert found["dL/du"] == pytest.approx(slope(share))


def test_its_steps_are_proved():
    steps = sc.Network(QUOTIENT + "log(p)").gradient("u").steps
    assert [str(step).split(" = ", 1)[1] for step in steps][-1] == "1 - p"


def test_softmax_of_two_written_out_has_the_known_gradient():
    text = ("u: scalar\nv: scalar\ny_1: scalar\ny_2: scalar\np = exp(u)/(exp(u) + exp(v))\nq = exp(v)/(exp(u) + exp(v))\n"
            "L = -(y_1 log(p) + y_2 log(q))")
    found = sc.Network(text).compile(wrt=["u", "v"], outputs=["p", "q"])({"u": 0.3, "v": 0.7, "y_1": 1.0, "y_2": 0.0})
    assert found["dL/du"] == pytest.approx(found["p"] - 1)
    assert found["dL/dv"] == pytest.approx(found["q"])
