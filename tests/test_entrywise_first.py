r"""An entrywise product beside others: `A \odot b \cdot C`, and a matrix times a vector row by row or column by column."""

import pytest

import symcnn as sc

NETWORK = r"""x: 3
W: 4×3
b: 4
V: 2×4
z = dense(x, W, b)
h = sigmoid(z)
u = dense(h, V)
"""
ABOVE = r"V^T \frac{\partial L}{\partial u}"


@pytest.mark.parametrize(("formula", "said"), [
    (rf"\frac{{\partial L}}{{\partial W}} = {ABOVE} \odot \sigma'(z) x^T", "each column"),
    (rf"\frac{{\partial L}}{{\partial x}} = W^T \odot \sigma'(z) \cdot {ABOVE}", "before the one beside it"),
    (r"\frac{\partial L}{\partial x} = W^T (\sigma'(z) \odot V^T) \frac{\partial L}{\partial u}", "each column"),
])
def test_what_array_code_would_do_is_right_and_told(formula, said):
    verdict = sc.check(f"$${formula}$$", given=NETWORK).judged[0].verdict
    assert verdict.verdict == "right"
    assert any(said in note for note in verdict.conventions)


@pytest.mark.parametrize("formula", [
    rf"\frac{{\partial L}}{{\partial W}} = {ABOVE} \odot h x^T",
    rf"\frac{{\partial L}}{{\partial x}} = W^T \odot h \cdot {ABOVE}",
    r"\frac{\partial L}{\partial x} = W^T (h \odot V^T) \frac{\partial L}{\partial u}",
])
def test_a_value_for_a_slope_is_found_there_too(formula):
    verdict = sc.check(f"$${formula}$$", given=NETWORK).judged[0].verdict
    assert verdict.verdict == "wrong"
    assert "slope" in verdict.causes[0].message
