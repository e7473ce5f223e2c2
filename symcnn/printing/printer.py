"""Prints equations, right sides, quantities and tensors in a given style."""

from __future__ import annotations

from collections.abc import Iterable

from symcnn.equation import Equation, Tensor
from symcnn.expression.nodes import Access, Node
from symcnn.expression.walk import free_letters
from symcnn.notation.affine import Affine
from symcnn.notation.letters import Letter
from symcnn.printing import rules, winner
from symcnn.printing.context import context
from symcnn.printing.quantity import show_quantity
from symcnn.printing.show import positive, show
from symcnn.printing.style import Style
from symcnn.system import System

RULES = (rules, winner)


def print_equation(equation: Equation, system: System, style: Style) -> str:
    """``left = right``; free letters keep their names, bound ones get primes where two would look alike."""
    given = list(dict.fromkeys(v for i in equation.left.indices for v in sorted(i.letters)))
    free = [*given, *_in_turn(free_letters(equation.right) - set(given))]
    inside = context(style, system, free)
    left = positive(equation.left, inside).text
    return left + style.relations["=="] + show(equation.right, inside).text


def print_node(node: Node, system: System, style: Style) -> str:
    """A right side or a part of one."""
    return show(node, context(style, system, _in_turn(free_letters(node)))).text


def print_quantity(quantity: Affine, system: System, style: Style) -> str:
    """A whole-number quantity."""
    return show_quantity(quantity, context(style, system, _in_turn(quantity.letters))).text


def print_tensor(tensor: Tensor, system: System, style: Style) -> str:
    """A tensor without indices."""
    return positive(Access(tensor.key), context(style, system, ())).text


def _in_turn(letters: Iterable[Letter]) -> list[Letter]:
    return sorted(letters, key=lambda v: (v.mark, v))
