"""Hostile names, through every door: they are refused in a sentence, and nothing of them reaches a program."""

import os
import re

import pytest
import sympy

import symcnn as sc
from symcnn.checking.check import check
from symcnn.cli import main
from symcnn.errors import SymcnnError

CALL = '__import__("os").environ.__setitem__("SYMCNN_TAKEN", "1")'
NAMES = [
    CALL,
    "x.__class__",
    "x\nimport os",
    "x\r\nimport os",
    "x # y",
    'x"); import os; ("',
    "x'",
    "x\x00y",
    "\x1b[2Jx",
    "x\u2028y",
    "\u202ex",
    "\\href{javascript:alert(1)}{x}",
    "\\input{/etc/passwd}",
    "\\write18{ls}",
    "\\def\\x{y}",
    "<script>alert(1)</script>",
    "a" * 5000,
    "(" * 200,
    "x" + "_{a" * 100,
    "lambda: 0",
    "x;y",
    "../../etc/passwd",
    "{x}",
    "%s%n",
    "",
]
# a comment and a group in braces: both are read as x
READ = ("x # y", "{x}")
MIDDLE = [n for n in NAMES if "\n" not in n and ";" not in n and "#" not in n]
NET = sc.Network("x: 4; w: 2; y = tanh(conv(x, w)); t: 3; E = squared_error(y, t)")
SIZED = sc.Network("x: N; w: K; y = conv(x, w)")


def refused(action, *arguments, **named):
    """That a SymcnnError says so in few printable characters, or that the name was read as something harmless."""
    try:
        action(*arguments, **named)
    except SymcnnError as error:
        text = str(error)
        assert len(text) < 900, text
        assert all(" " <= c <= "~" or c == "\n" for c in text), text
        return True
    finally:
        assert "SYMCNN_TAKEN" not in os.environ
    return False


def test_refused_tells_a_failure_of_another_kind():
    with pytest.raises(ZeroDivisionError):
        refused(lambda: 1 / 0)
    assert not refused(lambda: 0)


@pytest.mark.parametrize("name", MIDDLE)
@pytest.mark.parametrize("text", ["{}: 3\ny = relu({})", "x: 3\n{} = relu(x)", "x: {}\ny = relu(x)", "x[{}]: 3\ny = relu(x)",
                                  "x: 3\ny = {}(x)", "x: 5\ny = max_pool(x, {})", "x: 3\ny = relu(x)\ndL/d{} = [1, 2, 3]",
                                  "assume {} odd\nx: 3\ny = relu(x)", "batch {}\nx: 3\ny = relu(x)", "{} = [1, 2, 3]\ny = 2 x",
                                  "x: 5\ny = max_pool(x, 2, stride={})", "x: 3\ny = relu(x)\n\\delta = d{}/dx"])
def test_text(text, name):
    refused(lambda: walk(sc.Network(text.replace("{}", name))))


def walk(net):
    """What a network shows of itself holds no control character."""
    for shown in (net.text(), net.latex()):
        assert all(c >= " " or c == "\n" for c in shown)


@pytest.mark.parametrize("name", NAMES)
def test_layers(name):
    x = sc.Input("x", (5,))
    for parts in ([sc.Input(name, (3,)), sc.Relu("y")], [x, sc.Relu(name)], [x, sc.Conv("y", weight=name, kernel_size=2)],
                  [x, sc.MaxPool("y", kernel_size=name)], [x, sc.Relu("y", of=name)], [sc.Input("x", (name,)), sc.Relu("y")],
                  [x, sc.Activation("y", function=name)]):
        refused(lambda p=parts: walk(sc.Network(*p)))
    refused(lambda: sc.Network(x, sc.Relu("y"), loss=name).gradient("x").latex())


@pytest.mark.parametrize("name", NAMES)
def test_questions(name):
    doors = [NET.gradient, NET.__getitem__, NET.shape, NET.forward, lambda n: NET.jacobian(n, "x"), lambda n: NET.key("E", n),
             lambda n: NET.jacobian("y", n), lambda n: NET.hessian("w", n), lambda n: NET.compile(wrt=[n]),
             lambda n: NET.compile(outputs=[n]), lambda n: NET.gradient(f"w[{n}]"), lambda n: NET.gradient(f"dE/d{n}"),
             lambda n: NET.gradient(f"\\frac{{\\partial E}}{{\\partial {n}}}"),
             lambda n: NET.gradient("w").expand({n: 1}), lambda n: NET.gradient("w").expand(into=[n]),
             lambda n: NET.compile()({n: 1.0}), lambda n: NET.gradient_check({n: 1.0}),
             lambda n: NET.gradient("w").numpy()({n: 1.0}), lambda n: NET.gradient_check({}, wrt=[n])]
    assert name in READ or sum(refused(door, name) for door in doors) >= len(doors) - 3


