"""Primes behind brackets and superscripts: what they differentiate; and functions before large brackets."""

import re

from symcnn.notation.spelling import Parts, split
from symcnn.reading.grouping import is_symbol
from symcnn.reading.tokens import Token
from symcnn.reading.tree import Name, Tree, find

_MADE_LARGER = re.compile(r"[^\s]\\(?:left|[bB]igg?l?)\Z")
# what else stands before a large bracket is a factor
_FUNCTIONS = frozenset(("f", "g", "h", "\\phi", "\\varphi", "\\psi", "\\sigma"))
_ALWAYS = frozenset(("\\phi", "\\varphi", "\\psi"))


def is_applied(name: str, before: str) -> bool:
    r"""Whether a letter of functions stands before a bracket that is only made larger: `f\left(x\right)`, `\phi (x)`."""
    base = split(name).base
    return base in _ALWAYS or (base in _FUNCTIONS and _MADE_LARGER.search(before[-12:]) is not None)


def only_name(tree: Tree) -> Name | None:
    """The one letter in a formula, by which ``(1/(1+e^{-x}))'`` is differentiated; None where there are several."""
    found = {t.name: t for t in find(tree, Name) if t.name not in ("e", "\\pi")}
    return next(iter(found.values())) if len(found) == 1 and not isinstance(tree, Name) else None


def with_outer_prime(name: str) -> str:
    """The prime behind the superscript it stands in or before: `g^{l-1'}`, `g'^{l-1}` is the slope of `g^{l-1}`."""
    parts = split(name)
    inner = parts.superscript.rstrip("'")
    if not inner or (inner == parts.superscript and parts.primes != 1):
        return name
    primes = parts.primes if inner != parts.superscript else 0
    # the superscript without the prime may have another normal form
    return split(Parts(parts.base, parts.subscript, primes, inner).join()).join() + "'"


def primed(found: list[Token], place: int, end: int) -> set[int]:
    r"""The places of what stands around the prime behind a group of one name, `{f}'`, `{g^{[l]}}^{\prime}`; none else."""
    first, behind = found[place + 1], [token.text for token in found[end + 1 : end + 5]]
    if first.kind not in ("word", "command") or (end > place + 2 and not is_symbol(found[place + 2], ("^", "_"))):
        return set()
    if behind[:1] == ["'"]:
        return {end}
    if behind[:2] == ["^", "'"]:
        return {end + 1}
    return {end + 1, end + 2, end + 4} if behind == ["^", "{", "'", "}"] else set()
