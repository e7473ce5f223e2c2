r"""A size below a root that is given a number, ``\sqrt{d_k}`` with ``d_k = 2``: the letter or the number may stand there."""

import pytest

from symcnn.checking.check import check

LINES = ("S_{raw} = Q K^T", r"S = \frac{S_{raw}}{\sqrt{d_k}}", "d_k = 2", r"A_{ij} = \frac{\exp(S_{ij})}{\sum_m \exp(S_{im})}")


@pytest.mark.parametrize(("line", "said"), [
    (r"dS_{raw} = \frac{dS}{\sqrt{d_k}} = \frac{dS}{\sqrt{2}}", ["right", "right"]),
    (r"dS_{raw} = \frac{dS}{\sqrt{d_k}} = \frac{dS}{\sqrt{3}}", ["right", "wrong"]),
    (r"dS_{raw} = \frac{dS}{\sqrt{d_k}} = \frac{dS}{2}", ["right", "wrong"]),
    (r"dS_{raw} = \sqrt{d_k} \, dS", ["wrong"]),
    (r"dS_{raw} = \frac{1}{\sqrt{d_k}} dS", ["right"]),
    (r"dS_{raw} = dS", ["wrong"]),
    (r"dQ = dS_{raw} K", ["right"]),
    (r"dQ = \frac{1}{\sqrt{d_k}} dS K", ["right"]),
    (r"dK = \frac{1}{\sqrt{2}} dS^T Q", ["right"]),
    (r"dK = \frac{1}{\sqrt{2}} dS Q", ["wrong"]),
])
def test_with_the_number_given(line, said):
    found = [j.verdict.verdict for j in check("\n\n".join(f"$${each}$$" for each in (*LINES, line))).judged]
    assert found[-len(said):] == said
    assert set(found[:4]) == {"given"}
