"""A loss that nobody states but that a line speaks of: ``dZ = A - Y`` is cross-entropy behind a softmax or a sigmoid."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from symcnn.checking.binding.dots import with_entries
from symcnn.checking.binding.own_evidence import named
from symcnn.checking.meaning.link import is_numeric
from symcnn.reading.network import read_network
from symcnn.reading.statements import Data, Definition, Leaf
from symcnn.reading.tree import (
    Application,
    Call,
    Derivative,
    Differential,
    Entry,
    Nabla,
    Name,
    Number,
    Operation,
    Slope,
    Tree,
    walk,
)

LETTERS = ("L", "J", "E", "C", "Q")
HALVES = (Operation("/", Number("1"), Number("2")), Number("0.5"))


@dataclass(frozen=True)
class Meant:
    """A loss that a document seems to mean: its line in the network's language, and words for the report."""

    line: str
    said: str


def meant_losses(text: str, chains: Iterable[Sequence[Tree]]) -> Iterator[Meant]:
    """The losses that lines of a document may mean, for the network in ``text``, which has none."""
    statements = read_network(text)
    given = {s.name: s.right for s in statements if isinstance(s, Definition)}
    read = {n for right in given.values() for n in named(right)}
    known = set(given) | read | {str(s.name) for s in statements if isinstance(s, Leaf | Data)}
    chains = [tuple(c) for c in chains]
    trees = [t for c in chains for member in c for t in walk(member)]
    letters = [t.of.name for t in trees if isinstance(t, Derivative) and isinstance(t.of, Name) and t.of.name not in known]
    letter = next((n for n in (*letters, *LETTERS) if n not in known), "")
    # f(w) = ... is what is made small
    ends = {c[0].base.name for c in chains if isinstance(c[0], Application) and isinstance(c[0].base, Name)} & set(given) - read
    seen = {(t.of, t.by) for t in trees if isinstance(t, Derivative)}
    bare = [letter] if any(isinstance(c[0], Differential) for c in chains) else []
    for name in dict.fromkeys(letters or bare) if len(ends) == 1 else ():
        (end,) = ends
        if (Name(name), Name(end)) not in seen:
            yield Meant(f"{name} = {end}", f"nothing says what {name} is: taken to be {end}")
    found = set()
    share = share_of_square(chains, letter)
    for head, *others in (c for c in chains if len(c) > 1 and letter):
        by = differentiated_by(head)
        for difference in (d for t in others if by for d in walk(t)):
            pair = output_and_target(difference, set(given) - read, known - read)
            line = "" if pair is None else loss_of(pair[0], pair[1], by, given[pair[0]], others)
            if pair is not None and not line and share is not None:
                line = f"squared_error({pair[0]}, {pair[1]}){share}"
            if line and (line, letter) not in found:
                found.add((line, letter))
                yield Meant(f"{letter} = {line}", f"no loss is stated: taken to be {line}, as a line on {by} says")


def share_of_square(chains: Iterable[Sequence[Tree]], letter: str) -> str | None:
    r"""What goes with the square of a difference in a loss that is told in numbers alone: ``L = \frac12 (3 - 1)^2``."""
    for tree in (t for c in chains if c[0] == Name(letter) for t in c[1:2] if is_numeric(t)):
        match tree:
            case Operation(operator="/", left=square, right=Number("2")) if is_square(square):
                return "/2"
            case Operation(operator="juxtapose" | "*" | "·", left=half, right=square) if half in HALVES and is_square(square):
                return "/2"
            case _ if is_square(tree):
                return ""
    return None


def is_square(tree: Tree) -> bool:
    """Whether a tree is the square of a difference."""
    return isinstance(tree, Operation) and tree.operator == "^" and tree.right == Number("2") and isinstance(
        tree.left, Operation) and tree.left.operator == "-"


def differentiated_by(head: Tree) -> str:
    """The tensor by which a gradient is: ``dZ``, ``dL/dZ``, a nabla."""
    entry = with_entries(head)
    head = entry.base if isinstance(entry, Entry) else head
    by = head.by if isinstance(head, Derivative | Nabla) else head.argument if isinstance(head, Differential) else None
    base = with_entries(by) if by is not None else None
    base = base.base if isinstance(base, Entry) else by
    if isinstance(base, Name):
        return base.name
    return head.name[1:] if isinstance(head, Name) and head.name[0] == "d" and len(head.name) > 1 else (
        head.name if isinstance(head, Name) and head.name.startswith("\\delta") else "")


def output_and_target(tree: Tree, outputs: set[str], taken: set[str]) -> tuple[str, str] | None:
    """The last tensor and the name that is taken from it in ``A - Y``."""
    if not isinstance(tree, Operation) or tree.operator != "-":
        return None
    sides = [with_entries(t) if isinstance(t, Name | Entry) else t for t in (tree.left, tree.right)]
    names = [t.base if isinstance(t, Entry) else t for t in sides]
    plain = [t.name if isinstance(t, Name) else "" for t in (tree.left, tree.right)]
    one = plain[0] if plain[0] in outputs else getattr(names[0], "name", "")
    other = names[1].name if isinstance(names[1], Name) else ""
    return (one, other) if one in outputs and other and other not in (taken - {other}) and other not in outputs else None


def loss_of(output: str, target: str, by: str, right: Tree, members: Iterable[Tree]) -> str:
    """The loss whose gradient a difference is: squares where it is by the output itself or a slope stands beside it.

    By an output that it is divided by, it is that of a logarithm: ``(p - y) / (p (1 - p))``.
    """
    below = {n for m in members for t in walk(m) if isinstance(t, Operation) and t.operator == "/" for n in named(t.right)}
    if by == output and output in below:
        return f"bce({output}, {target})"
    sloped = any(isinstance(t, Slope) for m in members for t in walk(m))
    function = right.function if isinstance(right, Call) else ""
    if by != output and not sloped and function in ("sigmoid", "sigma", "\\sigma"):
        return f"bce({output}, {target})"
    if by != output and not sloped and function == "softmax":
        return f"cross_entropy({output}, {target})"
    doubled = any(isinstance(t, Operation) and t.operator in ("juxtapose", "*") and t.left == Number("2")
                  for m in members for t in walk(m))
    if by == output or sloped:
        return f"squared_error({output}, {target})" + ("" if doubled else "/2")
    return ""
