"""The cell magic: found by ``%load_ext``, judged against a network of the notebook, shown without HTML."""

import pytest

from symcnn.checking import check as checker
from symcnn.checking.report.report import Report
from symcnn.checking.report.verdict import Cause, Claim, Judged, Verdict
from symcnn.errors import MeaninglessError, NameUnknown
from symcnn.jupyter import check_cell
from symcnn.network import Network

NET = Network("y = relu(x)")


def fake(source, given=None, kind=None, name=""):
    verdict = Verdict("wrong", f"{given is NET}", causes=(Cause("sign", "the sign is turned"),))
    return Report((Judged(Claim("a", 1, source, r"\frac{1}{2} = y"), verdict),))


@pytest.fixture(autouse=True)
def _judged_by_hand(monkeypatch):
    monkeypatch.setattr(checker, "check", fake)


def test_a_cell_is_judged_against_a_network():
    report = check_cell("net", "y = 1", {"net": NET})
    assert report["a"].claim.latex == "y = 1"
    assert report["a"].verdict.evidence == "True"
    assert check_cell("", "y = 1", {})["a"].verdict.evidence == "False"


def test_how_much_is_told():
    report = check_cell("net --reveal place", "y = 1", {"net": NET})
    assert "sign" not in report.markdown() + report.text() + report.latex()


def test_what_cannot_be_used_is_refused():
    with pytest.raises(NameUnknown, match="the notebook has no variable 'net'"):
        check_cell("net", "y = 1", {})
    with pytest.raises(MeaninglessError, match="'net' is of type 'int': give a Network"):
        check_cell("net", "y = 1", {"net": 3})
    for line in ("net --reveal all", "net other", "--help", "-h"):
        with pytest.raises(MeaninglessError, match="write %%check net"):
            check_cell(line, "y = 1", {"net": NET})


def test_a_report_is_typeset_everywhere_and_never_html():
    bundle = check_cell("net", "y = 1", {"net": NET})._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/markdown"}
    assert "$$\n\\frac{1}{2} = y\n$$" in bundle["text/markdown"]


def test_the_extension_loads_in_a_shell(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    interactive = pytest.importorskip("IPython.core.interactiveshell")
    shell = interactive.InteractiveShell.instance()
    try:
        shell.run_line_magic("load_ext", "symcnn")
        shell.user_ns["net"] = NET
        report = shell.run_cell_magic("check", "net", "y = 1")
        assert report["a"].verdict.evidence == "True"
        data, _ = shell.display_formatter.format(report)
        assert set(data) == {"text/plain", "text/markdown"}
        done = shell.run_cell("%%check net --reveal verdict\ny = 2\n")
        assert done.result.reveal == "verdict"
        assert done.result["a"].claim.latex == "y = 2\n"
        assert type(shell.run_cell("_.grade(5)").result) is float
        assert capsys.readouterr().err == ""
    finally:
        interactive.InteractiveShell.clear_instance()
