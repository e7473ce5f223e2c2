"""Lowering: programs against exact evaluation, what they refuse, and what their source may hold."""

import ast
import re
from fractions import Fraction
from math import sqrt

import numpy as np
import pytest

import hand_built
import symcnn as sc
from hand_built import J, M, R, access, leaves_of, system, tensor
from symcnn.calculus.adjoint import adjoint_system
from symcnn.errors import NameUnknown, NotSupportedYet, ValueProblem
from symcnn.expression.build import add, multiply, number, power, quantity, span, total
from symcnn.expression.nodes import Apply, Guard, Maximum, Range, Winner
from symcnn.notation.affine import floor_divide, whole
from symcnn.notation.letters import size
from symcnn.numeric.exact import exact_gradient, random_leaves, tabulate
from symcnn.numeric.fields import Rationals
from symcnn.numeric.program import compile_system

FUNCTIONS = {"exp": np.exp, "log": np.log}
MINTED = re.compile(r"np|math|float|max|program|[abcv]\d+|add|divide|empty|exp|expm1|heaviside|log|maximum|minimum|multiply|"
                    r"negative|reciprocal|sqrt|square|subtract|tanh")


class Reals:
    """Floats as a field of exact evaluation: functions are what they are, so that programs can be held to it."""

    def number(self, value):
        return float(value)

    def add(self, one, other):
        return one + other

    def multiply(self, one, other):
        return one * other

    def power(self, base, exponent):
        return base ** float(exponent)

    def apply(self, function, parameters, argument):
        return float(FUNCTIONS[function](argument))

    compare = staticmethod(lambda *given: float(Rationals().compare(*given)))
    greatest = staticmethod(Rationals().greatest)
    shares = staticmethod(lambda values, tie: [float(s) for s in Rationals().shares(values, tie)])


def assert_agrees(net, leaves, outputs=None, sizes=None):
    """The program's outputs are the tables of exact evaluation, entry by entry, shapes included."""
    sizes = sizes or {}
    outputs = outputs or tuple(e.tensor for e in net.equations)
    program = compile_system(net, sizes, outputs)
    results = program({k: leaves[k] for k in program.inputs})
    tables = tabulate(net, sizes, {k: as_lists(v) for k, v in leaves.items()}, Reals())
    assert set(results) == set(outputs)
    for key in outputs:
        expected = np.array(list(tables[key].values())).reshape(net.numbered(sizes)[key])
        assert np.shape(results[key]) == expected.shape
        np.testing.assert_allclose(results[key], expected, rtol=1e-10, atol=1e-10)
    assert_only_minted_names(program.source)


def as_lists(array):
    return np.asarray(array, dtype=float).tolist()


def assert_only_minted_names(source):
    """Every name in the source is numpy's, ours or minted, and no text stands in it but einsum's letters."""
    found = 0
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name | ast.arg | ast.FunctionDef):
            name = getattr(node, "id", None) or getattr(node, "arg", None) or node.name
            assert MINTED.fullmatch(name), name
            found += 1
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            assert re.fullmatch(r"[a-zA-Z]*,[a-zA-Z]*->[a-zA-Z]*|clip|C", node.value)
        if isinstance(node, ast.For | ast.While | ast.ListComp | ast.GeneratorExp | ast.Lambda):
            raise AssertionError("a Python loop over entries")
    assert found
    assert all(" " <= c <= "~" or c == "\n" for c in source)


CONVOLUTIONS = [
    {}, {"padding": 1}, {"stride": 2}, {"stride": 2, "padding": 1}, {"extent": 9, "stride": 3, "kernel": 2},
    {"dilation": 2}, {"extent": 9, "stride": 2, "dilation": 2, "padding": 2}, {"extent": 8, "stride": 2, "dilation": 3},
    {"channels": 1, "filters": 1}, {"origin": 0, "stride": 2, "padding": 1}, {"kernel": 1}, {"extent": 3, "padding": 4}]
POOLS = [{}, {"kernel": 2}, {"padding": 1}, {"stride": 3}, {"kernel": 2, "stride": 3}, {"stride": 1, "extent": 5}]
OVERLAPS = [{}, {"extent": 12, "kernel": 5, "stride": 3}, {"extent": 8, "kernel": 2, "stride": 3}]
TIES = ["first", "all", "split"]


