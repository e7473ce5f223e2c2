"""Letters side by side with one of them transposed, and short decimals that nobody rounded."""

from __future__ import annotations

import pytest

from symcnn.checking.check import check
from symcnn.checking.sheet.plain_operands import is_short


def verdicts(*formulas):
    return [j.verdict.verdict for j in check("\n\n".join(f"$${f}$$" for f in formulas), kind="markdown").judged]


DY = r"\frac{\partial L}{\partial Y}"


@pytest.mark.parametrize(("layer", "slope", "verdict"), [
    ("Y = XW^T + b", rf"\frac{{\partial L}}{{\partial W}} = ({DY})^T X", "right"),
    ("Y = XW^T + b", rf"\frac{{\partial L}}{{\partial W}} = 2({DY})^T X", "wrong"),
    ("Y = XW^T + b", rf"\frac{{\partial L}}{{\partial X}} = {DY} W", "right"),
    ("Y = XW^T + b", rf"\frac{{\partial L}}{{\partial X}} = {DY} W^T", "wrong"),
    ("Y = X W^{\\top} + b", rf"\frac{{\partial L}}{{\partial X}} = {DY} W", "right"),
    ("Y = XW_2 + b_2", rf"\frac{{\partial L}}{{\partial W_2}} = X^T {DY}", "right"),
    ("Y = XW_2 + b_2", rf"\frac{{\partial L}}{{\partial W_2}} = {DY} X^T", "wrong"),
    ("Y = XW_2 + b_2", rf"\frac{{\partial L}}{{\partial X}} = {DY} W_2^T", "right"),
    ("Y = QK^T", rf"\frac{{\partial L}}{{\partial Q}} = {DY} K", "right"),
    ("Y = QK^T", rf"\frac{{\partial L}}{{\partial K}} = {DY} Q", "wrong"),
    ("Y = QK^T", rf"\frac{{\partial L}}{{\partial K}} = ({DY})^T Q", "right"),
])
def test_what_stands_above_letters_side_by_side_is_said_of_the_last(layer, slope, verdict):
    assert verdicts(layer, slope) == ["given", verdict]


def test_brackets_hold_letters_together():
    assert verdicts("Y = (XW)^T", rf"\frac{{\partial L}}{{\partial X}} = ({DY})^T W^T",
                    rf"\frac{{\partial L}}{{\partial W}} = X^T ({DY})^T") == ["given", "right", "right"]
    assert verdicts("a = 3", "b = 2", "ab^2 = 12", "(ab)^2 = 36", "(ab)^2 = 12") == [
        "given", "given", "right", "right", "wrong"]


@pytest.mark.parametrize(("line", "verdict"), [
    (r"\mu = \frac{1}{4}(2.1 + 3.5 + 1.8 + 4.2) = 2.94", "wrong"),
    (r"\mu = \frac{1}{4}(2.1 + 3.5 + 1.8 + 4.2) = 2.9", "right"),
    (r"v = \frac{1}{2}((2.1 - 2.9)^2 + (3.5 - 2.9)^2) = 0.57", "wrong"),
    (r"v = \frac{1}{2}((2.1 - 2.9)^2 + (3.5 - 2.9)^2) = 0.5", "right"),
    (r"z = 0.4 \cdot 0.5 + 0.7 \cdot 0.3 + 0.1 = 0.54", "wrong"),
    (r"z = 0.4 \cdot 0.5 + 0.7 \cdot 0.3 + 0.1 = 0.51", "right"),
    (r"150{,}528 \times 1{,}000 \approx 1.5 \times 10^8", "right"),
])
def test_short_decimals_are_what_they_are(line, verdict):
    assert verdicts(line) == [verdict]


@pytest.mark.parametrize(("page", "expected"), [
    # what is given is no result, nor is what comes out even
    (("x_1 = 0.5", "w_1 = 0.4", r"z = 0.4 \cdot 0.5 = 0.23"), "wrong"),
    ((r"\mu = \frac{1}{2}(2.1 + 3.7) = 2.9", r"d = 3.7 \cdot 2.9 = 10.8"), "wrong"),
    ((r"\mu = \frac{1}{2}(2.1 + 3.7) = 2.9", r"d = 3.7 \cdot 2.9 = 10.73"), "right"),
    # what was worked out and rounded may have been gone on with in all its digits
    ((r"h = \sigma(0.35) = 0.6", r"z = 0.6 \cdot 0.5 + 0.1 = 0.393"), "rounding"),
])
def test_rounded_results_alone_are_gone_on_with(page, expected):
    assert verdicts(*page)[-1] == expected


@pytest.mark.parametrize(("text", "short"), [("0.05", True), ("12.5", True), ("1.25", False), ("0.25", False), ("7", False)])
def test_which_decimals_are_short(text, short):
    assert is_short(text) == short
