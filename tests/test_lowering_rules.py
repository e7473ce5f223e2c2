"""Every rule of the lowering table, made to pay wherever it fits, beside the general path and central differences."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

import symcnn as sc
from contract import named, operands, random_values, sizes_of
from symcnn.layers.table import LAYERS
from symcnn.losses.table import LOSSES
from symcnn.numeric import large
from symcnn.numeric.gradient_check import central_difference, compare
from symcnn.numeric.program import compile_system
from symcnn.numeric.table import RULES

TEXTS = [t for layer in (*LAYERS, *LOSSES) for t in layer.examples]
NETWORKS = [
    "x: 7×7\nw: 3×3\nb: scalar\nv: 4\ny = relu(conv(x, w) + b)\nz = max_pool(y, 3, stride=2)\no = sigmoid(v flatten(z)/8)\n"
    "E = bce(o, t)",
    "batch n: 8\nx: 2×6×6\nw: 3×2×3×3\nb: 3\nv: 4×27\ny = tanh(conv(x, w, padding=1) + b)\nz = avg_pool(y, 2)\n"
    "o = softmax(v flatten(z))\nE = cross_entropy(o, t)",
    "x: 2×9×8\nw: 3×2×3×2\nv: 2×3×2×2\ny = tanh(conv(x, w, stride=2, padding=1))\nz = sum_pool(y, 2, stride=1)\n"
    "E = squared_error(sigmoid(conv(z, v)), t)/2",
    "x: 2×9×8\nw: 3×2×3×2\nv: 2×3×2×3\ny = tanh(conv(x, w, padding=1, flip=True))\nz = tanh(conv(y, v, padding=1))\n"
    "E = squared_error(z, t)/2",
    "x: 2×5×6×4\nw: 3×2×2×3×2\ny = tanh(conv(x, w, padding=1))\nE = squared_error(y, t)/2",
]
ALONE = {"winners": ("winners", "shares", "return"), "shares": ("winners", "shares", "return"),
         "return": ("winners", "shares", "return")}
WRITTEN = Counter()


def forced(name):
    """The rule by this name, and what it goes with, wherever it fits; the rest is left to the general path."""
    rules = []
    for rule in RULES:
        if rule.name in ALONE.get(name, (name,)):
            def write(line, builder, rule=rule):
                WRITTEN[rule.name] += 1
                rule.write(line, builder)
            pays = rule.pays if rule.name in ("shares", "return") else lambda line, builder: True
            rules.append(replace(rule, pays=pays, write=write))
    return tuple(rules)


@pytest.fixture
def no_size_too_small(monkeypatch):
    monkeypatch.setattr(large, "LEAST_WORK", dict.fromkeys(large.LEAST_WORK, 0))


def prepared(text):
    net = sc.Network(text)
    sizes = sizes_of(net)
    values = random_values(net, sizes)
    outputs = [e.tensor for e in net.forward_system.equations]
    program = net.compile(wrt=operands(net), outputs=outputs, sizes=named(sizes))
    return net, sizes, {k: values[k] for k in program.inputs}, program


def run(program, sizes, values, rules, dtype="float64", fresh=True, outputs=None):
    outputs = program.outputs if outputs is None else outputs
    lowered = compile_system(program.system, sizes, outputs, program.inputs, dtype, fresh, rules)
    lowered(values)
    # a second call finds what the first left in the buffers
    return lowered(values)


def assert_same(found, expected, tolerance, what):
    assert found and found.keys() == expected.keys()
    for key, array in found.items():
        assert np.shape(array) == np.shape(expected[key]), f"{key} by {what}"
        scale = max(1.0, float(np.max(np.abs(expected[key]), initial=0.0)))
        assert np.max(np.abs(array - expected[key]), initial=0.0) <= tolerance * scale, f"{key} by {what}"


@pytest.mark.parametrize("text", TEXTS + NETWORKS)
def test_every_rule_agrees_with_the_general_path(text, no_size_too_small):
    _, sizes, values, program = prepared(text)
    expected = run(program, sizes, values, ())
    for name in dict.fromkeys(r.name for r in RULES):
        before = sum(WRITTEN.values())
        assert_same(run(program, sizes, values, forced(name)), expected, 1e-11, name)
        if sum(WRITTEN.values()) > before:
            gradients = [k for k in program.outputs if k not in program.system.leaves][-2:]
            found = run(program, sizes, values, forced(name), outputs=gradients, fresh=False)
            assert_same(found, {k: expected[k] for k in gradients}, 1e-11, f"{name}, buffers kept")


@pytest.mark.parametrize("text", NETWORKS + TEXTS[::4])
def test_every_rule_in_single_precision(text, no_size_too_small):
    _, sizes, values, program = prepared(text)
    expected = run(program, sizes, values, ())
    for name in dict.fromkeys(r.name for r in RULES):
        found = run(program, sizes, values, forced(name), "float32")
        assert all(np.asarray(a).dtype == np.float32 for a in found.values() if np.ndim(a))
        assert_same(found, expected, 1e-4, name)


def test_every_rule_was_written_somewhere(no_size_too_small):
    for text in (*NETWORKS, *TEXTS):
        _, sizes, values, program = prepared(text)
        for name in {r.name for r in RULES} - WRITTEN.keys():
            run(program, sizes, values, forced(name))
    assert WRITTEN.keys() == {r.name for r in RULES}


@pytest.mark.parametrize("axes", ["i,j", "r,c"])
def test_winners_are_sent_back_whatever_the_axes_are_called(axes):
    text = f"X[{axes}]: 7×7\nA[{axes}] = tanh(X)\nP[{axes}] = max_pool(A, 3, stride=2)\nE = squared_error(P, t)"
    _, sizes, values, program = prepared(text)
    before = WRITTEN["return"]
    assert_same(run(program, sizes, values, forced("winners")), run(program, sizes, values, ()), 1e-11, "winners")
    assert WRITTEN["return"] == before + 1


@pytest.mark.parametrize("text", NETWORKS)
def test_the_general_path_agrees_with_central_differences(text):
    net, sizes, values, program = prepared(text)
    gradients = run(program, sizes, values, ())
    loss = compile_system(program.system, sizes, (net.loss,), program.inputs, rules=())
    for key in operands(net):
        numeric = central_difference(lambda changed: loss(changed)[net.loss], values, key)
        assert compare(key, gradients[net.key(net.loss, key)], numeric, tolerance=1e-5), key


def test_rules_say_why():
    assert len({r.name for r in RULES}) == len(RULES)
    assert all(len(r.reason) > 40 for r in RULES)


def test_the_comparison_fails_on_a_wrong_rule():
    _, sizes, values, program = prepared("x: 3\ny = tanh(x)")
    expected = run(program, sizes, values, ())
    chain = next(r for r in RULES if r.name == "chain")

    def wrong(line, builder):
        chain.write(line, builder)
        home = builder.home(line.tensor)
        builder.source.write(f"np.add({home.name}, 1e-6, {home.name})")
    with pytest.raises(AssertionError, match="y by chain"):
        assert_same(run(program, sizes, values, (replace(chain, write=wrong),)), expected, 1e-11, "chain")
