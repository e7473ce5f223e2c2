"""Switches, windows and coverage against counts made by hand and by loops."""

from itertools import product

import numpy as np
import pytest

import symcnn as sc
from symcnn.errors import MeaninglessError, NameUnknown, NotSupportedYet


def winners_by_loops(array, size, stride, padding=0):
    """How many windows take their maximum from each place, the first of equal values."""
    found = np.zeros_like(array, dtype=float)
    steps = [range(-padding, n + padding - size + 1, stride) for n in array.shape]
    for top, left in product(*steps):
        places = [(r, c) for r in range(top, top + size) for c in range(left, left + size)
                  if 0 <= r < array.shape[0] and 0 <= c < array.shape[1]]
        found[max(places, key=lambda p: array[p])] += 1
    return found


@pytest.mark.parametrize(("size", "stride", "padding"), [(2, 2, 0), (2, 1, 0), (3, 2, 1), (3, 1, 1)])
def test_switches_are_those_of_loops(size, stride, padding):
    x = np.random.default_rng(5).integers(0, 4, (7, 6))
    net = sc.Network(f"x: 7×6; p = max_pool(x, {size}, stride={stride}, padding={padding})")
    found = net.switches("p", {"x": x})
    assert np.array_equal(found.array, winners_by_loops(x, size, stride, padding))
    assert found.ties, "the values were drawn so that some are equal"


def test_the_switches_route_the_gradient():
    net = sc.load("example:relu_max_5x5")
    found = net.switches("P^{(1)}")
    assert found.array.tolist() == [[0, 0, 1, 0], [1, 0, 0, 0], [0, 0, 0, 1], [1, 0, 0, 0]]
    gradients = net.compile(wrt=["A^{(1)}"])(net.values)[net.key("C", "A^{(1)}")]
    assert np.array_equal(gradients != 0, found.array == 1)
    assert not found.ties and "P^(1)[2,2] = 3 = A^(1)[3,4]" in str(found)


def test_ties_are_named_with_the_rule():
    text = "x: 2×2; p = max_pool(x, 2)"
    values = {"x": [[1, 3], [3, 2]]}
    first = sc.Network(text).switches("p", values)
    assert first.array.tolist() == [[0, 1], [0, 0]] and first.ties[0].places == ((1, 2), (2, 1))
    assert "p[1,1] = 3 = x[1,2]  (equal: x[2,1])" in str(first) and "the first in row-major order" in str(first)
    split = sc.Network(f"ties = split; {text}").switches("p", values)
    assert split.array.tolist() == [[0, 0.5], [0.5, 0]] and "share the gradient evenly" in split.latex()
    every = sc.Network(f"ties = all; {text}").switches("p", values)
    assert every.array.sum() == 2 and every.rule == "all"


def test_values_that_differ_by_rounding_are_equal():
    net = sc.Network("x: 3; p = max_pool(x, 3)")
    assert net.switches("p", {"x": [0.3, 0.1 + 0.2, 0]}).choices[0].places == ((1,), (2,))


def test_channels_have_switches_of_their_own():
    x = np.arange(8.0).reshape(2, 2, 2) * np.array([1, -1])[:, None, None]
    found = sc.Network("x: 2×2×2; p = max_pool(x, 2)").switches("p", {"x": x})
    assert found.array.tolist() == [[[0, 0], [0, 1]], [[1, 0], [0, 0]]]
    assert "at 1\n" in str(found) and found.latex().count("bmatrix") == 4


def test_what_has_no_switches_says_so():
    net = sc.Network("x: 4; w: 2; y = conv(x, w)")
    with pytest.raises(MeaninglessError, match="y is no maximum"):
        net.switches("y", {"x": np.ones(4), "w": np.ones(2)})


@pytest.mark.parametrize("text", [
    "x: 7; p = max_pool(x, 3, stride=2)", "x: 8; p = max_pool(x, 3, stride=2, padding=1)",
    "x: 9; p = max_pool(x, 3, stride=1, dilation=2)", "x: 9; w: 3; p = conv(x, w, dilation=2, padding=2)",
    "x: 6×5; p = avg_pool(x, (2, 3), stride=(1, 2))", "x: 2×4×4; w: 3×2×2×2; p = conv(x, w)",
])
def test_windows_are_what_the_result_depends_on(text):
    net = sc.Network(text)
    table = net.windows("p").table()
    rng = np.random.default_rng(0)
    values = {k: rng.standard_normal([int(n) for n in net.shape(k)]) for k in net.forward_system.leaves}
    program = net.compile(wrt=[], outputs=["p"])
    before = program(values)["p"]
    assert len(table) == values["x"].size
    for place in table:
        changed = values["x"].copy()
        changed[tuple(n - 1 for n in place)] += 100.0 if "max" in text else 1.0
        moved = np.argwhere(program({**values, "x": changed})["p"] != before) + 1
        assert {tuple(int(n) for n in at) for at in moved} == set(table[place])


