r"""Layers that only their errors speak of: ``z^l = W^l a^{l-1} + b^l``, ``a^l = f(z^l)`` where a page has no forward pass."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from symcnn.checking.binding.pages import chains_of
from symcnn.checking.own.any_layer import LAST, Layer, layer_of
from symcnn.notation.spelling import GREEK, parts_of_name
from symcnn.reading.claims import Chain
from symcnn.reading.items import Item, NetworkBlock
from symcnn.reading.tree import Derivative, Entry, Nabla, Name, Slope, Transposed, Tree, find, walk
from symcnn.reading.words import FUNCTIONS

Worn = tuple[str, Layer]
"""The letter of a name and the layer above it."""


@dataclass(frozen=True)
class Usual:
    """The names that errors have for a layer, and the layer of the weights that an error is sent back through."""

    error: str
    weights: str
    sum: str
    function: str
    layer: Layer
    ahead: int

    def equations(self, result: str, bias: bool) -> str:
        """The forward equations, as they are typed; ``result`` is what a layer gives."""
        at, before = written(self.layer), written(replace(self.layer, offset=-1))
        if not self.ahead:
            # the weights of a layer are those behind it
            at, before = written(replace(self.layer, offset=1)), at
        weights = at if self.ahead else before
        added = f" + b^{{{weights}}}" if bias else ""
        return (f"${self.sum}^{{{at}}} = {self.weights}^{{{weights}}} {result}^{{{before}}}{added}$, "
                f"${result}^{{{at}}} = {self.function}({self.sum}^{{{at}}})$.")


def usual_layers(source: str, items: Sequence[Item]) -> tuple[str, int] | None:
    """The text with the usual equations in an empty line, and its number; None where they are given, or unclear."""
    chains = chains_of(items)
    if any(isinstance(item, NetworkBlock) for item in items):
        return None
    found = list(dict.fromkeys(u for c in chains if (u := sent_back(c)) is not None))
    place = empty_line(source)
    if len(found) != 1 or place is None:
        return None
    (usual,) = found
    slopes = [s for c in chains for s in of_weights(c, usual)]
    results = {s[1][0] for s in slopes} or {"a"}
    fits = all(error.offset - weights.offset == 1 - usual.ahead and result[1].offset - weights.offset == -usual.ahead
               for weights, result, error in slopes)
    bases = {p.base for c in chains for m in c.members for t in find(m, Name) if (p := parts_of_name(t.name)) is not None}
    given = {p.base for c in chains if not isinstance(c.members[0], Derivative | Nabla) for t in find(c.members[0], Name)
             if (p := parts_of_name(t.name)) is not None and p.superscript}
    if not fits or not (slopes or usual.ahead) or len(results) != 1 or given & {*results, usual.sum} or (
            usual.sum in results):
        return None
    lines = source.split("\n")
    lines[place] = usual.equations(results.pop(), "b" in bases)
    return "\n".join(lines), place + 1


def sent_back(chain: Chain) -> Usual | None:
    r"""The names in ``\delta^l = (W^{l+1})^T \delta^{l+1} \odot f'(z^l)``, the weights those ahead or its own."""
    head = worn(chain.members[0])
    for member in chain.members[1:] if head is not None and not head[1].letter.isupper() else ():
        at = head[1]  # type: ignore[index]
        ahead = replace(at, offset=at.offset + 1)
        errors = [t for t in find(member, Name) if worn(t) == (head[0], ahead)]  # type: ignore[index]
        matrices = [w for t in find(member, Transposed) if (w := worn(t.argument)) is not None and w[1] in (at, ahead)]
        slopes = [(s, w[0]) for s in find(member, Slope) if (w := worn(s.argument)) is not None and w[1] == at]
        if len(errors) == len(matrices) == len(slopes) == 1 and (function := spelled(slopes[0][0], at)):
            base = replace(at, offset=0)
            return Usual(head[0], matrices[0][0], slopes[0][1], function, base,  # type: ignore[index]
                         matrices[0][1].offset - at.offset)
    return None


def of_weights(chain: Chain, usual: Usual) -> Iterator[tuple[Layer, Worn, Layer]]:
    """What lines on the weights say: their layer, what they are fed with and its layer, and the layer of the error."""
    head = chain.members[0]
    by = worn(head.by) if isinstance(head, Derivative | Nabla) and head.by is not None else None
    for member in chain.members[1:] if by is not None and by[0] == usual.weights else ():
        fed = [w for t in find(member, Transposed) if (w := worn(t.argument)) is not None]
        errors = [w[1] for t in walk(member) if isinstance(t, Name) and (w := worn(t)) is not None and w[0] == usual.error]
        if len(fed) == len(errors) == 1:
            yield by[1], fed[0], errors[0]  # type: ignore[index]


def worn(tree: Tree) -> Worn | None:
    """The letter and the layer of a name that wears nothing else."""
    name = tree.base if isinstance(tree, Entry) else tree
    parts = parts_of_name(name.name) if isinstance(name, Name) else None
    at = layer_of(name.name) if isinstance(name, Name) else None
    return None if parts is None or at is None or parts.subscript or at.letter not in LAST else (parts.base, at)


def spelled(slope: Slope, at: Layer) -> str:
    """A function as it is typed, that of a layer with the layer; nothing for one that is none of a letter or known."""
    key, above = slope.plain, ""
    layer = at.written()
    if key not in FUNCTIONS and len(key) > len(layer) and key.endswith(layer):
        key, above = key.removesuffix(layer).removesuffix("^"), f"^{{{written(replace(at, offset=0))}}}"
    if key in GREEK:
        return f"\\{key}{above}"
    if key in FUNCTIONS:
        return f"\\operatorname{{{key}}}"
    return f"{key}{above}" if len(key) == 1 and key.isalpha() else ""


def written(layer: Layer) -> str:
    """A layer above a name."""
    return layer.written() if layer.brackets else f"({layer.written()})"


def empty_line(source: str) -> int | None:
    """The first empty line of a text in Markdown outside of its front matter, of code and of displays, counted from 0."""
    lines = source.split("\n")
    start = lines.index("---", 1) + 1 if lines[0] == "---" and "---" in lines[1:] else 0
    code = display = False
    for place, line in enumerate(lines[start:], start):
        code ^= line.lstrip().startswith(("```", "~~~"))
        display ^= line.count("$$") % 2 == 1
        if not line.strip() and not code and not display:
            return place
    return None
