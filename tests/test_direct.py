"""Equations worked out at once, beside compiled programs, for every layer and loss and the gradients of all of them."""

import numpy as np
import pytest

import symcnn as sc
from contract import operands, random_values, sizes_of
from symcnn.calculus.adjoint import adjoint_system
from symcnn.errors import NotSupportedYet, ValueProblem
from symcnn.expression.walk import tensors
from symcnn.layers.table import LAYERS
from symcnn.losses.table import LOSSES
from symcnn.numeric.direct import direct
from symcnn.numeric.frames import TooLarge
from symcnn.numeric.program import compile_system
from symcnn.numeric.sizes import completed

EXAMPLES = [pytest.param(text, id=f"{layer.__name__}-{number}")
            for layer in (*LAYERS, *LOSSES) for number, text in enumerate(layer.examples)]


def directly(system, sizes, leaves):
    """All tensors of a system, equation after equation."""
    values = {k: np.asarray(v, dtype=float) for k, v in leaves.items()}
    for equation in system.equations:
        read = {k: system.tensors[k] for k in (*tensors(equation.right), equation.tensor)}
        values[equation.tensor] = direct(equation, read, sizes)(values)
    return values


@pytest.mark.parametrize("text", EXAMPLES)
def test_equals_the_compiled_program(text):
    net = sc.Network(text)
    system = adjoint_system(net.system, net.loss, tuple(operands(net)))
    sizes = completed(net.system, sizes_of(net))
    leaves = random_values(net, sizes)
    keys = [e.tensor for e in system.equations]
    program = compile_system(system, sizes, keys)
    found, wanted = directly(system, sizes, leaves), program({k: leaves[k] for k in program.inputs})
    assert len(keys) > 1
    for key in keys:
        assert found[key].shape == np.shape(wanted[key]), key
        assert np.allclose(found[key], wanted[key], rtol=1e-12, atol=1e-12), key


def test_sums_that_are_too_long_are_left_to_programs():
    net = sc.Network("x: 200\nw: 150\ny = conv(x, w)")
    equation = net.system.equations[0]
    run = direct(equation, net.system.tensors, {})
    assert run({"x": np.ones(200), "w": np.ones(150)}).tolist() == [150.0] * 51
    large = sc.Network("x: 300\nw: 150\ny = conv(x, w)").system
    with pytest.raises(TooLarge, match="too long"):
        direct(large.equations[0], large.tensors, {})
    wide = sc.Network("x: 300×300\ny = relu(x)").system
    with pytest.raises(TooLarge, match="too many entries"):
        direct(wide.equations[0], wide.tensors, {})


def test_a_function_that_nothing_names_has_no_numbers():
    system = sc.Network("x: 3\ny = f(x)").system
    with pytest.raises(NotSupportedYet, match="has no NumPy form"):
        direct(system.equations[0], system.tensors, {})


def test_parameters_are_handed_over_as_numbers():
    systems = [sc.Network(f"x: 2\ny = leaky_relu(x, 1/{n})").system for n in (4, 3)]
    first, second = (direct(s.equations[0], s.tensors, {})({"x": np.array([-1.0, 2.0])}) for s in systems)
    assert first.tolist() == [-0.25, 2.0]
    assert second.tolist() == [-1/3, 2.0]


@pytest.mark.parametrize("extent", [1, 3, 5000])
def test_parameters_beyond_floating_point_are_refused(extent):
    net = sc.Network(f"x: {extent}\ny = leaky_relu(x, 1e400)\nE = squared_error(y, t)/2")
    with pytest.raises(ValueProblem, match="too large for floating point"):
        net.compile(["x"])({"x": np.ones(extent), "t": np.ones(extent)})
    with pytest.raises(ValueProblem, match="too large for floating point"):
        direct(net.system.equations[0], net.system.tensors, {})
