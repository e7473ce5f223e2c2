"""Sums along whole axes: programs of that rule beside those of the general path, and where products with ones take over."""

import numpy as np
import pytest

import symcnn as sc
from contract import named, operands, random_values, sizes_of
from symcnn.numeric import totals
from symcnn.numeric.program import compile_system
from symcnn.numeric.table import RULES

SUMS = [
    "batch n: 3\nx: 4×5×6\nw: 2×4×3×3\nb: 2\ny = conv(x, w, b)",
    "batch n: 5\nx: 4\nw: 6×4\nb: 6\ny = dense(x, w) + b",
    "x: 3×7×5\ny[i] = sum_{j=1}^{7} sum_{k=1}^{5} x[i,j,k]",
    "x: 3×7×5\ny[k] = sum_{i=1}^{3} sum_{j=1}^{7} x[i,j,k]/2",
    "x: 3×7×5\ny[j] = sum_{i=1}^{3} sum_{k=1}^{5} x[i,j,k]",
    "x: 3×7×5\ny[i,j] = sum_{k=1}^{5} x[i,j,k]",
    "x: 1×7×5\ny[i] = sum_{j=1}^{7} sum_{k=1}^{5} x[i,j,k]",
    "x: 3×1×5\ny[i] = sum_{k=1}^{5} x[i,1,k]",
    "x: 1×7×1×5\ny[j] = sum_{k=1}^{5} x[1,j,1,k]",
    "x: 1×1×5\ny = sum_{k=1}^{5} x[1,1,k]",
    "x: 7×5×3\ny[k] = sum_{i=1}^{7} sum_{j=1}^{5} x[i,j,k]",
    "x: 9×8×4\nw: 3×3×4×5\nb: 5\ny = conv(x, w, b, padding=1)\nlayout = channels_last",
    "x: 1×6\ny[j] = sum_{i=1}^{1} x[i,j]",
    "x: 3×1×5\ny[j] = 3*sum_{i=1}^{3} sum_{k=1}^{5} x[i,j,k]",
]


def lowered(text, names, dtype="float64"):
    net = sc.Network(text)
    sizes = sizes_of(net)
    outputs = [e.tensor for e in net.forward_system.equations]
    program = net.compile(wrt=operands(net), outputs=outputs, sizes=named(sizes))
    values = {k: a for k, a in random_values(net, sizes).items() if k in program.inputs}
    rules = tuple(r for r in RULES if r.name in names)
    return compile_system(program.system, sizes, program.outputs, program.inputs, dtype, True, rules), values


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("least", [0, 10**9])
@pytest.mark.parametrize("text", SUMS)
def test_totals_agree_with_the_general_path(text, least, dtype, monkeypatch):
    monkeypatch.setattr(totals, "LEAST", least)
    monkeypatch.setattr(totals, "PIECE", 1)
    monkeypatch.setattr("symcnn.numeric.table.SMALL_TOTAL", 0)
    program, values = lowered(text, ("total", "chain", "bands"), dtype)
    expected = lowered(text, ())[0](values)
    for key, array in program(values).items():
        assert np.shape(array) == np.shape(expected[key]), key
        np.testing.assert_allclose(array, expected[key], rtol=1e-5 if dtype == "float32" else 1e-12, atol=1e-5, err_msg=key)


def test_one_product_with_ones_serves_however_few_entries_there_are():
    text = "x: 4×45×45\nw: 3×4×3×3\nb: 3\ny = conv(x, w, b, padding=1)"
    for batch in ("", "batch n: 1\n"):
        source = sc.Network(batch + text).compile(wrt=["b"], outputs=["y"]).source
        assert ".sum(" not in source
        assert ".dot(c" in source


def test_products_with_ones_are_for_many_entries_in_long_pieces():
    text = "batch n: {0}\nx: 4×{1}×{1}\nw: 3×4×3×3\nb: 3\ny = conv(x, w, b, padding=1)"
    many, few = (sc.Network(text.format(*n)).compile(wrt=["b"], outputs=["y"]).source for n in ((64, 14), (8, 9)))
    assert ".dot(np.matmul(" in many
    assert ".sum(axis=(0, 2, 3))" not in many
    assert ".dot(np.matmul(" not in few


def test_an_argument_is_summed_where_it_was_given():
    # its copy for the convolution has zeros between the rows, which are short
    text = "batch n: 16\nx: 8×28×28\nw: 16×8×3×3\nb: 16\ny = conv(x, w, b, padding=1)"
    source = sc.Network(text).compile(wrt=["x", "b"], outputs=["y"]).source
    assert ".reshape(16, 16, 784)" in source
    assert ".dot(np.matmul(" in source
