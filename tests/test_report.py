"""Reports: counted, scored, shown as far as is to be told, and harmless whatever a writer typed."""

import json
import re

import pytest

from symcnn.appearance import latex_of, markdown_of
from symcnn.checking.report.cells import counted, marked
from symcnn.checking.report.harmless import code, plain, prose, typeset
from symcnn.checking.report.report import Report
from symcnn.checking.report.reveal import LEVELS, revealed
from symcnn.checking.report.terminal import written_line
from symcnn.checking.report.verdict import VERDICTS, Cause, Claim, Context, Judged, Verdict
from symcnn.errors import MeaninglessError, NameUnknown, Undecided, ValueProblem

MATRIX = r"d = \begin{bmatrix} 0.098 & -.341 \\ 1{,}5 & 0.484 \end{bmatrix}"
POOL = Cause("pool-factor", "the second summand carries 1/4; sum pooling passes the gradient on with factor 1")


def judged(ident, line, latex, verdict, *, place=None, read_as="", points=None, **rest):
    return Judged(Claim(ident, line, latex, read_as, points, place), Verdict(verdict, **rest))


def sheet():
    return Report((
        judged("a", 3, "y_1 = 0.25", "right", evidence="equal"),
        judged("b", 5, "y_2 = 0.29", "rounding", expected="0.2931", points=2.0),
        judged("c", 7, "E = 0.5", "wrong", place=(4, 7), causes=(POOL,), expected="0.125", evidence="0.125 is right"),
        judged("d", 9, MATRIX, "wrong", place=(4, len(MATRIX)), entries=[["r", "w"], ["c", "r"]]),
        judged("e", 11, "z = 3", "carried", follows_from=("c", "line 9")),
        judged("f", 12, "x_2 = 2", "slip", causes=(Cause("wrong-index", "right with `x_{22}` for `x_{12}`"),)),
        judged("g", 13, r"\foo = 3", "unreadable", evidence="line 13, column 1: not known\n    \\foo\n    ^"),
        judged("h", 14, "w = 1", "given"),
    ), Context("y, E", ("a note",), {"bias": "per channel"}))


def test_the_first_line_counts_what_is_judged():
    report = sheet()
    assert report.first_line() == "6 of 7 judged: 2 right, 3 wrong, 1 carried"
    assert report.text().splitlines()[0] == report.first_line()
    assert tuple(report.counts()) == VERDICTS
    assert report.counts()["wrong"] == 2
    assert Report((judged("a", 1, "x = 1", "given"),)).first_line() == "no claim to judge"
    assert Report((judged("a", 1, "x = 1", "suspect"),)).first_line() == "0 of 1 judged"


def test_truth_needs_every_claim_judged():
    assert bool(Report((judged("a", 1, "x = 1", "right"), judged("b", 2, "x = 2", "rounding"))))
    assert not Report((judged("a", 1, "x = 1", "right"), judged("b", 2, "x = 2", "slip")))
    assert not Report((judged("a", 1, "x = 1", "carried"),))
    with pytest.raises(Undecided, match="1 of 8 claims are not judged, the first in line 13"):
        bool(sheet())
    with pytest.raises(Undecided, match="holds no claim"):
        bool(Report(()))


@pytest.mark.parametrize(("verdicts", "status"), [
    ((), 0), (("right", "given", "rounding"), 0), (("right", "wrong", "unreadable"), 1), (("slip",), 1),
    (("carried", "right"), 1), (("right", "unreadable"), 4), (("undecided",), 4), (("suspect", "given"), 4)])
def test_exit_statuses(verdicts, status):
    assert Report(tuple(judged(str(n), n, "x = 1", v) for n, v in enumerate(verdicts))).exit_status() == status


def test_claims_are_found_by_their_id():
    report = sheet()
    assert report["c"].claim.line == 7
    assert len(report) == len(list(report)) == len(report.claims) == 8
    with pytest.raises(NameUnknown, match="no claim 'zz': there are a, b, c"):
        report["zz"]


def test_the_score_weighs_by_points_and_leaves_out_what_is_unjudged():
    report = sheet()
    assert report.score() == pytest.approx(4 / 7)
    grade = report.grade(14)
    assert type(grade) is float
    assert grade == pytest.approx(8.0)
    assert Report(()).grade(5) == 0.0
    assert Report((judged("a", 1, "x = 1", "wrong", points=0.0),)).score() == 0.0
    with pytest.raises(ValueProblem, match="a number of points, not 'ten'"):
        report.grade("ten")


