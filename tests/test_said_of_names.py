"""What pages say of names beside equations: spaces, sums of labels, functions of several things, lists of entries."""

import pytest

from symcnn.checking.check import check

DENSE = r"$$y = W x + b, \quad p = \text{softmax}(y), \quad L = -\sum_k t_k \log p_k$$"
MATRICES = "```symcnn\nx[r,d]: M×D\nF[d,o]: D×N\nY[r,o] = sum_{d} x[r,d] F[d,o]\n```"


def verdicts(*lines):
    return [j.verdict.verdict for j in check("\n\n".join(lines)).judged]


@pytest.mark.parametrize(("line", "expected"), [
    (r"x \in \mathbb{R}^d", "given"), (r"y \in \mathbb{R}^{10}", "right"), (r"u \in \mathbb{R}^{hk}", "given"),
    (r"y_i \in \mathbb{R}", "right")])
def test_spaces_of_lists(line, expected):
    assert verdicts(DENSE, f"${line}$", r"$$\frac{\partial L}{\partial y} = p - t$$")[3:] == [expected, "right"]


@pytest.mark.parametrize(("space", "expected"), [
    (r"10 \times d", "right"), (r"d \times 10", "wrong"), (r"9 \times d", "wrong")])
def test_numbers_of_size_letters_hold_on(space, expected):
    gradient = rf"$$\frac{{\partial L}}{{\partial W}} = (p-t) x^T \in \mathbb{{R}}^{{{space}}}$$"
    assert verdicts(DENSE, r"$x \in \mathbb{R}^{d}$ and $y \in \mathbb{R}^{10}$", gradient)[-1] == expected


@pytest.mark.parametrize(("line", "expected"), [
    (r"\sum_i t_i = 1", "given"), (r"\sum_i p_i = 1", "right"), (r"\sum_i p_i = 2", "wrong"), (r"\sum_i y_i = 1", "wrong")])
def test_labels_sum_to_one(line, expected):
    assert verdicts(DENSE, f"${line}$", r"$$\frac{\partial L}{\partial y} = p - t$$")[3] == expected


def test_labels_sum_to_one_along_the_axis_of_the_classes():
    block = ("```symcnn\nS[c,i,j]: C×H×W\nP[c,i,j] = exp(S[c,i,j]) / sum_{a} exp(S[a,i,j])\nT[c,i,j]: C×H×W\n"
             "L = -sum_{i,j} sum_{c} T[c,i,j] log(P[c,i,j])\n```")
    slopes = r"$$\frac{\partial L}{\partial S_{c,i,j}} = P_{c,i,j} - T_{c,i,j}$$"
    assert verdicts(block, r"$\sum_c T_{c,i,j} = 1$", slopes) == ["given", "right"]


def test_a_function_of_several_things_only_names_a_value():
    forward = r"$$s = f(x, W) = W x, \quad L = \frac{1}{2}\|s - t\|^2$$"
    found = verdicts(forward, r"$$\frac{\partial L}{\partial W} = (s-t) x^T$$")
    assert found == ["given", "given", "right"]


@pytest.mark.parametrize(("line", "expected"), [
    (r"\text{vec}(Y) = (I \otimes x)\, \text{vec}(F)", "right"),
    (r"\text{vec}(Y) = (F^T \otimes I)\, \text{vec}(x)", "right"),
    (r"\text{vec}(Y) = (F^T \otimes x)\, \text{vec}(x)", "undecided"),
    (r"\frac{\partial \text{vec}(Y)}{\partial (\text{vec}(F)^T)} = I \otimes x", "right")])
def test_lists_that_take_columns(line, expected):
    assert verdicts(MATRICES, f"$${line}$$") == [expected]


@pytest.mark.parametrize(("line", "expected"), [
    (r"\frac{\partial \ell}{\partial \mathbf{s}} = \mathbf{p} - \mathbf{y} \in \mathbb{R}^{K}", ["right", "right"]),
    (r"\frac{\partial \ell}{\partial \mathbf{x}} = \mathbf{W}^\top (\mathbf{p} - \mathbf{y}) \in \mathbb{R}^{K}",
     ["right", "wrong"]),
    (r"\frac{\partial \ell}{\partial \mathbf{W}} = \mathbf{x} (\mathbf{p} + \mathbf{y})^\top", ["wrong"])])
def test_entries_in_another_font(line, expected):
    forward = (r"$$\mathbf{s} = \mathbf{W} \mathbf{x} + \mathbf{b}, \quad \mathbf{p} = \text{softmax}(\mathbf{s}), \quad "
               r"\ell = -\sum_{k=1}^{K} y_k \log p_k$$")
    spaces = r"with $\mathbf{x} \in \mathbb{R}^{d}$ and $\mathbf{s} \in \mathbb{R}^{K}$"
    assert verdicts(forward, spaces, f"$${line}$$")[5:] == expected


def test_a_letter_for_a_size_that_was_chosen_is_no_mistake():
    forward = r"$$\mathbf{s} = \mathbf{W} \mathbf{x}, \quad \mathbf{p} = \text{softmax}(\mathbf{s})$$"
    loss = r"$$\ell = -\sum_{k=1}^{K} y_k \log p_k$$"
    slopes = r"$$\frac{\partial \ell}{\partial \mathbf{s}} = \mathbf{p} - \mathbf{y}$$"
    assert "wrong" not in verdicts(forward, loss, r"$\mathbf{s} \in \mathbb{R}^{K}$", slopes)


@pytest.mark.parametrize(("one", "expected"), [("+ 1", "right"), ("+ I", "right"), ("", "wrong")])
def test_one_beside_a_matrix_of_slopes(one, expected):
    found = verdicts(r"$$h = \sigma(W_1 x), \quad F = W_2 h, \quad y = F + x$$", r"$$L = \frac{1}{2} \sum_i (y_i - t_i)^2$$",
                     r"$$\frac{\partial L}{\partial F} = \frac{\partial L}{\partial y}$$",
                     rf"$$\frac{{\partial L}}{{\partial x}} = \frac{{\partial L}}{{\partial y}} \left("
                     rf"\frac{{\partial F}}{{\partial x}} {one}\right)$$")
    assert found[-1] == expected
