"""Code to hand in: every layer and loss, in both styles, beside programs and central differences; what it may hold."""

import ast
import subprocess
import sys

import numpy as np
import pytest
from click.testing import CliRunner

import symcnn as sc
from contract import named, operands, random_values, sizes_of
from symcnn.cli import commands
from symcnn.errors import MeaninglessError, NameUnknown
from symcnn.layers.table import LAYERS
from symcnn.losses.table import LOSSES
from symcnn.numeric.layout import wrapped

TEXTS = [text for layer in (*LAYERS, *LOSSES) for text in layer.examples]
LETTERS = [
    "Y = conv(X, W, b, stride=s, padding=p)", "X: C×H×W_i; Y = conv(X, W, b, stride=2, padding=1)",
    "Y = max_pool(X, 3, stride=2, padding=1)", "Y = max_pool(X, k, stride=s)", "X: C×H×W; Y = flatten(X)", "Z = softmax(X)",
    "Y = avg_pool(X, k, stride=s, padding=p, count_include_pad=False)", "y = relu(x); E = squared_error(W y, t)",
    "assume K odd; x: N; w: K; y = conv(x, w, padding=(K-1)/2, stride=s)", "y = conv(x, conv(u, v))",
    "batch n; X: 3×8×7; W: 4×3×3×3; y = relu(conv(X, W, b, stride=2, padding=1)); z = max_pool(y, 2)",
    "ties = all; Y = max_pool(X, k, stride=s)", "ties = split; Y = max_pool(X, 3, stride=2, padding=1)",
    "ties = split; y = max(a, b)", "ties = all; y = max(a)",
]
STYLES = ["numpy", "loops"]


def run(source):
    """The functions of a source."""
    names = {"__name__": "handed_in"}
    exec(compile(source, "<code>", "exec"), names)  # noqa: S102 (what a user would run)
    return names


def backward_of(names):
    return names.get("backward") or names["loss_and_gradients"]


def parameters(function):
    code = function.__code__
    return code.co_varnames[:code.co_argcount + code.co_kwonlyargcount]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(("text", "origin"), [*((t, 1) for t in TEXTS), *((t, n) for t in LETTERS for n in (0, 1))])
def test_code_agrees_with_central_differences(text, origin, style, capsys):
    net = sc.Network(text, origin=origin)
    names = run(net.code([k for k in operands(net) if k not in net.system.unit_sum], style=style))
    assert names["check"]()
    said = capsys.readouterr().out
    assert said.count("agrees with central differences") >= 1 and "DIFFERS" not in said


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("text", TEXTS)
def test_code_agrees_with_programs(text, style):
    net = sc.Network(text)
    wrt = [k for k in operands(net) if k not in net.system.unit_sum]
    sizes = sizes_of(net)
    values = random_values(net, sizes)
    expected = net.compile(wrt=wrt, sizes=named(sizes))(values)
    function = backward_of(run(net.code(wrt, style=style)))
    arrays = {"d" + k.split("/d")[1] if net.system.tensors[k].role == "gradient" else k: np.asarray(v)
              for k, v in values.items()}
    given = {p: v for p, v in {**named(sizes), **arrays}.items() if p in parameters(function)}
    found = function(**given)
    found = list(found) if isinstance(found, tuple) else [found]
    keys = [*([] if net.is_fragment else [net.loss]), *(net.key(net.loss, k) for k in wrt)]
    assert len(found) == len(keys)
    for key, array in zip(keys, found, strict=True):
        np.testing.assert_allclose(array, expected[key], rtol=1e-10, atol=1e-12)


