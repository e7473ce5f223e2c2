r"""The number of samples given, ``m = 4``: the mean over them is divided by it, whether it is named or written out."""

import pytest

from symcnn.checking.check import check


def verdicts(*lines):
    return [j.verdict.verdict for j in check("\n\n".join(f"$${line}$$" for line in lines)).judged]


def last(*lines):
    return verdicts(*lines)[-1]


POINTS = (r"\hat{y}_i = w x_i + b", r"J = \frac{1}{2m} \sum_{i=1}^{m} (\hat{y}_i - y_i)^2")


@pytest.mark.parametrize("count", ["m = 2", "m = 5"])
@pytest.mark.parametrize(("line", "said"), [
    (r"\frac{\partial J}{\partial w} = \frac{1}{m} \sum_{i=1}^{m} (\hat{y}_i - y_i) x_i", "right"),
    (r"\frac{\partial J}{\partial b} = \frac{1}{m} \sum_{i=1}^{m} (\hat{y}_i - y_i)", "right"),
    (r"\frac{\partial J}{\partial b} = \frac{1}{m} \sum_i (\hat{y}_i - y_i)", "right"),
    (r"\frac{\partial J}{\partial \hat{y}_i} = \frac{1}{m} (\hat{y}_i - y_i)", "right"),
    (r"\frac{\partial J}{\partial w} = \sum_{i=1}^{m} (\hat{y}_i - y_i) x_i", "wrong"),
    (r"\frac{\partial J}{\partial w} = \frac{2}{m} \sum_{i=1}^{m} (\hat{y}_i - y_i) x_i", "wrong"),
    (r"\frac{\partial J}{\partial w} = \frac{1}{m} \sum_{i=1}^{m} (y_i - \hat{y}_i) x_i", "wrong"),
    (r"\frac{\partial J}{\partial w} = \frac{1}{m} \sum_{i=1}^{m} (\hat{y}_i - y_i)", "wrong"),
    (r"\frac{\partial J}{\partial b} = \frac{1}{m} \sum_{i=1}^{m} (\hat{y}_i - y_i) x_i", "wrong"),
    (r"\frac{\partial J}{\partial b} = \frac{1}{m} (\hat{y}_i - y_i)", "wrong"),
    (r"\frac{\partial J}{\partial \hat{y}_i} = \hat{y}_i - y_i", "wrong"),
])
def test_slopes_of_a_mean_over_a_given_number_of_points(count, line, said):
    assert last(count, *POINTS, line) == said


@pytest.mark.parametrize(("share", "said"), [(r"\frac{1}{2}", "right"), (r"\frac{1}{3}", "wrong"), (r"\frac{1}{4}", "wrong")])
def test_the_number_written_out_for_its_letter(share, said):
    assert last("m = 2", *POINTS, r"\frac{\partial J}{\partial w} = SHARE \sum_{i=1}^{m} (\hat{y}_i - y_i) x_i".replace(
        "SHARE", share)) == said


@pytest.mark.parametrize(("line", "said"), [
    (r"\frac{\partial J}{\partial w} = \frac{1}{m} \sum_{i=1}^{m} (\hat{y}_i - y_i) x_i = -1.5", ["right", "right"]),
    (r"\frac{\partial J}{\partial w} = \frac{1}{m} \sum_{i=1}^{m} (\hat{y}_i - y_i) x_i = -3", ["right", "wrong"]),
    (r"\frac{\partial J}{\partial b} = \frac{1}{m} \sum_{i=1}^{m} (\hat{y}_i - y_i) = -1", ["right", "right"]),
    (r"\frac{\partial J}{\partial b} = \frac{1}{m} \sum_{i=1}^{m} (\hat{y}_i - y_i) = -2", ["right", "wrong"]),
    (r"\frac{\partial J}{\partial b} = \frac{1}{m} \sum_{i=1}^{m} (y_i - \hat{y}_i) = 1", ["wrong", "wrong"]),
])
def test_the_numbers_of_the_points_put_in(line, said):
    data = ("x_1 = 1", "x_2 = 2", "y_1 = 2", "y_2 = 3", "m = 2", "w = 1", "b = 0")
    assert verdicts(*data, *POINTS, line)[-2:] == said


LOGISTIC = (r"z^{(i)} = w^T x^{(i)} + b", r"a^{(i)} = \sigma(z^{(i)})",
            r"J = -\frac{1}{m} \sum_{i=1}^{m} \left[ y^{(i)} \log a^{(i)} + (1 - y^{(i)}) \log(1 - a^{(i)}) \right]")


@pytest.mark.parametrize(("line", "said"), [
    (r"\frac{\partial J}{\partial w} = \frac{1}{m} \sum_{i=1}^{m} (a^{(i)} - y^{(i)}) x^{(i)}", "right"),
    (r"\frac{\partial J}{\partial b} = \frac{1}{m} \sum_{i=1}^{m} (a^{(i)} - y^{(i)})", "right"),
    (r"\frac{\partial J}{\partial w} = \sum_{i=1}^{m} (a^{(i)} - y^{(i)}) x^{(i)}", "wrong"),
    (r"\frac{\partial J}{\partial b} = \frac{1}{m} \sum_{i=1}^{m} (y^{(i)} - a^{(i)})", "wrong"),
    (r"\frac{\partial J}{\partial b} = \frac{1}{m} (a^{(i)} - y^{(i)})", "wrong"),
])
@pytest.mark.parametrize("count", ["m = 4", "m = 3"])
def test_logistic_regression_on_a_given_number_of_samples(count, line, said):
    assert last(count, *LOGISTIC, line) == said


@pytest.mark.parametrize("count", ["N = 2", "N = 4", "n = 4"])
@pytest.mark.parametrize(("line", "said"), [
    (r"\frac{\partial L}{\partial \hat{y}_i} = \frac{2}{N}(\hat{y}_i - y_i)", "right"),
    (r"\frac{\partial L}{\partial \hat{y}_1} = \frac{2}{N}(\hat{y}_1 - y_1)", "right"),
    (r"\frac{\partial L}{\partial \hat{y}_i} = \frac{1}{N}(\hat{y}_i - y_i)", "wrong"),
    (r"\frac{\partial L}{\partial \hat{y}_i} = \frac{2}{N}(y_i - \hat{y}_i)", "wrong"),
    (r"\frac{\partial L}{\partial \hat{y}_1} = 2 (\hat{y}_1 - y_1)", "wrong"),
    (r"\frac{\partial L}{\partial \hat{y}_1} = \frac{2}{N}(\hat{y}_2 - y_2)", "wrong"),
])
def test_a_loss_that_is_a_mean_over_a_given_number(count, line, said):
    loss, letter = r"L = \frac{1}{N}\sum_{i=1}^{N} (\hat{y}_i - y_i)^2", count[0]
    assert last(count, loss.replace("N", letter), line.replace("N", letter)) == said
