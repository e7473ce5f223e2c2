"""Softmax regression as many pages copy it: probabilities of classes, brackets on labels, weights with their class above."""

import pytest

from symcnn.checking.check import check
from symcnn.reading.claims import read_claims

SINGLE = r"""The probability of a class is
$$p(y = j | x; \theta) = \frac{e^{\theta_j^T x}}{\sum_{l=1}^k e^{ \theta_l^T x} }.$$

$$J(\theta) = - \sum_{j=1}^{k} 1\left\{y = j\right\} \log p(y = j | x; \theta)$$

$$\nabla_{\theta_j} J(\theta) = %s$$
"""
SAMPLES = r"""The probability of a class is
$$p(y^{(i)} = j | x^{(i)} ; \theta) = \frac{e^{\theta_j^T x^{(i)}}}{\sum_{l=1}^k e^{ \theta_l^T x^{(i)}} }.$$

$$J(\theta) = - \frac{1}{m} \left[ \sum_{i=1}^{m} \sum_{j=1}^{k}  1\left\{y^{(i)} = j\right\}
\log \frac{e^{\theta_j^T x^{(i)}}}{\sum_{l=1}^k e^{ \theta_l^T x^{(i)} }}\right]$$

$$\nabla_{\theta_j} J(\theta) = %s$$
"""
ABOVE = r"""The probability of a class is
$$P(y^{(i)} = k | x^{(i)} ; \theta) = \frac{\exp(\theta^{(k)\top} x^{(i)})}{\sum_{j=1}^K \exp(\theta^{(j)\top} x^{(i)}) }$$

$$J(\theta) = - \left[ \sum_{i=1}^{m} \sum_{k=1}^{K} 1\left\{y^{(i)} = k\right\}
\log \frac{\exp(\theta^{(k)\top} x^{(i)})}{\sum_{j=1}^K \exp(\theta^{(j)\top} x^{(i)})}\right]$$

$$\nabla_{\theta^{(k)}} J(\theta) = %s$$
"""
BELOW = r"""$$p_{ij} = \frac{e^{\theta_j^T x_i}}{\sum_{l=1}^k e^{ \theta_l^T x_i}}$$

$$J = - \frac{1}{m} \sum_{i=1}^m \sum_{j=1}^{k} 1\{y_i = j\} \log p_{ij}$$

$$\frac{\partial J}{\partial \theta_j} = %s$$
"""
LOGITS = r"""$$P(y = k | x) = \frac{\exp(z_k)}{\sum_{j} \exp(z_j)}$$

$$L = - \log P(y = c | x)$$

$$\frac{\partial L}{\partial z_k} = %s$$
"""


def last(page):
    return check(page).judged[-1].verdict.verdict