def test_a_fragment_is_a_function_as_people_write_it():
    source = sc.Network("X: C×H×W_i; Y = conv(X, W, b, stride=2, padding=1)").code()
    names = run(source)
    assert parameters(names["backward"]) == ("dY", "X", "W", "stride", "padding")
    assert parameters(names["forward"]) == ("X", "W", "b", "stride", "padding")
    assert names["backward"].__defaults__ == names["forward"].__defaults__ == (2, 1)
    random = np.random.default_rng(0)
    shapes = {"X": (2, 9, 8), "W": (4, 2, 3, 2), "b": (4,)}
    values = {k: random.standard_normal(s) for k, s in shapes.items()}
    upstream = np.ones_like(names["forward"](**values))
    net = sc.Network("X: 2×9×8; W: 4×2×3×2; Y = conv(X, W, b, stride=2, padding=1)")
    expected = net.compile(["X", "W", "b"])(values | {"dE/dY": upstream})
    for found, key in zip(names["backward"](upstream, values["X"], values["W"]), "XWb", strict=True):
        np.testing.assert_allclose(found, expected[f"dE/d{key}"], rtol=1e-12, atol=1e-12)


def test_strides_and_paddings_are_arguments():
    random = np.random.default_rng(0)
    x, w = random.standard_normal((9, 8)), random.standard_normal((3, 2))
    function = run(sc.Network("Y = conv(X, W, stride=2)").code())["forward"]
    for stride in (1, 2, 3):
        net = sc.Network(f"X: 9×8; W: 3×2; Y = conv(X, W, stride={stride})")
        np.testing.assert_allclose(function(x, w, stride=stride), net.compile([], ["Y"])({"X": x, "W": w})["Y"], rtol=1e-12)
    named = run(sc.Network("stride: N; Y = conv(stride, W, stride=2)").code())
    assert parameters(named["forward"]) == ("stride", "W")
    assert parameters(run(sc.Network("Y = avg_pool(X, 2)").code())["backward"]) == ("dY", "X")


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("head", ["E = cross_entropy_logits(z, t)", "p = softmax(z); E = squared_error(p, t)"])
def test_logits_far_apart_are_taken_below_the_greatest(head, style):
    net = sc.Network(f"batch n; x: 4; z_max: 3x4; z = dense(x, z_max); {head}")
    random = np.random.default_rng(0)
    targets = np.eye(3)[[0, 1, 2, 0, 1]]
    values = {"x": 900 * random.standard_normal((5, 4)), "z_max": random.standard_normal((3, 4)), "t": targets}
    source = net.code(style=style)
    assert "np.exp(z_shifted" in source
    loss, by_weights = run(source)["loss_and_gradients"](*values.values())
    exact = net.compile(["z_max"])(values)
    assert np.isfinite(loss)
    np.testing.assert_allclose(loss, exact["E"], rtol=1e-12)
    np.testing.assert_allclose(by_weights, exact[net.key("E", "z_max")], rtol=1e-12, atol=1e-9)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("layer", ["max_pool(X, 3, stride=1, padding=1)", "avg_pool(X, 2, stride=1, padding=1)", "relu(X)"])
def test_whole_numbers_and_truth_values_are_as_good_as_floats(layer, style):
    names = run(sc.Network(f"X: 2×4×5; Y = {layer}").code(style=style))
    random = np.random.default_rng(0)
    X = random.integers(-9, 10, (2, 4, 5))
    for array in (X, X > 0, X.astype(np.float32), np.asfortranarray(X), X[:, ::-1]):
        Y = names["forward"](array)
        np.testing.assert_allclose(Y, names["forward"](array.astype(float)), rtol=1e-12)
        dY = random.standard_normal(Y.shape)
        takes = {"dY": dY, "X": array}
        wanted = {k: takes[k] for k in parameters(names["backward"]) if k in takes}
        exact = {k: v.astype(float) for k, v in wanted.items()}
        np.testing.assert_allclose(names["backward"](**wanted), names["backward"](**exact), rtol=1e-12)


