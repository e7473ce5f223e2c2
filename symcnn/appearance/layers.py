"""Layers and losses: as they are written in Python, and the equation that each stands for when it stands alone."""

from __future__ import annotations

from dataclasses import MISSING, fields, replace

from symcnn.appearance.table import latex_of, text_of
from symcnn.assembly.objects import assemble_layers
from symcnn.document.latex import aligned_lines
from symcnn.document.parts import Line, equation_line
from symcnn.draft.layer import Layer
from symcnn.errors import SymcnnError
from symcnn.layers.activation import Activation
from symcnn.layers.input import Input
from symcnn.printing.latex import LATEX, latex_words
from symcnn.printing.text import TEXT
from symcnn.system import System

READ = ("x", "u", "v")
GIVEN = "y"


def system_of(layer: Layer) -> System | None:
    """The layer alone, what it reads called x where nothing names it; None where that is no network."""
    named = replace(layer, name=layer.name or GIVEN)
    taken = {str(getattr(named, f.name)) for f in fields(named)}
    reads = next(letter for letter in READ if letter not in taken)
    alone = [named, Activation("r" if reads == READ[0] else GIVEN, function="relu")] if isinstance(named, Input) else [
        replace(named, of=named.of or reads)]
    try:
        return assemble_layers(alone).system
    except SymcnnError:
        return None


def lines_of(layer: Layer) -> list[Line]:
    """The equations of the layer, where it stands for some."""
    system = None if isinstance(layer, Input) else system_of(layer)
    return [] if system is None else [equation_line(e, system) for e in system.equations]


def written(layer: Layer) -> str:
    """The call that makes the layer, defaults left out."""
    said = []
    for each in fields(layer):
        value = getattr(layer, each.name)
        if each.name == "name":
            said.append(repr(value))
        elif each.default is MISSING or value != each.default:
            said.append(f"{each.name}={value!r}")
    return f"{type(layer).__name__}({', '.join(said)})"


@latex_of.register
def _(value: Layer) -> str:
    lines = lines_of(value)
    if len(lines) == 1:
        return lines[0].left.shown(LATEX).text + lines[0].right.shown(LATEX).text
    if lines:
        return f"\\begin{{aligned}}\n{aligned_lines(lines, LATEX)}\n\\end{{aligned}}"
    return rf"\text{{{latex_words(written(value))}}}"


@latex_of.register
def _(value: Input) -> str:
    system = system_of(value)
    return rf"\text{{{latex_words(written(value))}}}" if system is None else latex_of(next(
        system.tensors[k] for k in system.leaves))


@text_of.register
def _(value: Layer) -> str:
    lines = [f"    {each.left.shown(TEXT).text}{each.right.shown(TEXT).text}" for each in lines_of(value)]
    return "\n".join([written(value), *lines])
