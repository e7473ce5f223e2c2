"""A mistake planted in a small derivation is named: swapped rules, transforms of the truth, edits of a formula."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

import symcnn as sc
from symcnn.checking.causes.other_nodes import numbered_alike
from symcnn.checking.causes.places import everywhere, places
from symcnn.checking.causes.trial import ratio
from symcnn.checking.check import check
from symcnn.checking.report.causes import CAUSES
from symcnn.reading.parser import parse
from symcnn.reading.tree import Name, walk

CONV = """
x[i,j]: 4×4
w[m,n]: 2×2
y[i,j] = conv(x, w)
z = avg_pool(y, 2, stride=1)
E = squared_error(z, t)/2
"""
RELU = """
x = [[2, -1, 0, 1], [1, 3, -2, 0], [0, 1, 1, -1], [2, 0, 1, 3]]
w = [[1, -1], [2, 1]]
b = 0.5
v = [[0.2, -0.4, 0.3], [0.1, 0.25, -0.6], [0.7, -0.15, 0.35]]
c = 0.1
y = conv(x, w) + b
a = relu(y)
o = v flatten(a) + c
p = sigmoid(o)
t = 1
E = bce(p, t)
""".replace("v = [[0.2, -0.4, 0.3], [0.1, 0.25, -0.6], [0.7, -0.15, 0.35]]",
            "v = [0.2, -0.4, 0.3, 0.1, 0.25, -0.6, 0.7, -0.15, 0.35]")


def causes(sheet, network, place=0):
    wrong = [j for j in check(sheet, given=network, kind="markdown").judged if j.verdict.verdict in ("wrong", "slip")]
    assert wrong, "nothing was found wrong"
    return wrong[place].verdict.causes


def first(formula, network=CONV):
    return causes(f"$${formula}$$", network)[0]


FORMULAS = [
    (r"y_{i,j} = \sum_{m=1}^{2}\sum_{n=1}^{2} x_{i+m-1,j+n-1} w_{3-m,3-n}", "kernel-flipped"),
    (r"y_{i,j} = \sum_{m=1}^{2}\sum_{n=1}^{2} x_{i+m,j+n-1} w_{m,n}", "index-off-by-one"),
    (r"y_{i,j} = \sum_{m=1}^{2}\sum_{n=1}^{2} x_{i+m-1,j+n-1} w_{n,m}", "transpose"),
    (r"z_{i,j} = y_{i,j} + y_{i+1,j} + y_{i,j+1} + y_{i+1,j+1}", "pool-factor"),
    (r"z_{1,1} = \frac{1}{4}(y_{1,1} + y_{1,2} + y_{2,1})", "term-missing"),
    (r"z_{1,1} = \frac{1}{4}(y_{1,1} + y_{1,2} + y_{2,1} - y_{2,2})", "sign"),
    (r"z_{1,1} = \frac{1}{4}(y_{1,1} + y_{1,2} + y_{2,1} + y_{2,3})", "wrong-index"),
    (r"E = \sum_i \sum_j (z_{i,j} - t_{i,j})^2", "loss-factor"),
    (r"\frac{\partial E}{\partial z_{i,j}} = z_{i,j}", "prediction-for-error"),
    (r"\frac{\partial E}{\partial z_{i,j}} = t_{i,j} - z_{i,j}", "sign"),
    (r"\frac{\partial E}{\partial w_{m,n}} = \frac{\partial E}{\partial y_{i,j}} x_{i+m-1,j+n-1}", "position-sum-missing"),
    (r"\frac{\partial E}{\partial w_{m,n}} = \sum_{i=1}^{3}\sum_{j=1}^{3} y_{i,j} x_{i+m-1,j+n-1}", "value-for-gradient"),
    (r"\frac{\partial E}{\partial w_{m,n}} = \sum_{i=1}^{3}\sum_{j=1}^{2} \frac{\partial E}{\partial y_{i,j}} x_{i+m-1,j+n-1}",
     "index-off-by-one"),
    (r"\frac{\partial E}{\partial y_{2,2}} = \frac14 (z_{1,1} - t_{1,1})", "overlap-not-added"),
]


@pytest.mark.parametrize(("formula", "tag"), FORMULAS, ids=[f"{n}-{t}" for n, (_, t) in enumerate(FORMULAS)])
def test_a_mistake_in_a_formula_is_named(formula, tag):
    assert first(formula).tag == tag


def test_the_message_names_the_place():
    cause = first(r"z_{1,1} = \frac{1}{4}(y_{1,1} + y_{1,2} + y_{2,1} + y_{2,3})")
    assert "y_{2,2}" in cause.message and "y_{2,3}" in cause.message and cause.sure


def values():
    net = sc.Network(RELU)
    given = dict(net.values.items())
    program = net.compile(wrt=list(net.forward_system.leaves[:2]), outputs=["y", "a", "p"])
    return given, program(given)


def matrix(array):
    rows = [" & ".join(f"{v:.4f}" for v in row) for row in np.atleast_2d(array)]
    return r"\begin{bmatrix} " + r" \\ ".join(rows) + r" \end{bmatrix}"


def test_mistakes_in_numbers_are_named():
    given, found = values()
    y, gate = found["y"], found["y"] > 0
    weights = np.asarray(given["v"]).reshape(3, 3)
    p = float(found["p"])
    upstream = weights * (p - 1)
    sent = upstream * gate

    def tag(name, array):
        return causes(f"$$ {name} = {matrix(array)} $$", RELU)[0].tag
    turned = np.asarray(given["w"])[::-1, ::-1]
    x = np.asarray(given["x"])
    assert tag("y", sliding(x, turned) + 0.5) == "kernel-flipped"
    assert tag("y", y - 0.5) == "bias-missing"
    assert tag("a", y) == "activation-missing"
    assert tag(r"\frac{\partial E}{\partial y}", upstream) == "relu-gate-missing"
    assert tag(r"\frac{\partial E}{\partial y}", weights * p * gate) == "prediction-for-error"
    assert tag(r"\frac{\partial E}{\partial w}", sliding(x, sent)[::-1, ::-1]) == "filter-gradient-turned"
    assert tag(r"\frac{\partial E}{\partial w}", sliding(x, sent).T) == "transpose"
    assert tag(r"\frac{\partial E}{\partial w}", -sliding(x, sent)) == "sign"
    assert tag(r"\frac{\partial E}{\partial x}", sliding(np.pad(sent, 1), np.asarray(given["w"]))) == "kernel-not-turned"


def sliding(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(np.asarray(image, dtype=float), np.shape(kernel))
    return (windows * np.asarray(kernel)).sum(axis=(-1, -2))


def test_steps_are_named():
    given, found = values()
    x, gate = np.asarray(given["x"]), found["y"] > 0
    sent = np.asarray(given["v"]).reshape(3, 3) * (float(found["p"]) - 1) * gate
    slope, w = sliding(x, sent), np.asarray(given["w"])
    for new, tag in ((w + 0.1 * slope, "ascent"), (w - slope, "rate-missing"), (slope, "gradient-as-new-value")):
        sheet = (f"$$ \\frac{{\\partial E}}{{\\partial w}} = {matrix(slope)} $$\n\n$$ \\eta = 0.1 $$\n\n"
                 f"$$ w := w - \\eta \\frac{{\\partial E}}{{\\partial w}} = {matrix(new)} $$")
        assert causes(sheet, RELU)[0].tag == tag


def test_slips_of_the_pen_are_named():
    _, found = values()
    y = np.round(found["a"], 4)

    def tag(change):
        other = y.copy()
        change(other)
        return causes(f"$$ a = {matrix(other)} $$", RELU)[0].tag

    def swap(a):
        a[0, 0], a[2, 2] = a[2, 2], a[0, 0]
    assert y[0, 0] != y[2, 2]
    assert tag(swap) == "swapped-entries"


def test_a_right_line_has_no_cause():
    report = check(r"$$z_{1,1} = \frac{1}{4}(y_{1,1} + y_{1,2} + y_{2,1} + y_{2,2})$$", given=CONV, kind="markdown")
    assert [j.verdict.verdict for j in report.judged] == ["right"]
    assert not report.judged[0].verdict.causes


def test_what_nothing_explains_is_unknown():
    cause = first(r"z_{1,1} = \sin(y_{1,1}) + 7 y_{3,3}^3")
    assert cause.tag == "unknown" and not cause.sure


def test_causes_are_the_closed_list_and_at_most_three():
    table = json.loads((Path(__file__).parent / "tables" / "causes.json").read_text(encoding="utf-8"))
    assert dict(CAUSES) == table
    for formula, _ in FORMULAS[:4]:
        found = causes(f"$${formula}$$", CONV)
        assert 1 <= len(found) <= 3 and all(c.tag in CAUSES for c in found)


def test_every_tag_the_rules_use_is_on_the_list():
    folder = Path(sc.__file__).parent / "checking" / "causes"
    seen = set()
    names = ("forward_rules", "gradient_rules", "transforms", "slips", "edits", "shape_edits", "term_difference", "step_rules",
             "number_edits")
    for name in names:
        text = (folder / f"{name}.py").read_text(encoding="utf-8")
        seen |= set(re.findall(r"\"([a-z]+(?:-[a-z]+)+)\"", text))
    assert len(seen) > 30
    assert seen <= set(CAUSES)


def test_places_put_another_part_in():
    tree = parse("a + b*a")
    names = [(n, put) for n, put, _ in places(tree) if isinstance(n, Name)]
    assert len(names) == 3
    assert [t.name for t in walk(names[2][1](Name("c"))) if isinstance(t, Name)] == ["a", "b", "c"]
    assert [t.name for t in walk(everywhere(tree, Name("a"), Name("c"))) if isinstance(t, Name)] == ["c", "b", "c"]


def test_a_ratio_is_one_number_for_all_entries():
    assert ratio(np.array([2.0, 4.0]), np.array([1.0, 2.0])) == 2
    assert ratio(np.array([2.0, 5.0]), np.array([1.0, 2.0])) is None


def test_names_alike_but_for_their_numbers():
    assert numbered_alike("h1", "h2") and not numbered_alike("h1", "w1")
