r"""Losses summed over steps of time, ``L = \sum_t L_t``: what hangs on an output of one step is the loss of that step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from symcnn.checking.binding.own_evidence import names_in
from symcnn.checking.binding.pages import chains_of, with_trees
from symcnn.checking.own.label_runs import is_step, time_of
from symcnn.notation.spelling import split
from symcnn.reading.items import Item
from symcnn.reading.tree import Derivative, Name, SumOver, Tree, mapped


def with_losses_of_steps(items: Sequence[Item]) -> list[Item]:
    r"""The items, ``\partial L_t / \partial o_t`` for ``\partial L / \partial o_t`` where no other step reads it."""
    sides = [(c.members[0], m) for c in chains_of(items) if c.kind == "claim" for m in c.members[1:]]
    time = time_of(sides)
    totals = {head.name: right.body for head, right in sides if time and isinstance(head, Name)
              and isinstance(right, SumOver) and right.letters == (time,) and is_at(right.body, time)}
    if not totals:
        return list(items)
    given = {head.name: names_in(right) for head, right in sides
             if isinstance(head, Name) and not isinstance(right, Derivative)}
    # h_t, which the next step reads, and all that it is made of
    carried = {name for name in given if any(is_before(other, name, time) for reads in given.values() for other in reads)}
    waiting = list(carried)
    while waiting:
        found = given.get(waiting.pop(), set()) - carried
        carried |= found
        waiting += found
    outputs = {name for name in given if is_at(Name(name), time)} - carried
    return with_trees(items, lambda t: of_one_step(t, totals, outputs))


def is_at(tree: Tree, time: str) -> bool:
    """Whether a tree is a name with the letter of time below it."""
    return isinstance(tree, Name) and "_" in tree.name and split(tree.name).subscript == time


def is_before(name: str, other: str, time: str) -> bool:
    """Whether a name is that of the step before another's: ``h_{t-1}`` of ``h_t``."""
    here, there = split(name), split(other)
    return there.subscript == time and here.subscript != time and is_step(here.subscript, time) and (
        replace(here, subscript=time) == there)


def of_one_step(tree: Tree, totals: Mapping[str, Tree], outputs: set[str]) -> Tree:
    """The tree with the loss of the step in derivatives by what it alone hangs on."""
    if isinstance(tree, Derivative) and isinstance(tree.of, Name) and isinstance(tree.by, Name):
        return replace(tree, of=totals[tree.of.name]) if tree.of.name in totals and tree.by.name in outputs else tree
    return mapped(tree, lambda t: of_one_step(t, totals, outputs))
