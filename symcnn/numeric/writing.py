"""The source of a program: constants, then one function that runs the equations in order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import prod

from symcnn.equation import Equation, Tensor
from symcnn.expression.nodes import Access, Winner
from symcnn.expression.walk import descend, substitute, tensors
from symcnn.notation.affine import Affine, whole
from symcnn.notation.letters import Letter
from symcnn.numeric.below_greatest import in_range
from symcnn.numeric.boxes import Box
from symcnn.numeric.builder import CLIPPED, Builder
from symcnn.numeric.complements import shares_complement
from symcnn.numeric.homes import plain_home, row_major
from symcnn.numeric.inlining import inline_blocks
from symcnn.numeric.layout import wrapped
from symcnn.numeric.lines import Line, Parts
from symcnn.numeric.lower import Lowering, lower, spread_over
from symcnn.numeric.masks import is_risky
from symcnn.numeric.maxima_first import maxima_first
from symcnn.numeric.moves import copy_of
from symcnn.numeric.rectangles import Layout, rectangular, worth_splitting
from symcnn.numeric.sent_back import name_sent_back
from symcnn.numeric.shared import Shares, read_shares, shares_of
from symcnn.numeric.sizes import as_quantities
from symcnn.numeric.source import Source, printable, reshaped
from symcnn.numeric.table import RULES, Rule, choose
from symcnn.numeric.totals_sent_back import total_before_sending
from symcnn.numeric.witnesses import find_witness
from symcnn.system import System

Axes = tuple[Box, ...]
# a name of the module takes 35 ns less than an attribute of NumPy, which has a __getattr__ of its own
BOUND = re.compile(r"\bnp\.(add|divide|empty|exp|expm1|heaviside|log|maximum|minimum|multiply|negative|reciprocal|sqrt|"
                   r"square|subtract|tanh)\(")


@dataclass(frozen=True)
class Choice:
    """What a program may be: its outputs fresh in every call or kept arrays, the rules it is written by, its comments."""

    fresh: bool = True
    rules: tuple[Rule, ...] = RULES
    remark: Callable[[Equation], str] | None = None


def write_program(system: System, sizes: Mapping[Letter, int], equations: Sequence[Equation], inputs: Sequence[str],
                  outputs: Sequence[str], dtype: str, choice: Choice) -> str:
    """The source of a module with a function ``program`` of the inputs, in order, to a tuple of the outputs."""
    layout = Layout()
    source = Source(dtype, boxes=layout.boxes)
    arguments = {key: (f"a{i}", _axes(system.tensors[key], sizes)) for i, key in enumerate(inputs)}
    shares: dict[str, tuple[str, tuple[int, ...]]] = {}
    parts = Parts(layout, {k: axes for k, (_, axes) in arguments.items()})
    headings = _lines(system, sizes, equations, parts, shares, choice.remark)
    inline_blocks(parts, outputs)
    name_sent_back(parts, shares)
    renamed = maxima_first(parts, outputs, shares)
    headings |= {new: headings[old] for new, old in renamed.items() if old in headings}
    builder = _builder(source, parts, frozenset(outputs), frozenset(arguments), shares, choice.fresh)
    if total_before_sending(parts, builder):
        builder = _builder(source, parts, frozenset(outputs), frozenset(arguments), shares, choice.fresh)
    for key, (name, axes) in arguments.items():
        builder.given[key] = builder.live(key, plain_home(name, axes))
    rules = _chosen(parts.lines, builder, choice.rules)
    _find_witnesses(parts.lines, rules, builder)
    said = ""
    for line in parts.lines:
        rule = rules[line.tensor]
        if headings.get(line.tensor, said) != said and (rule is None or rule.name != "shares"):
            said = headings[line.tensor]
            source.remark(said)
        if rule is None:
            _write_general(line, builder)
        else:
            rule.write(line, builder)
        if line.tensor in builder.witnesses.values():
            _look_for_overflow(line, builder, [name for name, _ in arguments.values()])
    results = [_result(key, key in arguments, builder) for key in outputs]
    return _module(source, system, arguments, inputs, results, bool(builder.witnesses))


def _builder(source: Source, parts: Parts, results: frozenset[str], arguments: frozenset[str],
             shares: dict[str, tuple[str, tuple[int, ...]]], fresh: bool) -> Builder:
    """What the rules share, before the first of them is asked."""
    reads = {line.tensor: tensors(line.right) for line in parts.lines}
    return Builder(source, parts.layout, parts.axes, results,
                   {k: i for i, line in enumerate(parts.lines) for k in reads[line.tensor]},
                   {line.tensor: i for i, line in enumerate(parts.lines)}, fresh=fresh, reads=reads,
                   arguments=arguments, lines={line.tensor: line for line in parts.lines}, shares=shares)


def _chosen(lines: Sequence[Line], builder: Builder, rules: tuple[Rule, ...]) -> dict[str, Rule | None]:
    """The rule of every line, what each asks of the tensors that it reads noted."""
    found: dict[str, Rule | None] = {}
    for line in lines:
        rule = found[line.tensor] = choose(line, builder, rules)
        if rule is None or rule.calls:
            # there one expression is one variable, whatever is written into the arrays it is made of
            builder.general.update(builder.reads[line.tensor])
        if rule is not None and rule.wants is not None:
            rule.wants(line, builder)
    return found


def _find_witnesses(lines: Sequence[Line], rules: Mapping[str, Rule | None], builder: Builder) -> None:
    """Notes which numbers tell of an overflow in the lines whose steps may go without a guard."""
    for line in lines:
        rule = rules[line.tensor]
        if rule is not None and rule.name == "chain" and shares_complement(line, builder):
            witness = find_witness(line.tensor, builder)
            if witness is not None:
                builder.witnesses[line.tensor] = witness


def _look_for_overflow(line: Line, builder: Builder, arguments: Sequence[str]) -> None:
    """Runs the program anew where the first number of a line is none, which costs 15 ns where it is one."""
    number = builder.numbers[line.tensor][0] if line.tensor in builder.numbers else builder.array(line.tensor)[0]
    builder.source.write(f"if {number} != {number} and not {CLIPPED}:")
    builder.source.write(f"    return program({', '.join(arguments)}, True)")


def _lines(system: System, sizes: Mapping[Letter, int], equations: Sequence[Equation], parts: Parts,
           belongs: dict[str, tuple[str, tuple[int, ...]]], remark: Callable[[Equation], str] | None) -> dict[str, str]:
    """Takes the equations apart; what is to be said before the lines of each, by the tensors of those."""
    known, layout = as_quantities(sizes), parts.layout
    tensors_by_key = dict(system.tensors)
    numbered = []
    for equation, tensor in in_range(equations, system.tensors):
        numbered.append(Equation(equation.left, substitute(equation.right, known)))
        tensors_by_key[tensor.key] = tensor
    said = {e.tensor: remark(e) for e in equations} if remark is not None else {}
    headings: dict[str, str] = {}
    shares: list[Shares] = []
    by_maximum = {e.right: e for e in numbered}
    for equation, tensor in _with_shares(numbered, tensors_by_key, sizes, shares):
        own = parts.axes[tensor.key] = _axes(tensor, sizes)
        letters = tuple(layout.letter(box.first, box.extent) for box in own)
        right = substitute(equation.right, dict(zip(equation.letters, map(whole, letters), strict=True)))
        first = len(parts.lines)
        parts.take(tensor.key, letters, rectangular(right, layout))
        shape = tuple(box.extent for box in own)
        text = said.get(tensor.key, tensor.shown or tensor.key)
        headings |= {line.tensor: f"{text}  {shape}" if shape else text for line in parts.lines[first:]}
        belongs.update({s.tensor.key: (e.tensor, tuple(e.letters.index(v) for v in s.free))
                        for s in shares if (e := by_maximum.get(s.of)) is not None})
    return headings


def _write_general(line: Line, builder: Builder) -> None:
    """The path for what no rule fits: strided views, products by matmul or einsum, a new array for each step."""
    arrays = {key: builder.array(key) for key in sorted(tensors(line.right))}
    equation = Equation(Access(line.tensor, tuple(map(whole, line.letters))), line.right)
    text = _run(equation, builder.axes[line.tensor], Lowering(builder.source, arrays), builder.layout)
    builder.put(line.tensor, text)
    builder.loose.add(line.tensor)


def _result(key: str, is_argument: bool, builder: Builder) -> str:
    """The source of an output: the program's own array, neither an argument nor what the next call writes into."""
    axes, dtype = builder.axes[key], builder.source.dtype
    if key in builder.numbers:
        names = builder.numbers[key]
        kind = "" if dtype == "np.float64" else f", dtype={dtype}"
        packed = f"np.array([{', '.join(names)}]{kind})"
        return names[0] if not axes else _reshaped(packed, axes) if len(axes) > 1 else packed
    home = builder.home(key)
    text = builder.whole(home)
    if not axes:
        return f"float({text})"
    plain = zip(home.counts, home.strides, row_major(home.counts), strict=True)
    turned = not home.kept and any(n > 1 and one != other for n, one, other in plain)
    if is_argument or turned or key in builder.loose or (home.kept and builder.fresh):
        kind = f", dtype={dtype}" if key in builder.loose else ""
        return f'np.array({text}{kind}, order="C")' if kind else copy_of(home, builder)
    return text


