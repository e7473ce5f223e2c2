"""Edits of numbers put into a formula: the one that does not belong, and the network's number that does."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

import numpy as np

from symcnn.checking.edits import PRODUCTS
from symcnn.checking.places import everywhere, places
from symcnn.checking.trial import Finding, Trial
from symcnn.checking.wording import say
from symcnn.errors import SymcnnError
from symcnn.reading.tree import Matrix, Negation, Number, Operation, Tree, walk

MOST = 600


def number_findings(trial: Trial) -> Iterator[Finding]:
    """One number, sign or term of a sum of numbers changed, so that the line is right."""
    if isinstance(trial.member, Number | Negation | Matrix) or sum(1 for _ in walk(trial.member)) > 400:
        return
    tried = 0
    known = _known(trial)
    for node, rebuild, _ in places(trial.member):
        for tag, message, weight, new in _changes(node, known):
            tried += 1
            if tried > MOST:
                return
            if trial.repaired(rebuild(new)) or (isinstance(node, Number) and _twice(trial, node, new)):
                yield Finding(tag, message, weight)


def _twice(trial: Trial, node: Number, new: Tree) -> bool:
    """Whether the line is right with the number changed wherever it stands."""
    return sum(1 for t in walk(trial.member) if t == node) > 1 and trial.repaired(everywhere(trial.member, node, new))


def _known(trial: Trial) -> list[tuple[float, str]]:
    """The numbers of the network at this sheet, with the names of what they are."""
    world = trial.worlds[-1]
    found: dict[float, str] = {}
    for writers in trial.writers:
        for key in trial.reading.names.model.system.tensors:
            if prod(trial.reading.names.model.shape(key)) > 64:
                continue
            try:
                stated = world.stated.get(key) if writers else None
                array = np.asarray(stated.data if stated is not None else world.truth(key), dtype=float)
            except (SymcnnError, KeyError):
                continue
            shown = trial.reading.names.model.system.tensors[key].shown
            for at, value in np.ndenumerate(array):
                where = f"_{{{','.join(str(i + trial.reading.base) for i in at)}}}" if at else ""
                found.setdefault(round(float(value), 9), f"{shown}{where}")
    return sorted(found.items())


def _changes(node: Tree, known: list[tuple[float, str]]) -> Iterator[tuple[str, str, float, Tree]]:
    match node:
        case Number():
            yield from _other_numbers(node, known)
        case Negation():
            yield "sign", f"the sign before {say(node.argument)} is wrong", 1.0, node.argument
        case Operation(operator="+" | "-"):
            flipped = Operation("-" if node.operator == "+" else "+", node.left, node.right)
            yield "sign", f"the sign before {say(node.right)} is wrong", 1.0, flipped
            yield "term-extra", f"the term {say(node.right)} does not belong there", 1.4, node.left
        case Operation() if node.operator in PRODUCTS:
            yield "factor", f"the factor {say(node.left)} does not belong there", 1.5, node.right
            yield "factor", f"the factor {say(node.right)} does not belong there", 1.5, node.left
        case Operation(operator="/"):
            yield "factor", f"the divisor {say(node.right)} does not belong there", 1.5, node.left


def _other_numbers(node: Number, known: list[tuple[float, str]]) -> Iterator[tuple[str, str, float, Tree]]:
    text = node.text.replace(",", "")
    decimals = len(text.partition(".")[2]) if "e" not in text.lower() else 6
    for value, name in known:
        shown = f"{abs(value):.{decimals}f}" if decimals else f"{abs(value):.6g}"
        if shown.lstrip("0") == text.lstrip("0") or abs(value) > 1e6:
            continue
        new: Tree = Number(shown) if value >= 0 else Negation(Number(shown))
        one_digit = len(shown) == len(text) and sum(a != b for a, b in zip(shown, text, strict=True)) == 1
        tag = "digit-slip" if one_digit and not text.isdigit() else "wrong-index"
        yield tag, f"right with {shown}, which is {name}, for {node.text}", 1.1 if one_digit else 1.2, new
