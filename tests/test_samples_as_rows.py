"""Samples one by one, ``w^T x_i + b`` and ``W x_n + b``, that a loss sums over: each is a row."""

import pytest

from symcnn.checking.check import check
from symcnn.checking.own.points import with_points
from symcnn.reading.document import read_document

REGRESSION = (r"\hat{y}_i = w^T x_i + b", r"L = \frac{1}{N} \sum_{i=1}^N (\hat{y}_i - y_i)^2")
LOGISTIC = (r"\hat{y}_i = \sigma(w^\top x_i + b)",
            r"L = -\frac1N \sum_{i=1}^N \left[ y_i \log \hat{y}_i + (1 - y_i) \log(1 - \hat{y}_i) \right]")
SOFTMAX = ("z_n = W x_n + b", r"p_n = \mathrm{softmax}(z_n)", r"L = -\frac1N \sum_{n=1}^N \sum_{k=1}^K y_{nk} \log p_{nk}")
NORMS = (r"h_i = \tanh(V x_i + c)", r"o_i = W h_i + b", r"L = \frac12 \sum_{i=1}^N \| o_i - t_i \|^2")


def verdict(lines, line):
    judged = check("\n\n".join(f"$${each}$$" for each in (*lines, line))).judged
    assert {j.verdict.verdict for j in judged[:-1]} == {"given"}
    return judged[-1].verdict.verdict


@pytest.mark.parametrize(("line", "said"), [
    (r"\frac{\partial L}{\partial w} = \frac{2}{N} \sum_i (\hat{y}_i - y_i) x_i", "right"),
    (r"\frac{\partial L}{\partial w} = \frac{2}{N} \sum_{i=1}^N (w^T x_i + b - y_i) x_i", "right"),
    (r"\frac{\partial L}{\partial w_j} = \frac{2}{N} \sum_i (\hat{y}_i - y_i) x_{ij}", "right"),
    (r"\frac{\partial L}{\partial w} = \frac{2}{N} \sum_i (y_i - \hat{y}_i) x_i", "wrong"),
    (r"\frac{\partial L}{\partial w} = \frac{1}{N} \sum_i (\hat{y}_i - y_i) x_i", "wrong"),
    (r"\frac{\partial L}{\partial w} = \frac{2}{N} \sum_i (\hat{y}_i - y_i)", "wrong"),
    (r"\frac{\partial L}{\partial b} = \frac{2}{N} \sum_{i=1}^N (\hat{y}_i - y_i)", "right"),
    (r"\frac{\partial L}{\partial b} = \frac{2}{N} \sum_{i=1}^N (\hat{y}_i - y_i) x_i", "wrong"),
])
def test_linear_regression(line, said):
    assert verdict(REGRESSION, line) == said


@pytest.mark.parametrize(("line", "said"), [
    (r"\frac{\partial L}{\partial w} = \frac1N \sum_{i=1}^N (\hat{y}_i - y_i) x_i", "right"),
    (r"\frac{\partial L}{\partial w} = \frac1N \sum_{i=1}^N (\hat{y}_i - y_i) \hat{y}_i (1 - \hat{y}_i) x_i", "wrong"),
    (r"\frac{\partial L}{\partial b} = \frac1N \sum_{i=1}^N (\hat{y}_i - y_i)", "right"),
    (r"\frac{\partial L}{\partial b} = \sum_{i=1}^N (\hat{y}_i - y_i)", "wrong"),
])
def test_logistic_regression(line, said):
    assert verdict(LOGISTIC, line) == said


@pytest.mark.parametrize(("line", "said"), [
    (r"\frac{\partial L}{\partial z_n} = \frac1N (p_n - y_n)", "right"),
    (r"\frac{\partial L}{\partial z_n} = p_n - y_n", "wrong"),
    (r"\frac{\partial L}{\partial W} = \frac1N \sum_{n=1}^N (p_n - y_n) x_n^T", "right"),
    (r"\frac{\partial L}{\partial W} = \frac1N \sum_{n=1}^N (y_n - p_n) x_n^T", "wrong"),
    (r"\frac{\partial L}{\partial b} = \frac1N \sum_{n=1}^N (p_n - y_n)", "right"),
    (r"\frac{\partial L}{\partial b} = \frac1N \sum_{n=1}^N p_n", "wrong"),
])
def test_a_softmax_of_each_sample(line, said):
    assert verdict(SOFTMAX, line) == said


@pytest.mark.parametrize(("line", "said"), [
    (r"\frac{\partial L}{\partial o_i} = o_i - t_i", "right"),
    (r"\frac{\partial L}{\partial o_i} = t_i - o_i", "wrong"),
    (r"\frac{\partial L}{\partial W} = \sum_i (o_i - t_i) h_i^T", "right"),
    (r"\frac{\partial L}{\partial W} = \sum_i (o_i - t_i) x_i^T", "wrong"),
    (r"\frac{\partial L}{\partial h_i} = W^T (o_i - t_i)", "right"),
    (r"\frac{\partial L}{\partial h_i} = W^T (o_i - t_i) \odot (1 - h_i^2)", "wrong"),
    (r"\frac{\partial L}{\partial c} = \sum_i W^T (o_i - t_i) \odot (1 - h_i^2)", "right"),
    (r"\frac{\partial L}{\partial c} = \sum_i W^T (o_i - t_i) \odot (1 - h_i)", "wrong"),
])
def test_two_layers_of_each_sample(line, said):
    assert verdict(NORMS, line) == said


def test_steps_of_time_are_no_samples():
    lines = (r"h_t = \tanh(W h_{t-1} + U x_t)", "o_t = V h_t", r"L = \frac12 \sum_t \| o_t - y_t \|^2")
    chains = [c for item in read_document("".join(f"$${each}$$\n\n" for each in lines), "markdown") for c in item.chains]
    assert with_points(chains, "t") == chains
    assert with_points(chains, "") != chains
