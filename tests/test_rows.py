"""A gradient by one image as shifted rows: programs beside those of the general path, in both forms."""

import numpy as np
import pytest

import symcnn as sc
from contract import agrees_after, named, operands, random_values, sizes_of
from symcnn.numeric import rows, table
from symcnn.numeric.program import compile_system
from symcnn.numeric.table import RULES

LAYERS = [
    "x: 3×9×8\nw: 5×3×3×2\ny = conv(x, w, padding=1)",
    "x: 1×9×8\nw: 6×1×4×3\ny = conv(x, w, padding=2)/4",
    "x: 2×9×8\nw: 3×2×4×3\ny = conv(x, w, flip=True)",
    "x: 9×8×4\nw: 3×3×4×5\ny = conv(x, w)\nlayout = channels_last",
    "x: 2×9×8\nw: 6×2×2×5\nb: 6\ny = tanh(conv(x, w, b, padding=((1,0),(0,3))))\nE = squared_error(y, t)",
    "x: 2×11×9\nw: 3×2×3×3\nv: 4×3×2×3\ny = relu(conv(x, w, padding=1))\nz = conv(y, v)\nE = squared_error(z, t)",
]


@pytest.fixture
def everywhere(monkeypatch):
    monkeypatch.setattr(table, "_one_kernel", lambda *found: True)
    monkeypatch.setattr(rows, "pays_rows", lambda *found: True)


def lowered(text, names, dtype, fresh=True):
    net = sc.Network(text)
    sizes = sizes_of(net)
    outputs = [e.tensor for e in net.forward_system.equations]
    program = net.compile(wrt=operands(net), outputs=outputs, sizes=named(sizes))
    chosen = tuple(r for r in RULES if r.name in names)
    values = {k: a for k, a in random_values(net, sizes).items() if k in program.inputs}
    return compile_system(program.system, sizes, program.outputs, program.inputs, dtype, fresh, chosen), values


@pytest.mark.parametrize("fresh", [True, False])
@pytest.mark.parametrize(("dtype", "tolerance"), [("float64", 1e-12), ("float32", 5e-6)])
@pytest.mark.parametrize("adds_all", [True, False])
@pytest.mark.parametrize("text", LAYERS)
def test_rows_agree_with_the_general_path(text, adds_all, dtype, tolerance, fresh, everywhere, monkeypatch):
    monkeypatch.setattr(rows, "adds_all", lambda *found: adds_all)
    program, values = lowered(text, ("rows", "chain"), dtype, fresh)
    expected = lowered(text, (), "float64")[0](values)
    assert "np.add.reduce(c" in program.source
    assert (", (0, 1), None, " in program.source) == adds_all
    agrees_after(program, values, expected, tolerance, np.inf)


@pytest.mark.parametrize(("text", "sums"), [
    ("x: 1×28×28\nw: 6×1×5×5\ny = conv(x, w)", ", (0, 1), None, "),
    ("x: 8×24×24\nw: 3×8×5×5\ny = conv(x, w)", ", 0, None, ")])
def test_columns_are_added_too_where_more_would_be_copied_for_them(text, sums):
    source = sc.Network(text).compile(wrt=["x"], outputs=["y"]).source
    assert "np.add.reduce(c" in source
    assert sums in source
