"""Many lines that nothing explains take a bounded number of steps together, and plain mistakes after them are still named."""

from __future__ import annotations

import pytest

from symcnn.checking.check import check
from symcnn.checking.meaning.budget import LINE_STEPS, PAGE_STEPS, Effort

NETWORK = """```symcnn
x[i,j]: 6×6
w[m,n,k]: 3×3×2
y[c_i,c_j,k] = sigmoid(conv(x, w))
z = avg_pool(y, 2)
o = sigmoid(dense(z, v))
E = squared_error(o, t)/2
```
"""
# no single edit, and no two, make this right
RIDDLE = (r"\frac{\partial E}{\partial w_{m,n,k}} = \sum_{c_i=1}^{3} \sum_{c_j=1}^{2} z_{c_i,c_j,k}^{%d} "
          r"(t_k + y_{c_j,c_i,k} x_{m,n}) (x_{c_j+m,c_i+n}^2 - w_{n,m,k}) \frac{\partial E}{\partial z_{c_j,c_j,k}}")
SIGN = r"\frac{\partial E}{\partial o_j} = t_j - o_j"


def test_many_riddles_share_the_steps_of_their_page(monkeypatch: pytest.MonkeyPatch) -> None:
    spent: list[int] = []
    spend = Effort.spend

    def counted(self: Effort, count: int) -> None:
        spent.append(count)
        spend(self, count)
    monkeypatch.setattr(Effort, "spend", counted)
    lines = [RIDDLE % (n + 2) for n in range(5)]
    report = check(NETWORK + "\n".join(f"\n$${line}$$" for line in [*lines, SIGN]))
    judged = [j.verdict for j in report.judged]
    assert [v.verdict for v in judged] == ["wrong"] * 6
    runs = 2
    assert PAGE_STEPS / 2 < sum(spent) < runs * (PAGE_STEPS + LINE_STEPS * 6)
    assert judged[-1].causes[0].tag == "sign"


def test_a_search_takes_half_of_what_is_left() -> None:
    effort = Effort(100)
    assert effort.share(30) == 30
    assert effort.share(80) == 50
    effort.spend(70)
    assert effort.share(80) == 15
    effort.spend(70)
    assert effort.left == effort.share(1) == 0
