r"""One name in two spellings, ``w5`` and ``w_5``, units ``z_{o_1}``, exponents not worked out, and what letters are called."""

import pytest

from symcnn.checking.check import check
from symcnn.reading.claims import read_claims


def verdicts(*formulas):
    page = "\n\n".join(f"$${f}$$" for f in formulas)
    return [j.verdict.verdict for j in check(page, kind="markdown").judged if j.verdict.verdict != "given"]


UNITS = [r"z_{h_1} = w_1 * x_1 + w_2 * x_2 + b_1", r"a_{h_1} = \frac{1}{1 + e^{-z_{h_1}}}",
         r"z_{h_2} = w_3 * x_1 + w_4 * x_2 + b_1",
         r"a_{h_2} = \frac{1}{1 + e^{-z_{h_2}}}", "z_{o_1} = w_5 * a_{h_1} + w_6 * a_{h_2} + b_2",
         r"a_{o_1} = \frac{1}{1 + e^{-z_{o_1}}}", r"E = \frac12 (t_{o_1} - a_{o_1})^2"]
LINES = [
    (r"\frac{\partial E}{\partial w_5} = -(t_{o_1} - a_{o_1}) a_{o_1} (1 - a_{o_1}) a_{h_1}", "right"),
    (r"\frac{\partial E}{\partial w_5} = (t_{o_1} - a_{o_1}) a_{o_1} (1 - a_{o_1}) a_{h_1}", "wrong"),
    (r"\frac{\partial E}{\partial w_5} = -(t_{o_1} - a_{o_1}) a_{o_1} (1 - a_{o_1}) a_{h_2}", "wrong"),
    (r"\frac{\partial E}{\partial w_5} = -(t_{o_1} - a_{o_1}) (1 - a_{o_1}) a_{h_1}", "wrong"),
    (r"\frac{\partial E}{\partial w_1} = (a_{o_1} - t_{o_1}) a_{o_1} (1 - a_{o_1}) w_5 a_{h_1} (1 - a_{h_1}) x_1", "right"),
    (r"\frac{\partial E}{\partial w_1} = (a_{o_1} - t_{o_1}) a_{o_1} (1 - a_{o_1}) w_6 a_{h_1} (1 - a_{h_1}) x_1", "wrong"),
    (r"\delta_{o_1} = -(t_{o_1} - a_{o_1}) a_{o_1} (1 - a_{o_1})", "right"),
    (r"\delta_{o_1} = -(t_{o_1} - a_{o_1}) a_{o_1}", "wrong"),
]
SPELLED = {
    "with a line": lambda text: text,
    "joined": lambda text: text.replace("o_1", "o1").replace("h_1", "h1").replace("h_2", "h2"),
    "apart": lambda text: text.replace("o_1", "o 1").replace("h_1", "h 1").replace("h_2", "h 2"),
}


@pytest.mark.parametrize("way", sorted(SPELLED))
@pytest.mark.parametrize(("line", "verdict"), LINES)
def test_units_numbered_below_a_letter(line, verdict, way):
    assert verdicts(*map(SPELLED[way], UNITS), SPELLED[way](line)) == [verdict]


@pytest.mark.parametrize(("line", "verdict"), LINES)
def test_units_spelled_in_two_ways(line, verdict):
    assert verdicts(*map(SPELLED["joined"], UNITS), line) == [verdict]


@pytest.mark.parametrize(("line", "verdict"), LINES)
def test_units_beside_a_sum_over_others(line, verdict):
    recalled = r"\frac{\partial E}{\partial w_1} = \sum_i \frac{\partial E}{\partial a_i} \frac{\partial a_i}{\partial w_1}"
    assert verdicts(*UNITS, line, recalled)[0] == verdict


@pytest.mark.parametrize(("line", "verdict"), [
    (r"\frac{\partial E}{\partial w2} = (y - t) x_2", "right"), (r"\frac{\partial E}{\partial w2} = (y - t) x2", "right"),
    (r"\frac{\partial E}{\partial w2} = (y - t) x_1", "wrong"), (r"\frac{\partial E}{\partial w2} = (t - y) x_2", "wrong"),
])
def test_numbers_on_the_line_and_below_it(line, verdict):
    assert verdicts("y = w_1 x_1 + w_2 x_2 + b", r"E = \frac12 (y - t)^2", r"\frac{\partial E}{\partial w_1} = (y - t) x_1",
                    line)[1:] == [verdict]


