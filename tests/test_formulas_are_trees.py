"""No formula is edited as text: what is printed is composed once, and the rooms that print cut and replace nothing."""

import ast
from pathlib import Path

import symcnn

ROOMS = ("printing", "document", "solution", "forms", "drawing", "appearance")
FILES = ("derivation", "network", "formula", "entries", "patches", "scatter", "windows", "switches", "coverage", "shape")
EDITS = frozenset("replace strip lstrip rstrip removeprefix removesuffix partition rpartition split rsplit sub subn "
                  "translate expandtabs swapcase title capitalize".split())
# what is cut there is no formula: digits of a number, a name of the grammar, words, blanks at the ends of lines
ALLOWED = {
    "printing/collect.py": "a name: whether its letter is small",
    "printing/ordering.py": "a name: whether its letter is small",
    "printing/latex.py": "digits: the power of ten behind them",
    "printing/mathml.py": "digits: their sign, their fraction line, the power of ten behind them",
    "printing/mathml_names.py": "a name of the grammar, and the name of a letter in Unicode",
    "printing/summary.py": "blanks at the end of a line of a table",
    "printing/tree_style.py": "words that a writer typed, and lists of words",
    "document/fold.py": "plain words of a paragraph",
    "document/text.py": "blanks at the ends of lines",
    "solution/levels.py": "what was asked for",
    "solution/subject.py": "what was asked for",
    "solution/values.py": "digits: zeros at their end, the power of ten behind them",
    "drawing/label.py": "a name of the grammar",
    "drawing/shapes.py": "a number of SVG, and an accent over a letter",
    "drawing/window.py": "a place, which a grid takes apart",
    "drawing/footprint.py": "a message",
    "shape.py": "arithmetic that is read, and the number it comes to",
}


def edits():
    root = Path(symcnn.__file__).parent
    paths = [p for room in ROOMS for p in sorted((root / room).glob("*.py"))] + [root / f"{name}.py" for name in FILES]
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in EDITS:
                yield path.relative_to(root).as_posix(), node.func.attr, node.lineno


def test_nothing_printed_is_cut_or_replaced():
    found = list(edits())
    assert len(found) > 10
    wrong = [f"{file}:{line} calls {method}" for file, method, line in found if file not in ALLOWED]
    assert not wrong


def test_what_is_allowed_is_used():
    assert not set(ALLOWED) - {file for file, _, _ in edits()}
