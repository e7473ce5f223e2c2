"""Networks with one output, or with one line that names the wrong unit: what is meant by the names beside it."""

import pytest

from symcnn.checking.check import check


def verdicts(text, *only):
    found = [(j.claim.latex, j.verdict.verdict) for j in check(text).judged if j.verdict.verdict != "given"]
    return [v for _, v in found] if not only else [v for t, v in found if any(o in t for o in only)]


OUTPUT = r"""$$\hat{y_1} = w_5 \cdot a_1 + w_6 \cdot a_2$$

The loss of this one prediction is $L = (y_1 - \hat{y})^2$.

$$\frac{\partial L}{\partial w_5} = \frac{\partial L}{\partial \hat{y_1}} \cdot \frac{\partial \hat{y_1}}{\partial w_5}
= \frac{\partial ((y_1 - \hat{y_1})^2)}{\partial \hat{y_1}} \cdot \frac{\partial (w_5 \cdot a_1 + w_6 \cdot a_2)}{\partial w_5}
= SLOPE$$
"""


@pytest.mark.parametrize(("slope", "last"), [
    (r"-2 (y_1 - \hat{y_1}) a_1", "right"),
    (r"-2 (y_1 - \hat{y}) a_1", "right"),
    (r"2 (y_1 - \hat{y_1}) a_1", "wrong"),
    (r"-2 (y_1 - \hat{y_1}) a_2", "wrong"),
])
def test_the_only_output_may_have_a_number_or_none(slope, last):
    assert verdicts(OUTPUT.replace("SLOPE", slope)) == ["right", "right", last]


def test_entries_of_a_list_of_outputs_are_no_other_names_for_it():
    page = r"""$\hat{y} = W a + b$ and $L = \sum_i (\hat{y}_i - t_i)^2$.

$$\frac{\partial L}{\partial \hat{y}_1} = 2 (\hat{y}_1 - t_1)$$

$$\frac{\partial L}{\partial \hat{y}_1} = 2 (\hat{y}_1 - t_2)$$
"""
    assert verdicts(page) == ["right", "wrong"]


UNITS = r"""$$z_1 = w_1 x_1 + w_3 x_2$$

$$z_2 = w_2 x_1 + w_4 x_2$$

$$a_1 = \sigma(z_1) = \frac{1}{1 + e^{-z_1}}$$

$$a_2 = \sigma(z_1) = \frac{1}{1 + e^{-z_2}}$$

$$L = (t - w_5 a_1 - w_6 a_2)^2$$

$$\frac{\partial L}{\partial w_1} = -2 (t - w_5 a_1 - w_6 a_2) w_5 a_1 (1 - a_1) x_1$$

$$\frac{\partial L}{\partial w_2} = -2 (t - w_5 a_1 - w_6 a_2) w_6 a_2 (1 - a_2) x_LAST$$
"""


@pytest.mark.parametrize(("last", "verdict"), [("1", "right"), ("2", "wrong")])
def test_the_wrong_unit_in_one_formula_of_two_is_a_slip_there_alone(last, verdict):
    page = UNITS.replace("LAST", last)
    assert [v in ("wrong", "slip") for v in verdicts(page, "a_2 =")] == [True, False]
    assert verdicts(page, "partial") == ["right", verdict]
