"""Scalar functions, brackets, window maxima and named partial derivatives: what each states, and SymPy's traps."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
import sympy
from sympy import DiracDelta, Function, Heaviside, IndexedBase, Rational, Sum, Symbol, latex, symbols

from symcnn.errors import MeaninglessError, NameUnknown, NotSupportedYet, ValueProblem
from symcnn.functions.generic import generic, numpy_form
from symcnn.functions.greatest import Greatest
from symcnn.functions.iverson import Iverson
from symcnn.functions.partial import Partial
from symcnn.functions.table import FUNCTIONS, function, known
from symcnn.functions.window import WindowMax
from symcnn.functions.winner import Winner

u, z = symbols("u z")
i, m, n, k = symbols("i m n k", integer=True)
x, w = IndexedBase("x"), IndexedBase("w")
EVERY = sorted(FUNCTIONS)
POINTS = (0.3, 1.7, 4.0)
STEP = 1e-6


def points(name: str) -> tuple[float, ...]:
    return POINTS if name == "log" else (*(-p for p in POINTS), *POINTS)


def computed(source: str, value: float) -> float:
    return float(eval(source, {"np": np, "u": np.array(value)}))  # noqa: S307, our own source


@pytest.mark.parametrize("name", EVERY)
def test_slope_is_the_central_difference(name):
    scalar = FUNCTIONS[name]
    for p in points(name):
        wanted = (scalar.value(p + STEP) - scalar.value(p - STEP)) / (2 * STEP)
        assert float(scalar(u).diff(u).subs(u, p).evalf()) == pytest.approx(float(wanted), rel=1e-6, abs=1e-8)


@pytest.mark.parametrize("name", EVERY)
def test_second_slope_is_the_central_difference_of_the_first(name):
    first, second = FUNCTIONS[name](u).diff(u), FUNCTIONS[name](u).diff(u, 2)
    for p in points(name):
        ends = [float(first.subs(u, p + s).evalf()) for s in (-STEP, STEP)]
        assert float(second.subs(u, p).evalf()) == pytest.approx((ends[1] - ends[0]) / (2 * STEP), rel=1e-5, abs=1e-7)


@pytest.mark.parametrize("name", EVERY)
def test_no_slope_has_a_delta_or_a_step_of_one_half(name):
    assert not FUNCTIONS[name](u).diff(u, 3).has(DiracDelta, Heaviside)


@pytest.mark.parametrize(("name", "wanted"), [
    ("relu", 0), ("leaky_relu", Rational(1, 100)), ("elu", 1), ("abs", 0), ("sigmoid", Rational(1, 4)), ("tanh", 1)])
def test_slope_at_zero(name, wanted):
    assert FUNCTIONS[name](u).diff(u).subs(u, 0) == wanted


def test_parameters_reach_value_and_slope():
    leaky, elu = function("leaky_relu"), function("elu")
    assert leaky(u, Rational(1, 5)).subs(u, -10) == -2
    assert leaky(u, Rational(1, 5)).diff(u).subs(u, -1) == Rational(1, 5)
    assert elu(u, 2).diff(u).subs(u, 0) == 2
    assert leaky.value(Fraction(-1, 3)) == Fraction(-1, 300)
    with pytest.raises(MeaninglessError, match="relu with 1 parameters: give at most none"):
        function("relu")(u, 3)


@pytest.mark.parametrize("name", EVERY)
def test_sympy_and_plain_values_agree(name):
    for p in points(name):
        assert float(FUNCTIONS[name](u).subs(u, p).evalf()) == pytest.approx(float(FUNCTIONS[name].value(p)), rel=1e-14)


@pytest.mark.parametrize("name", EVERY)
def test_numpy_form_gives_the_value_and_never_overflows(name):
    far = (1000.0,) if name == "log" else (-1000.0,) if name == "exp" else (-1000.0, 1000.0, -40.0, 40.0, 0.0)
    for p in (*points(name), *far):
        scalar = FUNCTIONS[name]
        assert computed(scalar.numpy("u"), p) == pytest.approx(float(scalar.value(p)), rel=1e-14, abs=1e-300)
        assert computed(scalar.numpy("-u + 0.0"), -p) == pytest.approx(float(scalar.value(p)), rel=1e-14, abs=1e-300)


def test_small_sigmoids_keep_their_digits():
    assert computed(function("sigmoid").numpy("u"), -40.0) == pytest.approx(math.exp(-40), rel=1e-12)


def test_values_off_the_scale():
    assert function("exp").value(1000.0) == math.inf
    with pytest.raises(ValueProblem, match="logarithm of 0 is no real number: give a number above 0"):
        function("log").value(0.0)


@pytest.mark.parametrize(("name", "applied", "squared"), [
    ("sigmoid", r"\sigma\left(u\right)", r"\sigma^{2}\left(u\right)"),
    ("tanh", r"\tanh\left(u\right)", r"\tanh^{2}\left(u\right)"),
    ("relu", r"\operatorname{ReLU}\left(u\right)", r"\operatorname{ReLU}^{2}\left(u\right)"),
    ("exp", "e^{u}", r"\left(e^{u}\right)^{2}"),
    ("log", r"\log\left(u\right)", r"\log^{2}\left(u\right)"),
    ("abs", r"\left|u\right|", r"\left|u\right|^{2}")])
def test_latex(name, applied, squared):
    assert FUNCTIONS[name].written("u") == applied
    assert FUNCTIONS[name].written("u", exponent="2") == squared


def test_latex_inside_sympy():
    assert latex(2 * function("sigmoid")(x[i]) ** 2) == r"2 \sigma^{2}\left({x}_{i}\right)"
    assert latex(function("leaky_relu")(u)) == r"\operatorname{LeakyReLU}\left(u\right)"
    assert latex(function("leaky_relu")(u, 2)) == r"\operatorname{LeakyReLU}_{2}\left(u\right)"
    assert latex(Iverson(u > 0)) == r"\mathbf{1}\left[u > 0\right]"
    assert latex(Partial(Symbol("E"), x[i])) == r"\frac{\partial E}{\partial {x}_{i}}"
    assert latex(WindowMax(x[i + m], (m, 0, 1))) == r"\max_{0 \le m \le 1} {x}_{i + m}"
    assert (str(function("elu")(u)), str(function("elu")(u, 2))) == ("elu(u)", "elu(u, 2)")


def test_names_and_aliases():
    assert function("ln").name == "log"
    assert function(r"\sigma").name == "sigmoid"
    assert not known("f")
    assert function("tanh")(u) == sympy.tanh(u)
    with pytest.raises(NameUnknown, match=r"no function is named 'sigmod': did you mean sigmoid"):
        function("sigmod")
    with pytest.raises(NameUnknown, match=r"no function is named 'qqq': choose one of abs, elu"):
        function("qqq")


def test_generic_slopes_have_primes_whatever_sympy_has_cached():
    Function("f")(u**2).diff(u)
    assert str(generic("f")(u**2).diff(u)) == "2*u*f'(u**2)"
    assert str(generic("f")(u).diff(u, 2)) == "f''(u)"
    assert latex(generic("f")(u).diff(u)) == r"f'\left(u\right)"
    with pytest.raises(NotSupportedYet, match="the function f has no NumPy form"):
        numpy_form("f")


def test_partial_never_becomes_zero():
    named = Partial(Symbol("E"), x[i])
    assert named.doit() == named
    assert named.subs(i, 2) == Partial(Symbol("E"), x[2])
    for attempt in (lambda: named.diff(z), lambda: (2 * named).diff(x[i]), lambda: (z * named).diff(z),
                    lambda: Sum(named, (i, 1, 3)).diff(x[1])):
        with pytest.raises(NotSupportedYet, match="is a name and has no derivative by"):
            attempt()


def test_window_maximum_shields_its_letters():
    window = WindowMax(x[m] * w[n], (m, 1, 3))
    assert Sum(x[m] * w[n], (m, 1, 3)).subs(n, m) == Sum(x[m] * w[m], (m, 1, 3)), "the trap is gone: say so"
    prime = Symbol("m'", integer=True)
    apart = WindowMax(x[prime] * w[m], (prime, 1, 3))
    assert window.subs(n, m) == apart
    assert window.xreplace({n: m}) == apart
    assert window.subs(m, 7) == window
    assert window.xreplace({m: n}) == window
    assert m not in window.free_symbols
    assert window.func(*window.args) == window


def test_window_maximum_values_and_ties():
    values = {(1, 1): 2, (1, 2): 5, (2, 1): 5, (2, 2): 1}
    body = sum(v * Iverson(sympy.And(sympy.Eq(m, a), sympy.Eq(n, b))) for (a, b), v in values.items())
    shares = {}
    for tie in ("first", "all", "split"):
        window = WindowMax(body, (n, 1, 2), (m, 1, 2), tie=tie)
        assert window.doit() == 5
        shares[tie] = [Winner(window, a, b).doit() for a, b in values]
    half = Rational(1, 2)
    assert shares == {"first": [0, 1, 0, 0], "all": [0, 1, 1, 0], "split": [0, half, half, 0]}
    assert WindowMax(m, (m, 1, 3), where=m < 3).doit() == 2
    assert WindowMax(m, (m, 1, 0)).doit() == -sympy.oo
    assert WindowMax(m * n, (m, 0, n), (n, 1, 2)).evalf() == sympy.Float(4)


def test_window_maximum_refuses():
    with pytest.raises(MeaninglessError, match=r"whose bounds hold its letter or an inner one"):
        WindowMax(x[m], (m, 1, m))
    with pytest.raises(MeaninglessError, match=r"tie rule 'last': choose one of first, all, split"):
        WindowMax(x[m], (m, 1, 2), tie="last")
    with pytest.raises(MeaninglessError, match=r"give \(letter, lower, upper\)"):
        WindowMax(x[m], (m, 2))


def test_slope_of_a_window_maximum_goes_to_the_winner():
    window = WindowMax(k * x[i + m], (m, 0, 1))
    assert window.diff(k) == Sum(x[i + m] * Winner(window, m), (m, 0, 1))
    assert window.diff(z) == 0
    prime = Symbol("m'", integer=True)
    assert window.diff(x[m]).limits[0][0] == prime


def test_slope_of_the_greatest_goes_to_the_first():
    greatest = Greatest(u, z)
    assert greatest.diff(u).subs({u: 1, z: 1}).doit() == 1
    assert greatest.diff(z).subs({u: 1, z: 1}).doit() == 0
    assert sympy.Max(u, z).diff(u).subs({u: 1, z: 1}) == Rational(1, 2), "the trap is gone: say so"
    assert greatest.subs({u: 1, z: 2}).evalf() == sympy.Float(2)
    assert Winner(greatest, 0).diff(u) == 0
