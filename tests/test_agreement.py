"""Every worksheet agrees with the table marked by hand, but for the few rows counted here; no bound may be raised."""

import json
from pathlib import Path

import pytest

from benchmarks_of_the_project import benchmark
from symcnn.checking.check import check
from symcnn.loading import examples, file_text

FOLDER = Path(__file__).parent
BOUNDS = json.loads((FOLDER / "agreement_bounds.json").read_text(encoding="utf-8"))


agreement = benchmark("agreement")


def sheet(name):
    if name in examples():
        return file_text(f"example:{name}")
    return (FOLDER / "sheets" / f"{name}.md").read_text(encoding="utf-8")


def rows(name):
    return json.loads((FOLDER / "tables" / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", sorted(BOUNDS))
def test_a_sheet_agrees_with_its_table(name):
    claims = check(sheet(name), kind="markdown").data()["claims"]
    found = agreement.compare(claims, rows(name))
    assert found.scored
    disagree, blamed, causes = BOUNDS[name]
    assert len(found.disagree) <= disagree, found.disagree
    assert len(found.blamed) <= blamed, found.blamed
    assert len(found.causes) <= causes, found.causes


ROW = {"id": "a", "kind": "formula", "verdict": "wrong", "role": "root", "cause": "sign"}


@pytest.mark.parametrize(("verdict", "cause", "disagree", "causes"), [
    ("wrong", "sign", 0, 0), ("slip", "sign", 0, 0), ("wrong", "factor", 0, 1), ("right", None, 1, 0),
    ("carried", None, 1, 0), ("unreadable", None, 1, 0),
])
def test_a_verdict_is_compared(verdict, cause, disagree, causes):
    found = agreement.compare([{"id": "a", "verdict": verdict, "cause": cause}], [ROW])
    assert (len(found.disagree), len(found.causes)) == (disagree, causes)


def test_claims_of_one_id_count_together():
    right = {"id": "b", "kind": "formula", "verdict": "right"}
    claims = [{"id": "b.1", "verdict": "right"}, {"id": "b.2", "verdict": "wrong", "cause": "sign"}]
    found = agreement.compare(claims, [right])
    assert found.disagree == (("b", "right", "wrong"),) and found.blamed == ("b",)
    assert not agreement.compare([{"id": "b.1", "verdict": "given"}, {"id": "b.2", "verdict": "rounding"}], [right]).disagree


def test_rows_that_are_not_scored():
    rows = [{"id": "a", "kind": "other", "verdict": "right"}, {"id": "b", "kind": "forward", "verdict": "garbled"},
            {"id": "c", "kind": "forward", "verdict": "right", "part_of": "d"}]
    assert agreement.compare([], rows).scored == 0


def test_a_missing_row_disagrees():
    assert agreement.compare([], [ROW]).disagree == (("a", "wrong", "absent"),)
