"""Windows copied into columns: at once, or by way of strips, beside the general path."""

import numpy as np
import pytest

import symcnn as sc
from contract import agrees_after, named, operands, random_values, sizes_of
from symcnn.numeric import columns, table
from symcnn.numeric.program import compile_system
from symcnn.numeric.table import RULES

LAYERS = [
    "x: 3×9×8\nw: 5×3×3×2\ny = conv(x, w, padding=1)",
    "x: 9×8\nw: 4×3\ny = conv(x, w, padding=2)/4",
    "x: 2×9×8\nw: 3×2×4×3\ny = conv(x, w, flip=True)",
    "batch n: 3\nx: 2×9×8\nw: 3×2×4×3\ny = conv(x, w)",
    "batch n: 9\nx: 2×9×8\nw: 3×2×4×3\ny = conv(x, w)",
    "x: 2×9×11\nw: 3×2×3×3\ny = conv(x, w, dilation=(1,2))",
    "x: 9×8×4\nw: 3×3×4×5\ny = conv(x, w)\nlayout = channels_last",
    "x: 2×9×9\nw: 3×2×3×3\ny = conv(x, w, stride=2)",
    "x: 2×13\nw: 3×2×4\ny = conv(x, w)",
    "x: 2×11×9\nw: 3×2×3×3\nv: 4×3×2×3\ny = relu(conv(x, w, padding=1))\nz = conv(y, v)\nE = squared_error(z, t)",
]


def lowered(text, names, dtype):
    net = sc.Network(text)
    sizes = sizes_of(net)
    outputs = [e.tensor for e in net.forward_system.equations]
    program = net.compile(wrt=operands(net), outputs=outputs, sizes=named(sizes))
    chosen = tuple(r for r in RULES if r.name in names)
    values = {k: a for k, a in random_values(net, sizes).items() if k in program.inputs}
    return compile_system(program.system, sizes, program.outputs, program.inputs, dtype, True, chosen), values


@pytest.mark.parametrize(("dtype", "tolerance"), [("float64", 1e-12), ("float32", 5e-6)])
@pytest.mark.parametrize("least", [0, 10**9])
@pytest.mark.parametrize("text", LAYERS)
def test_columns_agree_with_the_general_path(text, least, dtype, tolerance, monkeypatch):
    monkeypatch.setattr(columns, "LEAST_IN_STRIPS", least)
    monkeypatch.setattr(table, "_one_kernel", lambda *found: True)
    program, values = lowered(text, ("few channels", "columns", "chain"), dtype)
    expected = lowered(text, (), "float64")[0](values)
    agrees_after(program, values, expected, tolerance, np.nan)


@pytest.mark.parametrize(("text", "copies"), [
    ("x: 3×14×14\nw: 4×3×3×3\ny = conv(x, w, padding=1)", 3), ("x: 3×14×80\nw: 4×3×3×3\ny = conv(x, w, padding=1)", 2),
    ("x: 3×29×29\nw: 4×3×3×3\ny = conv(x, w, stride=2)", 2), ("x: 3×7×7\nw: 4×3×3×3\ny = conv(x, w)", 2)])
def test_strips_are_for_many_short_rows_without_stride(text, copies):
    program, _ = lowered(text, ("few channels", "columns", "chain"), "float64")
    forward = program.source.split("# dE/d", 1)[0]
    assert forward.count("[...] = ") == copies
