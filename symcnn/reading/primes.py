"""Primes behind brackets and superscripts: what they differentiate."""

from symcnn.notation.spelling import Parts, split
from symcnn.reading.tree import Name, Tree, walk


def only_name(tree: Tree) -> Name | None:
    """The one letter in a formula, by which ``(1/(1+e^{-x}))'`` is differentiated; None where there are several."""
    found = {t.name: t for t in walk(tree) if isinstance(t, Name) and t.name not in ("e", "\\pi")}
    return next(iter(found.values())) if len(found) == 1 and not isinstance(tree, Name) else None


def with_outer_prime(name: str) -> str:
    """The prime behind the superscript it stands in: `g^{l-1'}` is the slope of `g^{l-1}`."""
    parts = split(name)
    if not parts.superscript.endswith("'"):
        return name
    inner = parts.superscript.rstrip("'")
    return Parts(parts.base, parts.subscript, parts.primes, inner).join() + "'" if inner else name
