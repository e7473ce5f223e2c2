"""What a program names once, of an array that it keeps, is a view of it: a copy would hold what was there at the start."""

import ast
import re

import numpy as np
import pytest

import symcnn as sc
from contract import named, operands, random_values, sizes_of
from symcnn.layers.table import LAYERS
from symcnn.losses.table import LOSSES
from symcnn.numeric.program import compile_system

NETWORKS = [
    # few places of two channels, channels first in the equations and last in memory, read as Python numbers
    "x: 1×10×9\nw: 2×1×3×2\ny = relu(conv(x, w, stride=4, dilation=3))\nz = avg_pool(y, 1)\nE = squared_error(z, t)/2",
    "x: 2×6×11\nw: 2×2×4×4\ny = tanh(conv(x, w, stride=4))\nz = max_pool(y, 1)\nu = tanh(z)\nE = squared_error(u, t)/2",
    "x: 7×7\nw: 3×3\nb: scalar\ny = relu(conv(x, w) + b)\nz = max_pool(y, 3, stride=2)\nE = squared_error(z, t)",
    "batch n: 3\nx: 2×9×7\nw: 3×2×3×3\ny = sigmoid(conv(x, w, stride=2, padding=1))\nz = sum_pool(y, 2)\n"
    "E = squared_error(z, t)",
]
TEXTS = [t for layer in (*LAYERS, *LOSSES) for t in layer.examples]
KEPT = re.compile(r"[bc]\d+")


def copies(source):
    """The names of arrays that are made of kept ones and share no memory with them."""
    values, of, found = {}, {}, []
    with np.errstate(all="ignore"):
        exec(source, values)  # noqa: S102 (our own source)
    for node in ast.parse(source).body:
        if not isinstance(node, ast.Assign) or not KEPT.fullmatch(name := node.targets[0].id):
            continue
        used = [n.id for n in ast.walk(node.value) if isinstance(n, ast.Name) and n.id in of]
        of[name] = {name} if name[0] == "b" else set().union(*(of[n] for n in used))
        array = values[name]
        if isinstance(array, np.ndarray) and any(values[b].size and not np.shares_memory(array, values[b]) for b in of[name]):
            found.append(name)
    return found


def test_a_copy_is_found():
    source = "import numpy as np\n\nb0 = np.zeros((2, 3))\nc0 = b0.T\nc1 = c0.reshape(6)\nc2 = b0.reshape(6)\nc3 = np.ones(3)\n"
    assert copies(source) == ["c1"]


@pytest.mark.parametrize("fresh", [True, False])
@pytest.mark.parametrize("text", NETWORKS + TEXTS)
def test_what_is_named_once_is_a_view(text, fresh):
    net = sc.Network(text)
    program = net.compile(wrt=operands(net), outputs=[e.tensor for e in net.forward_system.equations],
                          sizes=named(sizes_of(net)), fresh=fresh)
    alone = net.compile(wrt=operands(net), sizes=named(sizes_of(net)), fresh=fresh)
    assert not copies(program.source)
    assert not copies(alone.source)


@pytest.mark.parametrize("text", NETWORKS)
def test_agrees_with_the_general_path(text):
    net = sc.Network(text)
    sizes = sizes_of(net)
    program = net.compile(wrt=operands(net), sizes=named(sizes))
    values = random_values(net, sizes)
    values = {k: values[k] for k in program.inputs}
    expected = compile_system(program.system, sizes, program.outputs, program.inputs, rules=())(values)
    for _ in range(2):
        for key, array in program(values).items():
            np.testing.assert_allclose(array, expected[key], rtol=1e-11, atol=1e-12, err_msg=key)
