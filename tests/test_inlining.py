"""Gradients of blocks read where they are needed: the same numbers, and one array less."""

import numpy as np
import pytest

import symcnn as sc
from contract import named, random_values, sizes_of
from symcnn.numeric import chains, inlining
from symcnn.numeric.program import compile_system

HEAD = "\no = softmax(v flatten(z))\nE = cross_entropy(o, t)"
BLOCKS = {
    "x: 3×8×6\nw: 2×3×3×3\nv: 2×24\ny = tanh(conv(x, w, padding=1))\nz = avg_pool(y, 2)" + HEAD: 1,
    "batch n: 3\nx: 2×9×8\nw: 2×2×1×1\nv: 2×24\ny = sigmoid(conv(x, w))\nz = sum_pool(y, (3,2))" + HEAD: 1,
    "x: 2×12×8\nw: 2×2×3×3\nu: 2×2×3×3\nv: 2×8\ny = tanh(conv(x, w, padding=1))\nq = tanh(conv(avg_pool(y, 2), u))\n"
    "z = avg_pool(q, (2,1))" + HEAD: 2,
    "x: 2×7×9\nw: 2×2×3×3\nv: 2×24\ny = tanh(conv(x, w, padding=1))\nz = avg_pool(y, 2)" + HEAD: 0,
    "x: 2×8×8\nw: 2×2×3×3\nv: 2×32\ny = conv(x, w, padding=1)\nz = avg_pool(y, 2)" + HEAD: 0,
}


@pytest.fixture
def no_tensor_too_small(monkeypatch):
    monkeypatch.setattr(inlining, "LEAST", 0)
    monkeypatch.setattr(chains, "SHORT", 0)


def program_of(text):
    net = sc.Network(text)
    sizes = sizes_of(net)
    values = random_values(net, sizes)
    program = net.compile(wrt=net.differentiable, sizes=named(sizes))
    values = {k: values[k] for k in program.inputs}
    return values, lambda rules, dtype="float64": compile_system(
        program.system, sizes, program.outputs, program.inputs, dtype, True, *([] if rules is None else [rules]))


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("rules", [None, ()], ids=["table", "general path"])
@pytest.mark.parametrize("text", BLOCKS)
def test_blocks_are_read_where_they_are_needed(text, rules, dtype, no_tensor_too_small, monkeypatch):
    count = []
    inline = inlining._inline
    monkeypatch.setattr(inlining, "_inline", lambda *arguments: (count.append(1), inline(*arguments)))
    values, compiled = program_of(text)
    found = compiled(rules, dtype)(values)
    monkeypatch.setattr(inlining, "LEAST", 10 ** 9)
    expected = compiled(())(values)
    assert found.keys() == expected.keys()
    for key, array in expected.items():
        np.testing.assert_allclose(found[key], array, rtol=0, err_msg=key,
                                   atol=(1e-11 if dtype == "float64" else 1e-5) * max(1, np.abs(array).max()))
    assert len(count) == BLOCKS[text]


def test_a_tensor_that_is_asked_for_is_written(no_tensor_too_small):
    text = next(iter(BLOCKS))
    net = sc.Network(text)
    sizes = sizes_of(net)
    values = random_values(net, sizes)
    program = net.compile(wrt=["x", "y"], sizes=named(sizes))
    values = {k: values[k] for k in program.inputs}
    found = program(values)
    expected = compile_system(program.system, sizes, program.outputs, program.inputs, rules=())(values)
    np.testing.assert_allclose(found["dE/dy"], expected["dE/dy"], rtol=1e-12)
    np.testing.assert_allclose(found["dE/dx"], expected["dE/dx"], rtol=1e-12)
