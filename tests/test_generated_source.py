"""Every generated program: nothing in it but NumPy, math and names of our own, and comments on one line of ASCII."""

import ast
import inspect
import io
import re
import subprocess
import sys
import tokenize

import pytest

import symcnn as sc
from contract import named, operands, sizes_of
from symcnn.layers.table import LAYERS
from symcnn.losses.table import LOSSES
from symcnn.numeric import kernels, pool_kernels, strip_kernels, tile_kernels

TEXTS = [t for layer in (*LAYERS, *LOSSES) for t in layer.examples]
TRICKY = [
    r"\hat{y}^{(1)}[c_i,j']: 4×5; W_{out}^*: 3×4; o = \sigma(W_{out}^* \hat{y}^{(1)}); E_{tot} = squared_error(o, t)/3",
    "import: 3; np = relu(import); math = tanh(np); E = squared_error(math, t)",
    "a0: 3; v0: 3; c0 = a0 + v0; program = sigmoid(c0); E = bce(program, t)",
    "lambda: 6; exec: 3; eval = sigmoid(conv(lambda, exec, padding=1))",
]
MINTED = re.compile(r"[abvc]\d+|program|clipped")
TEXT = re.compile(r"[a-z]*(,[a-z]*)*->[a-z]*|clip|C|V\d+")
MODULES = {"np", "math"}
ATTRIBUTES = {
    "np": set("""abs add arange argmax array asarray bincount broadcast_to copyto cumsum divide dot einsum empty equal exp expm1
        float32 float64 full greater greater_equal heaviside inf int64 intp kron less less_equal lib log logaddexp matmul max
        maximum minimum multiply negative not_equal power reciprocal sqrt square stack subtract sum take tanh where
        zeros ascontiguousarray""".split()),
    "math": set("exp expm1 fabs inf log log1p nan pow sqrt tanh".split()),
    "": set("""T any argmax astype as_strided copy data dot fill item itemsize max ravel reduce reshape stride_tricks strides
        sum take tolist transpose view""".split()),
}


# bound to names of their own
BOUND = set("add divide empty exp expm1 heaviside log maximum minimum multiply negative reciprocal sqrt square subtract "
            "tanh".split())
OURS = {name: inspect.getsource(f) for module in (kernels, pool_kernels, strip_kernels, tile_kernels)
        for name, f in inspect.getmembers(module, inspect.isfunction)}


# what loops over tiles and taps run by beside names of our own
KNOWN = {*MODULES, *OURS, *BOUND, "float", "i", "j", "max", "range", "zip"}


def strangers(source):
    """The names, attributes, statements and comments of a source that do not belong there."""
    found = []
    for text in OURS.values():
        source = source.replace(text.rstrip(), "")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name) and not MINTED.fullmatch(node.id) and node.id not in KNOWN:
            found.append(node.id)
        if isinstance(node, ast.arg | ast.FunctionDef):
            name = node.arg if isinstance(node, ast.arg) else node.name
            found += [] if MINTED.fullmatch(name) else [name]
        if isinstance(node, ast.Attribute):
            base = node.value.id if isinstance(node.value, ast.Name) and node.value.id in MODULES else ""
            found += [] if node.attr in ATTRIBUTES[base] else [f"{base}.{node.attr}"]
        if isinstance(node, ast.Import):
            found += [a.name for a in node.names if a.name not in ("numpy", "math")]
        if isinstance(node, ast.ImportFrom | ast.ClassDef | ast.Lambda | ast.Global | ast.With | ast.Try | ast.While):
            found.append(type(node).__name__)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and not TEXT.fullmatch(node.value):
            found.append(node.value)
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT and not all(" " <= c <= "~" for c in token.string):
            found.append(token.string)
    return found