def test_what_is_given_in_both_spellings_is_two_things():
    lines = ["h1 = w x", "h_1 = h1^2", r"E = \frac12 (h_1 - t)^2", r"\frac{\partial E}{\partial w} = (h_1 - t) 2 h1 x"]
    assert verdicts(*lines) == ["right"]


@pytest.mark.parametrize(("entry", "verdict"), [
    (r"\frac{\partial E}{\partial w_{j_1}} = (y_{j_1} - t_{j_1}) x_{j_1}", "right"),
    (r"\frac{\partial E}{\partial w_{j_1}} = (t_{j_1} - y_{j_1}) x_{j_1}", "wrong"),
])
def test_an_index_may_have_a_number(entry, verdict):
    lines = ["y_j = w_j x_j", r"E = \frac12 \sum_j (y_j - t_j)^2", r"\frac{\partial E}{\partial w_j} = (y_j - t_j) x_j"]
    assert verdicts(*lines, entry) == ["right", verdict]


@pytest.mark.parametrize(("slope", "verdict"), [
    ("1 * h_1 * w_1^{(1 - 1)} + 0", "right"), ("1 * h_1 * w_1^{1-1}", "right"), ("1 * h_1 * w_1^{(2 - 1)}", "wrong"),
    ("1 * h_2 * w_1^{(1 - 1)} + 0", "wrong"),
])
def test_exponents_that_are_not_worked_out(slope, verdict):
    lines = ["z = w_1 h_1 + w_2 h_2", r"E = \frac12 (z - t)^2", r"\frac{\partial E}{\partial z} = z - t"]
    assert verdicts(*lines, rf"\frac{{\partial z}}{{\partial w_1}} = {slope}") == ["right", verdict]


def test_the_number_of_a_layer_may_be_a_sum():
    lines = ["z^{(1)} = w^{(1)} x", r"a^{(1)} = \sigma(z^{(1)})", "z^{(2)} = w^{(2)} a^{(1)}", r"L = \frac12 (z^{(2)} - t)^2"]
    found = verdicts(*lines, r"\frac{\partial L}{\partial w^{(2)}} = (z^{(2)} - t) a^{(2-1)}")
    assert found in (["right"], ["undecided"])


@pytest.mark.parametrize("legend", [
    r" \qquad \eta: \text{learning rate}", r" \quad (\eta: \text{learning rate})", r", \eta: \text{the rate}",
    r" \qquad w_{ij}^{(l)}: \text{the weight}", "\\qquad \\eta: \u5b66\u4e60\u7387", r" \qquad x_2: \text{an input}"])
def test_what_a_letter_is_called_is_no_factor(legend):
    assert [c.members for c in read_claims("a = 0.5 b" + legend)] == [c.members for c in read_claims("a = 0.5 b")]


@pytest.mark.parametrize("text", [r"a = b \qquad 2 c: \text{the rest}", r"a = b c: \text{rest}", r"a = b, c + d: \text{sum}"])
def test_more_than_a_name_is_no_legend(text):
    assert [c.members for c in read_claims(text)] != [c.members for c in read_claims("a = b")]


MEAN = [r"z^{(i)} = w^T x^{(i)} + b", r"a^{(i)} = \sigma(z^{(i)})",
        r"J = -\frac1m \sum_{i=1}^{m} \large{(} \small y^{(i)} \log a^{(i)} + (1 - y^{(i)}) \log(1 - a^{(i)}) \large{)}"]
LAYERS = [r"z^{[1](i)} = W^{[1]} x^{(i)} + b^{[1]}", r"a^{[1](i)} = \tanh(z^{[1](i)})",
          r"z^{[2](i)} = W^{[2]} a^{[1](i)} + b^{[2]}", r"a^{[2](i)} = \sigma(z^{[2](i)})",
          r"J = -\frac1m \sum_{i=1}^{m} \left( y^{(i)} \log a^{[2](i)} + (1 - y^{(i)}) \log(1 - a^{[2](i)}) \right)"]


