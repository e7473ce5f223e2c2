"""Pages that work a forward pass out in numbers and differentiate nothing; pools called by words."""

import pytest

from symcnn.checking.check import check

MAP = r"$$A = \begin{bmatrix} 1 & 0 & 0 & 2 \\ 0 & 0 & 1 & 0 \\ 0 & 1 & 0 & 0 \\ 2 & 0 & 0 & 2 \end{bmatrix}$$"
WEIGHTS = r"$$W = \begin{bmatrix} 0.5 & -0.5 & 1 & 0 \\ -0.5 & 0.5 & 0 & 1 \end{bmatrix}$$"


def verdicts(*lines):
    return [j.verdict.verdict for j in check("\n\n".join(lines)).judged]


@pytest.mark.parametrize("pool", [r"\text{maxpool}_{2 \times 2}(A)", r"\text{MaxPool}_2(A)", r"\text{MaxPool2D}(A)",
                                  r"\operatorname{MaxPooling}_{2, 2}(A)", r"\text{MaxPool}(A, 2)"])
@pytest.mark.parametrize(("last", "expected"), [(2, "right"), (1, "wrong")])
def test_pools_by_name(pool, last, expected):
    values = rf"\begin{{bmatrix}} 1 & 2 \\ 2 & {last} \end{{bmatrix}}"
    assert verdicts(MAP, rf"$$P = {pool} = {values}$$")[-1] == expected


def test_what_follows_from_a_mistake_is_carried():
    found = verdicts(MAP, r"$$P = \text{MaxPool}_{2 \times 2}(A) = \begin{bmatrix} 1 & 2 \\ 2 & 1 \end{bmatrix}$$",
                     r"$$f = \text{flatten}(P) = \begin{bmatrix} 1 & 2 & 2 & 1 \end{bmatrix}^T$$", WEIGHTS,
                     r"$$o = W f = \begin{bmatrix} 1.5 \\ 1.5 \end{bmatrix}$$")
    assert found[2:] == ["wrong", "right", "carried", "given", "right", "carried"]


def test_a_small_letter_beside_a_capital_is_a_name_of_its_own():
    column = r"\begin{bmatrix} 2 \\ 1 \end{bmatrix}"
    found = verdicts(MAP, r"$$P = \text{MaxPool}_{2 \times 2}(A)$$",
                     rf"$$p = \text{{softmax}}({column}) = \begin{{bmatrix}} 0.731 \\ 0.269 \end{{bmatrix}}$$")
    assert found[-1] == "right"