def test_strangers_are_found():
    source = "import numpy as np\n\n\ndef program(a0):\n    v0 = np.exp(a0)\n    return (v0,)\n"
    assert not strangers(source)
    for wrong in ("os", "np.load", "a0.tofile", "x", "'text'", "lambda: v0"):
        assert strangers(source.replace("np.exp(a0)", wrong)), wrong
    assert strangers(source.replace("(a0):", "(a0):  # \N{LINE SEPARATOR}"))


def checked(net, sizes):
    wrt = operands(net)
    outputs = [e.tensor for e in net.forward_system.equations]
    program = net.compile(wrt=wrt, outputs=outputs, sizes=sizes)
    assert program.source.count("def program") == 1
    assert not strangers(program.source)


@pytest.mark.parametrize("text", TEXTS + TRICKY)
def test_programs_of_layers_and_losses(text):
    net = sc.Network(text)
    checked(net, named(sizes_of(net)))


@pytest.mark.parametrize("name", sc.examples())
def test_programs_of_examples(name):
    net = sc.load(f"example:{name}")
    checked(net, named(sizes_of(net)))


def test_programs_that_move_whole_rows():
    net = sc.Network("batch n: 64\nx: 16×12×12\nw: 16×16×3×3\nb: 16\ny = conv(x, w, b, padding=1)")
    checked(net, {})
    assert '.view("V' in net.compile(wrt=["x"], outputs=["y"]).source


def test_programs_say_the_formulas_they_implement():
    net = sc.load("example:mini_cnn")
    source = net.compile(wrt=["x"]).source
    said = [line.strip()[2:] for line in source.split("\n") if line.strip().startswith("# ")]
    # each equation once, before its first statement, with the shape of what it gives
    assert said[4:] == [
        "y[c_i,c_j,k] = sigmoid(sum_{f_i=1}^{2} sum_{f_j=1}^{2} x[c_i+f_i-1,c_j+f_j-1]*w[f_i,f_j,k])  (3, 3, 3)",
        "z[p_i,p_j,k] = sum_{m=1}^{2} sum_{n=1}^{2} y[p_i+m-1,p_j+n-1,k]  (2, 2, 3)",
        "o[o] = sigmoid(sum_{p_i=1}^{2} sum_{p_j=1}^{2} sum_{k=1}^{3} w[p_i,p_j,k,o]*z[p_i,p_j,k])  (2,)",
        "E = 1/2*sum_{o=1}^{2} (o[o] - t[o])^2",
        *said[8:]]
    assert any(s.startswith("dE/dx[i,j] = sum_{k=1}^{3} sum_{f_i=max(1, i-2)}^{min(2, i)} ") and s.endswith("  (4, 4)")
               for s in said[8:])


def test_programs_of_one_formula():
    net = sc.load("example:mini_cnn")
    for d in (net["w[f_i,f_j,k]"], net["y[1,2,k]"], net.jacobian("z", "y", direct=True)):
        assert not strangers(d.numpy().source)
        assert not strangers(d.expand().numpy().source)


def test_a_program_reaches_no_builtin():
    function = sc.Network("x: 3; y = relu(x)").compile(outputs=["y"], wrt=[]).lowered({}, ("x",)).function
    harmless = {"float", "int", "len", "list", "max", "min", "range", "tuple", "zip"}
    assert set(function.__globals__["__builtins__"]) == {"__import__", *harmless}


def test_small_programs_are_as_a_formatter_leaves_them(tmp_path):
    pytest.importorskip("ruff", reason="the formatter is in the extra lint")
    names = [n for n in sc.examples() if n not in ("alexnet", "lenet5")]
    for name in names:
        net = sc.load(f"example:{name}")
        source = net.compile(wrt=operands(net), sizes=named(sizes_of(net))).source
        (tmp_path / f"{name}.py").write_text(source)
    done = subprocess.run([sys.executable, "-m", "ruff", "format", "--isolated", "--check", str(tmp_path)],
                          capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert f"{len(names)} files already formatted" in done.stdout
