"""A derivative by differences is worked out once for all values that a mistake may give to another tensor."""

from __future__ import annotations

import numpy as np
import pytest

from symcnn.checking.binding.steps import Steps
from symcnn.checking.binding.world import World
from symcnn.checking.check import check
from symcnn.checking.meaning.document import replayed

SHEET = r"""```symcnn
x = [[1, 2, 0, 1], [0, 1, 3, 2], [2, 1, 1, 0], [1, 0, 2, 1]]
w = [[0.1, 0.2], [0.3, -0.1]]
z = conv(x, w)
y = relu(z)
v = [[0.1, -0.2, 0.3, 0.1, 0.2, -0.1, 0.4, 0.2, 0.1], [0.3, 0.1, -0.2, 0.2, 0.1, 0.5, -0.1, 0.2, 0.3]]
p = softmax(dense(flatten(y), v))
E = cross_entropy(p, t)
t = [1, 0]
```

$$L = -\log(p_1)$$

$$\frac{\partial L}{\partial z} = %s$$
"""
WRITTEN = r"\begin{bmatrix} 0.71 & 0.13 & 0.42 \\ 0.25 & 0.37 & 0.91 \\ 0.15 & 0.66 & 0.82 \end{bmatrix}"


def test_a_riddle_below_a_formula_for_the_loss_takes_few_runs_of_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    runs = 0
    run = Steps.run

    def counted(self: Steps, *arguments: object) -> dict[str, np.ndarray]:
        nonlocal runs
        runs += 1
        return run(self, *arguments)  # type: ignore[arg-type]
    monkeypatch.setattr(Steps, "run", counted)
    report = check(SHEET % WRITTEN)
    assert report.judged[-1].verdict.verdict == "wrong"
    assert runs < 3_000


def test_a_world_with_another_value_keeps_the_slopes_of_its_first_one() -> None:
    world: World = World(None, {})  # type: ignore[arg-type]
    other = replayed(world, "z", np.ones(2))
    assert other.slopes is world.slopes
    assert other.replaced == {"z": np.ones(2).tobytes()}
    # what is taken as true stands in the first one alone
    world.taken["z"] = np.ones(2)
    assert replayed(world, "z", np.ones(2)).slopes is not world.slopes
