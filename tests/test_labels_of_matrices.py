"""Letters below matrices that tell them apart, ``W_Q`` and ``W_K``, ``W_h`` and ``W_o``: labels, where no index has them."""

import pytest

from symcnn.checking.check import check

GATED = (r"z = \sigma(W_z x + U_z s + b_z)", r"r = \sigma(W_r x + U_r s + b_r)",
         r"n = \tanh(W_n x + U_n (r \odot s) + b_n)", r"h = (1 - z) \odot n + z \odot s")
ATTENTION = ("Q = X W_Q", "K = X W_K", r"S = Q K^\top")
BATCH = (r"H = \sigma(X \cdot W_h + \mathbf{b}_h)", r"Z_o = H \cdot W_o + \mathbf{b}_o",
         r"\delta_{o} = \frac{\partial \xi}{\partial Z_o}")


def verdict(lines, line):
    judged = check("\n\n".join(f"$${each}$$" for each in (*lines, line))).judged
    assert [j.verdict.verdict for j in judged[:-1]] == ["given"] * len(lines)
    return judged[-1].verdict.verdict


@pytest.mark.parametrize(("line", "said"), [
    (r"\frac{\partial J}{\partial z} = \frac{\partial J}{\partial h} \odot (s - n)", "right"),
    (r"\frac{\partial J}{\partial z} = \frac{\partial J}{\partial h} \odot (n - s)", "wrong"),
    (r"\frac{\partial J}{\partial W_n} = \left(\frac{\partial J}{\partial n} \odot (1 - n^2)\right) x^\top", "right"),
    (r"\frac{\partial J}{\partial W_n} = \left(\frac{\partial J}{\partial n} \odot (1 - n)\right) x^\top", "wrong"),
    (r"\frac{\partial J}{\partial U_n} = \left(\frac{\partial J}{\partial n} \odot (1 - n^2)\right) (r \odot s)^\top", "right"),
    (r"\frac{\partial J}{\partial U_n} = \left(\frac{\partial J}{\partial n} \odot (1 - n^2)\right) s^\top", "wrong"),
    (r"\frac{\partial J}{\partial b_r} = \frac{\partial J}{\partial r} \odot r \odot (1 - r)", "right"),
])
def test_gates_with_their_own_letters(line, said):
    assert verdict(GATED, line) == said


@pytest.mark.parametrize(("line", "said"), [
    (r"\frac{\partial L}{\partial Q} = \frac{\partial L}{\partial S}\, K", "right"),
    (r"\frac{\partial L}{\partial Q} = \left(\frac{\partial L}{\partial S}\right)^\top K", "wrong"),
    (r"\frac{\partial L}{\partial W_Q} = X^\top \frac{\partial L}{\partial Q}", "right"),
    (r"\frac{\partial L}{\partial W_K} = X^\top \left(\frac{\partial L}{\partial S}\right)^\top Q", "right"),
    (r"\frac{\partial L}{\partial W_K} = X^\top \frac{\partial L}{\partial S} Q", "wrong"),
    (r"\frac{\partial L}{\partial W_K} = X^\top \left(\frac{\partial L}{\partial S}\right)^\top K", "wrong"),
])
def test_queries_and_keys(line, said):
    assert verdict(ATTENTION, line) == said


@pytest.mark.parametrize(("line", "said"), [
    (r"\frac{\partial \xi}{\partial W_o} = H^T \cdot \delta_{o}", "right"),
    (r"\frac{\partial \xi}{\partial W_o} = X^T \cdot \delta_{o}", "wrong"),
    (r"\frac{\partial \xi}{\partial \mathbf{b}_{o}} = \sum_{i=1}^N \delta_{oi}", "right"),
    (r"\frac{\partial \xi}{\partial \mathbf{b}_{h}} = \sum_{i=1}^N \delta_{oi}", "wrong"),
])
def test_an_entry_of_an_error_with_a_label(line, said):
    assert verdict(BATCH, line) == said


def test_an_index_on_both_sides_is_no_label():
    lines = (r"Y_o = \sum_{c} W_{oc} X_c + b_o",)
    assert verdict(lines, r"\frac{\partial L}{\partial X_c} = \sum_o W_{oc} \frac{\partial L}{\partial Y_o}") == "right"
    assert verdict(lines, r"\frac{\partial L}{\partial X_c} = \sum_o W_{co} \frac{\partial L}{\partial Y_o}") == "wrong"
