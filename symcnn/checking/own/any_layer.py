"""Equations of any layer ``l``, written out for the layers that a document speaks of: ``l - 1``, ``l``, ``l + 1``, ``L``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

from symcnn.checking.binding.own_evidence import names_in
from symcnn.notation.spelling import parts_of_name, split
from symcnn.reading.tree import Call, Name, Tree, mapped

_LAYER = re.compile(r"(?P<open>\[?)(?P<letter>[A-Za-z]|\\ell|n_l)(?P<offset>[+-][1-9])?(?P<close>\]?)")
LAST = {"l": ("L", "n_l"), "\\ell": ("L",), "k": ("K", "L"), "n": ("N", "L"), "h": ("H", "L"), "j": ("J", "L"),
        "i": ("I", "L")}


@dataclass(frozen=True)
class Layer:
    """The layer in a name's superscript: ``l + 1`` is the letter ``l`` and 1; ``brackets`` as in ``[l]``."""

    letter: str
    offset: int = 0
    brackets: bool = False

    def written(self) -> str:
        """The superscript."""
        text = self.letter + (f"{self.offset:+d}" if self.offset else "")
        return f"[{text}]" if self.brackets else text


@dataclass(frozen=True)
class Rule:
    """An equation: its two sides, and whatever it was made of."""

    left: Tree
    right: Tree
    origin: Any
    is_copy: bool = False


def written_out(rules: Sequence[Rule], spoken: Iterable[str]) -> list[Rule]:
    """The equations and their copies for the other layers that a document has names for; ``spoken`` are all names.

    The last layer reads the highest of the others where the writer leaves open what lies between.
    """
    spoken = set(spoken)
    letter = running_letter(rules)
    if letter is None:
        return list(rules)
    levels = {at.offset for n in spoken if (at := layer_of(n)) is not None and at.letter == letter}
    given = {n for rule in rules for n in names_in(rule.left)}
    # what a writer says of a layer goes before what follows from another
    every = [copy for rule in rules for copy in copies(rule, letter, levels)]
    found = [copy for copy in every if not copy.is_copy or not names_in(copy.left) & given]
    return [*found, *last_layers(rules, letter, max(levels), spoken)]


def running_letter(rules: Iterable[Rule]) -> str | None:
    """The letter that stands for any layer: it has two values in one equation."""
    for rule in rules:
        layers = [at for n in names_of(rule) if (at := layer_of(n)) is not None and at.letter in LAST]
        for letter in dict.fromkeys(at.letter for at in layers):
            if len({at.offset for at in layers if at.letter == letter}) > 1:
                return letter
    return None


def copies(rule: Rule, letter: str, levels: Set[int]) -> Iterator[Rule]:
    """The equation, and itself for the layers above and below for which the document has names."""
    own = {at.offset for n in names_of(rule) if (at := layer_of(n)) is not None and at.letter == letter}
    yield rule
    if not own:
        return
    for shift in range(min(levels) - min(own), max(levels) - max(own) + 1):
        if shift:
            yield renamed(rule, lambda at, shift=shift: replace(at, offset=at.offset + shift)  # type: ignore[misc]
                          if at.letter == letter else at)


def last_layers(rules: Iterable[Rule], letter: str, highest: int, spoken: Set[str]) -> Iterator[Rule]:
    """The equations for the last layers, ``L`` and those below it that have names, each of which no rule gives itself."""
    layers = [at for n in sorted(spoken) if (at := layer_of(n)) is not None and at.letter in LAST[letter]]
    given = {n for rule in rules for n in names_in(rule.left)}
    for last in dict.fromkeys(at.letter for at in layers):
        lowest = min(0, *(at.offset for at in layers if at.letter == last))
        for rule in rules:
            yield from at_the_end(rule, letter, last, lowest, highest, given)


def at_the_end(rule: Rule, letter: str, last: str, lowest: int, highest: int, given: Set[str]) -> Iterator[Rule]:
    """An equation for the last layers down to the lowest that has names; what lies below that is the highest other layer."""
    head = next((at for n in names_in(rule.left) if (at := layer_of(n)) is not None and at.letter == letter), None)
    if head is None:
        return
    for place in range(lowest, 1):
        def moved(at: Layer, place: int = place) -> Layer:
            if at.letter != letter:
                return at
            offset = at.offset - head.offset + place
            return replace(at, letter=last, offset=offset) if offset >= lowest else replace(
                at, offset=highest + offset - lowest + 1)
        copy = renamed(rule, moved)
        if not names_in(copy.left) & given:
            yield copy


def renamed(rule: Rule, change: Callable[[Layer], Layer]) -> Rule:
    """An equation with other layers in its names."""
    def put(tree: Tree) -> Tree:
        if isinstance(tree, Name) and (at := layer_of(tree.name)) is not None:
            return replace(tree, name=replace(split(tree.name), superscript=change(at).written()).join())
        if isinstance(tree, Call) and (at := layer_of(tree.function)) is not None:
            # every layer has a function of its own
            named = replace(split(tree.function), superscript=change(at).written()).join()
            return replace(tree, function=named, arguments=tuple(put(t) for t in tree.arguments))
        return mapped(tree, put)

    return Rule(put(rule.left), put(rule.right), rule.origin, is_copy=True)


def names_of(rule: Rule) -> set[str]:
    """The names of tensors on both sides."""
    return names_in(rule.left) | names_in(rule.right)


def layer_of(name: str) -> Layer | None:
    """The layer in a name's superscript, or None where there is none."""
    parts = parts_of_name(name)
    if parts is None:
        return None
    found = _LAYER.fullmatch(parts.superscript)
    if found is None or bool(found["open"]) != bool(found["close"]):
        return None
    return Layer(found["letter"], int(found["offset"] or 0), bool(found["open"]))
