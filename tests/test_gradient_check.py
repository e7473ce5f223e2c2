"""Central differences, kinks included, and their comparison with derived gradients."""

import numpy as np
import pytest

import hand_built
from hand_built import leaves_of
from symcnn.calculus.adjoint import adjoint_system
from symcnn.errors import ValueProblem
from symcnn.numeric.gradient_check import central_difference, compare
from symcnn.numeric.program import compile_system


@pytest.mark.parametrize("key", ["w", "b", "x"])
def test_derived_gradients_against_central_differences(key):
    net = hand_built.network()
    leaves = leaves_of(net)
    loss = compile_system(net, {}, ("L",))
    derived = compile_system(adjoint_system(net, "L", (key,)), {}, (f"dL/d{key}",))(leaves)[f"dL/d{key}"]
    numeric = central_difference(lambda values: loss(values)["L"], leaves, key)
    found = compare(f"dL/d{key}", derived, numeric)
    assert found.ok
    assert found.worst < 1e-7
    wrong = compare(f"dL/d{key}", derived + 1e-3 * (np.arange(derived.size).reshape(derived.shape) == 1), numeric)
    assert not wrong
    assert wrong.index == ((2,) if derived.ndim == 1 else (1, 2))
    assert "differs: worst at [" in str(wrong)


def test_a_kink_within_a_step_does_not_spoil_the_difference():
    def loss(values):
        return float(np.maximum(values["x"], 0).sum())
    numeric = central_difference(loss, {"x": np.array([1e-6, -1e-6, 2.0])}, "x")
    np.testing.assert_allclose(numeric, [1, 0, 1], atol=1e-6)
    with pytest.raises(ValueProblem, match="there are no values for 'w' to change"):
        central_difference(loss, {"x": np.array([1.0])}, "w")


def test_comparison_of_shapes_and_of_what_is_no_number():
    with pytest.raises(ValueProblem, match=r"'g' was derived with the shape \(2,\) and measured with \(3,\)"):
        compare("g", [1, 2], [1, 2, 3])
    assert not compare("g", [1, float("nan")], [1, 2])
    assert compare("g", [[1, 2]], [[1, 2]], origin=0).index == (0, 0)
