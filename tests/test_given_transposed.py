"""Arrays given by their transposes alone, ``X^T = [[1, 0, 1], [0, 1, 1]]``: taken as given, and judged with from there on."""

import pytest

from symcnn.checking.check import check

LAYER = "$Q = X W$\n\n$$dW = X^T dQ$$\n\n"
TURNED = r"$$X^T = \begin{bmatrix} 1 & 0 & 1 \\ 0 & 1 & 1 \end{bmatrix}$$" + "\n\n"
PLAIN = r"$$X = \begin{bmatrix} 1 & 0 \\ 0 & 1 \\ 1 & 1 \end{bmatrix}$$" + "\n\n"
NUMBERS = r"$$W = \begin{bmatrix} 1 \\ 2 \end{bmatrix}, dQ = \begin{bmatrix} 0.1 \\ 0.2 \\ 0.3 \end{bmatrix}$$" + "\n\n"


def verdicts(page):
    return [j.verdict.verdict for j in check(page, kind="markdown").judged]


@pytest.mark.parametrize("page", [LAYER + TURNED, TURNED + LAYER, LAYER + "Transpose $X$:\n\n" + TURNED + NUMBERS])
def test_an_array_given_by_its_transpose_is_taken(page):
    assert set(verdicts(page)) == {"given", "right"}


@pytest.mark.parametrize(("line", "verdict"), [
    (r"dW = X^T dQ = \begin{bmatrix} 0.4 \\ 0.5 \end{bmatrix}", "right"),
    (r"dW = X^T dQ = \begin{bmatrix} 0.4 \\ 0.6 \end{bmatrix}", "wrong"),
    (r"Q = X W = \begin{bmatrix} 1 \\ 2 \\ 3 \end{bmatrix}", "right"),
    (r"Q = X W = \begin{bmatrix} 1 \\ 2 \\ 4 \end{bmatrix}", "wrong"),
    (r"X^T = \begin{bmatrix} 1 & 1 & 1 \\ 0 & 1 & 1 \end{bmatrix}", "wrong"),
    (r"X = \begin{bmatrix} 1 & 0 \\ 0 & 1 \\ 1 & 1 \end{bmatrix}", "right"),
    (r"X = \begin{bmatrix} 1 & 1 \\ 0 & 1 \\ 1 & 1 \end{bmatrix}", "wrong"),
])
def test_what_follows_is_judged_with_it(line, verdict):
    if line.startswith("X ="):
        # where X itself is given, both lines are of one array
        assert verdicts(f"{LAYER}$${line}$$\n\n{TURNED}")[-1] == verdict
    else:
        assert verdicts(f"{LAYER}{TURNED}{NUMBERS}$${line}$$")[-1] == verdict


@pytest.mark.parametrize(("last", "verdict"), [("1", "right"), ("2", "wrong")])
def test_a_transpose_beside_its_array_is_judged(last, verdict):
    assert verdicts(LAYER + PLAIN + TURNED.replace(r"1 \end", rf"{last} \end"))[-1] == verdict
    worked_out = r"$$A = \text{ReLU}(X)$$" + "\n\n" + PLAIN + TURNED.replace("X", "A").replace(r"1 \end", rf"{last} \end")
    assert verdicts(worked_out)[-1] == verdict