@pytest.mark.parametrize("style", STYLES)
def test_strides_and_paddings_of_several_layers_are_arguments_by_number(style, capsys):
    text = "{}Y = conv(X, W, b, padding={})\nA = relu(Y)\nZ = max_pool(A, 2, stride={}, padding={})"
    names = run(sc.Network(text.format("", 1, 2, 0)).code(style=style))
    backward = names["backward"]
    assert parameters(backward) == ("dZ", "X", "W", "b", "padding_1", "stride_2", "padding_2")
    assert backward.__defaults__ == (1, 2, 0)
    random = np.random.default_rng(0)
    values = {"X": random.standard_normal((9, 8)), "W": random.standard_normal((3, 2)), "b": 0.5}
    for numbers in ((1, 2, 0), (0, 1, 1), (2, 3, 1)):
        net = sc.Network(text.format("X: 9×8\nW: 3×2\nb: scalar\n", *numbers))
        upstream = random.standard_normal(net.shape("Z"))
        expected = net.compile(["X", "W", "b"])(values | {"dE/dZ": upstream})
        for found, key in zip(backward(upstream, *values.values(), *numbers), "XWb", strict=True):
            np.testing.assert_allclose(found, expected[f"dE/d{key}"], rtol=1e-12, atol=1e-12)
    assert names["check"]()
    assert "0.0e+00" not in capsys.readouterr().out


def test_layers_are_counted_from_the_input_on():
    names = run(sc.Network("Y = conv(conv(X, U, stride=3), W, stride=2)").code())
    assert parameters(names["forward"]) == ("X", "U", "W", "stride_1", "stride_2")
    assert names["forward"].__defaults__ == (3, 2)
    random = np.random.default_rng(0)
    x, u, w = (random.standard_normal(s) for s in ((15, 15), (3, 2), (2, 2)))
    inner = run(sc.Network("Y = conv(X, W, stride=2)").code())["forward"]
    np.testing.assert_allclose(names["forward"](x, u, w), inner(inner(x, u, stride=3), w, stride=2), rtol=1e-12)


def test_a_network_takes_strides_where_its_sizes_leave_them_open():
    text = "x: 9×8; w: 3×2; y = sigmoid(conv(x, w, stride={})); E = squared_error(y, t)/2"
    function = run(sc.Network(text.format(2)).code(["w"]))["loss_and_gradients"]
    assert parameters(function) == ("x", "w", "t", "stride")
    random = np.random.default_rng(0)
    values = {"x": random.standard_normal((9, 8)), "w": random.standard_normal((3, 2))}
    for stride in (1, 2, 3):
        net = sc.Network(text.format(stride))
        values["t"] = random.uniform(size=net.shape("y"))
        expected = net.compile(["w"])(values)
        loss, dw = function(*values.values(), stride=stride)
        assert loss == pytest.approx(expected["E"], rel=1e-12)
        np.testing.assert_allclose(dw, expected["dE/dw"], rtol=1e-12)
    fixed = sc.Network("x: 1×8×8; y = avg_pool(x, 3, stride=2, padding=1); V: 1×16; E = squared_error(V flatten(y), t)")
    assert parameters(run(fixed.code())["loss_and_gradients"]) == ("x", "V", "t")


def test_sizes_that_no_array_has_are_asked_for_by_name():
    function = run(sc.Network("Y = conv(X, W, stride=s, padding=p)").code())["backward"]
    assert parameters(function) == ("dY", "X", "W", "p", "s")
    assert function.__code__.co_kwonlyargcount == 2


@pytest.mark.parametrize("style", STYLES)
def test_a_wrong_gradient_is_found(style, capsys):
    source = sc.Network("Y = conv(X, W)").code(style=style)
    wrong = source.replace("    return dX, dW", "    return 2 * dX, dW")
    assert wrong != source
    assert not run(wrong)["check"]()
    assert "dX DIFFERS from central differences" in capsys.readouterr().out


