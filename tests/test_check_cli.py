"""``symcnn check``: files, standard input, formats, and an exit status that never takes a failure for a verdict."""

import io
import json

import pytest

import symcnn as sc
from symcnn.checking import check as checker
from symcnn.checking.report.report import Report
from symcnn.checking.report.verdict import Cause, Claim, Context, Judged, Verdict
from symcnn.cli import main
from symcnn.errors import ShapeError


def fake(source, given=None, kind=None, name=""):
    """A report that says ``wrong`` where the source does, and keeps what it was called with."""
    if "bad network" in source:
        raise ShapeError("line 2: the sizes do not fit")
    if "failure" in source:
        raise ZeroDivisionError("\x1b[2J")
    verdict = next((v for v in ("wrong", "undecided") if v in source), "right")
    causes = (Cause("sign", "the sign is turned"),) if verdict == "wrong" else ()
    claim = Claim("a", 1, source.strip())
    return Report((Judged(claim, Verdict(verdict, causes=causes)),), Context(notes=(f"{given}|{kind}",)), name)


@pytest.fixture
def run(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(checker, "check", fake)
    monkeypatch.chdir(tmp_path)

    def call(*arguments, stdin=b""):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        with pytest.raises(SystemExit) as end:
            main(["check", *arguments])
        shown = capsys.readouterr()
        return end.value.code, shown.out, shown.err

    return call


def write(**texts):
    for name, text in texts.items():
        with open(f"{name}.md", "w", encoding="utf-8") as file:
            file.write(text)


@pytest.mark.parametrize(("text", "status"), [
    ("fine", 0), ("wrong", 1), ("undecided", 4), ("bad network", 3), ("failure", 70)])
def test_the_exit_status_of_one_file(run, text, status):
    write(a=text)
    assert run("a.md")[0] == status


@pytest.mark.parametrize(("texts", "status"), [
    (("fine", "wrong", "undecided"), 1), (("undecided", "fine"), 4), (("wrong", "bad network"), 3),
    (("bad network", "failure", "wrong"), 70), (("fine", "fine"), 0)])
def test_the_exit_status_of_several_files(run, texts, status):
    write(**{f"f{n}": text for n, text in enumerate(texts)})
    code, out, _ = run(*(f"f{n}.md" for n in range(len(texts))))
    assert code == status
    assert all(f"f{n}.md\n=====" in out for n, text in enumerate(texts) if text in ("fine", "wrong", "undecided"))


def test_a_failure_in_one_file_leaves_the_others(run):
    write(a="failure", b="wrong")
    code, out, err = run("a.md", "none.md", "b.md")
    assert code == 70
    assert "    wrong: sign" in out.splitlines()
    assert "symcnn: none.md: there is no file 'none.md'" in err
    assert r"symcnn: a.md: this is our own failure, please report it: ZeroDivisionError: \x1b[2J" in err


def test_wrong_usage(run, tmp_path):
    write(a="fine")
    (tmp_path / "b.md").write_bytes(b"\xff\xfe\x00")
    assert run("none.md")[0] == 2
    assert run("b.md")[0] == 2
    assert run("example:none")[0] == 2
    assert run()[0] == 2
    assert run("a.md", "--reveal", "all")[0] == 2
    assert run("a.md", "-o", "no/such/folder")[0] == 2
    code, _, err = run("a.md", "-o", "./a.md")
    assert code == 2
    assert "would overwrite" in err
    assert (tmp_path / "a.md").read_text(encoding="utf-8") == "fine"


def test_standard_input(run):
    code, out, _ = run("-", "--given", "y = conv(x, w)", stdin="y = 1 \u03c3 wrong".encode())
    assert code == 1
    assert "y = 1 \u03c3 wrong" in out
    assert "note: y = conv(x, w)|None" in out
    assert run("-", stdin=b"\xff")[0] == 2
    assert run("-", stdin=b"x" * 1_000_001)[0] == 2
    assert run("-", stdin=b"x" * 1_000_000, )[0] == 0


def test_the_network_may_be_a_file_or_an_example(run):
    write(a="fine", net="# A\n```symcnn\ny = relu(x)\n```")
    assert "y = relu(x)|markdown" in run("a.md", "--given", "net.md")[1]
    assert "conv(x, w" in run("a.md", "--given", "example:mini_cnn", "--format", "json")[1]
    assert run("a.md", "--given", "example:none")[0] == 3


@pytest.mark.parametrize(("suffix", "kind"), [
    ("md", "markdown"), ("ipynb", "notebook"), ("tex", "tex"), ("txt", "text"), ("homework", "None")])
def test_the_suffix_tells_the_format(run, tmp_path, suffix, kind):
    (tmp_path / f"a.{suffix}").write_text("fine", encoding="utf-8")
    assert f"note: None|{kind}" in run(f"a.{suffix}")[1]


def test_how_much_is_told(run):
    write(a="wrong")
    assert "sign" not in run("a.md", "--reveal", "place")[1]
    assert "the sign is turned" in run("a.md", "--reveal", "cause")[1]


def test_markdown_and_json(run, tmp_path):
    write(a="wrong", b="bad network")
    code, out, _ = run("a.md", "--format", "markdown", "-o", "out.md")
    assert (code, out) == (1, "")
    assert "**line 1 (a)** ✗ wrong: sign" in (tmp_path / "out.md").read_text(encoding="utf-8")
    one = json.loads(run("a.md", "--format", "json")[1])
    assert one["claims"][0]["verdict"] == "wrong"
    several = json.loads(run("a.md", "b.md", "--format", "json")[1])
    assert [r["name"] for r in several["reports"]] == ["a.md", "b.md"]
    assert several["reports"][1]["status"] == 3
    assert "sizes do not fit" in several["reports"][1]["problem"]
    assert run("a.md", "b.md", "--format", "markdown")[1].startswith("## `a.md`\n\n**1 of 1 judged")


def test_a_terminal_without_the_marks_gets_their_codes(monkeypatch, tmp_path):
    monkeypatch.setattr(checker, "check", fake)
    (tmp_path / "a.md").write_text("wrong", encoding="utf-8")
    held = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(held, encoding="ascii"))
    with pytest.raises(SystemExit) as end:
        main(["check", str(tmp_path / "a.md")])
    assert end.value.code == 1
    assert rb"\u2717 line 1 (a): wrong" in held.getvalue()


def test_check_takes_text_or_a_path(run, tmp_path):
    write(a="wrong")
    assert sc.check("a.md").name == "a.md"
    assert sc.check(tmp_path / "a.md").exit_status() == 1
    assert sc.check("example:mini_cnn").context.notes == ("None|markdown",)
    report = sc.check(r"\frac{a}{b} = wrong", given="y = relu(x)")
    assert report.exit_status() == 1
    assert report.context.notes == ("y = relu(x)|None",)
    assert sc.check("the sheet a.md").name == ""
    with pytest.raises(sc.SymcnnError, match=r"there is no file 'gone\.md'"):
        sc.check("gone.md")


def test_a_network_checks_text_and_arrays(run, monkeypatch):
    from types import ModuleType

    net = sc.Network("y = relu(x)")
    assert net.check("y = wrong").exit_status() == 1
    arrays = ModuleType("symcnn.checking.arrays")
    arrays.check_arrays = lambda values, network: (values, network)
    monkeypatch.setitem(__import__("sys").modules, "symcnn.checking.arrays", arrays)
    values, network = net.check({"x": 1})
    assert values == {"x": 1}
    assert network is net
