"""The hand-marked tables of the bundled sheets: every row fits its sheet, every cause stands in the closed list."""

import json
import re
from pathlib import Path

import pytest

from symcnn.loading import examples, file_text

FOLDER = Path(__file__).parent / "tables"
TABLES = sorted(p.stem for p in FOLDER.glob("*.json") if p.stem in examples())
CAUSES = json.loads((FOLDER / "causes.json").read_text(encoding="utf-8"))


def rows(name):
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def ids(name):
    return re.findall(r"^<!-- symcnn: id=(\S+) -->$", file_text(f"example:{name}"), re.MULTILINE)


def test_there_are_tables():
    assert {"mini_cnn", "relu_max_5x5", "relu_max_7x7", "same_conv_1d", "max_pool_1d"} <= set(TABLES)


@pytest.mark.parametrize("name", TABLES)
def test_each_scored_row_stands_once_in_its_sheet(name):
    scored = [r["id"] for r in rows(name) if r["kind"] != "other" and "part_of" not in r and r["verdict"] != "garbled"]
    assert scored
    found = ids(name)
    assert len(found) == len(set(found))
    assert set(scored) <= set(found)
    assert set(found) <= {r["id"] for r in rows(name)}


@pytest.mark.parametrize("name", TABLES)
def test_each_mistake_has_a_cause_of_the_list(name):
    for row in rows(name):
        assert ("cause" in row) == (row["role"] in ("root", "mixed")), row["id"]
        assert row.get("cause", "unknown") in CAUSES, row["id"]
        assert (row["verdict"] == "wrong") == (row["role"] in ("root", "mixed", "carried")), row["id"]


@pytest.mark.parametrize("name", TABLES)
def test_what_a_row_refers_to_is_there(name):
    known = {r["id"] for r in rows(name)}
    assert len(known) == len(rows(name))
    for row in rows(name):
        follows = row.get("follows_from", [])
        assert {*([follows] if isinstance(follows, str) else follows)} <= known
        assert row.get("part_of", row["id"]) in known