@pytest.mark.parametrize("options", CONVOLUTIONS, ids=str)
def test_convolutions_and_their_adjoints(options):
    net = adjoint_system(hand_built.conv(**options), "E", ("x", "w"))
    assert_agrees(net, leaves_of(net))


@pytest.mark.parametrize("options", POOLS, ids=str)
@pytest.mark.parametrize("kind", ["max", "average"])
def test_pools_and_their_adjoints(kind, options):
    net = adjoint_system(hand_built.pool(kind, **options), "E", ("x",))
    assert_agrees(net, leaves_of(net))


@pytest.mark.parametrize("tie", TIES)
@pytest.mark.parametrize("shape", OVERLAPS, ids=str)
def test_overlapping_maxima_with_ties(tie, shape):
    net = hand_built.pool_adjoint(tie, **shape)
    leaves = leaves_of(net)
    leaves["x"] = np.round(3 * leaves["x"])
    assert_agrees(net, leaves)
    # asked for alone, the shares are worked out where they are read
    assert_agrees(net, leaves, ("d",))


@pytest.mark.parametrize("tie", TIES)
def test_ties_of_a_padded_pool(tie):
    net = adjoint_system(hand_built.pool("max", padding=1, tie=tie), "E", ("x",))
    leaves = leaves_of(net)
    leaves["x"] = -np.round(3 * leaves["x"])
    assert_agrees(net, leaves)


def test_a_network_and_its_gradients():
    net = hand_built.network()
    assert_agrees(net, leaves_of(net))
    assert_agrees(adjoint_system(net, "L", ("w", "b", "x")), leaves_of(net))


def test_odds_and_ends():
    net = hand_built.odds_and_ends()
    assert_agrees(net, {"x": np.array([0.5, -3, 5, -7, 11])})


def test_a_size_that_is_a_letter():
    net = hand_built.letters()
    assert_agrees(net, leaves_of(net, sizes={size("N"): 5}), sizes={size("N"): 5})
    with pytest.raises(ValueProblem, match="the size N has no number: give one"):
        compile_system(net, {}, ("y",))


def test_an_odd_size_gives_its_half():
    k, h = size("K"), size("h")
    net = system([tensor("x", k), tensor("y", h)], [(access("y", R), access("x", 2 * whole(R)))], halves={h: k})
    program = compile_system(net, {k: 5}, ("y",))
    np.testing.assert_array_equal(program({"x": [1, 2, 3, 4, 5]})["y"], [2, 4])
    with pytest.raises(ValueProblem, match="K is odd, but 4 was given: give an odd number"):
        compile_system(net, {k: 4}, ("y",))


def test_factors_that_are_infinite_where_a_guard_fails():
    body = multiply(power(quantity(whole(R) - J), -1), access("x", J), Apply("log", access("x", whole(R) - J)))
    right = total((span(J, 1, 4),), (Guard(">=", whole(R) - J - 1),), body)
    net = system([tensor("x", 4), tensor("y", 4)], [(access("y", R), right)])
    assert_agrees(net, leaves_of(net))


def test_an_index_that_strays_far_outside_under_a_guard():
    far = 50 * whole(R) - 49
    right = total((), (Guard(">=", 4 - far),), access("x", far))
    net = system([tensor("x", 4), tensor("y", 900)], [(access("y", R), right)])
    assert_agrees(net, leaves_of(net))


def test_sums_that_are_best_kept_apart():
    # a product and a sum within one sum, a letter that nothing holds, a power of a sum
    body = add(multiply(access("w", R, J), access("x", J), access("x", J)), multiply(number(-3), access("x", R)))
    right = total((span(J, 1, 80), span(M, 1, 2)), (), body)
    net = system([tensor("x", 80), tensor("w", 80, 80), tensor("y", 80)], [(access("y", R), right)])
    assert_agrees(net, leaves_of(net))
    triple = total((span(J, 1, 80), span(M, 1, 80)), (),
                   add(multiply(access("w", R, J), access("w", J, M), access("x", M)), access("x", M)))
    net = system([tensor("x", 80), tensor("w", 80, 80), tensor("y", 80)], [(access("y", R), triple)])
    assert_agrees(net, leaves_of(net))