def test_run_as_a_script(tmp_path):
    file = tmp_path / "backward.py"
    result = CliRunner().invoke(commands, ["code", "Y = max_pool(X, 2)", "--style", "loops", "-o", str(file)])
    assert result.exit_code == 0, result.output
    done = subprocess.run([sys.executable, str(file)], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("dX agrees with central differences")
    file.write_text(file.read_text().replace("return dX", "return -dX"))
    assert subprocess.run([sys.executable, str(file)], capture_output=True, check=False).returncode == 1


HOSTILE = [
    "import: 3; np = relu(import); E = squared_error(np, t)",
    "lambda: 6; exec: 3; eval = sigmoid(conv(lambda, exec, padding=1))",
    "total: 3; best = sigmoid(total); check = relu(best)",
    r"\hat{y}^{(1)}[c_i,j']: 4×5; W_{out}^*: 3×4; o = sigmoid(W_{out}^* \hat{y}^{(1)})",
    "dx: 3; x = sigmoid(dx); y = relu(x)", "forward: 3; backward = relu(forward)",
]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("text", HOSTILE)
def test_names_are_safe(text, style, capsys):
    source = sc.Network(text).code(style=style)
    tree = ast.parse(source)
    assert [n for n in ast.walk(tree) if isinstance(n, ast.Import | ast.ImportFrom)] == [tree.body[1]]
    called = {n.func.id for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}
    assert called <= {"abs", "max", "min", "range", "print", "SystemExit", "float", "check", "slope", "objective", "forward",
                      "function", "backward", "loss_and_gradients", "relu", "sigmoid"}
    assert all(" " <= c <= "~" or c == "\n" for c in source)
    assert run(source)["check"](), capsys.readouterr().out


def test_what_is_no_code():
    with pytest.raises(NameUnknown, match="no style of code is called 'c': choose numpy or loops"):
        sc.Network("y = relu(x)").code(style="c")
    net = sc.Network("x: 3; y = relu(x); z = tanh(y)")
    with pytest.raises(MeaninglessError, match="z is no scalar: code gives the gradients of a loss"):
        net.jacobian("z", "y").code()
    assert "def backward(dz, x)" in net["x"].code("loops")


def test_long_lines_keep_their_meaning():
    long = "a_rather_long_name + another_rather_long_name"
    assert wrapped(f"    x = y * ({long} + another)") == [f"    x = y * ({long} + another)"]
    four = ["a_rather_long_name", "+ another_rather_long_name", "+ a_rather_long_name", "+ another_rather_long_name"]
    assert wrapped(f"    x = y * ({' '.join(four)})") == ["    x = y * (", *(f"        {t}" for t in four), "    )"]
    assert wrapped(f"x = some_array_of_numbers[{' '.join(four)}]")[1:] == [*(f"    {t}" for t in four), "]"]
    assert wrapped(f"x = function({long} + {long[:18]}, {long})") == [
        "x = function(", f"    {long} + {long[:18]},", f"    {long},", ")"]
    assert wrapped(f"    x += {long} * {long} * y") == ["    x += (", f"        {four[0]}", f"        {four[1]} * {four[0]}",
                                                   f"        {four[1]} * y", "    )"]
    assert wrapped(f"if {long} == 1 and {long} == 2:") == ["if (", f"    {long} == 1", f"    and {long} == 2", "):"]
    assert wrapped(f"return {', '.join(['some_gradient'] * 6)}") == ["return (", *["    some_gradient,"] * 6, ")"]


@pytest.mark.parametrize("style", STYLES)
def test_the_source_is_as_a_formatter_leaves_it(style, tmp_path):
    pytest.importorskip("ruff", reason="the formatter is in the extra lint")
    sources = [sc.Network(t).code(style=style) for t in (*TEXTS[::3], *LETTERS)]
    sources += [sc.load(f"example:{name}").code(style=style) for name in sc.examples()]
    for number, source in enumerate(sources):
        (tmp_path / f"source_{number}.py").write_text(source)
    done = subprocess.run([sys.executable, "-m", "ruff", "format", "--isolated", "--check", str(tmp_path)],
                          capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert f"{len(sources)} files already formatted" in done.stdout
