"""The command line: what it prints, where it writes, and how it ends."""

import json
import re
import subprocess
import sys
from statistics import median

import pytest

import symcnn as sc
from formulas import squeezed
from symcnn.cli import main
from symcnn.solution import formats
from symcnn.version import __version__

TEXT = "x: 4; w: 2; y = sigmoid(conv(x, w)); t: 3; E = squared_error(y, t)/2"


@pytest.fixture
def run(capsys):
    """Runs the command; gives the exit status, what it printed and what it complained of."""
    def command(*arguments):
        with pytest.raises(SystemExit) as left:
            main(list(arguments))
        out, err = capsys.readouterr()
        return left.value.code, out, err
    return command


def test_a_network_in_place(run):
    status, out, err = run("derive", TEXT)
    assert (status, err) == (0, "")
    for part in ("Shapes", "(4-2)/1+1 = 3", "Forward", "Gradient dE/dw", "so by the chain rule", "Indices start at 1."):
        assert part in out
    assert "dE/dw[m] = sum_{i=1}^{3} (y[i] - t[i])*y[i]*(1 - y[i])*x[i+m-1]" in out


def test_an_example_by_name(run):
    status, out, _ = run("derive", "example:mini_cnn", "--wrt", "z")
    assert status == 0
    assert "Gradient dE/dz[p_i,p_j,k]" in out and "Gradient dE/dw" not in out
    assert re.search(r"w\[f_i,f_j,k\] +2×2×3 +12\n", out) and re.search(r"total +36\n", out)


def test_a_file_in_markdown_and_one_in_plain_text(run, tmp_path):
    plain, markdown = tmp_path / "net.txt", tmp_path / "net.md"
    plain.write_text(TEXT.replace("; ", "\n"))
    markdown.write_text(f"# A network\n\n```symcnn\n{TEXT}\n```\n\nIts loss: $E = 0$.\n")
    outputs = [run("derive", str(path))[1] for path in (plain, markdown)]
    assert outputs[0] == outputs[1] == run("derive", TEXT)[1]


def test_all_parameters_unless_some_are_asked_for(run):
    _, out, _ = run("derive", "example:lenet5")
    for name in ("W^(1)", "b^(1)", "W^(2)", "b^(2)", "W^(3)", "W^(4)", "W^(5)", "b^(5)"):
        assert f"Gradient dE/d{name}[" in out
    assert re.search(r"total +61706\n", out)


def test_a_fragment_without_parameters(run):
    assert "Gradient dE/dx" in run("derive", "x: 6; y = max_pool(x, 2)")[1]


def test_entries_are_written_out(run):
    status, out, _ = run("derive", "example:mini_cnn", "--expand", "w[1,2,1]", "--expand", "y[2,2,k]")
    assert status == 0
    assert "Expanded dE/dw[1,2,1]" in out and "Gradient" not in out
    assert "dE/dy[2,2,k] = dE/dz[1,1,k] + dE/dz[1,2,k] + dE/dz[2,1,k] + dE/dz[2,2,k]" in out
    assert out.count("*(1 - y[") == 9


def test_the_origin(run):
    _, out, _ = run("derive", "y = conv(X, K)", "--origin", "0", "--wrt", "K")
    assert "Indices start at 0." in out
    assert "sum_{m=0}^{F_h-1} sum_{n=0}^{F_w-1} X[i+m,j+n]*K[m,n]" in out


def test_latex(run):
    _, out, _ = run("derive", "example:mini_cnn", "--wrt", "w[f_i,f_j,k]", "--expand", "z[1,1,1]", "--format", "latex")
    wanted = r"\frac{\partial E}{\partial w_{f_i,f_j,k}} = \sum_{c_i=1}^{3}\sum_{c_j=1}^{3} \frac{\partial E}"
    assert squeezed(wanted) in squeezed(out)
    assert out.count("\\begin{align*}") == out.count("\\end{align*}") >= 4 and out.count(r"\boxed") == 1
    assert out.count("{") == out.count("}")
    assert r"\begin{tabular}{llll}" in out


def test_json(run):
    _, out, _ = run("derive", TEXT, "--wrt", "w", "--expand", "w[1]", "--format", "json")
    data = json.loads(out)
    assert data["version"] == __version__
    assert [t["key"] for t in data["tensors"]] == ["x", "w", "y", "t", "E"]
    assert data["tensors"][2] == {"key": "y", "role": "intermediate", "shape": [3], "arithmetic": ["(4-2)/1+1 = 3"]}
    (gradient,) = data["gradients"]
    assert gradient["key"] == "dE/dw" and gradient["steps"][0]["rule"] == "chain rule"
    assert all(s["proved"] for s in gradient["steps"])
    assert data["expansions"][0]["text"].startswith("dE/dw[1] = (y[1] - t[1])")


def test_a_file_to_write_to(run, tmp_path):
    path = tmp_path / "page.txt"
    assert run("derive", TEXT, "-o", str(path)) == (0, "", "")
    assert path.read_text(encoding="utf-8") == run("derive", TEXT)[1]


