"""Shapes that are multiplied, the order of indices that lines tell, and batches beside their samples."""

import pytest

from symcnn.checking.check import check

UNITS = r"""$$z_k = \mathbf{w}_k^T \mathbf{x} + b_k$$
$$\hat{y}_k = \frac{e^{z_k}}{\sum_{j=1}^{K} e^{z_j}}$$
$$L = -\sum_{k=1}^{K} y_k \log(\hat{y}_k)$$
"""
BATCH = r"""$$y_i = \gamma \cdot \hat{x}_i + \beta$$
We can express the entire layer as
$$Y = \gamma \odot \hat{X} + \beta$$
"""


def verdicts(page):
    return [j.verdict.verdict for j in check(page).judged]


@pytest.mark.parametrize(("line", "said"), [
    (r"(3 \times 4) \cdot (4 \times 2) = (3 \times 2)", "right"),
    (r"(3 \times 4) \times (4 \times 2) = 3 \times 2", "right"),
    (r"(3 \times 4)(4 \times 2)(2 \times 1) = 3 \times 1", "right"),
    (r"(m \times n)(n \times p) = (m \times p)", "right"),
    (r"(m, n) = (m,) \times (n,)^T", "right"),
    (r"(n,) = (n, m) \times (m,)", "right"),
    (r"(3, 4) @ (4, 2) = (3, 2)", "right"),
    # numbers may be multiplied, too
    (r"(3 \times 4)(2 \times 2) = 12 \times 4", "right"),
    (r"3 \times 4 \times 2 = 6 \times 4", "right"),
    (r"(m \times n)(n \times p) = (m \times n)", "wrong"),
    (r"(n,) = (n, m) \times (n,)", "wrong"),
    (r"(3 \times 4) \times (4 \times 3) = (3 \times 2)", "wrong"),
    (r"(3 \times 4)(5 \times 2) = 3 \times 2", "wrong"),
    (r"(3, 4) \cdot (4, 2) = (4, 2)", "wrong"),
    (r"(n \times 4)(4 \times 2) = (3 \times 2)", "undecided"),
])
def test_products_of_shapes(line, said):
    assert verdicts(f"$${line}$$") == [said]


def test_what_is_wrong_with_shapes_is_said():
    verdict = check(r"$$(3 \times 4)(5 \times 2) = 3 \times 2$$").judged[0].verdict
    assert [c.tag for c in verdict.causes] == ["shape-wrong"]
    assert "inner extents" in verdict.causes[0].message


@pytest.mark.parametrize(("index", "other"), [("jk", "kj"), ("kj", "jk")])
@pytest.mark.parametrize(("right", "said"), [
    (r"(\hat{y}_k - y_k) \cdot x_j", "right"),
    (r"(y_k - \hat{y}_k) \cdot x_j", "wrong"),
    (r"(\hat{y}_k - y_k) \cdot x_k", "wrong"),
])
def test_the_order_of_indices_is_that_of_the_lines(index, other, right, said):
    told = rf"$$\frac{{\partial z_k}}{{\partial w_{{{index}}}}} = x_j$$" "\n"
    assert verdicts(f"{UNITS}{told}$$\\frac{{\\partial L}}{{\\partial w_{{{index}}}}} = {right}$$\n")[-2:] == ["right", said]
    # one order for the whole page
    both = f"{UNITS}{told}{told}$$\\frac{{\\partial L}}{{\\partial w_{{{other}}}}} = {right}$$\n"
    assert verdicts(both)[-1] == "wrong"


@pytest.mark.parametrize(("line", "said"), [
    (r"\frac{\partial J}{\partial \gamma} = \sum_i \frac{\partial J}{\partial y_i} \odot \hat{x}_i", "right"),
    (r"\frac{\partial J}{\partial \beta} = \sum_i \frac{\partial J}{\partial y_i}", "right"),
    (r"\frac{\partial J}{\partial \gamma} = \sum_i \frac{\partial J}{\partial y_i}", "wrong"),
    (r"\frac{\partial J}{\partial \hat{X}} = \frac{\partial J}{\partial Y} \gamma", "right"),
    (r"\frac{\partial J}{\partial \hat{X}} = \frac{\partial J}{\partial Y}", "wrong"),
])
def test_a_batch_is_its_samples(line, said):
    assert verdicts(f"{BATCH}$${line}$$\n")[-1] == said
