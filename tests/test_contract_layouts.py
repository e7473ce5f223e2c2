"""Both layouts give the same numbers, and so do sizes as letters and as numbers."""

import re

import numpy as np
import pytest

import symcnn as sc
from contract import named, operands, random_values, redefined, sizes_of
from symcnn.errors import SymcnnError
from symcnn.expression.walk import canonical

# leaves with channels first; a kernel is [out, in, ...]
CHANNELS = [
    "x: 2×7×6\nw: 3×2×2×3\nb: 3\ny = conv(x, w, b, stride=(2,1), padding=((1,0),(0,2)), dilation=(1,2))",
    "x: 4×5×4\nw: 6×2×2×3\ny = conv(x, w, groups=2, flip=True)",
    "x: 2×3×4×3\nw: 2×2×2×3×2\ny = conv(x, w, padding=(1,0,1))",
    "x: 3×6\nw: 2×3×3\ny = conv(x, w, stride=(2,), padding=\"same\")".replace("stride=(2,), ", ""),
    "x: 2×6×7\ny = max_pool(x, 2, stride=3, dilation=2, padding=1)",
    "x: 2×4×6\ny = avg_pool(x, 3, stride=2, padding=1, count_include_pad=False)",
    "x: 2×6×7\ny = sum_pool(x, 2)",
    "x: 2×3×4\ny = pad(x, ((1,0),(0,2)))",
    "x: 2×3×4\ny = dilate(x, (2,3))",
    "x: 2×5×4\nw: 3×2×2×2\nb: 3×4×3\na = relu(conv(x, w) + b)\ny = max_pool(a, 2, stride=1)",
    "x: 3×4×5\ny = global_avg_pool(x)",
]
# a flattened order differs, the network does not
ORDERED = ["x: 2×3×4\ny = flatten(x)", "x: 2×5×4\ny = im2col(x, 2, stride=2, padding=1)", "w: 2×3×2×4\ny = rot180(w)"]


def last(text):
    """The text with channels last in every leaf of two axes or more."""
    def moved(match):
        name, sizes = match[1], match[2].split("×")
        return f"{name}: " + "×".join(sizes[2:] + sizes[1::-1] if name == "w" else sizes[1:] + sizes[:1])
    return re.sub(r"(?m)^(\w): ([\d×]+)$", moved, text)


def channels_last(key, array):
    if np.ndim(array) == 0:
        return array
    if key == "w":
        return np.moveaxis(array, (0, 1), (-1, -2))
    return np.moveaxis(array, 0, -1)


@pytest.mark.parametrize("text", CHANNELS)
def test_both_layouts_agree(text):
    first, second = sc.Network(text), sc.Network(last(text), layout="channels_last")
    values = random_values(first, {})
    wrt = operands(first)
    one = first.compile(wrt=wrt, outputs=["y"])(values)
    moved = {k: channels_last("y" if "/dy" in k else k, v) for k, v in values.items()}
    other = second.compile(wrt=wrt, outputs=["y"])(moved)
    assert np.allclose(channels_last("y", one["y"]), other["y"], atol=1e-12)
    for key in wrt:
        found = other[second.key(second.loss, key)]
        assert np.allclose(channels_last(key, one[first.key(first.loss, key)]), found, atol=1e-12), key


@pytest.mark.parametrize("text", [last(t) for t in CHANNELS] + ORDERED)
def test_channels_last_equals_central_difference(text):
    net = sc.Network(text, layout="channels_last")
    check = net.gradient_check(random_values(net, {}), wrt=operands(net))
    assert check, str(check)
    assert all(s.proved.startswith("equal") for k in operands(net) for s in net.gradient(k).steps[1:])


@pytest.mark.parametrize("text", [last(t) for t in CHANNELS] + ORDERED)
def test_channels_last_given_back_through_sympy(text):
    net = sc.Network(text, layout="channels_last")
    again, values = redefined(net), random_values(net, {})
    one, other = (n.compile(wrt=operands(net))(values) for n in (net, again))
    assert one and all(np.allclose(one[k], other[k], atol=1e-12) for k in one)


def test_a_kernel_in_the_other_layout_is_refused():
    with pytest.raises(SymcnnError, match="channel"):
        sc.Network("x: 7×6×2\nw: 3×2×3×2\ny = conv(x, w)", layout="channels_last")