@pytest.mark.parametrize(("line", "verdict"), [
    (r"\frac{\partial J}{\partial z^{(i)}} = \frac1m (a^{(i)} - y^{(i)})", ["right"]),
    (r"\frac{\partial J}{\partial z^{(i)}} = \frac1m (y^{(i)} - a^{(i)})", ["wrong"]),
    (r"\frac{\partial J}{\partial z^{(i)}} = \frac2m (a^{(i)} - y^{(i)})", ["wrong"]),
    (r"\frac{\partial J}{\partial z^{(i)}} = a^{(i)} - y^{(i)}", ["wrong"]),
    (r"\frac{\partial J}{\partial a^{(i)}} = -\frac1m (\frac{y^{(i)}}{a^{(i)}} - \frac{1 - y^{(i)}}{1 - a^{(i)}})", ["right"]),
    (r"\frac{\partial J}{\partial a^{(i)}} = -\frac1m (\frac{y^{(i)}}{a^{(i)}} + \frac{1 - y^{(i)}}{1 - a^{(i)}})", ["wrong"]),
    (r"\frac{\partial J}{\partial z^{(i)}} = \frac{\partial J}{\partial a^{(i)}} a^{(i)} (1 - a^{(i)})", ["right"]),
    (r"\frac{\partial J}{\partial z^{(i)}} = \frac{\partial J}{\partial a^{(i)}} a^{(i)}", ["wrong"]),
    (r"\frac{\partial J}{\partial z^{(i)}} = \frac{\partial J}{\partial a^{(i)}} \frac{\partial a^{(i)}}{\partial z^{(i)}} = "
     r"\frac1m (a^{(i)} - y^{(i)})", ["right", "right"]),
    (r"\frac{\partial J}{\partial w} = \frac1m \sum_{i=1}^{m} (a^{(i)} - y^{(i)}) x^{(i)}", ["right"]),
    (r"\frac{\partial J}{\partial b} = \sum_{i=1}^{m} (a^{(i)} - y^{(i)})", ["wrong"]),
])
def test_gradients_by_what_one_sample_has(line, verdict):
    assert verdicts(*MEAN, line) == verdict


@pytest.mark.parametrize("below", [False, True])
@pytest.mark.parametrize(("line", "verdict"), [
    (r"\frac{\partial J}{\partial z^{[2](i)}} = \frac1m (a^{[2](i)} - y^{(i)})", "right"),
    (r"\frac{\partial J}{\partial z^{[2](i)}} = \frac1m (y^{(i)} - a^{[2](i)})", "wrong"),
    (r"\frac{\partial J}{\partial z^{[2](i)}} = a^{[2](i)} - y^{(i)}", "undecided"),
    (r"\frac{\partial J}{\partial z^{[1](i)}} = W^{[2]T} \frac{\partial J}{\partial z^{[2](i)}} * (1 - a^{[1](i)2})", "right"),
    (r"\frac{\partial J}{\partial z^{[1](i)}} = W^{[2]T} \frac{\partial J}{\partial z^{[2](i)}} * (1 + a^{[1](i)2})", "wrong"),
    (r"\frac{\partial J}{\partial z^{[1](i)}} = W^{[2]T} \frac{\partial J}{\partial z^{[2](i)}} * a^{[1](i)}", "wrong"),
])
def test_numbers_of_layers_above_and_below(line, verdict, below):
    if below:
        for n in "12":
            line = line.replace(f"z^{{[{n}](i)}}", f"z_{{{n}}}^{{(i)}}").replace(f"W^{{[{n}]T}}", f"W_{n}^T")
    assert verdicts(*LAYERS, line) == [verdict]


@pytest.mark.parametrize(("text", "same"), [
    (r"2 \large{(} \small y + 1 \large{)} \small x", "2 (y + 1) x"), (r"\Big{(} x + y \Big{)}^2", "(x + y)^2"),
    (r"\bigl{[}x + y\bigr{]}", "[x + y]")])
def test_braces_around_a_bracket(text, same):
    assert [c.members for c in read_claims("a = " + text)] == [c.members for c in read_claims("a = " + same)]
