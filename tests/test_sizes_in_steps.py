"""Many size letters take a bounded number of looks, and what is found of a page's network is looked for once."""

from __future__ import annotations

import numpy as np
import pytest

from symcnn.checking.binding import small_sizes
from symcnn.checking.binding.model import model_of, resized
from symcnn.checking.binding.small_sizes import Choices, chosen_sizes
from symcnn.checking.sheet import open_slopes
from symcnn.network import Network

LAYERS = 9
DEEP = "\n".join(["x[i]: n_0", *(f"w{k}[i,j]: n_{k}×n_{k - 1}\na{k} = sigmoid(w{k} {'x' if k == 1 else f'a{k - 1}'})"
                                 for k in range(1, LAYERS + 1)), f"E = squared_error(a{LAYERS}, t)/2"])

STRIDED = """x[i,j]: H×W
v[m,n]: A×B
y = relu(conv(x, v, stride=s, dilation=d))
w[m,n]: P×Q
z = relu(conv(y, w, stride=r))
"""


def test_looks_at_sizes_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = 0
    faults = Choices.faults

    def counted(self: Choices, numbers: tuple[int, ...]) -> small_sizes.Faults | None:
        nonlocal looks
        looks += 1
        return faults(self, numbers)
    monkeypatch.setattr(Choices, "faults", counted)
    monkeypatch.setattr(small_sizes, "MOST_NEAR", 50)
    system = Network(STRIDED).system
    sizes = chosen_sizes(system, {})
    assert small_sizes.MOST_SIZES < looks <= small_sizes.MOST_SIZES + 50
    assert all(n > 0 for n in chosen_sizes(system, {}, sizes).values())
    assert looks <= 2 * (small_sizes.MOST_SIZES + 50)


def test_extents_are_alike_pair_by_pair() -> None:
    system = Network(DEEP).system
    choices = Choices(system, {}, {letter: n + 2 for n, letter in enumerate(Choices(system, {}, {}).letters)})
    drawn = np.random.default_rng(1).integers(1, 9, size=len(choices.extents)).tolist()
    before = choices.before
    pairs = [(a, b, c, d) for k, (a, c) in enumerate(zip(drawn, before, strict=True))
             for b, d in list(zip(drawn, before, strict=True))[k + 1:]]
    plainly = sum(a == b or (a > b) == (c > d) for a, b, c, d in pairs) + sum(map(int.__eq__, drawn, before))
    assert choices.alike(drawn) == plainly


def test_a_network_is_resized_once() -> None:
    model = model_of(Network("x[i]: n\nw[i,j]: m×n\nz = w x"))
    assert resized(model) is not None
    assert resized(model) is resized(model)
    assert resized(model, {"n": 4, "m": 3}) is not resized(model)


def test_named_functions_are_those_of_the_text() -> None:
    assert open_slopes.named_functions("x[i]: 3\nf = sigmoid\ny = f(x)") == {"f"}
    assert open_slopes.named_functions("x[i]: 3\ny = f(x)") == frozenset()
