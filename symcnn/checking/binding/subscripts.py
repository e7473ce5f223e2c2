"""What a subscript holds, and names in their other spellings: without font, without brackets, in the other case."""

from __future__ import annotations

from functools import lru_cache

from symcnn.errors import SymcnnError
from symcnn.notation.spelling import GREEK, Parts, parts_of_name, split
from symcnn.reading.parser import parse
from symcnn.reading.tree import Name, Number, Tree, Tuple

# capitals that are short for words; others may be indices, as in O_{NKP}
SHORT = frozenset(("CE", "KL", "LL", "NN", "SE", "BCE", "CCE", "CNN", "GAP", "LSE", "MAE", "MLP", "MSE", "NLL", "RNN", "RSS",
                   "SCE", "SGD", "SSE", "SSR", "TSS", "XOR", "MAPE", "MSLE", "NMSE", "ReLU", "RMSE"))


def bare(superscript: str) -> str:
    """A superscript without its brackets: layers are ``^{(1)}`` or ``^{[1]}``."""
    return superscript.strip("()[]")


def other_case(name: str) -> tuple[str, ...]:
    """The name with its single letter in the other case."""
    parts = split(name)
    if len(parts.base) != 1:
        return ()
    return (Parts(parts.base.swapcase(), parts.subscript, parts.primes, parts.superscript).join(),)


def run_of(tree: Tree) -> tuple[Tree, ...] | None:
    """The indices that a run of digits or letters may stand for, one a character."""
    text = tree.text if isinstance(tree, Number) else tree.name if isinstance(tree, Name) else ""
    if len(text) < 2 or not text.isalnum():
        return None
    return tuple(Number(c) if c.isdigit() else Name(c) for c in text)


@lru_cache(maxsize=4096)
def subscripts(text: str) -> tuple[tuple[Tree, ...], ...]:
    """The indices a subscript may hold: a list, one index, or a run of digits or letters."""
    found: list[tuple[Tree, ...]] = []
    try:
        tree = parse(text)
        if not (isinstance(tree, Name) and len(text) > 1 and text.isalnum()):
            found.append(tree.items if isinstance(tree, Tuple) else (tree,))
    except SymcnnError:
        pass
    if text.isdigit() and len(text) > 1:
        found.insert(0, tuple(Number(c) for c in text))
        found.append((Number(text),))
    elif text.isalnum() and 1 < len(text) < 5 and text not in GREEK and text not in SHORT:
        found.append(tuple(Number(c) if c.isdigit() else Name(c) for c in text))
    elif "," in text:
        parts = [subscripts(p) for p in text.split(",")]
        if all(parts):
            found.append(tuple(p[0][0] for p in parts))
    return tuple(found)


def gradient_of(name: str) -> str:
    """What a name that begins with ``grad`` is the gradient by: ``input`` for ``grad_{input}``; empty for others."""
    if not name.startswith("grad"):
        return ""
    parts = parts_of_name(name)
    if parts is None:
        return ""
    return parts.subscript if parts.base == "grad" and not parts.superscript else ""