def test_rows_picked_by_a_quotient_inside_a_sum():
    right = total((span(J, 1, 3),), (), multiply(access("w", floor_divide(whole(R) - 1, 4) + 1, J), access("x", J)))
    net = system([tensor("x", 3), tensor("w", 3, 3), tensor("y", 10)], [(access("y", R), right)])
    assert_agrees(net, leaves_of(net))


def test_a_window_whose_bounds_move():
    window = Maximum((Range(J, (whole(1), whole(R) - 1), (whole(5), whole(R) + 1)),), (), access("x", J))
    share = Winner(window, (whole(R),))
    net = system([tensor("x", 5), tensor("y", 5), tensor("z", 5)], [(access("y", R), window), (access("z", R), share)])
    assert_agrees(net, leaves_of(net))


def test_scalars_roots_and_constants():
    net = system([tensor("x"), tensor("y"), tensor("z", 2), tensor("t")],
                 [(access("y"), power(access("x"), Fraction(-3, 2))), (access("z", R), number(Fraction(1, 3))),
                  (access("t"), access("x"))])
    results = compile_system(net, {}, ("y", "z", "t"))({"x": 4})
    assert results["y"] == 1 / sqrt(4) ** 3
    assert type(results["y"]) is float
    assert results["t"] == 4.0
    np.testing.assert_array_equal(results["z"], [1 / 3, 1 / 3])


def test_single_precision_throughout():
    net = adjoint_system(hand_built.network(), "L", ("w",))
    leaves = leaves_of(net)
    program, double = (compile_system(net, {}, ("dL/dw", "p"), dtype=d) for d in ("float32", "float64"))
    results, expected = program(leaves), double(leaves)
    assert results["dL/dw"].dtype == np.float32
    np.testing.assert_allclose(results["dL/dw"], expected["dL/dw"], rtol=1e-4, atol=1e-6)


def test_only_what_the_outputs_need_is_run_and_a_given_intermediate_stands():
    net = hand_built.network()
    leaves = leaves_of(net)
    assert tuple(compile_system(net, {}, ("s",)).inputs) == ("x",)
    program = compile_system(net, {}, ("p",), ("z",))
    p = program({"z": [0, 0, 0, 0]})["p"]
    np.testing.assert_allclose(p, [0.25] * 4)
    with pytest.raises(ValueProblem, match="the outputs need 'b', which is not among the inputs: add it"):
        compile_system(net, {}, ("E",), ("x", "w", "t"))
    assert compile_system(net, {}, ("t", "L"))(leaves)["t"] is not leaves["t"]


@pytest.mark.parametrize(("change", "message"), [
    ({"x": None}, r"the tensor 'x' has no values: give an array of shape \(2, 3\)"),
    ({"x": [[1, 2], [3, 4]]}, r"the tensor 'x' was given the shape \(2, 2\): give one of shape \(2, 3\)"),
    ({"x": [[1, 2], [3]]}, r"the values given for 'x' are not an array of numbers: give one of shape \(2, 3\)"),
    ({"x": "abc"}, "the values given for 'x' are not an array of numbers"),
    ({"x": np.ones((2, 3), dtype=complex)}, "the values given for 'x' are not an array of numbers"),
    ({"v": 3}, "the program reads no tensor 'v': give values for 'x'"),
])
def test_values_that_do_not_fit(change, message):
    program = compile_system(hand_built.network(), {}, ("s",))
    values = {k: v for k, v in ({"x": np.ones((2, 3))} | change).items() if v is not None}
    with pytest.raises(ValueProblem, match=message):
        program(values)


def test_requests_that_do_not_fit():
    net = hand_built.network()
    with pytest.raises(NameUnknown, match="no tensor is named 'q': use one of 'x', 'w'"):
        compile_system(net, {}, ("q",))
    with pytest.raises(ValueProblem, match="a program in 'int8' cannot be written"):
        compile_system(net, {}, ("p",), dtype="int8")
    unknown = system([tensor("x"), tensor("y")], [(access("y"), Apply("f", access("x")))])
    with pytest.raises(NotSupportedYet, match="the function 'f' has no NumPy form"):
        compile_system(unknown, {}, ("y",))