def test_json_has_the_keys_of_a_claim_and_is_ascii():
    data = json.loads(sheet().to_json())
    assert data["version"]
    assert data["claims"][2] == {
        "id": "c", "line": 7, "latex": "E = 0.5", "read_as": "", "verdict": "wrong", "evidence": "0.125 is right",
        "expected": "0.125", "entries": None, "cause": "pool-factor", "message": POOL.message, "where": [4, 7],
        "conventions": [], "follows_from": [], "points": None}
    assert data["claims"][3]["cause"] == "unknown"
    assert data["claims"][0]["cause"] is None
    assert Report((judged("a", 1, "σ\x9b\u202e = 1", "right"),)).to_json().isascii()


def test_causes_that_are_not_sure_could_be():
    causes = (Cause("loss-factor", "the factor 1/2 is missing", False), Cause("sign", "the sign is wrong", False))
    report = Report((judged("a", 1, "E = 1", "wrong", causes=causes),))
    assert "    wrong, could be loss factor" in report.text().splitlines()
    assert "✗ wrong, could be loss factor" in report.markdown()
    assert "could be: the sign is wrong" in report.text()
    assert report.data()["claims"][0]["message"] == (
        "could be: the factor 1/2 is missing; could be: the sign is wrong")


@pytest.mark.parametrize("verdict", VERDICTS)
def test_every_verdict_has_words(verdict):
    report = Report((judged("a", 1, "x = 1", verdict),))
    mark = {"right": "✓ right", "rounding": "✓ right, your rounding", "carried": "↪ right for what you wrote before",
            "slip": "✗ as written", "wrong": "✗ wrong", "given": "– taken as true"}
    mark = mark.get(verdict, "? a person should look")
    assert mark in report.markdown()
    first, *others = report.text().splitlines()[2:]
    assert first == f"{mark[0]} line 1 (a): x = 1"
    assert bool(others) == (verdict not in ("right", "given"))
    assert not others or others[0].startswith(f"    {mark[2:]}")


def test_the_text_of_a_sheet():
    lines = sheet().text().splitlines()
    at = lines.index("✓ line 3 (a): y_1 = 0.25")
    assert lines[at + 1:at + 9] == [
        "✓ line 5 (b): y_2 = 0.29", "    right, your rounding (exact 0.2931)", "",
        "✗ line 7 (c): E = 0.5", "                  ^^^", "    wrong: pool factor",
        "      the second summand carries 1/4; sum pooling passes the gradient on with factor 1", "      right: 0.125"]
    assert "    right for your lines 7 and 9, which are wrong" in lines
    assert "    as written; right with `x_{22}` for `x_{12}`" in lines
    assert lines[-1] == "– line 14 (h): w = 1"
    assert "      [ 0.098  ✗-.341 ]" in lines
    assert "      [↪1{,}5   0.484 ]" in lines
    assert "      1 of 4 entries wrong, 1 carried" in lines
    at = lines.index("    a person should look: line 13, column 1: not known")
    assert lines[at + 1:at + 3] == ["          \\foo", "          ^"]


def test_each_level_tells_more():
    hidden = {"place": ("^^^", "✗-.341"), "cause": ("pool factor", "sum pooling", "x_{22}"),
              "answer": ("0.2931", "0.125")}
    for number, level in enumerate(LEVELS):
        report = sheet()
        shown = report.text(level) + report.to_json(level)
        for later in LEVELS[number + 1:]:
            assert not [word for word in hidden[later] if word in shown], level
        for earlier in LEVELS[1:number + 1]:
            assert all(word in shown for word in hidden[earlier]), level
        assert "your lines 7 and 9" in shown
        assert "not known" in shown
        words = [w for later in LEVELS[max(1, number):][1:] for w in hidden[later]]
        assert not [w for w in words if w in report.markdown(level)]
    assert Report(sheet().judged, reveal="verdict").text() == Report(sheet().judged).text("verdict")
    with pytest.raises(MeaninglessError, match="reveal is one of verdict, place, cause, answer, not 'all'"):
        revealed(sheet()["a"], "all")


def test_a_link_of_a_chain_shows_its_member():
    latex = "3+4 = 8 = 7"
    report = Report((judged("a.1", 2, latex, "wrong", place=(6, 7)), judged("a.2", 2, latex, "right", place=(10, 11))))
    lines = report.text().splitlines()
    assert lines.index("✗ line 2 (a.1): 3+4 = 8 = 7") + 1 == lines.index(" " * 22 + "^")
    assert lines[-1] == "✓ line 2 (a.2): then 7"
    assert "- the place: `7`" in report.markdown()