@pytest.mark.parametrize("name", NAMES)
def test_sizes_by_name(name):
    assert refused(lambda: SIZED.compile(wrt=["w"], sizes={name: 3})({"x": [1.0, 2.0], "w": [1.0]}))


@pytest.mark.parametrize("name", NAMES)
def test_symbols_of_an_equation_in_sympy(name):
    x = sympy.IndexedBase("x")
    i = sympy.Symbol("i")
    # SymPy itself refuses a function of this name
    shown = name.replace("\x00", "\x01") or "?"
    for expr in (x[i] + sympy.Symbol(shown), sympy.IndexedBase(shown)[i], sympy.Function(shown)(x[i]),
                 sympy.Sum(x[i], (sympy.Symbol(shown), 1, 2)), x[i] ** sympy.Symbol(shown)):
        refused(lambda e=expr: sc.Network(sc.Input("x", (3,)), sc.Define("y", e, index="i")).compile(wrt=["x"]))
    refused(lambda: sc.Network(sc.Input("x", (3,)), sc.Define(name, x[i], index="i")))
    refused(lambda: sc.Network(sc.Input("x", (3,)), sc.Define("y", x[i], index=name)))


@pytest.mark.parametrize("expr", [CALL, lambda: 0, object(), {"a": 1}, [1, 2], None])
def test_what_is_no_sympy_expression_is_refused(expr):
    assert refused(lambda: sc.Network(sc.Input("x", (3,)), sc.Define("y", expr, index="i")))


@pytest.mark.parametrize("name", NAMES)
def test_markdown(name, tmp_path):
    path = tmp_path / "net.md"
    path.write_bytes(f"# {name}\n\n```symcnn\n{name}: 3\ny = relu({name})\n```\n".encode())
    refused(lambda: walk(sc.load(path)))
    refused(sc.load, name)


@pytest.mark.parametrize("name", [n for n in NAMES if "\x00" not in n])
@pytest.mark.parametrize("arguments", [["{}"], ["x: 3; y = relu(x)", "--wrt", "{}"], ["x: 3; y = relu(x)", "--expand", "{}"],
                                       ["example:{}"], ["{}: 3; y = relu({})"], ["x: 3; y = relu(x)", "--origin", "{}"]])
def test_command_line(name, arguments, capsys):
    with pytest.raises(SystemExit) as left:
        main(["derive", *(a.replace("{}", name) for a in arguments)])
    out, err = capsys.readouterr()
    assert left.value.code in (0, 2, 3), err
    assert "Traceback" not in out + err
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", out + err)
    assert "SYMCNN_TAKEN" not in os.environ


def test_files_are_bounded(tmp_path):
    path = tmp_path / "net.txt"
    path.write_text("x: 3\n" * 300_000)
    assert refused(sc.load, path)
    path.write_bytes(b"\xff\xfe\x00x")
    assert refused(sc.load, path)
    assert refused(sc.load, tmp_path)


def test_nesting_and_length_are_bounded():
    assert refused(sc.Network, "y = " + "(" * 5000 + "x" + ")" * 5000)
    assert refused(sc.Network, "y = " + "relu(" * 500 + "x" + ")" * 500)
    assert refused(sc.Network, "x: 1; " + "; ".join(f"y{n} = x" for n in range(1500)))
    assert refused(sc.Network, "x: " + "×".join("2" * 12) + "; y = relu(x)")


@pytest.mark.parametrize("page", [
    r"""$$p_i = \frac{e^{z_i}}{\sum_{k} e^{z_k}}$$
$$L = -\sum_i y_i \log(p_i)$$
$$\frac{\partial-L}{\partial p_i} =  \frac{y_i}{i}$$""",
    r"""$x \in \mathbb{R}^{4}$, $w \in \mathbb{R}^{2}$, $z = x \star w$, $a = \tanh(z)$, $L = \sum_i a_i$.
$\frac{\partial L}{\partial w_1} = \sum_{i=1}^{3} (1 - a_i^2) x_i$
and $\frac{\partial L}{\partial w_{[1]T}$$= \sum_{i=1}^{3} (1-a_i^2) x_{i+1}$.""",
])
def test_left_sides_that_name_no_entries_end_in_a_report(page):
    assert not any("symcnn failed" in j.verdict.evidence for j in check(page).judged)
