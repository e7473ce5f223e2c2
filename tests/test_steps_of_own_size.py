"""Steps of descent whose size hangs on more than a step size: what nobody tells is no mistake."""

import pytest

from symcnn.checking.check import check

PAGE = r"""$L = \frac{1}{2} (w x - t)^2$ has $\frac{\partial L}{\partial w} = (w x - t) x$.

$$w := STEP$$
"""


@pytest.mark.parametrize(("step", "verdict"), [
    (r"w - \eta \frac{\partial L}{\partial w}", "right"),
    (r"w - \frac{\eta}{\sqrt{s + \epsilon}} \frac{\partial L}{\partial w}", "undecided"),
    (r"w - \frac{\alpha}{\sqrt{G} + \epsilon} \frac{\partial L}{\partial w}", "undecided"),
    (r"w + \frac{\eta}{\sqrt{s + \epsilon}} \frac{\partial L}{\partial w}", "wrong"),
    (r"w - 2 \eta \frac{\partial L}{\partial w}", "wrong"),
    (r"w + \eta \frac{\partial L}{\partial w}", "wrong"),
])
def test_what_nobody_tells_of_a_step_is_no_mistake(step, verdict):
    found = [j.verdict.verdict for j in check(PAGE.replace("STEP", step)).judged]
    assert found[-2:] == ["right", verdict]
