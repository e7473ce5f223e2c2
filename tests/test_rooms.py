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
# the rooms of the checker, each built of those before it
CHECKING = ("report", "backward", "numbers", "binding", "meaning", "judge", "own", "pages", "lines", "causes", "sheet")
# net.check, net.solution: the checker and the pages are made from networks, and networks offer them; values made below the
# printing room look up what they look like when they are shown
EXCEPTIONS = {("network", "checking"), ("network", "solution"), ("display", "appearance")}
SIBLINGS = {"layers", "losses", "calculus", "printing", "numeric"}


def imports():
    """Where each import stands, in which room, and the parts of the module that it is of."""
    root = Path(symcnn.__file__).parent
    for path in sorted(root.rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        if parts == ("__init__",) or parts[0] == "examples":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("symcnn."):
                yield "/".join(parts), parts[0], node.module.split(".")[1:]


def test_imports_point_down_the_rooms():
    seen = [(file, room, module[0]) for file, room, module in imports()]
    assert len(seen) > 100
    wrong = [f"{file} imports {to}" for file, room, to in seen
             if to != room and RANK[to] > RANK[room] and (file, to) not in EXCEPTIONS]
    assert not wrong


def test_siblings_do_not_import_each_other():
    wrong = [f"{file} imports {to}" for file, room, (to, *_) in imports()
             if to != room and RANK[to] == RANK[room] and {room, to} <= SIBLINGS]
    assert not wrong


def test_imports_of_the_checker_point_down_its_rooms():
    rank = {room: n for n, room in enumerate(CHECKING)}
    seen = [(file, file.split("/")[1], module[1]) for file, room, module in imports()
            if room == module[0] == "checking" and file.count("/") == 2]
    assert {room for _, room, _ in seen} == set(CHECKING)
    assert not [f"{file} imports {to}" for file, room, to in seen if rank.get(to, len(rank)) > rank[room]]
