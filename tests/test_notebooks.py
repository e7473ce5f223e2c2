"""The notebooks run as they stand, and their outputs are those that are committed."""

import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
MOST_LINES = 5


def shown(cell):
    """What a cell puts out, without counts: the richest text of each output."""
    found = []
    for output in cell["outputs"]:
        data = output.get("data", {})
        found.append(data.get("text/markdown") or data.get("text/plain") or output.get("text"))
    return ["".join(text) if isinstance(text, list) else text for text in found]


def code(notebook):
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_sentence_then_a_short_cell(path):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    assert code(notebook)
    for cell in code(notebook):
        source = "".join(cell["source"])
        assert len(source.splitlines()) <= MOST_LINES and "def " not in source
        assert all(output["output_type"] in ("execute_result", "display_data") for output in cell["outputs"])


# the libraries that run notebooks warn on their own account
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_outputs_are_those_committed(path):
    nbclient = pytest.importorskip("nbclient")
    nbformat = pytest.importorskip("nbformat")
    pytest.importorskip("ipykernel")
    notebook = nbformat.read(path, as_version=4)
    wanted = [shown(cell) for cell in code(notebook)]
    nbclient.NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(ROOT)}}).execute()
    found = [shown(cell) for cell in code(notebook)]
    assert len(found) == len(wanted) and any(wanted)
    assert found == wanted


def test_there_are_notebooks():
    assert NOTEBOOKS
