"""Pages with two losses, products such as a(1 - a) of single numbers, and means with and without the label of their batch."""

import pytest

from symcnn.checking.check import check

ONE = r"$$z = w^T x + b, \quad \hat{y} = \sigma(z)$$" "\n\n"
SQUARE = r"For regression $$L = \frac{1}{2}(\hat{y} - y)^2$$" "\n\n"
ENTROPY = r"For classification $$L = -y\log\hat{y} - (1-y)\log(1-\hat{y})$$" "\n\n"
OF_SQUARE = r"With the former $$\frac{\partial L}{\partial z} = (\hat{y} - y)\hat{y}(1-\hat{y})$$" "\n\n"
OF_ENTROPY = r"With the latter $$\frac{\partial L}{\partial z} = \hat{y} - y$$" "\n\n"
NORM = r"""$$\mu_B = \frac{1}{m}\sum_{i=1}^{m} x_i$$
$$\sigma_B^2 = \frac{1}{m}\sum_{i=1}^{m} (x_i - \mu_B)^2$$
$$\hat{x}_i = \frac{x_i - \mu_B}{\sqrt{\sigma_B^2 + \epsilon}}$$
$$y_i = \gamma \hat{x}_i + \beta$$
"""


def verdicts(page):
    return [j.verdict.verdict for j in check(page).judged]


@pytest.mark.parametrize("losses", [(SQUARE, ENTROPY), (ENTROPY, SQUARE)])
def test_each_line_has_its_loss(losses):
    page = ONE + "".join(losses) + OF_SQUARE + OF_ENTROPY
    assert verdicts(page)[-2:] == ["right", "right"]
    assert verdicts(page + r"With neither $$\frac{\partial L}{\partial z} = \hat{y} + y$$")[-1] == "wrong"


@pytest.mark.parametrize(("loss", "line", "tag"), [(ENTROPY, OF_SQUARE, "slope-kept"), (SQUARE, OF_ENTROPY, "slope-missing")])
def test_a_loss_alone(loss, line, tag):
    *_, judged = check(ONE + loss + line).judged
    assert judged.verdict.verdict == "wrong"
    assert judged.verdict.causes[0].tag == tag


def test_products_of_single_numbers_are_no_entries():
    page = (ONE + ENTROPY + r"$$\frac{\partial L}{\partial z} = -(y(1-\hat{y}) - (1-y)\hat{y})$$"
            r"$$\frac{\partial L}{\partial w} = (\hat{y} - y) x$$" r"$$\frac{\partial L}{\partial w} = (y - \hat{y}) x$$")
    assert verdicts(page)[-3:] == ["right", "right", "wrong"]


@pytest.mark.parametrize(("sign", "said"), [("-", "right"), ("", "wrong")])
def test_means_of_a_batch_with_and_without_its_label(sign, said):
    slope = (r"$$\frac{\partial L}{\partial \sigma^2} = \sum_i \frac{\partial L}{\partial \hat{x}_i} (x_i - \mu)"
             rf" \cdot ({sign}\frac12) (\sigma^2 + \epsilon)^{{-3/2}}$$")
    assert verdicts(NORM + slope)[-1] == said
