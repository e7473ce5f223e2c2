"""Operations on whole arrays that a page gives names, with what they are applied to."""

import pytest

from symcnn.checking.check import check

WINDOWS = r"V_{l,(j-1) \times s + m,(k-1) \times s + n}"
BY_V = (r"h(K, G, s)_{i,j,k} = \frac{\partial}{\partial V_{i,j,k}} J(V, K) = "
        r"\sum_{\substack{l,m \\ \text{s.t.} \\ (l-1) s + m = j}} \sum_{\substack{n,p \\ \text{s.t.} \\ (n-1) s + p = k}}")
FORWARD = rf"Z_{{i,j,k}} = c(K, V, s)_{{i,j,k}} = \sum_{{l,m,n}} \left[ {WINDOWS} K_{{i,l,m,n}} \right]"
ERROR = r"G_{i,j,k} = \frac{\partial}{\partial Z_{i,j,k}} J(V, K)"


def verdicts(*lines):
    return [j.verdict.verdict for j in check("\n\n".join(f"$${line}$$" for line in lines)).judged]


@pytest.mark.parametrize(("line", "verdict"), [
    (r"g(G, V, s)_{i,j,k,l} = \frac{\partial}{\partial K_{i,j,k,l}} J(V, K) = "
     r"\sum_{m,n} G_{i,m,n} V_{j,(m-1) s + k,(n-1) s + l}", "right"),
    (r"\frac{\partial J}{\partial K_{i,j,k,l}} = \sum_{m,n} G_{i,m,n} V_{j,(n-1) s + k,(m-1) s + l}", "wrong"),
    (BY_V + r" \sum_q K_{q,i,m,p} G_{q,l,n}", "right"),
    (BY_V + r" \sum_q K_{i,q,m,p} G_{q,l,n}", "wrong")])
def test_strided_convolution_as_an_operation_with_a_name(line, verdict):
    found = verdicts(FORWARD, ERROR, line)
    assert found[1:] == ["right", verdict]
