"""A part of what was written, said back in a few signs."""

from __future__ import annotations

from symcnn.reading.tree import (
    Application,
    Bracket,
    Call,
    Derivative,
    Entry,
    Extremum,
    Matrix,
    Nabla,
    Name,
    Negation,
    Number,
    Operation,
    Slope,
    SumOver,
    Transposed,
    Tree,
    Tuple,
)

LONGEST = 48
SIGNS = {"juxtapose": " ", "odot": " ⊙ ", "star": " ⋆ ", "*": "·", "/": "/", "^": "^", "+": " + ", "-": " - "}


def say(tree: Tree) -> str:
    """The tree in a line, cut where it is long."""
    text = _say(tree)
    return text if len(text) <= LONGEST else text[:LONGEST - 1] + "…"


def _say(tree: Tree) -> str:
    match tree:
        case Number():
            return tree.text
        case Name():
            return tree.name
        case Entry():
            return f"{_say(tree.base)}_{{{','.join(_say(i) for i in tree.indices)}}}"
        case Negation():
            return f"-{_inner(tree.argument)}"
        case Transposed():
            return f"{_inner(tree.argument)}^T"
        case Derivative():
            return f"∂{_say(tree.of)}/∂{_say(tree.by)}"
        case Nabla():
            return f"∇{_say(tree.by or tree.of)}" if tree.by or tree.of else "∇"  # type: ignore[arg-type]
        case Operation():
            sign = SIGNS.get(tree.operator, f" {tree.operator} ")
            if tree.operator == "juxtapose" and isinstance(tree.right, Number):
                sign = SIGNS["*"]
            apart = isinstance(tree.right, Negation) or goes_apart(tree.operator, tree.right)
            behind = f"({_say(tree.right)})" if apart else _side(tree.right, tree.operator)
            return f"{_side(tree.left, tree.operator)}{sign}{behind}"
        case Call():
            return f"{tree.function}({', '.join(_say(a) for a in tree.arguments)})"
        case Slope():
            return f"{tree.function}'({_say(tree.argument)})"
        case Application():
            return f"{_say(tree.base)}({', '.join(_say(a) for a in tree.arguments)})"
        case SumOver():
            return f"Σ_{{{','.join(tree.letters)}}} {_inner(tree.body)}"
        case Extremum():
            return f"{tree.function}{{{_say(tree.body) if tree.body is not None else ''}}}"
        case Tuple():
            return ", ".join(_say(i) for i in tree.items)
        case Matrix():
            return "[" + ", ".join(_say(r) for r in tree.rows) + "]"
        case Bracket():
            return f"1[{_say(tree.condition)}]"
    return type(tree).__name__.lower()


def _inner(tree: Tree) -> str:
    return f"({_say(tree)})" if isinstance(tree, Operation) else _say(tree)


def _side(tree: Tree, operator: str) -> str:
    sums = isinstance(tree, Operation) and tree.operator in ("+", "-")
    return f"({_say(tree)})" if sums and operator not in ("+", "-") else _say(tree)


def goes_apart(operator: str, right: Tree) -> bool:
    """Whether what stands behind a minus or a stroke means something else without brackets."""
    within = {"-": ("+", "-"), "/": ("*", "/", "·", "juxtapose")}.get(operator, ())
    return isinstance(right, Operation) and right.operator in within


def ordinal(number: int) -> str:
    """``second`` for 2."""
    words = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
    return words[number] if number < len(words) else f"{number}th"
