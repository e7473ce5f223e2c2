"""SymPy's own unrolling of a right side, where it can be trusted, beside the engine's expansion.

It can be where every range has plain numbers, no bound is a Max or Min and no bracket or rounded quotient stands inside.
"""

import pytest
import sympy

import symcnn as sc
from symcnn.functions.iverson import Iverson

TRUSTED = [
    ("example:mini_cnn", "w[f_i,f_j,k]", {"f_i": 2, "f_j": 1, "k": 3}),
    ("example:mini_cnn", "w[p_i,p_j,k,o]", {"p_i": 1, "p_j": 2, "k": 3, "o": 2}),
    ("example:mini_cnn", "z", {"p_i": 2, "p_j": 1, "k": 1}),
    ("x: 2×7×6; w: 3×2×2×3; b: 3; y = conv(x, w, b, stride=(2,1), dilation=(1,2))", "w", {}),
    ("x: 2×7×6; w: 3×2×2×3; b: 3; y = conv(x, w, b, stride=(2,1), dilation=(1,2))", "b", {}),
    ("x: 5; W: 3×5; b: 3; y = tanh(W x + b)", "x", {}),
    ("x: 5; W: 3×5; t: 3; p = softmax(W x); E = cross_entropy(p, t)", "x", {}),
    ("x: 4×3; t: 3; W: 4×3; E = cross_entropy_logits(W^T x, t)", "W", {}),
    ("x: 4×6; y = avg_pool(x, 2)", "x", {}),
]
TRUSTED[-2] = ("x: 4; t: 3; W: 4×3; E = cross_entropy_logits(W^T x, t)", "W", {})


def opened(text):
    return sc.load(text) if text.startswith("example:") else sc.Network(text)


def assert_same(one, other):
    assert sympy.expand(one - other) == 0, f"{one} is not {other}"


def test_comparison_fails_on_another_formula():
    x = sympy.IndexedBase("x")
    with pytest.raises(AssertionError):
        assert_same(x[1] + x[2], x[1] - x[2])


@pytest.mark.parametrize(("text", "name", "entry"), TRUSTED)
def test_gradients_unrolled_by_sympy(text, name, entry):
    d = opened(text).gradient(name)
    entry = entry or {v.name: 1 for v in d.equation.letters}
    assert not d.rhs.has(sympy.Max, sympy.Min, sympy.floor, Iverson) or not d.rhs.has(sympy.Sum)
    put_in = d.rhs.subs({d.letters[v]: n for v, n in entry.items()})
    assert put_in != d.rhs
    assert_same(put_in.doit(), d.expand(entry).rhs)


@pytest.mark.parametrize("text", [t for t, _, _ in TRUSTED[:1] + TRUSTED[3:4] + TRUSTED[5:]])
def test_forward_equations_unrolled_by_sympy(text):
    net = opened(text)
    for equation in net.forward_system.equations:
        formula = net.forward(equation.tensor)
        entry = {formula.letters[v.name]: 1 for v in equation.letters}
        unrolled = formula.rhs.subs(entry).doit()
        assert not unrolled.has(sympy.Sum)
        assert_same(unrolled, formula.expand({v.name: 1 for v in equation.letters}).rhs)


def test_sympy_is_not_to_be_trusted_with_an_empty_range():
    i, x = sympy.Symbol("i"), sympy.IndexedBase("x")
    assert sympy.Sum(x[i], (i, 3, 1)).doit() == -x[2]


def test_the_engine_gives_an_empty_range_nothing():
    net = sc.Network("x: 7; w: 2; y = conv(x, w, stride=3)")
    d = net.gradient("x")
    assert d.expand({"i": 7}).rhs == 0
    assert d.expand({"i": 3}).rhs == 0
    assert d.expand({"i": 4}).rhs != 0
