"""Edits of convolutions written with an operator or a word: full for valid, and the kernel turned or not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from symcnn.checking.binding.small_sizes import paces_of
from symcnn.checking.causes.edits import Edit
from symcnn.checking.causes.places import Rebuild, everywhere, places
from symcnn.checking.causes.turn_tags import turn_tag
from symcnn.checking.meaning.document import Reading
from symcnn.checking.report.wording import say
from symcnn.reading.tree import (
    Application,
    Call,
    Convolved,
    Derivative,
    Name,
    Number,
    Operation,
    Text,
    Transposed,
    Tree,
    walk,
)

OTHER = {"valid": "full", "full": "valid", "same": "full"}
TURNING = ("rot180", "flip")


def operator_edits(reading: Reading, tree: Tree, head: Tree) -> Iterator[Edit]:
    """The other extent of each convolution, the kernel turned where it is not and not where it is, and both at once."""
    for node, rebuild, _ in places(tree):
        if isinstance(node, Convolved):
            yield from _of_a_sign(reading, node, rebuild, head)
        elif isinstance(node, Operation) and node.operator in ("juxtapose", "*"):
            for left, right in ((node.right, Transposed(node.left)), (Transposed(node.right), node.left), (
                    node.right, node.left)):
                order = Operation("juxtapose", left, right)
                yield Edit("transpose", f"right with {say(order)} for {say(node)}", 1.15, rebuild(order))
        elif isinstance(node, Call) and len(node.arguments) > 1:
            for word in (a for a in node.arguments[2:] if isinstance(a, Text) and a.value in OTHER):
                other = everywhere(node, word, replace(word, value=OTHER[word.value]))
                said = f"{word.value} stands where {OTHER[word.value]} belongs"
                yield Edit("valid-for-full", said, 0.8, rebuild(other))
                kernel = node.arguments[1]
                yield Edit("valid-for-full", f"{said}, with {say(_turned(kernel))} for {say(kernel)}", 1.5,
                           rebuild(everywhere(other, kernel, _turned(kernel))))
        elif isinstance(node, Application) and isinstance(node.base, Name):
            yield from _of_a_word(node, node.base, rebuild)
    yield from _spread(reading, tree)


def _of_a_word(node: Application, base: Name, rebuild: Rebuild) -> Iterator[Edit]:
    r"""``conv_{full}(a, b)`` for ``conv_{valid}(a, b)``."""
    for mode in (m for m in OTHER if f"{{{m}}}" in base.name):
        other = Name(base.name.replace(mode, OTHER[mode]))
        yield Edit("valid-for-full", f"{say(base)} stands where {say(other)} belongs", 0.8, rebuild(replace(node, base=other)))


def _spread(reading: Reading, tree: Tree) -> Iterator[Edit]:
    """Noughts between the entries of a gradient that is convolved, as many as the stride says."""
    letters = [Name(v.name) for v in sorted(paces_of(reading.names.model.network.forward_system))]
    by: list[Tree] = [*letters, *(Number(str(n)) for n in reading.strides if n > 1)]
    if not by or not any(isinstance(t, Convolved) or (isinstance(t, Operation) and t.operator in ("*", "star"))
                         for t in walk(tree)):
        return
    for node, rebuild, _ in places(tree):
        if isinstance(node, Derivative):
            for step in by:
                spread = Call("dilate", (node, step))
                yield Edit("stride-dropped", f"the stride is forgotten: right with {say(spread)} for {say(node)}", 0.8,
                           rebuild(spread))


def _of_a_sign(reading: Reading, node: Convolved, rebuild: Rebuild, head: Tree) -> Iterator[Edit]:
    other, kernel = OTHER.get(node.mode), _turned(node.right)
    said = f"a {node.mode} correlation or convolution stands where a {other} one belongs"
    if other is not None:
        yield Edit("valid-for-full", said, 0.8, rebuild(replace(node, mode=other)))
    tag = turn_tag(reading, (head,))
    yield Edit(tag, f"right with {say(kernel)} for {say(node.right)}", 0.9, rebuild(replace(node, right=kernel)))
    if other is not None:
        both = replace(node, mode=other, right=kernel)
        yield Edit("valid-for-full", f"{said}, with {say(kernel)} for {say(node.right)}", 1.5, rebuild(both))


def _turned(kernel: Tree) -> Tree:
    """The kernel turned by half a turn, or as it is where it stands turned."""
    if isinstance(kernel, Call) and kernel.function in TURNING and kernel.arguments:
        return kernel.arguments[0]
    return Call("rot180", (kernel,))
