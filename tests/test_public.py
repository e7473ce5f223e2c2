"""The public names: each loads, and type checkers are told the same ones."""

import ast
from pathlib import Path

import pytest

import symcnn as sc
from symcnn.public import PLACES


@pytest.mark.parametrize("name", sc.__all__)
def test_every_public_name_loads(name):
    assert getattr(sc, name) is not None
    assert name in dir(sc)


def test_type_checkers_are_told_the_same_names():
    tree = ast.parse((Path(sc.__file__).parent / "__init__.pyi").read_text(encoding="utf-8"))
    told = {(n.module, a.asname) for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) for a in n.names}
    assert told == {(f"symcnn.{place}", name) for place, names in PLACES.items() for name in names}


def test_an_unknown_name_is_no_attribute():
    with pytest.raises(AttributeError, match="module 'symcnn' has no attribute 'nothing'"):
        sc.nothing  # noqa: B018 (asked for its error)
