"""Edits of numbers put into a formula: the one that does not belong, and the network's number that does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from math import prod

import numpy as np

from symcnn.checking.causes.edits import PRODUCTS
from symcnn.checking.causes.factors import pool_sizes
from symcnn.checking.causes.places import Rebuild, everywhere, places
from symcnn.checking.causes.trial import Finding, Trial
from symcnn.checking.report.wording import say
from symcnn.errors import SymcnnError
from symcnn.expression.nodes import Access, Apply
from symcnn.reading.tree import Call, Matrix, Negation, Number, Operation, Transposed, Tree, find, walk

MOST = 600
SMALL = 64
# numbers are often carried on with so many places, whatever was written for them
PLACES = 4


@dataclass(frozen=True)
class Numbers:
    """Numbers of the network with their names, what activations make of which, and the sizes of windows."""

    named: list[tuple[float, str]]
    applied: list[tuple[float, float, str]]
    pools: list[int]


def number_findings(trial: Trial) -> Iterator[Finding]:
    """One number, sign or term of a sum of numbers changed, so that the line is right."""
    plain = trial.member.argument if isinstance(trial.member, Transposed) else trial.member
    alone = plain.argument if isinstance(plain, Negation) else plain
    if isinstance(alone, Number | Matrix) or sum(1 for _ in walk(trial.member)) > 400:
        return
    tried = 0
    known = Numbers(_known(trial), applied_numbers(trial), sorted(pool_sizes(trial.reading.names.model)))
    numbers = list(find(trial.member, Number))
    for node, rebuild, _ in places(trial.member):
        ways = [rebuild]
        if isinstance(node, Number) and numbers.count(node) > 1:
            ways.append(partial(_everywhere, trial.member, node))
        lines = [straight(trial, node, way) for way in ways]
        for tag, message, weight, new in _changes(node, known):
            tried += 1
            if tried > MOST:
                return
            if any((line is None or line.may_hit(new)) and trial.repaired(way(new))
                   for way, line in zip(ways, lines, strict=True)):
                yield Finding(tag, message, weight)


def _everywhere(member: Tree, node: Tree, new: Tree) -> Tree:
    return everywhere(member, node, new)


@dataclass(frozen=True)
class Straight:
    """What a formula comes to where one of its numbers is another: so much at nought, so much more for each one.

    ``goals`` is what it is to come to, ``radius`` how far its digits let it be off as it stands.
    """

    at_nought: float
    slope: float
    goals: np.ndarray
    radius: float

    def may_hit(self, new: Tree) -> bool:
        """Whether it may come to a goal with this number: unlikely ones are ruled out without reading the formula."""
        typed = new.argument if isinstance(new, Negation) else new
        assert isinstance(typed, Number)
        number = float(typed.text) if typed is new else -float(typed.text)
        found = self.at_nought + self.slope * number
        digits = 10.0 ** -len(typed.text.partition(".")[2]) if "." in typed.text else 0.0
        room = 4 * self.radius + abs(self.slope) * (digits + 1e-3 * abs(number)) + 1e-6 * (1 + abs(found))
        return bool((abs(self.goals - found) <= room).any())


def straight(trial: Trial, node: Tree, rebuild: Rebuild) -> Straight | None:
    """A formula as a straight line in one of its numbers; None where it is none, or has several meanings."""
    goals = [v.data.ravel() for w in trial.writers for v in trial.heads(trial.worlds[-1], w)]
    if not isinstance(node, Number) or not goals:
        return None
    found = [trial.alone(rebuild(t)) for t in (node, *map(Number, ("0", "1", "2")))]
    if any(v is None or v.data.size != 1 or not np.isfinite(v.data).all() for v in found):
        return None
    here, nought, one, two = (float(v.data.ravel()[0]) for v in found if v is not None)
    radius, number = float(found[0].radius.max(initial=0.0)), float(node.text.replace(",", ""))  # type: ignore[union-attr]
    off = max(abs(two - one - (one - nought)), abs(here - nought - (one - nought) * number))
    if off > 1e-9 * max(1.0, abs(here), abs(two)):
        return None
    return Straight(nought, one - nought, np.concatenate(goals), radius)


def _known(trial: Trial) -> list[tuple[float, str]]:
    """The numbers of the network at this sheet, with the names of what they are."""
    world = trial.worlds[-1]
    found: dict[float, str] = {}
    for writers in trial.writers:
        for key in (k for k, t in trial.reading.names.model.system.tensors.items() if t.shown):
            if prod(trial.reading.names.model.shape(key)) > SMALL:
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


def _changes(node: Tree, known: Numbers) -> Iterator[tuple[str, str, float, Tree]]:
    match node:
        case Number():
            yield from _other_numbers(node, known)
        case Negation():
            yield "sign", f"the sign before {say(node.argument)} is wrong", 1.0, node.argument
        case Call(function="exp", arguments=(Number() as exponent,)):
            turned = replace(node, arguments=(Negation(exponent),))
            yield "sign", f"the sign of the exponent {say(exponent)} is wrong", 1.0, turned
        case Operation(operator="+" | "-"):
            flipped = Operation("-" if node.operator == "+" else "+", node.left, node.right)
            yield "sign", f"the sign before {say(node.right)} is wrong", 1.0, flipped
            yield "term-extra", f"the term {say(node.right)} does not belong there", 1.4, node.left
            yield from _slopes_before(node, known)
        case Operation() if node.operator in PRODUCTS:
            yield "factor", f"the factor {say(node.left)} does not belong there", 1.5, node.right
            yield "factor", f"the factor {say(node.right)} does not belong there", 1.5, node.left
        case Operation(operator="/"):
            yield "factor", f"the divisor {say(node.right)} does not belong there", 1.5, node.left
            for size in known.pools if isinstance(node.right, Number) else ():
                yield ("pool-factor", f"divided by {say(node.right)} where the window has {size} entries", 1.0,
                       Operation("/", node.left, Number(str(size))))


def _slopes_before(node: Operation, known: Numbers) -> Iterator[tuple[str, str, float, Tree]]:
    """A slope ``1 - n^2`` or ``1 - n`` of what an activation is applied to, in place of what it gives."""
    power = node.right if isinstance(node.right, Operation) and node.right.operator == "^" else None
    number = node.right if power is None else power.left
    if node.operator != "-" or node.left != Number("1") or not isinstance(number, Number):
        return
    decimals = len(number.text.partition(".")[2])
    for before, after, function in known.applied:
        if abs(abs(before) - float(number.text.replace(",", ""))) < 0.51 * 10.0 ** -decimals:
            new = Number(f"{abs(after):.{max(decimals, PLACES)}f}")
            right = new if power is None else replace(power, left=new)
            said = f"the slope of {function} is taken at {number.text}, which {function} is applied to, and not at {new.text}"
            yield "slope-at-wrong-place", said, 0.9, replace(node, right=right)


def _other_numbers(node: Number, known: Numbers) -> Iterator[tuple[str, str, float, Tree]]:
    text = node.text.replace(",", "")
    decimals = len(text.partition(".")[2]) if "e" not in text.lower() else 6
    half = 0.51 * 10.0 ** -decimals
    for value, name in known.named:
        for count in dict.fromkeys((decimals, max(decimals, PLACES)) if decimals else (0,)):
            shown = f"{abs(value):.{count}f}" if decimals else f"{abs(value):.6g}"
            if shown.lstrip("0") == text.lstrip("0") or abs(value) > 1e6 or (text.isdigit() and not value.is_integer()):
                continue
            new: Tree = Number(shown) if value >= 0 else Negation(Number(shown))
            # what stands at another place of the same array is no slip of the pen
            beside = any(abs(abs(v) - float(text)) < half and n != name and n.partition("_")[0] == name.partition("_")[0]
                         for v, n in known.named)
            one_digit = not beside and len(shown) == len(text) and sum(a != b for a, b in zip(shown, text, strict=True)) == 1
            function = next((f for before, after, f in known.applied
                             if abs(before - float(text)) < half and after == value), None)
            said = f"right with {shown}, which is {name}, for {node.text}"
            if function is not None:
                yield "activation-missing", f"{function} is not applied: {said}", 1.0, new
            else:
                tag = "digit-slip" if one_digit and not text.isdigit() else "wrong-index"
                yield tag, said, 1.1 if one_digit else 1.2, new


def applied_numbers(trial: Trial) -> list[tuple[float, float, str]]:
    """What activations are applied to, what they give, and which these are."""
    world, model = trial.worlds[-1], trial.reading.names.model
    found = []
    for equation in model.network.forward_system.equations:
        right = equation.right
        if isinstance(right, Apply) and isinstance(right.argument, Access) and prod(model.shape(equation.tensor)) <= SMALL and (
                model.shape(right.argument.tensor) == model.shape(equation.tensor)):
            pairs = zip(np.ravel(world.truth(right.argument.tensor)), np.ravel(world.truth(equation.tensor)), strict=True)
            found += [(float(one), round(float(other), 9), right.function) for one, other in pairs]
    return found