def test_windows_in_letters_hold_for_numbers():
    rule = sc.Network("x: N; assume N >= K; p = max_pool(x, K, stride=S)")
    for size, width, step in [(7, 3, 2), (9, 2, 3), (5, 5, 1)]:
        plain = sc.Network(f"x: {size}; p = max_pool(x, {width}, stride={step})").windows("p").table()
        assert rule.windows("p", sizes={"N": size, "K": width, "S": step}).table() == plain
    with pytest.raises(NotSupportedYet, match="give numbers for"):
        rule.windows("p").at((1,))


def test_windows_name_the_pooled_entries():
    net = sc.load("example:mini_cnn")
    assert net.windows("z").at((2, 2, 3)) == ((1, 1, 3), (1, 2, 3), (2, 1, 3), (2, 2, 3))
    assert net.windows("z").at((1, 1, 2)) == ((1, 1, 2),)
    assert r"z_{1,1,1},\; z_{1,2,1}" in net.windows("z").latex()
    with pytest.raises(MeaninglessError, match="E moves no window"):
        net.windows("E")


def counts_by_loops(size, width, stride=1, padding=0, dilation=1):
    found = np.zeros(size, dtype=int)
    for start in range(-padding, size + padding - dilation * (width - 1), stride):
        for place in range(start, start + dilation * width, dilation):
            if 0 <= place < size:
                found[place] += 1
    return found


@pytest.mark.parametrize(("size", "width", "stride", "padding", "dilation"), [
    (7, 3, 1, 0, 1), (7, 3, 1, 1, 1), (8, 3, 2, 1, 1), (9, 3, 1, 0, 2), (9, 2, 2, 2, 3), (4, 3, 1, 2, 1)])
def test_coverage_is_the_count_of_products(size, width, stride, padding, dilation):
    said = f"conv(x, w, stride={stride}, padding={padding}, dilation={dilation})"
    found = sc.Network(f"x: {size}; w: {width}; y = {said}").coverage("y")
    assert np.array_equal(found.array, counts_by_loops(size, width, stride, padding, dilation))
    flat = sc.Network(f"x: {size}×{size}; w: {width}×{width}; y = {said}").coverage("y", "x")
    assert np.array_equal(flat.array, np.outer(found.array, found.array))


def test_channels_and_pools_are_counted():
    net = sc.load("example:mini_cnn")
    assert net.coverage("z").array[:, :, 0].tolist() == [[1, 2, 1], [2, 4, 2], [1, 2, 1]]
    assert net.coverage("y").array.tolist() == [[3, 6, 6, 3], [6, 12, 12, 6], [6, 12, 12, 6], [3, 6, 6, 3]]
    assert net.coverage("y", of="w[f_i,f_j,k]").array.tolist() == np.full((2, 2, 3), 9).tolist()


def test_the_first_input_that_meets_every_weight():
    plain, padded = sc.load("example:valid_conv_1d"), sc.load("example:same_conv_1d")
    assert str(plain.coverage(r"\hat{x}")).endswith("all of them where K <= i <= N-K+1")
    assert str(padded.coverage(r"\hat{x}")).endswith("all of them where h+1 <= i <= N-h, K = 2h+1")
    sizes = {"N": 7, "K": 3}
    assert plain.coverage(r"\hat{x}", sizes=sizes).array.tolist() == [1, 2, 3, 3, 3, 2, 1]
    assert padded.coverage(r"\hat{x}", sizes=sizes).array.tolist() == [2, 3, 3, 3, 3, 3, 2]
    with pytest.raises(NotSupportedYet, match="give numbers for the letters"):
        _ = plain.coverage(r"\hat{x}").array
    with pytest.raises(NameUnknown, match="no size is called 'Q'"):
        plain.coverage(r"\hat{x}", sizes={"Q": 3})


def test_a_short_input_has_no_interior():
    found = sc.Network("x: 4; w: 3; y = conv(x, w)").coverage("y")
    assert found.array.tolist() == [1, 2, 2, 1] and "all of them" not in str(found)


def test_what_is_not_read_is_not_counted():
    net = sc.load("example:mini_cnn")
    with pytest.raises(MeaninglessError, match="does not read x"):
        net.coverage("o", of="x")