def test_names_never_reach_the_source():
    hostile = '"); import os\n#\u2028'
    net = system([tensor(hostile, 2), tensor("y\nimport os", 2)],
                 [(access("y\nimport os", R), multiply(number(2), access(hostile, R)))])
    program = compile_system(net, {}, ("y\nimport os",))
    assert_only_minted_names(program.source)
    code = [line for line in program.source.splitlines() if not line.strip().startswith("#")]
    assert not any("os" in line for line in code)
    np.testing.assert_array_equal(program({hostile: [1, 2]})["y\nimport os"], [2, 4])


def test_the_source_stands_alone():
    program = compile_system(hand_built.conv(stride=2, padding=1), {}, ("y",))
    leaves = leaves_of(hand_built.conv(stride=2, padding=1))
    names = {}
    exec(program.source, names)  # noqa: S102 (generated from a system built above)
    (result,) = names["program"](leaves["x"], leaves["w"])
    np.testing.assert_array_equal(result, program({k: leaves[k] for k in ("x", "w")})["y"])


def test_the_assertions_fail_on_a_wrong_answer(monkeypatch):
    net = hand_built.network()
    with pytest.raises(AssertionError, match="os"):
        assert_only_minted_names("import os\nos.remove")
    with pytest.raises(AssertionError):
        assert_only_minted_names("def program(a0):\n    return eval('a0')")
    monkeypatch.setitem(FUNCTIONS, "exp", np.exp2)
    with pytest.raises(AssertionError, match="Mismatched elements"):
        assert_agrees(net, leaves_of(net))


def test_convolution_of_a_real_size_is_one_matrix_product_on_the_general_path():
    net = adjoint_system(hand_built.conv(channels=64, filters=192, extent=27, kernel=5, padding=2), "E", ("x", "w"))
    for key in ("y", "dE/dx", "dE/dw"):
        program = compile_system(net, {}, (key,), rules=())
        assert program.source.count("np.matmul") == 1
        assert "einsum" not in program.source
        assert "np.take" not in program.source
        draw = np.random.default_rng(0)
        result = program({k: draw.random(shape) for k, shape in program.inputs.items()})[key]
        assert np.all(np.isfinite(result))


def test_programs_and_dual_numbers_agree_on_a_gradient():
    net = adjoint_system(hand_built.pool("max"), "E", ("x",))
    leaves = random_leaves(net, {}, 4, Rationals())
    exact = exact_gradient(hand_built.pool("max"), {}, leaves, of="E", wrt="x", field=Rationals())
    arrays = {k: np.array([float(v) for v in t.values()]).reshape(net.numbered({})[k]) for k, t in leaves.items()}
    result = compile_system(net, {}, ("dE/dx",))(arrays)["dE/dx"]
    np.testing.assert_allclose(result.ravel(), [float(v) for v in exact.values()])


def test_numbers_without_a_logarithm_or_a_quotient_give_what_numpy_gives():
    net = sc.Network("a: scalar; b: scalar; c = log(a)/b; d = exp(1000*c*b) + elu(c) + 2; E = squared_error(c, d)/2")
    program = net.compile(outputs=["c", "d"])
    for a, b in ((2.0, 3.0), (0.0, 1.0), (-1.0, 1.0), (2.0, 0.0), (1.0, 0.0), (3.0, 1.0)):
        with np.errstate(all="ignore"):
            c = np.log(np.float64(a)) / np.float64(b)
            d = np.exp(1000 * c * b) + np.where(c > 0, c, np.expm1(np.minimum(c, 0))) + 2
        found = program({"a": a, "b": b})
        np.testing.assert_allclose([found["c"], found["d"]], [c, d], rtol=1e-12)


@pytest.mark.parametrize("kind", [float, np.float64, np.asarray, np.float32, int])
def test_scalars_of_every_kind_take_the_short_way_in(kind):
    program = sc.Network("x: 3; b: scalar; y = sigmoid(b x); E = squared_error(y, t)/2").compile(wrt=["b"])
    values = {"x": np.ones(3), "b": kind(2), "t": np.zeros(3)}
    y = 1 / (1 + np.exp(-2.0))
    for _ in range(2):
        assert program(values)["dE/db"] == pytest.approx(3 * y * y * (1 - y), rel=1e-12)
