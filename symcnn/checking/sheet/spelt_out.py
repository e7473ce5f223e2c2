r"""Names that stand for a part or an arrangement of a tensor, as what they stand for: ``X_{col}``, ``z_{2,j}``."""

from __future__ import annotations

from dataclasses import replace

from symcnn.checking.binding.loose_names import of_layer
from symcnn.checking.binding.names import Names
from symcnn.checking.meaning.window_matrices import matrix_of
from symcnn.checking.sheet.called_by_product import called_by_product
from symcnn.notation.spelling import parts_of_name
from symcnn.reading.node import parts_of
from symcnn.reading.tree import Call, Derivative, Entry, Nabla, Name, Tree


def spelt_out(names: Names, tree: Tree) -> Tree:
    """A tree with such names as what they stand for."""
    if isinstance(tree, Name):
        return matrix_of(names, tree.name) or entry_of_labelled(names, tree.name) or tree
    changed = {part: new for part in parts_of(type(tree)) if (new := _inside(names, old := getattr(tree, part))) is not old}
    if isinstance(tree, Nabla) and isinstance(by := changed.get("by"), Call):
        return Derivative(tree.of or Name("L"), by)
    new = replace(tree, **changed) if changed else tree  # type: ignore[arg-type]
    return of_layer(names, called) if isinstance(new, Entry) and isinstance(
        called := called_by_product(names, new), Entry) else new


def entry_of_labelled(names: Names, name: str) -> Entry | None:
    r"""What ``\delta_{oi}`` stands for where ``\delta_o`` or ``Z_o`` is there and nothing is called without its label."""
    parts = parts_of_name(name)
    if parts is None or len(parts.subscript) != 2 or not parts.subscript.isalpha() or names.keys(name):
        return None
    label, letter = tuple(parts.subscript)
    known = {*names.shown, *names.aliases, *names.model.network.assembled.abbreviations}
    plain, labelled = replace(parts, subscript="").join(), replace(parts, subscript=label).join()
    return Entry(Name(labelled), (Name(letter),)) if labelled in known and plain not in known else None


def _inside(names: Names, value: object) -> object:
    if isinstance(value, Tree):
        return spelt_out(names, value)
    if isinstance(value, tuple):
        items = tuple(_inside(names, v) for v in value)
        return items if any(a is not b for a, b in zip(items, value, strict=True)) else value
    return value
