"""Gradients by small images through convolutions with strides: products of any two entries, then the sums of some."""

import numpy as np
import pytest

import symcnn as sc
from contract import named, operands, random_values, sizes_of
from symcnn.numeric import unfolding
from symcnn.numeric.gradient_check import central_difference, compare
from symcnn.numeric.program import compile_system
from symcnn.numeric.table import RULES

LOSS = "E = squared_error(y, t)/3"
NETWORKS = {
    "a stride": f"x: 9×8; w: 3×2; y = conv(x, w, stride=2); {LOSS}",
    "a stride that leaves a rest": f"x: 10×12; w: 3×3; y = conv(x, w, stride=2, padding=1); {LOSS}",
    "channels": f"x: 2×9×9; w: 3×2×3×3; b: 3; y = tanh(conv(x, w, stride=2, padding=1) + b); {LOSS}",
    "one axis, then an average": "x: 30; w: 3; y = tanh(conv(x, w, stride=2)); z = avg_pool(y, 2); E = squared_error(z, t)",
    "one axis, channels": "x: 4×21; w: 5×4×3; y = sigmoid(conv(x, w, stride=2)); z = avg_pool(y, 2); E = squared_error(z, t)",
    "a batch": f"batch n: 3\nx: 2×9×7\nw: 3×2×3×3\ny = conv(x, w, stride=2, padding=1)\n{LOSS}",
    "a stride and a dilation": f"x: 3×13×12; w: 2×3×3×2; y = conv(x, w, stride=3, dilation=2, padding=2); {LOSS}",
    "a stride and a dilation with a divisor in common": f"x: 9×10; w: 3×3; y = conv(x, w, stride=2, dilation=2); {LOSS}",
    "one of them twice the other": f"x: 2×14×13; w: 2×2×2×3; y = conv(x, w, stride=4, dilation=2, padding=2); {LOSS}",
    "windows apart": f"x: 11×11; w: 2×2; y = conv(x, w, stride=4); {LOSS}",
    "turned": f"x: 9×9; w: 3×3; y = conv(x, w, stride=2, padding=1, flip=True); {LOSS}",
}
WITHOUT = tuple(r for r in RULES if r.name != "strides")


def prepared(text):
    net = sc.Network(text)
    sizes = sizes_of(net)
    program = net.compile(wrt=operands(net), sizes=named(sizes))
    values = random_values(net, sizes)
    return net, sizes, program, {k: values[k] for k in program.inputs}


def compiled(program, sizes, **options):
    return compile_system(program.system, sizes, program.outputs, program.inputs, **options)


@pytest.mark.parametrize("few", [0, unfolding.FEW_COUNTS, 10**9], ids=["taken", "as measured", "counted"])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("text", NETWORKS.values(), ids=NETWORKS)
def test_agrees_with_the_general_path(text, dtype, few, monkeypatch):
    monkeypatch.setattr(unfolding, "FEW_COUNTS", few)
    _, sizes, program, values = prepared(text)
    expected = compiled(program, sizes, rules=())(values)
    without = compiled(program, sizes, rules=WITHOUT, dtype=dtype)
    values = {k: np.asarray(v, dtype) for k, v in values.items()}
    tolerance = 1e-12 if dtype == "float64" else 1e-4
    for fresh in (True, False):
        found = compiled(program, sizes, dtype=dtype, fresh=fresh)
        assert found.source != without.source
        assert "einsum" not in found.source
        found(values)
        for key, array in found(values).items():
            assert np.asarray(array).dtype == dtype or np.ndim(array) == 0
            np.testing.assert_allclose(array, expected[key], rtol=tolerance, atol=tolerance, err_msg=key)


@pytest.mark.parametrize("text", NETWORKS.values(), ids=NETWORKS)
def test_agrees_with_central_differences(text):
    net, sizes, program, values = prepared(text)
    found = program(values)
    loss = net.compile(outputs=[net.loss], sizes=named(sizes))
    for key in operands(net):
        numeric = central_difference(lambda changed: loss(changed)[net.loss], values, key)
        assert compare(key, found[net.key(net.loss, key)], numeric, tolerance=1e-5), key


def test_an_entry_of_such_a_gradient_alone_is_a_number():
    net = sc.Network("x: 4×5; w: 2×3; y = conv(x, w, padding=1, stride=2)")
    draw = np.random.default_rng(4).standard_normal
    values = {"x": draw((4, 5)), "w": draw((2, 3)), "dE/dy": draw(net.shape("y"))}
    found = net.compile(wrt=["x"])(values)["dE/dx"]
    for place, equation in net.gradient("x").entries().equations.items():
        alone = sc.Formula(equation, net.gradient("x").system).numpy()(values)
        assert alone == pytest.approx(found[tuple(n - 1 for n in place)], rel=1e-12)


def test_large_images_are_not_written_so():
    for text in ("x: 300×300; w: 3×3; y = conv(x, w, stride=2); E = squared_error(y, t)",
                 "x: 64×27×27; w: 192×64×5×5; y = conv(x, w, stride=2); E = squared_error(y, t)"):
        _, sizes, program, _ = prepared(text)
        assert compiled(program, sizes).source == compiled(program, sizes, rules=WITHOUT).source