def _reshaped(text: str, axes: Axes) -> str:
    return reshaped(text, [b.extent for b in axes])


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
        if step > 1 and box.extent % step and is_risky(node):
            # the cells beyond the extent would let through what guards hold back
            step = 1
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
    text = reshaped(text, counts)
    cuts = [":" if n == b.extent else f":{b.extent}" for n, b in zip(counts, axes, strict=True)]
    return f"{text}[{', '.join(cuts)}]" if any(c != ":" for c in cuts) else text


def _module(source: Source, system: System, arrays: Mapping[str, tuple[str, Axes]], inputs: Sequence[str],
            results: Sequence[str], told: bool) -> str:
    remarks = [f"    # {arrays[k][0]}: {printable(system.tensors[k].shown or k)} {tuple(b.extent for b in arrays[k][1])}"
               for k in inputs]
    names = ", ".join([*(arrays[k][0] for k in inputs), *([f"{CLIPPED}=False"] if told else [])])
    answer = f"return {', '.join(results)}" if len(results) > 1 else f"return ({results[0]},)" if results else "return ()"
    constants, statements = source.body(answer)
    bound = sorted({name for line in statements for name in BOUND.findall(line) if not line.startswith("#")})
    statements = [line if line.startswith("#") else BOUND.sub(r"\1(", line) for line in statements]
    constants = [*(f"{name} = np.{name}" for name in bound), *constants]
    functions = [line for text in source.functions.values() for line in ("", "", *text.rstrip().split("\n"))]
    lines = ["import math", "", "import numpy as np", *([""] if constants else []),
             *(part for line in constants for part in wrapped(line)), *functions,
             "", "", *wrapped(f"def program({names}):"), *remarks,
             *(part for line in statements for part in wrapped(f"    {line}"))]
    return "\n".join(lines) + "\n"