LONG = r"E = " + r" + ".join(rf"\frac{{1}}{{2}} (o_{n} - t_{n})^2" for n in range(1, 9))


def test_a_long_line_is_cut_where_it_is_right_and_shown_where_it_is_wrong():
    right, wrong = (Report((judged("a", 1, LONG, v, place=(4, len(LONG)), read_as=LONG),)).text().splitlines()[2:]
                    for v in ("right", "wrong"))
    assert len(right) == 1
    assert right[0].endswith("...")
    shown = " ".join(line.strip() for line in wrong[:-1])
    assert shown == f"✗ line 1 (a): {LONG}"
    assert max(map(len, wrong)) < 125


@pytest.mark.parametrize(("read_as", "told"), [
    (r"\frac{\partial E}{\partial y_{1, 2}} = \left(a - b\right) x_{1, 2}", False),
    (r"\frac{\partial E}{\partial y_{1, 2}} = (a - b) \cdot X_{1, 2}", True),
    (r"\frac{\partial E}{\partial y_{1 + 2}} = (a - b) \cdot x_{1, 2}", True), ("", False)])
def test_what_was_read_is_told_where_it_is_not_what_was_written(read_as, told):
    latex = r"\dfrac{\partial E}{\partial y_{1,2}} = (a-b)\,x_{1,2}"
    report = Report((judged("a", 1, latex, "wrong", place=(latex.index("=") + 1, len(latex)), read_as=read_as),))
    assert ("read as" in report.text()) == told
    assert report.data()["claims"][0]["read_as"] == read_as


def test_follows_from_names_a_claim_where_a_line_says_nothing():
    report = Report((judged("a.1", 4, "x = 1", "wrong"), judged("b", 4, "y = 1", "carried", follows_from=("a",)),
                     judged("c", 5, "y = 1", "carried", follows_from=("a",)),
                     judged("d", 5, "y = 1", "carried", follows_from=("nowhere", "also"))))
    assert "right for your claim a, which is wrong" in report.text()
    assert "right for your line 4, which is wrong" in report.text()
    assert "right for your claims nowhere and also, which are wrong" in report.text()


def test_entries_stand_as_written():
    claim = Claim("a", 1, MATRIX, place=(4, len(MATRIX)))
    assert marked(claim, [["r", "w"], ["c", "r"]]) == [
        [("r", "0.098"), ("w", "-.341")], [("c", "1{,}5"), ("r", "0.484")]]
    column = Claim("a", 1, r"d = \begin{bmatrix} 1 \\ 2 \\ 3 \end{bmatrix}")
    assert marked(column, ["r", "w", "r"]) == [[("r", "1")], [("w", "2")], [("r", "3")]]
    turned = Claim("a", 1, r"d = \begin{bmatrix} 1 & 2 & 3 \\ 4 & 5 & 6 \end{bmatrix}")
    assert marked(turned, [["r", "w"], ["r", "r"], ["r", "r"]])[1][0] == ("w", "4")


def test_marks_stand_alone_where_no_entry_is_written_out():
    claim = Claim("a", 1, "d = A B")
    assert marked(claim, [["r", "w"]]) == [[("r", ""), ("w", "")]]
    assert marked(Claim("a", 1, MATRIX), ["r", "w", "w"]) == [[("r", ""), ("w", ""), ("w", "")]]
    assert marked(claim, [[["r"], ["w"]], [["r"], ["r"]]]) == [[("r", "")], [("w", "")], [("r", "")], [("r", "")]]
    assert marked(claim, []) == [[]]
    report = Report((judged("a", 1, "d = A B", "wrong", entries=[["r", "w"]]),))
    assert "[✓  ✗ ]" in report.text()
    assert counted([["r", "o"], ["w", "w"]]) == "2 of 4 entries wrong, 1 your rounding"
    assert counted([["r"]]) == ""


def test_large_arrays_are_cut():
    report = Report((judged("a", 1, "d = A", "wrong", entries=[["w"] * 40] * 40),))
    assert len(report.text()) < 1000
    assert "1600 of 1600 entries wrong" in report.text()


def test_long_lines_are_cut_around_the_place():
    latex = "a = " + " + ".join(f"x_{n}" for n in range(200))
    start = latex.index("x_150")
    line, carets = written_line(Claim("a", 1, latex, place=(start, start + 5)), True)
    assert len(line) <= 106
    assert line.startswith("...")
    assert line[carets.index("^"):].startswith("x_150")
    assert carets.strip() == "^^^^^"
    assert written_line(Claim("a", 1, "x = 1", place=(90, 7)), True) == ("x = 1", "     ^")
    assert written_line(Claim("a", 1, "", place=(0, 0)), True) == ("", "^")
    line, carets = written_line(Claim("a", 1, "a =\n\n   b", place=(8, 9)), True)
    assert (line, carets) == ("a = b", "    ^")