def test_pictures(run, tmp_path):
    status, out, _ = run("draw", TEXT)
    assert status == 0 and out.startswith("<svg") and "sigmoid(conv 2)" in out
    path = tmp_path / "entry.svg"
    status, out, _ = run("draw", TEXT, "--gradient", "w", "--at", "m=2", "--term", "3", "-o", str(path))
    assert (status, out) == (0, "") and "term 3" in path.read_text(encoding="utf-8")
    assert "1 of 3 products" in run("draw", "example:same_conv_1d", "--forward", "xhat", "--at", "N=5,K=3")[1]
    for wrong in (["--at", "i"], ["--at", "i=x"], ["--forward", "y", "--gradient", "w"]):
        assert run("draw", TEXT, *wrong, *(["--forward", "y"] if "--at" in wrong else []))[0] == 2


def test_demo(run):
    status, out, _ = run("demo")
    assert status == 0
    assert out.count("agrees: worst at") == 2 and "differs" not in out
    marked = out[out.index("A derivation by hand, marked"):]
    assert "6 of 6 judged: 4 right, 2 wrong" in marked
    assert "wrong: slope missing" in marked and "wrong: pool factor" in marked


def test_version_and_help(run):
    status, out, _ = run("--version")
    assert status == 0 and __version__ in out
    for arguments in (["--help"], ["derive", "--help"], ["demo", "-h"]):
        status, out, _ = run(*arguments)
        assert status == 0 and "Usage: symcnn" in out


@pytest.mark.parametrize("arguments", [[], ["frob"], ["derive"], ["derive", TEXT, "--origin", "2"],
                                       ["derive", TEXT, "--format", "pdf"], ["derive", TEXT, "--nothing"],
                                       ["derive", TEXT, "-o", "/nowhere/at/all.txt"]])
def test_wrong_usage_is_2(run, arguments):
    status, out, err = run(*arguments)
    assert status == 2
    assert out + err


@pytest.mark.parametrize(("arguments", "said"), [
    (["y = conv("], r"line 1, column 9: '\(' is never closed"),
    (["nofile.txt"], r"there is no file 'nofile.txt': give a path, example:NAME or equations"),
    (["example:nothing"], r"no example is called 'nothing': there are alexnet"),
    ([TEXT, "--wrt", "v"], r"no tensor is called 'v': known are x, w, y, t, E"),
    ([TEXT, "--expand", "w[1,2]"], r"w has 1 axes \[m\], not 2"),
    (["x: 2; w: 3; y = conv(x, w)"], r"line 1: "),
    (["x: 4\nw: 2\ny = conv(x, w, strid=2)"], r"line 3"),
    (["example:mini_cnn", "--wrt", "w"], r"w names 2 tensors: say which of w\[f_i,f_j,k\], w\[p_i,p_j,k,o\]"),
])
def test_a_bad_network_is_3(run, arguments, said):
    status, out, err = run("derive", *arguments)
    assert (status, out) == (3, "")
    assert re.match(f"symcnn: .*{said}", err), err


def test_a_failure_of_ours_is_70(run, monkeypatch):
    def broken(*_):
        raise KeyError("something")
    monkeypatch.setattr(formats, "rendered", broken)
    status, _, err = run("derive", TEXT)
    assert status == 70
    assert err == "symcnn: this is our own failure, please report it: KeyError: 'something'\n"


def test_an_entry_outside_is_refused(run):
    status, _, err = run("derive", TEXT, "--expand", "w[3]")
    assert (status, err) == (3, "symcnn: w has no entry at m = 3: its index runs from 1 to 2\n")


def seconds(program):
    timed = f"import time; start = time.perf_counter(); {program}; print(time.perf_counter() - start)"
    return float(subprocess.run([sys.executable, "-c", timed], capture_output=True, text=True, check=True).stdout.split()[-1])


def test_help_does_not_wait_for_sympy():
    show = ("import sys; from symcnn.cli import commands\n"
            "try: commands.main(args=['--help'], prog_name='symcnn')\nexcept SystemExit: pass\nstart = start")
    show = "exec(" + repr(show) + ")"
    ratios = [seconds(show) / seconds("import sympy") for _ in range(5)]
    assert median(ratios) < 1 / 3
    loaded = subprocess.run([sys.executable, "-c", "import sys, symcnn.cli, symcnn; print('sympy' in sys.modules)"],
                            capture_output=True, text=True, check=True).stdout
    assert loaded.strip() == "False"


@pytest.mark.parametrize("name", ["relu_max_5x5", "relu_max_7x7"])
def test_the_numbers_of_a_network_are_its_defaults(name):
    net = sc.load(f"example:{name}")
    check = net.gradient_check()
    assert check and len(check.comparisons) == len(net.parameters)


def test_the_package_runs_as_a_module():
    done = subprocess.run([sys.executable, "-m", "symcnn", "--version"], capture_output=True, text=True, check=True)
    assert __version__ in done.stdout
