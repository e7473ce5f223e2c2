r"""Jacobians written ``\mathbf J_x(s)``, alone and as factors."""

from __future__ import annotations

import pytest

from symcnn.checking.check import check


@pytest.mark.parametrize(("line", "verdict"), [
    (r"\mathbf J_{\mathbf x}(\mathbf s) = \text{diag}(s) - s s^\top", "right"),
    (r"\mathbf J_{\mathbf x}(\mathbf s) = \text{diag}(s) + s s^\top", "wrong"),
    (r"\mathbf J_{\mathbf s}(H) = -\frac{\mathbf y}{\mathbf s}", "right"),
    (r"\mathbf J_{\mathbf s}(H) = \frac{\mathbf y}{\mathbf s}", "wrong"),
    (r"\nabla_{\mathbf x} H = \nabla_{\mathbf s} H \ \mathbf J_{\mathbf x}(\mathbf s)", "right"),
    (r"\nabla_{\mathbf x} H = \nabla_{\mathbf x} H \ \mathbf J_{\mathbf x}(\mathbf s)", "wrong"),
])
def test_jacobians_stand_in_formulas_too(line: str, verdict: str) -> None:
    page = (r"$$\mathbf s = \text{softmax}(\mathbf x)$$", r"$$H = - \sum_i y_i \log s_i$$")
    assert [j.verdict.verdict for j in check("\n\n".join((*page, f"$${line}$$"))).judged] == ["given", "given", verdict]
