"""A fully connected layer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from symcnn.draft.array import Array, Operand, at
from symcnn.draft.bias import with_bias
from symcnn.draft.choices import OUTPUT, OUTPUT_SIZES, VECTOR
from symcnn.draft.combine import shape, whole_array
from symcnn.draft.draft import Draft
from symcnn.draft.layer import Layer, Letters
from symcnn.errors import ShapeError
from symcnn.expression.build import multiply, total
from symcnn.layers.window import Quantity, quantity
from symcnn.notation.affine import Affine, whole


@dataclass(frozen=True)
class Dense(Layer):
    """``y[m] = Sum_n w[m,n] x[n]``; letters that the weight shares with the input are summed over."""

    weight: str = ""
    bias: str = ""
    units: Quantity | None = None
    operation: ClassVar[str] = "dense"
    aliases: ClassVar[tuple[str, ...]] = ("linear",)
    operands: ClassVar[tuple[str, ...]] = ("input", "weight", "bias?")
    examples: ClassVar[tuple[str, ...]] = (
        "x: 4\nw: 3×4\nb: 3\ny = dense(x, w, b)",
        "x[i,j,k]: 2×3×2\nw[i,j,k,o]: 2×3×2×4\ny = dense(x, w)",
        "x: 5\nw: 5\ny = dense(x, w)",
    )

    def forward(self, draft: Draft, *operands: Operand, letters: Letters = None) -> Array:
        inputs = draft.inline(whole_array(draft, operands[0]))
        draft.cast(inputs, "data")
        weight = self._weight(draft, operands[1], inputs)
        draft.cast(weight, "parameter")
        result = contracted(draft, inputs, draft.inline(weight), _contraction(draft, inputs, weight))
        return with_bias(draft, result, operands[2]) if len(operands) > 2 else result

    def _weight(self, draft: Draft, operand: Operand, inputs: Array) -> Array:
        if isinstance(operand, Array):
            return operand
        if operand.letters is not None:
            extents = operand.extents or self._by_letters(draft, operand.letters, inputs)
            return draft.settle(operand, operand.letters, extents, "parameter")
        if operand.rank == inputs.rank:
            return draft.settle(operand, inputs.names, inputs.extents, "parameter")
        out = draft.letter(OUTPUT, inputs.names)
        own = [draft.letter(VECTOR, (out,))] if inputs.rank == 1 else list(inputs.names)
        sizes = operand.extents or ()
        if not sizes:
            units = self._units(draft)
            sizes = (*inputs.extents, units) if draft.channels_last else (units, *inputs.extents)
        names = (*own, out) if draft.channels_last else (out, *own)
        return draft.settle(operand, names, sizes, "parameter")

    def _units(self, draft: Draft) -> Affine:
        return draft.knowledge.choose(OUTPUT_SIZES)[0] if self.units is None else quantity(self.units, "units", 1)

    def _by_letters(self, draft: Draft, letters: tuple[str, ...], inputs: Array) -> tuple[Affine, ...]:
        known = dict(zip(inputs.names, inputs.extents, strict=True))
        if not set(known) & set(letters) and len(letters) == inputs.rank + 1:
            own = letters[:-1] if draft.channels_last else letters[1:]
            known = dict(zip(own, inputs.extents, strict=True))
        return tuple(known[v] if v in known else self._units(draft) for v in letters)


def _contraction(draft: Draft, inputs: Array, weight: Array) -> dict[int, int]:
    """Which axis of the weight goes with each axis of the input."""
    shared = {n: weight.names.index(v) for n, v in enumerate(inputs.names) if v in weight.names}
    first = int(not draft.channels_last and weight.rank > inputs.rank)
    by_place = {n: n + first for n in range(inputs.rank)} if weight.rank in (inputs.rank, inputs.rank + 1) else {}
    choices = [shared, by_place] if inputs.lettered and weight.lettered else [by_place, shared]
    for pairs in choices:
        if len(pairs) == inputs.rank and all(
                draft.knowledge.same(inputs.axes[n].extent, weight.axes[m].extent) for n, m in pairs.items()):
            return pairs
    raise ShapeError(f"a weight {shape(weight, draft)} does not take an input {shape(inputs, draft)}: "
                     "give the weight [out, in], flatten the input first, or share the letters that are summed over")


def contracted(draft: Draft, inputs: Array, weight: Array, pairs: dict[int, int]) -> Array:
    """The sum over the paired axes; the other axes of the weight, then those of the input, are the result's."""
    loose = [m for m in range(weight.rank) if m not in pairs.values()]
    free = [n for n in range(inputs.rank) if n not in pairs]
    names = draft.distinct([*(weight.names[m] for m in loose), *(inputs.names[n] for n in free)])
    axes = tuple(draft.axis(v, a.extent) for v, a in
                 zip(names, [*(weight.axes[m] for m in loose), *(inputs.axes[n] for n in free)], strict=True))
    target = Array(axes, inputs.body, kind="logits", lettered=weight.lettered)
    spans = {n: draft.span(weight.axes[m].letter, inputs.axes[n].extent) for n, m in pairs.items()}
    of_weight = {m: whole(v) for m, v in zip(loose, target.letters, strict=False)}
    of_weight |= {m: whole(spans[n].letter) for n, m in pairs.items()}
    of_input = {n: whole(v) for n, v in zip(free, target.letters[len(loose):], strict=True)}
    of_input |= {n: whole(s.letter) for n, s in spans.items()}
    body = multiply(at(weight, [of_weight[m] for m in range(weight.rank)]),
                    at(inputs, [of_input[n] for n in range(inputs.rank)]))
    return Array(axes, total([spans[n] for n in sorted(spans)], (), body), kind="logits", lettered=weight.lettered)
