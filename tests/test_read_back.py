"""What symcnn derives and prints it can read, and finds right; the same with one sign changed it finds wrong."""

from contextlib import suppress

import pytest

import symcnn as sc
from contract import operands
from symcnn.errors import NotRecognised
from symcnn.layers.table import LAYERS
from symcnn.losses.table import LOSSES

EXAMPLES = [pytest.param(text, id=f"{layer.__name__}-{number}")
            for layer in (*LAYERS, *LOSSES) for number, text in enumerate(layer.examples)]
LETTERS = [
    "y = conv(x, w)",
    "x: H×B; w: K×L; y = conv(x, w)",
    "x: N; w: K; y = conv(x, w, stride=2)",
    "x: C×N; w: O×C×K; y = conv(x, w)",
    "x: N; w: K; y = conv(x, w, padding=1); a = relu(y)",
    "X: C×H×W; K: O×C×3×3; b: O; Z = conv(X, K) + b; A = tanh(Z)",
    "x: N; y = avg_pool(x, 2)",
]


def formulas(net):
    for equation in net.forward_system.equations:
        yield net.forward(equation.tensor).latex()
    for name in operands(net):
        yield net.gradient(name).latex()


@pytest.mark.parametrize("text", [*EXAMPLES, *LETTERS])
def test_what_is_printed_is_read_and_found_right(text):
    net = sc.Network(text)
    for formula in formulas(net):
        report = net.check(f"$${formula}$$")
        assert report.judged
        assert [j.verdict.verdict for j in report.judged] == ["right"] * len(report.judged), formula


PASSED = r"\frac{\partial E}{\partial x_n} = \frac{\partial E}{\partial y} "
POOLED = r"\frac{\partial E}{\partial x_{i,j}} = \frac{\partial E}{\partial y_{\lceil i/2 \rceil, \lceil j/2 \rceil}} "
WINDOW = r"2\lceil i/2 \rceil - 1 \le p \le 2\lceil i/2 \rceil, 2\lceil j/2 \rceil - 1 \le q \le 2\lceil j/2 \rceil"


@pytest.mark.parametrize(("text", "formula", "word"), [
    ("x: 3×4; y = flatten(x)", r"y_n = x_{\lceil n/4 \rceil, ((n-1) \bmod 4) + 1}", "right"),
    ("x: 3×4; y = flatten(x)", r"y_n = x_{\lceil n/4 \rceil, (n \bmod 4) + 1}", "wrong"),
    ("x: 3×4; y = flatten(x)", r"y_n = x_{\lceil n/4 \rceil, ((n-1) \mod 4) + 1}", "right"),
    ("x: 4; y = dilate(x, 3)", r"y_n = \mathbf{1}[3 \mid n-1]\, x_{\lceil n/3 \rceil}", "right"),
    ("x: 4; y = dilate(x, 3)", r"y_n = \mathbf{1}[3 \mid n+1]\, x_{\lceil n/3 \rceil}", "wrong"),
    ("x: 4; y = max(x)", PASSED + r"\mathbf{1}[n = \arg\max_{1 \le m \le 4} x_m]", "right"),
    ("x: 4; y = max(x)", PASSED + r"\mathbf{1}[n = \arg\min_{1 \le m \le 4} x_m]", "wrong"),
    ("x: 4×4; y = max_pool(x, 2)", rf"{POOLED} \mathbf{{1}}[(i,j) = \operatorname*{{argmax}}_{{{WINDOW}}} x_{{p,q}}]", "right"),
    ("x: 4×4; y = max_pool(x, 2)", rf"{POOLED} \mathbf{{1}}[(j,i) = \operatorname*{{argmax}}_{{{WINDOW}}} x_{{p,q}}]", "wrong"),
])
def test_remainders_divisors_and_places_of_maxima(text, formula, word):
    assert [j.verdict.verdict for j in sc.Network(text).check(f"$${formula}$$").judged] == [word]


# three axes, a stride for each axis, and the entry of a class are beyond what operators are read for
BEYOND = ("padding=(1,0,1)", "stride=(2,1)", "c: scalar")


@pytest.mark.parametrize("text", EXAMPLES)
def test_operator_forms_are_read_and_found_right(text):
    net = sc.Network(text)
    for name in operands(net):
        with suppress(NotRecognised):
            form = net.gradient(name).operator()
            words = {j.verdict.verdict for j in net.check(f"$${form.latex()}$$").judged}
            beyond = {"undecided"} if any(b in text for b in BEYOND) else set()
            assert words <= {"right", "given"} | beyond, form.latex()


PADDED = "x: 4×5; y = pad(x, ((1,0),(0,2)))"
TURNED = "x: 2×3×4; y = transpose(x, (1,2,0))"
SUMMED = "x: 4×6; y = sum_pool(x, 2)"
ABOVE, BELOW = r"\frac{\partial E}{\partial y}", r"\frac{\partial E}{\partial x}"


@pytest.mark.parametrize(("text", "formula", "word"), [
    (PADDED, r"y = \operatorname{pad}(x, ((1, 0), (0, 2)))", "right"),
    (PADDED, r"y = \operatorname{pad}(x, ((0, 1), (0, 2)))", "wrong"),
    (PADDED, rf"{BELOW} = \operatorname{{crop}}({ABOVE}, ((1, 0), (0, 2)))", "right"),
    (TURNED, r"y = \operatorname{transpose}(x, (1, 2, 0))", "right"),
    (TURNED, r"y = \operatorname{transpose}(x, (2, 3, 1))", "right"),
    (SUMMED, rf"{BELOW} = {ABOVE} \otimes \mathbf{{1}}_{{2 \times 2}}", "right"),
    (SUMMED, rf"{BELOW} = \mathbf{{1}}_{{2 \times 2}} \otimes {ABOVE}", "wrong"),
    ("x: 4; y = tanh(x)", rf"{BELOW} = {ABOVE} \odot (1 - y^{{\odot 2}})", "right"),
    ("x: 4; y = tanh(x)", rf"{BELOW} = {ABOVE} \odot (1 - y^{{\odot 3}})", "wrong"),
])
def test_borders_axes_and_products_of_blocks(text, formula, word):
    assert [j.verdict.verdict for j in sc.Network(text).check(f"$${formula}$$").judged] == [word]


@pytest.mark.parametrize("formula", [
    r"y = \operatorname{pad}(x, (1, 2, 3))", r"y = \operatorname{pad}(x, 10^{9})", r"y = \operatorname{crop}(x, 100)",
    r"y = \mathbf{1}_{99999 \times 99999}", r"y = \mathbf{1}_{a \times }", r"y = \operatorname{subsample}(x, 0)",
    r"y = \operatorname{transpose}(x, (7, 9))", r"y_i = x_{i \bmod 0}", r"y_i = \mathbf{1}[0 \mid i]",
    r"y_i = \mathbf{1}[i = \arg\max_{5 \le j \le 1} x_j]", r"y_i = \max_{5 \le j \le 1} x_j", r"y_1 = x_{3/2}",
])
def test_what_makes_no_sense_is_for_a_person_to_look_at(formula):
    found, = sc.Network("x: 4; y = pad(x, 1)").check(f"$${formula}$$").judged
    assert found.verdict.verdict in ("undecided", "unreadable")
    assert found.verdict.evidence
    assert "symcnn failed" not in found.verdict.evidence