HOSTILE = ("\x1b]0;t\x07<script>alert(1)</script>", "`$\\href{javascript:x}{y}$`", "![a](http://b.c/d)", "|a|b|\n|-|-|",
           "a\r\n# b\n\n* c", "\u202egnp.\u2066", "www.b.c \\(x\\) \\\\(y\\\\)", "</code>```\n<b>",
           "\ud800 \x9b2J \u200b", "\\begin{aligned}", "$$\n\\def\\x{}\n$$", "&lt;b&gt;", "[x]: http://b.c")


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("verdict", ["right", "wrong", "slip", "unreadable", "carried"])
def test_nothing_a_writer_typed_is_active(text, verdict):
    causes = (Cause("sign", text), Cause(text, text, False)) if verdict != "right" else ()
    report = Report((judged(text, 1, text, verdict, place=(0, 3), read_as=text, evidence=text, expected=text,
                            expected_latex=text, causes=causes, follows_from=(text,), conventions=(text,)),),
                    Context(text, (text,), {text: text}), text)
    for level in LEVELS:
        shown = report.text(level)
        assert not set(shown) & {chr(n) for n in (*range(10), *range(11, 32), *range(127, 161))}
        assert not {"\u202e", "\u2066", "\u200b", "\ud800"} & set(shown)
        assert_inert(report.markdown(level))
    own = {"begin", "end", "text", "quad", "checkmark", "times", "hookrightarrow", "lt", "gt"}
    assert set(re.findall(r"\\([A-Za-z]+)", report.latex())) <= own
    assert not set(report.latex()) & set("$`<>%#~")
    assert report.to_json().isascii()
    bundle = report._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/markdown"}
    for part in (report.judged[0], report.judged[0].claim, report.judged[0].verdict, *causes, report.context):
        assert_inert(markdown_of(part))
        assert not {"\u202e", "\u2066", "\u200b", "\ud800", "\x1b"} & set(str(part))
        assert set(re.findall(r"\\([A-Za-z]+)", latex_of(part))) <= own | {"textbackslash", "textasciitilde", "textasciicircum"}


def assert_inert(markdown):
    """Outside of code there is no markup that the report does not write itself, and no LaTeX command that acts."""
    assert "`" not in re.sub(r"`[^`\n]+`", "", markdown)
    rest = re.sub(r"`[^`\n]+`", "", markdown)
    assert not re.search(r"(?<!\\)[<>]|(?<!\\)!\[|(?<!\\)\]\(|://|www\.|\\(?:href|def|\(|\\\()|^#|^\[", rest, re.M)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\xa0]", markdown)


def test_the_guard_of_markup_sees_markup():
    for active in ("a <b>", "[x](y)", "see http://b.c", "a `b", "# x", "\x1b"):
        with pytest.raises(AssertionError):
            assert_inert(active)


def test_typeset_only_what_is_known():
    assert typeset(r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}") == r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}"
    assert typeset(r"a < b") == r"a \lt  b"
    for refused in (r"\href{a}{b}", r"\unknown", "{", "}{", r"\begin{align} x \end{align}", r"\begin{cases} x", "a$b",
                    r"\end{cases}\begin{cases}", r"\begin {cases}", r"\text{[a](b)}", "", "x\\", "σ", "%", r"\(x\)"):
        assert typeset(refused) is None, refused


def test_plain_code_and_prose():
    assert plain("ŷ = σ(x) ≈ 0.5 × 3") == "ŷ = σ(x) ≈ 0.5 × 3"
    assert plain("a\x00\n\n b\u05d0") == "a\\x00 b\\u05d0"
    assert code("") == ""
    assert prose("y_{1,2} carries 1/4; see http://b.c") == r"y\_{1,2} carries 1/4; see `http://b.c`"


def test_markdown_typesets_what_was_read():
    report = Report((judged("a", 1, "y_{11} = .5", "wrong", read_as="y_{1,1} = 0.5", expected="1/2",
                            expected_latex=r"\frac{1}{2}"),))
    assert "$$\ny_{1,1} = 0.5\n$$" in report.markdown()
    assert r"- right: $\frac{1}{2}$" in report.markdown()
    assert r"\times \quad \text{line 1 (a)} \quad \text{wrong} \quad y_{1,1} = 0.5" in report.latex()
    assert report._repr_markdown_() == report.markdown()
    assert str(report) == report.text()
