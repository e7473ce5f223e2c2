"""Imports point down the list of rooms; siblings do not import each other."""

import ast
from pathlib import Path

import symcnn

ROOMS = (
    ("errors", "version", "display"),
    ("notation",),
    ("expression",),
    ("functions",),
    ("equation",),
    ("system",),
    ("sympy_form",),
    ("draft",),
    ("layers", "losses", "calculus"),
    ("reading",),
    ("assembly",),
    ("printing", "numeric"),
    ("document",),
    ("drawing",),
    ("proof", "conventions", "lookup", "shape", "programs"),
    ("formula_program", "gradients_checked"),
    ("forms",),
    ("formula", "expanding", "entries", "patches", "scatter", "drawn", "windows", "switches", "coverage"),
    ("code",),
    ("derivation",),
    ("recipe",),
    ("network",),
    ("solution",),
    ("loading",),
    ("checking",),
    ("sheets", "appearance"),
    ("demonstration", "batch", "training"),
    ("cli", "public", "jupyter"),
    ("__main__",),
)
RANK = {room: rank for rank, rooms in enumerate(ROOMS) for room in rooms}
# net.check, net.solution: the checker and the pages are made from networks, and networks offer them; values made below the
# printing room look up what they look like when they are shown
EXCEPTIONS = {("network", "checking"), ("network", "solution"), ("display", "appearance")}
SIBLINGS = {"layers", "losses", "calculus", "printing", "numeric"}


def imports():
    root = Path(symcnn.__file__).parent
    for path in sorted(root.rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        if parts == ("__init__",) or parts[0] == "examples":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("symcnn."):
                yield "/".join(parts), parts[0], node.module.split(".")[1]


def test_imports_point_down_the_rooms():
    seen = list(imports())
    assert len(seen) > 100
    wrong = [f"{file} imports {to}" for file, room, to in seen
             if to != room and RANK[to] > RANK[room] and (file, to) not in EXCEPTIONS]
    assert not wrong


def test_siblings_do_not_import_each_other():
    wrong = [f"{file} imports {to}" for file, room, to in imports()
             if to != room and RANK[to] == RANK[room] and {room, to} <= SIBLINGS]
    assert not wrong
