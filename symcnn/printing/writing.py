"""The author's way of writing: what a partial derivative, an entry and a convolution look like, and what is abbreviated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from symcnn.errors import MeaninglessError, quoted
from symcnn.printing.latex import LATEX
from symcnn.printing.mathml import MATHML
from symcnn.printing.shown import Rank, Shown
from symcnn.printing.style import Style
from symcnn.printing.text import TEXT
from symcnn.printing.width import WIDTH

STYLES = {"latex": LATEX, "text": TEXT, "mathml": MATHML, "width": WIDTH}
PARTIALS = ("partial", "d", "nabla", "delta")
ENTRIES = ("subscripts", "brackets", "parentheses")
STARS = ("star", "asterisk")
FACTORS = ("stated", "parameters")
_DIFFERENTIALS = {
    "d": {"latex": r"\mathrm{d}", "mathml": '<mi mathvariant="normal">d</mi>', "text": "d", "width": "d"},
    "delta": {"latex": r"\delta ", "mathml": "<mi>δ</mi>", "text": "d", "width": "d"},
    "partial": {"latex": r"\partial ", "mathml": "<mo>∂</mo>", "text": "d", "width": "d"},
}
_NABLA = {"latex": r"\nabla ", "mathml": "<mo>∇</mo>", "text": "grad ", "width": "mm"}
_STAR = {"latex": " * ", "mathml": "<mo>∗</mo>", "text": " * ", "width": " * "}
_OPEN = {"latex": ("[", "]", "][", "(", ")"), "mathml": ("<mo stretchy='false'>[</mo>", "<mo stretchy='false'>]</mo>",
         "<mo stretchy='false'>]</mo><mo stretchy='false'>[</mo>", "<mo stretchy='false'>(</mo>",
         "<mo stretchy='false'>)</mo>")}


@dataclass(frozen=True)
class Writing:
    """How an author writes.

    ``partial`` is "partial", "d", "nabla" or "delta"; ``entries`` "subscripts", "brackets" (``X[i][j]``) or "parentheses";
    ``star`` is "star" or "asterisk", the sign of a cross-correlation; ``factors`` is "stated", the order of the network's own
    equations, or "parameters", which puts kernels and weights before what they multiply; ``abbreviations`` gives names for
    gradients, by their keys. Raises ``MeaninglessError`` for a way that is none of these.
    """

    partial: str = "partial"
    entries: str = "subscripts"
    star: str = "star"
    factors: str = "stated"
    abbreviations: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for said, ways in ((self.partial, PARTIALS), (self.entries, ENTRIES), (self.star, STARS), (self.factors, FACTORS)):
            if said not in ways:
                raise MeaninglessError(f"{quoted(said)} is no way of writing known here: use one of {', '.join(ways)}")

    def style(self, kind: str, loss: str) -> Style:
        """The style "latex", "text", "mathml" or "width" as this author writes; ``loss`` is the loss's name."""
        style = replace(STYLES[kind], abbreviations=self.abbreviations, parameters_first=self.factors == "parameters")
        if self.entries != "subscripts":
            style = replace(style, entry=_entry(style, kind, self.entries))
        if self.partial != "partial":
            style = replace(style, partial=_partial(style, kind, self.partial, loss))
        if self.star == "asterisk":
            style = replace(style, signs={**style.signs, "star": _STAR[kind]})
        return style


def _entry(style: Style, kind: str, way: str):  # type: ignore[no-untyped-def]
    left, right, between, opening, closing = _OPEN.get(kind, _OPEN["latex"])
    comma = style.signs["near_comma"]

    def entry(name: str, indices: Sequence[str]) -> Shown:
        head = style.entry(name, ())
        if not indices:
            return head
        if way == "brackets":
            return Shown(head.text + left + between.join(indices) + right)
        return Shown(head.text + opening + comma.join(indices) + closing)
    return entry


def _partial(style: Style, kind: str, way: str, loss: str):  # type: ignore[no-untyped-def]
    sign = _DIFFERENTIALS.get(way, _DIFFERENTIALS["partial"])[kind]
    whole = style.name(loss)

    def partial(of: str, by: Sequence[str]) -> Shown:
        if way == "nabla" and of == whole and len(by) == 1:
            return Shown(_NABLA[kind] + by[0], Rank.RAISED)
        if way in ("nabla",) or len(by) > 1 or kind == "text":
            return style.partial(of, by)
        return style.fraction(Shown(sign + of), Shown(sign + by[0]))
    return partial