LETTERS = [
    ("x: N\nw: K\ny = conv(x, w, padding=P, stride=S, dilation=D)", {"N": 9, "K": 3, "P": 1, "S": 2, "D": 2}),
    ("x: N\nw: K\nb: scalar\ny = conv(x, w, b, stride=3, dilation=2, padding=P)", {"N": 11, "K": 3, "P": 2}),
    ("x: C×H×W\nw: O×C×F×G\nb: O\ny = conv(x, w, b, stride=(2,1), padding=(1,0))",
     {"C": 2, "H": 6, "W": 5, "O": 4, "F": 3, "G": 2}),
    ("x: N×M\ny = max_pool(x, K, stride=S)", {"N": 7, "M": 6, "K": 3, "S": 2}),
    ("x: N\ny = max_pool(x, 3, stride=2, padding=1)", {"N": 6}),
    ("x: N\ny = avg_pool(x, K, stride=S)", {"N": 8, "K": 3, "S": 2}),
    ("x: N\ny = avg_pool(x, 3, stride=2, padding=1, count_include_pad=False)", {"N": 6}),
    ("x: N×M\ny = sum_pool(x, 2)", {"N": 5, "M": 6}),
    ("x: C×H×W\nV: O×(C*H*W)\nb: O\ny = V flatten(x) + b", {"C": 2, "H": 3, "W": 4, "O": 5}),
    ("x: N\nW: M×N\nt: M\np = softmax(W x)\nE = cross_entropy(p, t)", {"N": 3, "M": 4}),
    ("x: N\nW: M×N\nt: M\nE = cross_entropy_logits(W x, t)", {"N": 3, "M": 4}),
    ("x: N\nW: M×N\nt: M\np = sigmoid(W x)\nE = bce(p, t)", {"N": 3, "M": 4}),
    ("x: N\nW: M×N\nt: M\na = tanh(W x)\nE = squared_error(a, t, reduction=\"mean\")", {"N": 3, "M": 4}),
    ("x: N×M\ny = pad(x, ((P,0),(1,P)))", {"N": 3, "M": 4, "P": 2}),
    ("x: N\ny = dilate(x, S)", {"N": 3, "S": 2}),
    ("x: N×M\ny = rot180(x)", {"N": 3, "M": 2}),
    ("x: N×M\ny = transpose(x)", {"N": 3, "M": 2}),
    ("x: N×M\ny = im2col(x, (K,2))", {"N": 5, "M": 4, "K": 3}),
    ("x: N×M\nz = mean(x)\ny = z + sum(x)", {"N": 3, "M": 2}),
]


def numbered(text, sizes):
    return re.sub(r"\b[A-Z]\b", lambda m: str(sizes.get(m[0], m[0])), text)


@pytest.mark.parametrize(("text", "sizes"), LETTERS)
def test_letters_first_and_numbers_after_is_numbers_first(text, sizes):
    net = sc.Network(text)
    plain = sc.Network(numbered(text, sizes))
    values = random_values(plain, {})
    wrt = operands(plain)
    assert wrt == operands(net)
    one = net.compile(wrt=wrt, sizes=sizes)(values)
    other = plain.compile(wrt=wrt)(values)
    assert one.keys() == other.keys() and len(one) >= len(wrt)
    for key in one:
        assert np.allclose(one[key], other[key], rtol=1e-12, atol=1e-12), key


@pytest.mark.parametrize(("text", "sizes"), LETTERS)
def test_expanded_forms_agree(text, sizes):
    net, plain = sc.Network(text), sc.Network(numbered(text, sizes))
    looked_at = 0
    for key in operands(plain):
        letters = [v.name for v in plain.system.tensors[key].letters]
        for corner in (dict.fromkeys(letters, 1), {v: int(n) for v, n in zip(letters, plain.shape(key), strict=True)}):
            one = net.gradient(key).expand({**sizes, **corner})
            other = plain.gradient(key).expand(corner)
            assert canonical(one.right) == canonical(other.right), f"{one} is not {other}"
            looked_at += 1
    assert looked_at


def test_sizes_of_letters_are_all_different():
    net = sc.Network(LETTERS[0][0])
    numbers = named(sizes_of(net))
    assert len(set(numbers.values())) == len(numbers) > 3
