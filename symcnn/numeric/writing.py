"""The source of a program: constants, then one function that runs the equations in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import prod

from symcnn.equation import Equation, Tensor
from symcnn.expression.nodes import Access, Winner
from symcnn.expression.walk import descend, substitute, tensors
from symcnn.notation.affine import Affine, whole
from symcnn.notation.letters import Letter
from symcnn.numeric.boxes import Box
from symcnn.numeric.large import write_large
from symcnn.numeric.lines import Parts
from symcnn.numeric.lower import Lowering, lower, spread_over
from symcnn.numeric.rectangles import Layout, rectangular, worth_splitting
from symcnn.numeric.shared import Shares, read_shares, shares_of
from symcnn.numeric.sizes import as_quantities
from symcnn.numeric.source import Source, printable
from symcnn.system import System

Axes = tuple[Box, ...]


def write_program(system: System, sizes: Mapping[Letter, int], equations: Sequence[Equation], inputs: Sequence[str],
                  outputs: Sequence[str], dtype: str) -> str:
    """The source of a module with a function ``program`` of the inputs, in order, to a tuple of the outputs."""
    layout = Layout()
    source = Source(dtype, boxes=layout.boxes)
    arrays = {key: (f"a{i}", _axes(system.tensors[key], sizes)) for i, key in enumerate(inputs)}
    known = as_quantities(sizes)
    numbered = [Equation(e.left, substitute(e.right, known)) for e in equations]
    shown: dict[str, str] = {}
    parts = Parts(layout, {key: axes for key, (_, axes) in arrays.items()})
    shares: list[Shares] = []
    for equation, tensor in _with_shares(numbered, system.tensors, sizes, shares):
        axes = parts.axes[tensor.key] = _axes(tensor, sizes)
        shown[tensor.key] = tensor.shown or tensor.key
        letters = tuple(layout.letter(box.first, box.extent) for box in axes)
        right = substitute(equation.right, dict(zip(equation.letters, map(whole, letters), strict=True)))
        parts.take(tensor.key, letters, rectangular(right, layout))
    for line in parts.lines:
        axes = parts.axes[line.tensor]
        source.remark(f"{shown.get(line.tensor, 'a part')} {tuple(b.extent for b in axes)}")
        name = write_large(line, arrays, parts.axes, source)
        if name is None:
            equation = Equation(Access(line.tensor, tuple(map(whole, line.letters))), line.right)
            name = _run(equation, axes, Lowering(source, arrays), layout)
        arrays[line.tensor] = name, axes
    # an output is the program's own: neither an array of the caller's nor a constant that the next call reads
    names = [n if n[0] == "v" else f"np.array({n})" for n in (arrays[key][0] for key in outputs)]
    return _module(source, system, arrays, inputs, names)


def _axes(tensor: Tensor, sizes: Mapping[Letter, int]) -> Axes:
    return tuple(Box(a.origin, a.extent.value(sizes)) for a in tensor.axes)


def _with_shares(equations: Sequence[Equation], known: Mapping[str, Tensor], sizes: Mapping[Letter, int],
                 shares: list[Shares]) -> Iterable[tuple[Equation, Tensor]]:
    """The equations in order, with those for shares of a maximum before the first that reads them."""
    asked = [any(isinstance(n, Winner) for n in descend(e.right)) for e in equations]
    written: set[str] = set()
    for place, equation in enumerate(equations):
        right = read_shares(equation.right, shares)
        read = tensors(right)
        for each in shares:
            if each.tensor.key in read - written:
                written.add(each.tensor.key)
                yield each.equation, each.tensor
        yield Equation(equation.left, right), known[equation.tensor]
        if any(asked[place + 1:]):
            boxes = dict(zip(equation.letters, _axes(known[equation.tensor], sizes), strict=True))
            shares += shares_of(equation, boxes, known)


def _run(equation: Equation, axes: Axes, context: Lowering, layout: Layout) -> str:
    """Writes the statements for an equation; the variable has the tensor's shape."""
    source = context.source
    order = [layout.letter(box.first, box.extent) for box in axes]
    node = rectangular(substitute(equation.right, dict(zip(equation.letters, map(whole, order), strict=True))), layout)
    split: dict[Letter, tuple[Letter, ...]] = {}
    values: dict[Letter, Affine] = {}
    for letter, new, box in zip(equation.letters, order, axes, strict=True):
        step = worth_splitting(node, new, box.extent)
        split[new] = (new,)
        values[letter] = whole(new)
        if step > 1:
            above, within = layout.letter(0, -(-box.extent // step)), layout.letter(0, step)
            split[new] = (above, within)
            values[letter] = box.first + step * whole(above) + within
    if any(len(parts) > 1 for parts in split.values()):
        node = rectangular(substitute(equation.right, values), layout)
    array = lower(node, context)
    text = spread_over(source, array, [v for new in order for v in split[new]])
    text = _joined(text, [source.counts(split[new]) for new in order], axes)
    return array.source if text == array.source else source.assign(text).source


def _joined(text: str, split: Sequence[tuple[int, ...]], axes: Axes) -> str:
    """The source with the two axes of each split letter made one again, and cut to its extent."""
    counts = [prod(parts) for parts in split]
    if all(len(parts) == 1 for parts in split):
        return text
    text = f"{text}.reshape{tuple(counts)}"
    cuts = [":" if n == b.extent else f":{b.extent}" for n, b in zip(counts, axes, strict=True)]
    return f"{text}[{', '.join(cuts)}]" if any(c != ":" for c in cuts) else text


def _module(source: Source, system: System, arrays: Mapping[str, tuple[str, Axes]], inputs: Sequence[str],
            results: Sequence[str]) -> str:
    remarks = [f"    # {arrays[k][0]}: {printable(system.tensors[k].shown or k)} {tuple(b.extent for b in arrays[k][1])}"
               for k in inputs]
    constants = [f"{name} = {text}" for text, name in source.constants.items()]
    names = ", ".join(arrays[k][0] for k in inputs)
    answer = "".join(f"{r}, " for r in results).strip()
    functions = [line for text in source.functions.values() for line in ("", "", *text.rstrip().split("\n"))]
    lines = ["import numpy as np", "", *constants, *functions, "", "",
             f"def program({names}):", *remarks, *(f"    {line}" for line in source.lines), f"    return ({answer})"]
    return "\n".join(lines) + "\n"
