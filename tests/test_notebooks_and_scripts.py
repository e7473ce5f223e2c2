"""Where mathematics stands in pages and notebooks: cells with pictures, scripts of a typesetter, places in cells."""

import io
import json

import pytest

import symcnn.sheets as sheets
from symcnn.checking.check import check
from symcnn.errors import SymcnnError
from symcnn.loading import LARGEST, LARGEST_NOTEBOOK
from symcnn.reading.document import form_of, read_document

SCRIPT = '<script type="math/tex{mode}">{formula}</script>'


def notebook(*cells, picture=0):
    written = [{"cell_type": "markdown", "source": [text]} for text in cells]
    shown = {"cell_type": "code", "source": [], "outputs": [{"data": {"image/png": "A" * picture}}]}
    return json.dumps({"cells": [written[0], shown, *written[1:]], "nbformat": 4})


def test_the_pictures_of_a_notebook_do_not_count(tmp_path):
    path = tmp_path / "page.ipynb"
    path.write_text(notebook("$$z = w x$$", r"$$\frac{dz}{dx} = w$$", picture=2 * LARGEST), encoding="utf-8")
    assert [j.verdict.verdict for j in sheets.check(path).judged] == ["given", "right"]
    received = sheets.received(io.BytesIO(path.read_bytes()))
    assert [j.verdict.verdict for j in received.check().judged] == ["given", "right"]


def test_what_is_written_in_the_cells_of_a_notebook_counts(tmp_path):
    path = tmp_path / "page.ipynb"
    path.write_text(notebook("$$z = w x$$", "words " * (LARGEST // 5)), encoding="utf-8")
    with pytest.raises(SymcnnError, match="characters of text; split it"):
        sheets.check(path)


def test_a_page_and_the_whole_of_a_notebook_are_bounded(tmp_path):
    page = tmp_path / "page.md"
    page.write_bytes(b" " * (LARGEST + 1))
    with pytest.raises(SymcnnError, match="larger than 1000000 bytes"):
        sheets.check(page)
    whole = tmp_path / "whole.ipynb"
    with whole.open("wb") as stream:
        stream.truncate(LARGEST_NOTEBOOK + 1)
    with pytest.raises(SymcnnError, match="larger than 50000000 bytes"):
        sheets.check(whole)
    with pytest.raises(SymcnnError, match="longer than 1000000 bytes"):
        sheets.received(io.BytesIO(b" " * (LARGEST + 1)))


def test_a_line_of_a_notebook_has_its_cell():
    report = check(notebook("$$z = w x$$", "Words.\n\n$$\\frac{dz}{dx} = 2 w$$"), kind="notebook")
    assert [(j.claim.cell, j.claim.line) for j in report.judged] == [(1, 1), (3, 3)]
    assert "cell 3, line 3 (c2): " in report.text()
    assert report.data()["claims"][1]["cell"] == 3
    assert "cell" not in check("$$z = w x$$", kind="markdown").data()["claims"][0]


@pytest.mark.parametrize(("mode", "display"), [
    ("; mode=display", True), (";mode = display", True), ("", False),
])
def test_a_script_of_a_typesetter_holds_mathematics(mode, display):
    (item,) = read_document("Here " + SCRIPT.format(mode=mode, formula=" y = 2x ") + " is.", "markdown")
    assert (item.source, item.display) == ("y = 2x", display)


def test_scripts_are_judged_with_their_lines():
    page = "\n\n".join(["<p>$$z = w x$$</p>", SCRIPT.format(mode="; mode=display", formula="% <![CDATA[\n"
                        r"\begin{align} \frac{dz}{dx} &= w \\ \frac{dz}{dw} &= 2x \end{align} %]]>"),
                        "<script>$a = b$ < c</script>", '<script type="math/tex">y = 1'])
    found = check(page, kind="markdown").judged
    assert [(j.verdict.verdict, j.claim.line) for j in found][:3] == [("given", 1), ("right", 3), ("wrong", 3)]
    assert form_of(SCRIPT.format(mode="", formula="y = 2x"), "page.html") == "markdown"


def test_many_scripts_without_an_end_take_time_in_proportion():
    assert read_document('<script type="math/tex">' * 20_000, "markdown") == ()