@pytest.mark.parametrize(("page", "right", "wrong"), [
    (SINGLE, r"- x \left( 1\{ y = j\}  - p(y = j | x; \theta) \right)", [
        r"x \left( 1\{ y = j\}  - p(y = j | x; \theta) \right)", r"- x \left( 1\{ y = j\}  + p(y = j | x; \theta) \right)",
        r"- \left( 1\{ y = j\}  - p(y = j | x; \theta) \right)", r"- x \left( 1\{ y \ne j\}  - p(y = j | x; \theta) \right)"]),
    (SAMPLES, r"- \frac{1}{m} \sum_{i=1}^{m}{ \left[ x^{(i)} \left( 1\{ y^{(i)} = j\} - p(y^{(i)} = j | x^{(i)}; \theta) "
     r"\right) \right]}", [
        r"\frac{1}{m} \sum_{i=1}^{m} [ x^{(i)} ( 1\{ y^{(i)} = j\} - p(y^{(i)} = j | x^{(i)}; \theta) ) ]",
        r"- \frac{1}{m} \sum_{i=1}^{m} \left[ x^{(i)} \left( p(y^{(i)} = j | x^{(i)}; \theta) \right) \right]",
        r"- \frac{1}{m} \sum_{i=1}^{m} \left[ \left( 1\{ y^{(i)} = j\} - p(y^{(i)} = j | x^{(i)}; \theta) \right) \right]"]),
    (ABOVE, r"- \sum_{i=1}^{m} \left[ x^{(i)} \left( 1\{ y^{(i)} = k\}  - P(y^{(i)} = k | x^{(i)}; \theta) \right) \right]", [
        r"\sum_{i=1}^{m}{ \left[ x^{(i)} \left( 1\{ y^{(i)} = k\}  - P(y^{(i)} = k | x^{(i)}; \theta) \right) \right] }",
        r"- \sum_{i=1}^{m}{ \left[ x^{(i)} \left( 1\{ y^{(i)} = k\}  + P(y^{(i)} = k | x^{(i)}; \theta) \right) \right] }"]),
    (BELOW, r"\frac{1}{m} \sum_{i=1}^m x_i (p_{ij} - 1\{y_i = j\})", [
        r"\sum_{i=1}^m x_i (p_{ij} - 1\{y_i = j\})", r"\frac{1}{m} \sum_{i=1}^m x_i (1\{y_i = j\} - p_{ij})",
        r"\frac{1}{m} \sum_{i=1}^m x_i (p_{ij} - 1\{y_i \ne j\})"]),
    (LOGITS, r"P(y = k | x) - 1\{k = c\}", [r"P(y = k | x) + 1\{k = c\}", r"1\{k = c\} - P(y = k | x)"]),
    (LOGITS.replace("z_k} =", "z_c} ="), r"P(y = c | x) - 1", [r"P(y = c | x) + 1", r"1 - P(y = c | x)"]),
])
def test_gradients_of_softmax_regression(page, right, wrong):
    assert last(page % right) == "right"
    assert [last(page % line) for line in wrong] == ["wrong"] * len(wrong)


@pytest.mark.parametrize(("typed", "plain"), [
    (r"P(y = k \mid x) = q", "P_{k} = q"), (r"p(y^{(i)} = j | x^{(i)}; \theta) = q", "p_{j}^{(i)} = q"),
    ("P(y_i = j | x_i) = q", "P_{i,j} = q"), ("P(Y = 1 | X = x) = q", "P_{1} = q"), ("Pr(y = k | x) = q", "Pr_{k} = q"),
])
def test_probabilities_are_names(typed, plain):
    assert [c.members for c in read_claims(typed)] == [c.members for c in read_claims(plain)]


@pytest.mark.parametrize("typed", [
    "P(o | c) = q", "P(O=o | C=c) = q", "P(x) = q", "f(y = k | x) = q", "P(y = a + b | x) = q", r"P(y | x; \theta) = q"])
def test_other_calls_stay(typed):
    assert not any("P_" in str(m) for c in read_claims(typed) for m in c.members)


@pytest.mark.parametrize(("line", "found"), [
    (r"(\hat y - y) x", "right"), (r"(\hat y + y) x", "wrong"), (r"(\hat y - y)", "wrong"), (r"(y - \hat y) x", "wrong"),
    (r"(P(y = 1 \mid x) - y) x", "right")])
def test_a_probability_between_two_sides(line, found):
    page = r"""$$\hat y = P(y = 1 \mid x) = \sigma(w^T x + b)$$

$$J = - y \log \hat y - (1 - y) \log (1 - \hat y)$$

$$\frac{\partial J}{\partial w} = """ + line + "$$"
    assert last(page) == found


def test_the_model_of_several_classes_is_not_put_in_as_that_of_two():
    page = r"""$$h(x) = \frac{1}{1+\exp(-\theta^T x)}$$

$$J = -\sum_{i=1}^m y^{(i)} \log h(x^{(i)}) + (1-y^{(i)}) \log (1-h(x^{(i)}))$$

$$h(x^{(i)}) = \begin{bmatrix} p(y^{(i)} = 1 | x^{(i)}) \\ \vdots \\ p(y^{(i)} = k | x^{(i)}) \end{bmatrix}$$
"""
    found = check(page).judged[-1]
    assert found.claim.read_as.startswith("h(") and found.verdict.verdict != "wrong"
