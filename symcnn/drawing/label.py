"""Names as they are set in a picture: runs of Unicode text at three heights, with an estimate of their width."""

from __future__ import annotations

import re
from dataclasses import dataclass
from unicodedata import normalize

from symcnn.equation import Tensor
from symcnn.errors import NameProblem
from symcnn.notation.spelling import split
from symcnn.system import System

RAISED, LEVEL, LOWERED = 1, 0, -1
SCRIPT_SIZE = 0.72
_COMMAND = re.compile(r"\\([A-Za-z]+) ?")
_DRESSED = re.compile(r"\\([a-z]+)\{(.*)\}")
VECTOR = "\u20d7"
_ABOVE = {"hat": "\u0302", "bar": "\u0304", "tilde": "\u0303", "vec": VECTOR, "dot": "\u0307", "ddot": "\u0308",
          "check": "\u030c"}
_GREEK = dict(zip(
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon phi chi "
    "psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega varepsilon vartheta varpi varrho varsigma "
    "varphi ell prime ast".split(),
    "αβγδϵζηθικλμνξοπρστυϕχψωΓΔΘΛΞΠΣΥΦΨΩεϑϖϱςφℓ′*", strict=True))
_NARROW, _WIDE = frozenset("ijlt.,;:'′()[]|f "), frozenset("mw%×→σ")


@dataclass(frozen=True)
class Run:
    """A piece of text at one height; names of one letter are slanted, as in print."""

    text: str
    height: int = LEVEL
    slanted: bool = False

    @property
    def width(self) -> float:
        """The width in units of the font's size."""
        units = sum(0.0 if c in _ABOVE.values() else 0.36 if c in _NARROW else 0.78 if c in _WIDE or c.isupper() else 0.6
                    for c in self.text)
        return units * (1.0 if self.height == LEVEL else SCRIPT_SIZE)


Label = tuple[Run, ...]


def width(label: Label, size: float) -> float:
    """How wide a label is at a font size, roughly."""
    return size * sum(run.width for run in label)


def plain(text: str) -> Label:
    """A word or a number as it is."""
    return (Run(text),)


def spelled(label: Label) -> str:
    """The label on one line, for readers of the picture that do not see it."""
    marks = {RAISED: "^", LOWERED: "_", LEVEL: ""}
    return "".join(marks[run.height] + run.text for run in label)


def of_name(name: str, indices: tuple[str, ...] = ()) -> Label:
    """A name with its scripts, and the indices of an entry below it.

    >>> spelled(of_name("W^{(1)}", ("2", "k")))
    'W^(1)_2,k'
    """
    try:
        parts = split(name)
    except NameProblem:
        return (Run(name, slanted=True), *([Run(",".join(indices), LOWERED)] if indices else []))
    base = _base(parts.base)
    below = ",".join((*([_script(parts.subscript)] if parts.subscript else []), *indices))
    label = [Run(base, slanted=_is_letter(base))]
    if parts.primes or parts.superscript:
        raised = "′" * parts.primes + _script(parts.superscript)
        label.append(Run(raised, RAISED, _is_letter(raised)))
    return (*label, *([Run(below, LOWERED, _is_letter(below))] if below else []))


def of_tensor(tensor: Tensor, system: System, indices: tuple[str, ...] = ()) -> Label:
    """A tensor or an entry of it; a gradient as the partial derivative it is."""
    if tensor.partial is None:
        return of_name(tensor.shown or tensor.key, indices)
    of, by = tensor.partial
    above, below = (system.tensors.get(key) for key in (of, by))
    cut = max(0, len(indices) - len(below.axes)) if below else 0
    top = of_tensor(above, system, indices[:cut]) if above else of_name(of)
    bottom = of_tensor(below, system, indices[cut:]) if below else of_name(by)
    return (Run("∂"), *top, Run("/∂"), *bottom)


def _is_letter(base: str) -> bool:
    return sum(c not in _ABOVE.values() for c in base) == 1 and base[0].isalpha()


def _base(base: str) -> str:
    dressed = _DRESSED.fullmatch(base)
    if dressed:
        inner = _base(dressed[2])
        return normalize("NFC", inner[:1] + _ABOVE.get(dressed[1], "")) + inner[1:]
    return _script(base)


def _script(script: str) -> str:
    """A script in Unicode; braces only group, so they are left out."""
    shown = _COMMAND.sub(lambda m: _GREEK.get(m[1], m[1]), script)
    return "".join(c for c in shown if c not in "{}\\").replace("-", "−")
